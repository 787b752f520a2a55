//! 删除 — what a person wrote leaves the register, with the salt that would let it be guessed; the row and its dates stay.
//!
//! Erased when the set days after closing are over, or before that where the reader asks for it (个人信息保护法第四十七条);
//! never while an answer is owed.

use super::row_of;
use crate::Failure;
use crate::desk::Desk;
use crate::ledger::{EntryKind, Prepared, finish};
use law::site_error::kept_since;
use law::{Refusal, date};
use store::Tx;
use store::site_error::SiteErrorRow;

/// How many reports one act erases, so that other writers get their turn.
const AT_ONCE: u32 = 200;

/// Erases one closed report before its time.
///
/// # Errors
/// [`Failure::Refused`] where the report is still open, or was erased before.
pub async fn erase(desk: &Desk, number: &str) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    let row = row_of(&mut tx, number).await?;
    if row.erased_at.is_some() {
        return Err(Failure::Refused(Refusal::new(format!(
            "{} 的内容已经删除",
            row.number
        ))));
    }
    if !row.state.may_erase() {
        return Err(Failure::Refused(Refusal::new(format!(
            "{} 还没有办结，不能删除；先用 gongkai errors answer 答复，或者用 gongkai errors reject 写明为什么不予受理",
            row.number
        ))));
    }
    let act = erased(&mut tx, desk, row).await?;
    finish(desk, tx, vec![act]).await?;
    Ok(())
}

/// Erases what was closed and then kept `days` whole days; gives how many reports that were. Call until there are none.
pub async fn erase_due(desk: &Desk, days: u32) -> Result<u64, Failure> {
    let Some(before) = kept_since(desk.today(), days).and_then(date::instant_of) else {
        return Ok(0);
    };
    let mut tx = desk.register.store.write().await?;
    let rows = tx.site_errors_closed_before(before, AT_ONCE).await?;
    let mut acts = Vec::new();
    for row in rows.into_iter().filter(|row| row.state.may_erase()) {
        acts.push(erased(&mut tx, desk, row).await?);
    }
    let n = acts.len() as u64;
    if n > 0 {
        finish(desk, tx, acts).await?;
    }
    Ok(n)
}

async fn erased(tx: &mut Tx, desk: &Desk, mut row: SiteErrorRow) -> Result<Prepared, Failure> {
    row.erased_at = Some(desk.now);
    row.written_salt = None;
    row.page = None;
    row.what = None;
    row.contact = None;
    row.replied_salt = None;
    row.forwarded_to = None;
    row.answer = None;
    tx.update_site_error(&row).await?;
    let mut act = Prepared::new(EntryKind::EraseSiteError, row.id, "").say("number", row.number);
    act.is_item = false;
    Ok(act)
}
