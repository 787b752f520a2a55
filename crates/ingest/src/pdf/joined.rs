//! 续表 — a table that a page break cuts in two is one table.
//!
//! Decides that two grids belong together when nothing stands between them and their sides and inner edges agree;
//! that a head printed again is left out; and that a cell cut in two is one cell.

use super::ruled::{Grid, Placed};
use law::text::{Cell, Row, Table};

const NEAR: f64 = 3.0;

/// Whether `next`, first on its page, goes on with `grid`, last on the page before.
pub(super) fn goes_on(grid: &Grid, next: &Grid) -> bool {
    let near =
        |a: Option<&f64>, b: Option<&f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < NEAR);
    let inside = |a: &Grid, b: &Grid| {
        a.edges
            .iter()
            .all(|edge| b.edges.iter().any(|other| (edge - other).abs() < NEAR))
    };
    near(grid.edges.first(), next.edges.first())
        && near(grid.edges.last(), next.edges.last())
        && (inside(grid, next) || inside(next, grid))
}

/// Appends `next` to `grid`.
pub(super) fn append(grid: &mut Grid, mut next: Grid) {
    let more = if grid.edges.len() >= next.edges.len() {
        grid.edges.clone()
    } else {
        next.edges.clone()
    };
    widen(grid, &more);
    widen(&mut next, &more);
    drop_repeated_head(grid, &mut next);
    let shift = grid.n_rows;
    for mut cell in next.cells {
        cell.row += shift;
        let cut = grid.cells.iter_mut().find(|above| {
            cell.row == shift
                && above.row + above.n_rows == shift
                && (above.column, above.n_columns) == (cell.column, cell.n_columns)
                && (above.n_rows > 1 || cell.n_rows > 1)
                && (cell.text.is_empty() || (above.full && !is_numbered(&cell.text)))
        });
        match cut {
            Some(above) => {
                above.n_rows += cell.n_rows;
                super::rows::join(&mut above.text, &cell.text);
                above.full = cell.full;
            }
            None => grid.cells.push(cell),
        }
    }
    grid.n_rows += next.n_rows;
}

fn is_numbered(text: &str) -> bool {
    text.starts_with(|c: char| c == '（' || c == '(' || c.is_ascii_digit())
        || text.chars().nth(1) == Some('、')
}

fn widen(grid: &mut Grid, edges: &[f64]) {
    let place = |edge: f64| {
        let distance = |other: &f64| (other - edge).abs();
        let nearest = edges
            .iter()
            .enumerate()
            .min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        nearest.map_or(0, |(i, _)| i)
    };
    let moved: Vec<usize> = grid.edges.iter().map(|edge| place(*edge)).collect();
    for cell in &mut grid.cells {
        let from = moved.get(cell.column).copied().unwrap_or(0);
        let to = moved
            .get(cell.column + cell.n_columns)
            .copied()
            .unwrap_or(from + 1);
        cell.column = from;
        cell.n_columns = to.saturating_sub(from).max(1);
    }
    grid.edges = edges.to_vec();
}

fn drop_repeated_head(grid: &Grid, next: &mut Grid) {
    let head = head_rows(grid);
    let part = |grid: &Grid| -> Vec<(usize, usize, String)> {
        let cells = grid.cells.iter().filter(|cell| cell.row < head);
        cells
            .map(|cell| (cell.row, cell.column, cell.text.clone()))
            .collect()
    };
    if head == 0 || next.n_rows <= head || part(grid) != part(next) {
        return;
    }
    next.cells.retain(|cell| cell.row >= head);
    for cell in &mut next.cells {
        cell.row -= head;
    }
    next.n_rows -= head;
}

/// How many rows at the top are column heads: those that the first row's cells cover, and the rows below that part a
/// head over several columns; none of them holds a number, and the first is no title over the whole width.
fn head_rows(grid: &Grid) -> usize {
    let mut depth = 0;
    loop {
        let row: Vec<&Placed> = grid.cells.iter().filter(|cell| cell.row == depth).collect();
        let filled = row.iter().filter(|cell| !cell.text.is_empty()).count();
        let sound = row.len() > 1
            && row.iter().all(|cell| !is_number(&cell.text))
            && filled * 2 > row.len();
        let below = depth + row.iter().map(|cell| cell.n_rows).max().unwrap_or(0);
        if !sound || below >= grid.n_rows {
            return depth;
        }
        depth = below;
        // Another row of heads follows only under a head that is to be parted.
        let parted = |cell: &&Placed| cell.n_columns > 1 && cell.row + cell.n_rows == depth;
        let wide: Vec<&Placed> = grid.cells.iter().filter(parted).collect();
        let next = grid.cells.iter().filter(|cell| cell.row == depth);
        let parts = next.clone().any(|cell| {
            wide.iter().any(|head| {
                cell.column >= head.column
                    && cell.column + cell.n_columns <= head.column + head.n_columns
                    && cell.n_columns < head.n_columns
            })
        });
        if !parts || next.count() <= 1 {
            return depth;
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || ".,%-－ ".contains(c))
}

/// The table as it is handed on.
pub(super) fn table(grid: Grid) -> Table {
    let head = head_rows(&grid);
    let mut rows: Vec<Row> = (0..grid.n_rows)
        .map(|i| Row {
            head: i < head,
            cells: Vec::new(),
        })
        .collect();
    let mut cells = grid.cells;
    cells.sort_by_key(|cell| (cell.row, cell.column));
    let span = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    for cell in cells {
        if let Some(row) = rows.get_mut(cell.row) {
            row.cells.push(Cell {
                text: cell.text,
                colspan: span(cell.n_columns),
                rowspan: span(cell.n_rows),
            });
        }
    }
    // Two lines close together make a row without cells.
    rows.retain(|row| !row.cells.is_empty());
    Table {
        caption: None,
        rows,
        anchor: String::new(),
    }
}
