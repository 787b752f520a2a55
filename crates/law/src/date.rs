//! Civil dates as Chinese official texts write them.
//!
//! Decides how a date is read (`2020年7月15日`, `二〇二〇年七月十五日`, `2020-07-15`) and printed (Arabic numerals without
//! leading zeros, GB/T 9704-2012). A day is a civil date at +08:00; hours never matter here.
//!
//! [`parse`] reads a date that fills a text and tells how its writing departs; [`find`] looks for the first in running
//! text and takes whatever is surely one.

use crate::numeral::digit;
use crate::written::{Deviation, Noted, Reading, Unread, bare, is_dash, is_gap};
pub use jiff::civil::Date;

/// The longest text that is tried for one date, in characters.
const LONGEST: usize = 40;

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

/// Reads a date that fills `text`, in Arabic or in Chinese numerals.
///
/// # Errors
/// Where it is none, or the day does not exist.
pub fn parse(text: &str) -> Reading<Date> {
    let text = bare(text);
    if LONGEST < text.chars().take(LONGEST + 1).count() {
        return Err(Unread::Date);
    }
    let mut noted = Noted::default();
    noted.note_if(text.contains(is_gap), Deviation::Spaces);
    let text: String = text.chars().filter(|c| !is_gap(*c)).collect();
    let date = whole(&text, &mut noted).ok_or(Unread::Date)?;
    Ok((date, noted.into_list()))
}

fn whole(text: &str, noted: &mut Noted) -> Option<Date> {
    let is_number = |c: char| numeral(c).is_some() || matches!(c, '元' | '廿' | '卅');
    let mut parts = text.split(|c: char| !is_number(c));
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let signs: Vec<char> = text.chars().filter(|c| !is_number(*c)).collect();
    let is_sign = |c: char| is_dash(c) || matches!(c, '/' | '.' | '／' | '．');
    match signs.as_slice() {
        ['年', '月', '日'] => {}
        ['年', '月'] | ['年', '月', '号'] => noted.note(Deviation::DayMark),
        [first, second] if first == second && is_sign(*first) => noted.note(Deviation::Separator),
        _ => return None,
    }
    // What follows the last sign is nothing.
    if parts.any(|rest| !rest.is_empty()) {
        return None;
    }
    let is_arabic = |part: &str| part.chars().all(|c| c.is_ascii_digit() || is_wide(c));
    let parts = [year, month, day];
    let arabic = parts.iter().filter(|part| is_arabic(part)).count();
    noted.note_if(!matches!(arabic, 0 | 3), Deviation::MixedNumerals);
    noted.note_if(text.contains(is_wide), Deviation::FullWidth);
    let is_written_out = !text.contains(is_sign);
    let year = year_of(year, noted)?;
    let mut small = |part: &str| {
        let of_two = part.starts_with(['0', '０', '〇', '零', '○']);
        noted.note_if(is_written_out && of_two, Deviation::LeadingZero);
        small_of(part, noted)
    };
    let (month, day) = (small(month)?, small(day)?);
    Date::new(year, month, day).ok()
}

fn is_wide(c: char) -> bool {
    ('０'..='９').contains(&c)
}

/// 2020, 二〇二〇; of two digits, the year since 1949 that ends so.
fn year_of(text: &str, noted: &mut Noted) -> Option<i16> {
    let width = text.chars().count();
    let year = text
        .chars()
        .try_fold(0i16, |year, c| year.checked_mul(10)?.checked_add(digit(c)?))?;
    let is_zero = |c: char| digit(c) == Some(0) && !c.is_ascii_digit() && !is_wide(c) && c != '〇';
    noted.note_if(text.contains(is_zero), Deviation::ZeroSign);
    match width {
        2 => {
            noted.note(Deviation::ShortYear);
            Some(if year < 49 { 2000 + year } else { 1900 + year })
        }
        4 => (1800..=2200).contains(&year).then_some(year),
        _ => None,
    }
}

/// 7, 07, 七, 十二, 元: of at most two digits or three characters.
fn small_of(text: &str, noted: &mut Noted) -> Option<i8> {
    if text.chars().all(|c| c.is_ascii_digit() || is_wide(c)) {
        let mut digits = text.chars();
        let (first, second) = (digits.next()?, digits.next());
        if digits.next().is_some() {
            return None;
        }
        let first = digit(first)?;
        let number = match second {
            Some(second) => first * 10 + digit(second)?,
            None => first,
        };
        return i8::try_from(number).ok();
    }
    let plain = text
        .replace('元', "一")
        .replace('廿', "二十")
        .replace('卅', "三十");
    let (number, deviations) = crate::numeral::parse(&plain).ok()?;
    noted.note_if(plain != text, Deviation::NumeralForm);
    for deviation in deviations {
        // 零五: told as a zero that leads.
        if !(deviation == Deviation::ZeroSign
            || deviation == Deviation::DigitByDigit && number < 10)
        {
            noted.note(deviation);
        }
    }
    i8::try_from(number).ok()
}

/// The first date in running `text`; `None` where there is none or the day does not exist.
pub fn first(text: &str) -> Option<Date> {
    find(text).map(|(date, _)| date)
}

/// The first date in running `text` and where it stands, in bytes.
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
                first(text).map(|d| d.to_string()).as_deref(),
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
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_that_fills_a_text_tells_how_it_is_written() {
        use Deviation::{
            DayMark, DigitByDigit, FullWidth, LeadingZero, MixedNumerals, NumeralForm, Separator,
            ShortYear, Spaces, ZeroSign,
        };
        for (text, iso, deviations) in [
            ("2020年7月15日", "2020-07-15", vec![]),
            ("二〇二〇年七月十五日", "2020-07-15", vec![]),
            ("二〇二〇年十二月三十一日", "2020-12-31", vec![]),
            ("2020年07月05日", "2020-07-05", vec![LeadingZero]),
            ("2020-07-05", "2020-07-05", vec![Separator]),
            ("2020.7.5", "2020-07-05", vec![Separator]),
            ("20年7月5日", "2020-07-05", vec![ShortYear]),
            ("九八年七月五日", "1998-07-05", vec![ShortYear]),
            // No date of two digits is older than the state.
            ("49年10月1日", "1949-10-01", vec![ShortYear]),
            ("48年10月1日", "2048-10-01", vec![ShortYear]),
            ("2020年7月5号", "2020-07-05", vec![DayMark]),
            ("2020年7月5", "2020-07-05", vec![DayMark]),
            ("2020 年 7 月 5 日", "2020-07-05", vec![Spaces]),
            ("２０２０年７月５日", "2020-07-05", vec![FullWidth]),
            ("二○二○年七月五日", "2020-07-05", vec![ZeroSign]),
            ("二零二零年七月五日", "2020-07-05", vec![ZeroSign]),
            ("2020年七月5日", "2020-07-05", vec![MixedNumerals]),
            ("二〇二〇年元月廿一日", "2020-01-21", vec![NumeralForm]),
            (
                "二〇二〇年一十月三一日",
                "2020-10-31",
                vec![NumeralForm, DigitByDigit],
            ),
            ("二〇二〇年一〇月五日", "2020-10-05", vec![DigitByDigit]),
            ("二〇二〇年〇七月零五日", "2020-07-05", vec![LeadingZero]),
        ] {
            let (date, found) = parse(text).unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(
                (date.to_string().as_str(), found),
                (iso, deviations),
                "{text}"
            );
        }
        for text in [
            "",
            "2020年",
            "2020年7月",
            "2020年7月15日前",
            "自2020年7月15日",
            "2020年13月1日",
            "2021年2月29日",
            "220年7月15日",
            "2020年007月15日",
            "2020年7-15",
            "2020-7/15",
            "2020年7月15日8",
            "年月日",
            "一千年七月一日",
        ] {
            assert_eq!(parse(text), Err(Unread::Date), "{text}");
        }
    }

    #[test]
    fn what_is_longer_than_any_date_is_none() {
        for (blanks, is) in [(30, true), (31, false)] {
            let text = format!("2020年{}7月15日", " ".repeat(blanks));
            assert_eq!(parse(&text).is_ok(), is, "{blanks}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_eight_hours_before_that_of_greenwich() {
        // 2026-01-01T00:00:00Z
        let new_year = 1_767_225_600;
        for (seconds, utc_is, day, time) in [
            (new_year, "2026-01-01T00:00:00Z", "2026-01-01", "08:00:00"),
            (
                new_year - 8 * 3600,
                "2025-12-31T16:00:00Z",
                "2026-01-01",
                "00:00:00",
            ),
            (
                new_year - 8 * 3600 - 1,
                "2025-12-31T15:59:59Z",
                "2025-12-31",
                "23:59:59",
            ),
        ] {
            assert_eq!(utc(seconds), utc_is);
            assert_eq!(of_instant(seconds).to_string(), day);
            assert_eq!(moment(seconds).time().to_string(), time);
        }
        assert_eq!(
            instant_of(Date::constant(2026, 1, 1)),
            Some(new_year - 8 * 3600)
        );
    }

    #[test]
    fn a_date_is_printed_without_leading_zeros() {
        assert_eq!(zh(Date::constant(2020, 7, 5)), "2020年7月5日");
    }
}
