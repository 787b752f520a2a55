//! The calendar of the notices beside a calendar that others keep, day by day.

use law::Date;
use law::calendar::Calendar;

const OTHERS: &str = include_str!("cases/chinesecalendar-1.11.0.txt");

#[test]
fn every_day_from_2007_to_2026_is_worked_or_not_as_an_independent_calendar_says() {
    let calendar = Calendar::standard();
    let mut next = Date::constant(2007, 1, 1);
    for line in OTHERS.lines().filter(|line| !line.starts_with('#')) {
        let (month, days) = line.split_once(' ').expect("a month and its days");
        for (at, says) in days.chars().enumerate() {
            let day: Date = format!("{month}-{:02}", at + 1).parse().expect("a day");
            assert_eq!(day, next, "days follow each other");
            assert_eq!(calendar.is_working(day), says == '1', "{day}");
            assert!(!calendar.is_provisional(day), "{day}");
            next = day.tomorrow().expect("in range");
        }
    }
    assert_eq!(next, Date::constant(2027, 1, 1));
}
