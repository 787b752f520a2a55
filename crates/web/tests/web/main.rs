//! The portal from outside: requests in, answers out, over a real register.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says so by failing"
)]

mod api;
mod copies;
mod counted;
mod crawl;
mod days;
mod described;
mod doors;
mod exits;
mod feeds;
mod forms;
mod headers;
mod kinds;
mod language;
mod laws;
mod lists;
mod machines;
mod notice;
mod outline;
mod pages;
mod pictures;
mod ranges;
mod rare;
mod reach;
mod reckon;
mod schema;
mod searching;
mod suggest;
mod unfound;
mod visitor;
mod weight;
mod words;
