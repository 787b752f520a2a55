//! A reader sends a report: it gets its number, and the reader a receipt.

use super::words::{code, code_hash, commit_written, fits, is_key, receipt, ticket};
use crate::Failure;
use crate::desk::Desk;
use crate::ledger::{EntryKind, Prepared, finish};
use crate::portal::Portal;
use law::calendar::LastDay;
use law::site_error::{State, Terms, Written};
use law::{Refusal, date};
use store::site_error::{By, SiteErrorRow};

/// What came of sending a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A new report; the ticket stands in the address of its receipt.
    New { ticket: String },
    /// The same form was sent before, with the same words: the same receipt.
    Again { ticket: String },
    /// The same form was sent before, with other words: the report of then stays as it is.
    Other { number: String },
}

/// What a reader keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub number: String,
    pub code: String,
    pub received_at: i64,
    pub answer_by: Option<LastDay>,
}

/// How long a receipt can be opened, in seconds: long enough to write number and code down, also over a bad line.
const OPEN_FOR: i64 = 15 * 60;

/// The numbers of reports run by year, apart from those of every agency.
const SERIAL: &str = "site-error";

/// Takes in what a reader wrote; `key` is that of the form ([`super::new_key`]).
///
/// # Errors
/// [`Failure::Refused`] where the form has no key of ours.
pub async fn receive(desk: &Desk, written: &Written, key: &str) -> Result<Received, Failure> {
    if !is_key(key) {
        return Err(Failure::Refused(Refusal::new(
            "这张表不完整，请重新打开“我为政府网站找错”再填",
        )));
    }
    let ticket = ticket(key);
    let mut tx = desk.register.store.write().await?;
    if let Some(row) = tx.site_error(By::Receipt(receipt(&ticket))).await? {
        let is_same = row
            .written_salt
            .as_ref()
            .is_some_and(|salt| fits(&row) && commit_written(salt, written) == row.written);
        return Ok(if is_same {
            Received::Again { ticket }
        } else {
            Received::Other { number: row.number }
        });
    }
    let year = desk.today().year();
    let serial = tx
        .next_serial(SERIAL, u16::try_from(year).unwrap_or_default())
        .await?;
    let id = desk.new_id();
    let salt = Desk::salt().to_vec();
    let code = code(&salt, &ticket);
    let row = SiteErrorRow {
        number: format!("{year}-{serial:05}"),
        state: State::Received,
        kind: written.kind,
        received_at: desk.now,
        forwarded_at: None,
        closed_at: None,
        erased_at: None,
        receipt: receipt(&ticket),
        code: code_hash(&id, &code),
        written: commit_written(&salt, written),
        replied: None,
        written_salt: Some(salt),
        page: written.page.clone(),
        what: Some(written.what.clone()),
        contact: written.contact.clone(),
        replied_salt: None,
        forwarded_to: None,
        answer: None,
        id,
    };
    tx.insert_site_error(&row).await?;
    let mut act = Prepared::new(EntryKind::ReceiveSiteError, row.id, "").say("number", row.number);
    act.is_item = false;
    match finish(desk, tx, vec![act]).await {
        Ok(_) => Ok(Received::New { ticket }),
        // What keeps us from writing it down is nothing that a reader could mend.
        Err(Failure::Refused(refusal)) => Err(Failure::Unavailable(refusal.to_string())),
        Err(failure) => Err(failure),
    }
}

impl Portal {
    /// The receipt behind a ticket; `None` where there is none or it is no longer open.
    pub async fn receipt(
        &self,
        ticket: &str,
        now: i64,
        terms: Terms,
    ) -> Result<Option<Receipt>, Failure> {
        let mut reader = self.register.store.read().await?;
        let row = reader.site_error(By::Receipt(receipt(ticket))).await?;
        let row = row.filter(|row| now - row.received_at <= OPEN_FOR);
        let Some((salt, row)) = row.and_then(|row| Some((row.written_salt.clone()?, row))) else {
            return Ok(None);
        };
        let received = date::of_instant(row.received_at);
        Ok(Some(Receipt {
            number: row.number,
            code: code(&salt, ticket),
            received_at: row.received_at,
            answer_by: terms.answer_by(&self.calendar(), received),
        }))
    }
}
