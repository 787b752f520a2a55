//! What tells of persons and is no plain number: mail, papers, plates.

use super::glyph::Glyphs;
use super::{Certainty, Finding, Kind, Policy};
use crate::personal;
use std::ops::Range;

/// How the name of a body ends.
pub(super) const BODIES: &[char] = &[
    '司', '厂', '所', '社', '店', '院', '部', '心', '会', '行', '校', '学', '局', '府', '站', '室',
    '委',
];

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
            ([b'E', ..] | [b'D' | b'S' | b'P', b'E', ..] | [b'1', b'4' | b'5', ..], 9)
                if digits(2) =>
            {
                Kind::Passport
            }
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
        let behind = glyphs.ahead(whole.end, 4);
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
        // 浙ZC2019-62121 is the number of a purchase.
        let behind = glyphs.ahead(whole.end, 2);
        let behind = behind.strip_prefix('-').unwrap_or(&behind);
        let is_longer = behind.starts_with(|c: char| c.is_ascii_alphanumeric());
        if matches!(length, 5 | 6) && 3 <= digits && !is_longer {
            let head = glyphs.text(at..at + 2);
            let last = glyphs.text(whole.end - 1..whole.end);
            let masked = format!("{head}{}{last}", "*".repeat(length - 1));
            found.push(finding(glyphs, Kind::Plate, &whole, masked));
        }
    }
    found
}
