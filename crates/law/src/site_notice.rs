//! 站点公告和哀悼 — what the whole site says for a time: an emergency notice, and the grey of days of mourning.
//!
//! Decides how a notice is written and until when it holds, and on which days a site mourns. Does not say who orders
//! either. A notice ends at an instant, mourning with a civil day: whoever shows a page asks on the day and at the
//! instant of showing it, so that nobody has to switch anything off in time.

use crate::date::{self, Date};
use crate::item::kind::FieldProblem;
use crate::stray::is_turning;

/// The longest title of a notice, in characters: one line of a phone in large letters, twice.
const LONGEST_TITLE: usize = 40;
/// The longest text, in characters; what is longer is an item, to which the notice leads.
const LONGEST_TEXT: usize = 300;

/// 站点公告
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line.
    pub title: String,
    /// Its words, paragraphs parted by line ends.
    pub text: String,
    /// The first instant at which it no longer holds; `None` until it is taken down.
    pub until: Option<i64>,
}

impl Notice {
    /// Everything that keeps it from being shown; an empty list is a sound one.
    pub fn check(&self, now: i64) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut say = |field: &str, says: String| {
            problems.push(FieldProblem {
                field: field.to_owned(),
                says,
            });
        };
        let title = self.title.chars().count();
        if !(1..=LONGEST_TITLE).contains(&title)
            || self.title.chars().any(|c| c.is_control() || is_turning(c))
        {
            say(
                "title",
                format!("公告的标题应当是一行文字，1 至 {LONGEST_TITLE} 个字，现为 {title} 个"),
            );
        }
        let text = self.text.chars().count();
        let is_odd = |c: char| is_turning(c) || c.is_control() && c != '\n';
        if !(1..=LONGEST_TEXT).contains(&text) || self.text.chars().any(is_odd) {
            say(
                "text",
                format!(
                    "公告的内容应当有 1 至 {LONGEST_TEXT} 个字，现为 {text} 个；更长的请公开成一条信息，在公告里链接"
                ),
            );
        }
        if !self.holds_at(now) {
            say("until", "公告的结束时间已经过去".into());
        }
        problems
    }

    /// Whether it holds at this instant, in seconds since 1970 UTC.
    pub fn holds_at(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// The end that a person writes: `2026-11-26 18:00` is that instant at +08:00, `2026-11-26` the end of that day.
pub fn read_end(text: &str) -> Option<i64> {
    let text = text.trim();
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    let day: Date = day.parse().ok()?;
    let midnight = date::instant_of(day)?;
    let Some(time) = time else {
        return Some(midnight + 86_400);
    };
    let (hour, minute) = time.split_once(':')?;
    let number = |text: &str, most: i64| -> Option<i64> {
        let is_number = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|n| is_number && *n <= most)
    };
    Some(midnight + number(hour, 23)? * 3600 + number(minute, 59)? * 60)
}

/// 哀悼日: the days on which the site is shown in grey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mourning {
    /// The first day of mourning.
    pub from: Date,
    /// The last day; `None` until it is switched off.
    pub to: Option<Date>,
}

impl Mourning {
    /// What is wrong with the days, as seen on `today`.
    pub fn problem(self, today: Date) -> Option<String> {
        let to = self.to?;
        if to < self.from {
            return Some(format!(
                "哀悼的最后一天 {to} 早于第一天 {}，请核对 --from 和 --to",
                self.from
            ));
        }
        (to < today).then(|| format!("哀悼的最后一天 {to} 已经过去，请核对 --to"))
    }

    /// Whether the site mourns on this civil day.
    pub fn holds_on(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-25 10:00 at +08:00.
    const NOW: i64 = 1_795_572_000;

    fn notice(title: &str, text: &str) -> Notice {
        Notice {
            title: title.into(),
            text: text.into(),
            until: None,
        }
    }

    fn fields(notice: &Notice) -> Vec<String> {
        let problems = notice.check(NOW);
        problems.into_iter().map(|it| it.field).collect()
    }

    #[test]
    fn a_notice_is_one_line_and_a_short_text_and_every_fault_is_named_at_once() {
        assert!(
            fields(&notice(
                "暴雨红色预警",
                "请不要外出。\n避险电话 0000-0000000"
            ))
            .is_empty()
        );
        assert_eq!(fields(&notice("", "")), ["title", "text"]);
        let long = notice(&"字".repeat(41), &"字".repeat(301));
        assert_eq!(fields(&long), ["title", "text"]);
        assert_eq!(fields(&notice("一\n二", "内容\u{7}")), ["title", "text"]);
        let over = Notice {
            until: Some(NOW),
            ..notice("题", "文")
        };
        assert_eq!(fields(&over), ["until"]);
    }

    #[test]
    fn a_notice_ends_at_the_minute_or_with_the_day_that_was_written() {
        let six = read_end("2026-11-25 18:00").expect("an instant");
        assert_eq!(six, NOW + 8 * 3600);
        assert_eq!(read_end("2026-11-25T18:00"), Some(six));
        assert_eq!(read_end("2026-11-25 18:30"), Some(six + 30 * 60));
        assert_eq!(read_end("2026-11-25"), Some(NOW + 14 * 3600));
        let notice = Notice {
            until: Some(six),
            ..notice("题", "文")
        };
        assert!(notice.holds_at(six - 1) && !notice.holds_at(six));
        for wrong in [
            "明天",
            "2026-11-31",
            "2026-11-25 24:00",
            "2026-11-25 6:00",
            "2026-11-25 18:60",
            "",
        ] {
            assert_eq!(read_end(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_site_mourns_on_both_ends_of_the_days_that_were_set() {
        let day = |d| Date::constant(2026, 12, d);
        let days = Mourning {
            from: day(13),
            to: Some(day(14)),
        };
        let held: Vec<i8> = (11..=16).filter(|d| days.holds_on(day(*d))).collect();
        assert_eq!(held, [13, 14]);
        assert_eq!(days.problem(day(1)), None);
        assert_eq!(days.problem(day(14)), None);
        assert!(days.problem(day(15)).is_some());
        let one = Mourning {
            from: day(13),
            to: Some(day(13)),
        };
        assert_eq!(one.problem(day(1)), None);
        let turned = Mourning {
            from: day(14),
            to: Some(day(13)),
        };
        assert!(turned.problem(day(1)).is_some());
        let open = Mourning {
            from: day(13),
            to: None,
        };
        assert!(open.holds_on(Date::constant(2027, 1, 1)) && open.problem(day(20)).is_none());
    }
}
