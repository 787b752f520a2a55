//! 公民身份号码 — GB 11643.
//!
//! Decides how the number of a resident identity card is built: the division, the day of birth, a serial, and a check
//! character. Reads what people type and tells each departure; whose number it is is no concern of this.

use crate::date::Date;
use crate::written::{Deviation, Noted, Reading, Unread, bare, is_dash, is_gap, narrow};
use std::fmt;

/// The longest text that is tried, in characters: a number with blanks or dashes between its parts.
const LONGEST: usize = 40;

/// A number of 18 characters, or one of 15 as cards bore before 1999.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber {
    digits: String,
}

/// The first two digits: provinces, and the regions beside them.
const DIVISIONS: [u8; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83,
];

impl IdNumber {
    /// Reads a number, whose digits may be parted by blanks or dashes.
    ///
    /// # Errors
    /// Where there are neither 15 nor 18 characters of one.
    pub fn parse(text: &str) -> Reading<Self> {
        let text = bare(text);
        if LONGEST < text.chars().take(LONGEST + 1).count() {
            return Err(Unread::IdNumber);
        }
        let mut noted = Noted::default();
        let mut digits = String::new();
        for c in text.chars() {
            if is_gap(c) {
                noted.note(Deviation::Spaces);
                continue;
            }
            if is_dash(c) {
                noted.note(Deviation::Dashes);
                continue;
            }
            let thin = narrow(c);
            noted.note_if(thin != c, Deviation::FullWidth);
            noted.note_if(thin == 'x', Deviation::LowerCase);
            match thin.to_ascii_uppercase() {
                upper @ ('0'..='9' | 'X') => digits.push(upper),
                _ => return Err(Unread::IdNumber),
            }
        }
        let number = Self { digits };
        let (head, last) = number
            .digits
            .split_at_checked(number.digits.len().saturating_sub(1))
            .ok_or(Unread::IdNumber)?;
        let is_formed = matches!(number.digits.len(), 15 | 18)
            && head.bytes().all(|digit| digit.is_ascii_digit())
            && (number.digits.len() == 18 || last != "X");
        if !is_formed {
            return Err(Unread::IdNumber);
        }
        noted.note_if(!number.has_division(), Deviation::Division);
        noted.note_if(number.born().is_none(), Deviation::Birth);
        let is_checked =
            number.digits.len() == 15 || check_character(head) == last.chars().next_back();
        noted.note_if(!is_checked, Deviation::Check);
        Ok((number, noted.into_list()))
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
        let (number, _) = IdNumber::parse("110105491231002").expect("a number");
        assert_eq!(number.born(), Some(Date::constant(1949, 12, 31)));
        let (number, _) = IdNumber::parse("440101199003070018").expect("a number");
        assert_eq!(number.born(), Some(Date::constant(1990, 3, 7)));
        assert_eq!(number.masked(), "440101********0018");
        assert_eq!(number.to_string(), "440101199003070018");
        assert!(!format!("{number:?}").contains("0307"));
    }

    #[test]
    fn how_people_write_it_is_told_and_read() {
        let written = deviations("440101 19900307 0018");
        assert_eq!(written, [Deviation::Spaces]);
        assert_eq!(deviations("440101－19900307-0018"), [Deviation::Dashes]);
        assert_eq!(deviations("11010519491231002x"), [Deviation::LowerCase]);
        assert_eq!(
            deviations("４４０１０１１９９００３０７００１８"),
            [Deviation::FullWidth]
        );
        let spread = |blanks| format!("44010119900307001{}8", " ".repeat(blanks));
        assert_eq!(deviations(&spread(22)), [Deviation::Spaces]);
        for text in [
            // More than forty characters.
            &spread(23),
            "",
            "44010119900307001",
            "4401011990030700181",
            "四四",
            "11010549123100X",
            "1X010519491231002X",
            "440101199003070018                                        ,",
        ] {
            assert_eq!(IdNumber::parse(text), Err(Unread::IdNumber), "{text}");
        }
    }
}
