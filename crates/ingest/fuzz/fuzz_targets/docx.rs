//! Word files: the bytes as a whole file, and as parts inside a sound archive, which random bytes would hardly make.
#![no_main]

use ingest::Input;
use libfuzzer_sys::fuzz_target;

#[path = "../packed.rs"]
mod packed;

fuzz_target!(|bytes: &[u8]| {
    let _ = ingest::read(Input { bytes, ..Input::default() });
    let parts = ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/header1.xml"];
    let rels = br#"<R><R Id="a" Type="/styles" Target="styles.xml"/><R Id="b" Type="/numbering" Target="numbering.xml"/><R Id="c" Type="/header" Target="header1.xml"/></R>"#;
    let packed = packed::archive(bytes, &parts, &[("word/_rels/document.xml.rels", rels)]);
    let _ = ingest::read(Input { bytes: &packed, ..Input::default() });
});
