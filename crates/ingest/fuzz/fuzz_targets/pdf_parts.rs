//! Contents, character maps and fonts inside a sound PDF file.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../entries/mod.rs"]
mod entries;

fuzz_target!(|bytes: &[u8]| entries::run("pdf_parts", bytes));
