//! What tells of persons and is no plain number: mail, papers, plates, homes.

use super::glyph::{Glyphs, is_han};
use super::{Certainty, Finding, Kind, Policy};
use crate::personal;
use std::ops::Range;

pub(super) fn finding(
    glyphs: &Glyphs,
    kind: Kind,
    whole: &Range<usize>,
    masked: String,
) -> Finding {
    Finding {
        kind,
        certainty: match kind {
            Kind::Email | Kind::Plate => Certainty::High,
            _ => Certainty::Likely,
        },
        at: glyphs.bytes(whole),
        masked,
    }
}

/// `a***@example.com`
pub(super) fn mail(glyphs: &Glyphs, policy: &Policy) -> Vec<Finding> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let is_domain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    let mut found = Vec::new();
    for at in (0..glyphs.len()).filter(|at| glyphs.get(*at) == Some('@')) {
        // wang @ example.com: a blank on either side, as people write it against harvesters.
        let is_apart = glyphs.before(at) == Some(' ') && glyphs.get(at + 1) == Some(' ');
        let gap = usize::from(is_apart);
        let local = (0..at - gap)
            .rev()
            .take_while(|n| glyphs.get(*n).is_some_and(is_local))
            .count();
        let from = at + 1 + gap;
        let domain = (from..glyphs.len())
            .take_while(|n| glyphs.get(*n).is_some_and(is_domain))
            .count();
        let host = glyphs.text(from..from + domain).to_ascii_lowercase();
        let host = host.trim_end_matches(['.', '-']);
        let whole = at - gap - local..from + host.len();
        let ends = host.rsplit('.').next().unwrap_or_default();
        let is_mail = local > 0
            && host.contains('.')
            && ends.len() >= 2
            && ends.bytes().all(|c| c.is_ascii_alphabetic());
        let is_office = policy.office_mail.iter().any(|end| {
            host == end
                || host
                    .strip_suffix(end.as_str())
                    .is_some_and(|rest| rest.ends_with('.'))
        });
        if is_mail && !is_office {
            let first = glyphs.text(whole.start..whole.start + 1);
            found.push(finding(
                glyphs,
                Kind::Email,
                &whole,
                format!("{first}***@{host}"),
            ));
        }
    }
    found
}

/// Passports and permits, where they are called so.
pub(super) fn papers(glyphs: &Glyphs) -> Vec<Finding> {
    let mut found = Vec::new();
    for run in glyphs.runs(|c| c.is_ascii_alphanumeric()) {
        // E 12345678
        let is_letter = |at: Option<usize>| {
            at.and_then(|at| glyphs.get(at))
                .is_some_and(|c| c.is_ascii_uppercase())
        };
        let two_before = run.start.checked_sub(2);
        let is_apart = glyphs.before(run.start) == Some(' ')
            && is_letter(two_before)
            && !is_letter(run.start.checked_sub(3));
        let whole = two_before.filter(|_| is_apart).unwrap_or(run.start)..run.end;
        let written = glyphs.text(whole.clone()).to_ascii_uppercase();
        let written = written.replace(' ', "");
        let length = written.len();
        let digits = |from: usize| {
            written
                .get(from..)
                .is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()))
        };
        let kind = match (written.as_bytes(), length) {
            ([b'G' | b'D' | b'S' | b'P', ..], 9) if digits(1) => Kind::Passport,
            ([b'E', ..] | [b'1', b'4' | b'5', ..], 9) if digits(2) => Kind::Passport,
            ([b'H' | b'M', ..], 9 | 11) | ([b'W' | b'T' | b'L', ..], 9) if digits(1) => {
                Kind::Permit
            }
            ([b'C', _, ..], 9) if digits(2) => Kind::Permit,
            ([..], 8) if digits(0) => Kind::Permit,
            _ => continue,
        };
        let called: &[&str] = match kind {
            Kind::Passport => &["护照", "passport"],
            _ => &["通行证", "回乡证", "台胞证", "permit"],
        };
        // 持E12345678号护照入境
        let behind = glyphs.text(whole.end..glyphs.len().min(whole.end + 4));
        let behind = behind.trim_start_matches(['号', '的']);
        let is_named_behind = called.iter().any(|word| behind.starts_with(word));
        if is_named_behind || glyphs.is_called(whole.start, called, &["电话", "日期", "编号为"])
        {
            let shown = if kind == Kind::Passport { 2 } else { 0 };
            let head = written.get(..shown).unwrap_or_default();
            let masked = format!("{head}{}", "*".repeat(length - shown));
            found.push(finding(glyphs, kind, &whole, masked));
        }
    }
    found
}

/// 粤A12345, 粤A·D12345, 粤A1234学
pub(super) fn plates(glyphs: &Glyphs) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in 0..glyphs.len() {
        let is_province = glyphs
            .get(at)
            .is_some_and(|c| personal::PROVINCES.contains(c));
        let letter = glyphs.get(at + 1).map(|c| c.to_ascii_uppercase());
        if !is_province || !letter.is_some_and(|c| c.is_ascii_uppercase() && !"IO".contains(c)) {
            continue;
        }
        let gap = usize::from(matches!(glyphs.get(at + 2), Some('·' | ' ' | '-' | '.')));
        let from = at + 2 + gap;
        let is_part = |c: char| c.is_ascii_alphanumeric() && !"IOio".contains(c);
        let mut length = (from..glyphs.len())
            .take_while(|n| glyphs.get(*n).is_some_and(is_part))
            .count();
        let closes = glyphs
            .get(from + length)
            .is_some_and(|c| "挂学警港澳领使".contains(c));
        let serial = glyphs.text(from..from + length);
        if closes && length == 4 {
            length += 1;
        }
        let digits = serial.bytes().filter(u8::is_ascii_digit).count();
        let whole = at..from + length;
        let is_longer = glyphs
            .get(whole.end)
            .is_some_and(|c| c.is_ascii_alphanumeric());
        if matches!(length, 5 | 6) && 3 <= digits && !is_longer {
            let head = glyphs.text(at..at + 2);
            let last = glyphs.text(whole.end - 1..whole.end);
            let masked = format!("{head}{}{last}", "*".repeat(length - 1));
            found.push(finding(glyphs, Kind::Plate, &whole, masked));
        }
    }
    found
}

/// What is said of the home of a person.
const AT_HOME: [&str; 24] = [
    "家庭住址",
    "家庭地址",
    "住址",
    "住所",
    "家住",
    "现住",
    "居住",
    "户籍地",
    "户籍所在地",
    "户籍",
    "住在",
    "暂住",
    "租住",
    "房屋坐落",
    "我住",
    "家在",
    "收货地址",
    "户口在",
    "坐落于",
    "搬迁至",
    "我家",
    "寄到",
    "人住",
    "住:",
];
/// What says of an address that it is that of a body.
const OF_BODIES: &[&str] = &[
    "办公", "单位", "公司", "注册", "经营", "受理", "机关", "项目", "建设",
];
/// How far behind the name of a person an address is that of this person, in bytes.
const NEAR_NAME: usize = 60;
/// The same where a number of this person stands between.
const NEAR_FORM: usize = 160;
/// What makes another word of 住: 住房和城乡建设部, 住院.
const NOT_LIVING: &[char] = &['房', '院', '宅', '宿', '建', '户', '校', '持'];
/// What is said of places where people come to.
const AT_OFFICES: [&str; 20] = [
    "办公",
    "机关",
    "单位地址",
    "公司地址",
    "注册地址",
    "经营场所",
    "经营地址",
    "受理地点",
    "受理地址",
    "窗口",
    "大厅",
    "通讯地址",
    "邮寄地址",
    "会议",
    "召开",
    "地点",
    "联系地址",
    "公司住所",
    "企业住所",
    "项目",
];

/// A home: a road, village or estate with the number of a house, where it is called a home or has the number of a room.
pub(super) fn homes(glyphs: &Glyphs, names: &[Finding], numbers: &[Finding]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let is_part = |c: char| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '#');
    for Range { start, end } in glyphs.runs(is_part) {
        // Everything up to the last number of a house in these words.
        let Some((last, is_room)) = house(glyphs, start..end) else {
            continue;
        };
        let words = glyphs.text(start..last);
        let called = AT_HOME
            .iter()
            .filter_map(|name| words.rfind(name).map(|at| at + name.len()));
        let called = called.max();
        // 男，住松岭县……
        let says_where = words
            .strip_prefix('住')
            .is_some_and(|rest| !rest.starts_with(NOT_LIVING));
        let is_home =
            says_where || called.is_some() || glyphs.is_called(start, &AT_HOME, &AT_OFFICES);
        // The address of somebody who was named just before is where that person lives.
        let context = glyphs.context(start);
        let is_theirs = context.contains("地址")
            && !OF_BODIES.iter().any(|word| context.contains(word))
            && is_near_person(glyphs.bytes(&(start..last)).start, names, numbers);
        let is_home = is_home || is_theirs;
        let is_office = !is_theirs && glyphs.is_called(start, &AT_OFFICES, &AT_HOME)
            || (called.is_none() && AT_OFFICES.iter().any(|name| words.contains(name)));
        if !(is_home || is_room && !is_office) {
            continue;
        }
        let skipped = called.map_or(usize::from(says_where), |at| {
            words.get(..at).unwrap_or_default().chars().count()
        });
        let mut first = start + skipped;
        while glyphs
            .get(first)
            .is_some_and(|c| "址地在为是于".contains(c))
        {
            first += 1;
        }
        let whole = first..last;
        let written = glyphs.text(whole.clone());
        let cut = written
            .rfind(['区', '县', '市', '镇', '乡'])
            .or_else(|| written.find("街道"));
        let shown = cut.and_then(|at| {
            let after = written.get(at..)?.chars().next()?.len_utf8();
            written.get(..at + after)
        });
        let masked = format!("{}***", shown.unwrap_or_default());
        found.push(finding(glyphs, Kind::Address, &whole, masked));
    }
    found
}

/// Whether somebody was named just before, or a little further back with an identity number or a mobile between, as forms
/// have it; the telephone of an office between makes it the address of that.
fn is_near_person(at: usize, names: &[Finding], numbers: &[Finding]) -> bool {
    let is_within = |it: &Finding, from: usize| from <= it.at.start && it.at.end <= at;
    let has = |kinds: &[Kind], from: usize| {
        numbers
            .iter()
            .any(|it| kinds.contains(&it.kind) && is_within(it, from))
    };
    names.iter().any(|name| {
        let end = name.at.end;
        end <= at
            && at - end <= NEAR_FORM
            && !has(&[Kind::Landline], end)
            && (at - end <= NEAR_NAME || has(&[Kind::IdNumber, Kind::Mobile], end))
    })
}

/// Where the last number of a house, a building or a room ends, and whether it is one of a room.
fn house(glyphs: &Glyphs, words: Range<usize>) -> Option<(usize, bool)> {
    let mut last = None;
    let mut is_room = false;
    let mut has_place = false;
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    for at in words.clone() {
        let Some(c) = glyphs.get(at) else { break };
        has_place |= "路街巷弄道村里区苑园庄组镇乡城湾舍寓".contains(c);
        let is_counted = glyphs
            .before(at)
            .is_some_and(|before| is_number(before) || before.is_ascii_uppercase());
        if !is_counted || !has_place {
            continue;
        }
        // 第2号 is a number of a series, 公园127座, 共42户 and 村民十五户 are so many of them.
        let digits = (words.start..at)
            .rev()
            .take_while(|n| glyphs.get(*n).is_some_and(is_number));
        let before = at
            .checked_sub(digits.count() + 1)
            .and_then(|n| glyphs.get(n));
        let is_lettered = glyphs.before(at).is_some_and(|c| c.is_ascii_uppercase());
        let is_within = last.is_some() || is_lettered;
        if matches!(before, Some('第' | '共')) || "座户".contains(c) && !is_within {
            continue;
        }
        // 东沟村6组 has no houses with numbers.
        let is_of_village = "组社".contains(c)
            && glyphs
                .text(words.start..at)
                .contains(['村', '庄', '屯', '乡', '镇']);
        if is_of_village && last.is_none() {
            last = Some(at + 1);
        }
        let opens_room = "室户房".contains(c);
        if opens_room || "号栋幢座#".contains(c) || (c == '单' && glyphs.get(at + 1) == Some('元'))
        {
            is_room |= opens_room || c == '单' || "栋幢座#".contains(c);
            last = Some(if c == '单' { at + 2 } else { at + 1 });
        }
    }
    // 幸福小区3-2-501: building, entrance and room.
    let is_of_parts = |c: char| c.is_ascii_digit() || c == '-';
    let tail = words.clone().rev();
    let tail = tail
        .take_while(|n| glyphs.get(*n).is_some_and(is_of_parts))
        .count();
    let parts = glyphs.text(words.end - tail..words.end);
    let mut groups = parts.split('-').map(str::len);
    let is_parted =
        (2..=3).contains(&parts.split('-').count()) && groups.all(|n| (1..=4).contains(&n));
    if is_parted && has_place && glyphs.before(words.end - tail).is_some_and(is_han) {
        return Some((words.end, last.is_some() || parts.matches('-').count() == 2));
    }
    // 502 at the end, behind the number of a building.
    let mut end = last?;
    let digits = (end..words.end)
        .take_while(|n| {
            glyphs
                .get(*n)
                .is_some_and(|c| c.is_ascii_digit() || c == '-')
        })
        .count();
    if (3..=6).contains(&digits) && end + digits == words.end {
        end += digits;
        is_room = true;
    }
    Some((end, is_room))
}
