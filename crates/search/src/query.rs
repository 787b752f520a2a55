//! What a visitor asks: words, filters, dates, order and page.

use crate::rank::Cursor;
use law::Date;

/// A search. [`Query::default`] browses everything, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// As typed. Space-separated terms are all required; what stands in quotation marks is meant exactly.
    pub words: String,
    /// Facet key and value; values of one key are alternatives, different keys must all hold.
    pub filters: Vec<(String, String)>,
    /// Day of publication, both ends included.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub in_force: Force,
    pub sort: Sort,
    pub counts: Counts,
    /// Hits to pass over, at most [`Query::DEEPEST`].
    pub offset: usize,
    /// From where in the list; `offset` counts from there.
    pub turn: Turn,
    /// Hits to give, at most [`Query::LONGEST`].
    pub limit: usize,
}

impl Query {
    pub const DEEPEST: usize = 10_000;
    pub const LONGEST: usize = 100;

    /// A search for words, everything else as by default.
    pub fn words(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            ..Self::default()
        }
    }

    /// The same search within one more facet value.
    #[must_use]
    pub fn within(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.filters.push((key.into(), value.into()));
        self
    }

    /// Hits that are passed over.
    pub(crate) fn passed(&self) -> usize {
        match self.turn {
            Turn::First | Turn::After(_) => self.offset.min(Self::DEEPEST),
            Turn::Before(_) => 0,
        }
    }

    /// Whether anything but words says what is found.
    pub fn is_filtered(&self) -> bool {
        !self.filters.is_empty()
            || self.from.is_some()
            || self.to.is_some()
            || self.in_force != Force::Any
    }
}

impl Default for Query {
    fn default() -> Self {
        Self {
            words: String::new(),
            filters: Vec::new(),
            from: None,
            to: None,
            in_force: Force::Any,
            sort: Sort::Relevance,
            counts: Counts::Skip,
            offset: 0,
            turn: Turn::First,
            limit: 10,
        }
    }
}

/// From where in the list hits are given. Each way costs the same, however deep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    #[default]
    First,
    /// Those that follow this place.
    After(Cursor),
    /// The last ones that stand before this place; nothing is passed over then.
    Before(Cursor),
}

/// Whether only texts that hold are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Force {
    #[default]
    Any,
    /// 现行有效, on evidence.
    Evidenced,
    /// 现行有效, and 据来源推定有效，未核实.
    OrPresumed,
}

impl Force {
    /// The values of the facet `validity` that are wanted; none where any will do.
    pub const fn values(self) -> &'static [&'static str] {
        match self {
            Self::Any => &[],
            Self::Evidenced => &["in_force"],
            Self::OrPresumed => &["in_force", "in_force_presumed"],
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first; newest first where no words are given.
    #[default]
    Relevance,
    Newest,
}

/// Whether facets are counted: it costs, so only the page that shows them asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counts {
    #[default]
    Skip,
    Facets,
}
