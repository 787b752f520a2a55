//! 放假通知的收入 — whether a notice may be taken into a calendar, and which days it moves.
//!
//! Decides what no notice of the State Council can say: days of other years, weekdays that are worked as a favour, a first
//! notice of a year without one of its holidays (全国年节及纪念日放假办法第二条). A slip of the pen in a notice would move
//! every term of the year, so it is told before anything is counted by it.

use super::{Arranged, Calendar, Day, Notice};
use crate::date::{self, Date};
use jiff::civil::Weekday;
use std::collections::BTreeSet;

/// A day that is another kind of day by other notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved<'a> {
    /// The day.
    pub date: Date,
    /// What it was by the notices so far.
    pub before: Day<'a>,
    /// What it is with the new ones.
    pub after: Day<'a>,
}

/// The holidays that every first notice of a year has arranged since 2008, by a word that stands in the name of each.
const HOLIDAYS: [&str; 7] = ["元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆"];

/// The first year in which all of them were holidays.
const ALL_SINCE: i16 = 2008;

impl Calendar {
    /// The days that are not what they were, in their order.
    pub fn moved<'a>(&'a self, after: &'a Self) -> Vec<Moved<'a>> {
        let dates: BTreeSet<Date> = self
            .exceptions
            .keys()
            .chain(after.exceptions.keys())
            .copied()
            .collect();
        let both = dates.into_iter().map(|date| Moved {
            date,
            before: self.day(date),
            after: after.day(date),
        });
        both.filter(|moved| named(moved.before) != named(moved.after))
            .collect()
    }
}

/// What people call a day: two notices may say the same of it.
fn named(day: Day<'_>) -> (&'static str, &str) {
    let name = match day {
        Day::Holiday(exception) | Day::MadeUp(exception) => exception.name,
        Day::Working | Day::Weekend => "",
    };
    (day.id(), name)
}

/// What is wrong with a notice that is to be taken into `calendar` on `today`, in sentences; nothing where it may be.
pub fn problems(notice: &Notice, calendar: &Calendar, today: Date) -> Vec<String> {
    let mut wrong = Vec::new();
    let year = notice.year;
    if today < notice.known_from() {
        wrong.push(format!(
            "{}才公布，今天还没有到；请看成文、公布的日期写得对不对",
            date::zh(notice.known_from())
        ));
    }
    if !(year - 1..=year).contains(&notice.written.year()) {
        wrong.push(format!(
            "安排{year}年的通知成文于{}；一年的通知在上一年或者当年成文",
            date::zh(notice.written)
        ));
    }
    if !notice.source.starts_with("http://") && !notice.source.starts_with("https://") {
        wrong.push(format!(
            "来源“{}”不是网址；请写能看到通知原文的网址",
            notice.source
        ));
    }
    for span in &notice.spans {
        let is_of_year =
            |day: Date| day.year() == year || (day.year() == year - 1 && day.month() == 12);
        let strange = [span.first, span.last]
            .into_iter()
            .find(|day| !is_of_year(*day));
        if let Some(day) = strange {
            wrong.push(format!("{}不在{year}年，也不在上一年12月", date::zh(day)));
        }
        if span.arranged == Arranged::Worked {
            let days = span.first.series(jiff::ToSpan::days(1));
            let days = days.take_while(|day| *day <= span.last);
            // A day that was a holiday may be worked again by a later notice.
            let idle = days.filter(|day| {
                let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
                !is_weekend && !matches!(calendar.day(*day), Day::Holiday(_))
            });
            wrong.extend(
                idle.map(|day| format!("{}不是周末，本来就上班，不用写“上班”", date::zh(day))),
            );
        }
    }
    if ALL_SINCE <= year && !calendar.has_year(year) {
        let is_off = |word: &str| {
            let mut off = notice.spans.iter();
            off.any(|span| span.arranged == Arranged::Off && span.name.contains(word))
        };
        let missing: Vec<&str> = HOLIDAYS.into_iter().filter(|word| !is_off(word)).collect();
        if !missing.is_empty() {
            wrong.push(format!(
                "没有写到{}；一年的第一份通知应当写全七个节日，不写全，没有写到的日子会当作照常上班",
                missing.join("、")
            ));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const WHOLE: &str = "通知 国务院办公厅关于2027年部分节假日安排的通知\n文号 国办发明电〔2026〕9号\n年份 2027\n成文 2026-11-20\n来源 https://www.gov.cn/\n放假 2027-01-01..2027-01-03 元旦\n放假 2027-02-05..2027-02-11 春节\n上班 2027-02-20 春节\n放假 2027-04-03..2027-04-05 清明节\n放假 2027-05-01..2027-05-05 劳动节\n放假 2027-06-09 端午节\n放假 2027-09-15 中秋节\n放假 2027-10-01..2027-10-07 国庆节\n";
    const TODAY: Date = Date::constant(2026, 11, 26);

    fn wrong(file: &str) -> Vec<String> {
        let notices = read(file).expect("a notice");
        let one = notices.first().expect("one");
        problems(one, Calendar::standard(), TODAY)
    }

    #[test]
    fn a_whole_notice_may_be_taken_in_and_says_what_it_moves() {
        assert_eq!(wrong(WHOLE), Vec::<String>::new());
        let before = Calendar::standard();
        let after = before.with(read(WHOLE).expect("a notice"));
        let moved = before.moved(&after);
        let of = |date: Date| moved.iter().find(|moved| moved.date == date);
        let spring = of(Date::constant(2027, 2, 8)).expect("moved");
        assert_eq!(
            (spring.before.id(), spring.after.id()),
            ("working", "holiday")
        );
        let worked = of(Date::constant(2027, 2, 20)).expect("moved");
        assert_eq!(
            (worked.before.id(), worked.after.id()),
            ("weekend", "made_up")
        );
        assert!(of(Date::constant(2026, 10, 1)).is_none());
        assert!(after.has_year(2027) && !before.has_year(2027));
        assert_eq!(before.moved(before), []);
    }

    #[test]
    fn what_no_notice_can_say_is_told() {
        let with = |from: &str, to: &str| wrong(&WHOLE.replace(from, to));
        for (from, to, says) in [
            ("成文 2026-11-20", "成文 2026-11-27", "今天还没有到"),
            ("成文 2026-11-20", "成文 2016-11-20", "成文于2016年11月20日"),
            ("来源 https://www.gov.cn/", "来源 电话", "不是网址"),
            (
                "放假 2027-06-09",
                "放假 2028-06-09",
                "2028年6月9日不在2027年",
            ),
            (
                "上班 2027-02-20",
                "上班 2027-02-22",
                "2027年2月22日不是周末",
            ),
            ("放假 2027-09-15 中秋节\n", "", "没有写到中秋"),
        ] {
            let told = with(from, to);
            assert!(
                told.iter().any(|one| one.contains(says)),
                "{says}: {told:?}"
            );
        }
        // The last days of the year before are its own; a notice may be taken in on the day on which it is published.
        for (from, to) in [
            ("放假 2027-01-01", "放假 2026-12-31"),
            ("成文 2026-11-20", "成文 2026-11-26"),
        ] {
            assert_eq!(with(from, to), Vec::<String>::new(), "{to}");
        }
        for (to, says) in [
            ("放假 2026-11-30..2026-12-02", "2026年11月30日不在2027年"),
            ("放假 2027-12-31..2028-01-02", "2028年1月2日不在2027年"),
            ("放假 2025-12-31..2026-01-02", "2025年12月31日不在2027年"),
        ] {
            let told = with("放假 2027-01-01..2027-01-03", to);
            assert!(told.iter().any(|one| one.contains(says)), "{told:?}");
        }
        // A holiday of 2026 may be worked again, and a change of a year names only what it changes.
        let change = "通知 国务院办公厅关于2026年国庆节假期的通知\n年份 2026\n成文 2026-09-20\n来源 https://www.gov.cn/\n上班 2026-10-07 国庆节\n";
        assert_eq!(wrong(change), Vec::<String>::new());
    }

    #[test]
    fn the_same_paper_is_known_by_its_number_or_its_title_and_day() {
        let one = |file: &str| read(file).expect("a notice").remove(0);
        let whole = one(WHOLE);
        let other = one(&WHOLE.replace("2027-06-09", "2027-06-10"));
        assert!(whole.is_same_paper(&other));
        let unnumbered = one(&WHOLE.replace("文号 国办发明电〔2026〕9号\n", ""));
        assert!(whole.is_same_paper(&unnumbered));
        let next = one(&WHOLE.replace("〔2026〕9号", "〔2026〕10号"));
        assert!(!whole.is_same_paper(&next));
        let without = WHOLE.replace("文号 国办发明电〔2026〕9号\n", "");
        for (from, to) in [("成文 2026-11-20", "成文 2026-11-21"), ("部分", "全部")] {
            let other = one(&without.replace(from, to));
            assert!(!unnumbered.is_same_paper(&other), "{to}");
        }
    }
}
