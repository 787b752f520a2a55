//! 试验场 — a small made-up county for tests, with time that never passes by itself.
//!
//! Decides one named world for every test of `acts` and `web`: 漱石县（示例）with a government, a bureau and its former
//! name, and one item in every state. What must not leave carries a secret word of its own, so that a test can look for
//! it in every exit.
//!
//! Panics are the right answer here: a test that cannot build its world has failed.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot build its world has failed"
)]

pub mod corpus;
pub mod database;
pub mod files;
pub mod fingerprint;
pub mod items;
pub mod rarities;
pub mod town;

pub use database::Database;
pub use files::Files;
pub use rarities::Rarities;
pub use town::Town;
