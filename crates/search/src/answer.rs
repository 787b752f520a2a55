//! What a search answers.

use crate::everyday::Everyday;
use crate::exactness::Exact;
use crate::rank::Cursor;

/// The answer to a [`crate::Query`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub mode: Mode,
    /// How many items were found, not only those on this page.
    pub total: u64,
    pub hits: Vec<Hit>,
    /// How many hits stand before those of this page.
    pub ahead: u64,
    /// Where the hits before this page end; `None` on the first.
    pub previous: Option<Cursor>,
    /// Where the next hits begin; `None` after the last.
    pub next: Option<Cursor>,
    /// In the order of their keys; empty unless asked for.
    pub facets: Vec<FacetCounts>,
    /// The terms as they were understood; what was beyond the longest query is missing here.
    pub terms: Vec<String>,
    /// Where nothing holds all terms: parts of the query that something holds.
    pub near: Vec<Near>,
    /// Official words for what was typed, that something holds: of a question for any part of it, of terms for those
    /// that are just such an everyday word.
    pub official: Vec<Everyday>,
    /// Where nothing was found: how many items there are without the filters.
    pub without_filters: u64,
}

/// How the words were taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// No words: everything within the filters.
    #[default]
    Browse,
    /// Every term is required.
    Words,
    /// All of it stood in quotation marks; nothing else is offered.
    Exact,
    /// 没有完全匹配: no item holds all terms; these answer them best, taken as a question.
    Question,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The item, as UUID text.
    pub item: String,
    /// The edition that the words are of.
    pub edition: u32,
    /// For comparing within one answer only.
    pub score: f32,
    /// The whole title.
    pub title: Vec<Segment>,
    /// The best passage of the body; put together, the segments are a piece of it, unchanged.
    pub snippet: Vec<Segment>,
    pub exact: Exact,
    /// The best articles of a text of law, at most three.
    pub articles: Vec<ArticleHit>,
}

/// A piece of text, and whether it is what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub text: String,
    pub hit: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleHit {
    /// `art-33`
    pub anchor: String,
    /// As printed: `第三十三条`.
    pub number: String,
    pub snippet: Vec<Segment>,
}

/// A passage that answers a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The item, as UUID text.
    pub item: String,
    /// The article; empty where it is an item without articles.
    pub anchor: String,
    /// For comparing within one answer only.
    pub score: f32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    pub key: String,
    /// Most frequent first, at most [`FacetCounts::MOST`]; of agencies all, since they are a tree. Counted as if this key
    /// were not filtered by.
    pub values: Vec<(String, u64)>,
}

impl FacetCounts {
    /// Values of one facet that are told.
    pub const MOST: usize = 200;
    /// The key under which an item has its agency and all above it.
    pub const AGENCY: &str = "agency";
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    pub words: String,
    pub found: u64,
}
