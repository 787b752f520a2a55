//! HTML files of any bytes: read or refused, never a panic.
#![no_main]

use ingest::Input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = ingest::read(Input { bytes, name: Some("a.html"), ..Input::default() });
});
