//! The PDF as it is read back: its words, its grid, its structure.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says so by failing"
)]

use super::{Fonts, Images};
use crate::Copy;
use crate::tests::{notice, read, release, squeezed, text};
use law::Text;
use law::item::Kinds;
use law::text::{Block, Role};
use std::sync::LazyLock;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::new([]));

fn rendered(text: Text, own: bool) -> Vec<u8> {
    let kinds = Kinds::standard();
    let released = release(text);
    let copy = Copy {
        released: &released,
        kind: kinds.get("document").unwrap(),
        address: "https://example.invalid/documents/a/b",
        own,
    };
    super::render(&copy, &Images::new(), &FONTS).unwrap()
}

#[test]
fn every_word_released_stands_in_the_pdf_in_order() {
    let document = notice();
    let blocks = document.text.blocks.clone();
    let back = read(&rendered(document.text, false), "a.pdf");
    // The number of a page stands between its words and those of the next.
    let mut words = squeezed(&back.text.plain());
    for page in 1..20 {
        words = words.replace(&format!("—{page}—"), "");
    }
    let from = blocks
        .iter()
        .position(|block| matches!(block, Block::Paragraph(p) if p.role == Role::Recipients))
        .unwrap();
    let mut at = 0;
    for block in &blocks[from..] {
        let wanted = squeezed(&block.plain());
        let found = words[at..].find(&wanted);
        at += found.unwrap_or_else(|| panic!("{wanted}\n\n{}", &words[at..])) + wanted.len();
    }
}

#[test]
fn a_red_head_is_set_only_for_this_sites_own_documents() {
    let words = |own| squeezed(&read(&rendered(text(), own), "a.pdf").text.plain());
    assert!(words(true).contains("示例县人民政府"));
    assert!(!words(false).contains("示例县人民政府"));
}

#[test]
fn a_copy_says_that_the_original_rules_and_that_fonts_are_substituted() {
    assert!(!FONTS.are_standard());
    let words: String = runs(&rendered(text(), true))
        .into_iter()
        .map(|run| run.text)
        .collect();
    assert!(
        squeezed(&words)
            .contains("以原件为准。字体替代。公开于https://example.invalid/documents/a/b")
    );
}

fn runs(pdf: &[u8]) -> Vec<ingest::pdf::Run> {
    ingest::pdf::runs(pdf).unwrap()
}

/// The first lines of a full page, each as its left edge, right edge and distance from the line above, in millimetres.
#[test]
fn a_full_page_has_twenty_two_lines_of_twenty_eight_characters() {
    const MM: f64 = 25.4 / 72.0;
    let pdf = rendered(notice().text, false);
    let body: Vec<_> = runs(&pdf)
        .into_iter()
        .filter(|run| run.page == 3 && (15.9..16.1).contains(&run.size_pt))
        .collect();
    let mut lines: Vec<(f64, f64, f64)> = Vec::new();
    for run in &body {
        // A mark at the end of a line keeps its width and hangs half of it over the edge.
        let hangs = run
            .text
            .ends_with(['，', '。', '、', '；', '：', '”', '）', '》']);
        let width = if hangs { run.width - 8.0 } else { run.width };
        let (left, right) = (run.x * MM, (run.x + width) * MM);
        match lines
            .iter_mut()
            .find(|line| (line.2 - run.y * MM).abs() < 1.0)
        {
            Some(line) => (line.0, line.1) = (line.0.min(left), line.1.max(right)),
            None => lines.push((left, right, run.y * MM)),
        }
    }
    lines.sort_by(|a, b| a.2.total_cmp(&b.2));
    assert_eq!(lines.len(), 22, "{lines:?}");
    for two in lines.windows(2) {
        assert!((two[1].2 - two[0].2 - 225.0 / 22.0).abs() < 0.1, "{two:?}");
    }
    let left = lines.iter().map(|line| line.0).fold(f64::MAX, f64::min);
    let right = lines.iter().map(|line| line.1).fold(0.0, f64::max);
    assert!(
        (left - 28.0).abs() < 0.5 && (right - 184.0).abs() < 0.5,
        "{left} {right}"
    );
}

#[test]
fn the_same_release_gives_the_same_file() {
    assert!(rendered(text(), true) == rendered(text(), true));
}
