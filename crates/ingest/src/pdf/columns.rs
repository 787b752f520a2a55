//! 分栏 — the order in which the lines of a page are read.
//!
//! Decides that a stretch of the page is set in columns when a gap that no line crosses parts it and both sides are
//! well filled. Forms with a word here and a word there are not: their lines are read across.

use super::rows::Row;

/// A stretch of lines that are read one after another between the same edges.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    pub(super) rows: Vec<Row>,
    /// Whether it is a column beside others, with edges of its own.
    pub(super) column: bool,
}

/// Puts the lines of a page in order.
pub(super) fn ordered(rows: Vec<Row>, depth: usize) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let mut across: Vec<Row> = Vec::new();
    let mut rows = rows;
    let mut i = 0;
    while i < rows.len() {
        match zone(rows.get(i..).unwrap_or_default()) {
            Some((n, from, to)) if depth < 3 => {
                let rest = rows.split_off(i);
                across.append(&mut rows);
                if !across.is_empty() {
                    out.push(Stretch {
                        rows: std::mem::take(&mut across),
                        column: depth > 0,
                    });
                }
                let mut rest = rest.into_iter();
                let (mut left, mut right) = (Vec::new(), Vec::new());
                for row in rest.by_ref().take(n) {
                    let (a, b) = split(row, f64::midpoint(from, to));
                    left.extend(a);
                    right.extend(b);
                }
                for part in [left, right] {
                    let mut parts = ordered(part, depth + 1);
                    for part in &mut parts {
                        part.column = true;
                    }
                    out.append(&mut parts);
                }
                rows = rest.collect();
                i = 0;
            }
            _ => i += 1,
        }
    }
    if !rows.is_empty() {
        out.push(Stretch {
            rows,
            column: depth > 0,
        });
    }
    out
}

/// How many rows from the first one on are set in two columns, and the gap between these.
fn zone(rows: &[Row]) -> Option<(usize, f64, f64)> {
    let (mut from, mut to) = gutter(rows)?;
    let (mut n_left, mut n_right, mut n) = (0usize, 0usize, 0usize);
    let (mut left, mut right) = ((f64::INFINITY, 0.0), (0.0, f64::NEG_INFINITY));
    for row in rows {
        let (a, b) = own_gap(row, from, to);
        if b.min(to) - a.max(from) < 0.8 * row.size {
            break;
        }
        (from, to) = (a.max(from), b.min(to));
        if a.is_finite() {
            n_left += 1;
            left = (left.0.min(row.u0), left.1 + (a - row.u0));
        }
        if b.is_finite() {
            n_right += 1;
            right = (right.0 + (row.u1 - b), right.1.max(row.u1));
        }
        n += 1;
    }
    if n_left < 4 || n_right < 4 {
        return None;
    }
    let filled = left.1 / n_left as f64 > 0.6 * (from - left.0)
        && right.0 / n_right as f64 > 0.6 * (right.1 - to);
    let even = (from - left.0) > 0.5 * (right.1 - to) && (right.1 - to) > 0.5 * (from - left.0);
    (filled && even).then_some((n, from, to))
}

/// The gap of a row that best covers the one from `from` to `to`; left of its first glyph and right of its last is gap
/// without end.
fn own_gap(row: &Row, from: f64, to: f64) -> (f64, f64) {
    let mut best = (f64::INFINITY, f64::NEG_INFINITY);
    let mut end = f64::NEG_INFINITY;
    let solid = row.letters.iter().filter(|letter| !letter.is_blank());
    let starts = solid.map(|letter| (letter.u0, letter.u1));
    for (start, next_end) in starts.chain([(f64::INFINITY, f64::INFINITY)]) {
        let covers = |(a, b): (f64, f64)| b.min(to) - a.max(from);
        if best.0 > best.1 || covers((end, start)) > covers(best) {
            best = (end, start);
        }
        end = end.max(next_end);
    }
    best
}

/// The gap that the first rows suggest: inside the first, or between it and the next one beside it.
fn gutter(rows: &[Row]) -> Option<(f64, f64)> {
    let first = rows.first()?;
    let mut widest: Option<(f64, f64)> = None;
    let mut end = f64::INFINITY;
    for letter in first.letters.iter().filter(|letter| !letter.is_blank()) {
        if letter.u0 - end > 1.2 * first.size && widest.is_none_or(|(a, b)| letter.u0 - end > b - a)
        {
            widest = Some((end, letter.u0));
        }
        end = letter.u1;
    }
    widest.or_else(|| {
        let next = rows.get(1)?;
        let beside = next.v - first.v < 0.9 * first.size;
        let (left, right) = if first.u0 < next.u0 {
            (first, next)
        } else {
            (next, first)
        };
        (beside && right.u0 - left.u1 > 0.8 * first.size).then_some((left.u1, right.u0))
    })
}

fn split(row: Row, at: f64) -> (Option<Row>, Option<Row>) {
    let (left, right) = row.letters.into_iter().partition(|letter| letter.u1 <= at);
    (Row::of(left), Row::of(right))
}
