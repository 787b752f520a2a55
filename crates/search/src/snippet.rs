//! Passages — what of a text is shown for a query.
//!
//! Own work instead of the engine's, which cuts by token offsets and can panic on them, and costs ten times as much.
//! A passage is a piece of the text as it stands: put together, its segments are found in the text. What matches is
//! found through the same signs as in the index, so brackets, width and blanks in numbers make no difference here either.

use crate::answer::Segment;
use crate::sign::{Sign, signs};
use std::ops::Range;

/// Characters of a passage.
const LONG: usize = 120;

/// Characters that may stand before the first match.
const LEAD: usize = 30;

/// Signs that are looked through at a time.
const STRETCH: usize = 512;

/// A text is not looked through any further once there is a match and this much was read.
const ENOUGH: usize = 65_536;

/// Slots for the first characters of needles.
const SLOTS: usize = 1024;

/// Matches that are told apart.
const MOST: usize = 256;

/// Characters to be found, with their places.
#[derive(Debug, Clone)]
pub(crate) struct Needle(Vec<(char, u32)>);

impl Needle {
    pub(crate) fn of(signs: &[Sign]) -> Self {
        let first = signs.first().map_or(0, |sign| sign.place);
        Self(
            signs
                .iter()
                .map(|sign| (sign.ch, sign.place - first))
                .collect(),
        )
    }

    fn first(&self) -> Option<char> {
        self.0.first().map(|(ch, _)| *ch)
    }

    /// The bytes that match at the beginning of `signs`.
    fn at(&self, signs: &[Sign]) -> Option<Range<usize>> {
        let found = signs.get(..self.0.len())?;
        let (first, last) = (found.first()?, found.last()?);
        let same = |(sign, (ch, place)): (&Sign, &(char, u32))| {
            sign.ch == *ch && sign.place - first.place == *place
        };
        found
            .iter()
            .zip(&self.0)
            .all(same)
            .then_some(first.from..last.to)
    }
}

struct Match {
    needle: usize,
    bytes: Range<usize>,
}

/// The whole text, with what matches.
pub(crate) fn marked(text: &str, needles: &[Needle]) -> Vec<Segment> {
    segments(text, 0..text.len(), &matches(text, needles))
}

/// The passage that holds most of the needles; the beginning, where it holds none.
pub(crate) fn passage(text: &str, needles: &[Needle]) -> Vec<Segment> {
    let range = match best(&matches(text, needles)) {
        Some(found) => around(text, &found),
        None => trimmed(text, 0..after(text, 0, LONG)),
    };
    marked(text.get(range).unwrap_or_default(), needles)
}

fn matches(text: &str, needles: &[Needle]) -> Vec<Match> {
    let longest = needles
        .iter()
        .map(|needle| needle.0.len())
        .max()
        .unwrap_or(0);
    if longest == 0 {
        return Vec::new();
    }
    // A needle can begin only where its first character, or one that shares its slot, stands.
    let mut firsts = [0_u64; SLOTS / 64];
    for first in needles.iter().filter_map(Needle::first) {
        let slot = slot(first);
        if let Some(bits) = firsts.get_mut(slot / 64) {
            *bits |= 1 << (slot % 64);
        }
    }
    let may_begin = |ch| {
        let slot = slot(ch);
        firsts
            .get(slot / 64)
            .is_some_and(|bits| bits >> (slot % 64) & 1 == 1)
    };
    let mut missing = vec![true; needles.len()];
    let mut matches = Vec::new();
    let mut source = signs(text);
    let mut buffer: Vec<Sign> = Vec::new();
    let mut read = 0;
    loop {
        let room = STRETCH + longest - buffer.len().min(STRETCH + longest);
        buffer.extend(source.by_ref().take(room));
        let is_last = buffer.len() < STRETCH + longest;
        let until = if is_last { buffer.len() } else { STRETCH };
        for at in 0..until {
            let Some(rest) = buffer.get(at..) else { break };
            if !rest.first().is_some_and(|sign| may_begin(sign.ch)) {
                continue;
            }
            for (i, needle) in needles.iter().enumerate() {
                if let Some(bytes) = needle.at(rest) {
                    matches.push(Match { needle: i, bytes });
                    if let Some(missing) = missing.get_mut(i) {
                        *missing = false;
                    }
                }
            }
            if matches.len() >= MOST {
                return matches;
            }
        }
        read += until;
        let all = !missing.contains(&true);
        if is_last || all || (!matches.is_empty() && read >= ENOUGH) {
            return matches;
        }
        buffer.drain(..until);
    }
}

fn slot(ch: char) -> usize {
    u32::from(ch) as usize % SLOTS
}

/// The first match of the stretch that holds the most different needles, of equal ones that with more matches.
fn best(matches: &[Match]) -> Option<Range<usize>> {
    let reach = LONG * 3;
    let mut best: Option<((usize, usize), &Match)> = None;
    for (i, first) in matches.iter().enumerate() {
        let near = || {
            matches
                .iter()
                .skip(i)
                .take_while(|other| other.bytes.end <= first.bytes.start + reach)
        };
        let mut different: Vec<usize> = near().map(|found| found.needle).collect();
        let all = different.len();
        different.sort_unstable();
        different.dedup();
        let worth = (different.len(), all);
        if best.as_ref().is_none_or(|(known, _)| *known < worth) {
            best = Some((worth, first));
        }
    }
    best.map(|(_, found)| found.bytes.clone())
}

/// A stretch around a match that begins with a sentence where one begins near, and never in the middle of a character.
fn around(text: &str, found: &Range<usize>) -> Range<usize> {
    let before = text.get(..found.start).unwrap_or_default();
    let mut from = found.start;
    for (at, c) in before.char_indices().rev().take(LEAD) {
        if matches!(c, '\n' | '。' | '；' | '！' | '？') {
            break;
        }
        from = at;
    }
    let to = after(text, from, LONG).max(found.end);
    trimmed(text, from..to)
}

/// The byte after `n` characters from `from`.
fn after(text: &str, from: usize, n: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.char_indices()
        .nth(n)
        .map_or(text.len(), |(at, _)| from + at)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = text.get(range.clone()).unwrap_or_default();
    let from = range.start + piece.len() - piece.trim_start().len();
    from..(from + piece.trim().len())
}

/// The text of `range`, parted where matches begin and end.
fn segments(text: &str, range: Range<usize>, matches: &[Match]) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut push = |from: usize, to: usize, hit: bool| {
        if let Some(piece) = text.get(from..to).filter(|piece| !piece.is_empty()) {
            segments.push(Segment {
                text: piece.to_owned(),
                hit,
            });
        }
    };
    let mut at = range.start;
    for found in joined(matches, &range) {
        push(at, found.start, false);
        push(found.start, found.end, true);
        at = found.end;
    }
    push(at, range.end, false);
    segments
}

/// The matches within `range`, those that touch as one.
fn joined(matches: &[Match], range: &Range<usize>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = matches
        .iter()
        .map(|found| found.bytes.start.max(range.start)..found.bytes.end.min(range.end))
        .filter(|bytes| bytes.start < bytes.end)
        .collect();
    found.sort_unstable_by_key(|bytes| (bytes.start, bytes.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for bytes in found {
        match joined.last_mut() {
            Some(last) if bytes.start <= last.end => last.end = last.end.max(bytes.end),
            _ => joined.push(bytes),
        }
    }
    joined
}
