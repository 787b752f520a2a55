//! 我为政府网站找错 — reports of errors on this site: received from readers, handled by operators, erased in time.
//!
//! Decides what is kept of a report and how its reader finds it again (ADR 0018); what may be written, which step follows
//! which and when it is due is in [`law::site_error`]. What a person wrote stands in the row of the report beside salted
//! commitments (`words.rs`); entries are bound to the commitments and hold none of the words.
//!
//! Invariants
//! - Of the code that a reader is given only a hash is kept. It is made from the salt in the row and from what the address
//!   of the receipt holds, so neither the register nor that address tells it alone, and nobody after the salt is erased.
//! - One form makes one report, however often it is sent.

mod erase;
mod handle;
mod receive;
mod words;

pub use erase::{erase, erase_due};
pub use handle::{answer, forward, reject};
pub use receive::{Receipt, Received, receive};
pub use words::new_key;
pub(crate) use words::{erased_in_part, fits};

use crate::Failure;
use crate::desk::{Actor, Desk, Register};
use crate::portal::Portal;
use law::calendar::{Calendar, LastDay};
use law::site_error::{ErrorKind, Left, State, Terms, left};
use law::{Date, Refusal, date};
use store::Tx;
use store::site_error::{By, OpenOnly, SiteErrorRow};
use uuid::Uuid;

/// A report as an operator sees it, and with the code its reader; without what was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub number: String,
    pub state: State,
    pub kind: ErrorKind,
    pub received_at: i64,
    pub page: Option<String>,
    pub what: Option<String>,
    pub contact: Option<String>,
    pub forwarded_on: Option<Date>,
    pub forwarded_to: Option<String>,
    pub answer: Option<String>,
    pub closed_on: Option<Date>,
    pub erased_on: Option<Date>,
    /// The last day to answer, and how it stands while the report is open.
    pub answer_by: Option<Due>,
    /// The last day to forward, while it is neither forwarded nor closed.
    pub forward_by: Option<Due>,
}

/// The end of a term, and where it stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub last: LastDay,
    /// `None` where nothing is owed any more.
    pub left: Option<Left>,
}

impl Due {
    /// Whether something is owed and its last day is over.
    pub fn is_overdue(&self) -> bool {
        matches!(self.left, Some(Left::Overdue(_)))
    }
}

impl Report {
    fn of(row: SiteErrorRow, today: Date, terms: Terms, calendar: &Calendar) -> Self {
        let received = date::of_instant(row.received_at);
        let due = |last: Option<LastDay>, is_owed: bool| {
            last.map(|last| Due {
                last,
                left: is_owed.then(|| left(calendar, last.date, today)),
            })
        };
        let answer_by = due(terms.answer_by(calendar, received), row.state.is_open());
        let is_here = row.state == State::Received;
        let forward_by = due(terms.forward_by(calendar, received), is_here);
        Self {
            number: row.number,
            state: row.state,
            kind: row.kind,
            received_at: row.received_at,
            page: row.page,
            what: row.what,
            contact: row.contact,
            forwarded_on: row.forwarded_at.map(date::of_instant),
            forwarded_to: row.forwarded_to,
            answer: row.answer,
            closed_on: row.closed_at.map(date::of_instant),
            erased_on: row.erased_at.map(date::of_instant),
            answer_by,
            forward_by: forward_by.filter(|_| is_here),
        }
    }
}

/// The reports on which an answer is owed, those due first in front.
pub async fn open(register: &Register, today: Date, terms: Terms) -> Result<Vec<Report>, Failure> {
    listed(register, OpenOnly::Yes, today, terms).await
}

/// Every report, the oldest first.
pub async fn all(register: &Register, today: Date, terms: Terms) -> Result<Vec<Report>, Failure> {
    listed(register, OpenOnly::No, today, terms).await
}

async fn listed(
    register: &Register,
    which: OpenOnly,
    today: Date,
    terms: Terms,
) -> Result<Vec<Report>, Failure> {
    let mut reader = register.store.read().await?;
    let rows = reader.site_errors(which).await?;
    let calendar = crate::calendar::told(&reader.settings().await?);
    let of = |row| Report::of(row, today, terms, &calendar);
    Ok(rows.into_iter().map(of).collect())
}

/// One report by its number, for those who handle it.
///
/// # Errors
/// [`Failure::Refused`] where there is none.
pub async fn find(
    register: &Register,
    number: &str,
    today: Date,
    terms: Terms,
) -> Result<Report, Failure> {
    let mut reader = register.store.read().await?;
    let row = reader.site_error(By::Number(number.trim())).await?;
    let calendar = crate::calendar::told(&reader.settings().await?);
    row.map(|row| Report::of(row, today, terms, &calendar))
        .ok_or_else(|| no_such(number))
}

fn no_such(number: &str) -> Failure {
    Failure::Refused(Refusal::new(format!(
        "没有编号是“{number}”的找错；gongkai errors list --all 列出全部"
    )))
}

async fn row_of(tx: &mut Tx, number: &str) -> Result<SiteErrorRow, Failure> {
    let row = tx.site_error(By::Number(number.trim())).await?;
    row.ok_or_else(|| no_such(number))
}

impl Desk {
    /// The desk at which a reader sends a form: an actor of its own for each, known by no name.
    ///
    /// # Errors
    /// None that is known; a desk asks for an actor, and here is one.
    pub fn of_visitor(portal: &Portal, now: i64) -> Result<Self, Failure> {
        let actor = Actor {
            name: Uuid::new_v4().to_string(),
            identified_by: "visitor".into(),
        };
        Self::new(portal.register.clone(), actor, now)
    }
}

impl Portal {
    /// The report of a reader who has its number and its code; `None` where either is wrong, and nobody learns which.
    pub async fn report(
        &self,
        number: &str,
        code: &str,
        today: Date,
        terms: Terms,
    ) -> Result<Option<Report>, Failure> {
        let mut reader = self.register.store.read().await?;
        let number = words::plain_number(number);
        let row = reader.site_error(By::Number(&number)).await?;
        let row = row.filter(|row| words::code_hash(&row.id, code) == row.code);
        let calendar = self.calendar();
        Ok(row.map(|row| Report::of(row, today, terms, &calendar)))
    }
}
