//! 数 — a figure of a table: a number of 件 or 项, or an amount in 万元.
//!
//! Decides how exact a figure is, and what of a cell is a figure. Kept in millionths, so that an amount in 万元 is exact
//! to the 分; no floating point.

use std::fmt;

/// A figure, positive, zero or negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    millionths: i128,
}

/// Millionths in one.
const ONE: i128 = 1_000_000;
/// Digits behind the point.
const PLACES: usize = 6;
/// More digits before the point no table has.
const LONGEST: usize = 15;

impl Figure {
    /// 0
    pub const ZERO: Self = Self { millionths: 0 };

    /// So many 件 or 项.
    pub const fn count(n: i64) -> Self {
        Self {
            millionths: n as i128 * ONE,
        }
    }

    /// Reads a figure as people write it: `3001`, `3,001`, `３００１`, `96171.6`, `-3`, `+2`; `None` for anything else.
    /// Blanks within are passed over, as a narrow cell breaks a number.
    pub fn parse(text: &str) -> Option<Self> {
        let narrow: String = text.chars().filter(|c| !is_blank(*c)).map(narrow).collect();
        let (sign, digits) = match narrow.chars().next()? {
            '-' => (-1, narrow.get(1..)?),
            '+' => (1, narrow.get(1..)?),
            _ => (1, narrow.as_str()),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let whole = ungrouped(whole)?;
        let sound = |digits: &str| {
            !digits.is_empty()
                && digits.len() <= LONGEST
                && digits.bytes().all(|digit| digit.is_ascii_digit())
        };
        if !sound(&whole) || !sound(part) {
            return None;
        }
        // Zeros at the end say nothing; more than six places no money has.
        let part = part.trim_end_matches('0');
        if PLACES < part.len() {
            return None;
        }
        let part: i128 = format!("{part:0<PLACES$}").parse().ok()?;
        let whole: i128 = whole.parse().ok()?;
        Some(Self {
            millionths: sign * (whole * ONE + part),
        })
    }

    /// Whether it is 0, 1, 2, …
    pub const fn is_a_number_of_things(self) -> bool {
        0 <= self.millionths && self.millionths % ONE == 0
    }

    /// The number of things, where it is one.
    pub fn as_count(self) -> Option<i64> {
        let whole = self.millionths / ONE;
        i64::try_from(whole)
            .ok()
            .filter(|_| self.millionths % ONE == 0)
    }

    /// 亿元 in 万元; `None` beyond what a table can hold.
    pub fn ten_thousandfold(self) -> Option<Self> {
        let millionths = self.millionths.checked_mul(10_000)?;
        Some(Self { millionths })
    }

    /// 元 in 万元; `None` where it would not be exact.
    pub const fn ten_thousandth(self) -> Option<Self> {
        if self.millionths % 10_000 == 0 {
            let millionths = self.millionths / 10_000;
            Some(Self { millionths })
        } else {
            None
        }
    }

    /// How far two figures are apart.
    #[must_use]
    pub const fn distance(self, other: Self) -> Self {
        Self {
            millionths: (self.millionths - other.millionths).abs(),
        }
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.millionths < 0
    }
}

/// `3,001` and `3，001` without the marks between groups of three; `None` where they stand elsewhere.
fn ungrouped(digits: &str) -> Option<String> {
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let mut whole = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || 3 < first.len() {
            return None;
        }
        whole.push_str(group);
    }
    Some(whole)
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}'
        )
}

/// Full-width signs as those of ASCII, and every stroke that stands for minus as one.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '−' | '–' | '﹣' => '-',
        c => c,
    }
}

impl std::ops::Add for Figure {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            millionths: self.millionths.saturating_add(other.millionths),
        }
    }
}

impl std::ops::Sub for Figure {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            millionths: self.millionths.saturating_sub(other.millionths),
        }
    }
}

impl std::iter::Sum for Figure {
    fn sum<I: Iterator<Item = Self>>(figures: I) -> Self {
        figures.fold(Self::ZERO, |sum, figure| sum + figure)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let size = self.millionths.unsigned_abs();
        let one = ONE.unsigned_abs();
        write!(f, "{sign}{}", size / one)?;
        match size % one {
            0 => Ok(()),
            part => {
                let part = format!("{part:0>PLACES$}");
                write!(f, ".{}", part.trim_end_matches('0'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_as_people_write_it_and_printed_short() {
        for (written, printed) in [
            ("3001", "3001"),
            (" 3,001 ", "3001"),
            ("１２，３４５", "12345"),
            ("447\n228", "447228"),
            ("96171.60", "96171.6"),
            ("0.000001", "0.000001"),
            ("-3", "-3"),
            ("－３", "-3"),
            ("+2", "2"),
            ("007", "7"),
            ("-0", "0"),
        ] {
            let read = Figure::parse(written).map(|figure| figure.to_string());
            assert_eq!(read.as_deref(), Some(printed), "{written:?}");
        }
        for written in [
            "",
            "-",
            "1.",
            ".5",
            "1,23",
            "12,3456",
            "1234,567",
            "1.2.3",
            "1e3",
            "3件",
            "0x1",
            "9999999999999999",
            "0.0000001",
            "一",
            ",123",
        ] {
            assert_eq!(Figure::parse(written), None, "{written:?}");
        }
    }

    #[test]
    fn only_whole_figures_that_are_not_negative_count_things() {
        let counts = |text: &str| Figure::parse(text).is_some_and(Figure::is_a_number_of_things);
        assert!(counts("0") && counts("12.0"));
        assert!(!counts("-1") && !counts("0.5"));
        assert_eq!(Figure::count(-4).as_count(), Some(-4));
        assert_eq!(Figure::parse("0.5").and_then(Figure::as_count), None);
    }
}
