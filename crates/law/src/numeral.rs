//! 汉字数字 — numbers in Chinese numerals, both ways.
//!
//! Decides how a number is written (一百零五, 一万二千, 十二) and read; what is read with a value but is not written so is
//! told as a [`Deviation`]. Numbers at the head of a line are read by [`crate::item::heading::numeral`], which also
//! takes Arabic ones and says how far they reach.

/// A departure from how a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// 一十二 for 十二, 一百五 for 一百五十, 两百 for 二百.
    Form,
    /// 一二三 for 一百二十三: digit by digit, which is for years and numbers of series.
    DigitByDigit,
    /// ○, 零 or another sign for 〇 in a number written digit by digit.
    Zero,
}

impl Deviation {
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Form => "汉字数字的写法不规范",
            Self::DigitByDigit => "逐字书写只用于年份和编号",
            Self::Zero => "逐字书写的零应当写作“〇”",
        }
    }
}

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
            gap = !written.is_empty();
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

/// The number that the whole of `text` is, up to 万亿, and how it departs from the form; `None` where it is none.
pub fn read(text: &str) -> Option<(u64, Vec<Deviation>)> {
    if text.is_empty() || text.chars().count() > 32 {
        return None;
    }
    let has_unit = text.contains(['十', '百', '千', '万', '亿']);
    if !has_unit {
        let mut digits = text.chars().map(crate::date::digit);
        let number = digits.try_fold(0u64, |number, digit| {
            let digit = u64::try_from(digit?).ok()?;
            number.checked_mul(10)?.checked_add(digit)
        })?;
        let is_chinese = text
            .chars()
            .all(|c| !c.is_ascii_digit() && !('０'..='９').contains(&c));
        if !is_chinese {
            return None;
        }
        let deviations = match text.chars().count() {
            1 => Vec::new(),
            _ if by_digits(number) == text => vec![Deviation::DigitByDigit],
            _ => vec![Deviation::DigitByDigit, Deviation::Zero],
        };
        return Some((number, deviations));
    }
    let number = with_units(text)?;
    let deviations = if chinese(number) == text {
        Vec::new()
    } else {
        vec![Deviation::Form]
    };
    Some((number, deviations))
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
            '两' => {
                pending = Some(2);
                continue;
            }
            c => {
                let digit = crate::date::digit(c).filter(|_| !c.is_ascii_digit())?;
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
    let is_spoken = last > 10 && last < 10_000 && !text.contains('零') && !text.contains('〇');
    Some(total + if is_spoken { ones * last / 10 } else { ones })
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
            (110_000, "十一万"),
            (1_0000_0000, "一亿"),
            (1_2000_0000, "一亿二千万"),
            (1_0000_0005, "一亿零五"),
            (3_0000_0000_0000, "三万亿"),
            (3_2000_0000_0000, "三万二千亿"),
        ] {
            assert_eq!(chinese(number), written);
            assert_eq!(read(written), Some((number, Vec::new())), "{written}");
        }
        assert_eq!(by_digits(2020), "二〇二〇");
    }

    #[test]
    fn what_is_written_otherwise_has_a_value_and_a_deviation() {
        for (text, number, deviation) in [
            ("一十二", 12, Deviation::Form),
            ("一百五", 150, Deviation::Form),
            ("两百", 200, Deviation::Form),
            ("一百〇五", 105, Deviation::Form),
            ("一二三", 123, Deviation::DigitByDigit),
        ] {
            let (read, deviations) = read(text).expect(text);
            assert_eq!(
                (read, deviations.first()),
                (number, Some(&deviation)),
                "{text}"
            );
            assert!(!deviation.zh().is_empty());
        }
        assert_eq!(
            read("二○二○"),
            Some((2020, vec![Deviation::DigitByDigit, Deviation::Zero]))
        );
        for text in [
            "",
            "十百",
            "十条",
            "百分之五",
            "12",
            "１２",
            "万亿亿亿亿亿",
            "第三",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
