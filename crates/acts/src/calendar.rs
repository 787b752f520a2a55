//! 工作日历 — the holiday notices that a site has taken in besides those that travel with the program.
//!
//! Decides that a notice is taken in whole and only where nothing in it is wrong ([`law::calendar::problems`]), that one of
//! the same paper takes the place of what was taken in before, and what the act shows: every day that is another kind of
//! day, every report whose last day moves, and for requests in process the days of receipt whose term ends otherwise.
//! They are a setting of the register, so that every node and every copy of the site counts alike.
//!
//! Invariant: what an act would do is told by the act itself, on trial.

use crate::Failure;
use crate::desk::{Desk, Register};
use crate::ledger::{EntryKind, Prepared, finish};
use law::calendar::{Calendar, LastDay, Moved, Notice, problems, read};
use law::clock::TO_REPLY;
use law::item::kind::FieldProblem;
use law::site_error::Terms;
use law::{Date, Refusal, date};
use std::collections::BTreeMap;
use store::site_error::{OpenOnly, SiteErrorRow};

/// The setting under which they are kept: the notices, written out.
const NOTICES: &str = "calendar.notices";

/// The longest file of notices, in bytes: a notice takes one thousand.
pub const LONGEST: usize = 256 << 10;

/// A term of the register that ends on another day, or is firm now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportMoved {
    pub number: String,
    /// 转办, else 答复
    pub is_forwarding: bool,
    pub before: LastDay,
    pub after: LastDay,
}

/// A day of receipt of which a request may still wait for its answer, and when its twenty working days end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermMoved {
    pub received: Date,
    pub before: LastDay,
    pub after: LastDay,
}

/// What taking in notices, or taking one out, does.
#[derive(Clone, Debug)]
pub struct Change {
    pub before: Calendar,
    pub after: Calendar,
    pub taken: Vec<Notice>,
    /// Those in whose place they stand, or which are taken out.
    pub gone: Vec<Notice>,
    /// The years that have a notice now and had none.
    pub settled: Vec<i16>,
    pub reports: Vec<ReportMoved>,
    pub terms: Vec<TermMoved>,
}

impl Change {
    /// The days that are not what they were.
    pub fn days(&self) -> Vec<Moved<'_>> {
        self.before.moved(&self.after)
    }
}

/// The days that offices work, as this site knows them.
///
/// # Errors
/// [`Failure::Unavailable`] where the register cannot be read.
pub async fn calendar(register: &Register) -> Result<Calendar, Failure> {
    let mut reader = register.store.read().await?;
    Ok(told(&reader.settings().await?))
}

/// The notices that a site has taken in, in the order in which it did.
///
/// # Errors
/// [`Failure::Unavailable`] where the register cannot be read.
pub async fn own_notices(register: &Register) -> Result<Vec<Notice>, Failure> {
    let mut reader = register.store.read().await?;
    Ok(kept(&reader.settings().await?))
}

/// What the settings keep, as it is written.
pub(crate) fn written(settings: &BTreeMap<String, String>) -> &str {
    settings.get(NOTICES).map_or("", String::as_str)
}

fn kept(settings: &BTreeMap<String, String>) -> Vec<Notice> {
    // Only this file writes the setting, in the form that is read.
    read(written(settings)).unwrap_or_default()
}

pub(crate) fn told(settings: &BTreeMap<String, String>) -> Calendar {
    Calendar::standard().with(kept(settings))
}

/// Takes the notices of a file in. From the next page on, every node counts by them.
///
/// # Errors
/// [`Failure::Invalid`] with a sentence for everything that is wrong with the file; [`Failure::Refused`] where the site
/// has all of it already.
pub async fn load(desk: &Desk, file: &str, reason: &str, terms: Terms) -> Result<Change, Failure> {
    let mut tx = desk.register.store.write().await?;
    let kept = kept(&tx.settings().await?);
    let (change, written) = taken_in(&kept, file, desk.today())?;
    let open = tx.site_errors(OpenOnly::Yes).await?;
    let change = with_terms(change, &open, desk.today(), terms);
    tx.set(NOTICES, &written).await?;
    let mut act = Prepared::new(EntryKind::LoadHolidayNotices, "calendar", reason)
        .say("notices", names(&change.taken))
        .say("replaced", names(&change.gone));
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(change)
}

/// Takes out a notice that the site had taken in by mistake, by its 文号 or its title.
///
/// # Errors
/// [`Failure::Refused`] where it has taken in none of that name, or several.
pub async fn forget(
    desk: &Desk,
    name: &str,
    reason: &str,
    terms: Terms,
) -> Result<Change, Failure> {
    let mut tx = desk.register.store.write().await?;
    let before = kept(&tx.settings().await?);
    let is_meant = |notice: &Notice| notice.number.as_deref() == Some(name) || notice.title == name;
    let (gone, left): (Vec<Notice>, Vec<Notice>) = before.iter().cloned().partition(is_meant);
    if gone.len() != 1 {
        let known: Vec<String> = before.iter().map(ToString::to_string).collect();
        let known = if known.is_empty() {
            "本站没有载入过放假通知；随程序的不能取消".to_owned()
        } else {
            format!("本站载入过的有：{}", known.join("、"))
        };
        let says = format!(
            "载入过的放假通知里，名为“{name}”的有 {} 份；{known}",
            gone.len()
        );
        return Err(Failure::Refused(Refusal::new(says)));
    }
    let change = change(&before, &left, Vec::new(), gone);
    let open = tx.site_errors(OpenOnly::Yes).await?;
    let change = with_terms(change, &open, desk.today(), terms);
    tx.set(NOTICES, &written_out(&left)).await?;
    let mut act = Prepared::new(EntryKind::ForgetHolidayNotice, "calendar", reason)
        .say("notices", names(&change.gone));
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(change)
}

/// Notices by what an entry of the ledger may say of them: they are public papers.
fn names(notices: &[Notice]) -> String {
    let name = |notice: &Notice| {
        let number = notice.number.as_deref();
        number.unwrap_or(&notice.title).to_owned()
    };
    notices.iter().map(name).collect::<Vec<_>>().join("、")
}

fn written_out(notices: &[Notice]) -> String {
    notices.iter().map(Notice::written_out).collect()
}

/// The change that a file makes, and what is to be kept after it.
fn taken_in(kept: &[Notice], file: &str, today: Date) -> Result<(Change, String), Failure> {
    if LONGEST < file.len() {
        return Err(invalid(vec![format!(
            "文件有 {} KiB，放假通知的文件不超过 {} KiB",
            file.len() >> 10,
            LONGEST >> 10
        )]));
    }
    let file = file.trim_start_matches('\u{feff}');
    let incoming = read(file).map_err(|error| invalid(vec![error.to_string()]))?;
    let before = Calendar::standard().with(kept.iter().cloned());
    // Of one file each notice is looked at on top of those before it.
    let mut so_far = before.clone();
    let mut wrong = Vec::new();
    let mut taken: Vec<Notice> = Vec::new();
    for notice in incoming {
        if taken.iter().any(|other| other.is_same_paper(&notice)) {
            wrong.push(format!("{notice}：文件里写了两次"));
            continue;
        }
        // What is there word for word needs no second place.
        if before.notices().contains(&notice) {
            continue;
        }
        let told = problems(&notice, &so_far, today);
        wrong.extend(told.into_iter().map(|says| format!("{notice}：{says}")));
        so_far = so_far.with([notice.clone()]);
        taken.push(notice);
    }
    if !wrong.is_empty() {
        return Err(invalid(wrong));
    }
    if taken.is_empty() {
        return Err(Failure::Refused(Refusal::new(
            "文件里的放假通知本站都已经有了，一字不差，没有要载入的",
        )));
    }
    let is_replaced = |one: &Notice| taken.iter().any(|new| new.is_same_paper(one));
    let (gone, mut left): (Vec<Notice>, Vec<Notice>) = kept.iter().cloned().partition(is_replaced);
    left.extend(taken.iter().cloned());
    let written = written_out(&left);
    Ok((change(kept, &left, taken, gone), written))
}

fn change(before: &[Notice], after: &[Notice], taken: Vec<Notice>, gone: Vec<Notice>) -> Change {
    let before = Calendar::standard().with(before.iter().cloned());
    let after = Calendar::standard().with(after.iter().cloned());
    let mut settled: Vec<i16> = taken.iter().map(|notice| notice.year).collect();
    settled.sort_unstable();
    settled.dedup();
    settled.retain(|year| !before.has_year(*year));
    Change {
        before,
        after,
        taken,
        gone,
        settled,
        reports: Vec::new(),
        terms: Vec::new(),
    }
}

/// The longest that a request without an interruption may have waited: no term of twenty working days has more days.
const LONGEST_TERM: i32 = 60;

/// Says which open terms end otherwise.
fn with_terms(mut change: Change, open: &[SiteErrorRow], today: Date, terms: Terms) -> Change {
    let (before, after) = (&change.before, &change.after);
    for row in open {
        let received = date::of_instant(row.received_at);
        let both = [
            (
                true,
                terms.forward_by(before, received),
                terms.forward_by(after, received),
            ),
            (
                false,
                terms.answer_by(before, received),
                terms.answer_by(after, received),
            ),
        ];
        for (is_forwarding, one, other) in both {
            let is_owed = !is_forwarding || row.state == law::site_error::State::Received;
            if let (Some(one), Some(other)) = (one, other)
                && is_owed
                && one != other
            {
                change.reports.push(ReportMoved {
                    number: row.number.clone(),
                    is_forwarding,
                    before: one,
                    after: other,
                });
            }
        }
    }
    let since = today.saturating_sub(jiff::Span::new().days(LONGEST_TERM));
    let received = since.series(jiff::ToSpan::days(1));
    for received in received.take_while(|day| *day <= today) {
        let ends = (
            before.last_day(received, TO_REPLY),
            after.last_day(received, TO_REPLY),
        );
        if let (Some(one), Some(other)) = ends
            && one != other
            && (today <= one.date || today <= other.date)
        {
            change.terms.push(TermMoved {
                received,
                before: one,
                after: other,
            });
        }
    }
    change
}

fn invalid(says: Vec<String>) -> Failure {
    let problem = |says| FieldProblem {
        field: "notices".to_owned(),
        says,
    };
    Failure::Invalid(says.into_iter().map(problem).collect())
}
