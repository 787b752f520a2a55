//! What readers wrote against its commitments, and that what was erased was erased by an act.
//!
//! The commitments themselves and every date are bound by entries like all rows ([`super::rows`]); here is what no entry
//! is bound to, because it is erased one day.

use super::cause;
use super::told::Told;
use crate::Failure;
use crate::site_error::{erased_in_part, fits};
use store::Reader;

pub(super) async fn compare(
    reader: &mut Reader,
    told: &Told,
    wrong: &mut Vec<String>,
) -> Result<(), Failure> {
    for id in reader.site_error_ids().await? {
        let row = match reader.site_error_of(&id).await {
            Ok(Some(row)) => row,
            Ok(None) => continue,
            Err(error) => {
                wrong.push(format!("读者找错 {id} 读不出来：{}", cause(&error)));
                continue;
            }
        };
        let name = format!("读者找错 {}（{id}）", row.number);
        let was_erased = told.erased.contains(&id);
        match row.erased_at {
            Some(_) if !was_erased => wrong.push(format!("{name} 记作已经删除，台账里没有删除它")),
            Some(_) if erased_in_part(&row) => {
                wrong.push(format!("{name} 已经删除，却还有写下的内容或者它的盐"));
            }
            None if was_erased => wrong.push(format!("{name} 在台账里已经删除，登记里没有")),
            None if !fits(&row) => wrong.push(format!("{name} 写下的内容与收到、办理时的印证不符")),
            _ => {}
        }
    }
    Ok(())
}
