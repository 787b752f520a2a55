//! 法 — the rules, as a library.
//!
//! Everything that a statute or a standard decides about a disclosed item is a pure function here: what kinds of
//! items there are and which fields they carry, how a document is numbered, when a text of law is in force, what a
//! released snapshot is.
//!
//! Invariants
//! - No clock, no IO, no database, no language of an interface: official Chinese words only, as the statute has them.
//! - Types here do not derive `Serialize`; each stable form ([`text::wire`], [`item::released`]) has types of its own, which
//!   name every key.
//! - Whatever comes from outside is parsed into `(value, problems)`, never thrown away.
//! - Every public item says what it means, in which unit, and where it comes from.

#![warn(missing_docs)]

pub mod agency;
pub mod article;
pub mod calendar;
pub mod canon;
pub mod clock;
pub mod date;
pub mod digest;
pub mod duty;
pub mod fee;
pub mod identity;
pub mod item;
pub mod letter;
pub mod numeral;
pub mod period;
pub mod personal;
pub mod practice;
pub mod privacy;
pub mod remedy;
pub mod report;
pub mod request;
pub mod site_error;
pub mod site_health;
pub mod site_notice;
pub mod stray;
pub mod text;
pub mod written;

pub use article::{Article, Refusal};
pub use date::Date;
pub use digest::Digest;
pub use period::Period;
pub use text::Text;
pub use written::{Deviation, Reading, Unread};
