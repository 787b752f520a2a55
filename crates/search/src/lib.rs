//! 检索 — finds released items by their words, numbers and facets.
//!
//! Decides how Chinese text is cut for the index, what a typed query means, how hits are ordered, counted and shown.
//! One document stands in the index for each item, with its whole body, and one for each article of a text of law;
//! counts and facets are over items only (ADR on search).
//!
//! Invariants
//! - Only [`law::item::Released`] comes in; what is removed is gone with the next [`Keeper::commit`].
//! - The index is derived data: lost, old or damaged, it is moved aside and an empty one with cursor 0 takes its place.
//! - Any term of two or more Han characters finds exactly the items whose title, number or body contains it.
//! - Every query, however hostile, costs bounded work and gets an answer.
//!
//! Knows neither the register (`store`) nor who may read what: the caller checks each hit against the released state.

mod answer;
mod article;
mod asked;
mod candidates;
mod clause;
mod entry;
mod error;
mod everyday;
mod exact;
mod exactness;
mod facets;
mod find;
mod fold;
mod folder;
mod frequent;
mod gather;
mod gram;
mod hands;
mod held;
mod index;
mod keeper;
mod kept;
mod near;
mod opened;
mod page;
mod phrase;
mod picked;
mod plan;
mod query;
mod question;
mod rank;
mod required;
mod schema;
mod sieve;
mod sign;
mod snippet;
mod spelling;
mod statistics;
mod suggest;

pub use answer::{Answer, ArticleHit, FacetCounts, Hit, Mode, Near, Passage, Segment};
pub use asked::one_form;
pub use entry::Entry;
pub use error::Error;
pub use everyday::{Everyday, Pairs, WrongPair, everyday};
pub use exactness::Exact;
pub use index::Index;
pub use keeper::Keeper;
pub use query::{Counts, Force, Query, Sort, Turn};
pub use question::SecondRanking;
pub use rank::{Cursor, NoCursor, Ranking};
pub use spelling::Spelling;
