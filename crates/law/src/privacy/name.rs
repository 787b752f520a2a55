//! Names of persons: behind the words by which procedures, forms and people themselves call them, under a head that does,
//! in lists, and in running words that say what a person did.
//!
//! A name is a surname with one or two characters, alone or before what is said of people. Without a sign between them a
//! word and a name run together as words do (当事人申请), so that what is also a word is none there.

mod form;
mod list;
mod said;
mod words;

use super::glyph::{Glyphs, is_han};
use super::rows::is_of_person;
use super::word::finding;
use super::{Finding, Kind};
use form::{begins_like_word, is_clear_name, is_name, is_name_of_four, masked_name};
use std::collections::BTreeMap;
use std::ops::Range;
use words::{AFTER_NAMES, BEFORE_NAMES, ENDS_OF_CALLS, HEADS_OF_NAMES, OF_ONESELF, WITHIN_WORDS};

/// How far behind a word a name and what is said of its bearer are looked for, in characters.
const LONGEST_RUN: usize = 24;
/// How far a bracket between a word and a name is looked through.
const LONGEST_BRACKET: usize = 14;
/// The longest word before a colon that calls a person, in characters.
const LONGEST_CALL: usize = 12;

/// What a head says of a person that is no name.
const NO_HEADS: [&str; 8] = [
    "关系", "号码", "电话", "地址", "住址", "意见", "日期", "时间",
];

/// Names of persons behind words that say so, under a head that does, in lists and in running words; `numbers` are what
/// people write behind their names.
pub(super) fn names(glyphs: &Glyphs, numbers: &[Finding]) -> Vec<Finding> {
    let head = glyphs.head();
    // 与户主关系, 申请人电话: heads of what is no name.
    let is_of_names = !NO_HEADS.iter().any(|word| head.contains(word));
    let mut heads = BEFORE_NAMES
        .iter()
        .copied()
        .chain(HEADS_OF_NAMES.split(' '));
    let is_told = heads.any(|word| head.contains(word)) || is_of_person(&head);
    if is_of_names && is_told {
        return column(glyphs).into_iter().collect();
    }
    // By where they begin: what is called a name keeps its place before what only seems one.
    let mut found: BTreeMap<usize, Range<usize>> = BTreeMap::new();
    for more in [
        called(glyphs),
        before_colons(glyphs),
        list::listed(glyphs),
        said::said(glyphs, numbers),
    ] {
        for whole in more {
            let last_before = found.range(..whole.end).next_back();
            if last_before.is_none_or(|(_, other)| other.end <= whole.start) {
                found.insert(whole.start, whole);
            }
        }
    }
    let names = found.into_values().map(|whole| {
        let masked = masked_name(&glyphs.text(whole.clone()));
        finding(glyphs, Kind::Name, &whole, masked)
    });
    names.collect()
}

/// A cell under a head of names.
fn column(glyphs: &Glyphs) -> Option<Finding> {
    let whole = 0..glyphs.len();
    let written = glyphs.text(whole.clone());
    let name: String = written.chars().filter(|c| *c != ' ').collect();
    (is_name(&name, true) || is_name_of_four(&name))
        .then(|| finding(glyphs, Kind::Name, &whole, masked_name(&name)))
}

/// Behind the words before names, with or without a sign between.
fn called(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 1..glyphs.len() {
        let before = glyphs.text(at.saturating_sub(6)..at);
        let words = BEFORE_NAMES.iter().chain(&OF_ONESELF);
        let Some(word) = words.into_iter().find(|word| before.ends_with(**word)) else {
            continue;
        };
        if is_within_word(glyphs, at, word) {
            continue;
        }
        // 受害人是王芳。
        if matches!(glyphs.get(at), Some('是' | '系' | '为')) {
            found.extend(name_alone(glyphs, at + 1));
            continue;
        }
        let mut first = behind_bracket(glyphs, at);
        let is_mark = |c: Option<char>| matches!(c, Some(':' | ' ' | '\t'));
        let is_marked = is_mark(glyphs.get(first));
        while is_mark(glyphs.get(first)) {
            first += 1;
        }
        let is_part = |n: &usize| glyphs.get(*n).is_some_and(|c| is_han(c) || c == '·');
        let rest = (first..glyphs.len()).take(LONGEST_RUN);
        let length = rest.take_while(is_part).count();
        // A name stands alone, or before what is said of people.
        let run = glyphs.text(first..first + length);
        let of_oneself = OF_ONESELF.contains(word);
        let name = AFTER_NAMES
            .iter()
            .filter(|_| !of_oneself)
            .filter_map(|end| {
                run.find(end)
                    .filter(|at| *at > 3)
                    .and_then(|at| run.get(..at))
            })
            .min_by_key(|name| name.len())
            .unwrap_or(&run);
        let is_sure = is_marked || *word == "姓名";
        let is_plain = of_oneself || is_long(name) && !begins_like_word(name);
        let is_of_four = *word == "姓名" && name.len() == run.len() && is_name_of_four(name);
        if is_name(name, is_sure) || is_of_four || is_plain && is_clear_name(name) {
            found.push(first..first + name.chars().count());
        }
    }
    found
}

/// Behind a colon after other words that call persons: 采购代理机构联系人：王芳; also 王　芳, as forms spread it out.
fn before_colons(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in (1..glyphs.len()).filter(|at| matches!(glyphs.get(*at), Some(':' | '/'))) {
        let is_written = glyphs.get(at) == Some('/')
            && glyphs
                .before(at)
                .is_some_and(|c| matches!(c, '文' | '图' | '摄'));
        if !is_written && (glyphs.get(at) == Some('/') || !is_call(glyphs, at)) {
            continue;
        }
        let blanks = (at + 1..glyphs.len()).take_while(|n| glyphs.get(*n) == Some(' '));
        let first = at + 1 + blanks.count();
        if let Some(whole) = name_alone(glyphs, first) {
            found.push(whole);
        }
    }
    found
}

/// Whether the words before a colon call a person.
fn is_call(glyphs: &Glyphs, colon: usize) -> bool {
    let mut before: Vec<char> = (0..colon)
        .rev()
        .take(LONGEST_CALL)
        .filter_map(|n| glyphs.get(n))
        .take_while(|c| is_han(*c) || matches!(c, ' ' | '(' | ')' | '/'))
        .filter(|c| *c != ' ')
        .collect();
    before.reverse();
    let words: String = before.into_iter().collect();
    let words = match (words.strip_suffix(')'), words.rfind('(')) {
        (Some(_), Some(opens)) => words.get(..opens).unwrap_or_default(),
        _ => words.as_str(),
    };
    let mut ends = ENDS_OF_CALLS.iter().chain(BEFORE_NAMES);
    ends.any(|end| words.ends_with(end))
}

/// A name that stands alone from here to a sign or a blank, itself perhaps with a blank in it.
fn name_alone(glyphs: &Glyphs, first: usize) -> Option<Range<usize>> {
    let is_part = |n: &usize| glyphs.get(*n).is_some_and(|c| is_han(c) || c == '·');
    let run = |from: usize| from..from + (from..glyphs.len()).take_while(is_part).count();
    let is_head = |end: usize| glyphs.get(end) == Some(':');
    let whole = run(first);
    if whole.len() == 1 {
        let blanks = (whole.end..glyphs.len()).take_while(|n| glyphs.get(*n) == Some(' '));
        let blanks = blanks.count();
        let rest = run(whole.end + blanks);
        let name = format!("{}{}", glyphs.text(whole), glyphs.text(rest.clone()));
        let is_spread = (1..=3).contains(&blanks) && rest.len() == 1 && !is_head(rest.end);
        return (is_spread && is_clear_name(&name)).then_some(first..rest.end);
    }
    let name = glyphs.text(whole.clone());
    (!is_head(whole.end) && is_clear_name(&name)).then_some(whole)
}

fn is_long(name: &str) -> bool {
    2 < name.chars().count()
}

/// Whether a word before a name is part of another word.
fn is_within_word(glyphs: &Glyphs, end: usize, word: &str) -> bool {
    let start = end - word.chars().count();
    let (before, after) = (glyphs.before(start), glyphs.get(end));
    WITHIN_WORDS.iter().any(|(part, ahead, behind)| {
        *part == word
            && (before.is_some_and(|c| ahead.contains(c))
                || after.is_some_and(|c| behind.contains(c)))
    })
}

/// Behind a short bracket that may follow the word: 代理人（签名）：张三.
fn behind_bracket(glyphs: &Glyphs, at: usize) -> usize {
    if glyphs.get(at) != Some('(') {
        return at;
    }
    let mut within = (at..glyphs.len()).take(LONGEST_BRACKET);
    match within.find(|n| glyphs.get(*n) == Some(')')) {
        Some(close) if glyphs.get(close + 1) == Some(':') => close + 1,
        _ => at,
    }
}

#[cfg(test)]
mod tests;
