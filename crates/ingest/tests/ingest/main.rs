//! Tests of the readers, one module per format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says so by failing"
)]

mod docx;
mod official;
mod sample;
mod txt;
