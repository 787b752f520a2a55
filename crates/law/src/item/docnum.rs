//! 发文字号 — the number of an official document.
//!
//! Decides GB/T 9704-2012: 机关代字 + 〔年份〕 + 序号 + 号, the year in full in hexagonal brackets, no leading zeros, no 第;
//! and the numbers of orders (国务院令第711号). Accepts what people type, reports each departure and prints canonically.
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
        let (code, code_len) = code_at(text)?;
        let rest = &text[code_len..];
        document_after(code, rest)
            .or_else(|| order_after(code, rest))
            .map(|(number, deviations, len)| (number, deviations, code_len + len))
    }

    /// Every number that stands in running text, with its place in bytes.
    pub fn find_all(text: &str) -> Vec<(Self, std::ops::Range<usize>)> {
        let mut found = Vec::new();
        let mut from = 0;
        for (at, c) in text.char_indices() {
            if at < from || !matches!(c, '〔' | '﹝' | '[' | '［' | '（' | '(' | '【' | '令')
            {
                continue;
            }
            let start = code_start(&text[from..at]).map(|offset| from + offset);
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

    /// 机关代字, for an order with 令.
    pub fn code(&self) -> &str {
        match self {
            Self::Document { code, .. } | Self::Order { code, .. } => code,
        }
    }

    pub fn year(&self) -> Option<u16> {
        match self {
            Self::Document { year, .. } => Some(*year),
            Self::Order { .. } => None,
        }
    }

    pub fn serial(&self) -> u32 {
        match self {
            Self::Document { serial, .. } | Self::Order { serial, .. } => *serial,
        }
    }
}

impl fmt::Display for DocNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document { code, year, serial } => write!(f, "{code}〔{year}〕{serial}号"),
            Self::Order { code, serial } => write!(f, "{code}第{serial}号"),
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
    let len: usize = text
        .chars()
        .rev()
        .take_while(|c| in_code(*c))
        .take(12)
        .map(char::len_utf8)
        .sum();
    (len > 0).then_some(text.len() - len)
}

fn document_after(code: &str, rest: &str) -> Option<(DocNumber, Vec<Deviation>, usize)> {
    let mut deviations = Vec::new();
    let mut at = Cursor {
        rest,
        len: 0,
        spaces: false,
    };
    at.blanks();
    let open = at.next()?;
    if !matches!(open, '〔' | '﹝' | '[' | '［' | '（' | '(' | '【') {
        return None;
    }
    at.blanks();
    let (year, wide) = at.digits(4)?;
    let year = u16::try_from(year)
        .ok()
        .filter(|y| (1949..=2199).contains(y))?;
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
    if !code.ends_with('令') && !code.ends_with("公告") {
        return None;
    }
    let mut deviations = Vec::new();
    let mut at = Cursor {
        rest,
        len: 0,
        spaces: false,
    };
    at.blanks();
    if at.rest.starts_with('第') {
        at.next();
    } else {
        deviations.push(Deviation::MissingOrdinal);
    }
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
    Some((
        DocNumber::Order {
            code: code.to_owned(),
            serial,
        },
        deviations,
        at.len,
    ))
}

struct Cursor<'a> {
    rest: &'a str,
    len: usize,
    spaces: bool,
}

impl Cursor<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        self.len += c.len_utf8();
        Some(c)
    }

    fn blanks(&mut self) {
        while self.rest.starts_with([' ', '\u{3000}', '\u{a0}']) {
            self.next();
            self.spaces = true;
        }
    }

    /// Digits up to `most`; says whether any was full-width.
    fn digits(&mut self, most: usize) -> Option<(u32, bool)> {
        let taken: Vec<char> = self
            .rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
            .collect();
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
}
