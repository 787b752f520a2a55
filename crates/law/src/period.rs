//! 期间 — a day, a week or a month of the civil calendar, as addresses and lists name it.
//!
//! Decides how a span is written (`2026-11-25`, `2026-W48`, `2026-11`; ISO 8601), which days it has, and what comes
//! before and after. A week begins on Monday and belongs to the year of its Thursday.

use crate::Date;
use jiff::ToSpan as _;
use jiff::civil::{ISOWeekDate, Weekday};
use std::fmt;

/// 期间 — a day, a week from Monday on, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// One civil day.
    Day(Date),
    /// By its Monday.
    Week(Date),
    /// By its first day.
    Month(Date),
}

impl Period {
    /// The month in which a day lies.
    pub fn month_of(day: Date) -> Self {
        Self::Month(day.first_of_month())
    }

    /// The week in which a day lies.
    pub fn week_of(day: Date) -> Self {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        Self::Week(day.saturating_sub(back.days()))
    }

    /// Reads the form in which it is written; only that one, so that a span has one address.
    pub fn parse(text: &str) -> Option<Self> {
        let period = match text.len() {
            10 => Self::Day(text.parse().ok()?),
            8 => {
                let (year, week) = text.split_once("-W")?;
                let (year, week) = (year.parse().ok()?, week.parse().ok()?);
                Self::Week(ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date())
            }
            7 => Self::Month(format!("{text}-01").parse().ok()?),
            _ => return None,
        };
        (period.to_string() == text).then_some(period)
    }

    /// Its first day.
    pub fn first(self) -> Date {
        match self {
            Self::Day(day) | Self::Week(day) | Self::Month(day) => day,
        }
    }

    /// Its last day.
    pub fn last(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Week(monday) => monday.saturating_add(6.days()),
            Self::Month(first) => first.last_of_month(),
        }
    }

    /// Its days, the first one first.
    pub fn days(self) -> impl Iterator<Item = Date> {
        let last = self.last();
        std::iter::successors(Some(self.first()), move |day| {
            day.tomorrow().ok().filter(|next| *next <= last)
        })
    }

    /// The one after it; nothing at the end of the range of dates.
    pub fn next(self) -> Option<Self> {
        let day = self.last().tomorrow().ok()?;
        Some(self.same_kind(day))
    }

    /// The one before it; nothing at the beginning of the range of dates.
    pub fn previous(self) -> Option<Self> {
        let day = self.first().yesterday().ok()?;
        Some(self.same_kind(day))
    }

    fn same_kind(self, day: Date) -> Self {
        match self {
            Self::Day(_) => Self::Day(day),
            Self::Week(_) => Self::week_of(day),
            Self::Month(_) => Self::month_of(day),
        }
    }

    /// 2026年11月25日, 2026年第48周, 2026年11月
    pub fn zh(self) -> String {
        match self {
            Self::Day(day) => crate::date::zh(day),
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                format!("{}年第{}周", week.year(), week.week())
            }
            Self::Month(first) => format!("{}年{}月", first.year(), first.month()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
        }
    }
}

/// 星期三
pub fn weekday_zh(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "星期一",
        Weekday::Tuesday => "星期二",
        Weekday::Wednesday => "星期三",
        Weekday::Thursday => "星期四",
        Weekday::Friday => "星期五",
        Weekday::Saturday => "星期六",
        Weekday::Sunday => "星期日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_written_in_one_way_and_read_back() {
        for text in [
            "2026-11-25",
            "2026-W48",
            "2026-11",
            "2020-W53",
            "2024-02-29",
        ] {
            let period = Period::parse(text).expect(text);
            assert_eq!(period.to_string(), text);
        }
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-1",
            "2026-W54",
            "2026-W00",
            "2021-W53",
            "2023-02-29",
            "2026-11-2",
            "2026/11",
            "20261125",
            "二〇二六年",
            "+026-11",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        let week = |day: Date| Period::week_of(day).to_string();
        assert_eq!(week(Date::constant(2021, 1, 3)), "2020-W53");
        assert_eq!(week(Date::constant(2021, 1, 4)), "2021-W01");
        assert_eq!(week(Date::constant(2024, 12, 30)), "2025-W01");
        let last = Period::parse("2020-W53").expect("a week");
        assert_eq!(
            (last.first(), last.last()),
            (Date::constant(2020, 12, 28), Date::constant(2021, 1, 3))
        );
    }

    #[test]
    fn the_days_of_a_week_have_their_names() {
        let week = Period::parse("2026-W48").expect("a week");
        assert_eq!(week.first(), Date::constant(2026, 11, 23));
        let names: String = week
            .days()
            .map(|day| weekday_zh(day).trim_start_matches("星期"))
            .collect();
        assert_eq!(names, "一二三四五六日");
        assert_eq!(weekday_zh(Date::constant(2026, 11, 26)), "星期四");
    }

    #[test]
    fn spans_follow_each_other_without_a_gap() {
        for text in ["2026-12-31", "2026-W53", "2026-12", "2024-02"] {
            let period = Period::parse(text).expect(text);
            let next = period.next().expect("a next one");
            assert_eq!(next.previous(), Some(period));
            assert_eq!(period.last().tomorrow().ok(), Some(next.first()));
            assert_eq!(period.days().last(), Some(period.last()));
        }
        let month = Period::parse("2024-02").expect("a month");
        assert_eq!(month.days().count(), 29);
        assert_eq!(month.zh(), "2024年2月");
    }
}
