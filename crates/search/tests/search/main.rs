//! The index from outside: what is put in, what is asked, what comes back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says so by failing"
)]

mod articles;
mod corpus;
mod demo;
mod everyday;
mod facets;
mod finding;
mod hostile;
mod keeping;
mod numbers;
mod quality;
mod recall;
mod suggesting;
mod world;
