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
const LONGEST: usize = 512;

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
                    continue;
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
    let mut words = text.split(is_blank).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().chars();
    let rest = words.flat_map(|word| std::iter::once(' ').chain(word.chars()));
    first.chain(rest).take(LONGEST).collect()
}

fn put(seen: &mut [Option<String>], column: usize, text: &str) {
    if let Some(slot) = seen.get_mut(column) {
        *slot = Some(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Cell, Row, Table};

    fn grid(rows: Vec<Vec<Cell>>) -> Grid {
        let rows = rows.into_iter().map(|cells| Row { head: false, cells });
        Grid::of(&Table {
            rows: rows.collect(),
            ..Table::default()
        })
    }

    #[test]
    fn a_cell_is_seen_in_as_many_rows_as_it_spans() {
        let tall = Cell {
            rowspan: 3,
            ..Cell::of("高")
        };
        let of = |text: &str| vec![Cell::of(text)];
        let grid = grid(vec![
            vec![tall, Cell::of("一")],
            of("二"),
            of("三"),
            vec![Cell::of("四"), Cell::of("五")],
        ]);
        let seen: Vec<String> = grid.rows().iter().map(|line| line.seen.concat()).collect();
        assert_eq!(seen, ["高一", "高二", "高三", "四五"]);
    }

    #[test]
    fn what_stands_beyond_the_last_column_is_told_where_it_says_something() {
        let full = || vec![Cell::of("字"); MOST_COLUMNS];
        let with = |more: &[&str]| [full(), more.iter().map(|it| Cell::of(*it)).collect()].concat();
        for (rows, is_cut) in [
            (vec![full()], false),
            (vec![with(&[" ", ""])], false),
            (vec![with(&["5"])], true),
            (vec![with(&["", "5"])], true),
            (vec![with(&["5", ""]), full(), with(&[""])], true),
        ] {
            assert_eq!(grid(rows.clone()).is_cut(), is_cut, "{}", rows.len());
        }
    }

    #[test]
    fn a_cell_is_its_words_with_one_blank_for_many() {
        let grid = grid(vec![vec![
            Cell::of(" 甲\u{3000}\n 乙\u{a0}"),
            Cell::of("字".repeat(10_000)),
        ]]);
        let own = &grid.rows()[0].own;
        assert_eq!(own[0].text, "甲 乙");
        assert!(own[1].text.chars().count() <= LONGEST);
    }
}
