//! 公民身份号码 — GB 11643.
//!
//! Decides how the number of a resident identity card is built: the division, the day of birth, a serial, and a check
//! character. Reads what people type and tells each departure; whose number it is is no concern of this.

use crate::date::Date;
use std::fmt;

/// A number of 18 characters, or one of 15 as cards bore before 1999.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber {
    digits: String,
}

/// What is wrong with a number, or with how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// 中间有空格或者横线
    Gaps,
    /// 全角数字
    FullWidth,
    /// 末位写小写的 x
    SmallX,
    /// 省级代码不存在
    Division,
    /// 出生日期不存在
    Birth,
    /// 校验码不符
    Check,
}

impl Deviation {
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Gaps => "中间不写空格或者横线",
            Self::FullWidth => "应当用半角数字",
            Self::SmallX => "末位的 X 应当大写",
            Self::Division => "前两位不是省级行政区划代码",
            Self::Birth => "出生日期不存在",
            Self::Check => "校验码不符",
        }
    }

    /// Whether the number itself is wrong, and not only its writing.
    pub const fn is_of_the_number(self) -> bool {
        matches!(self, Self::Division | Self::Birth | Self::Check)
    }
}

/// The first two digits: provinces, and the regions beside them.
const DIVISIONS: [u8; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83,
];

impl IdNumber {
    /// Reads a number; `None` where there are neither 15 nor 18 characters of one.
    pub fn parse(text: &str) -> Option<(Self, Vec<Deviation>)> {
        let mut deviations = Vec::new();
        let mut note = |deviation| {
            if !deviations.contains(&deviation) {
                deviations.push(deviation);
            }
        };
        let mut digits = String::new();
        for c in text.trim().chars() {
            match c {
                '0'..='9' | 'X' => digits.push(c),
                'x' => {
                    note(Deviation::SmallX);
                    digits.push('X');
                }
                '０'..='９' | 'Ｘ' | 'ｘ' => {
                    note(Deviation::FullWidth);
                    let narrow = char::from_u32(u32::from(c) - 0xfee0)?;
                    digits.push(narrow.to_ascii_uppercase());
                }
                ' ' | '\u{3000}' | '-' | '－' => note(Deviation::Gaps),
                _ => return None,
            }
        }
        let number = Self { digits };
        let head = number.digits.get(..number.digits.len().saturating_sub(1))?;
        let is_formed = matches!(number.digits.len(), 15 | 18)
            && head.bytes().all(|digit| digit.is_ascii_digit())
            && (number.digits.len() == 18 || !number.digits.ends_with('X'));
        if !is_formed {
            return None;
        }
        if !number.has_division() {
            note(Deviation::Division);
        }
        if number.born().is_none() {
            note(Deviation::Birth);
        }
        if number.digits.len() == 18 && check_character(head) != number.digits.chars().next_back() {
            note(Deviation::Check);
        }
        Some((number, deviations))
    }

    fn has_division(&self) -> bool {
        let province = self.digits.get(..2).and_then(|two| two.parse::<u8>().ok());
        province.is_some_and(|province| DIVISIONS.contains(&province))
    }

    /// The day of birth that it names, where there is such a day; of 15 digits, in the twentieth century.
    pub fn born(&self) -> Option<Date> {
        let (year, rest) = if self.digits.len() == 18 {
            (
                self.digits.get(6..10)?.parse().ok()?,
                self.digits.get(10..14)?,
            )
        } else {
            let short: i16 = self.digits.get(6..8)?.parse().ok()?;
            (1900 + short, self.digits.get(8..12)?)
        };
        let (month, day) = (rest.get(..2)?.parse().ok()?, rest.get(2..)?.parse().ok()?);
        let date = Date::new(year, month, day).ok()?;
        (1850 <= date.year()).then_some(date)
    }

    /// 440101********0018: what may be shown of it.
    pub fn masked(&self) -> String {
        let (head, tail) = self.digits.split_at(6);
        let tail = tail.get(tail.len() - 4..).unwrap_or_default();
        let hidden = self.digits.len() - 10;
        format!("{head}{}{tail}", "*".repeat(hidden))
    }
}

/// The number itself, as it is printed on the card.
impl fmt::Display for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)
    }
}

/// A number does not get into a log by being printed for a programmer.
impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(‹已隐去›)")
    }
}

/// The check character of 17 digits; `None` where they are not.
pub fn check_character(head: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if head.len() != WEIGHTS.len() {
        return None;
    }
    let sum = head
        .chars()
        .zip(WEIGHTS)
        .try_fold(0, |sum, (digit, weight)| {
            Some(sum + digit.to_digit(10)? * weight)
        })?;
    "10X98765432".chars().nth((sum % 11) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deviations(text: &str) -> Vec<Deviation> {
        IdNumber::parse(text).expect(text).1
    }

    #[test]
    fn the_check_character_and_the_day_of_birth_decide() {
        assert_eq!(deviations("440101199003070018"), []);
        assert_eq!(deviations("11010519491231002X"), []);
        assert_eq!(deviations("440101199003070019"), [Deviation::Check]);
        assert_eq!(
            deviations("440101199002300018"),
            [Deviation::Birth, Deviation::Check]
        );
        assert_eq!(
            deviations("990101199003070018"),
            [Deviation::Division, Deviation::Check]
        );
        assert_eq!(deviations("110105491231002"), []);
        let (number, _) = IdNumber::parse("440101199003070018").expect("a number");
        assert_eq!(number.born(), Some(Date::constant(1990, 3, 7)));
        assert_eq!(number.masked(), "440101********0018");
        assert_eq!(number.to_string(), "440101199003070018");
        assert!(!format!("{number:?}").contains("0307"));
    }

    #[test]
    fn how_people_write_it_is_told_and_read() {
        let written = deviations("440101 19900307 0018");
        assert_eq!(written, [Deviation::Gaps]);
        assert_eq!(deviations("11010519491231002x"), [Deviation::SmallX]);
        assert_eq!(
            deviations("４４０１０１１９９００３０７００１８"),
            [Deviation::FullWidth]
        );
        for text in [
            "",
            "44010119900307001",
            "4401011990030700181",
            "四四",
            "11010549123100X",
        ] {
            assert_eq!(IdNumber::parse(text).map(|_| ()), None, "{text}");
        }
    }
}
