//! 汉字数字 — numbers in Chinese numerals, both ways.
//!
//! Decides how a number is written (一百零五, 一万二千, 十二) and read; what is read with a value but is not written so is
//! told as a [`Deviation`] (GB/T 15835-2011). Numbers at the head of a line are read by [`crate::item::heading::numeral`], which also
//! takes Arabic ones and says how far they reach.

use crate::written::{Deviation, Noted, Reading, Unread};

/// The longest number that is tried, in characters.
const LONGEST: usize = 32;

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// 一百零五, 十二, 一万零三十, 二亿; 零 for none.
pub fn chinese(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut written = String::new();
    // Groups of four digits: 亿 begins anew above itself, 万亿.
    let groups = [
        (1_0000_0000_0000, "万亿"),
        (1_0000_0000, "亿"),
        (1_0000, "万"),
        (1, ""),
    ];
    let mut rest = number;
    let mut gap = false;
    for (size, unit) in groups {
        let group = rest / size;
        rest %= size;
        if group == 0 {
            gap = true;
            continue;
        }
        if !written.is_empty() && (gap || group < 1000) {
            written.push('零');
        }
        // Of more than four digits there is only one group, the first: 一万万亿 and beyond.
        if group >= 1_0000 {
            written.push_str(&chinese(group));
        } else {
            below_ten_thousand(group, &mut written);
        }
        // 一千亿零五万: where 万亿 and 亿 both stand, the smaller unit closes the larger.
        written.push_str(if unit == "万亿" && rest >= 1_0000_0000 {
            "万"
        } else {
            unit
        });
        gap = false;
    }
    match written.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => written,
    }
}

fn below_ten_thousand(group: u64, written: &mut String) {
    let mut rest = group;
    let mut begun = false;
    let mut gap = false;
    for (size, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = rest / size;
        rest %= size;
        if digit == 0 {
            gap = begun;
            continue;
        }
        if gap {
            written.push('零');
        }
        written.extend(DIGITS.get(digit as usize));
        written.push_str(unit);
        (begun, gap) = (true, false);
    }
}

/// 二〇二六: digit by digit, as years are written.
pub fn by_digits(number: u64) -> String {
    let digits = number.to_string();
    let digits = digits.bytes().map(|digit| match digit {
        b'0' => '〇',
        digit => DIGITS
            .get(usize::from(digit - b'0'))
            .copied()
            .unwrap_or('〇'),
    });
    digits.collect()
}

/// The number that the whole of `text` is, up to 万亿, and how it departs from the form.
///
/// # Errors
/// Where it is none.
pub fn parse(text: &str) -> Reading<u64> {
    if text.is_empty() || LONGEST < text.chars().take(LONGEST + 1).count() {
        return Err(Unread::Numeral);
    }
    let mut noted = Noted::default();
    let plain: String = text.chars().map(small).collect();
    noted.note_if(plain != text, Deviation::Capitals);
    let number = if plain.contains(['十', '百', '千', '万', '亿']) {
        let number = with_units(&plain).ok_or(Unread::Numeral)?;
        // 壹拾贰: capitals write out the 一 that 十二 leaves out.
        let is_form = chinese(number) == plain
            || plain != text && plain.strip_prefix('一') == Some(&chinese(number));
        noted.note_if(!is_form, Deviation::NumeralForm);
        number
    } else {
        digit_by_digit(&plain, &mut noted).ok_or(Unread::Numeral)?
    };
    Ok((number, noted.into_list()))
}

/// 壹 is 一, 佰 is 百; others as they are.
fn small(c: char) -> char {
    const CAPITALS: &str = "壹贰叁肆伍陆柒捌玖拾佰仟";
    const SMALL: &str = "一二三四五六七八九十百千";
    let mut pairs = CAPITALS.chars().zip(SMALL.chars());
    pairs
        .find(|(capital, _)| *capital == c)
        .map_or(c, |(_, small)| small)
}

/// 一二三, 二〇二六; a single 两 is two.
fn digit_by_digit(text: &str, noted: &mut Noted) -> Option<u64> {
    if text == "两" {
        noted.note(Deviation::NumeralForm);
        return Some(2);
    }
    let number = text.chars().try_fold(0u64, |number, c| {
        let is_arabic = c.is_ascii_digit() || ('０'..='９').contains(&c);
        let digit = digit(c).filter(|_| !is_arabic)?;
        number
            .checked_mul(10)?
            .checked_add(u64::try_from(digit).ok()?)
    })?;
    if text.chars().nth(1).is_none() {
        noted.note_if(text != chinese(number), Deviation::NumeralForm);
    } else {
        noted.note(Deviation::DigitByDigit);
        // A zero that leads is lost in the number: its sign is looked at in the text.
        let is_sign = |c: char| digit(c) != Some(0) || c == '〇';
        noted.note_if(!text.chars().all(is_sign), Deviation::ZeroSign);
    }
    Some(number)
}

fn with_units(text: &str) -> Option<u64> {
    // 一亿二千万: what stands before the largest unit is a number of its own, and so is what follows it.
    for (unit, size) in [('亿', 1_0000_0000), ('万', 1_0000u64)] {
        if let Some(at) = text.rfind(unit) {
            let (before, after) = (text.get(..at)?, text.get(at + unit.len_utf8()..)?);
            let before = if before.is_empty() {
                1
            } else {
                with_units(before)?
            };
            let after = if after.is_empty() {
                0
            } else {
                with_units(after)?
            };
            let whole = before.checked_mul(size)?.checked_add(after)?;
            return (after < size).then_some(whole);
        }
    }
    let (mut total, mut pending, mut last) = (0u64, None, 10_000);
    for c in text.chars() {
        let size = match c {
            '千' => 1000,
            '百' => 100,
            '十' => 10,
            c => {
                // 二十五六 is about so many, and 二〇万 is no form: only a zero stands before another digit.
                if pending.is_some_and(|digit| digit != 0) {
                    return None;
                }
                let is_arabic = c.is_ascii_digit() || ('０'..='９').contains(&c);
                let digit = match c {
                    '两' => 2,
                    c => digit(c).filter(|_| !is_arabic)?,
                };
                pending = Some(u64::try_from(digit).ok()?);
                continue;
            }
        };
        // Units go down: 十百 is no number.
        if size >= last {
            return None;
        }
        total += pending.take().filter(|digit| *digit > 0).unwrap_or(1) * size;
        last = size;
    }
    // 一百五 is 一百五十, as people say it; 一百零五 is not.
    let ones = pending.unwrap_or(0);
    let is_spoken = last < 10_000 && !text.contains('零') && !text.contains('〇');
    Some(total + if is_spoken { ones * last / 10 } else { ones })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_statutes_write_them() {
        for (number, written) in [
            (0, "零"),
            (8, "八"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (100, "一百"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1_005, "一千零五"),
            (1_050, "一千零五十"),
            (9_999, "九千九百九十九"),
            (10_000, "一万"),
            (10_030, "一万零三十"),
            (12_000, "一万二千"),
            (100_005, "十万零五"),
            (11_000, "一万一千"),
            (110_000, "十一万"),
            (1_0000_0000, "一亿"),
            (1_2000_0000, "一亿二千万"),
            (1_0000_0005, "一亿零五"),
            (1_0000_5000, "一亿零五千"),
            (3_0000_0000_0000, "三万亿"),
            (3_2000_0000_0000, "三万二千亿"),
        ] {
            assert_eq!(chinese(number), written);
            assert_eq!(parse(written), Ok((number, Vec::new())), "{written}");
        }
        assert_eq!(by_digits(2020), "二〇二〇");
    }

    #[test]
    fn what_is_written_otherwise_has_a_value_and_a_deviation() {
        for (text, number, deviation) in [
            ("一十二", 12, vec![Deviation::NumeralForm]),
            ("一百五", 150, vec![Deviation::NumeralForm]),
            ("两百", 200, vec![Deviation::NumeralForm]),
            ("一千零十", 1_010, vec![Deviation::NumeralForm]),
            ("两", 2, vec![Deviation::NumeralForm]),
            ("〇", 0, vec![Deviation::NumeralForm]),
            ("一百〇五", 105, vec![Deviation::NumeralForm]),
            ("一二三", 123, vec![Deviation::DigitByDigit]),
            (
                "二○二○",
                2020,
                vec![Deviation::DigitByDigit, Deviation::ZeroSign],
            ),
            ("〇五", 5, vec![Deviation::DigitByDigit]),
            ("壹佰零伍", 105, vec![Deviation::Capitals]),
            ("壹拾贰", 12, vec![Deviation::Capitals]),
            (
                "壹佰伍",
                150,
                vec![Deviation::Capitals, Deviation::NumeralForm],
            ),
        ] {
            assert_eq!(parse(text), Ok((number, deviation)), "{text}");
        }
        for text in [
            "",
            "十百",
            "十条",
            "百分之五",
            "12",
            "１２",
            "万亿亿亿亿亿",
            "第三",
            "3百",
            "３百",
            "一１",
            // About so many.
            "二十五六",
            "一二十",
            "三五两百",
            // Digit by digit and by units at once.
            "二〇万",
            "一百五零",
            // What follows a unit is less than it.
            "一亿一万万",
        ] {
            assert_eq!(parse(text), Err(Unread::Numeral), "{text}");
        }
    }

    #[test]
    fn a_numeral_of_more_than_thirty_two_characters_is_not_tried() {
        let led = |zeros| format!("{}五", "〇".repeat(zeros));
        assert_eq!(parse(&led(31)), Ok((5, vec![Deviation::DigitByDigit])));
        assert_eq!(parse(&led(32)), Err(Unread::Numeral));
    }
}
