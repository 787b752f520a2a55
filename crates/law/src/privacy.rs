//! 个人信息 — numbers, addresses and names of persons in a text that is about to be published.
//!
//! Decides what is found by form, check characters, neighbouring characters and the words before it (DOMAIN §10.4), and
//! how each kind is masked. In doubt it says so ([`Certainty::Likely`]); whether something may lawfully be published is for
//! a person to decide (个人信息保护法第三十四条). Of what readers type into a search [`crate::personal`] decides, which in
//! doubt wants to keep silent; here a false alarm costs a person's attention, and many of them cost all of it.
//!
//! Invariants
//! - Positions are bytes of the text as it was given; full-width, spaced and dashed digits are read as digits.
//! - Findings stand in the order of the text and do not overlap.
//! - Never a panic, on any string.

mod glyph;
mod home;
mod loose;
mod name;
mod number;
mod other;
mod rows;
mod within;
mod word;

pub use within::{Located, scan_text};

use crate::date::Date;
use std::collections::BTreeMap;
use std::ops::Range;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 居民身份证号 (GB 11643)
    IdNumber,
    /// 手机号
    Mobile,
    /// 固定电话
    Landline,
    /// 银行卡号
    BankCard,
    /// 个体工商户的统一社会信用代码 (GB 32100-2015), by which a person is found
    SoleTrader,
    /// 护照号
    Passport,
    /// 港澳台通行证号
    Permit,
    /// 机动车号牌 (GA 36)
    Plate,
    /// 电子邮箱
    Email,
    /// 住址
    Address,
    /// 姓名
    Name,
    /// 出生日期、微信和 QQ 号、IP 地址
    Other,
}

impl Kind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 12] = [
        Self::IdNumber,
        Self::Mobile,
        Self::Landline,
        Self::BankCard,
        Self::SoleTrader,
        Self::Passport,
        Self::Permit,
        Self::Plate,
        Self::Email,
        Self::Address,
        Self::Name,
        Self::Other,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::IdNumber => "id_number",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::BankCard => "bank_card",
            Self::SoleTrader => "sole_trader",
            Self::Passport => "passport",
            Self::Permit => "permit",
            Self::Plate => "plate",
            Self::Email => "email",
            Self::Address => "address",
            Self::Name => "name",
            Self::Other => "other",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::IdNumber => "居民身份证号",
            Self::Mobile => "手机号",
            Self::Landline => "固定电话",
            Self::BankCard => "银行卡号",
            Self::SoleTrader => "个体工商户信用代码",
            Self::Passport => "护照号",
            Self::Permit => "通行证号",
            Self::Plate => "机动车号牌",
            Self::Email => "电子邮箱",
            Self::Address => "住址",
            Self::Name => "姓名",
            Self::Other => "其他个人信息",
        }
    }
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Somebody should look.
    Likely,
    /// The form leaves no doubt.
    High,
}

/// Something that tells of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// How sure that is.
    pub certainty: Certainty,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// What may stand in its place.
    pub masked: String,
}

/// What a place knows of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Telephones of offices, digits only: published on purpose.
    pub office_phones: Vec<String>,
    /// Ends of addresses of mail that are those of offices, `gov.cn`.
    pub office_mail: Vec<String>,
    /// A day of birth after this one is none.
    pub today: Option<Date>,
}

/// Everything in `text` that tells of a person; lines of cells under a line of heads are read as a table.
pub fn scan(text: &str, policy: &Policy) -> Vec<Finding> {
    let mut found = Vec::new();
    for part in rows::parts(text) {
        let words = text.get(part.at.clone()).unwrap_or_default();
        let here = scan_under(&part.head, words, policy).into_iter();
        found.extend(here.map(|finding| Finding {
            at: part.at.start + finding.at.start..part.at.start + finding.at.end,
            ..finding
        }));
    }
    found
}

/// The same for the cell of a table, under the head of its column: 身份证号, 户主.
pub fn scan_under(head: &str, text: &str, policy: &Policy) -> Vec<Finding> {
    let glyphs = glyph::Glyphs::of(head, text);
    let (mail, numbers) = (
        word::mail(&glyphs, policy),
        number::numbers(&glyphs, policy),
    );
    let mut written_beside = [&mail[..], &numbers[..]].concat();
    written_beside.sort_by_key(|it| it.at.start);
    let names = name::names(&glyphs, &written_beside);
    // By where they begin: what is found first keeps its place.
    let mut found: BTreeMap<usize, Finding> = BTreeMap::new();
    for more in [
        mail,
        numbers,
        other::others(&glyphs, text),
        word::papers(&glyphs),
        word::plates(&glyphs),
        home::homes(&glyphs, &names, &written_beside),
        names,
    ] {
        for finding in more {
            let last_before = found.range(..finding.at.end).next_back();
            if last_before.is_none_or(|(_, other)| other.at.end <= finding.at.start) {
                found.insert(finding.at.start, finding);
            }
        }
    }
    found.into_values().collect()
}

/// The text with what was found masked.
pub fn mask(text: &str, findings: &[Finding]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut last = 0;
    for finding in findings {
        let Some(between) = text.get(last..finding.at.start) else {
            continue;
        };
        masked.push_str(between);
        masked.push_str(&finding.masked);
        last = finding.at.end;
    }
    masked.push_str(text.get(last..).unwrap_or_default());
    masked
}

#[cfg(test)]
mod registers;
#[cfg(test)]
mod tests;
