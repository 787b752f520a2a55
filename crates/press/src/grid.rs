//! A table as a full grid: which cell begins where, and which places another cell covers.

use law::text::{Cell, Table};

/// What stands at one place of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place<'a> {
    /// A cell begins here and covers `columns` × `rows` places that exist.
    Begins {
        cell: &'a Cell,
        columns: usize,
        rows: usize,
    },
    /// A cell that began in a row above goes on; it is `columns` wide.
    Below { columns: usize },
    /// Nothing was given for this place.
    Empty,
}

/// Rows of places; each row's columns add up to [`Grid::columns`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grid<'a> {
    pub(crate) columns: usize,
    pub(crate) rows: Vec<Vec<Place<'a>>>,
}

/// The widest table that is laid out: beyond it no column would hold a character.
const WIDEST: usize = 64;

impl<'a> Grid<'a> {
    /// The grid of a table; `None` where it is wider than a page can show.
    pub(crate) fn of(table: &'a Table) -> Option<Self> {
        // Per column: rows that a cell from above still covers, and how wide that cell is at its first column.
        let mut covered: Vec<(usize, usize)> = Vec::new();
        let mut rows: Vec<Vec<Place<'a>>> = Vec::new();
        let height = table.rows.len();
        for (at, row) in table.rows.iter().enumerate() {
            let mut places = Vec::new();
            let mut column = 0;
            let mut cells = row.cells.iter();
            loop {
                column = pass_covered(&mut covered, column, &mut places);
                let Some(cell) = cells.next() else { break };
                let free = free_from(&covered, column);
                let columns = usize::from(cell.colspan).max(1).min(free);
                let down = usize::from(cell.rowspan).clamp(1, height - at);
                if column + columns > WIDEST {
                    return None;
                }
                places.push(Place::Begins {
                    cell,
                    columns,
                    rows: down,
                });
                if covered.len() < column + columns {
                    covered.resize(column + columns, (0, 0));
                }
                for (n, slot) in covered[column..column + columns].iter_mut().enumerate() {
                    *slot = (down - 1, if n == 0 { columns } else { 0 });
                }
                column += columns;
            }
            while column < covered.len() {
                places.push(Place::Empty);
                column = pass_covered(&mut covered, column + 1, &mut places);
            }
            rows.push(places);
        }
        let columns = covered.len();
        for places in &mut rows {
            let filled: usize = places.iter().map(Place::columns).sum();
            places.extend(std::iter::repeat_n(Place::Empty, columns - filled));
        }
        Some(Self { columns, rows })
    }
}

impl Place<'_> {
    pub(crate) fn columns(&self) -> usize {
        match self {
            Self::Begins { columns, .. } | Self::Below { columns } => *columns,
            Self::Empty => 1,
        }
    }
}

/// Steps over what cells above cover; says at which column the row goes on.
fn pass_covered(
    covered: &mut [(usize, usize)],
    mut column: usize,
    places: &mut Vec<Place<'_>>,
) -> usize {
    while let Some((left, wide)) = covered.get(column).copied().filter(|(left, _)| *left > 0) {
        let wide = wide.max(1);
        for slot in &mut covered[column..column + wide] {
            slot.0 = left - 1;
        }
        places.push(Place::Below { columns: wide });
        column += wide;
    }
    column
}

/// How many columns are free from `column` on before one that a cell above covers.
fn free_from(covered: &[(usize, usize)], column: usize) -> usize {
    covered
        .iter()
        .skip(column)
        .position(|(left, _)| *left > 0)
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::text::Row;

    fn cell(text: &str, colspan: u16, rowspan: u16) -> Cell {
        Cell {
            text: text.into(),
            colspan,
            rowspan,
        }
    }

    fn table(rows: Vec<Vec<Cell>>) -> Table {
        Table {
            caption: None,
            rows: rows
                .into_iter()
                .map(|cells| Row { head: false, cells })
                .collect(),
            anchor: String::new(),
        }
    }

    fn shape(grid: &Grid<'_>) -> Vec<String> {
        grid.rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|place| match place {
                        Place::Begins {
                            cell,
                            columns,
                            rows,
                        } => format!("{}{columns}{rows}", cell.text),
                        Place::Below { columns } => format!("^{columns}"),
                        Place::Empty => "-".into(),
                    })
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    #[test]
    fn merged_cells_cover_what_they_say_and_no_more() {
        let merged = table(vec![
            vec![cell("甲", 2, 2), cell("乙", 1, 1)],
            vec![cell("丙", 1, 9)],
            vec![cell("丁", 1, 1)],
        ]);
        let grid = Grid::of(&merged).expect("narrow enough");
        assert_eq!(grid.columns, 3);
        assert_eq!(shape(&grid), ["甲22 乙11", "^2 丙12", "丁11 - ^1"]);
    }

    #[test]
    fn a_cell_ends_where_another_from_above_stands() {
        let merged = table(vec![
            vec![cell("甲", 1, 1), cell("乙", 1, 2)],
            vec![cell("丙", 2, 1)],
        ]);
        let grid = Grid::of(&merged).expect("narrow enough");
        assert_eq!(shape(&grid), ["甲11 乙12", "丙11 ^1"]);
    }

    #[test]
    fn a_table_wider_than_a_page_has_no_grid() {
        assert_eq!(Grid::of(&table(vec![vec![cell("甲", 65, 1)]])), None);
        assert_eq!(Grid::of(&table(vec![])).map(|grid| grid.columns), Some(0));
    }
}
