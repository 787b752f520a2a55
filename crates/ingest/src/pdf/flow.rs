//! 段落 — printed lines to paragraphs, over the breaks of pages and columns.
//!
//! Decides where a paragraph ends, by geometry alone: a first line set in, a line that ends although the next word
//! would still have fitted, another size, a line in the middle, a wider gap. What a paragraph *is* is decided in
//! [`crate::official`].
//!
//! Invariants
//! - Every line goes into exactly one paragraph; the order is that of reading.

use super::columns::Stretch;
use super::joined;
use super::rows::{self, Row};
use super::ruled::Grid;
use crate::line::{Align, Line, Piece};
use regex::Regex;
use std::sync::LazyLock;

/// A page in reading order.
#[derive(Debug)]
pub(super) enum Part {
    Stretch(Stretch),
    Grid(Grid),
    /// Where a page ends: gaps are not measured over it.
    Break,
}

#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant, and a test compiles it"
)]
static OWN_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:第[零〇一二三四五六七八九十百千0-9]+[编章节条]|[（(].*[）)]$|[一二三四五六七八九十]+、|附\s*件|目\s*录$)|〔\d{4}〕.{0,6}号$|^\S{1,20}令?第?\s*\d+\s*号$|文件$",
    )
    .expect("a pattern")
});

#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant, and a test compiles it"
)]
static LEADERS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[.．…·・‥]{4,}\s*[0-9IVXivx]+$").expect("a pattern"));

/// The usual measures of a document.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    left: f64,
    right: f64,
    size: f64,
    pitch: f64,
    /// Whether most of the document is set in columns.
    columned: bool,
}

/// Puts everything in the order and form that [`crate::official`] takes.
pub(super) fn pieces(parts: Vec<Part>) -> Vec<Piece> {
    let whole = Measure::of_whole(&parts);
    let mut out = Out::default();
    let mut at_break = true;
    for part in parts {
        match part {
            Part::Break => at_break = true,
            Part::Grid(grid) => {
                out.grid(grid, at_break);
                at_break = false;
            }
            Part::Stretch(stretch) => {
                let measure = Measure::for_stretch(&stretch, whole);
                for row in stretch.rows {
                    out.row(row, measure, at_break);
                    at_break = false;
                }
                // The next stretch is another column or below columns: its first line is not under this one.
                at_break = true;
            }
        }
    }
    out.finish()
}

impl Measure {
    /// A document set in columns has its edges where these begin and end.
    fn of_whole(parts: &[Part]) -> Self {
        let stretches = || {
            parts.iter().filter_map(|part| match part {
                Part::Stretch(stretch) => Some(stretch),
                _ => None,
            })
        };
        let rows = |column: bool| {
            stretches()
                .filter(move |s| s.column == column)
                .map(|s| s.rows.as_slice())
        };
        let n = |column: bool| rows(column).map(<[Row]>::len).sum::<usize>();
        if n(false) > n(true) {
            return Self::of(rows(false));
        }
        let mut rights: Vec<f64> = rows(true).flatten().map(|row| row.u1).collect();
        rights.sort_by(f64::total_cmp);
        let right = rights.get(rights.len() * 99 / 100).copied().unwrap_or(0.0);
        Self {
            right,
            columned: n(true) > 0,
            ..Self::of(rows(true))
        }
    }

    fn of<'a>(stretches: impl Iterator<Item = &'a [Row]>) -> Self {
        let mut size = Vec::new();
        let mut pitch = Vec::new();
        let mut all: Vec<&Row> = Vec::new();
        for rows in stretches {
            for (i, row) in rows.iter().enumerate() {
                size.extend(std::iter::repeat_n(row.size, row.n_letters.min(64)));
                if let Some(next) = rows.get(i + 1) {
                    pitch.push(next.v - row.v);
                }
                all.push(row);
            }
        }
        let size = rows::usual(size.into_iter());
        let (left, right) = edges(&all);
        let near = pitch
            .into_iter()
            .filter(|pitch| *pitch > 0.8 * size && *pitch < 4.0 * size);
        Self {
            left,
            right,
            size,
            pitch: rows::usual(near.map(f64::round)),
            columned: false,
        }
    }

    /// A page's own edges where it has enough full lines to tell; a column's always.
    fn for_stretch(stretch: &Stretch, whole: Self) -> Self {
        let own: Vec<&Row> = stretch.rows.iter().collect();
        let (left, right) = edges(&own);
        let width = whole.right - whole.left;
        let long = own
            .iter()
            .filter(|row| row.u1 - row.u0 > 0.8 * width)
            .count();
        // On the last page the text may end before the second column begins.
        let even = own.iter().filter(|row| row.u1 > right - row.size).count();
        if stretch.column || long >= 3 || (whole.columned && even >= 4) {
            Self {
                left,
                right,
                ..whole
            }
        } else {
            whole
        }
    }
}

/// Where lines begin and end: the leftmost edge that several lines share (first lines are set in, so it need not be
/// that of most), and the rightmost one that
/// several long lines share.
fn edges(rows: &[&Row]) -> (f64, f64) {
    let mut lefts: Vec<f64> = rows.iter().map(|row| row.u0).collect();
    lefts.sort_by(f64::total_cmp);
    let enough = 2.max(lefts.len() / 20);
    let shared = lefts
        .windows(enough)
        .find_map(|few| few.first().zip(few.last()).filter(|(a, b)| *b - *a < 3.0));
    let left = shared
        .map(|(a, _)| *a)
        .or(lefts.first().copied())
        .unwrap_or(0.0);
    let widest = rows.iter().map(|row| row.u1 - row.u0).fold(0.0, f64::max);
    let long = rows.iter().filter(|row| row.u1 - row.u0 > 0.7 * widest);
    let mut rights: Vec<f64> = long.map(|row| row.u1).collect();
    rights.sort_by(f64::total_cmp);
    // A line that sticks out alone is no edge.
    let enough = 2.max(rights.len() / 5);
    let shared = rights
        .windows(enough)
        .rev()
        .find_map(|few| few.first().zip(few.last()).filter(|(a, b)| *b - *a < 12.0));
    let usual = rights.get(rights.len() * 3 / 4).copied();
    (left, shared.map(|(_, b)| *b).or(usual).unwrap_or(0.0))
}

struct Open {
    text: String,
    n_rows: usize,
    first: Row,
    last: Row,
    second_left: f64,
    /// The right edge where its last line stands.
    right: f64,
    align: Align,
    indented: bool,
    bold: bool,
    /// Nothing may be added: an entry of a table of contents.
    closed: bool,
}

#[derive(Default)]
struct Out {
    pieces: Vec<Piece>,
    open: Option<Open>,
    table: Option<Grid>,
}

impl Out {
    fn grid(&mut self, grid: Grid, at_break: bool) {
        if self.open.is_none()
            && at_break
            && let Some(before) = &mut self.table
            && joined::goes_on(before, &grid)
        {
            joined::append(before, grid);
            return;
        }
        self.close();
        self.table = Some(grid);
    }

    fn close(&mut self) {
        if let Some(grid) = self.table.take() {
            self.pieces.push(Piece::Table(joined::table(grid)));
        }
        if let Some(open) = self.open.take() {
            self.pieces.push(Piece::Line(Line {
                text: open.text,
                level: None,
                align: open.align,
                bold: open.bold,
                size: Some(open.first.size as f32),
                indented: open.indented,
            }));
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.close();
        self.pieces
    }

    fn row(&mut self, row: Row, measure: Measure, at_break: bool) {
        let align = alignment(&row, measure);
        if self.table.is_none()
            && let Some(open) = &mut self.open
            && open.takes(&row, align, measure, at_break)
        {
            rows::join(&mut open.text, &row.text);
            open.n_rows += 1;
            if open.n_rows == 2 {
                open.second_left = row.u0;
            }
            open.bold &= row.bold;
            open.last = row;
            open.right = measure.right;
            return;
        }
        self.close();
        self.open = Some(Open {
            text: row.text.trim_matches(crate::line::is_blank).to_owned(),
            n_rows: 1,
            second_left: measure.left,
            right: measure.right,
            align,
            indented: align == Align::Start && row.u0 - measure.left > 1.2 * row.size,
            bold: row.bold,
            closed: LEADERS.is_match(&row.text),
            first: row.clone(),
            last: row,
        });
    }
}

impl Open {
    /// Whether `row` goes on with this paragraph.
    fn takes(&self, row: &Row, align: Align, measure: Measure, at_break: bool) -> bool {
        let em = row.size.max(self.last.size);
        let gap = row.v - self.last.v;
        if self.closed || (row.size - self.last.size).abs() > 0.12 * em {
            return false;
        }
        if !at_break && gap > (1.45 * measure.pitch).clamp(1.9 * em, 3.0 * em) {
            return false;
        }
        if align == Align::Centre || self.align == Align::Centre {
            return self.takes_centred(row, align, measure);
        }
        let room = self.right - self.last.u1;
        if room > (row.first_piece + 0.6 * em).max(1.5 * em) {
            return false;
        }
        if align == Align::End {
            return false;
        }
        let indent = row.u0 - measure.left;
        let hangs = self.n_rows >= 2 && (row.u0 - self.second_left).abs() < 0.6 * em;
        indent < 1.2 * em || hangs
    }

    /// Titles go over several lines; a line that has a meaning of its own begins anew.
    fn takes_centred(&self, row: &Row, align: Align, measure: Measure) -> bool {
        let large = row.size > 1.15 * measure.size;
        align == self.align
            && !OWN_LINE.is_match(row.text.trim())
            && !OWN_LINE.is_match(self.last.text.trim())
            && (large || self.last.u1 > self.right - 2.0 * row.size)
    }
}

fn alignment(row: &Row, measure: Measure) -> Align {
    let (before, after) = (row.u0 - measure.left, measure.right - row.u1);
    let em = row.size;
    let even = (before - after).abs();
    let large = em > 1.15 * measure.size;
    let centred = if large {
        even < 1.5 * em && before > -em
    } else {
        even < 1.2 * em && before > 2.6 * em
    };
    if centred {
        Align::Centre
    } else if after < 4.6 * em && before > 0.45 * (measure.right - measure.left) {
        Align::End
    } else {
        Align::Start
    }
}
