//! 目录 — the list of chapters that some texts print before the text.
//!
//! Decides which lines are that list, so that no chapter is a heading twice. They stay in the text as paragraphs.

use crate::line::{Piece, is_blank};
use law::item::heading::marker;
use law::text::Level;
use std::ops::Range;

/// A list of contents begins within so many lines.
const NEAR: usize = 60;

/// The lines of the list of contents; empty where there is none.
pub(super) fn range(pieces: &[Piece]) -> Range<usize> {
    let words = |at: usize| match pieces.get(at) {
        Some(Piece::Line(line)) => Some(line.words()),
        _ => None,
    };
    let near = 0..pieces.len().min(NEAR);
    let titled = near
        .clone()
        .find(|at| words(*at).is_some_and(|words| bare(words) == "目录"));
    let start = match titled {
        Some(at) => at + 1,
        None => match near.clone().find(|at| words(*at).is_some_and(is_division)) {
            Some(at) => at,
            None => return 0..0,
        },
    };
    let Some(first) = words(start).map(entry) else {
        return 0..0;
    };
    let again =
        (start + 1..pieces.len()).find(|at| words(*at).is_some_and(|words| entry(words) == first));
    let listed = |end: usize| {
        (start..end).all(|at| {
            words(at).is_some_and(|words| words.chars().count() <= 60 && !words.contains('。'))
        })
    };
    let from = titled.unwrap_or(start);
    match again {
        Some(end) if listed(end) => from..end,
        _ if titled.is_some() => {
            let end = (start..pieces.len())
                .find(|at| {
                    !words(*at).is_some_and(|words| {
                        is_division(words)
                            || ["序言", "附则", "前言"].contains(&entry(words).as_str())
                    })
                })
                .unwrap_or(pieces.len());
            // A list that ends where articles begin is the division of the text itself.
            let divides = words(end)
                .is_some_and(|words| marker(words).is_some_and(|m| m.level == Level::Article));
            if divides { from..start } else { from..end }
        }
        _ => 0..0,
    }
}

fn is_division(words: &str) -> bool {
    marker(words)
        .is_some_and(|marker| marker.level < Level::Plain && marker.level != Level::Attached)
}

fn bare(words: &str) -> String {
    words.chars().filter(|c| !is_blank(*c)).collect()
}

/// An entry without blanks, leaders and page number.
fn entry(words: &str) -> String {
    bare(words)
        .trim_end_matches(|c: char| {
            c.is_ascii_digit()
                || matches!(
                    c,
                    '.' | '…' | '·' | '．' | '-' | '—' | '（' | '）' | '(' | ')'
                )
        })
        .to_owned()
}
