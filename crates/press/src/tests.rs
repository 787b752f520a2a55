#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says so by failing"
)]

use ingest::Input;
use law::Text;
use law::item::indexno::IndexNo;
use law::item::{Fields, Kinds, Released, Snapshot};
use law::text::{Block, Cell, Heading, Level, Paragraph, Role, Row, Table};

pub(crate) fn text() -> Text {
    let paragraph = |text: &str| {
        Block::Paragraph(Paragraph {
            role: Role::Body,
            text: text.into(),
            anchor: String::new(),
        })
    };
    let cell = |text: &str, colspan| Cell {
        text: text.into(),
        colspan,
        rowspan: 1,
    };
    Text {
        blocks: vec![
            Block::Heading(Heading {
                level: Level::First,
                text: "一、总体要求。".into(),
                run_in: true,
                anchor: String::new(),
            }),
            paragraph("坚持公开。"),
            paragraph("1.第一项任务"),
            Block::Table(Table {
                caption: None,
                rows: vec![
                    Row {
                        head: true,
                        cells: vec![cell("项目|名", 2)],
                    },
                    Row {
                        head: false,
                        cells: vec![cell("甲", 1), cell("乙", 1)],
                    },
                ],
                anchor: String::new(),
            }),
        ],
    }
    .with_anchors()
}

fn released() -> Released {
    release(text())
}

/// A release of a version of a law.
pub(crate) fn release_law(text: Text) -> Released {
    let work = law::item::released::WorkVersion {
        work: "abc".into(),
        version: "2026-01-01".into(),
    };
    snapshot(text, Some(work))
}

/// A release of a text.
pub(crate) fn release(text: Text) -> Released {
    snapshot(text, None)
}

fn snapshot(text: Text, work: Option<law::item::released::WorkVersion>) -> Released {
    let mut fields = Fields::new();
    fields.set("title", "关于[公开]的通知");
    fields.set("doc_no", "示府〔2026〕1号");
    let bytes = Snapshot {
        item: "i".into(),
        edition: 1,
        kind: "document".into(),
        index_no: IndexNo::parse("XT-0001/2026-00001").unwrap(),
        work,
        agency: "XT-0001".into(),
        agency_name: "示例县人民政府".into(),
        fields,
        text,
        files: vec![],
        change_note: String::new(),
        released_at: 0,
        readable_from: 1,
    }
    .to_bytes();
    Released::open(&bytes, Snapshot::digest_of(&bytes)).unwrap()
}

#[test]
fn the_same_words_stand_in_every_form() {
    let kinds = Kinds::standard();
    let (released, kind) = (released(), kinds.get("document").unwrap());
    let txt = String::from_utf8(super::txt::render(&released, kind, "/documents/a/b")).unwrap();
    assert!(txt.contains(&released.text().plain()));
    assert!(txt.contains("文号：示府〔2026〕1号"));
    assert!(txt.contains("以原件为准"));
    let json: serde_json::Value =
        serde_json::from_slice(&super::json::render(&released, kind, "/documents/a/b")).unwrap();
    assert_eq!(json["text"], released.text().plain());
    let markdown =
        String::from_utf8(super::markdown::render(&released, kind, "/documents/a/b")).unwrap();
    assert!(markdown.contains("**一、总体要求。** 坚持公开。"));
    assert!(
        markdown.contains("1\\.第一项任务"),
        "an item of the text is no Markdown list"
    );
    assert!(markdown.contains("| 项目\\|名 |  |\n|---|---|\n| 甲 | 乙 |"));
    assert!(markdown.starts_with("# 关于\\[公开\\]的通知"));
}

#[test]
fn the_same_release_gives_the_same_bytes() {
    let kinds = Kinds::standard();
    let (released, kind) = (released(), kinds.get("document").unwrap());
    for render in [
        super::txt::render,
        super::markdown::render,
        super::json::render,
    ] {
        assert_eq!(render(&released, kind, "/d"), render(&released, kind, "/d"));
    }
}

/// A text without its white space.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A file as it is read back.
pub(crate) fn read(bytes: &[u8], name: &str) -> ingest::Document {
    let input = Input {
        bytes,
        name: Some(name),
        ..Input::default()
    };
    ingest::read(input).unwrap().document
}

/// The document that the founding notice forwards.
pub(crate) fn notice() -> ingest::Document {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/founding-notice.txt"
    );
    let mut outer = read(&std::fs::read(file).unwrap(), "founding-notice.txt");
    outer.children.remove(0).document
}
