//! 第三表的行 — from a row of a document to a row of table three.

use super::Read;
use super::grid::{Line, Own};
use super::label::{applicant_column, bare, table_row};
use super::odd::{Odd, Oddity};
use super::value::{Value, value};
use crate::report::{Cell, Column, Row};
use std::cmp::Ordering;

/// The heads of the columns as seen so far in a table.
#[derive(Debug, Default)]
pub(super) struct Heads {
    /// Column of the document → column of the form.
    columns: Vec<(usize, Column)>,
    /// Whether a row of the table was seen.
    begun: bool,
}

impl Heads {
    /// What a row says; `None` where it is no row of figures of table three.
    pub(super) fn row(&mut self, line: &Line) -> Option<Read> {
        let Some((at, row)) = labelled(line) else {
            self.heads(line);
            return self.strange(line);
        };
        // Alone these words may stand in any table.
        let is_common = matches!(
            row,
            Row::ResultTotal | Row::Decided(crate::request::Decision::OtherMisc)
        );
        if is_common && !self.begun {
            self.heads(line);
            return None;
        }
        let values = line.own.get(at + 1..).unwrap_or_default();
        self.begun = true;
        let mut read = Read::default();
        if let Some(columns) = self.columns_of(values) {
            for (column, own) in columns {
                read.put(Cell::Request(row, column), &own.text);
            }
            return Some(read);
        }
        for own in values {
            let column = self.columns.iter().find(|(at, _)| *at == own.column);
            if let Some((_, column)) = column {
                read.put(Cell::Request(row, *column), &own.text);
            }
        }
        read.oddities.push(Oddity {
            odd: Odd::WrongWidth,
            says: format!(
                "第三表“{}”一行有 {} 格，应当有 {} 格",
                row.zh(),
                values.len(),
                Column::ALL.len()
            ),
        });
        Some(read)
    }

    /// Notes the heads that a row prints.
    fn heads(&mut self, line: &Line) {
        let heads: Vec<(usize, Column)> = line
            .own
            .iter()
            .filter_map(|own| Some((own.column, applicant_column(&own.text)?)))
            .collect();
        for (at, column) in heads {
            if !self.columns.iter().any(|(_, known)| *known == column) {
                self.columns.push((at, column));
            }
        }
        self.columns.sort_by_key(|(at, _)| *at);
    }

    /// The columns of a row's cells, from left to right; `None` where they are not as many as the form has.
    fn columns_of<'a>(&self, values: &'a [Own]) -> Option<Vec<(Column, &'a Own)>> {
        let n = Column::ALL.len();
        let order: Vec<Column> = if self.columns.len() == n {
            self.columns.iter().map(|(_, column)| *column).collect()
        } else {
            Column::ALL.into()
        };
        match values.len().cmp(&n) {
            Ordering::Less => return None,
            Ordering::Equal => return Some(order.into_iter().zip(values).collect()),
            Ordering::Greater => {}
        }
        // More cells than columns: those under the heads, where each head has one.
        let under = |(at, column): &(usize, Column)| {
            let own = values.iter().find(|own| own.column == *at)?;
            Some((*column, own))
        };
        if self.columns.len() == n
            && let Some(cells) = self.columns.iter().map(under).collect()
        {
            return Some(cells);
        }
        // Else without the blanks that an unmerged label leaves, and without a column of remarks.
        let mut values = values;
        while n < values.len() {
            match values {
                [first, rest @ ..] if value(&first.text) == Value::Blank => values = rest,
                [rest @ .., last] if !matches!(value(&last.text), Value::Figure(_)) => {
                    values = rest;
                }
                _ => return None,
            }
        }
        Some(order.into_iter().zip(values).collect())
    }

    /// A row of figures among those of the table whose label no row of the form has.
    fn strange(&self, line: &Line) -> Option<Read> {
        let [first, rest @ ..] = line.own.as_slice() else {
            return None;
        };
        let figures = |own: &&Own| matches!(value(&own.text), Value::Figure(_));
        let label = bare(&first.text).filter(|label| !label.is_empty())?;
        let is_row = self.begun && rest.iter().filter(figures).count() == Column::ALL.len();
        (is_row && !figures(&first)).then(|| Read {
            cells: Vec::new(),
            oddities: vec![Oddity {
                odd: Odd::ExtraRow,
                says: format!("第三表多出一行“{label}”，没有核对"),
            }],
        })
    }
}

/// Where the label of a row of figures stands among its cells, and which row it names: the last label that has as many
/// cells behind it as there are columns, or else the last. A row in which other heads follow the label is none.
fn labelled(line: &Line) -> Option<(usize, Row)> {
    let labels: Vec<(usize, Row)> = line
        .own
        .iter()
        .enumerate()
        .filter_map(|(at, own)| Some((at, table_row(&own.text)?)))
        .collect();
    let behind = |at: usize| line.own.get(at + 1..).unwrap_or_default();
    let wide = |(at, _): &&(usize, Row)| Column::ALL.len() <= behind(*at).len();
    let found = labels.iter().rev().find(wide).or(labels.last())?;
    let values = behind(found.0);
    let is_head = values
        .iter()
        .any(|own| applicant_column(&own.text).is_some());
    let has_place = values.iter().any(|own| value(&own.text).is_of_figures());
    (has_place && !is_head).then_some(*found)
}
