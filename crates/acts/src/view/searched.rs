//! What a search found, and what somebody who types may mean.

use super::{AgencyRef, Line};

/// A hit of a search, checked against the register before it is shown.
#[derive(Clone, Debug)]
pub struct SearchHit {
    pub line: Line,
    pub hit: search::Hit,
}

/// A body and how much was found that it or a body below it released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyFound {
    pub code: String,
    pub name: String,
    /// The code of the body above it in the territorial tree.
    pub parent: Option<String>,
    /// Whether the register knows of a body below it.
    pub has_below: bool,
    pub found: u64,
}

#[derive(Clone, Debug)]
pub struct SearchPage {
    pub answer_mode: search::Mode,
    pub total: u64,
    pub hits: Vec<SearchHit>,
    /// How many hits stand before those of this page.
    pub ahead: u64,
    /// Where the hits before this page end; `None` on the first.
    pub previous: Option<search::Cursor>,
    /// Where the next hits begin; `None` after the last.
    pub next: Option<search::Cursor>,
    pub facets: Vec<search::FacetCounts>,
    /// The bodies under which something was counted and those that are searched in, as their tree goes.
    pub bodies: Vec<BodyFound>,
    /// The terms as they were understood.
    pub terms: Vec<String>,
    /// Where nothing holds all terms: parts of the query that something holds.
    pub near: Vec<search::Near>,
    /// Official words for what was typed, that something holds.
    pub official: Vec<search::Everyday>,
    /// Where nothing was found: how many items there are without the filters.
    pub without_filters: u64,
    pub reach: Reach,
}

impl SearchPage {
    /// Whether something that is public may not be found.
    pub fn is_behind(&self) -> bool {
        self.reach != Reach::Whole
    }
}

/// How much of what is public a search finds. What is called just as typed is found in the register whatever the reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Whole,
    /// All but what was released just now.
    Behind,
    /// The index is being made: so many items are in, of so many.
    Part {
        held: u64,
        of: u64,
    },
    /// Only what is called just as typed: the index cannot be used.
    Names,
}

/// What somebody who has typed part of a name may mean.
#[derive(Clone, Debug)]
pub enum Suggestion {
    Item(Line),
    Agency(AgencyRef),
}

impl Suggestion {
    pub fn name(&self) -> &str {
        match self {
            Self::Item(line) => &line.title,
            Self::Agency(agency) => &agency.name,
        }
    }
}
