//! The product as it runs: real processes of the executable under test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says so by failing"
)]

/// The parts of the executable that have no command of their own, compiled in as they are.
#[allow(
    dead_code,
    unused_imports,
    reason = "the tests need only the outside of each part"
)]
#[path = "../../src"]
mod source {
    pub(crate) mod reader;
    pub(crate) mod trouble;
}

mod audit;
mod beginning;
mod commands;
mod docs;
mod doctor;
mod downstream;
mod faults;
mod fixture;
#[path = "../../../store/tests/store/home.rs"]
#[allow(dead_code, reason = "the contract of the store uses the rest")]
mod home;
mod hostile;
mod https;
mod imports;
mod keeping;
mod kills;
mod logs;
mod metrics;
mod pictures;
mod proving;
mod proxy;
mod read;
mod reader;
mod reindexing;
mod report;
mod restarts;
mod rules;
#[path = "../../../store/tests/store/s3.rs"]
#[allow(dead_code, reason = "the tests of the store use the rest")]
mod s3;
mod searches;
mod serving;
mod settings;
mod sm2;
mod tampering;
mod world;
