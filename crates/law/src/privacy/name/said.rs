//! Names in running words: between a word that is said of persons and what they did, before a title, beside a number.

use super::super::glyph::{Glyphs, is_han};
use super::super::{Finding, Kind};
use super::form::{begins_like_surname, begins_like_word, has_common_surname, is_clear_name};
use super::words::{BEHIND_OTHER_TITLES, DEEDS, DEEDS_ALONE, JOINTS, JOINTS_BEHIND, LINKS, TITLES};
use std::collections::BTreeSet;
use std::ops::Range;

/// The longest of the words beside names, in characters.
const LONGEST_WORD: usize = 6;
/// The same with signs and blanks between.
const LONGEST_SAID: usize = 12;
/// The longest name with a point in it, in characters.
const LONGEST_POINTED: usize = 18;

/// Names of whom something is said; `numbers` are identity numbers, mobiles and mail, which people write behind their names.
pub(super) fn said(glyphs: &Glyphs, numbers: &[Finding]) -> Vec<Range<usize>> {
    let is_personal = |it: &&Finding| {
        matches!(
            it.kind,
            Kind::IdNumber | Kind::Mobile | Kind::Landline | Kind::Email
        )
    };
    let begins: BTreeSet<usize> = numbers
        .iter()
        .filter(is_personal)
        .map(|it| it.at.start)
        .collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in 0..glyphs.len() {
        let is_within_last = found.last().is_some_and(|last| start < last.end);
        if is_within_last || !glyphs.get(start).is_some_and(is_han) {
            continue;
        }
        let left = Left::of(glyphs, start);
        if left == Left::Word {
            continue;
        }
        let ends = candidates(glyphs, start);
        let end = ends.into_iter().find(|end| {
            let name = glyphs.text(start..*end);
            is_clear_name(&name) && is_told(glyphs, left, &name, *end, &begins)
        });
        found.extend(end.map(|end| start..end));
    }
    found.extend(pairs(glyphs));
    found
}

/// Where a name that begins here may end, the longest first.
pub(super) fn candidates(glyphs: &Glyphs, start: usize) -> Vec<usize> {
    let han = |n: &usize| glyphs.get(*n).is_some_and(is_han);
    let length = (start..glyphs.len())
        .take(LONGEST_POINTED)
        .take_while(|n| han(n) || glyphs.get(*n) == Some('·'))
        .count();
    let run = start..start + length;
    if run.clone().any(|n| glyphs.get(n) == Some('·')) {
        let rest = run.clone().find(|n| glyphs.get(*n) == Some('等'));
        return vec![rest.unwrap_or(run.end)];
    }
    if length < 2 || !begins_like_surname(glyphs.get(start), glyphs.get(start + 1)) {
        return Vec::new();
    }
    let lengths = (2..=length.min(4)).rev();
    lengths.map(|length| start + length).collect()
}

/// What stands before a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// The beginning of a line.
    Line,
    /// A sign.
    Sign,
    /// A word before names.
    Link,
    /// Another word, of which the name would be a part.
    Word,
}

impl Left {
    fn of(glyphs: &Glyphs, start: usize) -> Self {
        match glyphs.before(start) {
            Some('·') => Self::Word,
            Some(c) if is_han(c) => {
                let surname = glyphs.get(start);
                if JOINTS
                    .iter()
                    .any(|(before, it)| Some(*it) == surname && before.contains(c))
                {
                    return Self::Word;
                }
                let before = glyphs.text(start.saturating_sub(LONGEST_WORD)..start);
                if LINKS.iter().any(|link| before.ends_with(link)) {
                    Self::Link
                } else {
                    Self::Word
                }
            }
            _ => {
                let mut before = (0..start).rev().filter_map(|n| glyphs.get(n));
                match before.find(|c| !matches!(c, ' ' | '>')) {
                    None | Some('\n') => Self::Line,
                    _ => Self::Sign,
                }
            }
        }
    }
}

/// Whether what follows says that this is a person.
fn is_told(glyphs: &Glyphs, left: Left, name: &str, end: usize, begins: &BTreeSet<usize>) -> bool {
    let behind = glyphs.ahead(end, LONGEST_SAID);
    let behind = behind.as_str();
    let does = DEEDS.split(' ').any(|deed| behind.starts_with(deed));
    let does_alone = DEEDS_ALONE.split(' ').any(|deed| behind.starts_with(deed));
    let titled = TITLES.iter().find_map(|title| behind.strip_prefix(title));
    if titled.is_some_and(|rest| !BEHIND_OTHER_TITLES.iter().any(|it| rest.starts_with(it))) {
        return true;
    }
    let is_word = JOINTS_BEHIND
        .iter()
        .any(|(last, next)| name.ends_with(*last) && behind.starts_with(|c| next.contains(c)));
    let is_on_day = behind.strip_prefix('于').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit() || "二三五七十".contains(c))
    });
    // 12号楼1706室，黄生木收
    let is_receiver = behind
        .strip_prefix('收')
        .is_some_and(|rest| !rest.starts_with(is_han));
    // What is a word of its own as well says little between other words: 当事人向指定的银行.
    let is_plain = left != Left::Link || !begins_like_word(name);
    let is_deed = (has_common_surname(name) || left == Left::Link && 2 < name.chars().count())
        && is_plain
        && !is_word
        && (is_on_day || is_receiver || does_alone || left == Left::Link && does);
    // 王芳（男）, 王芳，女，1980年…
    let mut signs = behind.chars().skip_while(|c| matches!(c, ' ' | '\t'));
    let bare: String = behind
        .chars()
        .filter(|c| !matches!(c, ' ' | '\t'))
        .collect();
    let is_parted = behind != bare || signs.next().is_some_and(|c| matches!(c, ',' | '('));
    let sexed = bare.trim_start_matches([',', '(']);
    let is_alone = |at: usize| !sexed.chars().nth(at).is_some_and(is_han);
    let is_sexed = is_parted
        && (sexed.starts_with(['男', '女']) && is_alone(1)
            || (1..4).any(|at| sexed.chars().nth(at) == Some('族') && is_alone(at + 1)));
    let is_carded =
        bare.starts_with("(身份证") || bare.starts_with(",身份证") || bare.starts_with("(身份号");
    is_deed
        || is_carded
        || is_sexed
        || is_before_number(glyphs, end, begins)
        || left == Left::Line && is_of_a_letter(behind)
}

/// Directly before an identity number, a mobile or mail: 王芳（13800138000）.
fn is_before_number(glyphs: &Glyphs, end: usize, begins: &BTreeSet<usize>) -> bool {
    let is_between = |c: char| matches!(c, '(' | ',' | ' ' | '<' | '\t' | ':' | '+' | '"');
    let begins_at = |n: usize| begins.contains(&glyphs.start(n));
    (end..glyphs.len())
        .take(4)
        .find(|n| begins_at(*n) || !glyphs.get(*n).is_some_and(is_between))
        .is_some_and(begins_at)
}

/// At the beginning of a line: a greeting, who speaks and when, or the name below a letter and its day.
fn is_of_a_letter(behind: &str) -> bool {
    let greets = |words: &str| words.starts_with("你好") || words.starts_with("您好");
    if let Some(next) = behind.strip_prefix(':') {
        let next = next.trim_start();
        return greets(next) || next.starts_with('您') || next.starts_with('你');
    }
    let is_year = |words: &str| {
        let year = words.chars().take_while(char::is_ascii_digit).count();
        let sign = words.chars().nth(4);
        year == 4 && sign.is_some_and(|c| matches!(c, '年' | '-' | '.' | '/'))
    };
    let is_hour = |words: &str| {
        let hour = words.chars().take_while(char::is_ascii_digit).count();
        (1..=2).contains(&hour) && words.chars().nth(hour) == Some(':')
    };
    let next = behind.trim_start();
    greets(behind) || behind != next && (is_year(next) || is_hour(next))
}

/// 王芳与李明, 王芳诉李明: two names that are both clear, with a word between them that joins persons.
fn pairs(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 1..glyphs.len() {
        if !glyphs
            .get(at)
            .is_some_and(|c| matches!(c, '与' | '和' | '诉'))
        {
            continue;
        }
        let Some(first) = ending_at(glyphs, at) else {
            continue;
        };
        let second = candidates(glyphs, at + 1).into_iter().find(|end| {
            let name = glyphs.text(at + 1..*end);
            let behind = glyphs.ahead(*end, LONGEST_WORD);
            let is_end = !behind.starts_with(is_han)
                || behind.starts_with(['与', '和'])
                || DEEDS.split(' ').any(|deed| behind.starts_with(deed));
            is_end && is_clear_name(&name)
        });
        let Some(end) = second else { continue };
        // Two words of two characters are words rather than persons: 安全与和平.
        let is_common = |it: Range<usize>| has_common_surname(&glyphs.text(it));
        let is_one_common = is_common(first.clone()) || is_common(at + 1..end);
        if is_one_common && end - at - 1 + first.len() > 4 {
            found.push(first);
            found.push(at + 1..end);
        }
    }
    found
}

/// The name that ends here, where a sign or a word before names begins it.
pub(super) fn ending_at(glyphs: &Glyphs, end: usize) -> Option<Range<usize>> {
    let lengths = (2..=4).rev().filter(|length| *length <= end);
    let mut starts = lengths.map(|length| end - length);
    let start = starts.find(|start| {
        let name = glyphs.text(*start..end);
        let joined = glyphs
            .before(*start)
            .is_some_and(|c| matches!(c, '与' | '和'));
        (joined || Left::of(glyphs, *start) != Left::Word)
            && is_clear_name(&name)
            && (start + 2 < end || has_common_surname(&name))
    })?;
    Some(start..end)
}
