//! 改一处 — which single figure, written otherwise, would make every sum of a report hold.
//!
//! Decides nothing about who is wrong: it only tells whoever compiled the report where to look first.

use super::identity::{Rule, check, identities};
use super::{Cell, Figure, Report, Role};

/// A figure that, put in the place of another, lets all sums hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mend {
    /// Where.
    pub cell: Cell,
    /// What stands there.
    pub is: Figure,
    /// What would have to stand there.
    pub should_be: Figure,
}

/// Every single change that makes the sums of tables three and four hold, sums first: a sum is more often wrong than all
/// that it adds up.
///
/// Empty where nothing fails, and where one change is not enough.
pub fn mends(report: &Report) -> Vec<Mend> {
    let is_sum = |rule| {
        matches!(
            rule,
            Rule::ApplicantsTotal | Rule::ResultsTotal | Rule::Balance | Rule::OutcomesTotal
        )
    };
    let failures = check(report);
    let Some(first) = failures.iter().find(|failure| is_sum(failure.rule)) else {
        return Vec::new();
    };
    let identities = identities(report.format);
    let parts = first.parts.iter().map(|it| (it, first.right - first.left));
    let whole = first.whole.iter().map(|it| (it, first.left - first.right));
    let mut mends: Vec<Mend> = Vec::new();
    for (&(cell, is), short) in parts.chain(whole) {
        let should_be = is + short;
        if !should_be.is_a_number_of_things() {
            continue;
        }
        // Every identity in which the cell stands must fail by as much, and no other may fail.
        let holds = identities.iter().all(|one| {
            let side = |cells: &[Cell]| -> Option<Figure> {
                let figures = cells.iter().map(|c| {
                    let figure = report.get(*c)?;
                    Some(if *c == cell { should_be } else { figure })
                });
                figures.sum()
            };
            match (side(&one.parts), side(&one.whole)) {
                (Some(left), Some(right)) => left == right,
                _ => true,
            }
        });
        if holds {
            mends.push(Mend {
                cell,
                is,
                should_be,
            });
        }
    }
    mends.sort_by_key(|mend| (mend.cell.role() != Role::Sum, mend.cell));
    mends
}
