//! 机构名录 — an agency in a list, and the directory of all of them.

use super::AgencyRef;
use law::Date;
use law::agency::{AgencyKind, AgencyLevel};

/// An agency in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyLine {
    pub code: String,
    pub name: String,
    pub level: AgencyLevel,
    pub kind: AgencyKind,
    /// Released items.
    pub items: u64,
    /// Whether it exists on the day of asking.
    pub is_current: bool,
    /// The last day of its name, and what follows it.
    pub ended_on: Option<Date>,
    pub successor: Option<AgencyRef>,
    /// Whether it is one of this site; of another body nothing is known but its name.
    pub is_own: bool,
}

/// Where an agency stands in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgencyGroup {
    /// A body of the site that exists.
    Of(AgencyLevel),
    /// One that does not any more, or not yet.
    Former,
    /// One whose texts are only reprinted here.
    Reprinted,
}

/// 机构名录 — a page of it, with what it can be narrowed to.
#[derive(Clone, Debug, Default)]
pub struct AgencyDirectory {
    /// How many the filter leaves.
    pub total: u64,
    /// How many there are without it.
    pub all: u64,
    /// The levels and kinds that bodies of the site have, each with how many exist.
    pub levels: Vec<(AgencyLevel, u64)>,
    pub kinds: Vec<(AgencyKind, u64)>,
    /// By group, in each as the tree goes: a government, then its bodies.
    pub lines: Vec<(AgencyGroup, AgencyLine)>,
    /// Give this back to get the next page; `None` at the end.
    pub next: Option<String>,
}
