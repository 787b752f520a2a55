//! The picture of a term: one table, a part a month, a cell a day.
//!
//! Each kind of day has a word of its own, so that it reads in black and white, and by ear in full.

use crate::i18n::{Lang, name, say};
use crate::show;
use law::calendar::Day;
use law::clock::{Counted, Role, Zero};
use law::{Date, Period};

/// A month of the picture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) title: String,
    pub(super) weeks: Vec<Vec<Option<Cell>>>,
}

/// A day of the picture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) date: Date,
    pub(super) class: String,
    /// What stands in the cell: a number, or a word or two.
    pub(super) mark: String,
    /// What stands beside it.
    pub(super) small: Vec<String>,
    pub(super) aloud: String,
}

pub(super) fn months(
    lang: Lang,
    days: &[Counted<'_>],
    due: Option<Date>,
    today: Date,
) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    let mut before: Option<Date> = None;
    for day in days {
        let at = usize::try_from(day.date.weekday().to_monday_zero_offset()).unwrap_or_default();
        let is_new_month =
            before.is_none_or(|before| before.first_of_month() != day.date.first_of_month());
        if is_new_month {
            months.push(Month {
                title: show::period(lang, Period::month_of(day.date)),
                weeks: Vec::new(),
            });
        }
        let Some(month) = months.last_mut() else {
            continue;
        };
        if is_new_month || at == 0 {
            month.weeks.push((0..7).map(|_| None).collect());
        }
        let place = month.weeks.last_mut().and_then(|week| week.get_mut(at));
        if let Some(place) = place {
            *place = Some(Cell::of(
                lang,
                day,
                due == Some(day.date),
                today == day.date,
            ));
        }
        before = Some(day.date);
    }
    months
}

impl Cell {
    fn of(lang: Lang, day: &Counted<'_>, is_due: bool, is_today: bool) -> Self {
        let t = |zh| String::from(say(lang, zh));
        let (class, mark) = match (day.role, day.day) {
            (Role::Zero(Zero::Receipt), _) => ("clock__start", t("收到")),
            (Role::Zero(Zero::Correction), _) => ("clock__start", t("补正")),
            (Role::Zero(Zero::Payment), _) => ("clock__start", t("缴费")),
            (Role::Void(_), _) => ("clock__void", t("作废")),
            (Role::Off, Day::Holiday(exception)) => ("clock__rest", holiday(lang, exception.name)),
            (Role::Off, _) => ("clock__rest", t("休")),
            (Role::Paused, _) => ("clock__paused", t("停")),
            (Role::Counted(n), Day::MadeUp(_)) => ("clock__counted clock__makeup", n.to_string()),
            (Role::Counted(n), _) => ("clock__counted", n.to_string()),
            (Role::Delayed, _) => ("clock__counted", t("延迟")),
        };
        let mut class = class.to_owned();
        let mut small = Vec::new();
        let mut aloud = aloud(lang, day);
        if matches!((day.role, day.day), (Role::Counted(_), Day::MadeUp(_))) {
            small.push(t("补班"));
        }
        if is_due {
            class.push_str(" clock__due");
            small.push(t("期限"));
            aloud = say(lang, "{}，最迟答复之日").with(aloud).into();
        }
        if is_today {
            class.push_str(" clock__today");
            small.push(t("今天"));
            aloud = say(lang, "{}，今天").with(aloud).into();
        }
        if day.provisional {
            class.push_str(" clock__provisional");
            aloud = say(lang, "{}，暂定").with(aloud).into();
        }
        Self {
            date: day.date,
            class,
            mark,
            small,
            aloud,
        }
    }
}

/// A holiday in the room of a cell: 国庆节、中秋节 is 国庆.
fn holiday(lang: Lang, full: &str) -> String {
    match lang {
        Lang::Zh | Lang::Hant => {
            let first = full.split('、').next().unwrap_or(full);
            let first = first.trim_matches(['“', '”']);
            first
                .strip_suffix('节')
                .unwrap_or(first)
                .chars()
                .take(2)
                .collect()
        }
        Lang::En => say(lang, "假").into(),
    }
}

/// What a day was to the term, in full.
pub(super) fn aloud(lang: Lang, day: &Counted<'_>) -> String {
    let said = match (day.role, day.day) {
        (Role::Zero(zero), _) => say(lang, "{}，不计").with(name(lang, zero.zh())),
        (Role::Void(zero), _) => say(lang, "{}以前，不再计").with(name(lang, zero.zh())),
        (Role::Off, Day::Holiday(exception)) => {
            say(lang, "{}放假，不计").with(name(lang, exception.name))
        }
        (Role::Off, _) => say(lang, "周末，不计"),
        (Role::Paused, _) => say(lang, "征求意见，不计"),
        (Role::Counted(n), Day::MadeUp(exception)) => say(lang, "第 {} 日（{}调休上班）")
            .with(n)
            .with(name(lang, exception.name)),
        (Role::Counted(n), _) => say(lang, "第 {} 日").with(n),
        (Role::Delayed, _) => say(lang, "告知的延迟答复期限内"),
    };
    said.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use law::calendar::Calendar;
    use law::clock::{Clock, Practices, Question};

    #[test]
    fn a_month_is_a_part_and_every_day_of_the_term_has_one_cell() {
        let calendar = Calendar::standard();
        let question = Question::received(Date::constant(2026, 9, 24));
        let clock = Clock::of(&question.events(), calendar, Practices::default()).unwrap();
        let days = clock.explained().unwrap();
        let due = Date::constant(2026, 10, 29);
        let today = Date::constant(2026, 10, 12);
        let months = months(Lang::Zh, &days, Some(due), today);
        let titles: Vec<&str> = months.iter().map(|month| month.title.as_str()).collect();
        assert_eq!(titles, ["2026年9月", "2026年10月"]);
        let cells: Vec<&Cell> = months
            .iter()
            .flat_map(|month| month.weeks.iter().flatten().flatten())
            .collect();
        assert_eq!(cells.len(), days.len());
        let of = |day: Date| cells.iter().find(|cell| cell.date == day).copied().unwrap();
        assert_eq!(of(Date::constant(2026, 9, 24)).mark, "收到");
        assert_eq!(of(Date::constant(2026, 9, 25)).mark, "中秋");
        assert_eq!(of(Date::constant(2026, 10, 10)).small, ["补班"]);
        assert_eq!(of(today).aloud, "第 7 日，今天");
        assert_eq!(
            (of(due).mark.as_str(), of(due).aloud.as_str()),
            ("20", "第 20 日，最迟答复之日")
        );
        // Thursday is the fourth of the week.
        let first = months.first().unwrap().weeks.first().unwrap();
        assert_eq!(first.iter().position(Option::is_some), Some(3));
    }
}
