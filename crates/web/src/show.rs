//! How values are shown: dates, sizes, counts, states.
//!
//! One home for every format, so that the same thing looks the same on each page. Words of a state come from `law`
//! ([`Standing::zh`]); only the form of its badge is decided here.

use crate::i18n::{Lang, say};
use law::item::Column;
use law::item::fields::Fields;
use law::item::validity::{Certainty, Standing, Status};
use law::{Date, Period};
use std::borrow::Borrow;

pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The English name of a month.
fn month_name(date: Date) -> &'static str {
    MONTHS
        .get(date.month() as usize - 1)
        .copied()
        .unwrap_or_default()
}

/// `2020年7月15日`, `15 July 2020`
pub(crate) fn day(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Zh | Lang::Hant => law::date::zh(date),
        Lang::En => format!("{} {} {}", date.day(), month_name(date), date.year()),
    }
}

/// A day in a column of days, each as wide as the next: `2020-07-15`, `15 Jul 2020`.
pub(crate) fn short_day(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Zh | Lang::Hant => date.to_string(),
        Lang::En => {
            let month = month_name(date).get(..3).unwrap_or_default();
            format!("{} {month} {}", date.day(), date.year())
        }
    }
}

/// A month without its year: `7月`, `July`.
pub(crate) fn month(lang: Lang, first: Date) -> String {
    match lang {
        Lang::Zh | Lang::Hant => {
            let named = Period::month_of(first).zh();
            let month = named.split_once('年').map(|(_, month)| month.to_owned());
            month.unwrap_or(named)
        }
        Lang::En => month_name(first).to_owned(),
    }
}

/// `2020年7月`, `July 2020`; `2020年第30周`, `Week 30 of 2020`.
pub(crate) fn period(lang: Lang, period: Period) -> String {
    match (lang, period) {
        (Lang::Zh | Lang::Hant, _) => period.zh(),
        (Lang::En, Period::Day(date)) => day(lang, date),
        (Lang::En, Period::Week(_)) => {
            let week = period.first().iso_week_date();
            format!("Week {} of {}", week.week(), week.year())
        }
        (Lang::En, Period::Month(_)) => {
            format!("{} {}", month_name(period.first()), period.first().year())
        }
    }
}

/// A day with its hour, as people read it: `2020年7月26日 10:00`, `26 July 2020, 10:00`; at +08:00.
pub(crate) fn at(lang: Lang, seconds: i64) -> String {
    let at = law::date::moment(seconds);
    with_hour(
        lang,
        at.date(),
        &format!("{:02}:{:02}", at.hour(), at.minute()),
    )
}

fn with_hour(lang: Lang, date: Date, hour: &str) -> String {
    let between = if lang == Lang::En { "," } else { "" };
    format!("{}{between} {hour}", day(lang, date))
}

/// When a source states that it published, as people read it: a day, or a day and an hour; other words as they are.
pub(crate) fn stated(lang: Lang, text: &str) -> String {
    match text.split_once(' ') {
        None => text
            .parse()
            .map_or_else(|_| text.to_owned(), |date| day(lang, date)),
        Some((date, hour)) => date.parse().map_or_else(
            |_| text.to_owned(),
            |date| with_hour(lang, date, hour.trim()),
        ),
    }
}

/// `2020-07-26 10:00` at +08:00.
pub(crate) fn moment(seconds: i64) -> String {
    let at = law::date::moment(seconds);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// `2020-07-26T10:00+08:00`, for machines.
pub(crate) fn machine_moment(seconds: i64) -> String {
    format!("{}+08:00", moment(seconds).replace(' ', "T"))
}

/// `2020-07-26T10:00:00+08:00`, for feeds and site maps (RFC 3339).
pub(crate) fn instant(seconds: i64) -> String {
    let at = law::date::moment(seconds);
    format!("{}T{}+08:00", at.date(), at.time())
}

/// The page tag `PubDate`, `YYYY-MM-DD HH:MM` (国办发〔2017〕47号 附件).
///
/// Where the source states a day without an hour, the hour is that of the release here if it fell on that day, else 00:00.
pub(crate) fn pub_date(fields: &Fields, released_at: i64) -> String {
    let here = moment(released_at);
    match fields.text("published_at") {
        None => here,
        Some(stated) if stated.contains(' ') => stated.to_owned(),
        Some(stated) if here.starts_with(stated) => here,
        Some(stated) => format!("{stated} 00:00"),
    }
}

/// `412 KB`, `3.1 MB`; decimal units, as file managers of today count.
pub(crate) fn size(lang: Lang, bytes: u64) -> String {
    match bytes {
        0..1_000 => say(lang, "{} 字节").with(bytes).into(),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// `12 486`: groups of three with a narrow space that never breaks a line.
pub(crate) fn count(n: impl Borrow<u64>) -> String {
    let digits = n.borrow().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// The form of a badge: what is not evidenced has no mark of its own.
pub(crate) fn badge(standing: &Standing) -> &'static str {
    match (standing.status, standing.certainty) {
        (Status::Unknown, _) | (_, Certainty::Presumed) => "badge--plain",
        (Status::InForce, _) => "badge--in-force",
        (Status::NotYetEffective, _) => "badge--pending",
        (Status::Amended, _) => "badge--amended",
        (Status::Repealed | Status::Expired, _) => "badge--ended",
    }
}

/// What a column holds, in one line.
pub(crate) fn column_says(column: Column) -> &'static str {
    match column {
        Column::Guide => "信息怎样分类、怎样获取，找哪个机构",
        Column::Policy => "有关政府信息公开的法律、法规和规定",
        Column::Statutory => "依法应当主动公开的，按公开时间列出",
        Column::AnnualReport => "历年政府信息公开工作年度报告",
        Column::OnRequest => "没有主动公开的，可以向机关申请",
    }
}

/// The format of a file as people call it, from its name.
pub(crate) fn format_of(name: &str, media_type: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, ending)) if (1..=5).contains(&ending.len()) && ending.is_ascii() => {
            ending.to_ascii_uppercase()
        }
        _ => media_type
            .split(';')
            .next()
            .unwrap_or(media_type)
            .to_owned(),
    }
}

/// 64 hexadecimal digits in groups of eight, so that people can compare them.
pub(crate) fn digest(digest: &law::Digest) -> String {
    let hex = digest.to_string();
    let groups: Vec<&str> = (0..8).filter_map(|i| hex.get(i * 8..i * 8 + 8)).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_counts_are_short_and_exact_enough() {
        for (bytes, says) in [
            (0, "0 字节"),
            (999, "999 字节"),
            (1_000, "1 KB"),
            (411_001, "412 KB"),
            (3_140_000, "3.1 MB"),
        ] {
            assert_eq!(size(Lang::Zh, bytes), says);
        }
        assert_eq!(size(Lang::En, 1), "1 byte");
        for (n, says) in [
            (0, "0"),
            (999, "999"),
            (12_486, "12\u{202f}486"),
            (1_000_000, "1\u{202f}000\u{202f}000"),
        ] {
            assert_eq!(count(n), says);
        }
    }

    #[test]
    fn days_and_hours_are_written_in_one_manner_of_each_language() {
        let date = Date::constant(2020, 7, 5);
        assert_eq!(day(Lang::Zh, date), "2020年7月5日");
        assert_eq!(day(Lang::En, date), "5 July 2020");
        assert_eq!(short_day(Lang::Zh, date), "2020-07-05");
        assert_eq!(short_day(Lang::En, date), "5 Jul 2020");
        for (text, zh, en) in [
            ("2020-07-05", "2020年7月5日", "5 July 2020"),
            (
                "2020-07-05 09:30",
                "2020年7月5日 09:30",
                "5 July 2020, 09:30",
            ),
            ("年末", "年末", "年末"),
        ] {
            assert_eq!(stated(Lang::Zh, text), zh);
            assert_eq!(stated(Lang::En, text), en);
        }
        assert_eq!(at(Lang::En, 1_595_728_800), "26 July 2020, 10:00");
        for (shown, zh, en) in [
            (Period::Day(date), "2020年7月5日", "5 July 2020"),
            (Period::week_of(date), "2020年第27周", "Week 27 of 2020"),
            (Period::month_of(date), "2020年7月", "July 2020"),
        ] {
            assert_eq!(period(Lang::Zh, shown), zh);
            assert_eq!(period(Lang::En, shown), en);
        }
    }

    #[test]
    fn the_page_tag_has_day_and_hour_whatever_the_source_states() {
        let released_at = 1_595_728_800; // 2020-07-26 10:00 at +08:00
        let mut fields = Fields::new();
        assert_eq!(pub_date(&fields, released_at), "2020-07-26 10:00");
        fields.set("published_at", "2020-07-26");
        assert_eq!(pub_date(&fields, released_at), "2020-07-26 10:00");
        fields.set("published_at", "2020-07-20");
        assert_eq!(pub_date(&fields, released_at), "2020-07-20 00:00");
        fields.set("published_at", "2020-07-20 09:30");
        assert_eq!(pub_date(&fields, released_at), "2020-07-20 09:30");
    }
}
