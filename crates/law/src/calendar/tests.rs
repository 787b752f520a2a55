//! Terms over the days of real notices, and what was known when.

use super::*;

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn end(calendar: &Calendar, start: &str, days: u32) -> (String, bool) {
    let last = calendar.last_day(date(start), days).expect("in range");
    (last.date.to_string(), last.provisional)
}

#[test]
fn terms_end_on_the_days_that_the_notices_give() {
    let calendar = Calendar::standard();
    for (start, days, last) in [
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
        assert_eq!(
            end(calendar, start, days),
            (last.to_owned(), false),
            "{start} +{days}"
        );
        assert_eq!(calendar.working_days(date(start), date(last)), days);
    }
}

#[test]
fn every_notice_of_2007_to_2026_is_there_with_its_number_and_source() {
    let notices = Calendar::standard().notices();
    for year in FIRST_YEAR..=2026 {
        assert!(notices.iter().any(|notice| notice.year == year), "{year}");
    }
    assert_eq!(
        notices.len(),
        23,
        "twenty of a year and three that changed one"
    );
    for notice in notices {
        assert!(
            notice.number.as_deref().is_some_and(|n| n.ends_with('号')),
            "{notice}"
        );
        assert!(notice.source.starts_with("http"), "{notice}");
        assert!(notice.spans.iter().all(|span| {
            let year = span.first.year();
            year == notice.year || (year == notice.year - 1 && span.first.month() == 12)
        }));
    }
}

#[test]
fn what_was_known_before_the_holidays_were_prolonged_can_be_asked() {
    let today = Calendar::standard();
    let before = today.known_on(date("2020-01-26"));
    let after = today.known_on(date("2020-01-27"));
    // 1 February 2020 was to be worked, and then was not.
    assert!(matches!(before.day(date("2020-02-01")), Day::MadeUp(e) if e.name == "春节"));
    assert!(
        matches!(after.day(date("2020-02-01")), Day::Holiday(e) if e.notice.number.as_deref() == Some("国办发明电〔2020〕1号"))
    );
    assert_eq!(end(&before, "2020-01-20", 20).0, "2020-02-21");
    assert_eq!(end(&after, "2020-01-20", 20).0, "2020-02-25");
    let said: Vec<_> = today
        .said_of(date("2020-02-01"))
        .map(|(notice, span)| (notice.known_from().to_string(), span.arranged))
        .collect();
    assert_eq!(
        said,
        [
            ("2019-11-21".to_owned(), Arranged::Worked),
            ("2020-01-27".to_owned(), Arranged::Off)
        ]
    );
    // Of 2021 nothing was known yet.
    assert!(before.is_provisional(date("2021-01-01")));
    // The day on which work began again is a Monday like any other.
    assert_eq!(today.day(date("2020-02-03")), Day::Working);
}

#[test]
fn labour_day_of_2019_and_victory_day_of_2015_moved_while_the_year_ran() {
    let today = Calendar::standard();
    for (eve, day) in [("2019-03-21", "2019-05-02"), ("2015-05-12", "2015-09-04")] {
        assert_eq!(today.known_on(date(eve)).day(date(day)), Day::Working);
        assert!(matches!(today.day(date(day)), Day::Holiday(_)));
    }
    assert!(matches!(today.day(date("2015-09-06")), Day::MadeUp(_)));
    assert!(matches!(today.day(date("2019-05-05")), Day::MadeUp(_)));
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
    assert!(calendar.is_provisional(date("2006-06-01")));
}

#[test]
fn a_notice_that_comes_later_takes_its_days_and_settles_its_year() {
    let file = "通知 国务院办公厅关于2027年部分节假日安排的通知\n年份 2027\n成文 2026-12-01\n来源 http://www.gov.cn/\n上班 2026-12-26 元旦\n放假 2026-12-31..2027-01-02 元旦\n";
    let calendar = Calendar::standard().with(read(file).expect("a notice"));
    assert_eq!(calendar.published_through(), 2027);
    assert!(!calendar.is_provisional(date("2027-03-01")));
    assert!(calendar.is_settled(date("2026-12-30")));
    assert!(matches!(calendar.day(date("2026-12-26")), Day::MadeUp(_)));
    assert_eq!(
        end(Calendar::standard(), "2026-12-28", 3),
        ("2026-12-31".into(), false)
    );
    assert_eq!(
        end(&calendar, "2026-12-28", 3),
        ("2027-01-04".into(), false)
    );
    assert!(
        !Calendar::standard()
            .known_on(date("2026-11-30"))
            .is_settled(date("2027-01-05"))
    );
}

#[test]
fn a_day_says_why_it_is_worked_or_not() {
    let calendar = Calendar::standard();
    assert_eq!(calendar.day(date("2026-11-23")), Day::Working);
    assert_eq!(calendar.day(date("2026-11-22")), Day::Weekend);
    assert!(matches!(calendar.day(date("2026-02-28")), Day::MadeUp(e) if e.name == "春节"));
    assert!(
        matches!(calendar.day(date("2026-10-01")), Day::Holiday(e) if e.name == "国庆节" && !e.notice.source.is_empty())
    );
}

#[test]
fn a_term_of_no_days_ends_where_it_begins() {
    assert_eq!(end(Calendar::standard(), "2026-10-01", 0).0, "2026-10-01");
    let start = date("2026-10-01");
    assert_eq!(Calendar::standard().working_days(start, start), 0);
}

#[test]
fn only_the_last_days_of_december_wait_for_the_notice_of_the_year_after() {
    let calendar = Calendar::standard();
    for day in ["2026-05-31", "2026-08-29", "2026-12-01", "2026-12-28"] {
        assert!(calendar.is_settled(date(day)), "{day}");
    }
    for day in ["2026-12-29", "2026-12-31", "2027-01-04"] {
        assert!(!calendar.is_settled(date(day)), "{day}");
    }
    assert!(calendar.is_settled(date("2025-12-31")));
}

#[test]
fn without_notices_no_year_is_known() {
    let empty = Calendar::of(Vec::new());
    assert_eq!(empty.published_through(), FIRST_YEAR - 1);
    assert_eq!(Calendar::standard().published_through(), 2026);
}

#[test]
fn every_kind_of_day_has_a_name() {
    let calendar = Calendar::standard();
    for (day, id, zh) in [
        ("2026-09-24", "working", "工作日"),
        ("2026-09-19", "weekend", "周末"),
        ("2026-10-01", "holiday", "放假"),
        ("2026-10-10", "made_up", "调休上班"),
    ] {
        let found = calendar.day(date(day));
        assert_eq!((found.id(), found.zh()), (id, zh), "{day}");
    }
}

#[test]
fn a_holiday_of_more_than_a_month_is_a_slip_of_the_pen() {
    let file = |days: &str| {
        read(&format!(
            "通知 甲\n年份 2027\n成文 2026-12-01\n来源 http://www.gov.cn/\n放假 {days} 春节\n"
        ))
    };
    for (days, expected) in [
        ("2027-01-20..2027-02-20", true),
        ("2027-01-20..2027-02-21", false),
        ("2027-01-20..2027-03-20", false),
        ("2027-01-20..2027-01-19", false),
    ] {
        assert_eq!(file(days).is_ok(), expected, "{days}");
    }
}

#[test]
fn the_next_year_is_missed_from_november_on_and_a_year_left_out_always() {
    let calendar = Calendar::standard();
    for (today, expected) in [
        ("2026-01-01", &[][..]),
        ("2026-10-31", &[]),
        ("2026-11-01", &[2027]),
        ("2026-12-31", &[2027]),
        ("2027-03-01", &[2027]),
        ("2028-11-01", &[2028, 2029]),
    ] {
        assert_eq!(calendar.years_missing(date(today)), expected, "{today}");
    }
    let notices = calendar.notices().iter();
    let gap = Calendar::of(notices.filter(|it| it.year != 2025).cloned().collect());
    assert_eq!(gap.years_missing(date("2025-06-01")), [2025]);
    assert_eq!(gap.years_missing(date("2026-06-01")), [0i16; 0]);
}
