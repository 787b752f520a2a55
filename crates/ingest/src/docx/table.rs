//! 表格 — a Word table to a table of cells that span columns and rows; and tables that only lay a page out.
//!
//! Decides which tables are none: a frame around words, the imprint (版记), and the red head of a joint document.

use crate::line::{Line, Piece};
use law::text::{Cell, Row, Table};

/// A table whose end has not come yet.
#[derive(Default)]
pub(super) struct Building {
    rows: Vec<BuildingRow>,
    /// The text in cells that another cell covers; it is not printed.
    pub(super) covered: usize,
}

#[derive(Default)]
pub(super) struct BuildingRow {
    pub(super) head: bool,
    pub(super) deleted: bool,
    /// Columns left free before the first cell.
    pub(super) before: u16,
    pub(super) cells: Vec<BuildingCell>,
}

#[derive(Default)]
pub(super) struct BuildingCell {
    pub(super) columns: u16,
    pub(super) merge: Merge,
    pub(super) pieces: Vec<Piece>,
}

/// How a cell is merged with the one above.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Merge {
    #[default]
    None,
    Continue,
}

impl Building {
    pub(super) fn begin_row(&mut self) {
        self.rows.push(BuildingRow::default());
    }

    pub(super) fn row(&mut self) -> Option<&mut BuildingRow> {
        self.rows.last_mut()
    }

    pub(super) fn cell(&mut self) -> Option<&mut BuildingCell> {
        self.rows.last_mut()?.cells.last_mut()
    }

    /// The table as pieces: itself, and what cannot stand in a cell after it.
    pub(super) fn finish(mut self) -> Vec<Piece> {
        self.rows
            .retain(|row| !row.deleted && !row.cells.is_empty());
        if let Some(lines) = self.as_layout() {
            return lines;
        }
        let mut after = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        // The cell that reaches down in each column: its row and its place there.
        let mut above: Vec<Option<(usize, usize)>> = Vec::new();
        for (at, row) in self.rows.into_iter().enumerate() {
            let mut cells: Vec<Cell> = Vec::new();
            let mut column = usize::from(row.before);
            if row.before > 0 {
                cells.push(Cell {
                    text: String::new(),
                    colspan: row.before,
                    rowspan: 1,
                });
            }
            for cell in row.cells {
                let text = words(cell.pieces, &mut after);
                let owner = above.get(column).copied().flatten();
                let place = match owner {
                    Some((row, place)) if cell.merge == Merge::Continue => {
                        self.covered += text.trim().chars().count();
                        let owner = rows.get_mut(row).and_then(|row| row.cells.get_mut(place));
                        if let Some(owner) = owner {
                            owner.rowspan = owner.rowspan.saturating_add(1);
                        }
                        (row, place)
                    }
                    _ => {
                        cells.push(Cell {
                            text,
                            colspan: cell.columns.max(1),
                            rowspan: 1,
                        });
                        (at, cells.len() - 1)
                    }
                };
                let end = column + usize::from(cell.columns.max(1));
                if above.len() < end {
                    above.resize(end, None);
                }
                above
                    .iter_mut()
                    .take(end)
                    .skip(column)
                    .for_each(|slot| *slot = Some(place));
                column = end;
            }
            rows.push(Row {
                head: row.head,
                cells,
            });
        }
        let mut pieces = Vec::new();
        if !rows.is_empty() {
            pieces.push(Piece::Table(Table {
                caption: None,
                rows,
                anchor: String::new(),
            }));
        }
        pieces.append(&mut after);
        pieces
    }

    /// The lines of a table that only lays words out, `None` where it is a table.
    fn as_layout(&mut self) -> Option<Vec<Piece>> {
        let cells: usize = self.rows.iter().map(|row| row.cells.len()).sum();
        if cells == 1 {
            return Some(
                std::mem::take(&mut self.rows)
                    .into_iter()
                    .flat_map(pieces_of)
                    .collect(),
            );
        }
        let narrow = self.rows.len() <= 4 && self.rows.iter().all(|row| row.cells.len() <= 2);
        if narrow && self.rows.iter().flat_map(|row| &row.cells).any(is_imprint) {
            return Some(
                std::mem::take(&mut self.rows)
                    .into_iter()
                    .map(side_by_side)
                    .collect(),
            );
        }
        let red_head = self.rows.first().is_some_and(|row| row.cells.len() == 2)
            && self
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .any(|cell| peek(cell) == "文件");
        if red_head {
            let rows = std::mem::take(&mut self.rows);
            let mut lines: Vec<Piece> = Vec::new();
            for piece in rows.into_iter().flat_map(pieces_of) {
                match piece {
                    Piece::Line(line) if line.words() == "文件" || line.words().is_empty() => {}
                    piece => lines.push(piece),
                }
            }
            if let Some(Piece::Line(last)) = lines.last_mut() {
                last.text = format!("{}文件", last.words());
            }
            return Some(lines);
        }
        None
    }
}

fn pieces_of(row: BuildingRow) -> impl Iterator<Item = Piece> {
    row.cells.into_iter().flat_map(|cell| cell.pieces)
}

fn peek(cell: &BuildingCell) -> String {
    let lines = cell.pieces.iter().filter_map(|piece| match piece {
        Piece::Line(line) => Some(line.words()),
        _ => None,
    });
    lines.collect()
}

/// 抄送机关, or 印发机关和印发日期.
fn is_imprint(cell: &BuildingCell) -> bool {
    let words = peek(cell);
    words.starts_with("抄送") || words.starts_with("主送：") || words.ends_with("印发")
}

/// A row as one line.
fn side_by_side(row: BuildingRow) -> Piece {
    let mut line = Line::default();
    for cell in row.cells {
        for piece in cell.pieces {
            let Piece::Line(next) = piece else { continue };
            if next.words().is_empty() {
                continue;
            }
            if line.text.is_empty() {
                line = Line {
                    text: next.words().to_owned(),
                    ..next
                };
            } else {
                line.text = format!("{}\t{}", line.text, next.words());
            }
        }
    }
    Piece::Line(line)
}

/// The words of a cell: a paragraph a line. A table in a cell becomes lines too, images go `after`.
fn words(pieces: Vec<Piece>, after: &mut Vec<Piece>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Line(line) if line.words().is_empty() => {}
            Piece::Line(line) => lines.push(line.words().replace('\t', " ")),
            Piece::Table(table) => {
                let row = |row: &Row| {
                    let cells: Vec<&str> =
                        row.cells.iter().map(|cell| cell.text.as_str()).collect();
                    cells.join(" ").trim().to_owned()
                };
                lines.extend(table.rows.iter().map(row).filter(|row| !row.is_empty()));
            }
            Piece::Image(image) => after.push(Piece::Image(image)),
        }
    }
    lines.join("\n")
}
