//! Whole workbooks.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../entries/mod.rs"]
mod entries;

fuzz_target!(|bytes: &[u8]| entries::run("xlsx", bytes));
