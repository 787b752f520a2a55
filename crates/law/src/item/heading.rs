//! 结构层次序数 — how headings are numbered, in official documents and in laws.
//!
//! Decides DOMAIN §1.8: `一、` → `（一）` → `1.` → `（1）`, and 第N编 → 第N分编 → 第N章 → 第N节 → 第N条(之M).
//! Knows only the marker at the head of a line; whether a numbered line is a heading or an enumerated item is the
//! reader's to decide, who sees what stands around it.

use crate::numeral::digit;
use crate::text::Level;

/// A marker at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// How deep the heading lies.
    pub level: Level,
    /// The number, `3` or for 之 `3.1`.
    pub number: String,
    /// Length of the marker in bytes, e.g. of `（一）` or `第三条`.
    pub len: usize,
    /// Departures from the standard, e.g. half-width brackets or `1、`.
    pub deviation: Option<&'static str>,
}

/// The marker that `line` begins with; leading blanks are not skipped.
pub fn marker(line: &str) -> Option<Marker> {
    law_marker(line).or_else(|| document_marker(line))
}

/// The number of a heading such as `第十五条之一` (`15.1`), `第二章　总则` (`2`), `（三）…` (`3`).
pub fn number_of(heading: &str) -> Option<String> {
    marker(heading).map(|marker| marker.number)
}

fn law_marker(line: &str) -> Option<Marker> {
    let rest = line.strip_prefix('第')?;
    let (number, digits) = numeral(rest)?;
    let mut after = &rest[digits..];
    after = after.trim_start_matches(' ');
    let (level, unit) = [
        ("分编", Level::Subpart),
        ("编", Level::Part),
        ("章", Level::Chapter),
        ("节", Level::Section),
        ("条", Level::Article),
    ]
    .into_iter()
    .find_map(|(unit, level)| after.starts_with(unit).then_some((level, unit)))?;
    after = &after[unit.len()..];
    let mut number = number.to_string();
    if let Some(tail) = after.strip_prefix('之')
        && level == Level::Article
        && let Some((sub, len)) = numeral(tail)
    {
        number = format!("{number}.{sub}");
        after = &tail[len..];
    }
    Some(Marker {
        level,
        number,
        len: line.len() - after.len(),
        deviation: None,
    })
}

fn document_marker(line: &str) -> Option<Marker> {
    let first = line.chars().next()?;
    if matches!(first, '（' | '(') {
        let rest = &line[first.len_utf8()..];
        let (number, len) = numeral(rest.trim_start_matches(' '))?;
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let after = &rest[blank + len..];
        let close = after
            .trim_start_matches(' ')
            .chars()
            .next()
            .filter(|c| matches!(c, '）' | ')'))?;
        let spaces = after.len() - after.trim_start_matches(' ').len();
        let arabic = rest
            .trim_start_matches(' ')
            .starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
        return Some(Marker {
            level: if arabic { Level::Fourth } else { Level::Second },
            number: number.to_string(),
            len: first.len_utf8() + blank + len + spaces + close.len_utf8(),
            deviation: (first == '(' || close == ')').then_some("层次序数应当用全角圆括号"),
        });
    }
    let (number, len) = numeral(line)?;
    let after = &line[len..];
    let mark = after.chars().next()?;
    let arabic = line.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let (level, deviation) = match (arabic, mark) {
        (false, '、') => (Level::First, None),
        (false, '.' | '．' | '，' | ',') => (Level::First, Some("第一层用“一、”")),
        (true, '.' | '．') => {
            // 3.5 is a number, not a heading.
            let decimal = after[mark.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
            if decimal {
                return None;
            }
            (Level::Third, None)
        }
        (true, '、') => (Level::Third, Some("第三层用“1.”，不用“1、”")),
        _ => return None,
    };
    Some(Marker {
        level,
        number: number.to_string(),
        len: len + mark.len_utf8(),
        deviation,
    })
}

/// The longest number in Chinese numerals, in characters: 九千九百九十九.
const LONGEST: usize = 7;

/// A positive number in Arabic or Chinese numerals at the start of `text`, and its length in bytes.
///
/// Reads `12`, `１２`, `十二`, `一百二十`, `一千零五`, `二〇`, up to 9999.
pub fn numeral(text: &str) -> Option<(u32, usize)> {
    let arabic: String = text
        .chars()
        .take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
        .collect();
    if !arabic.is_empty() {
        if arabic.chars().count() > 4 {
            return None;
        }
        let value = arabic
            .chars()
            .try_fold(0u32, |n, c| Some(n * 10 + u32::try_from(digit(c)?).ok()?))?;
        return (value > 0).then_some((value, arabic.len()));
    }
    let chinese: String = text
        .chars()
        .take_while(|c| {
            matches!(c, '十' | '百' | '千' | '零' | '〇' | '○')
                || "一二三四五六七八九两".contains(*c)
        })
        .collect();
    let value = chinese_number(&chinese)?;
    Some((value, chinese.len()))
}

fn chinese_number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    let one = |c: char| {
        if c == '两' {
            Some(2)
        } else {
            digit(c).and_then(|d| u32::try_from(d).ok())
        }
    };
    if !text.contains(['十', '百', '千']) {
        // 二〇 and the like: digit by digit, as years and some serial numbers are written.
        let value = text.chars().try_fold(0u32, |n, c| Some(n * 10 + one(c)?))?;
        return (value > 0 && value < 10_000).then_some(value);
    }
    let (mut total, mut pending) = (0u32, None);
    for c in text.chars() {
        let unit = match c {
            '千' => 1000,
            '百' => 100,
            '十' => 10,
            c => {
                pending = Some(one(c)?);
                continue;
            }
        };
        total += pending.take().filter(|n| *n > 0).unwrap_or(1) * unit;
    }
    Some(total + pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_is_known_by_its_marker() {
        for (line, level, number) in [
            ("一、总体要求", Level::First, "1"),
            ("（十二）目标", Level::Second, "12"),
            ("(二)目标", Level::Second, "2"),
            ("1.任务", Level::Third, "1"),
            ("１．任务", Level::Third, "1"),
            ("3、任务", Level::Third, "3"),
            ("（1）细目", Level::Fourth, "1"),
            ("第一编 总则", Level::Part, "1"),
            ("第一分编 通则", Level::Subpart, "1"),
            ("第十二章　附则", Level::Chapter, "12"),
            ("第二节 程序", Level::Section, "2"),
            ("第一百二十条 本法", Level::Article, "120"),
            ("第一千二百六十条 本法", Level::Article, "1260"),
            ("第一百二十条之一 帮助", Level::Article, "120.1"),
        ] {
            let marker = marker(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                (marker.level, marker.number.as_str()),
                (level, number),
                "{line}"
            );
        }
    }

    #[test]
    fn numbers_in_running_text_are_no_markers() {
        for line in [
            "2020年7月",
            "3.5万元",
            "一方面",
            "第三方",
            "（试行）",
            "十九大",
            "第一批",
            "12345、",
            "〇、",
            "0、",
        ] {
            assert_eq!(marker(line), None, "{line}");
        }
    }

    #[test]
    fn a_marker_reaches_to_the_words_of_its_heading() {
        for (marked, words) in [
            ("一、", "总体要求"),
            ("（一）", "目标"),
            ("( 十二 )", "目标"),
            ("１．", "任务"),
            ("12.", "任务"),
            ("第十二章", "　附则"),
            ("第一百二十条之一", " 帮助"),
        ] {
            let length = marker(&format!("{marked}{words}")).map(|marker| marker.len);
            assert_eq!(length, Some(marked.len()), "{marked}");
        }
    }

    #[test]
    fn a_number_is_read_in_the_numerals_that_begin_a_text() {
        for (text, read) in [
            ("9999号", Some((9999, 4))),
            ("10000号", None),
            ("0号", None),
            ("九千九百九十九号", Some((9999, 21))),
            ("九九九九号", Some((9999, 12))),
            ("一〇〇〇〇号", None),
            ("一千零十五号", Some((1015, 15))),
            ("两百号", Some((200, 6))),
            ("号", None),
        ] {
            assert_eq!(numeral(text), read, "{text}");
        }
    }

    #[test]
    fn a_departure_from_the_standard_is_named() {
        for (line, says) in [
            ("（一)目标", "层次序数应当用全角圆括号"),
            ("(一）目标", "层次序数应当用全角圆括号"),
            ("一.总体要求", "第一层用“一、”"),
            ("一，总体要求", "第一层用“一、”"),
        ] {
            let named = marker(line).and_then(|marker| marker.deviation);
            assert_eq!(named, Some(says), "{line}");
        }
        assert!(marker("(一)目标").is_some_and(|m| m.deviation.is_some()));
        assert!(marker("1、任务").is_some_and(|m| m.deviation.is_some()));
        assert!(marker("（一）目标").is_some_and(|m| m.deviation.is_none()));
    }
}
