//! What of the acknowledged may be lost when the PostgreSQL of the site fails and another takes its place, and whether
//! something was.

use super::{Findings, trouble};
use crate::keys::Keys;
use acts::desk::Register;
use acts::health::{AtRisk, Replication, at_risk, replication};
use acts::log::{follows, size_of};

pub(super) async fn tell(findings: &mut Findings, register: &Register) {
    match replication(register).await {
        Ok(None) => {}
        Ok(Some(found)) => told(findings, &found),
        Err(failure) => findings.mind(&format!(
            "数据库的复制：看不到。{}",
            trouble::says(&failure.into())
        )),
    }
}

/// Whether the log goes on from what was signed last. Nothing is said where it does.
pub(super) async fn lost(findings: &mut Findings, register: &Register, keys: &Keys) {
    let Ok(Some(kept)) = keys.last() else { return };
    if let Ok(Err(broken)) = follows(register, &kept).await {
        findings.fails(&format!(
            "日志：密钥旁边的检查点签到第 {} 条，登记库的日志接不上，所以不再签。{broken}。多半是切换到了少几件的备库，或者放回了较早的备份；怎样办见 docs/ops/scale-out.md“少了最后几件以后”",
            size_of(&kept).unwrap_or_default()
        ));
    }
}

fn told(findings: &mut Findings, found: &Replication) {
    if found.is_standby {
        return findings.fails(
            "数据库的复制：连到的是备库，只能读，什么也登记不了；请把设置里的 database 改为主库的地址",
        );
    }
    let names: Vec<&str> = found.standbys.iter().map(|it| it.name.as_str()).collect();
    let names = names.join("、");
    match at_risk(found) {
        AtRisk::Nothing => findings.well(&format!(
            "数据库的复制：同步（{names}）；切换到{}备库，已经办成的一件不丢",
            if 1 < found.standbys.len() { "收得最多的" } else { "" }
        )),
        AtRisk::SinceBackup => findings.mind(
            "数据库的复制：没有备库；数据库的磁盘坏了，上一次备份以后办成的就没有了。请建一个同步的备库，见 docs/ops/scale-out.md",
        ),
        AtRisk::Newest => findings.mind(&format!(
            "数据库的复制：异步（{names}{}）；切换到备库，最后办成的几件可能没有。要一件不丢，请设置 synchronous_standby_names，并让 synchronous_commit 为 on",
            behind(found)
        )),
        AtRisk::OnCrash => findings.fails(&format!(
            "数据库：fsync 为 {}，synchronous_commit 为 {}，提交不等磁盘；停一次电，已经办成的就可能没有。请把两项都设为 on",
            if found.fsync { "on" } else { "off" },
            found.synchronous_commit
        )),
        AtRisk::Unknown => findings.mind(
            "数据库的复制：这个数据库用户看不到备库的情况；请运行 GRANT pg_monitor TO 这个用户，再检查一次",
        ),
    }
}

/// How far the one that is furthest behind is behind.
fn behind(found: &Replication) -> String {
    let bytes = found.standbys.iter().filter_map(|it| it.bytes_behind);
    match bytes.max() {
        Some(bytes) if 0 < bytes => format!("，还差 {} KiB", bytes / 1024 + 1),
        _ => String::new(),
    }
}
