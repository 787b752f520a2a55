//! 算一算的三张表 — what the pages on terms, fees and remedies share: days as people type them, and what to mend where.
//!
//! Such a page is a form that is sent by GET. What can be answered is read on at one address, which holds the question and
//! nothing else ([`read_on_at`]); what cannot is shown again as it was typed, with every fault at its control.

use crate::app::App;
use crate::error::Trouble;
use crate::extract::Pairs;
use crate::forms::read_on;
use crate::i18n::{Lang, Phrase, say};
use crate::page::Frame;
use crate::paths::Place;
use crate::show;
use axum::response::Response;
use law::Date;
use law::calendar::LastDay;

/// A fault, and the control that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mend {
    /// The name of the control, with its number where there are several of the name: `sent-2`.
    pub(crate) field: String,
    pub(crate) says: Phrase,
}

impl Mend {
    pub(crate) fn at(field: impl Into<String>, says: impl Into<Phrase>) -> Self {
        Self {
            field: field.into(),
            says: says.into(),
        }
    }
}

/// What a page says about the faults of its form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mends {
    all: Vec<(String, String)>,
}

impl Mends {
    pub(crate) fn said(lang: Lang, mends: &[Mend]) -> Self {
        let all = mends.iter();
        let all = all.map(|mend| (mend.field.clone(), mend.says.said(lang)));
        Self { all: all.collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn all(&self) -> &[(String, String)] {
        &self.all
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.all.iter().any(|(of, _)| of == field)
    }

    pub(crate) fn of(&self, field: &str) -> Vec<&str> {
        let of = self.all.iter().filter(|(of, _)| of == field);
        of.map(|(_, says)| says.as_str()).collect()
    }
}

/// The first fault as the open API tells it; the controls of a letter are one parameter there.
pub(crate) fn refused(mends: Vec<Mend>) -> Trouble {
    let Some(mend) = mends.into_iter().next() else {
        return Trouble::not_found();
    };
    let field = mend.field.split('-').next().unwrap_or_default();
    let field = match field {
        "sent" | "reached" | "returned" => "consult",
        other => other,
    };
    Trouble::asked(field, mend.says)
}

/// A day as people type it, and nothing beside it: `2026-9-24`, `20260924`, `2026年9月24日`.
pub(crate) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return law::date::first(&format!("{year}-{month}-{day}"));
    }
    let (date, at) = law::date::find(text)?;
    (at == (0..text.len())).then_some(date)
}

/// The day in a control; nothing where it is empty or wrong, which is noted.
pub(crate) fn day_in(field: &str, text: &str, wrong: &mut Vec<Mend>) -> Option<Date> {
    if text.trim().is_empty() {
        return None;
    }
    let read = day(text);
    if read.is_none() {
        let says = "没有“{}”这一天，请写成 2026-9-24 的样子";
        wrong.push(Mend::at(field, Phrase::of(says).with(text)));
    }
    read
}

/// The number in a control.
pub(crate) fn number_in(
    field: &str,
    text: &str,
    known: std::ops::RangeInclusive<u32>,
    wrong: &mut Vec<Mend>,
) -> Option<u32> {
    if text.trim().is_empty() {
        return None;
    }
    let read = text.trim().parse().ok().filter(|n| known.contains(n));
    if read.is_none() {
        let says = Phrase::of("应当是 {} 至 {} 的整数，您填的是“{}”");
        let says = says.with(known.start()).with(known.end()).with(text);
        wrong.push(Mend::at(field, says));
    }
    read
}

/// Where the same question stands in its one form; nothing where it is asked so already.
pub(crate) fn read_on_at(
    app: &App,
    place: &Place,
    asked: &Pairs,
    pairs: &[(&'static str, String)],
) -> Option<Response> {
    let is_same = asked
        .iter()
        .eq(pairs.iter().map(|(key, value)| (*key, value.as_str())));
    (!is_same).then(|| read_on(&address(app, place, pairs)))
}

/// The address of a question.
pub(crate) fn address(app: &App, place: &Place, pairs: &[(&'static str, String)]) -> String {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    app.links().with(place, &pairs)
}

/// The query of a question, which tells it from every other.
pub(crate) fn query(pairs: &[(&'static str, String)]) -> String {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    crate::paths::query(&pairs)
}

/// The frame of a page whose form has faults says so in the title.
pub(crate) fn with_faults(mut frame: Frame) -> Frame {
    let title = say(frame.lang, "有错误：{}").with(&frame.title);
    frame.title = title.into();
    frame
}

/// `2026年10月29日（星期四）`, `Thursday, 29 October 2026`
pub(crate) fn long_day(lang: Lang, date: Date) -> String {
    let weekday = crate::i18n::name(lang, law::period::weekday_zh(date)).into_owned();
    match lang {
        Lang::Zh | Lang::Hant => say(lang, "{}（{}）")
            .with(show::day(lang, date))
            .with(weekday)
            .into(),
        Lang::En => format!("{weekday}, {}", show::day(lang, date)),
    }
}

/// A last day with what must be said of it.
pub(crate) fn last_day(lang: Lang, last: LastDay) -> String {
    let day = long_day(lang, last.date);
    if last.provisional {
        say(lang, "{}，暂定").with(day).into()
    } else {
        day
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    #[test]
    fn a_day_is_read_as_people_type_it_and_nothing_beside_it() {
        let expected = Some(Date::constant(2026, 9, 4));
        for text in [
            "2026-09-04",
            "2026-9-4",
            " 2026/9/4 ",
            "2026.9.4",
            "20260904",
            "2026年9月4日",
            "2026 年 9 月 4 日",
            "二〇二六年九月四日",
            "２０２６－９－４",
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in [
            "2026-02-30",
            "20260230",
            "2026-09-04 起",
            "昨天",
            "9月4日",
            "2026-09",
            "26-09-04",
            "99990101",
            "",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_fault_in_a_letter_is_one_of_the_parameter_that_programs_know() {
        let trouble = refused(vec![Mend::at("returned-2", "早了")]);
        assert!(matches!(trouble, Trouble::Asked { field, .. } if field == "consult"));
    }
}
