//! Packs bytes into a sound archive.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive of the fixed parts, and of `bytes` cut at zero bytes into the named ones.
pub fn archive(bytes: &[u8], parts: &[&str], fixed: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let named = parts.iter().copied().zip(bytes.splitn(parts.len(), |byte| *byte == 0));
    for (name, content) in fixed.iter().copied().chain(named) {
        writer.start_file(name, options).expect("a name");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
