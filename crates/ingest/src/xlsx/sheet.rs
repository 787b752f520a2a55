//! A sheet to a table: its cells where they stand, and those that are merged.

use super::Book;
use super::strings::Inside;
use crate::Refused;
use crate::xml::{Events, Node, Tag};
use law::text::{Cell, Row, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The last column and row that a sheet can have.
const LAST_COLUMN: u32 = 16_384;
const LAST_ROW: u32 = 1_048_576;
/// Areas of merged cells that are looked at.
const MOST_MERGED: usize = 50_000;
/// Descriptions of columns that are looked at.
const MOST_DESCRIBED: usize = 1_000;
/// No cell spans more than this.
const WIDEST: usize = 1_000;
/// Places of a table that are laid out, those in which nothing stands among them.
const MOST_PLACES: usize = 1_000_000;

/// A place, from 1: row, column.
type Place = (u32, u32);

/// A cell that is being read.
#[derive(Default)]
struct Open {
    place: Place,
    kind: String,
    style: usize,
    value: String,
    words: String,
    formula: String,
}

/// Cells that are one, from the upper left to the lower right.
#[derive(Clone, Copy)]
struct Merged {
    from: Place,
    to: Place,
}

/// The table that a sheet shows; `None` where it is empty.
pub(super) fn read(text: &str, name: &str, book: &mut Book) -> Result<Option<Table>, Refused> {
    let mut events = Events::of(text);
    let mut cells: BTreeMap<Place, String> = BTreeMap::new();
    let mut merged: Vec<Merged> = Vec::new();
    let mut hidden_columns = vec![false; LAST_COLUMN as usize + 1];
    let mut described = 0;
    let mut row_is_hidden = false;
    let mut row: u32 = 0;
    let mut column: u32 = 0;
    let mut open: Option<Open> = None;
    let mut path: Vec<String> = Vec::new();
    let mut inside = Inside::default();
    while let Some(node) = events.next()? {
        match node {
            Node::Open(tag) => {
                match tag.name() {
                    "col" if is_true(&tag, "hidden") && described < MOST_DESCRIBED => {
                        described += 1;
                        let from = tag.number("min").unwrap_or(1);
                        let to = tag.number("max").unwrap_or(0).min(hidden_columns.len() - 1);
                        let those = hidden_columns.get_mut(from..=to);
                        those
                            .into_iter()
                            .flatten()
                            .for_each(|hidden| *hidden = true);
                    }
                    "row" => {
                        row = tag.number("r").unwrap_or_else(|| row.saturating_add(1));
                        row_is_hidden = is_true(&tag, "hidden");
                        column = 0;
                    }
                    "c" => {
                        let stated = tag.attr("r").and_then(|place| self::place(&place));
                        let place = stated.unwrap_or((row, column + 1));
                        column = place.1;
                        open = Some(Open {
                            place,
                            kind: tag.attr("t").unwrap_or_default(),
                            style: tag.number("s").unwrap_or(0),
                            ..Open::default()
                        });
                    }
                    "mergeCell" if merged.len() < MOST_MERGED => {
                        merged.extend(tag.attr("ref").and_then(|area| self::area(&area)));
                    }
                    _ => {}
                }
                inside.open(tag.name());
                path.push(tag.name().to_owned());
            }
            Node::Text(text) => {
                if let Some(open) = &mut open {
                    match path.last().map(String::as_str) {
                        Some("v") => open.value.push_str(&text),
                        Some("f") => open.formula.push_str(&text),
                        _ if inside.is_words() => open.words.push_str(&text),
                        _ => {}
                    }
                }
            }
            Node::Close => {
                inside.close();
                if path.pop().as_deref() == Some("c")
                    && let Some(cell) = open.take()
                {
                    let place = cell.place;
                    let text = book.words(cell);
                    let in_sheet =
                        (1..=LAST_ROW).contains(&place.0) && (1..=LAST_COLUMN).contains(&place.1);
                    if text.trim().is_empty() || !in_sheet {
                        continue;
                    }
                    let hidden = hidden_columns.get(place.1 as usize) == Some(&true);
                    if row_is_hidden || hidden {
                        book.hidden += 1;
                    } else if book.may_take(&text) {
                        cells.insert(place, text);
                    }
                }
            }
        }
    }
    let table = laid_out(&cells, &merged, name);
    book.is_cut |= table.as_ref().is_some_and(|(_, is_cut)| *is_cut);
    Ok(table.map(|(table, _)| table))
}

fn is_true(tag: &Tag<'_>, name: &str) -> bool {
    tag.attr(name)
        .is_some_and(|stated| matches!(stated.as_str(), "1" | "true"))
}

impl Book {
    /// Counts a cell, where there is still room for it.
    fn may_take(&mut self, text: &str) -> bool {
        let (cells, bytes) = self.left;
        let may = 0 < cells && text.len() <= bytes;
        if may {
            self.left = (cells - 1, bytes - text.len());
        }
        self.is_cut |= !may;
        may
    }

    /// What a cell shows.
    fn words(&mut self, cell: Open) -> String {
        let is_unsolved = cell.value.is_empty() && cell.words.is_empty();
        if is_unsolved && !cell.formula.is_empty() {
            self.unsolved += 1;
            return format!("={}", cell.formula);
        }
        match cell.kind.as_str() {
            "s" => {
                let at = cell.value.trim().parse::<usize>().ok();
                at.and_then(|at| self.strings.get(at))
                    .cloned()
                    .unwrap_or_default()
            }
            "inlineStr" => cell.words,
            "str" | "e" => cell.value,
            "b" if cell.value.trim() == "1" => "TRUE".to_owned(),
            "b" => "FALSE".to_owned(),
            _ if cell.value.is_empty() => cell.words,
            _ => self.styles.show(cell.style, &cell.value, self.since_1904),
        }
    }
}

/// `B3` → row 3, column 2.
fn place(text: &str) -> Option<Place> {
    let text = text.replace('$', "");
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at_checked(letters)?;
    if letters.is_empty() || 3 < letters.len() {
        return None;
    }
    let column = letters.bytes().fold(0_u32, |column, letter| {
        column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    Some((digits.parse().ok()?, column))
}

/// `A1:C2`
fn area(text: &str) -> Option<Merged> {
    let (from, to) = text.split_once(':')?;
    let (from, to) = (place(from)?, place(to)?);
    (from.0 <= to.0 && from.1 <= to.1).then_some(Merged { from, to })
}

/// The cells in rows, without the rows and columns in which nothing stands, and whether rows were left out.
fn laid_out(
    cells: &BTreeMap<Place, String>,
    merged: &[Merged],
    name: &str,
) -> Option<(Table, bool)> {
    let rows: BTreeSet<u32> = cells.keys().map(|(row, _)| *row).collect();
    let columns: BTreeSet<u32> = cells.keys().map(|(_, column)| *column).collect();
    // How many of those that are shown lie between two.
    let within = |set: &BTreeSet<u32>, from: u32, to: u32| {
        let n = set.range(from..=to).take(WIDEST).count();
        u16::try_from(n.max(1)).unwrap_or(1)
    };
    let mut begin: Vec<Merged> = merged.to_vec();
    begin.retain(|one| columns.range(one.from.1..=one.to.1).next().is_some());
    begin.sort_by_key(|one| one.from);
    let mut begin = begin.into_iter().peekable();
    // Areas that reach into a row, by the column where they begin; they never overlap.
    let mut reaching: BTreeMap<u32, Merged> = BTreeMap::new();
    let most = (MOST_PLACES / columns.len().max(1)).max(1);
    let mut out: Vec<Row> = Vec::new();
    for row in rows.iter().take(most) {
        reaching.retain(|_, one| *row <= one.to.0);
        while let Some(one) = begin.next_if(|one| one.from.0 <= *row) {
            let before = reaching.range(..=one.to.1).next_back();
            let overlaps = before.is_some_and(|(_, other)| one.from.1 <= other.to.1);
            if *row <= one.to.0 && !overlaps {
                reaching.insert(one.from.1, one);
            }
        }
        let mut line = Row::default();
        let mut column = columns.first().copied();
        while let Some(at) = column {
            let area = reaching.range(..=at).next_back().map(|(_, one)| *one);
            let end = if let Some(one) = area.filter(|one| at <= one.to.1) {
                // The first row that is shown bears the cell.
                if rows.range(one.from.0..=one.to.0).next() == Some(row) {
                    line.cells.push(Cell {
                        text: cells.get(&one.from).cloned().unwrap_or_default(),
                        colspan: within(&columns, at, one.to.1),
                        rowspan: within(&rows, *row, one.to.0),
                    });
                }
                one.to.1
            } else {
                let text = cells.get(&(*row, at)).cloned().unwrap_or_default();
                line.cells.push(Cell::of(text));
                at
            };
            column = columns.range(end + 1..).next().copied();
        }
        out.push(line);
    }
    let is_named = !name.is_empty() && !name.starts_with("Sheet");
    let table = Table {
        caption: is_named.then(|| name.to_owned()),
        rows: out,
        anchor: String::new(),
    };
    (!table.rows.is_empty()).then_some((table, most < rows.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_their_names() {
        assert_eq!(place("A1"), Some((1, 1)));
        assert_eq!(place("$AB$12"), Some((12, 28)));
        for wrong in ["", "A", "1", "AAAA1", "A-1", "甲1"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
        assert!(area("B2:A1").is_none());
    }

    #[test]
    fn merged_cells_are_one_and_empty_rows_are_none() {
        let cell = |place: &str, text: &str| (self::place(place).unwrap(), text.to_owned());
        let cells: BTreeMap<Place, String> = [
            cell("B2", "标题"),
            cell("B4", "组"),
            cell("C4", "甲"),
            cell("D4", "1"),
            cell("C5", "乙"),
            cell("D5", "2"),
        ]
        .into();
        let merged = ["B2:E2", "B4:B5"].map(|one| area(one).unwrap());
        let table = laid_out(&cells, &merged, "Sheet1").unwrap().0;
        assert_eq!(table.caption, None);
        let rows: Vec<Vec<(&str, u16, u16)>> = table
            .rows
            .iter()
            .map(|row| {
                let cells = row.cells.iter();
                cells
                    .map(|cell| (cell.text.as_str(), cell.colspan, cell.rowspan))
                    .collect()
            })
            .collect();
        assert_eq!(
            rows,
            [
                vec![("标题", 3, 1)],
                vec![("组", 1, 2), ("甲", 1, 1), ("1", 1, 1)],
                vec![("乙", 1, 1), ("2", 1, 1)],
            ]
        );
    }
}
