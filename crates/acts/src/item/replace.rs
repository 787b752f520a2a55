//! 代替 — a new item takes the place of an old one, which keeps its text under a banner.

use crate::Failure;
use crate::desk::Desk;
use crate::item::Which;
use crate::item::relate::join;
use crate::ledger::{EntryKind, finish};
use law::item::Relation;
use law::{Date, Refusal};
use store::item::State;

/// `new` replaces `old` from `since` on.
///
/// # Errors
/// [`Failure::Refused`] where either is not released.
pub async fn replace(
    desk: &Desk,
    new: &Which,
    old: &Which,
    since: Date,
    reason: &str,
) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    let one = new.find(&mut tx).await?;
    let other = old.find(&mut tx).await?;
    if one.state != State::Released || other.state != State::Released {
        return Err(Failure::Refused(Refusal::new(
            "代替的和被代替的都应当已经公开",
        )));
    }
    let acts = join(
        &mut tx,
        &one,
        Relation::Replaces,
        &other,
        Some(since),
        EntryKind::Replace,
        reason,
    )
    .await?;
    finish(desk, tx, acts).await?;
    Ok(())
}
