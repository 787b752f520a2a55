//! 时钟 — time in the ledger goes on, or says why it does not.
//!
//! Decides what a clock that jumps does to acts (ADR 0035). An act at an instant before the newest entry is refused, and
//! nothing of it happens: the clock is to be set right first. Where the clock of then was wrong, and is right now, somebody
//! says so; that is an entry of its own, after which acts go on. Between several nodes a few minutes are let pass.
//!
//! Invariant: an entry that stands more than [`SKEW`] before the one that it follows is one that says so.

use crate::Failure;
use crate::desk::Desk;
pub use crate::ledger::order::SKEW;
use crate::ledger::order::ahead;
use crate::ledger::{EntryKind, Prepared, finish};
use law::Refusal;

/// Says that the newest entry was recorded by a wrong clock, and goes on by the clock of the desk.
///
/// # Errors
/// [`Failure::Refused`] where no reason is given, or the newest entry does not lie ahead.
pub async fn adjust(desk: &Desk, reason: &str) -> Result<(), Failure> {
    if reason.trim().is_empty() {
        return Err(Failure::Refused(Refusal::new(
            "要写明时钟为什么不对、怎样校准的（--reason）",
        )));
    }
    let mut tx = desk.register.store.write().await?;
    let newest = tx.lock_head().await?.seq;
    let Some(at) = ahead(&mut tx, desk.now, newest).await? else {
        return Err(Failure::Refused(Refusal::new(
            "台账最后一条并不晚于现在，不用写明；照常办理就可以",
        )));
    };
    let mut act = Prepared::new(EntryKind::AdjustClock, "clock", reason)
        .say("entry", newest)
        .say("recorded_at", at);
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(())
}
