//! 政府信息公开工作年度报告 — tables two, three and four: what stands in them, and what must add up.
//!
//! Decides 条例第五十条第一款: the rows, columns and identities of the two forms there have been ([`Format`]), as data;
//! [`check()`] names each identity that fails, with its figures; [`compile()`] counts the tables from the histories of
//! requests and disputes, [`aggregate`] adds up those of several agencies, [`between_years`] compares a year with the one
//! before. [`reading`] finds the tables in a document of any format, [`wire`] is the same in JSON.
//!
//! Invariants
//! - A figure that was not found is missing and never zero; an identity that lacks a figure is not checked, and
//!   [`unchecked`] tells which.
//! - Whatever is compiled here passes its own check.
//!
//! Leaves aside the text of the report (sections one, five and six) and by when it is published ([`crate::site_health`]).

pub mod compile;
mod figure;
mod form;
mod identity;
mod mend;
pub mod reading;
mod sum;
pub mod wire;
mod years;

pub use compile::{Case, Contest, Enacted, Uncounted, compile};
pub use figure::Figure;
pub use form::{
    Applicant, Cell, Column, Dispute, Format, Line, Measure, Outcome, Role, Row, Subject, Table,
    lines, rows,
};
pub use identity::{Failure, Identity, Rule, Weight, check, identities, unchecked};
pub use mend::{Mend, mends};
pub use sum::{aggregate, check_sum};
pub use years::between_years;

use std::collections::BTreeMap;

/// 年度报告的三张表 — the figures of one agency, or of one government with all that report to it, for one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// 格式
    pub format: Format,
    /// 报告机关, as the report names it.
    pub agency: Option<String>,
    /// 年度: the civil year that is counted, from 1 January to 31 December.
    pub year: Option<i16>,
    figures: BTreeMap<Cell, Figure>,
}

impl Report {
    /// A report without a figure.
    pub const fn new(format: Format) -> Self {
        Self {
            format,
            agency: None,
            year: None,
            figures: BTreeMap::new(),
        }
    }

    /// The figure in a cell, where there is one.
    pub fn get(&self, cell: Cell) -> Option<Figure> {
        self.figures.get(&cell).copied()
    }

    /// Writes a figure into a cell; what stood there before.
    pub fn set(&mut self, cell: Cell, figure: Figure) -> Option<Figure> {
        self.figures.insert(cell, figure)
    }

    /// Takes a figure out of a cell.
    pub fn unset(&mut self, cell: Cell) -> Option<Figure> {
        self.figures.remove(&cell)
    }

    /// The cells that have a figure, in the order of the tables.
    pub fn figures(&self) -> impl Iterator<Item = (Cell, Figure)> {
        self.figures.iter().map(|(cell, figure)| (*cell, *figure))
    }

    /// The cells of the form that have none.
    pub fn missing(&self) -> Vec<Cell> {
        let mut cells = self.format.cells();
        cells.retain(|cell| !self.figures.contains_key(cell));
        cells
    }

    /// `2024年` or, of a report that names no year, `本年度`.
    pub fn year_zh(&self) -> String {
        self.year
            .map_or_else(|| "本年度".to_owned(), |year| format!("{year}年"))
    }
}

#[cfg(test)]
mod tests;
