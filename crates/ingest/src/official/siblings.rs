//! 同级序号 — whether numbered lines are headings or items, decided for all lines of one list together.
//!
//! Decides first by the line alone (a heading is short, or begins with a short sentence and goes on), then by its
//! siblings: a list that is mostly headings is all headings, any other is all items, so that no outline has holes.

use super::mark;
use crate::line::{Piece, is_blank};
use law::item::heading::{Marker, marker};
use law::text::Level;
use std::collections::HashMap;

/// What a numbered line is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The whole line is a heading.
    Whole,
    /// A heading up to this byte, then its paragraph.
    RunIn(usize),
    Item,
}

/// The longest sentence that siblings can make a heading.
const LONGEST: usize = 120;

/// The shapes of the lines that are numbered as documents are, by their place.
pub(super) fn shapes(pieces: &[Piece]) -> HashMap<usize, Shape> {
    let mut shapes = HashMap::new();
    for group in groups(pieces) {
        let headings = group
            .iter()
            .filter(|line| line.shape != Shape::Item)
            .count();
        let are_headings = headings * 3 >= group.len() * 2;
        for line in &group {
            let settled = match line.shape {
                Shape::Item if are_headings => line.forced(),
                shape if are_headings => shape,
                _ => Shape::Item,
            };
            shapes.insert(line.at, settled);
        }
    }
    shapes
}

/// A numbered line.
struct Numbered<'a> {
    at: usize,
    words: &'a str,
    shape: Shape,
}

impl Numbered<'_> {
    /// A line whose siblings are headings, if it can be one at all.
    fn forced(&self) -> Shape {
        match stop(self.words) {
            Some(stop)
                if stop < self.words.len() && self.words[..stop].chars().count() <= LONGEST =>
            {
                Shape::RunIn(stop)
            }
            _ => Shape::Item,
        }
    }
}

/// Lines of one level under one heading, numbered on from each other.
fn groups(pieces: &[Piece]) -> Vec<Vec<Numbered<'_>>> {
    let mut done = Vec::new();
    let mut open: HashMap<Level, Vec<Numbered<'_>>> = HashMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Line(line) = piece else { continue };
        let words = line.words();
        let Some(marker) = marker(words) else {
            continue;
        };
        let closed: Vec<Level> = open
            .keys()
            .copied()
            .filter(|level| {
                *level > marker.level || (*level == marker.level && marker.number == "1")
            })
            .collect();
        done.extend(closed.into_iter().filter_map(|level| open.remove(&level)));
        if marker.level > Level::Plain && marker.level != Level::Article {
            let next = pieces[at + 1..].iter().find_map(|piece| match piece {
                Piece::Line(line) => Some(line.words()),
                _ => None,
            });
            let shape = shape(words, &marker, next);
            open.entry(marker.level)
                .or_default()
                .push(Numbered { at, words, shape });
        }
    }
    done.extend(open.into_values());
    done
}

/// Where the first sentence ends, its 。 included.
fn stop(words: &str) -> Option<usize> {
    words.find('。').map(|at| at + '。'.len_utf8())
}

fn shape(words: &str, marker: &Marker, next: Option<&str>) -> Shape {
    let deep = marker.level >= Level::Third;
    let most = if deep { 40 } else { 60 };
    let Some(stop) = stop(words) else {
        let n = words.chars().count();
        let open = words.ends_with(['；', ';', '，', ',', '、']);
        let leads = words.ends_with(['：', ':']);
        let item = open || n > most || (leads && n > 24);
        return if item { Shape::Item } else { Shape::Whole };
    };
    let head = &words[..stop];
    let n = head.chars().count();
    let heading_like = !head.contains(['；', '：', ':']) && head.matches('，').count() <= 3;
    if words[stop..].chars().any(|c| !is_blank(c)) {
        return if n <= most && heading_like {
            Shape::RunIn(stop)
        } else {
            Shape::Item
        };
    }
    // One sentence alone is a heading only above something.
    let above = next.is_some_and(|next| {
        mark::date(next).is_none() && marker_of(next).is_none_or(|below| below > marker.level)
    });
    if n <= 40 && heading_like && head.matches('，').count() <= 1 && above {
        Shape::Whole
    } else {
        Shape::Item
    }
}

fn marker_of(words: &str) -> Option<Level> {
    marker(words).map(|marker| marker.level)
}
