//! What tells of a person in any text.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../entries/mod.rs"]
mod entries;

fuzz_target!(|bytes: &[u8]| entries::run("law_privacy", bytes));
