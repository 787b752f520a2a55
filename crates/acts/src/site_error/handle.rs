//! What an operator does with a report: 转办, 答复, 不予受理.

use super::row_of;
use super::words::commit_replied;
use crate::Failure;
use crate::desk::Desk;
use crate::ledger::{EntryKind, Prepared, finish};
use law::Refusal;
use law::site_error::{State, Step, read_answer, read_body};
use store::Tx;
use store::site_error::SiteErrorRow;

/// Forwards a report to the body that can answer; the reader sees to whom.
///
/// # Errors
/// [`Failure::Refused`] where nobody is named, or the report was forwarded or closed before.
pub async fn forward(desk: &Desk, number: &str, to: &str) -> Result<(), Failure> {
    let to = read_body(to).map_err(Failure::Refused)?;
    let (tx, mut row) = stepped(desk, number, Step::Forward).await?;
    row.forwarded_at = Some(desk.now);
    row.forwarded_to = Some(to);
    finish_with(desk, tx, row, EntryKind::ForwardSiteError).await
}

/// Answers a report and closes it; the reader sees the answer.
///
/// # Errors
/// [`Failure::Refused`] without an answer, or where the report is closed.
pub async fn answer(desk: &Desk, number: &str, text: &str) -> Result<(), Failure> {
    close(desk, number, text, Step::Answer, EntryKind::AnswerSiteError).await
}

/// Closes what is no report of an error on this site; the reader sees why.
///
/// # Errors
/// [`Failure::Refused`] without a reason, or where the report is closed.
pub async fn reject(desk: &Desk, number: &str, why: &str) -> Result<(), Failure> {
    close(desk, number, why, Step::Reject, EntryKind::RejectSiteError).await
}

async fn close(
    desk: &Desk,
    number: &str,
    text: &str,
    step: Step,
    kind: EntryKind,
) -> Result<(), Failure> {
    let text = read_answer(text).map_err(Failure::Refused)?;
    let (tx, mut row) = stepped(desk, number, step).await?;
    row.closed_at = Some(desk.now);
    row.answer = Some(text);
    finish_with(desk, tx, row, kind).await
}

/// The report after a step, not yet written.
async fn stepped(desk: &Desk, number: &str, step: Step) -> Result<(Tx, SiteErrorRow), Failure> {
    let mut tx = desk.register.store.write().await?;
    let mut row = row_of(&mut tx, number).await?;
    let Some(after) = row.state.after(step) else {
        let says = match row.state {
            State::Forwarded => format!(
                "{} 已经转办过一次，不再转；请由承办单位答复，用 gongkai errors answer 登记",
                row.number
            ),
            state => format!(
                "{} {}，已经办结，不能再改；用 gongkai errors show {} 看",
                row.number,
                state.zh(),
                row.number
            ),
        };
        return Err(Failure::Refused(Refusal::new(says)));
    };
    row.state = after;
    Ok((tx, row))
}

async fn finish_with(
    desk: &Desk,
    mut tx: Tx,
    mut row: SiteErrorRow,
    kind: EntryKind,
) -> Result<(), Failure> {
    let salt = Desk::salt().to_vec();
    let (to, answer) = (row.forwarded_to.as_deref(), row.answer.as_deref());
    row.replied = Some(commit_replied(&salt, to, answer));
    row.replied_salt = Some(salt);
    tx.update_site_error(&row).await?;
    let mut act = Prepared::new(kind, row.id, "").say("number", row.number);
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(())
}
