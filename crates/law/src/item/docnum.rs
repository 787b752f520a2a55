//! 发文字号 — the number of an official document.
//!
//! Decides GB/T 9704-2012: 机关代字 + 〔年份〕 + 序号 + 号, the year in full in hexagonal brackets, no leading zeros, no 第;
//! and the numbers of orders (国务院令第711号) and of announcements that count anew each year (公告2025年第44号, or
//! 2025年第44号 below a title that names the organ). Accepts what people type, reports each departure and prints
//! canonically; a number that stands alone is read more freely than one in running text, where 〔20〕17 may be anything.
//! An imported number may repeat: a number is a field to be found by, not an address.

use super::heading::numeral;
use crate::numeral::digit;
use crate::written::{Deviation, Noted, Reading, Unread, bare, is_gap};
use std::fmt;

/// The longest text that is tried for a number, in characters: a joint order of several organs.
const LONGEST: usize = 160;
/// The longest code of one organ, in characters.
const LONGEST_CODE: usize = 24;
/// The most digits of a serial number.
const SERIAL_DIGITS: usize = 6;

/// A document or order number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DocNumber {
    /// 粤府办〔2020〕14号
    Document {
        /// 机关代字; of orders and announcements with 令 or 公告, empty where the number stands alone.
        code: String,
        /// 年份, four digits, 1949 to 2199.
        year: u16,
        /// 顺序号, from 1.
        serial: u32,
    },
    /// 国务院令第711号
    Order {
        /// 机关代字 with 令.
        code: String,
        /// 序号.
        serial: u32,
    },
    /// 国家互联网信息办公室公告2022年第37号; 2025年第44号, with an empty code, where the title above it says whose.
    InYear {
        /// 机关代字; of orders and announcements with 令 or 公告, empty where the number stands alone.
        code: String,
        /// 年份, four digits, 1949 to 2199.
        year: u16,
        /// 顺序号, from 1.
        serial: u32,
    },
}

impl DocNumber {
    /// Reads a number that fills `text`, blanks around it left out.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Reading<Self> {
        let text = bare(text);
        if LONGEST < text.chars().take(LONGEST + 1).count() {
            return Err(Unread::DocNumber);
        }
        let whole = |read: Option<Read>| read.filter(|(_, _, len)| *len == text.len());
        whole(read_at(text, Place::Alone))
            .or_else(|| whole(joint(text)))
            .or_else(|| whole(kind_last(text)))
            .map(|(number, deviations, _)| (number, deviations))
            .ok_or(Unread::DocNumber)
    }

    /// Reads a number at the start of `text`; gives its length in bytes.
    pub fn at_start(text: &str) -> Option<(Self, Vec<Deviation>, usize)> {
        read_at(text, Place::Running)
    }

    /// Every number that stands in running text, with its place in bytes.
    pub fn find_all(text: &str) -> Vec<(Self, std::ops::Range<usize>)> {
        let mut found = Vec::new();
        if !text.contains('号') {
            return found;
        }
        let mut from = 0;
        for (at, c) in text.char_indices() {
            let start = match c {
                _ if at < from => None,
                '〔' | '﹝' | '[' | '［' | '（' | '(' | '【' | '令' | '告' => {
                    code_start(&text[from..at]).map(|offset| from + offset)
                }
                '年' => year_start(&text[from..at]).map(|offset| from + offset),
                _ => None,
            };
            if let Some(start) = start
                && let Some((number, _, len)) = Self::at_start(&text[start..])
                && start + len > at
            {
                found.push((number, start..start + len));
                from = start + len;
            } else if c == '令'
                && from <= at
                && let Some(start) = order_start(&text[from..at]).map(|offset| from + offset)
                && let Some((number, _, _)) = kind_last(&text[start..at + c.len_utf8()])
            {
                from = at + c.len_utf8();
                found.push((number, start..from));
            }
        }
        found
    }

    /// 机关代字, for an order with 令, for an announcement with 公告; empty where the number stands alone.
    pub fn code(&self) -> &str {
        match self {
            Self::Document { code, .. } | Self::Order { code, .. } | Self::InYear { code, .. } => {
                code
            }
        }
    }

    /// 年份, four digits, 1949 to 2199.
    pub fn year(&self) -> Option<u16> {
        match self {
            Self::Document { year, .. } | Self::InYear { year, .. } => Some(*year),
            Self::Order { .. } => None,
        }
    }

    /// 顺序号, from 1.
    pub fn serial(&self) -> u32 {
        match self {
            Self::Document { serial, .. }
            | Self::Order { serial, .. }
            | Self::InYear { serial, .. } => *serial,
        }
    }
}

impl fmt::Display for DocNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document { code, year, serial } => write!(f, "{code}〔{year}〕{serial}号"),
            Self::Order { code, serial } => write!(f, "{code}第{serial}号"),
            Self::InYear { code, year, serial } => write!(f, "{code}{year}年第{serial}号"),
        }
    }
}

/// A number, its departures and its length in bytes.
type Read = (DocNumber, Vec<Deviation>, usize);

/// Where a number stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a field of its own: what is not written out is understood.
    Alone,
    /// In running text, where only what is certainly a number is one.
    Running,
}

fn read_at(text: &str, place: Place) -> Option<Read> {
    let (code, code_len) = code_at(text).unwrap_or_default();
    let rest = &text[code_len..];
    if code.is_empty() {
        return in_year_after(code, rest, place);
    }
    document_after(code, rest, place)
        .or_else(|| order_after(code, rest, place))
        .or_else(|| in_year_after(code, rest, place))
        .map(|(number, deviations, len)| (number, deviations, code_len + len))
}

/// 国家发展改革委、商务部令2021年第48号: several organs, with 、 or blanks between them.
fn joint(text: &str) -> Option<Read> {
    let end = COUNTED
        .iter()
        .filter_map(|kind| text.rfind(kind).map(|at| at + kind.len()))
        .max()?;
    let (organs, rest) = text.split_at(end);
    let mut spaces = false;
    let is_between = |c: char| is_gap(c) || c == '、';
    let mut code = String::new();
    for part in organs.split_inclusive(is_between) {
        let organ = part.trim_end_matches(is_between);
        spaces |= part.contains(is_gap);
        if organ.is_empty() {
            continue;
        }
        let is_organ = organ.chars().count() <= LONGEST_CODE && organ.chars().all(in_code);
        if !is_organ || organ.contains('第') {
            return None;
        }
        // 商务部 令: the kind alone is no organ.
        if !code.is_empty() && !COUNTED.contains(&organ) {
            code.push('、');
        }
        code.push_str(organ);
    }
    let (number, mut deviations, len) = order_after(&code, rest, Place::Alone)
        .or_else(|| in_year_after(&code, rest, Place::Alone))?;
    if spaces && !deviations.contains(&Deviation::Spaces) {
        deviations.push(Deviation::Spaces);
    }
    Some((number, deviations, end + len))
}

/// 交通部2005年第11号令, 国务院第711号令: the kind behind the number.
fn kind_last(text: &str) -> Option<Read> {
    let kind = COUNTED.iter().find(|kind| text.ends_with(**kind))?;
    let head = text.strip_suffix(kind)?;
    let at = head.find(|c: char| !in_code(c) || c == '第')?;
    let (organ, rest) = head.split_at(at);
    if organ.is_empty() || counts_by_itself(organ) || LONGEST_CODE < organ.chars().count() {
        return None;
    }
    let code = format!("{organ}{kind}");
    let (number, mut deviations, len) = order_after(&code, rest, Place::Running)
        .or_else(|| in_year_after(&code, rest, Place::Running))?;
    deviations.push(Deviation::KindLast);
    (at + len == head.len()).then_some((number, deviations, text.len()))
}

/// 机关代字: Han characters and Latin letters.
fn code_at(text: &str) -> Option<(&str, usize)> {
    let len: usize = text
        .chars()
        .take_while(|c| in_code(*c))
        .take(LONGEST_CODE)
        .map(char::len_utf8)
        .sum();
    let code = &text[..len];
    // The code of an order ends with the last 令 before 第; a document's with the bracket.
    let code = match code.find('第') {
        Some(at) => &code[..at],
        None => code,
    };
    (!code.is_empty()).then_some((code, code.len()))
}

fn in_code(c: char) -> bool {
    is_han(c) || c.is_ascii_alphabetic()
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// Where the code that ends `text` may begin: after the last character that cannot be in one.
fn code_start(text: &str) -> Option<usize> {
    let len = len_from_end(text, 12, in_code);
    (len > 0).then_some(text.len() - len)
}

/// Where the organ begins of an order whose number, with 号, ends `text`: 国土资源部第45号.
fn order_start(text: &str) -> Option<usize> {
    let head = text.strip_suffix('号')?;
    let digits = len_from_end(head, SERIAL_DIGITS, is_digit);
    let head = head.get(..head.len() - digits)?.strip_suffix('第')?;
    code_start(head)
}

/// Where the year that ends `text` begins.
fn year_start(text: &str) -> Option<usize> {
    let len = len_from_end(text, 4, is_digit);
    (len > 0).then_some(text.len() - len)
}

fn len_from_end(text: &str, most: usize, taken: fn(char) -> bool) -> usize {
    let chars = text.chars().rev().take_while(|c| taken(*c));
    chars.take(most).map(char::len_utf8).sum()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// What is numbered on its own.
const COUNTED: [&str; 3] = ["令", "公告", "通告"];

fn counts_by_itself(code: &str) -> bool {
    COUNTED.iter().any(|kind| code.ends_with(kind))
}

fn document_after(code: &str, rest: &str, place: Place) -> Option<Read> {
    let mut noted = Noted::default();
    let mut at = Cursor::new(rest);
    at.blanks();
    if at.spaces && place == Place::Alone && at.rest.starts_with(is_digit) {
        return unbracketed(code, at);
    }
    let open = at.next()?;
    if !matches!(open, '〔' | '﹝' | '[' | '［' | '（' | '(' | '【') {
        return None;
    }
    at.blanks();
    let year = year_at(&mut at, place, &mut noted)?;
    at.blanks();
    // 〔2019年〕 is seen too.
    let close = at.next()?;
    let close = if close == '年' { at.next()? } else { close };
    if !matches!(close, '〕' | '﹞' | ']' | '］' | '）' | ')' | '】') {
        return None;
    }
    noted.note_if(open != '〔' || close != '〕', Deviation::Brackets);
    at.blanks();
    if at.rest.starts_with('第') {
        at.next();
        noted.note(Deviation::Ordinal);
        at.blanks();
    }
    let serial = if at.rest.starts_with(is_digit) {
        noted.note_if(at.rest.starts_with(['0', '０']), Deviation::LeadingZero);
        let (serial, wide) = at.digits(SERIAL_DIGITS)?;
        noted.note_if(wide || at.wide, Deviation::FullWidth);
        serial
    } else if place == Place::Alone {
        noted.note(Deviation::ChineseNumeral);
        at.numeral()?
    } else {
        return None;
    };
    mark(&mut at, place, &mut noted)?;
    let number = (serial > 0).then(|| DocNumber::Document {
        code: code.to_owned(),
        year,
        serial,
    });
    Some((number?, noted.into_list(), at.len))
}

/// 工信厅科函 2023 37号: blanks where the brackets should be.
fn unbracketed(code: &str, mut at: Cursor<'_>) -> Option<Read> {
    let mut noted = Noted::default();
    noted.note(Deviation::Brackets);
    let (year, wide) = at.digits(4)?;
    let year = as_year(year)?;
    at.wide = wide;
    if !at.rest.starts_with(is_gap) {
        return None;
    }
    let serial = serial_after(&mut at, Place::Alone, &mut noted)?;
    let number = DocNumber::Document {
        code: code.to_owned(),
        year,
        serial,
    };
    Some((number, noted.into_list(), at.len))
}

/// The year of a number: in full; alone also in two digits or in Chinese numerals.
fn year_at(at: &mut Cursor<'_>, place: Place, noted: &mut Noted) -> Option<u16> {
    if at.rest.starts_with(is_digit) {
        let width = at.rest.chars().take_while(|c| is_digit(*c)).take(5).count();
        let (year, wide) = at.digits(4)?;
        at.wide |= wide;
        if width == 2 && place == Place::Alone {
            noted.note(Deviation::ShortYear);
            return as_year(if year < FIRST_YEAR % 100 {
                2000 + year
            } else {
                1900 + year
            });
        }
        return as_year(year);
    }
    if place == Place::Running {
        return None;
    }
    noted.note(Deviation::ChineseNumeral);
    let mut year = 0;
    for _ in 0..4 {
        year = year * 10 + u32::try_from(digit(at.next()?)?).ok()?;
    }
    as_year(year)
}

/// 号 at the end; alone it may be missing.
fn mark(at: &mut Cursor<'_>, place: Place, noted: &mut Noted) -> Option<()> {
    at.blanks();
    if at.rest.is_empty() && place == Place::Alone {
        noted.note(Deviation::MissingMark);
    } else if at.next()? != '号' {
        return None;
    }
    noted.note_if(at.spaces, Deviation::Spaces);
    Some(())
}

fn order_after(code: &str, rest: &str, place: Place) -> Option<Read> {
    if !counts_by_itself(code) {
        return None;
    }
    let mut noted = Noted::default();
    let mut at = Cursor::new(rest);
    at.blanks();
    if at.rest.starts_with('第') {
        at.next();
    } else {
        noted.note(Deviation::MissingOrdinal);
    }
    let serial = serial_after(&mut at, place, &mut noted)?;
    let number = DocNumber::Order {
        code: code.to_owned(),
        serial,
    };
    Some((number, noted.into_list(), at.len))
}

/// `2025年第44号` behind the name of an order or announcement, or alone.
fn in_year_after(code: &str, rest: &str, place: Place) -> Option<Read> {
    if !code.is_empty() && !counts_by_itself(code) {
        return None;
    }
    let mut noted = Noted::default();
    let mut at = Cursor::new(rest);
    at.blanks();
    // Of two digits it may be any: 令20年第3号.
    let is_full = at.rest.chars().nth(2).is_some_and(|c| c != '年');
    let year = is_full.then(|| year_at(&mut at, place, &mut noted))??;
    at.blanks();
    if at.next()? != '年' {
        return None;
    }
    at.blanks();
    if at.next()? != '第' {
        return None;
    }
    let serial = serial_after(&mut at, place, &mut noted)?;
    let number = DocNumber::InYear {
        code: code.to_owned(),
        year,
        serial,
    };
    Some((number, noted.into_list(), at.len))
}

/// `44号` or `四十四号`, to its end.
fn serial_after(at: &mut Cursor<'_>, place: Place, noted: &mut Noted) -> Option<u32> {
    at.blanks();
    let serial = if at.rest.starts_with(is_digit) {
        noted.note_if(at.rest.starts_with(['0', '０']), Deviation::LeadingZero);
        let (serial, wide) = at.digits(SERIAL_DIGITS)?;
        noted.note_if(wide || at.wide, Deviation::FullWidth);
        serial
    } else {
        noted.note_if(at.wide, Deviation::FullWidth);
        at.numeral()?
    };
    mark(at, place, noted)?;
    (serial > 0).then_some(serial)
}

/// The first year of a number that is written in full.
const FIRST_YEAR: u32 = 1949;

fn as_year(year: u32) -> Option<u16> {
    let year = u16::try_from(year).ok()?;
    (FIRST_YEAR..=2199)
        .contains(&u32::from(year))
        .then_some(year)
}

struct Cursor<'a> {
    rest: &'a str,
    len: usize,
    spaces: bool,
    /// Whether the year was written in full width.
    wide: bool,
}

impl<'a> Cursor<'a> {
    fn new(rest: &'a str) -> Self {
        Self {
            rest,
            len: 0,
            spaces: false,
            wide: false,
        }
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        self.len += c.len_utf8();
        Some(c)
    }

    fn blanks(&mut self) {
        while self.rest.starts_with(is_gap) {
            self.next();
            self.spaces = true;
        }
    }

    /// Digits up to `most`; says whether any was full-width. One more that follows is left to the reader of what must
    /// follow a number.
    fn digits(&mut self, most: usize) -> Option<(u32, bool)> {
        let digits = self.rest.chars().take_while(|c| is_digit(*c));
        let taken: Vec<char> = digits.take(most).collect();
        if taken.is_empty() {
            return None;
        }
        let mut value = 0u32;
        for c in &taken {
            value = value * 10 + u32::try_from(digit(*c)?).ok()?;
            self.next();
        }
        Some((value, taken.iter().any(|c| !c.is_ascii())))
    }

    /// A number in Chinese numerals.
    fn numeral(&mut self) -> Option<u32> {
        let (value, len) = numeral(self.rest)?;
        self.rest = &self.rest[len..];
        self.len += len;
        Some(value)
    }
}

#[cfg(test)]
#[path = "docnum/tests.rs"]
mod tests;
