//! Civil dates as Chinese official texts write them.
//!
//! Decides how a date is read (`2020年7月15日`, `二〇二〇年七月十五日`, `2020-07-15`) and printed (Arabic numerals without
//! leading zeros, GB/T 9704-2012). A day is a civil date at +08:00; hours never matter here.

pub use jiff::civil::Date;

/// `2020年7月15日`
pub fn zh(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `二〇二〇年七月十五日`, as dates are written in Chinese numerals.
pub fn in_numerals(date: Date) -> String {
    let of = |number: i8| crate::numeral::chinese(u64::from(number.unsigned_abs()));
    let year = crate::numeral::by_digits(u64::from(date.year().unsigned_abs()));
    format!("{year}年{}月{}日", of(date.month()), of(date.day()))
}

/// The civil day at +08:00 of an instant given in seconds since 1970 UTC.
pub fn of_instant(seconds: i64) -> Date {
    moment(seconds).date()
}

/// The first instant of a civil day at +08:00, in seconds since 1970 UTC; `None` at the very end of the range of dates.
pub fn instant_of(day: Date) -> Option<i64> {
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    let instant = jiff::tz::Offset::constant(8).to_timestamp(midnight).ok()?;
    Some(instant.as_second())
}

/// An instant as ISO 8601 in UTC, `2020-07-26T02:00:00Z`.
pub fn utc(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_string()
}

/// The civil time at +08:00 of an instant given in seconds since 1970 UTC.
pub fn moment(seconds: i64) -> jiff::civil::DateTime {
    let instant = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    jiff::tz::Offset::constant(8).to_datetime(instant)
}

/// Reads the first date in `text`; `None` where there is none or the day does not exist.
pub fn parse(text: &str) -> Option<Date> {
    find(text).map(|(date, _)| date)
}

/// Reads the first date in `text` and says where it stands, in bytes.
pub fn find(text: &str) -> Option<(Date, std::ops::Range<usize>)> {
    text.char_indices()
        .filter(|(_, c)| numeral(*c).is_some())
        .find_map(|(at, _)| {
            let preceded = text[..at]
                .chars()
                .next_back()
                .is_some_and(|c| numeral(c).is_some());
            if preceded {
                None
            } else {
                date_at(&text[at..]).map(|(date, len)| (date, at..at + len))
            }
        })
}

/// A date at the very start of `text`, and how many bytes it takes.
fn date_at(text: &str) -> Option<(Date, usize)> {
    let mut rest = text;
    let year = take_year(&mut rest)?;
    let separator = take_separator(&mut rest, &['年', '-', '/', '.', '－'])?;
    let month = take_small(&mut rest, 12)?;
    let second = take_separator(&mut rest, &['月', '-', '/', '.', '－'])?;
    if (separator == '年') != (second == '月') {
        return None;
    }
    let day = take_small(&mut rest, 31)?;
    if second == '月' {
        skip_space(&mut rest);
        rest = rest
            .strip_prefix('日')
            .or_else(|| rest.strip_prefix('号'))
            .unwrap_or(rest);
    }
    let date = Date::new(year, month, day).ok()?;
    Some((date, text.len() - rest.len()))
}

/// The decimal digit a character stands for: ASCII, full-width, or Chinese `〇一二…九`, `○`, `零`.
pub fn digit(c: char) -> Option<i16> {
    match c {
        '0'..='9' => Some(c as i16 - '0' as i16),
        '０'..='９' => Some((c as u32 - '０' as u32) as i16),
        '〇' | '○' | '零' | 'Ｏ' | '◯' | 'О' => Some(0),
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    }
}

fn numeral(c: char) -> Option<char> {
    (digit(c).is_some() || c == '十').then_some(c)
}

fn skip_space(rest: &mut &str) {
    *rest = rest.trim_start_matches([' ', '\u{3000}', '\u{a0}']);
}

fn take_separator(rest: &mut &str, allowed: &[char]) -> Option<char> {
    skip_space(rest);
    let c = rest.chars().next().filter(|c| allowed.contains(c))?;
    *rest = &rest[c.len_utf8()..];
    skip_space(rest);
    Some(c)
}

fn take_year(rest: &mut &str) -> Option<i16> {
    let mut year = 0;
    for _ in 0..4 {
        let c = rest.chars().next()?;
        year = year * 10 + digit(c)?;
        *rest = &rest[c.len_utf8()..];
    }
    (1800..=2200).contains(&year).then_some(year)
}

/// A number up to `most`, in digits or in Chinese: `7`, `07`, `十二`, `二十一`, `三十`.
fn take_small(rest: &mut &str, most: i8) -> Option<i8> {
    let taken: String = rest
        .chars()
        .take_while(|c| numeral(*c).is_some())
        .take(3)
        .collect();
    if taken.is_empty() {
        return None;
    }
    let value = match taken.split_once('十') {
        None => taken
            .chars()
            .try_fold(0i16, |n, c| Some(n * 10 + digit(c)?))?,
        Some((tens, ones)) => {
            let one = |text: &str, missing| match text.chars().next() {
                None => Some(missing),
                Some(c) => digit(c),
            };
            one(tens, 1)? * 10 + one(ones, 0)?
        }
    };
    *rest = &rest[taken.len()..];
    i8::try_from(value).ok().filter(|n| (1..=most).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, iso) in [
            ("2020年7月15日", "2020-07-15"),
            ("发布日期：2020-07-26 10:00", "2020-07-26"),
            ("二〇二〇年七月十五日", "2020-07-15"),
            ("二○一九年十二月三十一日", "2019-12-31"),
            ("二零零七年一月十一日", "2007-01-11"),
            ("2019 年 1 月 24 日", "2019-01-24"),
            ("２０１９年１月２４日", "2019-01-24"),
            ("publishdate:2026/02/03", "2026-02-03"),
            ("2026.2.3", "2026-02-03"),
        ] {
            assert_eq!(
                parse(text).map(|d| d.to_string()).as_deref(),
                Some(iso),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "年月日",
            "2020年13月1日",
            "2021年2月29日",
            "12020年7月15日",
            "2020年",
            "第2020-7号",
            "2020年7-15",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_printed_without_leading_zeros() {
        assert_eq!(zh(Date::constant(2020, 7, 5)), "2020年7月5日");
    }
}
