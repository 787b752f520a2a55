//! 工作日 — which days government offices work, and where a term counted in working days ends.
//!
//! Monday to Friday are working days; the yearly holiday notice of the State Council's General Office (国务院办公厅关于
//! 部分节假日安排的通知) makes exceptions in both directions. The notices are data, with their source; this is how they
//! are counted. The day from which a term runs does not count (民法典第二百零一条).
//!
//! A year's notice comes out in the autumn before, may reach back into the last days of the year before it, and may be
//! changed while the year runs. A day that a notice still to come may change is therefore *provisional*, and whoever
//! shows it must say so and count again when the table changes.

use crate::date::Date;
use jiff::civil::Weekday;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One day on which offices do not do what the day of the week says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The holiday it belongs to, 春节.
    pub name: String,
    /// Off work, or else made up for (调休上班).
    pub off: bool,
    /// Addresses of the notices that say so, several joined by `|`.
    pub source: String,
}

/// What kind of day a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day<'a> {
    Working,
    /// 调休上班: a Saturday or Sunday on which offices work.
    MadeUp(&'a Exception),
    Weekend,
    Holiday(&'a Exception),
}

/// The end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDay {
    pub date: Date,
    /// A notice still to come may move it.
    pub provisional: bool,
}

/// What is wrong with a table of exceptional days.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("节假日表第 {line} 行应当写作“日期,名称,true 或 false,来源”：{text}")]
    Line { line: usize, text: String },
    #[error("节假日表里 {date} 出现两次")]
    Twice { date: Date },
    #[error("节假日表是空的")]
    Empty,
}

/// The days that offices work.
#[derive(Clone, Debug)]
pub struct Calendar {
    exceptions: BTreeMap<Date, Exception>,
    /// The last year whose notice is in the table.
    published: i16,
}

const TABLE: &str = include_str!("../../../data/holidays.csv");

/// The first year whose notice the embedded table holds; of days before it only the week is known.
pub const FIRST_YEAR: i16 = 2007;

/// How far a year's notice has reached back into the year before (the notices for 2012, 2019 and 2023 did): days from
/// this one of December on are settled only by the next year's notice.
const REACHES_BACK_TO: i8 = 29;

static STANDARD: LazyLock<Option<Calendar>> = LazyLock::new(|| Calendar::read(TABLE).ok());

impl Calendar {
    /// The calendar of the table that travels with the program.
    pub fn standard() -> &'static Self {
        static WEEKS: Calendar = Calendar {
            exceptions: BTreeMap::new(),
            published: 0,
        };
        // The table is embedded and tested; without it every term would be provisional, which is then the truth.
        STANDARD.as_ref().unwrap_or(&WEEKS)
    }

    /// Reads a table of lines `date,name,is_off_day,source` under one line of names.
    ///
    /// # Errors
    /// The first line that is not of that form, a day named twice, or no day at all.
    pub fn read(table: &str) -> Result<Self, TableError> {
        let mut exceptions = BTreeMap::new();
        for (at, text) in table.lines().enumerate().skip(1) {
            if text.trim().is_empty() {
                continue;
            }
            let (date, exception) = exception(text).ok_or_else(|| TableError::Line {
                line: at + 1,
                text: text.to_owned(),
            })?;
            if exceptions.insert(date, exception).is_some() {
                return Err(TableError::Twice { date });
            }
        }
        // A notice may reach back into the December before, or a later one into January only by a mistake of typing:
        // a year counts as published once a day after January is named.
        let published = exceptions
            .keys()
            .filter(|date| date.month() > 1)
            .filter(|date| (date.month(), date.day()) < (12, REACHES_BACK_TO))
            .map(|date| date.year())
            .max()
            .ok_or(TableError::Empty)?;
        Ok(Self {
            exceptions,
            published,
        })
    }

    /// The last year whose notice is known.
    pub fn published_through(&self) -> i16 {
        self.published
    }

    pub fn day(&self, date: Date) -> Day<'_> {
        match self.exceptions.get(&date) {
            Some(exception) if exception.off => Day::Holiday(exception),
            Some(exception) => Day::MadeUp(exception),
            None if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) => Day::Weekend,
            None => Day::Working,
        }
    }

    pub fn is_working(&self, date: Date) -> bool {
        matches!(self.day(date), Day::Working | Day::MadeUp(_))
    }

    /// Whether no notice still to come can change what kind of day `date` is, as far as the rule of the notices goes.
    pub fn is_settled(&self, date: Date) -> bool {
        let reached = date.month() == 12 && date.day() >= REACHES_BACK_TO;
        (FIRST_YEAR..=self.published).contains(&(date.year() + i16::from(reached)))
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
            last.provisional |= !self.is_settled(last.date);
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

fn exception(line: &str) -> Option<(Date, Exception)> {
    let mut cells = line.trim().splitn(4, ',');
    let date = cells.next()?.parse().ok()?;
    let name = cells.next().filter(|name| !name.is_empty())?.to_owned();
    let off = cells.next()?.parse().ok()?;
    let source = cells.next().filter(|source| !source.is_empty())?.to_owned();
    Some((date, Exception { name, off, source }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn terms_end_on_the_days_that_the_notices_give() {
        let calendar = Calendar::standard();
        for (start, days, end) in [
            ("2020-07-15", 20, "2020-08-12"),
            ("2020-01-20", 20, "2020-02-25"),
            ("2020-04-27", 7, "2020-05-09"),
            ("2020-09-25", 7, "2020-10-12"),
            ("2020-09-25", 15, "2020-10-22"),
            ("2020-09-25", 20, "2020-10-29"),
            ("2020-09-25", 40, "2020-11-26"),
            ("2025-01-20", 7, "2025-02-05"),
            ("2025-01-20", 20, "2025-02-21"),
            ("2025-09-26", 5, "2025-10-10"),
            ("2025-09-26", 20, "2025-10-30"),
            ("2026-02-12", 7, "2026-02-28"),
            ("2026-02-12", 20, "2026-03-18"),
            ("2026-09-24", 7, "2026-10-12"),
            ("2026-09-24", 15, "2026-10-22"),
            ("2026-09-24", 20, "2026-10-29"),
        ] {
            let last = calendar.last_day(date(start), days).expect("in range");
            assert_eq!(
                (last.date.to_string().as_str(), last.provisional),
                (end, false),
                "{start} +{days}"
            );
            assert_eq!(calendar.working_days(date(start), last.date), days);
        }
    }

    #[test]
    fn a_term_into_a_year_without_a_notice_is_provisional() {
        let calendar = Calendar::standard();
        let next = calendar.published_through() + 1;
        let start = Date::constant(next - 1, 12, 1);
        assert!(!calendar.last_day(start, 5).expect("in range").provisional);
        assert!(calendar.last_day(start, 40).expect("in range").provisional);
        // The notice of the year to come may take the last days of this one.
        assert!(!calendar.is_settled(Date::constant(next - 1, 12, 30)));
        assert!(calendar.is_settled(Date::constant(next - 2, 12, 30)));
    }

    #[test]
    fn a_day_says_why_it_is_worked_or_not() {
        let calendar = Calendar::standard();
        assert_eq!(calendar.day(date("2026-11-23")), Day::Working);
        assert_eq!(calendar.day(date("2026-11-22")), Day::Weekend);
        assert!(matches!(calendar.day(date("2026-02-28")), Day::MadeUp(e) if e.name == "春节"));
        assert!(
            matches!(calendar.day(date("2026-10-01")), Day::Holiday(e) if e.name == "国庆节" && !e.source.is_empty())
        );
    }

    #[test]
    fn a_term_of_no_days_ends_where_it_begins() {
        let start = date("2026-10-01");
        let last = Calendar::standard().last_day(start, 0).expect("in range");
        assert_eq!(last.date, start);
        assert_eq!(Calendar::standard().working_days(start, start), 0);
    }

    #[test]
    fn a_wrong_table_names_its_line() {
        assert_eq!(
            Calendar::read("date,name,is_off_day,source\n2026-02-30,春节,true,x\n").err(),
            Some(TableError::Line {
                line: 2,
                text: "2026-02-30,春节,true,x".into()
            })
        );
        assert_eq!(
            Calendar::read("h\n2026-10-01,国庆节,true,x\n2026-10-01,国庆节,true,x\n").err(),
            Some(TableError::Twice {
                date: date("2026-10-01")
            })
        );
        assert_eq!(Calendar::read("h\n").err(), Some(TableError::Empty));
    }
}
