//! How long ago the site was backed up and verified.

use super::{DAY, Findings};
use crate::notes::{BackedUp, Verified, newest};
use crate::{clock, trouble};
use std::path::Path;

/// After so many days a backup is old.
const OLD: i64 = 7;
/// After so many days it is time to verify again.
const LONG_UNVERIFIED: i64 = 35;

pub(super) fn look(findings: &mut Findings, data: &Path) {
    match newest::<BackedUp>(data) {
        Ok(found) => backed_up(findings, found),
        Err(error) => findings.mind(&format!("备份：{}", trouble::says(&error))),
    }
    match newest::<Verified>(data) {
        Ok(found) => verified(findings, found),
        Err(error) => findings.mind(&format!("核对：{}", trouble::says(&error))),
    }
}

fn backed_up(findings: &mut Findings, newest: Option<BackedUp>) {
    let Some(newest) = newest else {
        return findings.mind(
            "备份：还没有备份过；请运行 gongkai backup，并且定时运行，见 docs/ops/backup.md",
        );
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

fn verified(findings: &mut Findings, newest: Option<Verified>) {
    let Some(newest) = newest else {
        return findings.mind("核对：还没有核对过；请运行 gongkai verify，以后每月一次");
    };
    let day = law::date::of_instant(newest.at);
    let days = (clock::now() - newest.at) / DAY;
    if 0 < newest.wrong {
        findings.fails(&format!(
            "核对：{day} 有 {} 处不符；请运行 gongkai verify 看是哪些，必要时从备份恢复，见 docs/ops/incidents.md",
            newest.wrong
        ));
    } else if LONG_UNVERIFIED < days {
        findings.mind(&format!(
            "核对：最近一次是 {day}，{days} 天以前；请再运行 gongkai verify"
        ));
    } else {
        findings.well(&format!(
            "核对：{day} 核对了台账 {} 条，都相符",
            newest.entries
        ));
    }
}
