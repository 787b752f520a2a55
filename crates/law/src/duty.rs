//! 法定主动公开 — what every agency must publish of its own accord, by when, and how long it stays good.
//!
//! Decides the checklists of arts. 20 and 21 of the 条例 by level and kind of agency, whether such a duty is met on a day,
//! the terms that run from a day (公布后20日内、征求意见不少于30日), and the review that normative documents need. All of
//! it is dated data with its source; what was not read in the text of the rule itself is marked, and a place may set it
//! otherwise. Does not know what was published: the caller says so.
//!
//! Invariants
//! - A term that a statute sets cannot be set otherwise ([`Terms::set`]).
//! - “Not applicable” is never silent: it has a reason and somebody who approved it.

mod checklist;
mod coverage;
mod normative;
mod term;

pub use checklist::{CHECKLIST, Duty, Freshness, Scope, checklist};
pub use coverage::{Coverage, Evidence, Exemption, Score, coverage, score};
pub use normative::{
    Evaluation, Extension, Opinion, Practices, Validity, evaluation, longest_validity,
    may_deliberate, validity,
};
pub use term::{
    ANNUAL_REPORT_DEPARTMENT, ANNUAL_REPORT_GOVERNMENT, Amount, Bound, PROACTIVE_PUBLISH, Term,
    Terms,
};
