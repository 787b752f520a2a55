//! What can be followed, and in which form.

use law::item::Column;

/// What a feed follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stream {
    Site,
    Agency(String),
    Column(String, Column),
    Topic(String),
    /// A search; what is searched for stands in the query.
    Search,
}

/// How a feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedForm {
    Atom,
    Json,
}

impl FeedForm {
    pub const ALL: [Self; 2] = [Self::Atom, Self::Json];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    pub(super) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.id() == id)
    }
}
