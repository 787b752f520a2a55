//! The term to answer beside cases that a lawyer can read, and what holds for every history.
//!
//! The cases were made by `cases/clock/make.py`, which counts by an independent calendar and shares no code with the
//! library; each row says how it was counted.

use law::Date;
use law::calendar::{Arranged, Calendar, Notice, Span};
use law::clock::{Clock, Due, Practices, Question, Role, Sent};
use proptest::prelude::*;

const CASES: [(&str, &str); 7] = [
    ("plain", include_str!("cases/clock/plain.csv")),
    ("correction", include_str!("cases/clock/correction.csv")),
    ("consultation", include_str!("cases/clock/consultation.csv")),
    ("silence", include_str!("cases/clock/silence.csv")),
    ("extension", include_str!("cases/clock/extension.csv")),
    ("fee", include_str!("cases/clock/fee.csv")),
    ("combined", include_str!("cases/clock/combined.csv")),
];

struct Case {
    number: String,
    question: Question,
    due: Date,
    provisional: bool,
}

fn day(cell: &str) -> Option<Date> {
    (!cell.is_empty()).then(|| cell.parse().expect("a date"))
}

fn letter(cell: &str) -> Sent {
    let noted = |mark: char| {
        let mut words = cell.split(' ');
        day(words
            .find_map(|word| word.strip_suffix(mark))
            .unwrap_or_default())
    };
    Sent {
        sent: noted('发').expect("sent"),
        reached: noted('收'),
        returned: noted('回'),
    }
}

fn case(line: &str) -> Case {
    let cells: Vec<&str> = line.split(',').collect();
    let letters = cells[4].split('；').filter(|cell| !cell.is_empty());
    Case {
        number: cells[0].to_owned(),
        question: Question {
            received: day(cells[2]).expect("received"),
            channel: None,
            corrected: day(cells[3]),
            consult: letters.map(letter).collect(),
            extend: cells[5].parse().ok(),
            paid: day(cells[6]),
        },
        due: day(cells[7]).expect("due"),
        provisional: cells[8] == "暂定",
    }
}

fn cases() -> Vec<Case> {
    let lines = CASES.into_iter().flat_map(|(_, file)| file.lines().skip(1));
    lines.map(case).collect()
}

fn clock<'a>(question: &Question, calendar: &'a Calendar) -> Clock<'a> {
    Clock::of(&question.events(), calendar, Practices::default()).expect("a history")
}

fn due(question: &Question, calendar: &Calendar) -> Date {
    match clock(question, calendar).due().expect("in range") {
        Due::On(last) => last.date,
        other => panic!("{other:?}"),
    }
}

/// 条例第三十条、第三十二条、第三十三条第二款、第三十三条第三款、第三十四条; 条例第四十二条
#[test]
fn every_case_ends_on_the_day_that_an_independent_count_gives() {
    let cases = cases();
    assert!(cases.len() >= 300, "{}", cases.len());
    let combined = cases.iter().filter(|case| {
        let question = &case.question;
        let facts = usize::from(question.corrected.is_some())
            + usize::from(!question.consult.is_empty())
            + usize::from(question.extend.is_some())
            + usize::from(question.paid.is_some())
            + usize::from(case.due.year() > question.received.year());
        facts > 1
    });
    assert!(combined.count() >= 80);
    for case in cases {
        let clock = clock(&case.question, Calendar::standard());
        assert_eq!(clock.breaches(), [], "{}", case.number);
        let last = clock.due().expect("in range").last_day().expect("an end");
        assert_eq!(
            (last.date, last.provisional),
            (case.due, case.provisional),
            "{}",
            case.number
        );
    }
}

/// Every day is told, the last one bears the number allowed, and no number is left out.
#[test]
fn a_clock_explained_day_by_day_is_the_clock_that_was_counted() {
    for case in cases() {
        let clock = clock(&case.question, Calendar::standard());
        let days = clock.explained().expect("in range");
        assert_eq!(
            days.first().map(|day| day.date),
            Some(case.question.received)
        );
        assert_eq!(
            days.last().map(|day| day.date),
            Some(case.due),
            "{}",
            case.number
        );
        let numbers = days.iter().filter_map(|day| match day.role {
            Role::Counted(number) => Some(number),
            _ => None,
        });
        assert!(numbers.eq(1..=clock.allowed()), "{}", case.number);
        for day in &days {
            assert!(!day.rule().to_string().is_empty() && !day.says().is_empty());
        }
    }
}

fn any_day() -> impl Strategy<Value = Date> {
    (0..2_700i64).prop_map(|days| {
        let first = Date::constant(2019, 5, 15);
        first
            .checked_add(jiff::ToSpan::days(days))
            .expect("in range")
    })
}

fn after(day: Date, days: i64) -> Date {
    day.checked_add(jiff::ToSpan::days(days)).expect("in range")
}

prop_compose! {
    fn any_question()(
        received in any_day(),
        corrected in proptest::option::of(0..25i64),
        letters in proptest::collection::vec((0..40i64, 0..60i64), 0..4),
        extend in proptest::option::of(1..=20u32),
        paid in proptest::option::of(0..60i64),
    ) -> Question {
        let consult = letters.into_iter().map(|(sent, took)| {
            let sent = after(received, sent);
            Sent { sent, reached: None, returned: Some(after(sent, took)) }
        });
        Question {
            received,
            channel: None,
            corrected: corrected.map(|days| after(received, days)),
            consult: consult.collect(),
            extend,
            paid: paid.map(|days| after(received, days)),
        }
    }
}

/// A notice that takes `first` and the days after it.
fn holiday(first: Date, days: i64) -> Notice {
    Notice {
        title: "增加一个假期".into(),
        number: None,
        year: first.year(),
        written: Date::constant(2030, 1, 1),
        published: None,
        source: "http://www.gov.cn/".into(),
        spans: vec![Span {
            first,
            last: after(first, days),
            arranged: Arranged::Off,
            name: "假期".into(),
        }],
    }
}

proptest! {
    #[test]
    fn the_end_is_a_working_day_after_day_zero(question in any_question()) {
        let calendar = Calendar::standard();
        let end = due(&question, calendar);
        prop_assert!(calendar.is_working(end));
        prop_assert!(end > clock(&question, calendar).zero().0);
    }

    #[test]
    fn a_longer_extension_never_ends_earlier(question in any_question(), days in 1..20u32) {
        let calendar = Calendar::standard();
        let with = |extend| due(&Question { extend, ..question.clone() }, calendar);
        prop_assert!(with(None) < with(Some(days)));
        prop_assert!(with(Some(days)) < with(Some(days + 1)));
    }

    #[test]
    fn a_consultation_never_shortens_the_term(question in any_question()) {
        let calendar = Calendar::standard();
        let without = Question { consult: Vec::new(), ..question.clone() };
        prop_assert!(due(&without, calendar) <= due(&question, calendar));
        let mut longer = question.clone();
        for letter in &mut longer.consult {
            letter.returned = letter.returned.map(|day| after(day, 3));
        }
        prop_assert!(due(&question, calendar) <= due(&longer, calendar));
    }

    #[test]
    fn a_term_that_begins_anew_never_ends_earlier(question in any_question()) {
        let calendar = Calendar::standard();
        let original = Question { corrected: None, paid: None, ..question.clone() };
        prop_assert!(due(&original, calendar) <= due(&question, calendar));
    }

    #[test]
    fn a_further_holiday_never_ends_a_term_earlier(
        question in any_question(), days in 0..40i64, long in 0..9i64,
    ) {
        let calendar = Calendar::standard();
        let more = calendar.with([holiday(after(question.received, days), long)]);
        prop_assert!(due(&question, calendar) <= due(&question, &more));
    }

    #[test]
    fn a_pause_moves_the_end_by_the_working_days_that_it_takes(
        received in any_day(), sent in 0..15i64, took in 0..40i64,
    ) {
        let calendar = Calendar::standard();
        let plain = Question::received(received);
        let sent = after(received, sent);
        let returned = after(sent, took);
        // What is taken after the plain end was reached takes nothing.
        prop_assume!(sent < due(&plain, calendar));
        let letter = Sent { sent, reached: None, returned: Some(returned) };
        let paused = Question { consult: vec![letter], ..plain.clone() };
        let taken = calendar.working_days(sent, returned);
        let moved = calendar.working_days(due(&plain, calendar), due(&paused, calendar));
        prop_assert_eq!(taken, moved);
    }
}
