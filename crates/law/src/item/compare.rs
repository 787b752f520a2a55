//! 对照 — two texts of a law, article beside article.
//!
//! Decides which article of one text answers which of the other and what changed in it. Articles with the same words
//! belong together wherever their number went; between those, articles pair in order by how much they have in common,
//! and the same number counts for them. A text without articles is compared paragraph by paragraph.
//!
//! Nothing is judged: the words of both texts stand there in full, once each.

use crate::text::{Block, Text};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashMap;
use std::ops::Range;

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The unit of the former text; nothing where it was added.
    pub was: Option<Unit>,
    /// The unit of the new text; nothing where it was removed.
    pub is: Option<Unit>,
    /// How one became the other.
    pub change: Change,
    /// The words of both, parted where they differ; those of `was` are all but [`Side::New`], those of `is` all but
    /// [`Side::Gone`].
    pub words: Vec<Piece>,
}

/// What is compared: an article, or a paragraph of a text that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands in the text.
    pub anchor: String,
    /// As printed, 第三十三条; empty for a paragraph.
    pub number: String,
    /// Its words.
    pub words: String,
}

/// 变化 — how a unit of one text became that of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same words.
    Same,
    /// The same words under another number.
    Renumbered,
    /// Other words at the same place.
    Changed,
    /// Only in the new text.
    Added,
    /// Only in the former text.
    Removed,
}

/// A piece of words that one or both texts have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which of them have it.
    pub side: Side,
    /// The piece itself.
    pub text: String,
}

/// Which of two texts has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Both have it.
    Both,
    /// Only the former one.
    Gone,
    /// Only the new one.
    New,
}

/// Below this share of common pairs of characters two articles are different ones.
const AKIN: f32 = 0.4;
/// What the same number counts for.
const SAME_NUMBER: f32 = 0.2;
/// Above this many possible pairs between two fixed points, only numbers are looked at.
const MOST_PAIRS: usize = 250_000;
/// Fewer characters than these in common between two changes are coincidence, and shown as changed.
const LEAST_COMMON: usize = 2;

/// Compares two texts.
pub fn compare(was: &Text, is: &Text) -> Vec<Pair> {
    let (was, is) = (units(was), units(is));
    let words = |units: &[Unit]| -> Vec<String> { units.iter().map(plain).collect() };
    let ops = capture_diff_slices(Algorithm::Patience, &words(&was), &words(&is));
    let mut pairs = Vec::new();
    for op in ops {
        let (_, old, new) = op.as_tag_tuple();
        if matches!(op, DiffOp::Equal { .. }) {
            pairs.extend(old.zip(new).map(|(i, j)| same(&was[i], &is[j])));
        } else {
            between(&was[old], &is[new], &mut pairs);
        }
    }
    pairs
}

fn units(text: &Text) -> Vec<Unit> {
    if text.has_articles() {
        let articles = text.articles().into_iter();
        return articles
            .map(|article| Unit {
                anchor: article.anchor,
                number: article.number,
                words: article.words,
            })
            .collect();
    }
    let blocks = text.blocks.iter().filter(|block| !block.plain().is_empty());
    blocks
        .map(|block| Unit {
            anchor: Block::anchor(block).to_owned(),
            number: String::new(),
            words: block.plain(),
        })
        .collect()
}

/// The words without the white space that editions set differently.
fn plain(unit: &Unit) -> String {
    unit.words.chars().filter(|c| !c.is_whitespace()).collect()
}

fn same(was: &Unit, is: &Unit) -> Pair {
    Pair {
        change: if was.number == is.number {
            Change::Same
        } else {
            Change::Renumbered
        },
        words: vec![Piece {
            side: Side::Both,
            text: is.words.clone(),
        }],
        was: Some(was.clone()),
        is: Some(is.clone()),
    }
}

/// Pairs what lies between two fixed points, keeping the order of both.
fn between(was: &[Unit], is: &[Unit], pairs: &mut Vec<Pair>) {
    let matched = matched(was, is);
    let (mut i, mut j) = (0, 0);
    for (old, new) in matched.into_iter().chain([(was.len(), is.len())]) {
        pairs.extend(was[i..old].iter().map(removed));
        pairs.extend(is[j..new].iter().map(added));
        if let (Some(was), Some(is)) = (was.get(old), is.get(new)) {
            pairs.push(changed(was, is));
        }
        (i, j) = (old + 1, new + 1);
    }
}

/// The pairs, in order, that have the most in common.
fn matched(was: &[Unit], is: &[Unit]) -> Vec<(usize, usize)> {
    if was.len() * is.len() > MOST_PAIRS {
        return numbered(was, is);
    }
    let (old, new): (Vec<_>, Vec<_>) = (
        was.iter().map(pairs_of).collect(),
        is.iter().map(pairs_of).collect(),
    );
    let score = |i: usize, j: usize| -> f32 {
        let number = !was[i].number.is_empty() && was[i].number == is[j].number;
        in_common(&old[i], &new[j]) + if number { SAME_NUMBER } else { 0.0 } - AKIN
    };
    // best[at(i, j)]: the most that was[i..] and is[j..] can have in common.
    let at = |i: usize, j: usize| i * (is.len() + 1) + j;
    let mut best = vec![0.0f32; at(was.len() + 1, 0)];
    let mut taken = vec![false; best.len()];
    for i in (0..was.len()).rev() {
        for j in (0..is.len()).rev() {
            let without = best[at(i + 1, j)].max(best[at(i, j + 1)]);
            let with = score(i, j) + best[at(i + 1, j + 1)];
            taken[at(i, j)] = without <= with;
            best[at(i, j)] = without.max(with);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    // Where `is` has ended nothing is taken and nothing left: `was` goes to its end.
    while i < was.len() {
        if taken[at(i, j)] {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[at(i, j)] <= best[at(i + 1, j)] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

/// The pairs, in order, that have the same number: what two very long texts are joined by, in a time that grows with them.
/// A number that stands there again, in an annex that counts anew, means the next place where it stands.
fn numbered(was: &[Unit], is: &[Unit]) -> Vec<(usize, usize)> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (j, unit) in is.iter().enumerate() {
        if !unit.number.is_empty() {
            places.entry(&unit.number).or_default().push(j);
        }
    }
    let mut next = 0;
    let mut found = Vec::new();
    for (i, unit) in was.iter().enumerate() {
        let here = places.get(unit.number.as_str());
        if let Some(j) = here.and_then(|all| all.get(all.partition_point(|j| *j < next))) {
            found.push((i, *j));
            next = j + 1;
        }
    }
    found
}

/// Every two characters that stand beside each other, sorted.
fn pairs_of(unit: &Unit) -> Vec<(char, char)> {
    let chars: Vec<char> = plain(unit).chars().collect();
    let mut pairs: Vec<(char, char)> = chars.windows(2).map(|two| (two[0], two[1])).collect();
    pairs.sort_unstable();
    pairs
}

/// The share of pairs that both have, from 0 to 1 (Dice).
fn in_common(a: &[(char, char)], b: &[(char, char)]) -> f32 {
    let (mut i, mut j, mut common) = (0, 0, 0u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    let all = a.len() + b.len();
    if all == 0 {
        0.0
    } else {
        2.0 * common as f32 / all as f32
    }
}

fn removed(unit: &Unit) -> Pair {
    Pair {
        was: Some(unit.clone()),
        is: None,
        change: Change::Removed,
        words: vec![Piece {
            side: Side::Gone,
            text: unit.words.clone(),
        }],
    }
}

fn added(unit: &Unit) -> Pair {
    Pair {
        was: None,
        is: Some(unit.clone()),
        change: Change::Added,
        words: vec![Piece {
            side: Side::New,
            text: unit.words.clone(),
        }],
    }
}

fn changed(was: &Unit, is: &Unit) -> Pair {
    Pair {
        was: Some(was.clone()),
        is: Some(is.clone()),
        change: Change::Changed,
        words: parted(&was.words, &is.words),
    }
}

/// The words of two texts, parted where they differ; a number or a date is the same or another, never half of each.
fn parted(was: &str, is: &str) -> Vec<Piece> {
    let (old, new) = (tokens(was), tokens(is));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut gone = 0..0;
    let mut come = 0..0;
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let last = ops.len().saturating_sub(1);
    for (n, op) in ops.into_iter().enumerate() {
        let (_, from, to) = op.as_tag_tuple();
        let equal = matches!(op, DiffOp::Equal { .. });
        let common: usize = old[from.clone()]
            .iter()
            .map(|token| token.chars().count())
            .sum();
        let chance = equal && common < LEAST_COMMON && 0 < n && n < last;
        if equal && !chance {
            flush(&mut pieces, &old, &new, &mut gone, &mut come);
            push(&mut pieces, Side::Both, &new[to]);
        } else {
            widen(&mut gone, from);
            widen(&mut come, to);
        }
    }
    flush(&mut pieces, &old, &new, &mut gone, &mut come);
    pieces
}

/// A text by what is compared: characters, and whole numbers and dates.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::with_capacity(text.len() / 3);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let belongs: fn(char) -> bool = match first {
            '0'..='9' => |c| c.is_ascii_digit() || ".年月日".contains(c),
            _ if is_numeral(first) => is_numeral,
            _ => |_| false,
        };
        let more = rest.chars().skip(1).take_while(|c| belongs(*c));
        let length = first.len_utf8() + more.map(char::len_utf8).sum::<usize>();
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn is_numeral(c: char) -> bool {
    "〇零一二三四五六七八九十百千万".contains(c)
}

fn widen(range: &mut Range<usize>, by: Range<usize>) {
    if range.start >= range.end {
        *range = by;
    } else {
        range.end = range.end.max(by.end);
    }
}

fn flush(
    pieces: &mut Vec<Piece>,
    old: &[&str],
    new: &[&str],
    gone: &mut Range<usize>,
    come: &mut Range<usize>,
) {
    push(pieces, Side::Gone, &old[gone.clone()]);
    push(pieces, Side::New, &new[come.clone()]);
    (*gone, *come) = (0..0, 0..0);
}

fn push(pieces: &mut Vec<Piece>, side: Side, tokens: &[&str]) {
    if !tokens.is_empty() {
        pieces.push(Piece {
            side,
            text: tokens.concat(),
        });
    }
}

#[cfg(test)]
#[path = "compare/tests.rs"]
mod tests;
