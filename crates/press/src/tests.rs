#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says so by failing"
)]

use crate::Copy;
use ingest::Input;
use law::Text;
use law::item::indexno::IndexNo;
use law::item::{Fields, KindDef, Kinds, Printing, Released, Snapshot};
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

/// A letter with every part that an official document has.
pub(crate) fn letter() -> Text {
    let paragraph = |role, text: &str| {
        Block::Paragraph(Paragraph {
            role,
            text: text.into(),
            anchor: String::new(),
        })
    };
    let heading = |level, text: &str, run_in| {
        Block::Heading(Heading {
            level,
            text: text.into(),
            run_in,
            anchor: String::new(),
        })
    };
    let body = "各部门应当按照本通知的要求，结合实际，认真做好政府信息公开工作，并于每年1月31日前公布上一年度的工作年度报告。";
    let mut blocks = vec![
        paragraph(Role::Recipients, "各镇人民政府，县政府各部门："),
        heading(Level::First, "一、总体要求", false),
        paragraph(Role::Body, body),
        heading(Level::Second, "（一）公开的范围。", true),
        paragraph(Role::Body, body),
        heading(Level::Second, "（二）公开的时限。", true),
        paragraph(Role::Body, body),
    ];
    blocks.extend(
        text()
            .blocks
            .into_iter()
            .filter(|block| matches!(block, Block::Table(_))),
    );
    blocks.extend([
        heading(Level::First, "二、工作安排", false),
        paragraph(Role::Body, body),
        paragraph(Role::AttachmentNote, "附件：1.任务分工表"),
        paragraph(Role::Signature, "示例县人民政府"),
        paragraph(Role::WrittenDate, "2026年3月2日"),
        paragraph(Role::Note, "（此件公开发布）"),
        heading(Level::Attached, "附件1", false),
        paragraph(Role::Title, "任务分工表"),
        paragraph(Role::Body, body),
        paragraph(
            Role::CopyTo,
            "抄送：县委各部门，县人大常委会办公室，县政协办公室，县法院，县检察院，县人武部，各人民团体，驻县各单位。",
        ),
        paragraph(Role::Imprint, "示例县人民政府办公室　　2026年3月3日印发"),
    ]);
    Text { blocks }.with_anchors()
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

/// A copy of a release by a site of its own.
pub(crate) fn copy<'a>(released: &'a Released, kind: &'a KindDef) -> Copy<'a> {
    Copy {
        released,
        kind,
        address: "https://example.invalid/documents/a/b",
        printing: Printing::Own,
        is_demo: false,
    }
}

fn snapshot(text: Text, work: Option<law::item::released::WorkVersion>) -> Released {
    let mut fields = Fields::new();
    fields.set("title", "关于[公开]的通知");
    fields.set("doc_no", "示府〔2026〕1号");
    let bytes = Snapshot {
        item: "i".into(),
        edition: 1,
        kind: "document".into(),
        index_no: IndexNo::exact("XT-0001/2026-00001").unwrap(),
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
    let copy = copy(&released, kind);
    let txt = String::from_utf8(super::txt::render(&copy)).unwrap();
    assert!(txt.contains(&released.text().plain()));
    assert!(txt.contains("文号：示府〔2026〕1号"));
    assert!(txt.contains("以原件为准"));
    let json = super::json::render(&copy);
    let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(value["text"], released.text().plain());
    let canonical = [law::canon::to_bytes(&value), b"\n".to_vec()].concat();
    assert_eq!(json, canonical, "the same release gives the same bytes");
    let markdown = String::from_utf8(super::markdown::render(&copy)).unwrap();
    assert!(markdown.contains("**一、总体要求。** 坚持公开。"));
    assert!(
        markdown.contains("1\\.第一项任务"),
        "an item of the text is no Markdown list"
    );
    assert!(markdown.contains("| 项目\\|名 |  |\n|---|---|\n| 甲 | 乙 |"));
    assert!(markdown.starts_with("# 关于\\[公开\\]的通知"));
}

#[test]
fn every_copy_says_what_it_is() {
    let kinds = Kinds::standard();
    let (released, kind) = (released(), kinds.get("document").unwrap());
    let own = copy(&released, kind);
    assert_eq!(own.notice(), "本件由公开的文本生成，以原件为准。");
    let demo = Copy {
        printing: Printing::Reprint,
        is_demo: true,
        ..own
    };
    assert_eq!(
        demo.notice(),
        "演示系统，非政府网站。本件为转载排印，以原件为准。"
    );
    let law = release_law(text());
    let rule = kinds.get("local_gov_rule").unwrap();
    assert_eq!(
        copy(&law, rule).notice(),
        "本件由公开的文本生成，法规规章以公报刊登的文本为准。"
    );
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

/// What the letter and a text of law are in every form under [`VERSION`](super::VERSION). Where this fails because a form
/// was changed on purpose, raise the version, and write down what the failure prints.
const MADE: &[(&str, &str)] = &[
    (
        "3 document pdf",
        "21c4b4bfb810dc40b60045e0896754ee446a7bf6fa5dfc6353a9c6f2dc89e058",
    ),
    (
        "3 document docx",
        "e9d2f5bf2abee31c59de5087cd620bd427d8b67da15188d44ca9b474cad2e468",
    ),
    (
        "3 document txt",
        "a7b9ce0c85261fecde80939c994b878cf9b8595cc31ab9dc329f3b49e7d64707",
    ),
    (
        "3 document md",
        "5bd1bade4602f8ab47de242a806cf3b59fcd0d1d7c1a91736941436a1a71cce1",
    ),
    (
        "3 document json",
        "8552e4b4d84a5b3253f2f2c4c9b1bcee4be9053ae11fc30ec419b2b88159b8a0",
    ),
    (
        "3 admin_regulation pdf",
        "6d5fb3fb7504af498f7d5abb11867aa468d72bb2b57083517763c5c5cfa14654",
    ),
    (
        "3 admin_regulation docx",
        "d2ef892a2493b7a44a07b43ed506bda1a8372010d3e3fb0907fac2b1d79d6d3c",
    ),
    (
        "3 admin_regulation txt",
        "a0f8b2fe19fc07256f06a2f0e4a9f6b2e2770ace755d053f816dcc816dd43711",
    ),
    (
        "3 admin_regulation md",
        "434529c140681d907f598351082ad315a470d006a4f97966831acfee70dffcd2",
    ),
    (
        "3 admin_regulation json",
        "2fe438e469a65d474f0b5a26654be398037d188de2b9ccfdc8f2f8d686e3dbec",
    ),
    (
        "3 admin_regulation akn.xml",
        "5ccda88b187e11de4a53c1c3031feb16cc35500c1685fb4fe312824ed24d6a22",
    ),
];

#[test]
fn the_version_is_raised_when_a_form_changes() {
    let kinds = Kinds::standard();
    let letter = release(letter());
    let law = release_law(
        ingest::law_text(
            "第一章　总则\n第一条　为了示例，制定本条例。\n第二条　下列信息应当公开：\n（一）机构职能；\n（二）办事程序。\n",
            Some("示例条例"),
        )
        .0,
    );
    let fonts = super::Fonts::own();
    let mut made = Vec::new();
    for (released, kind) in [(&letter, "document"), (&law, "admin_regulation")] {
        let copy = copy(released, kinds.get(kind).unwrap());
        for form in super::Form::of(released) {
            let bytes = form.render(&copy, &super::Images::new(), &fonts).unwrap();
            let name = format!("{} {kind} {}", super::VERSION, form.extension());
            made.push((name, law::Digest::of(&bytes).to_string()));
        }
    }
    let made: Vec<(&str, &str)> = made.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(made, MADE, "{made:#?}");
}
