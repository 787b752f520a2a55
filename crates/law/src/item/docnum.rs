//! 发文字号 — the number of an official document.
//!
//! Decides GB/T 9704-2012: 机关代字 + 〔年份〕 + 序号 + 号, the year in full in hexagonal brackets, no leading zeros, no 第;
//! and the numbers of orders (国务院令第711号) and of announcements that count anew each year (公告2025年第44号, or
//! 2025年第44号 below a title that names the organ). Accepts what people type, reports each departure and prints
//! canonically.
//! An imported number may repeat: a number is a field to be found by, not an address.

use super::heading::numeral;
use crate::date::digit;
use std::fmt;

/// A document or order number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DocNumber {
    /// 粤府办〔2020〕14号
    Document {
        code: String,
        year: u16,
        serial: u32,
    },
    /// 国务院令第711号
    Order { code: String, serial: u32 },
    /// 国家互联网信息办公室公告2022年第37号; 2025年第44号, with an empty code, where the title above it says whose.
    InYear {
        code: String,
        year: u16,
        serial: u32,
    },
}

/// A departure from GB/T 9704-2012 in how a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// 年份不用六角括号
    Brackets,
    /// 序号编虚位
    LeadingZero,
    /// 序号前加“第”
    Ordinal,
    /// 全角数字
    FullWidthDigits,
    /// 字号中有空格
    Spaces,
    /// 命令的编号缺“第”
    MissingOrdinal,
}

impl Deviation {
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Brackets => "年份应当用六角括号〔〕",
            Self::LeadingZero => "序号不编虚位",
            Self::Ordinal => "序号前不加“第”",
            Self::FullWidthDigits => "数字应当用半角阿拉伯数字",
            Self::Spaces => "发文字号中没有空格",
            Self::MissingOrdinal => "令的编号写作“第N号”",
        }
    }
}

impl DocNumber {
    /// Reads a number that fills `text`; `None` where it is not one.
    pub fn parse(text: &str) -> Option<(Self, Vec<Deviation>)> {
        let (number, deviations, len) = Self::at_start(text.trim())?;
        (len == text.trim().len()).then_some((number, deviations))
    }

    /// Reads a number at the start of `text`; gives its length in bytes.
    pub fn at_start(text: &str) -> Option<(Self, Vec<Deviation>, usize)> {
        let (code, code_len) = code_at(text).unwrap_or_default();
        let rest = &text[code_len..];
        if code.is_empty() {
            return in_year_after(code, rest);
        }
        document_after(code, rest)
            .or_else(|| order_after(code, rest))
            .or_else(|| in_year_after(code, rest))
            .map(|(number, deviations, len)| (number, deviations, code_len + len))
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

    pub fn year(&self) -> Option<u16> {
        match self {
            Self::Document { year, .. } | Self::InYear { year, .. } => Some(*year),
            Self::Order { .. } => None,
        }
    }

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

/// 机关代字: Han characters and Latin letters, with `（）` only as part of a longer code.
fn code_at(text: &str) -> Option<(&str, usize)> {
    let len: usize = text
        .chars()
        .take_while(|c| in_code(*c))
        .take(24)
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

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}')
}

/// Whether what `code` names is numbered on its own: 令, 公告, 通告.
fn counts_by_itself(code: &str) -> bool {
    ["令", "公告", "通告"]
        .iter()
        .any(|named| code.ends_with(named))
}

fn document_after(code: &str, rest: &str) -> Option<(DocNumber, Vec<Deviation>, usize)> {
    let mut deviations = Vec::new();
    let mut at = Cursor::new(rest);
    at.blanks();
    let open = at.next()?;
    if !matches!(open, '〔' | '﹝' | '[' | '［' | '（' | '(' | '【') {
        return None;
    }
    at.blanks();
    let (year, wide) = at.digits(4)?;
    let year = as_year(year)?;
    at.blanks();
    // 〔2019年〕 is seen too.
    let close = at.next()?;
    let close = if close == '年' { at.next()? } else { close };
    if !matches!(close, '〕' | '﹞' | ']' | '］' | '）' | ')' | '】') {
        return None;
    }
    if open != '〔' || close != '〕' {
        deviations.push(Deviation::Brackets);
    }
    at.blanks();
    if at.rest.starts_with('第') {
        at.next();
        deviations.push(Deviation::Ordinal);
        at.blanks();
    }
    if at.rest.starts_with(['0', '０']) {
        deviations.push(Deviation::LeadingZero);
    }
    let (serial, wide_serial) = at.digits(6)?;
    if wide || wide_serial {
        deviations.push(Deviation::FullWidthDigits);
    }
    at.blanks();
    if serial == 0 || at.next()? != '号' {
        return None;
    }
    if at.spaces {
        deviations.push(Deviation::Spaces);
    }
    Some((
        DocNumber::Document {
            code: code.to_owned(),
            year,
            serial,
        },
        deviations,
        at.len,
    ))
}

fn order_after(code: &str, rest: &str) -> Option<(DocNumber, Vec<Deviation>, usize)> {
    if !counts_by_itself(code) {
        return None;
    }
    let mut deviations = Vec::new();
    let mut at = Cursor::new(rest);
    at.blanks();
    if at.rest.starts_with('第') {
        at.next();
    } else {
        deviations.push(Deviation::MissingOrdinal);
    }
    let serial = serial_after(&mut at, &mut deviations)?;
    Some((
        DocNumber::Order {
            code: code.to_owned(),
            serial,
        },
        deviations,
        at.len,
    ))
}

/// `2025年第44号` behind the name of an order or announcement, or alone.
fn in_year_after(code: &str, rest: &str) -> Option<(DocNumber, Vec<Deviation>, usize)> {
    if !code.is_empty() && !counts_by_itself(code) {
        return None;
    }
    let mut deviations = Vec::new();
    let mut at = Cursor::new(rest);
    at.blanks();
    let (year, wide) = at.digits(4)?;
    let year = as_year(year)?;
    at.blanks();
    if at.next()? != '年' {
        return None;
    }
    at.blanks();
    if at.next()? != '第' {
        return None;
    }
    at.blanks();
    if at.rest.starts_with(['0', '０']) {
        deviations.push(Deviation::LeadingZero);
    }
    let serial = serial_after(&mut at, &mut deviations)?;
    if wide && !deviations.contains(&Deviation::FullWidthDigits) {
        deviations.push(Deviation::FullWidthDigits);
    }
    Some((
        DocNumber::InYear {
            code: code.to_owned(),
            year,
            serial,
        },
        deviations,
        at.len,
    ))
}

/// `44号` or `四十四号`, to its end.
fn serial_after(at: &mut Cursor<'_>, deviations: &mut Vec<Deviation>) -> Option<u32> {
    at.blanks();
    let serial = if let Some((serial, wide)) = at.digits(6) {
        if wide {
            deviations.push(Deviation::FullWidthDigits);
        }
        serial
    } else {
        let (serial, len) = numeral(at.rest)?;
        at.rest = &at.rest[len..];
        at.len += len;
        serial
    };
    at.blanks();
    if serial == 0 || at.next()? != '号' {
        return None;
    }
    if at.spaces {
        deviations.push(Deviation::Spaces);
    }
    Some(serial)
}

fn as_year(year: u32) -> Option<u16> {
    let year = u16::try_from(year).ok()?;
    (1949..=2199).contains(&year).then_some(year)
}

struct Cursor<'a> {
    rest: &'a str,
    len: usize,
    spaces: bool,
}

impl<'a> Cursor<'a> {
    fn new(rest: &'a str) -> Self {
        Self {
            rest,
            len: 0,
            spaces: false,
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

    /// Digits up to `most`; says whether any was full-width.
    fn digits(&mut self, most: usize) -> Option<(u32, bool)> {
        let taken: Vec<char> = self.rest.chars().take_while(|c| is_digit(*c)).collect();
        if taken.is_empty() || taken.len() > most {
            return None;
        }
        let mut value = 0u32;
        for c in &taken {
            value = value * 10 + u32::try_from(digit(*c)?).ok()?;
            self.next();
        }
        Some((value, taken.iter().any(|c| !c.is_ascii())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_canonically_however_they_are_typed() {
        for (text, printed, deviations) in [
            ("粤府办〔2020〕14号", "粤府办〔2020〕14号", vec![]),
            (
                "国办发[2019]54号",
                "国办发〔2019〕54号",
                vec![Deviation::Brackets],
            ),
            (
                "国发（2019）第05号",
                "国发〔2019〕5号",
                vec![
                    Deviation::Brackets,
                    Deviation::Ordinal,
                    Deviation::LeadingZero,
                ],
            ),
            (
                "国发 〔2019〕 5 号",
                "国发〔2019〕5号",
                vec![Deviation::Spaces],
            ),
            (
                "国发〔２０１９〕５号",
                "国发〔2019〕5号",
                vec![Deviation::FullWidthDigits],
            ),
            ("国务院令第711号", "国务院令第711号", vec![]),
            (
                "粤府令277号",
                "粤府令第277号",
                vec![Deviation::MissingOrdinal],
            ),
            (
                "中华人民共和国主席令第三十一号",
                "中华人民共和国主席令第31号",
                vec![],
            ),
            (
                "发改办财金规〔2019〕860号",
                "发改办财金规〔2019〕860号",
                vec![],
            ),
            ("2025年第44号", "2025年第44号", vec![]),
            ("2025年  第19号", "2025年第19号", vec![Deviation::Spaces]),
            (
                "2025年第044号",
                "2025年第44号",
                vec![Deviation::LeadingZero],
            ),
            (
                "国家互联网信息办公室公告2022年第37号",
                "国家互联网信息办公室公告2022年第37号",
                vec![],
            ),
            (
                "中华人民共和国工业和信息化部公告 ２０１９年第６１号",
                "中华人民共和国工业和信息化部公告2019年第61号",
                vec![Deviation::FullWidthDigits, Deviation::Spaces],
            ),
            (
                "交通运输部令2018年第七号",
                "交通运输部令2018年第7号",
                vec![],
            ),
            (
                "示例市公安局通告2026年第3号",
                "示例市公安局通告2026年第3号",
                vec![],
            ),
            ("示例市公安局通告第3号", "示例市公安局通告第3号", vec![]),
        ] {
            let (number, found) = DocNumber::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (number.to_string().as_str(), found),
                (printed, deviations),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "号",
            "〔2020〕14号",
            "粤府办〔20〕14号",
            "粤府办〔2020〕号",
            "粤府办〔2020〕0号",
            "粤府办2020年14号",
            "粤府办2020年第14号",
            "2025年44号",
            "25年第44号",
            "2025年第号",
            "2025年第0号",
            "第14号",
        ] {
            assert_eq!(DocNumber::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_found_in_running_text() {
        let text =
            "《通知》（国办发〔2020〕17号，以下简称《要点》）和粤府令第277号、（国发[2019]5号）";
        let found: Vec<String> = DocNumber::find_all(text)
            .into_iter()
            .map(|(n, _)| n.to_string())
            .collect();
        assert_eq!(
            found,
            ["国办发〔2020〕17号", "和粤府令第277号", "国发〔2019〕5号"]
        );
    }

    #[test]
    fn numbers_of_a_year_are_found_in_running_text() {
        let text = "批准发布（2025年第3号公告），依据国家网信办公告2022年第37号；2025年第一季度有4号文，2018年第7号令，见部公告第12号";
        let found: Vec<String> = DocNumber::find_all(text)
            .into_iter()
            .map(|(n, range)| format!("{n} {}", &text[range]))
            .collect();
        assert_eq!(
            found,
            [
                "2025年第3号 2025年第3号",
                "依据国家网信办公告2022年第37号 依据国家网信办公告2022年第37号",
                "2018年第7号 2018年第7号",
                "见部公告第12号 见部公告第12号",
            ]
        );
    }

    #[test]
    fn a_number_of_a_year_says_its_parts() {
        let (number, _) = DocNumber::parse("国家互联网信息办公室公告2022年第37号").unwrap();
        assert_eq!(
            (number.code(), number.year(), number.serial()),
            ("国家互联网信息办公室公告", Some(2022), 37)
        );
        let (alone, _) = DocNumber::parse("2025年第44号").unwrap();
        assert_eq!((alone.code(), alone.year()), ("", Some(2025)));
    }
}
