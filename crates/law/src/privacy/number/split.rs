//! Numbers that the end of a line breaks in two, and mobiles with points between their groups.

use super::super::glyph::Glyphs;
use super::super::{Finding, Kind, Policy};
use super::{OF_ACCOUNTS, OF_CARDS, OF_TELEPHONES, OF_THINGS, finding, is, is_inside};
use std::ops::Range;

pub(super) fn split(glyphs: &Glyphs, policy: &Policy) -> Vec<Finding> {
    let ends = (0..glyphs.len()).filter(|at| glyphs.get(*at) == Some('\n'));
    let mut found: Vec<Finding> = ends.filter_map(|at| broken(glyphs, policy, at)).collect();
    found.extend(pointed(glyphs, policy));
    found
}

/// One number before and behind the end of a line: an identity number tells so itself, others where they are called so.
fn broken(glyphs: &Glyphs, policy: &Policy, end: usize) -> Option<Finding> {
    let is_part = |n: &usize| glyphs.get(*n).is_some_and(|c| c.is_ascii_alphanumeric());
    let last = end - usize::from(glyphs.before(end) == Some('\r'));
    let before = (0..last).rev().take_while(is_part).count();
    let behind = (end + 1..glyphs.len()).take_while(is_part).count();
    let whole = last - before..end + 1 + behind;
    let number: String = glyphs.text(whole.clone()).split_whitespace().collect();
    let is_one = 0 < before && 0 < behind && number.len() == before + behind;
    if !is_one || is_inside(glyphs, &whole) || is_part_of_more(glyphs, &whole) {
        return None;
    }
    let (kind, certainty, masked) = is(glyphs, policy, &whole, &number, &[number.len()])?;
    let kind = kind?;
    let called = |words: &[&str]| glyphs.is_called(whole.start, words, &OF_THINGS);
    let is_told = match kind {
        Kind::IdNumber => number.len() == 18,
        Kind::Mobile => called(&OF_TELEPHONES),
        Kind::BankCard => called(&OF_CARDS) || called(&OF_ACCOUNTS),
        _ => false,
    };
    is_told.then(|| finding(glyphs, kind, certainty, whole, masked))
}

/// Whether a group stands before or behind that belongs to the same number.
fn is_part_of_more(glyphs: &Glyphs, whole: &Range<usize>) -> bool {
    let joins = |sign: Option<char>, next: Option<char>| {
        matches!(sign, Some('-' | ' ')) && next.is_some_and(|c| c.is_ascii_digit())
    };
    let before = whole.start.checked_sub(2).and_then(|n| glyphs.get(n));
    joins(glyphs.before(whole.start), before)
        || joins(glyphs.get(whole.end), glyphs.get(whole.end + 1))
}

/// 138.0013.8000
fn pointed(glyphs: &Glyphs, policy: &Policy) -> Vec<Finding> {
    let runs = glyphs.runs(|c| c.is_ascii_digit() || matches!(c, '.' | '·'));
    let found = runs.into_iter().filter_map(|run| {
        let written = glyphs.text(run.clone());
        let written = written.trim_end_matches(['.', '·']);
        let whole = run.start..run.start + written.chars().count();
        let groups: Vec<&str> = written.split(['.', '·']).collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let is_beside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
        if lengths != [3, 4, 4]
            || is_beside(glyphs.before(whole.start))
            || is_beside(glyphs.get(whole.end))
        {
            return None;
        }
        let number = groups.concat();
        let (kind, certainty, masked) = is(glyphs, policy, &whole, &number, &[11])?;
        let kind = kind.filter(|kind| *kind == Kind::Mobile)?;
        Some(finding(glyphs, kind, certainty, whole, masked))
    });
    found.collect()
}
