//! 索引号 — the number under which an item stays for ever.
//!
//! Decides DOMAIN §1.4: `<code>/<YYYY>-<NNNNN>`, where the code is the publisher's unified social credit code, an old
//! nine-character organisation code, or, where a body has neither, a stand-in that is visibly not one (`X` and letters
//! or digits, e.g. `XT-0003`). The slash is a path separator of the public address.
//!
//! Invariant: a number once given never changes and is never given again.

use super::usc;
use std::fmt;

/// An index number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexNo {
    pub code: String,
    pub year: u16,
    pub serial: u32,
}

impl IndexNo {
    /// Reads an index number of the Guangdong form; other forms of a source are kept as aliases, not parsed.
    pub fn parse(text: &str) -> Option<Self> {
        let (code, tail) = text.trim().split_once('/')?;
        let (year, serial) = tail.split_once('-')?;
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4
            || !plain(year)
            || serial.len() < 5
            || serial.len() > 9
            || !plain(serial)
            || !is_code(code)
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
            "XT-0003/2026-00001",
        ] {
            assert_eq!(
                IndexNo::parse(text).map(|n| n.to_string()).as_deref(),
                Some(text)
            );
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
            assert_eq!(IndexNo::parse(text), None, "{text}");
        }
    }
}
