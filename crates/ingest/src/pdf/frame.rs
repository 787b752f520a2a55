//! 版面方向 — turns the glyphs of a page so that every text reads to the right and its lines follow downwards.
//!
//! Decides in which directions a page is written. Text turned by quarters (a wide table on an upright page) and
//! vertical writing become ordinary lines; text on a slant (watermarks) is set aside and reported.

use super::content::{Mark, Page, Rule};
use std::collections::HashMap;

/// A glyph in its frame: from `u0` to `u1` along the line, with its middle at `v` across.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Letter {
    pub(super) text: String,
    pub(super) u0: f64,
    pub(super) u1: f64,
    pub(super) v: f64,
    pub(super) size: f64,
    pub(super) font: usize,
}

impl Letter {
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(crate::line::is_blank)
    }
}

/// All that a page says in one direction.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) height: f64,
    pub(super) letters: Vec<Letter>,
    pub(super) rules: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Direction {
    Right,
    Down,
    Left,
    Up,
    /// Vertical writing: glyphs upright, lines from right to left.
    Columns,
}

/// The frames of a page, the one with the most glyphs first, and the words on a slant.
pub(super) fn frames(page: &Page) -> (Vec<Frame>, String) {
    let mut sorted: HashMap<Direction, Vec<&Mark>> = HashMap::new();
    let mut slanted = String::new();
    let mut last = Direction::Right;
    for mark in &page.marks {
        match direction(mark, last) {
            Some(direction) => {
                last = direction;
                sorted.entry(direction).or_default().push(mark);
            }
            None => slanted.push_str(mark.text.as_deref().unwrap_or_default()),
        }
    }
    let mut sorted: Vec<(Direction, Vec<&Mark>)> = sorted.into_iter().collect();
    sorted.sort_by_key(|(direction, marks)| (std::cmp::Reverse(marks.len()), *direction));
    // A stray direction has no table of its own: the ruling lines belong to the first.
    let frames = sorted.iter().enumerate().map(|(i, (direction, marks))| {
        let turned = matches!(direction, Direction::Right | Direction::Left);
        let height = if turned { page.height } else { page.width };
        let rules = if i == 0 { page.rules.as_slice() } else { &[] };
        Frame {
            height,
            letters: letters(page, *direction, marks),
            rules: rules
                .iter()
                .map(|rule| turn_rule(page, *direction, *rule))
                .collect(),
        }
    });
    (frames.collect(), slanted)
}

fn direction(mark: &Mark, last: Direction) -> Option<Direction> {
    let (dx, dy) = mark.along;
    if dx == 0.0 && dy == 0.0 {
        return Some(last);
    }
    let (ax, ay) = (dx.abs(), dy.abs());
    if ax.min(ay) > 0.1 * ax.max(ay) {
        return None;
    }
    Some(match (mark.vertical, ax > ay) {
        (true, false) => Direction::Columns,
        (_, true) if dx > 0.0 => Direction::Right,
        (_, true) => Direction::Left,
        (_, false) if dy > 0.0 => Direction::Down,
        (_, false) => Direction::Up,
    })
}

fn turn(page: &Page, direction: Direction, x: f64, y: f64) -> (f64, f64) {
    match direction {
        Direction::Right => (x, y),
        Direction::Down | Direction::Columns => (y, page.width - x),
        Direction::Left => (page.width - x, page.height - y),
        Direction::Up => (page.height - y, x),
    }
}

fn turn_rule(page: &Page, direction: Direction, rule: Rule) -> Rule {
    let a = turn(page, direction, rule.x0, rule.y0);
    let b = turn(page, direction, rule.x1, rule.y1);
    Rule {
        x0: a.0.min(b.0),
        y0: a.1.min(b.1),
        x1: a.0.max(b.0),
        y1: a.1.max(b.1),
    }
}

fn letters(page: &Page, direction: Direction, marks: &[&Mark]) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(marks.len());
    let mut places: HashMap<(i64, i64, &str), usize> = HashMap::new();
    for mark in marks {
        let text = mark.text.as_deref().unwrap_or("\u{fffd}");
        if text.is_empty() {
            continue;
        }
        let (u0, base) = turn(page, direction, mark.x, mark.y);
        // From the base line up to the middle of the glyph.
        let v = if direction == Direction::Columns {
            base
        } else {
            base - 0.36 * mark.size
        };
        let u1 = u0 + mark.along.0.hypot(mark.along.1);
        // Printed twice with a slight shift, a glyph is bold, not double.
        let place = ((u0 / 2.0).round() as i64, (v / 2.0).round() as i64);
        let double = (-1..=1)
            .flat_map(|i| (-1..=1).map(move |j| (i, j)))
            .any(|(i, j)| {
                places
                    .get(&(place.0 + i, place.1 + j, text))
                    .and_then(|at| letters.get(*at))
                    .is_some_and(|other: &Letter| {
                        (other.u0 - u0).abs() < 0.12 * mark.size
                            && (other.v - v).abs() < 0.12 * mark.size
                    })
            });
        if double && !text.trim().is_empty() {
            continue;
        }
        places.insert((place.0, place.1, text), letters.len());
        letters.push(Letter {
            text: readable(text),
            u0,
            u1,
            v,
            size: mark.size,
            font: mark.font,
        });
    }
    letters
}

/// What is meant by the characters that fonts name, with ligatures in their letters.
fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            _ => out.extend(Some(super::encoding::meant(c)).filter(|c| !c.is_control())),
        }
    }
    out
}
