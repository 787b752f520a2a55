//! How old the newest backup is.

use super::{DAY, Findings};
use crate::backed_up::newest_backup;
use crate::{clock, trouble};
use std::path::Path;

/// After so many days a backup is old.
const OLD: i64 = 7;

pub(super) fn look(findings: &mut Findings, data: &Path) {
    let newest = match newest_backup(data) {
        Ok(Some(newest)) => newest,
        Ok(None) => {
            return findings.mind(
                "备份：还没有备份过；请运行 gongkai backup，并且定时运行，见 docs/ops/backup.md",
            );
        }
        Err(error) => return findings.mind(&format!("备份：{}", trouble::says(&error))),
    };
    let day = law::date::of_instant(newest.at);
    let days = (clock::now() - newest.at) / DAY;
    let place = newest.place.display();
    if OLD < days {
        findings.mind(&format!(
            "备份：最近一次是 {day}，{days} 天以前，在 {place}；请再备份，并且定时运行"
        ));
    } else {
        findings.well(&format!(
            "备份：{day} 备份了台账 {} 条，在 {place}",
            newest.entries
        ));
    }
}
