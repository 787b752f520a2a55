//! 先后 — whether an entry of now may follow the newest one (ADR 0035).

use crate::Failure;
use law::Refusal;
use law::date::moment;
use store::Tx;

/// How far the clocks of nodes may be apart, in seconds.
pub const SKEW: i64 = 5 * 60;

/// Whether entries of now may follow the newest one.
pub(crate) async fn in_order(tx: &mut Tx, now: i64, newest: u64) -> Result<(), Failure> {
    let Some(at) = ahead(tx, now, newest).await? else {
        return Ok(());
    };
    let told = |at: i64| moment(at).strftime("%Y-%m-%d %H:%M").to_string();
    Err(Failure::Refused(Refusal::new(format!(
        "主机的时钟说现在是 {}，台账最后一条却记在 {}，所以没有办。请先校准时钟（timedatectl set-ntp true）；现在的时钟不错、是以前走快了的，先用 gongkai log clock --reason 写明，再照常办理",
        told(now),
        told(at)
    ))))
}

/// When the newest entry was recorded, where that is later than clocks may differ.
pub(crate) async fn ahead(tx: &mut Tx, now: i64, newest: u64) -> Result<Option<i64>, Failure> {
    let at = tx.recorded_at(newest).await?;
    Ok(at.filter(|at| now.saturating_add(SKEW) < *at))
}
