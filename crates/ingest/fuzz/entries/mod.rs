//! What each fuzz target does with the bytes it is given, and the small files from which it sets out.
//!
//! Used by the targets, by `examples/seeds.rs`, which writes the files, and by the test that replays them, so that a
//! target is built and run by every change. Nothing here needs the fuzzer.
//!
//! Invariants that every target holds, besides never a panic:
//! - the same bytes are read in the same way twice;
//! - anchors are unique and no text holds a control character;
//! - what goes between processes comes back as it was;
//! - what `law` reads is printed in a form of which nothing is to be said, and read again the same.

mod coded;
mod law_words;
mod packed;
mod pdf;
mod seeds;

use ingest::{Document, Input};

/// One target.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&[u8]),
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
}

/// All targets. Those that end in `_parts` wrap what they are given into a sound container, which random bytes would
/// hardly make.
pub(crate) const TARGETS: &[Target] = &[
    target("txt", txt, seeds::txt),
    target("markdown", |bytes| read(bytes, "a.md"), seeds::markdown),
    target("html", |bytes| read(bytes, "a.html"), seeds::html),
    target("pdf", pdf, seeds::pdf),
    target(
        "pdf_parts",
        |bytes| pdf(&pdf::file(bytes)),
        seeds::pdf_parts,
    ),
    target("docx", |bytes| read(bytes, "a.docx"), seeds::docx),
    target(
        "docx_parts",
        |bytes| read(&packed::docx(bytes), "a.docx"),
        seeds::docx_parts,
    ),
    target("ofd", |bytes| read(bytes, "a.ofd"), seeds::ofd),
    target(
        "ofd_parts",
        |bytes| read(&packed::ofd(bytes), "a.ofd"),
        seeds::ofd_parts,
    ),
    target("xlsx", |bytes| read(bytes, "a.xlsx"), seeds::xlsx),
    target(
        "xlsx_parts",
        |bytes| read(&packed::xlsx(bytes), "a.xlsx"),
        seeds::xlsx_parts,
    ),
    target("wire", wire, seeds::wire),
    target("image", image, seeds::image),
    target("law_numbers", law_words::numbers, law_words::number_seeds),
    target(
        "law_citations",
        law_words::citations,
        law_words::citation_seeds,
    ),
    target("law_privacy", law_words::privacy, law_words::privacy_seeds),
];

const fn target(name: &'static str, run: fn(&[u8]), seeds: fn() -> Vec<Vec<u8>>) -> Target {
    Target { name, run, seeds }
}

/// Runs one target by its name.
///
/// # Panics
/// Where an invariant does not hold.
pub(crate) fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.expect("a target of this name").run)(bytes);
}

fn read(bytes: &[u8], name: &str) {
    let input = Input {
        bytes,
        name: Some(name),
        media_type: None,
        url: Some("https://www.example.gov.cn/gk/a/page.html"),
    };
    let answer = ingest::read(input);
    let _ = ingest::words(input);
    // Every time would halve what a fuzzer gets done.
    if bytes.len().is_multiple_of(4) {
        assert_eq!(answer, ingest::read(input), "read twice, in two ways");
    }
    if let Ok(reading) = answer {
        sound(&reading.document);
        let form = ingest::wire::encode(&reading);
        assert_eq!(
            ingest::wire::decode(&form),
            Ok(reading),
            "not as it was sent"
        );
    }
}

fn sound(document: &Document) {
    let blocks = document.text.blocks.iter();
    let mut anchors: Vec<&str> = blocks.map(law::text::Block::anchor).collect();
    let all = anchors.len();
    anchors.sort_unstable();
    anchors.dedup();
    assert_eq!(anchors.len(), all, "anchors are unique");
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    assert!(
        !document.text.plain().contains(control),
        "a control character"
    );
    document
        .children
        .iter()
        .for_each(|child| sound(&child.document));
}

fn txt(bytes: &[u8]) {
    read(bytes, "a.txt");
    let text = String::from_utf8_lossy(bytes);
    let (law, _) = ingest::law_text(&text, Some("示例条例"));
    let bare = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    assert_eq!(
        bare(&law.plain()),
        bare(&text),
        "a text of law loses no word"
    );
}

fn pdf(bytes: &[u8]) {
    read(bytes, "a.pdf");
    let _ = ingest::pdf::runs(bytes);
}

/// The answer of a reader process that was taken over.
fn wire(bytes: &[u8]) {
    if let Ok(reading) = ingest::wire::decode(bytes) {
        let again = ingest::wire::encode(&reading);
        assert_eq!(
            ingest::wire::decode(&again),
            Ok(reading),
            "not as it was sent"
        );
    }
}

/// An image is made anew or refused; what comes out is of our own making.
fn image(bytes: &[u8]) {
    let input = Input {
        bytes,
        name: Some("a.png"),
        ..Input::default()
    };
    if let Ok(reading) = ingest::image(input) {
        assert!(reading.file.is_sound());
    }
}
