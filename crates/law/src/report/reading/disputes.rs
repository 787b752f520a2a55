//! 第四表的行 — from a row of a document to table four, whichever way it was laid out.
//!
//! Decides for each figure which dispute and which outcome it belongs to, by the labels before it in its row and above it
//! in its column; a row of fifteen figures is read in the order of the form.

use super::Read;
use super::grid::{Line, Own};
use super::label::{contest, outcome};
use super::value::value;
use crate::report::{Cell, Dispute, Outcome};

/// What the heads above say of each column.
#[derive(Debug, Default)]
pub(super) struct Heads {
    disputes: Vec<Option<Dispute>>,
    outcomes: Vec<Option<Outcome>>,
    /// Whether an outcome other than 总计 was seen, without which nothing is of this table.
    begun: bool,
    /// Whether a row of figures was read.
    read: bool,
}

impl Heads {
    /// What a row says; `None` where it is no row of figures of table four.
    pub(super) fn row(&mut self, line: &Line) -> Option<Read> {
        let labels = || line.own.iter().map(|own| own.text.as_str());
        self.begun |= labels().any(|text| outcome(text).is_some_and(|one| one != Outcome::Total));
        let is_labelled = labels().any(|text| contest(text).is_some() || outcome(text).is_some());
        let is_written =
            labels().any(|text| !text.trim().is_empty() && value(text).is_of_figures());
        if is_labelled && !is_written {
            self.note(line);
            return None;
        }
        let places: Vec<&Own> = line.own.iter().filter(|own| is_place(&own.text)).collect();
        // A row without a figure is that of an empty form where it is the first.
        if !self.begun || places.is_empty() || (self.read && !is_written) {
            return None;
        }
        let mut read = Read::default();
        let all = Dispute::ALL
            .into_iter()
            .flat_map(|dispute| Outcome::ALL.map(|outcome| (dispute, outcome)));
        if places.len() == all.clone().count() && line.own.len() == places.len() {
            let pairs = all.zip(&places);
            for ((dispute, outcome), own) in pairs {
                read.put(Cell::Dispute(dispute, outcome), &own.text);
            }
            self.read = true;
            return Some(read);
        }
        for own in &places {
            let before = line.seen.get(..own.column).unwrap_or_default();
            let before = || before.iter().rev().map(String::as_str);
            let dispute = before().find_map(contest);
            let dispute = dispute.or_else(|| self.disputes.get(own.column).copied().flatten());
            let ends = before().find_map(outcome);
            let ends = ends.or_else(|| self.outcomes.get(own.column).copied().flatten());
            if let (Some(dispute), Some(outcome)) = (dispute, ends) {
                read.put(Cell::Dispute(dispute, outcome), &own.text);
            }
        }
        self.read |= !read.cells.is_empty();
        (!read.cells.is_empty()).then_some(read)
    }

    /// Notes what a row of heads says of each column; the lowest head counts.
    fn note(&mut self, line: &Line) {
        let width = self.disputes.len().max(line.seen.len());
        self.disputes.resize(width, None);
        self.outcomes.resize(width, None);
        for (column, text) in line.seen.iter().enumerate() {
            if let (Some(slot), Some(found)) = (self.disputes.get_mut(column), contest(text)) {
                *slot = Some(found);
            }
            if let (Some(slot), Some(found)) = (self.outcomes.get_mut(column), outcome(text)) {
                *slot = Some(found);
            }
        }
    }
}

/// Whether a cell is a place for a figure: no label of this table.
fn is_place(text: &str) -> bool {
    value(text).is_of_figures()
}
