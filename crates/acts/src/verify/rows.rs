//! Rows against the newest entry that is bound to them.
//!
//! Rows without an entry and entries without rows are both named. No entry about a part of an item means that the part is
//! empty, unless the item is older than entries that bind rows.

use super::Names;
use super::told::{Sealed, Told};
use crate::Failure;
use crate::ledger::commitment;
use crate::site::NOTES;
use store::Reader;
use store::seal::Part;

/// Compares every part; gives how many sets of rows rest on early entries alone.
pub(super) async fn compare(
    reader: &mut Reader,
    told: &mut Told,
    names: &Names,
    wrong: &mut Vec<String>,
) -> Result<u64, Failure> {
    let mut unproven = 0;
    for part in Part::ALL {
        let mut after: Option<String> = None;
        loop {
            let found = reader.sealed_after(part, after.as_deref()).await?;
            let Some((last, _)) = found.last_key_value() else {
                break;
            };
            after = Some(last.clone());
            for (owner, bytes) in found {
                let sealed = told.seals.remove(&(part, owner.clone()));
                match sealed {
                    Some(sealed) if fits(&sealed, &bytes) => {}
                    Some(sealed) => wrong.push(format!(
                        "{}与台账第 {} 条所记的不符",
                        called(part, &owner, names),
                        sealed.seq
                    )),
                    None if part == Part::Setting && NOTES.contains(&owner.as_str()) => {}
                    None if is_early(told, part, &owner) => unproven += 1,
                    None => wrong.push(format!("{}没有记入台账", called(part, &owner, names))),
                }
            }
        }
    }
    for ((part, owner), sealed) in &told.seals {
        if !fits(sealed, &part.empty(owner)) {
            wrong.push(format!(
                "台账第 {} 条所记的{}不见了",
                sealed.seq,
                called(*part, owner, names)
            ));
        }
    }
    Ok(unproven)
}

fn fits(sealed: &Sealed, bytes: &[u8]) -> bool {
    commitment(&sealed.salt, bytes) == sealed.commitment
}

/// Whether rows may be older than the entries that bind rows.
fn is_early(told: &Told, part: Part, owner: &str) -> bool {
    if part.is_of_item() {
        told.first.get(owner).is_some_and(|seq| *seq <= told.early)
    } else {
        told.early > 0
    }
}

fn called(part: Part, owner: &str, names: &Names) -> String {
    let what = part.zh();
    match part {
        Part::Item => format!("{}（{owner}）的{what}", names.of(owner)),
        part if part.is_of_item() => format!("{} 的{what}", names.of(owner)),
        _ => format!("{owner} 的{what}"),
    }
}
