//! 索引号 — the number under which an item stays for ever.
//!
//! Decides DOMAIN §1.4: `<code>/<YYYY>-<NNNNN>`, where the code is the publisher's unified social credit code, an old
//! nine-character organisation code, or, where a body has neither, a stand-in that is visibly not one (`X` and letters
//! or digits, e.g. `XT-0003`). The slash is a path separator of the public address.
//!
//! Invariant: a number once given never changes and is never given again.

use super::usc;
use crate::written::{Deviation, Noted, Reading, Unread, bare, is_dash, is_gap, narrow};
use std::fmt;

/// The longest text that is tried, in characters.
const LONGEST: usize = 60;
/// The digits of a serial number; more only where there are more than 99999 in a year.
const SERIAL_DIGITS: usize = 5;

/// An index number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexNo {
    /// The code of the publisher: 统一社会信用代码, 组织机构代码 or a stand-in.
    pub code: String,
    /// The year of entry.
    pub year: u16,
    /// 流水号 of the publisher in that year, from 1.
    pub serial: u32,
}

impl IndexNo {
    /// Reads an index number of the Guangdong form however it is typed; other forms of a source are kept as aliases.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Reading<Self> {
        let text = bare(text);
        if LONGEST < text.chars().take(LONGEST + 1).count() {
            return Err(Unread::IndexNo);
        }
        let mut noted = Noted::default();
        let mut typed = String::new();
        for c in text.chars() {
            if is_gap(c) {
                noted.note(Deviation::Spaces);
                continue;
            }
            let thin = if is_dash(c) { '-' } else { narrow(c) };
            noted.note_if(thin != c, Deviation::FullWidth);
            noted.note_if(thin.is_ascii_lowercase(), Deviation::LowerCase);
            typed.push(thin.to_ascii_uppercase());
        }
        let number = Self::formed(&typed, 1).ok_or(Unread::IndexNo)?;
        let serial = typed.rsplit('-').next().map_or(0, str::len);
        noted.note_if(serial < SERIAL_DIGITS, Deviation::ShortSerial);
        noted.note_if(!number.has_check(), Deviation::Check);
        Ok((number, noted.into_list()))
    }

    /// Reads an index number only as it is printed: what stands in an address.
    pub fn exact(text: &str) -> Option<Self> {
        Self::formed(text.trim(), SERIAL_DIGITS).filter(|number| is_code(&number.code))
    }

    /// A number whose serial has at least so many digits.
    fn formed(text: &str, least: usize) -> Option<Self> {
        let (code, tail) = text.split_once('/')?;
        let (year, serial) = tail.split_once('-')?;
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let is_code = is_organisation_code(code)
            || is_stand_in(code)
            || usc::CreditCode::parse(code).is_ok_and(|(parsed, _)| parsed.to_string() == code);
        if year.len() != 4
            || !plain(year)
            || !(least..=9).contains(&serial.len())
            || !plain(serial)
            || !is_code
        {
            return None;
        }
        let year = year.parse().ok().filter(|y| (1900..=2099).contains(y))?;
        Some(Self {
            code: code.to_owned(),
            year,
            serial: serial.parse().ok()?,
        })
    }

    /// Whether the check character of the code holds, where it has one.
    fn has_check(&self) -> bool {
        let code: Vec<u8> = self.code.bytes().filter(|byte| *byte != b'-').collect();
        match code.split_last() {
            _ if is_stand_in(&self.code) => true,
            Some((last, head)) if head.len() == 8 => usc::organisation_check(head) == Some(*last),
            Some((last, head)) => usc::check_character(head) == Some(*last),
            None => false,
        }
    }

    /// The last part of the public address: `2020-00014`.
    pub fn tail(&self) -> String {
        format!("{}-{:05}", self.year, self.serial)
    }
}

impl fmt::Display for IndexNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.code, self.tail())
    }
}

/// Whether `code` may stand before the slash.
pub fn is_code(code: &str) -> bool {
    usc::is_valid(code) || is_organisation_code(code) || is_stand_in(code)
}

/// 组织机构代码: nine characters, with or without the hyphen before the last (before 2015).
fn is_organisation_code(code: &str) -> bool {
    let bytes: Vec<u8> = code.bytes().filter(|b| *b != b'-').collect();
    bytes.len() == 9
        && (code.len() == 9 || code.as_bytes()[8] == b'-')
        && bytes[..8]
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && (bytes[8].is_ascii_digit() || bytes[8] == b'X')
}

/// A stand-in for a body without a code: begins with `X`, then letters, digits or hyphens, 3 to 17 characters.
pub fn is_stand_in(code: &str) -> bool {
    (3..=17).contains(&code.len())
        && code.starts_with('X')
        && code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        && !is_organisation_code(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_in_use_are_read_and_printed_alike() {
        for text in [
            "114403006955506492/2021-00426",
            "006939748/2004-00170",
            "000014349/2019-00007",
            "D2143569X/2009-00001",
            "XT-0003/2026-00001",
        ] {
            assert_eq!(
                IndexNo::exact(text).map(|n| n.to_string()).as_deref(),
                Some(text)
            );
            let (number, deviations) = IndexNo::parse(text).expect(text);
            assert_eq!((number.to_string().as_str(), deviations), (text, vec![]));
        }
    }

    #[test]
    fn what_is_no_index_number_is_none() {
        for text in [
            "",
            "114403006955506493/2021-00426",
            "006939748/2004-170",
            "x/2004-00170",
            "006939748/204-00170",
            "abc",
        ] {
            assert_eq!(IndexNo::exact(text), None, "{text}");
        }
        for text in [
            "",
            "x/2004-00170",
            "006939748/204-00170",
            "006939748/02004-00170",
            "00693974A/2004-00170",
            "006939748/2104-00170",
            "006939748/2004-0000000170",
            "006939748/2004-",
            "006939748-2004-00170",
            "abc",
        ] {
            assert_eq!(IndexNo::parse(text), Err(Unread::IndexNo), "{text}");
        }
    }

    #[test]
    fn what_is_longer_than_any_index_number_is_none() {
        for (blanks, is) in [(40, true), (41, false)] {
            let text = format!("006939748/{}2004-00170", " ".repeat(blanks));
            assert_eq!(IndexNo::parse(&text).is_ok(), is, "{blanks}");
        }
    }

    #[test]
    fn how_people_type_it_is_told_and_read() {
        use Deviation::{Check, FullWidth, LowerCase, ShortSerial, Spaces};
        for (text, printed, deviations) in [
            (
                "006939748/2004-170",
                "006939748/2004-00170",
                vec![ShortSerial],
            ),
            (
                "11441300007187648g / 2017－00096",
                "11441300007187648G/2017-00096",
                vec![LowerCase, Spaces, FullWidth],
            ),
            (
                "114403006955506493/2021-00426",
                "114403006955506493/2021-00426",
                vec![Check],
            ),
            ("006939740/2004-00170", "006939740/2004-00170", vec![Check]),
            ("00693974-8/2004-00170", "00693974-8/2004-00170", vec![]),
        ] {
            let (number, found) = IndexNo::parse(text).expect(text);
            assert_eq!(
                (number.to_string().as_str(), found),
                (printed, deviations),
                "{text}"
            );
        }
    }
}
