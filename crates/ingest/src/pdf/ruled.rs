//! 表格 — tables from their ruling lines.
//!
//! Decides which lines make a grid, which of its boxes are one merged cell (no line stands between them), and which
//! words stand in which cell. Sides that are left open, as in many statistical tables, count as drawn. A grid of one
//! box is a frame around text and no table; so is one with hardly a word in it.

use super::content::Rule;
use super::frame::{Frame, Letter};
use super::rows::{self, Row};

/// Lines nearer than this are one line, in points.
const NEAR: f64 = 2.5;
const MOST_LINES: usize = 600;
const MOST_BOXES: usize = 60_000;

/// A table where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Grid {
    /// The edges of the columns, from left to right.
    pub(super) edges: Vec<f64>,
    pub(super) v0: f64,
    pub(super) v1: f64,
    pub(super) n_rows: usize,
    /// In reading order.
    pub(super) cells: Vec<Placed>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Placed {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) n_rows: usize,
    pub(super) n_columns: usize,
    pub(super) text: String,
    /// Whether its last line fills the cell, so that the words may go on elsewhere.
    pub(super) full: bool,
}

/// A line, lying or standing: where it is across, and from where to where it goes.
#[derive(Clone, Copy, Debug)]
struct Line {
    at: f64,
    from: f64,
    to: f64,
}

/// The tables of a page, uppermost first; their letters are taken out of the frame.
pub(super) fn grids(frame: &mut Frame) -> Vec<Grid> {
    let (lying, standing) = sorted(&frame.rules);
    if lying.len() > MOST_LINES || standing.len() > MOST_LINES {
        return Vec::new();
    }
    let mut grids: Vec<Grid> = Vec::new();
    for (lying, standing) in components(&lying, &standing) {
        let Some(grid) = Boxes::of(&lying, &standing) else {
            continue;
        };
        // What stands in a cell of a larger table is part of that cell.
        let inside = grids.iter().any(|g| {
            g.v0 - NEAR <= grid.top()
                && grid.bottom() <= g.v1 + NEAR
                && g.edges.first().is_some_and(|e| e - NEAR <= grid.left())
        });
        if !inside && let Some(grid) = grid.filled(&mut frame.letters) {
            grids.push(grid);
        }
    }
    grids.sort_by(|a, b| a.v0.total_cmp(&b.v0));
    grids
}

fn sorted(rules: &[Rule]) -> (Vec<Line>, Vec<Line>) {
    let (mut lying, mut standing) = (Vec::new(), Vec::new());
    for rule in rules {
        if rule.x1 - rule.x0 >= rule.y1 - rule.y0 {
            let at = f64::midpoint(rule.y0, rule.y1);
            lying.push(Line {
                at,
                from: rule.x0,
                to: rule.x1,
            });
        } else {
            let at = f64::midpoint(rule.x0, rule.x1);
            standing.push(Line {
                at,
                from: rule.y0,
                to: rule.y1,
            });
        }
    }
    (merged(lying), merged(standing))
}

/// Pieces of one line, also a dashed one, as one.
fn merged(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut groups: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| line.at - last.at < 1.2) => {
                group.push(line);
            }
            _ => groups.push(vec![line]),
        }
    }
    let mut out = Vec::new();
    for mut group in groups {
        let at = group.iter().map(|line| line.at).sum::<f64>() / group.len() as f64;
        group.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut open: Option<Line> = None;
        for line in group {
            match &mut open {
                Some(last) if line.from <= last.to + 3.0 => last.to = last.to.max(line.to),
                _ => out.extend(open.replace(Line { at, ..line })),
            }
        }
        out.extend(open);
    }
    out.retain(|line| line.to - line.from > 4.0);
    out
}

/// Lines that touch one another, the largest company first.
fn components(lying: &[Line], standing: &[Line]) -> Vec<(Vec<Line>, Vec<Line>)> {
    let mut parent: Vec<usize> = (0..lying.len() + standing.len()).collect();
    for (i, h) in lying.iter().enumerate() {
        for (j, v) in standing.iter().enumerate() {
            let touches = (h.from - NEAR..=h.to + NEAR).contains(&v.at)
                && (v.from - NEAR..=v.to + NEAR).contains(&h.at);
            if touches {
                let (a, b) = (root(&mut parent, i), root(&mut parent, lying.len() + j));
                if let Some(slot) = parent.get_mut(a) {
                    *slot = b;
                }
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, (Vec<Line>, Vec<Line>)> =
        std::collections::BTreeMap::default();
    for (i, h) in lying.iter().enumerate() {
        groups.entry(root(&mut parent, i)).or_default().0.push(*h);
    }
    for (j, v) in standing.iter().enumerate() {
        groups
            .entry(root(&mut parent, lying.len() + j))
            .or_default()
            .1
            .push(*v);
    }
    let mut groups: Vec<(Vec<Line>, Vec<Line>)> = groups.into_values().collect();
    let extent = |lines: &[Line]| lines.iter().map(|l| l.to - l.from).fold(0.0, f64::max);
    groups.sort_by(|a, b| {
        let area = |g: &(Vec<Line>, Vec<Line>)| extent(&g.0) * extent(&g.1);
        area(b).total_cmp(&area(a))
    });
    groups
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while let Some(&up) = parent.get(i) {
        if up == i {
            break;
        }
        // Halve the way for those who come later.
        let above = parent.get(up).copied().unwrap_or(up);
        if let Some(slot) = parent.get_mut(i) {
            *slot = above;
        }
        i = up;
    }
    i
}

/// The boxes of a grid, and between which of them a line stands.
struct Boxes {
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// Whether a line stands left of the box, or above it; by row and column.
    left: Vec<bool>,
    above: Vec<bool>,
}

impl Boxes {
    fn of(lying: &[Line], standing: &[Line]) -> Option<Self> {
        if lying.len() < 2 || standing.is_empty() {
            return None;
        }
        let ends = |lines: &[Line]| {
            let from = lines.iter().map(|l| l.from).fold(f64::INFINITY, f64::min);
            let to = lines.iter().map(|l| l.to).fold(f64::NEG_INFINITY, f64::max);
            [from, to]
        };
        let xs = places(standing, ends(lying));
        let ys = places(lying, ends(standing));
        let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
        let n = columns
            .checked_mul(rows)
            .filter(|n| (2..=MOST_BOXES).contains(n))?;
        let (mut left, mut above) = (vec![false; n], vec![false; n]);
        for line in standing {
            let column = nearest(&xs, line.at);
            for (row, pair) in ys.windows(2).enumerate() {
                let &[top, bottom] = pair else { continue };
                let middle = f64::midpoint(top, bottom);
                if (line.from..=line.to).contains(&middle)
                    && column < columns
                    && let Some(slot) = left.get_mut(row * columns + column)
                {
                    *slot = true;
                }
            }
        }
        for line in lying {
            let row = nearest(&ys, line.at);
            for (column, pair) in xs.windows(2).enumerate() {
                let &[from, to] = pair else { continue };
                let middle = f64::midpoint(from, to);
                if (line.from..=line.to).contains(&middle)
                    && let Some(slot) = above.get_mut(row * columns + column)
                {
                    *slot = true;
                }
            }
        }
        Some(Self {
            xs,
            ys,
            left,
            above,
        })
    }

    fn left(&self) -> f64 {
        self.xs.first().copied().unwrap_or(0.0)
    }

    fn top(&self) -> f64 {
        self.ys.first().copied().unwrap_or(0.0)
    }

    fn bottom(&self) -> f64 {
        self.ys.last().copied().unwrap_or(0.0)
    }

    /// Joins boxes to cells and puts the letters in; none where it is no table, and then no letter is taken.
    fn filled(&self, letters: &mut Vec<Letter>) -> Option<Grid> {
        let columns = self.xs.len() - 1;
        let (mut owner, mut cells) = self.cells(columns);
        let right = self.xs.last().copied().unwrap_or(0.0);
        let (mut own, mut rest): (Vec<Vec<Letter>>, Vec<Letter>) =
            (vec![Vec::new(); cells.len()], Vec::new());
        for letter in letters.drain(..) {
            let u = f64::midpoint(letter.u0, letter.u1);
            let inside = u >= self.left()
                && u <= right
                && letter.v >= self.top()
                && letter.v <= self.bottom();
            let at = inside.then(|| {
                let column = interval(&self.xs, u);
                owner
                    .get_mut(interval(&self.ys, letter.v) * columns + column)
                    .copied()
            });
            match at.flatten().and_then(|cell| own.get_mut(cell)) {
                Some(cell) => cell.push(letter),
                None => rest.push(letter),
            }
        }
        *letters = rest;
        if own
            .iter()
            .filter(|cell| cell.iter().any(|l| !l.is_blank()))
            .count()
            < 2
        {
            letters.extend(own.into_iter().flatten());
            return None;
        }
        for (cell, own) in cells.iter_mut().zip(own) {
            let right = self
                .xs
                .get(cell.column + cell.n_columns)
                .copied()
                .unwrap_or(right);
            let rows = rows::rows(own);
            cell.full = rows.last().is_some_and(|row| row.u1 + row.size > right);
            cell.text = cell_text(&rows, right);
        }
        Some(Grid {
            v0: self.top(),
            v1: self.bottom(),
            n_rows: self.ys.len() - 1,
            edges: self.xs.clone(),
            cells,
        })
    }

    /// Which cell each box belongs to, and the cells.
    fn cells(&self, columns: usize) -> (Vec<usize>, Vec<Placed>) {
        let rows = self.ys.len() - 1;
        let mut owner = vec![usize::MAX; columns * rows];
        let mut cells: Vec<Placed> = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let free = |owner: &[usize], r: usize, c: usize| {
                    owner.get(r * columns + c) == Some(&usize::MAX)
                };
                if !free(&owner, row, column) {
                    continue;
                }
                let line = |lines: &[bool], r: usize, c: usize| {
                    lines.get(r * columns + c).copied().unwrap_or(true)
                };
                let mut wide = 1;
                while column + wide < columns
                    && free(&owner, row, column + wide)
                    && !line(&self.left, row, column + wide)
                {
                    wide += 1;
                }
                let mut high = 1;
                while row + high < rows
                    && (column..column + wide)
                        .all(|c| free(&owner, row + high, c) && !line(&self.above, row + high, c))
                {
                    high += 1;
                }
                for r in row..row + high {
                    for c in column..column + wide {
                        if let Some(slot) = owner.get_mut(r * columns + c) {
                            *slot = cells.len();
                        }
                    }
                }
                cells.push(Placed {
                    row,
                    column,
                    n_rows: high,
                    n_columns: wide,
                    ..Placed::default()
                });
            }
        }
        (owner, cells)
    }
}

/// The places of lines, near ones as one, and the ends of the lines across them.
fn places(lines: &[Line], ends: [f64; 2]) -> Vec<f64> {
    let mut all: Vec<f64> = lines.iter().map(|line| line.at).collect();
    all.sort_by(f64::total_cmp);
    let mut out: Vec<f64> = Vec::new();
    for at in all {
        if out.last().is_none_or(|last| at - last > NEAR) {
            out.push(at);
        }
    }
    // An open side: the lines across go on well beyond the last line.
    let [from, to] = ends;
    if out.first().is_some_and(|first| first - from > 8.0) {
        out.insert(0, from);
    }
    if out.last().is_some_and(|last| to - last > 8.0) {
        out.push(to);
    }
    out
}

fn nearest(places: &[f64], at: f64) -> usize {
    let after = places.partition_point(|place| *place < at);
    let before = after.saturating_sub(1);
    let distance = |i: usize| {
        places
            .get(i)
            .map_or(f64::INFINITY, |place| (place - at).abs())
    };
    if distance(before) <= distance(after) {
        before
    } else {
        after
    }
}

fn interval(places: &[f64], at: f64) -> usize {
    places
        .partition_point(|place| *place <= at)
        .clamp(1, places.len().max(2) - 1)
        - 1
}

/// The words of a cell: its lines go on in one another, unless one ends a sentence before the edge.
fn cell_text(rows: &[Row], right: f64) -> String {
    let mut text = String::new();
    let mut before: Option<&Row> = None;
    for row in rows {
        if let Some(before) = before {
            let ended = before.text.ends_with(['。', '；', ';', '：']);
            if ended && right - before.u1 > row.first_piece + row.size {
                text.push('\n');
            }
        }
        rows::join(&mut text, &row.text);
        before = Some(row);
    }
    text
}
