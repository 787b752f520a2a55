//! Numbers of persons: identity cards, telephones, bank cards, and the codes of sole traders.
//!
//! Digits are taken in groups, as people part them by a space or a dash; a number is one group or several that follow
//! each other, in the partings that are usual for its kind, and never a part of a longer group.

use super::glyph::Glyphs;
use super::{Certainty, Finding, Kind, Policy};
use crate::identity::IdNumber;
use crate::item::usc;
use std::ops::Range;

/// Words that say that a number is one of a thing.
const OF_THINGS: [&str; 31] = [
    "订单",
    "单号",
    "编号",
    "流水",
    "凭证",
    "合同",
    "条码",
    "条形码",
    "案号",
    "文号",
    "运单",
    "快递",
    "发票",
    "序列号",
    "批次",
    "批号",
    "受理号",
    "工单",
    "档案号",
    "项目代码",
    "设备号",
    "证书号",
    "许可证",
    "备案",
    "货号",
    "金额",
    "no.",
    "№",
    "标识码",
    "户号",
    "表号",
];
/// Words that say that a number is one of an account: none of a telephone, and perhaps that of a card.
const OF_ACCOUNTS: [&str; 4] = ["账号", "账户", "帐号", "帐户"];
/// Words that say that a number is one of a telephone.
const OF_TELEPHONES: [&str; 17] = [
    "电话",
    "座机",
    "固话",
    "宅电",
    "来电",
    "主叫",
    "手机",
    "联系方式",
    "联系",
    "移动",
    "微信",
    "致电",
    "拨打",
    "tel",
    "phone",
    "mobile",
    "cell",
];
const OF_IDENTITY: [&str; 6] = ["身份证", "身份号", "证件号", "证件", "公民身份", "idcard"];
const OF_CARDS: [&str; 9] = [
    "银行卡",
    "卡号",
    "储蓄卡",
    "借记卡",
    "信用卡",
    "社保卡",
    "存折",
    "工资卡",
    "一卡通",
];
const OF_CODES: [&str; 3] = ["信用代码", "机构代码", "税号"];

mod split;

/// A run of letters and digits.
type Group = Range<usize>;

pub(super) fn numbers(glyphs: &Glyphs, policy: &Policy) -> Vec<Finding> {
    let mut found = split::split(glyphs, policy);
    for run in runs(glyphs) {
        if let Some(finding) = scattered(glyphs, policy, &run) {
            found.push(finding);
            continue;
        }
        let mut from = 0;
        while from < run.len() {
            match longest(glyphs, policy, &run, from) {
                Some((groups, finding)) => {
                    found.extend(finding);
                    from += groups;
                }
                None => from += 1,
            }
        }
    }
    found
}

/// Characters that a scanner or a careful hand spread out: all of a run, parted by blanks alone, that are called what they
/// are; an identity number tells so itself.
fn scattered(glyphs: &Glyphs, policy: &Policy, run: &[Group]) -> Option<Finding> {
    let whole = run.first()?.start..run.last()?.end;
    if run.len() < 2 || is_inside(glyphs, &whole) {
        return None;
    }
    let written = glyphs.text(whole.clone());
    if !written
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == ' ')
    {
        return None;
    }
    let number: String = written.chars().filter(|c| *c != ' ').collect();
    let (kind, certainty, masked) = is(glyphs, policy, &whole, &number, &[number.len()])?;
    let kind = kind?;
    let called = |words| glyphs.is_called(whole.start, words, &OF_THINGS);
    let is_told = match kind {
        Kind::IdNumber => true,
        Kind::BankCard => called(&OF_CARDS),
        Kind::Mobile => called(&OF_TELEPHONES),
        _ => false,
    };
    is_told.then(|| finding(glyphs, kind, certainty, whole, masked))
}

/// +86 is part of what is dialled.
fn finding(
    glyphs: &Glyphs,
    kind: Kind,
    certainty: Certainty,
    whole: Range<usize>,
    masked: String,
) -> Finding {
    let has_plus =
        matches!(kind, Kind::Mobile | Kind::Landline) && glyphs.before(whole.start) == Some('+');
    let whole = whole.start - usize::from(has_plus)..whole.end;
    Finding {
        kind,
        certainty,
        at: glyphs.bytes(&whole),
        masked,
    }
}

/// What the groups from `from` on are: how many of them, and what was found, which is nothing for what is known to be a
/// number of something else.
fn longest(
    glyphs: &Glyphs,
    policy: &Policy,
    run: &[Group],
    from: usize,
) -> Option<(usize, Option<Finding>)> {
    (1..=6).rev().find_map(|count| {
        let groups = run.get(from..from + count)?;
        let whole = groups.first()?.start..groups.last()?.end;
        let number: String = groups
            .iter()
            .map(|group| glyphs.text(group.clone()))
            .collect();
        if is_inside(glyphs, &whole) {
            return None;
        }
        let parts: Vec<usize> = groups.iter().map(ExactSizeIterator::len).collect();
        let (kind, certainty, masked) = is(glyphs, policy, &whole, &number, &parts)?;
        let finding = kind.map(|kind| finding(glyphs, kind, certainty, whole, masked));
        Some((count, finding))
    })
}

/// How far back an address of the web is looked for, in characters.
const LONGEST_ADDRESS: usize = 120;

/// Whether what stands before without a blank has letters, or is an address of the web up to its parameters.
fn is_behind_letters(glyphs: &Glyphs, at: usize, sign: char) -> bool {
    let before = (0..at)
        .rev()
        .take(LONGEST_ADDRESS)
        .filter_map(|n| glyphs.get(n));
    let before: Vec<char> = before.take_while(char::is_ascii_graphic).collect();
    match sign {
        '=' | '&' | '#' => before.iter().any(|c| matches!(c, '?' | '/' | '&')),
        _ => before.iter().any(char::is_ascii_alphabetic),
    }
}

/// Part of a decimal, an address of the web, or a name of a file.
fn is_inside(glyphs: &Glyphs, whole: &Range<usize>) -> bool {
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| glyphs.get(at))
            .is_some_and(|c| c.is_ascii_digit())
    };
    let before = glyphs.before(whole.start);
    let after = glyphs.get(whole.end);
    let sign = before.filter(|c| matches!(c, '/' | '=' | '&' | '#'));
    let goes_on = after == Some('/')
        && !glyphs
            .get(whole.end + 1)
            .is_some_and(|c| c.is_ascii_digit() || c == '+');
    before == Some('_')
        || goes_on
        || sign.is_some_and(|sign| is_behind_letters(glyphs, whole.start, sign))
        || before == Some('.') && is_digit(whole.start.checked_sub(2))
        || after == Some('.') && is_digit(Some(whole.end + 1))
        || matches!(after, Some('_' | '@'))
}

/// What a number is, `None` as a kind for a number of something else.
fn is(
    glyphs: &Glyphs,
    policy: &Policy,
    whole: &Range<usize>,
    number: &str,
    parts: &[usize],
) -> Option<(Option<Kind>, Certainty, String)> {
    let at = whole.start;
    if number.len() == 18 && usc::is_valid(number) && is_code(glyphs, at, number) {
        let is_sole = number.starts_with("92");
        return Some((
            is_sole.then_some(Kind::SoleTrader),
            Certainty::Likely,
            stars(number, 2, 4),
        ));
    }
    if let Some(masked) = identity(glyphs, policy, at, number, parts) {
        return Some((Some(Kind::IdNumber), Certainty::High, masked));
    }
    if !number.bytes().all(|digit| digit.is_ascii_digit()) || is_amount(glyphs, whole.end) {
        return None;
    }
    if is_card(glyphs, at, number, parts) {
        return Some((Some(Kind::BankCard), Certainty::High, stars(number, 0, 4)));
    }
    if let Some(national) = mobile(number, parts).or_else(|| far_mobile(glyphs, at, number)) {
        let is_office = policy.office_phones.iter().any(|phone| phone == national);
        let kind = (!is_of_a_thing(glyphs, at) && !is_office).then_some(Kind::Mobile);
        return Some((kind, Certainty::High, stars(national, 3, 4)));
    }
    if let Some((national, area)) = from_abroad(glyphs, at, number, parts) {
        let is_office = policy.office_phones.contains(&national);
        let kind = (!is_office).then_some(Kind::Landline);
        // 86 and the area code without its 0.
        return Some((kind, Certainty::Likely, stars(number, area + 1, 0)));
    }
    if let Some(area) = landline(number, parts) {
        let is_office = policy.office_phones.iter().any(|phone| phone == number);
        // In a column all digits look alike: without a sign behind the area code they have to be called a telephone.
        let is_edge = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '|');
        let is_cell = is_edge(glyphs.before(at)) && is_edge(glyphs.get(whole.end));
        let is_told =
            !(is_cell && parts.len() == 1) || glyphs.is_called(at, &OF_TELEPHONES, &OF_THINGS);
        let is_person = is_told && !is_of_a_thing(glyphs, at) && !is_office;
        let kind = is_person.then_some(Kind::Landline);
        return Some((kind, Certainty::Likely, stars(number, area, 0)));
    }
    None
}

/// So much of something: 13924630711元.
fn is_amount(glyphs: &Glyphs, end: usize) -> bool {
    matches!(
        glyphs.get(end),
        Some('元' | '万' | '亿' | '吨' | '㎡' | '%')
    )
}

/// Not that of a telephone, although it could be.
fn is_of_a_thing(glyphs: &Glyphs, at: usize) -> bool {
    let called = |words| glyphs.is_called(at, words, &OF_TELEPHONES);
    called(&OF_THINGS) || called(&OF_ACCOUNTS)
}

/// A code of an organisation rather than the number of a person, which some codes are as well by their form.
fn is_code(glyphs: &Glyphs, at: usize, number: &str) -> bool {
    let is_identity = IdNumber::parse(number).is_ok_and(|(_, deviations)| deviations.is_empty());
    !is_identity || glyphs.is_called(at, &OF_CODES, &OF_IDENTITY)
}

fn identity(
    glyphs: &Glyphs,
    policy: &Policy,
    at: usize,
    number: &str,
    parts: &[usize],
) -> Option<String> {
    let is_usual = matches!(
        parts,
        [18 | 15]
            | [6, 8, 4]
            | [6, 12]
            | [14, 4]
            | [6, 4, 4, 4]
            | [6, 4, 2, 2, 4]
            | [3, 3, 4, 4, 4]
            | [4, 4, 4, 4, 2]
    );
    if !is_usual {
        return None;
    }
    let (parsed, deviations) = IdNumber::parse(number).ok()?;
    let is_sound = deviations
        .iter()
        .all(|deviation| !deviation.is_of_the_value());
    let is_future = policy
        .today
        .is_some_and(|today| parsed.born().is_some_and(|born| today < born));
    // Fifteen digits have no check character: only where they are called so.
    let is_called = number.len() == 18 || glyphs.is_called(at, &OF_IDENTITY, &OF_THINGS);
    let is_of_a_thing = glyphs.is_called(at, &["订单", "流水", "运单", "快递"], &OF_IDENTITY);
    (is_sound && !is_future && is_called && !is_of_a_thing).then(|| parsed.masked())
}

fn is_card(glyphs: &Glyphs, at: usize, number: &str, parts: &[usize]) -> bool {
    let is_usual = matches!(
        parts,
        [13..=19]
            | [4, 4, 4, 4]
            | [4, 4, 4, 4, 1..=3]
            | [6, 10..=13]
            | [6, 4, 4, 4 | 5]
            | [4, 6, 5]
    );
    let is_of_a_bank = match number.len() {
        16..=19 if number.starts_with("62") => true,
        16 => matches!(
            number.as_bytes(),
            [b'4', ..] | [b'5', b'1'..=b'5', ..] | [b'3', b'5', ..]
        ),
        19 => matches!(number.as_bytes(), [b'6' | b'9', b'0'..=b'9', ..]),
        15 => matches!(number.as_bytes(), [b'3', b'4' | b'7', ..]),
        _ => false,
    };
    let is_called = glyphs.is_called(at, &OF_CARDS, &OF_THINGS);
    let is_of_a_thing = glyphs.is_called(at, &OF_THINGS, &OF_CARDS);
    let is_long = (13..=19).contains(&number.len());
    is_usual && luhn(number) && (is_of_a_bank && !is_of_a_thing || is_long && is_called)
}

/// Luhn (ISO/IEC 7812).
fn luhn(number: &str) -> bool {
    let digits = number
        .bytes()
        .rev()
        .map(|digit| u32::from(digit.wrapping_sub(b'0')));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| match at % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The eleven digits of a mobile, with or without 86 or 0086 before them.
fn mobile<'a>(number: &'a str, parts: &[usize]) -> Option<&'a str> {
    let behind = |code| number.strip_prefix(code);
    let (national, parts) = match (behind("0086").or_else(|| behind("86")), parts) {
        (Some(national), [2 | 4, rest @ ..]) => (national, rest.to_vec()),
        // +86138 0013 8000
        (Some(national), [first, rest @ ..]) => {
            let code = number.len() - national.len();
            (national, [&[first.saturating_sub(code)], rest].concat())
        }
        _ => (number, parts.to_vec()),
    };
    let is_usual = matches!(
        parts[..],
        [11] | [3, 4, 4] | [3, 8] | [4, 4, 3] | [4, 3, 4] | [7, 4] | [3, 3, 5]
    );
    let is_mobile = matches!(national.as_bytes(), [b'1', b'3'..=b'9', ..]);
    (is_usual && is_mobile).then_some(national)
}

/// The same behind the 0 that is dialled from another city, where it is called a telephone.
fn far_mobile<'a>(glyphs: &Glyphs, at: usize, number: &'a str) -> Option<&'a str> {
    let national = number.strip_prefix('0')?;
    let is_called = glyphs.is_called(at, &OF_TELEPHONES, &OF_THINGS);
    mobile(national, &[national.len()]).filter(|_| is_called)
}

/// +86-571-87654321: the telephone as it is dialled within the country, 057187654321, and the length of its area code.
fn from_abroad(
    glyphs: &Glyphs,
    at: usize,
    number: &str,
    parts: &[usize],
) -> Option<(String, usize)> {
    let national = format!("0{}", number.strip_prefix("86")?);
    let parts = match parts {
        // With the 0 before the area code, or before all of it where nothing parts that.
        [2, area, ends @ ..] => [&[area + 1], ends].concat(),
        [_] => vec![national.len()],
        _ => return None,
    };
    let area = landline(&national, &parts).filter(|_| glyphs.before(at) == Some('+'))?;
    Some((national, area))
}

/// The length of the area code of a telephone that has one.
fn landline(number: &str, parts: &[usize]) -> Option<usize> {
    let area = match number.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let rest = number.get(area..)?;
    let is_usual = match parts {
        [_] => matches!(rest.len(), 7 | 8),
        [first, 3 | 4, 4] | [first, 4, 3] | [first, 7 | 8] | [first, 7 | 8, 1..=6] => {
            *first == area
        }
        _ => false,
    };
    let begins = matches!(rest.as_bytes(), [b'2'..=b'9', ..]);
    (is_usual && begins).then_some(area)
}

/// Letters and digits in groups with one space or dash between them; a bracket around an area code parts as well.
fn runs(glyphs: &Glyphs) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    for group in glyphs.runs(|c| c.is_ascii_alphanumeric()) {
        let follows = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            let between = glyphs.text(last.end..group.start);
            let is_digit = glyphs.before(last.end).is_some_and(|c| c.is_ascii_digit());
            is_digit
                && matches!(
                    between.as_str(),
                    " " | "  " | "-" | ")" | ") " | ")-" | " - "
                )
        });
        match runs.last_mut().filter(|_| follows) {
            Some(run) => run.push(group),
            None => runs.push(vec![group]),
        }
    }
    runs
}

/// `138****5678`: so many characters at the beginning and at the end stay.
fn stars(number: &str, head: usize, tail: usize) -> String {
    let hidden = number.len().saturating_sub(head + tail);
    let (first, last) = (number.get(..head), number.get(head + hidden..));
    format!(
        "{}{}{}",
        first.unwrap_or_default(),
        "*".repeat(hidden),
        last.unwrap_or_default()
    )
}
