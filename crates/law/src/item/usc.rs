//! 统一社会信用代码 — GB 32100-2015; and 组织机构代码, which is its ninth to seventeenth character, GB 11714-1997.
//!
//! Decides the alphabet, the form and both check characters. The numbers themselves are data.

use crate::written::{Deviation, Noted, Reading, Unread, bare, is_dash, is_gap, narrow};
use std::fmt;

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The longest text that is tried, in characters: a code with blanks between its parts.
const LONGEST: usize = 40;

/// 统一社会信用代码 of 18 characters: department, kind, division, organisation, check character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode {
    code: String,
}

impl CreditCode {
    /// Reads a code, whose characters may be parted by blanks or dashes.
    ///
    /// # Errors
    /// Where it does not have 18 characters of the alphabet, or letters where the division has digits.
    pub fn parse(text: &str) -> Reading<Self> {
        let text = bare(text);
        if LONGEST < text.chars().take(LONGEST + 1).count() {
            return Err(Unread::CreditCode);
        }
        let mut noted = Noted::default();
        let mut code = String::new();
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
            noted.note_if(thin.is_ascii_lowercase(), Deviation::LowerCase);
            code.push(thin.to_ascii_uppercase());
        }
        let is_formed = code.len() == 18
            && code.bytes().all(|byte| ALPHABET.contains(&byte))
            && code
                .bytes()
                .skip(2)
                .take(6)
                .all(|byte| byte.is_ascii_digit());
        if !is_formed {
            return Err(Unread::CreditCode);
        }
        noted.note_if(!is_valid(&code), Deviation::Check);
        Ok((Self { code }, noted.into_list()))
    }

    /// 登记管理机关行政区划码: the six digits of the place where it is registered.
    pub fn division(&self) -> &str {
        self.code.get(2..8).unwrap_or_default()
    }

    /// 主体标识码（组织机构代码）: the nine characters that the body had before 2015, too.
    pub fn organisation(&self) -> &str {
        self.code.get(8..17).unwrap_or_default()
    }

    /// Whether it is the code of a natural person who trades, 个体工商户.
    pub fn is_sole_trader(&self) -> bool {
        self.code.starts_with("92")
    }
}

/// The code in capitals, without blanks.
impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

/// Whether `code` is 18 characters of the alphabet whose check character holds.
pub fn is_valid(code: &str) -> bool {
    code.len() == 18
        && code
            .as_bytes()
            .split_last()
            .is_some_and(|(last, head)| check_character(head) == Some(*last))
}

/// The check character of the first 17 characters; `None` where they are not 17 of the alphabet.
pub fn check_character(head: &[u8]) -> Option<u8> {
    const WEIGHTS: [usize; 17] = [
        1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
    ];
    let sum = weighed(head, &WEIGHTS, |byte| {
        ALPHABET.iter().position(|c| *c == byte)
    })?;
    ALPHABET.get((31 - sum % 31) % 31).copied()
}

/// The check character of the eight characters of an organisation; `None` where they are not eight digits or capitals.
pub fn organisation_check(head: &[u8]) -> Option<u8> {
    const WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum = weighed(head, &WEIGHTS, |byte| match byte {
        b'0'..=b'9' => Some(usize::from(byte - b'0')),
        b'A'..=b'Z' => Some(usize::from(byte - b'A') + 10),
        _ => None,
    })?;
    b"0X987654321".get(sum % 11).copied()
}

/// The sum of the values of characters by their weights; `None` where one has no value, or there are more or fewer.
fn weighed(head: &[u8], weights: &[usize], value: impl Fn(u8) -> Option<usize>) -> Option<usize> {
    if head.len() != weights.len() {
        return None;
    }
    let values = head.iter().zip(weights);
    values
        .map(|(byte, weight)| Some(value(*byte)? * weight))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_decides() {
        for code in [
            "114403006955506492",
            "11441300007187648G",
            "11441700007280420Y",
            "91000000000000000K",
        ] {
            assert!(is_valid(code), "{code}");
            let (read, deviations) = CreditCode::parse(code).expect(code);
            assert_eq!((read.to_string().as_str(), deviations), (code, vec![]));
        }
        for code in [
            "114403006955506493",
            "11441300007187648",
            "I1441300007187648G",
            "",
        ] {
            assert!(!is_valid(code), "{code}");
        }
    }

    #[test]
    fn how_people_write_a_code_is_told_and_read() {
        use Deviation::{Check, Dashes, FullWidth, LowerCase, Spaces};
        for (text, deviations) in [
            ("11441300007187648g", vec![LowerCase]),
            ("11 441300 007187648 G", vec![Spaces]),
            ("11-441300-007187648-G", vec![Dashes]),
            ("１１４４１３００００７１８７６４８Ｇ", vec![FullWidth]),
            (
                "１１４４１３００００７１８７６４８ｇ",
                vec![FullWidth, LowerCase],
            ),
        ] {
            let (code, found) = CreditCode::parse(text).expect(text);
            assert_eq!(
                (code.to_string().as_str(), found),
                ("11441300007187648G", deviations)
            );
        }
        let (_, wrong) = CreditCode::parse("114403006955506493").expect("18 characters");
        assert_eq!(wrong, [Check]);
        for text in [
            "",
            "11441300007187648",
            "11441300007187648GG",
            "I1441300007187648G",
            "11A41300007187648G",
            "1144130000718764号G",
        ] {
            assert_eq!(CreditCode::parse(text), Err(Unread::CreditCode), "{text}");
        }
    }

    #[test]
    fn what_is_longer_than_any_code_is_none() {
        for (blanks, is) in [(22, true), (23, false)] {
            let text = format!("11{}441300007187648G", " ".repeat(blanks));
            assert_eq!(CreditCode::parse(&text).is_ok(), is, "{blanks}");
        }
        assert_eq!(check_character(b"1144130000718764"), None);
    }

    #[test]
    fn a_code_says_its_parts() {
        let (code, _) = CreditCode::parse("114403006955506492").expect("a code");
        assert_eq!(
            (code.division(), code.organisation()),
            ("440300", "695550649")
        );
        assert!(!code.is_sole_trader());
        let (trader, _) = CreditCode::parse("92441900MA00000000").expect("18 characters");
        assert!(trader.is_sole_trader());
    }

    #[test]
    fn the_check_character_of_an_organisation_decides() {
        for code in [
            "695550649",
            "006939748",
            "000014349",
            "00000000X",
            "D2143569X",
        ] {
            let (head, last) = code.as_bytes().split_at(8);
            let check = organisation_check(head);
            assert_eq!(
                check == last.first().copied(),
                code != "00000000X",
                "{code}"
            );
        }
        assert_eq!(organisation_check(b"0000000"), None);
        assert_eq!(organisation_check(b"0000000a"), None);
    }
}
