//! Images of any bytes: made anew or refused, never a panic; what comes out is always of our own making.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../entries/mod.rs"]
mod entries;

fuzz_target!(|bytes: &[u8]| entries::run("image", bytes));
