//! 方格 — a table of cells that span columns and rows, laid out.
//!
//! Invariants
//! - No more than [`MOST_ROWS`] rows and [`MOST_COLUMNS`] columns are laid out, however far a span reaches, and of no cell
//!   more than its first words.

use crate::report::figure::is_blank;
use crate::text;

/// Rows that are looked at; all three tables have sixty.
const MOST_ROWS: usize = 4_000;
/// Columns that are looked at; the widest table has fifteen.
const MOST_COLUMNS: usize = 64;

/// No label and no figure is as long as this.
const LONGEST: usize = 256;

/// A cell that begins in a row.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// The column where it begins, from 0.
    pub(super) column: usize,
    pub(super) text: String,
}

/// A row as it is seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// The cells that begin here, from left to right.
    pub(super) own: Vec<Own>,
    /// What stands in each column, also where the cell began in a row above or a column before.
    pub(super) seen: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Grid {
    lines: Vec<Line>,
    is_cut: bool,
}

impl Grid {
    pub(super) fn of(table: &text::Table) -> Self {
        // What reaches down in each column, and for how many rows yet.
        let mut above: Vec<Option<(String, u16)>> = vec![None; MOST_COLUMNS];
        let mut grid = Self {
            lines: Vec::new(),
            is_cut: MOST_ROWS < table.rows.len(),
        };
        for row in table.rows.iter().take(MOST_ROWS) {
            let mut line = Line::default();
            let mut next: Vec<Option<(String, u16)>> = vec![None; MOST_COLUMNS];
            let mut seen: Vec<Option<String>> = vec![None; MOST_COLUMNS];
            for (column, slot) in above.iter().enumerate() {
                let Some((text, left)) = slot else { continue };
                put(&mut seen, column, text);
                if *left > 1
                    && let Some(slot) = next.get_mut(column)
                {
                    *slot = Some((text.clone(), left - 1));
                }
            }
            let mut column = 0;
            for cell in &row.cells {
                while seen.get(column).is_some_and(Option::is_some) {
                    column += 1;
                }
                if MOST_COLUMNS <= column {
                    grid.is_cut |= !cell.text.trim().is_empty();
                    break;
                }
                let text = short(&cell.text);
                let end = (column + usize::from(cell.colspan.max(1))).min(MOST_COLUMNS);
                for at in column..end {
                    put(&mut seen, at, &text);
                    if cell.rowspan > 1
                        && let Some(slot) = next.get_mut(at)
                    {
                        *slot = Some((text.clone(), cell.rowspan - 1));
                    }
                }
                line.own.push(Own { column, text });
                column = end;
            }
            let width = seen
                .iter()
                .rposition(Option::is_some)
                .map_or(0, |at| at + 1);
            seen.truncate(width);
            line.seen = seen.into_iter().map(Option::unwrap_or_default).collect();
            grid.lines.push(line);
            above = next;
        }
        grid
    }

    pub(super) fn rows(&self) -> &[Line] {
        &self.lines
    }

    /// Whether something of it was not looked at.
    pub(super) const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The words of every cell, once.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let own = self.lines.iter().flat_map(|line| &line.own);
        own.map(|cell| cell.text.as_str())
    }
}

/// The first words of a cell, with one blank for many.
fn short(text: &str) -> String {
    let words = text.split(is_blank).filter(|word| !word.is_empty());
    let mut short = String::new();
    for word in words {
        if LONGEST < short.chars().count() {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.extend(word.chars().take(LONGEST + 1));
    }
    short
}

fn put(seen: &mut [Option<String>], column: usize, text: &str) {
    if let Some(slot) = seen.get_mut(column) {
        *slot = Some(text.to_owned());
    }
}
