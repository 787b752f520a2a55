#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

use super::*;
use law::text::{Cell, Image, Paragraph, Row, Table};

fn heading(level: Level, text: &str, run_in: bool) -> Block {
    Block::Heading(Heading {
        level,
        text: text.into(),
        run_in,
        anchor: String::new(),
    })
}

fn paragraph(role: Role, text: &str) -> Block {
    Block::Paragraph(Paragraph {
        role,
        text: text.into(),
        anchor: String::new(),
    })
}

fn text(blocks: Vec<Block>) -> Text {
    Text { blocks }.with_anchors()
}

fn set(text: &Text, setting: Setting, links: &[Link]) -> Sheet {
    Sheet::of(text, Head::printed(&text.blocks), &[], setting, links)
}

fn document() -> Text {
    text(vec![
        paragraph(Role::OrganMark, "示例县人民政府文件"),
        paragraph(Role::DocNo, "示县府〔2026〕1号"),
        paragraph(Role::Title, "示例县人民政府关于公开的通知"),
        paragraph(Role::Recipients, "各镇人民政府："),
        heading(Level::First, "一、总的要求。", true),
        paragraph(Role::Body, "说明。"),
        heading(Level::Second, "（一）第一项", false),
        paragraph(Role::Body, "内容。"),
        Block::Table(Table {
            rows: vec![Row::default()],
            ..Table::default()
        }),
        Block::Image(Image {
            name: "图.png".into(),
            alt: "图".into(),
            anchor: String::new(),
        }),
        paragraph(Role::Signature, "示例县人民政府"),
        heading(Level::Attached, "工作要点", false),
        heading(Level::First, "一、附件里的标题", false),
    ])
}

fn count(pieces: &[Piece]) -> usize {
    let one = |piece: &Piece| match piece {
        Piece::Heading { rest, .. } => 1 + usize::from(rest.is_some()),
        Piece::Article { within, .. } => 1 + count(within),
        _ => 1,
    };
    pieces.iter().map(one).sum()
}

#[test]
fn every_block_is_set_exactly_once() {
    for (text, head) in [(document(), 3), (law(), 1)] {
        for setting in [Setting::Official, Setting::Statute] {
            let sheet = set(&text, setting, &[]);
            assert_eq!(count(&sheet.pieces) + head, text.blocks.len());
        }
    }
}

#[test]
fn the_head_is_taken_as_printed() {
    let head = set(&document(), Setting::Official, &[]).head;
    assert_eq!(head.organ, ["示例县人民政府文件"]);
    assert_eq!(head.number, ["示县府〔2026〕1号"]);
    assert_eq!(head.title, ["示例县人民政府关于公开的通知"]);
}

#[test]
fn ranks_of_headings_leave_no_gap() {
    let ranks: Vec<u8> = set(&document(), Setting::Official, &[])
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Heading { rank, .. } | Piece::Attached { rank, .. } => Some(*rank),
            _ => None,
        })
        .collect();
    assert_eq!(ranks, [2, 3, 2, 3]);
}

fn law() -> Text {
    text(vec![
        paragraph(Role::EnactmentNote, "（2019年4月3日公布）"),
        heading(Level::Chapter, "第一章　总则", false),
        heading(Level::Article, "第一条", true),
        paragraph(Role::Body, "为了公开，制定本条例。"),
        heading(Level::Article, "第二条", true),
        paragraph(Role::Body, "有下列情形之一的："),
        paragraph(Role::Item, "（一）甲；"),
        heading(Level::Chapter, "第二章　附则", false),
        heading(Level::Article, "第三条", true),
        paragraph(Role::Body, "自公布之日起施行。"),
    ])
}

#[test]
fn an_article_holds_its_paragraphs_and_items() {
    let sheet = set(&law(), Setting::Statute, &[]);
    let articles: Vec<(&str, usize)> = sheet
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Article { anchor, within, .. } => Some((anchor.as_str(), within.len())),
            _ => None,
        })
        .collect();
    assert_eq!(articles, [("art-1", 1), ("art-2", 2), ("art-3", 1)]);
    assert_eq!(sheet.head.note, ["（2019年4月3日公布）"]);
}

#[test]
fn the_outline_of_a_law_shows_chapters_with_their_articles() {
    let chapters = contents(&law());
    let shown: Vec<(&str, &str)> = chapters
        .iter()
        .map(|c| (c.text.as_str(), c.span.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            ("第一章　总则", "第一条—第二条"),
            ("第二章　附则", "第三条")
        ]
    );
    assert!(chapters.iter().all(|chapter| chapter.below.is_empty()));
}

#[test]
fn the_outline_of_a_document_goes_two_levels_down_also_in_what_is_attached() {
    let shown = contents(&document());
    let texts: Vec<&str> = shown.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts, ["一、总的要求", "工作要点"]);
    assert_eq!(shown.first().unwrap().below.len(), 1);
    assert_eq!(shown.last().unwrap().below.len(), 1);
}

#[test]
fn column_heads_at_the_top_are_a_group_unless_one_reaches_below() {
    let row = |head, rowspan| Row {
        head,
        cells: vec![Cell {
            rowspan,
            ..Cell::of("项目")
        }],
    };
    for (rows, heads) in [
        (vec![row(true, 1), row(false, 1), row(true, 1)], 1),
        (vec![row(true, 2), row(true, 1), row(false, 1)], 2),
        (vec![row(true, 1), row(true, 2), row(false, 1)], 0),
        (vec![row(false, 1)], 0),
        (Vec::new(), 0),
    ] {
        let table = Table {
            rows,
            ..Table::default()
        };
        assert_eq!(table.head_rows(), heads, "{table:?}");
    }
}

#[test]
fn an_image_is_shown_only_as_a_reader_made_it_anew() {
    let file = |pixels| ReleasedFile {
        name: "图.png".into(),
        media_type: "image/png".into(),
        size: 1,
        digest: law::Digest::of(b"png"),
        is_source: false,
        pixels,
    };
    let pixels = Pixels {
        width: 640,
        height: 400,
    };
    for (files, held) in [
        (vec![], Held::No),
        (vec![file(None)], Held::Offered),
        (vec![file(Some(pixels))], Held::Shown(pixels)),
    ] {
        let text = document();
        let head = Head::printed(&text.blocks);
        let sheet = Sheet::of(&text, head, &files, Setting::Official, &[]);
        let found = sheet.pieces.iter().find_map(|piece| match piece {
            Piece::Image(picture) => Some(picture.held),
            _ => None,
        });
        assert_eq!(found, Some(held));
    }
}

#[test]
fn links_change_no_word_of_the_text() {
    let text = document();
    let link = |block, range| Link {
        block,
        part: Part::Words,
        range,
        href: "/laws/甲".into(),
    };
    let links = [
        link(4, 0..3),
        link(5, 3..6),
        // In the middle of a character, and beyond the end: no links.
        link(7, 1..4),
        link(12, 0..999),
    ];
    let plain = set(&text, Setting::Official, &[]);
    let linked = set(&text, Setting::Official, &links);
    let words = |sheet: &Sheet| -> Vec<String> { sheet.pieces.iter().map(said).collect() };
    assert_eq!(words(&linked), words(&plain));
    let hrefs: usize = linked.pieces.iter().map(linked_runs).sum();
    assert_eq!(hrefs, 2);
}

fn all_runs(piece: &Piece) -> Vec<&Run> {
    match piece {
        Piece::Heading { runs, rest, .. } => {
            let rest = rest.iter().flat_map(|rest| &rest.runs);
            runs.iter().chain(rest).collect()
        }
        Piece::Paragraph { words, .. } => words.runs.iter().collect(),
        Piece::Article { within, .. } => within.iter().flat_map(all_runs).collect(),
        _ => Vec::new(),
    }
}

fn said(piece: &Piece) -> String {
    let runs = all_runs(piece).into_iter();
    runs.map(|run| run.text.as_str()).collect()
}

fn linked_runs(piece: &Piece) -> usize {
    let runs = all_runs(piece).into_iter();
    runs.filter(|run| run.href.is_some()).count()
}
