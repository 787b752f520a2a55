//! 工作日 — which days government offices work, and where a term counted in working days ends.
//!
//! Monday to Friday are working days; the holiday notices of the State Council (国务院办公厅关于部分节假日安排的通知)
//! make exceptions in both directions. The notices are data, each with its 文号, its day and its source; this is how
//! they are counted. The day from which a term runs does not count (民法典第二百零一条).
//!
//! Invariants
//! - A notice that changes a year in force does not erase the one before it: what was known on a day can be asked
//!   ([`Calendar::known_on`]), and [`Calendar::said_of`] gives every notice that spoke of a day.
//! - A day in a year without a notice is *provisional*: only its weekday is known, whoever shows it must say so and
//!   count again when the notice comes.

mod change;
mod notice;

pub use change::{Moved, problems};
pub use notice::{Arranged, Notice, NoticeError, Span, read};

use crate::date::Date;
use jiff::civil::Weekday;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Why a day does not do what the day of the week says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception<'a> {
    /// The holiday it belongs to, 春节.
    pub name: &'a str,
    /// The notice that says so.
    pub notice: &'a Notice,
}

/// What kind of day a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day<'a> {
    /// Monday to Friday, of which no notice says anything else.
    Working,
    /// 调休上班: a Saturday or Sunday on which offices work.
    MadeUp(Exception<'a>),
    /// A Saturday or Sunday.
    Weekend,
    /// 放假
    Holiday(Exception<'a>),
}

impl Day<'_> {
    /// Whether people work on it.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::MadeUp(_))
    }

    /// The stable name: `working`, `made_up`, `weekend`, `holiday`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::MadeUp(_) => "made_up",
            Self::Weekend => "weekend",
            Self::Holiday(_) => "holiday",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Working => "工作日",
            Self::MadeUp(_) => "调休上班",
            Self::Weekend => "周末",
            Self::Holiday(_) => "放假",
        }
    }
}

/// The end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDay {
    /// The civil day at +08:00.
    pub date: Date,
    /// The term reaches a year whose notice is not known, which may move its end.
    pub provisional: bool,
}

/// The days that offices work.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// In the order in which they became known.
    notices: Vec<Notice>,
    /// By day, where the last notice that speaks of it stands: the notice, and the span in it.
    exceptions: BTreeMap<Date, (usize, usize)>,
    /// The years that have a notice.
    years: BTreeSet<i16>,
}

const NOTICES: &str = include_str!("../../../data/holiday-notices.txt");

/// The first year whose notice travels with the program.
pub const FIRST_YEAR: i16 = 2007;

/// From this month on the arrangement of the next year should be known.
const NOTICED_BY: i8 = 11;
/// How far a year's notice has reached back into the year before (those for 2007, 2008, 2012, 2019 and 2023 did): days
/// from this one of December on are settled only by the next year's notice.
const REACHES_BACK_TO: i8 = 29;

static STANDARD: LazyLock<Calendar> =
    // The file is embedded and tested; without it every term would be provisional, which is then the truth.
    LazyLock::new(|| Calendar::of(read(NOTICES).unwrap_or_default()));

impl Calendar {
    /// The calendar of the notices that travel with the program.
    pub fn standard() -> &'static Self {
        &STANDARD
    }

    /// What notices say together, whatever their order: where two speak of one day, the later known one holds, and of
    /// two known on the same day the one that stands later.
    pub fn of(mut notices: Vec<Notice>) -> Self {
        notices.sort_by_key(Notice::known_from);
        let mut exceptions = BTreeMap::new();
        for (at, notice) in notices.iter().enumerate() {
            for (of, span) in notice.spans.iter().enumerate() {
                let days = span.first.series(jiff::ToSpan::days(1));
                for day in days.take_while(|day| *day <= span.last) {
                    exceptions.insert(day, (at, of));
                }
            }
        }
        let years = notices.iter().map(|notice| notice.year).collect();
        Self {
            notices,
            exceptions,
            years,
        }
    }

    /// The calendar with further notices, which hold where they speak of a day that another spoke of before.
    #[must_use]
    pub fn with(&self, further: impl IntoIterator<Item = Notice>) -> Self {
        let mut notices = self.notices.clone();
        notices.extend(further);
        Self::of(notices)
    }

    /// The calendar as it could be known at the end of `day`: without the notices that came later.
    #[must_use]
    pub fn known_on(&self, day: Date) -> Self {
        let known = |notice: &&Notice| notice.known_from() <= day;
        Self::of(self.notices.iter().filter(known).cloned().collect())
    }

    /// The notices, the first known first.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Every notice that speaks of `date`, with what it says, the first known first; the last one holds.
    pub fn said_of(&self, date: Date) -> impl Iterator<Item = (&Notice, &Span)> {
        self.notices.iter().filter_map(move |notice| {
            let mut spans = notice.spans.iter();
            let span = spans.find(|span| (span.first..=span.last).contains(&date))?;
            Some((notice, span))
        })
    }

    /// Whether `year` has a notice.
    pub fn has_year(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// The last year whose notice is known.
    pub fn published_through(&self) -> i16 {
        self.years.last().copied().unwrap_or(FIRST_YEAR - 1)
    }

    /// The years whose arrangement should be known on `today` and is not, also those left out between others: the year
    /// itself, and from November on the next, since the State Council's notices come in autumn.
    pub fn years_missing(&self, today: Date) -> Vec<i16> {
        let next = today
            .year()
            .saturating_add(i16::from(NOTICED_BY <= today.month()));
        let needed = today.year()..=self.published_through().max(next);
        needed.filter(|year| !self.has_year(*year)).collect()
    }

    /// What this calendar says of a day: what it is and by which notice.
    pub fn day(&self, date: Date) -> Day<'_> {
        if let Some((name, arranged, notice)) = self.exception(date) {
            let exception = Exception { name, notice };
            return match arranged {
                Arranged::Off => Day::Holiday(exception),
                Arranged::Worked => Day::MadeUp(exception),
            };
        }
        match date.weekday() {
            Weekday::Saturday | Weekday::Sunday => Day::Weekend,
            _ => Day::Working,
        }
    }

    fn exception(&self, date: Date) -> Option<(&str, Arranged, &Notice)> {
        let (at, of) = self.exceptions.get(&date)?;
        let notice = self.notices.get(*at)?;
        let span = notice.spans.get(*of)?;
        Some((&span.name, span.arranged, notice))
    }

    /// Whether people work on it.
    pub fn is_working(&self, date: Date) -> bool {
        self.day(date).is_working()
    }

    /// Whether the year of `date` has no notice yet: of such a day only the weekday is known.
    pub fn is_provisional(&self, date: Date) -> bool {
        !self.years.contains(&date.year()) && !self.exceptions.contains_key(&date)
    }

    /// Whether no notice still to come can change what kind of day `date` is, as far as the habit of the notices goes:
    /// the last days of December may be taken by the next year's.
    pub fn is_settled(&self, date: Date) -> bool {
        let reached = date.month() == 12 && date.day() >= REACHES_BACK_TO;
        self.years
            .contains(&(date.year().saturating_add(i16::from(reached))))
    }

    /// The last day of a term of `days` working days that begins on `start`; `start` itself does not count.
    ///
    /// `None` where the term leaves the range of dates. A term of no days ends on the day it begins.
    pub fn last_day(&self, start: Date, days: u32) -> Option<LastDay> {
        let mut last = LastDay {
            date: start,
            provisional: false,
        };
        let mut left = days;
        while left > 0 {
            last.date = last.date.tomorrow().ok()?;
            last.provisional |= self.is_provisional(last.date);
            left -= u32::from(self.is_working(last.date));
        }
        Some(last)
    }

    /// How many working days lie after `from`, up to and with `to`; none where `to` is not after `from`.
    pub fn working_days(&self, from: Date, to: Date) -> u32 {
        let mut day = from;
        let mut count = 0;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += u32::from(self.is_working(day));
        }
        count
    }
}

#[cfg(test)]
mod tests;
