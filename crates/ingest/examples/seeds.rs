//! Writes the files from which the fuzz targets set out: `cargo run -p ingest --example seeds -- FOLDER [CORPUS]`.
//!
//! One folder for each target. From a corpus, its samples and some of its policy pages go along; the folder must then
//! lie outside the repository.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::format_push_string,
    reason = "a tool of developers, which says by failing what is wrong"
)]

#[expect(dead_code, reason = "seeds are written here and run elsewhere")]
#[path = "../fuzz/entries/mod.rs"]
mod entries;

use flate2::read::GzDecoder;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Pages of the corpus that go along, and the most bytes that one has.
const PAGES: usize = 60;
const MOST: usize = 1 << 18;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(arguments.first().expect("a folder"));
    for target in entries::TARGETS {
        for (n, seed) in (target.seeds)().iter().enumerate() {
            put(folder, target.name, &format!("seed-{n}"), seed);
        }
    }
    if let Some(corpus) = arguments.get(1) {
        samples(folder, Path::new(corpus));
        policies(folder, Path::new(corpus));
    }
}

fn put(folder: &Path, target: &str, name: &str, bytes: &[u8]) {
    let folder = folder.join(target);
    std::fs::create_dir_all(&folder).unwrap();
    if bytes.len() <= MOST {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

fn samples(folder: &Path, corpus: &Path) {
    for target in ["docx", "html", "ofd", "pdf", "xlsx"] {
        for entry in std::fs::read_dir(corpus.join("samples").join(target)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let name = format!("sample-{:08x}", bytes.len());
            put(folder, target, &name, &bytes);
            if let Some(parts) = parts(target, &bytes) {
                put(folder, &format!("{target}_parts"), &name, &parts);
            }
        }
    }
}

/// The parts of a container as the target for parts wants them.
fn parts(target: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let names: &[&str] = match target {
        "docx" => &["word/document.xml", "word/styles.xml", "word/numbering.xml"],
        "ofd" => &["Pages/Page_0/Content.xml", "PublicRes.xml"],
        "xlsx" => &[
            "worksheets/sheet1.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
        ],
        _ => return None,
    };
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).ok()?;
    let parts = names.iter().map(|wanted| -> Vec<u8> {
        let mut out = Vec::new();
        for at in 0..zip.len() {
            let Ok(mut part) = zip.by_index(at) else {
                continue;
            };
            if part.name().is_ok_and(|name| name.ends_with(wanted)) {
                let _ = std::io::copy(&mut part, &mut out);
            }
        }
        // What stands before the root is no part of it: the target looks at the first character.
        let start = out
            .windows(2)
            .position(|two| two == b"?>")
            .map_or(0, |at| at + 2);
        out.split_off(start).trim_ascii().to_vec()
    });
    Some(parts.collect::<Vec<_>>().join(&0))
}

fn policies(folder: &Path, corpus: &Path) {
    let file = std::fs::File::open(corpus.join("policies.jsonl.gz")).unwrap();
    for (n, line) in BufReader::new(GzDecoder::new(file)).lines().enumerate() {
        let record: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        for (key, target) in [
            ("text", "txt"),
            ("text_as_crawled", "txt"),
            ("html", "html"),
        ] {
            if let Some(text) = record[key].as_str()
                && n % 8 == 0
                && n / 8 < PAGES
            {
                put(folder, target, &format!("{key}-{n}"), text.as_bytes());
            }
        }
    }
}
