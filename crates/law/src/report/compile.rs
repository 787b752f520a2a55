//! 编制 — the tables of a year, counted from what happened to each request, each dispute and each text.
//!
//! Decides when a request counts as received (收到申请之日, by the act that confirms it), when it counts as handled (the day
//! of the answer, the lapse or the withdrawal), under which answer and for whom, and what is still open at each end of the
//! year. One request is one 件; an application of several matters is parted before (一事一申请).
//!
//! Invariants
//! - What is counted passes [`check`](super::check), whatever happened.
//! - A history that breaks the law of the steps, or that was answered without saying how, is not counted and told.

use super::{
    Applicant, Cell, Column, Dispute, Figure, Format, Measure, Outcome, Report, Row, Subject,
};
use crate::article::{Article, Refusal};
use crate::date::Date;
use crate::request::{Act, Decision, State, step};
use std::collections::BTreeMap;

/// 条例第五十条第二款: there is one form for all.
pub const ONE_FORM: Article = Article("条例第五十条第二款");

/// 一份申请 — who asked, and what happened on which day, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Who asked.
    pub applicant: Applicant,
    /// The acts from the application on, by day; days never go back.
    pub acts: Vec<(Date, Act)>,
    /// The answer, as soon as there is one; the archive repeats it.
    pub answer: Option<Decision>,
}

/// 一起复议或者诉讼 about the openness of information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contest {
    /// Of which kind.
    pub dispute: Dispute,
    /// 受理之日
    pub filed_on: Date,
    /// 审结之日, and the outcome: never [`Outcome::Pending`] or [`Outcome::Total`].
    pub concluded: Option<(Date, Outcome)>,
}

/// 一件规章或者规范性文件 as table two counts it since 2021.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enacted {
    /// [`Subject::Rules`] or [`Subject::NormativeDocs`].
    pub subject: Subject,
    /// 制发之日
    pub made_on: Date,
    /// 废止之日: the first day on which it is no longer in force.
    pub repealed_on: Option<Date>,
}

/// What was not counted, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncounted {
    /// Its place in what was given, from 0.
    pub index: usize,
    /// Why, and what to do.
    pub why: Refusal,
}

/// A request as the year sees it.
struct Counted {
    received: Date,
    handled: Option<(Date, Decision)>,
}

/// Counts the tables of a year. Of table two only the texts are counted; the other figures are written in by whoever has
/// them.
pub fn compile(
    format: Format,
    year: i16,
    cases: &[Case],
    contests: &[Contest],
    texts: &[Enacted],
) -> (Report, Vec<Uncounted>) {
    let mut report = Report::new(format);
    report.year = Some(year);
    let mut uncounted = Vec::new();
    let mut counts: BTreeMap<Cell, i64> = BTreeMap::new();
    for row in super::rows(format) {
        for column in Column::ALL {
            counts.insert(Cell::Request(row, column), 0);
        }
    }
    for (index, case) in cases.iter().enumerate() {
        match counted(case) {
            Ok(Some(request)) => {
                for row in rows_of(format, year, &request) {
                    for column in [Column::Of(case.applicant), Column::Total] {
                        *counts.entry(Cell::Request(row, column)).or_default() += 1;
                    }
                }
            }
            Ok(None) => {}
            Err(why) => uncounted.push(Uncounted { index, why }),
        }
    }
    for dispute in Dispute::ALL {
        for outcome in Outcome::ALL {
            counts.insert(Cell::Dispute(dispute, outcome), 0);
        }
    }
    for (dispute, outcome) in contests.iter().filter_map(|one| outcome(year, one)) {
        for outcome in [outcome, Outcome::Total] {
            *counts.entry(Cell::Dispute(dispute, outcome)).or_default() += 1;
        }
    }
    if format == Format::Form2021 {
        counts.extend(in_force(year, texts));
    }
    for (cell, n) in counts {
        report.set(cell, Figure::count(n));
    }
    (report, uncounted)
}

/// The rows that count a request in a year: at most three.
fn rows_of(format: Format, year: i16, request: &Counted) -> Vec<Row> {
    let mut rows = Vec::new();
    let handled = request
        .handled
        .map(|(day, decision)| (day.year(), decision));
    let is_before = |other: i16| other < year;
    match handled {
        Some((other, _)) if is_before(other) => return rows,
        _ if year < request.received.year() => return rows,
        _ => {}
    }
    rows.push(if is_before(request.received.year()) {
        Row::CarriedIn
    } else {
        Row::New
    });
    match handled.filter(|(other, _)| *other == year) {
        Some((_, decision)) => rows.extend([format.row_of(decision), Row::ResultTotal]),
        None => rows.push(Row::CarriedOut),
    }
    rows
}

/// When a request was received and handled; `None` where it was never received.
fn counted(case: &Case) -> Result<Option<Counted>, Refusal> {
    let refuse = |says: &str| Refusal::under(ONE_FORM, says);
    let mut state = State::Draft;
    let mut received = None;
    let mut handled: Option<(Date, Option<Decision>)> = None;
    let mut last: Option<Date> = None;
    for (day, act) in &case.acts {
        if last.is_some_and(|last| *day < last) {
            return Err(refuse("办理记录的日期前后颠倒；请按先后顺序登记"));
        }
        last = Some(*day);
        state = step(state, *act)?;
        match act {
            Act::ConfirmReceipt => received = Some(*day),
            Act::Decide => handled = Some((*day, case.answer)),
            // What was answered stays answered, also where the applicant withdraws before it arrives.
            Act::Withdraw if matches!(handled, Some((_, Some(_)))) => {}
            Act::LapseCorrection | Act::LapseFee | Act::Withdraw => {
                handled = Some((*day, state.decision()));
            }
            Act::Archive(decision) => {
                if case.answer.is_some_and(|answer| answer != *decision) {
                    return Err(refuse("归档的处理决定和登记的答复不一致；请核对案卷"));
                }
                handled = handled.map(|(day, _)| (day, Some(*decision)));
            }
            _ => {}
        }
    }
    let Some(received) = received else {
        return Ok(None);
    };
    let handled = match handled {
        None => None,
        Some((day, Some(decision))) => Some((day, decision)),
        Some((_, None)) => {
            return Err(refuse("已经答复，没有写明是哪一种处理决定；请补上答复类型"));
        }
    };
    Ok(Some(Counted { received, handled }))
}

/// Under what a dispute is counted in a year; `None` where it was not there, or was over.
fn outcome(year: i16, contest: &Contest) -> Option<(Dispute, Outcome)> {
    if year < contest.filed_on.year() {
        return None;
    }
    let concluded = contest
        .concluded
        .map(|(day, outcome)| (day.year(), outcome));
    match concluded {
        Some((other, _)) if other < year => None,
        Some((other, outcome)) if other == year && Outcome::PARTS.contains(&outcome) => {
            Some((contest.dispute, outcome))
        }
        _ => Some((contest.dispute, Outcome::Pending)),
    }
}

/// Texts made and repealed in the year, and in force at its end.
fn in_force(year: i16, texts: &[Enacted]) -> BTreeMap<Cell, i64> {
    let mut counts = BTreeMap::new();
    for subject in [Subject::Rules, Subject::NormativeDocs] {
        let those = || texts.iter().filter(|text| text.subject == subject);
        let repealed = |text: &Enacted| text.repealed_on.map(Date::year);
        let mut count = |measure, n: usize| {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            counts.insert(Cell::Proactive(subject, measure), n);
        };
        count(
            Measure::Made,
            those().filter(|text| text.made_on.year() == year).count(),
        );
        count(
            Measure::Repealed,
            those().filter(|text| repealed(text) == Some(year)).count(),
        );
        let is_in_force = |text: &&Enacted| {
            text.made_on.year() <= year && repealed(text).is_none_or(|other| year < other)
        };
        count(Measure::InForce, those().filter(is_in_force).count());
    }
    counts
}
