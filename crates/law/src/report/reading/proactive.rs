//! 第二表的行 — from a row of a document to a row of table two.

use super::Read;
use super::grid::Line;
use super::label::{measure, subject, unit};
use super::odd::{Odd, Oddity};
use super::value::{Unit, Value, amount};
use crate::report::{Cell, Format, Measure, Subject, lines};

/// The heads of the block of the table that was seen last.
#[derive(Debug, Default)]
pub(super) struct Heads {
    measures: Vec<(usize, Measure)>,
    unit: Unit,
}

impl Heads {
    /// What a row says; `None` where it is no row of figures of table two.
    pub(super) fn row(&mut self, line: &Line) -> Option<Read> {
        let heads: Vec<(usize, Measure)> = line
            .own
            .iter()
            .filter_map(|own| Some((own.column, measure(&own.text)?)))
            .collect();
        if !heads.is_empty() {
            let amounts = line.own.iter();
            let amounts = amounts.filter(|own| measure(&own.text) == Some(Measure::AmountWan));
            self.unit = amounts
                .map(|own| unit(&own.text))
                .next()
                .unwrap_or_default();
            self.measures = heads;
            return None;
        }
        if self.measures.is_empty() {
            return None;
        }
        let at = line
            .own
            .iter()
            .position(|own| subject(&own.text).is_some())?;
        let subject = subject(&line.own.get(at)?.text)?;
        let values = line.own.get(at + 1..)?;
        let mut read = Read::default();
        let by_order = values.len() == self.measures.len();
        for (n, (column, measure)) in self.measures.iter().enumerate() {
            let own = if by_order {
                values.get(n)
            } else {
                values.iter().find(|own| own.column == *column)
            };
            let Some(own) = own.filter(|_| belongs(subject, *measure)) else {
                continue;
            };
            let cell = Cell::Proactive(subject, *measure);
            if *measure != Measure::AmountWan {
                read.put(cell, &own.text);
                continue;
            }
            let (written, other) = amount(&own.text, self.unit);
            if let (Some(other), Value::Figure(figure)) = (other, &written) {
                read.oddities.push(Oddity {
                    odd: Odd::OtherUnit,
                    says: format!(
                        "第二表“{}”的金额 {other} 不以万元为单位，按 {figure} 万元计",
                        subject.zh()
                    ),
                });
            }
            read.cells.push((cell, written));
        }
        (!read.cells.is_empty()).then_some(read)
    }
}

/// Whether a subject is counted by a measure in any form.
pub(super) fn belongs(subject: Subject, measure: Measure) -> bool {
    let all = Format::ALL.into_iter().flat_map(lines);
    all.into_iter()
        .any(|line| line.subject == subject && line.measures.contains(&measure))
}
