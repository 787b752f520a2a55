//! The DOCX as people and programs read it back.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says so by failing"
)]

use crate::Copy;
use crate::tests::{copy, notice, read, release, squeezed};
use law::Text;
use law::item::{Kinds, Printing};
use law::text::{Block, Role};

fn rendered(text: Text, own: bool) -> (Vec<u8>, String) {
    let kinds = Kinds::standard();
    let released = release(text);
    let copy = Copy {
        printing: Printing::of(own),
        ..copy(&released, kinds.get("document").unwrap())
    };
    (super::render(&copy).unwrap(), released.text().plain())
}

#[test]
fn the_words_read_back_are_the_words_released() {
    let document = notice();
    let outline = document.text.outline();
    let blocks = document.text.blocks.clone();
    let (bytes, _) = rendered(document.text, false);
    let back = read(&bytes, "a.docx");
    let words = squeezed(&back.text.plain());
    // The head is set in the order of the standard; everything below it stands as it stood.
    let head = blocks
        .iter()
        .position(|block| matches!(block, Block::Paragraph(p) if p.role == Role::Recipients))
        .unwrap();
    let plain = Text {
        blocks: blocks[head..].to_vec(),
    }
    .plain();
    assert!(words.contains(&squeezed(&plain)), "{words}\n\n{plain}");
    for block in &blocks[..head] {
        assert!(words.contains(&squeezed(&block.plain())), "{block:?}");
    }
    let names = |entries: &[law::text::Entry]| -> Vec<String> {
        entries.iter().map(|entry| entry.text.clone()).collect()
    };
    assert_eq!(names(&back.text.outline()), names(&outline));
}

#[test]
fn a_table_comes_back_with_its_merged_cells() {
    let (bytes, _) = rendered(crate::tests::text(), true);
    let back = read(&bytes, "a.docx");
    let tables = |text: &Text| -> Vec<law::text::Table> {
        text.blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => Some(table.clone()),
                _ => None,
            })
            .collect()
    };
    let (was, is) = (tables(&crate::tests::text()), tables(&back.text));
    assert_eq!(is.len(), 1);
    assert_eq!(is[0].rows, was[0].rows);
}

#[test]
fn the_same_release_gives_the_same_file() {
    assert_eq!(
        rendered(crate::tests::text(), true),
        rendered(crate::tests::text(), true)
    );
}
