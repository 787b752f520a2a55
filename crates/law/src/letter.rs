//! 文书 — the letters that go out on a request, what each must say, and whether one does.
//!
//! Decides the mandatory parts of each letter with where that is written, and what must agree: the article with the
//! answer, the paragraph on remedies with the answer and its day, the day with the term. What a letter says is given by
//! part, as an office writes it into a form; a letter as it was printed is not taken apart here. Does not write letters,
//! and does not judge whether the reasons given are good ones.
//!
//! Invariants
//! - An answer to several matters answers each by itself (一事一答); two requests of one applicant may stand in one letter.
//! - A notice along the way tells no remedy: it cannot be attacked alone.
//! - What the 条例 does not say itself is marked so ([`Required::verified`]).

mod check;
mod template;

pub use check::{Circumstances, Enclosure, Fault, Letter, Matter, check};
pub use template::{COMMON, Part, Required, Template, required_of};
