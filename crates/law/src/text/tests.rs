use super::*;

fn heading(level: Level, text: &str, run_in: bool) -> Block {
    Block::Heading(Heading {
        level,
        text: text.into(),
        run_in,
        anchor: String::new(),
    })
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        role: Role::Body,
        text: text.into(),
        anchor: String::new(),
    })
}

fn sample() -> Text {
    Text {
        blocks: vec![
            paragraph("引言。"),
            heading(Level::First, "一、总体要求", false),
            heading(Level::Second, "（一）指导思想。", true),
            paragraph("坚持公开。"),
            heading(Level::Second, "（二）目标。", true),
            paragraph("全部公开。"),
            Block::Table(Table {
                caption: None,
                rows: vec![Row {
                    head: true,
                    cells: vec![Cell::of("项目"), Cell::of("数量")],
                }],
                anchor: String::new(),
            }),
            heading(Level::First, "二、保障", false),
        ],
    }
}

#[test]
fn a_run_in_heading_and_its_paragraph_share_a_line() {
    assert_eq!(
        sample().plain(),
        "引言。\n一、总体要求\n（一）指导思想。坚持公开。\n（二）目标。全部公开。\n项目\t数量\n二、保障\n"
    );
}

#[test]
fn offsets_point_at_the_words_of_each_block() {
    let text = sample();
    let plain: Vec<char> = text.plain().chars().collect();
    for (block, at) in text.blocks.iter().zip(text.offsets()) {
        let words: Vec<char> = block.plain().chars().collect();
        assert_eq!(&plain[at..at + words.len()], &words[..]);
    }
}

#[test]
fn the_outline_puts_each_heading_under_the_nearest_higher_one() {
    let outline = sample().with_anchors().outline();
    assert_eq!(outline.len(), 2);
    assert_eq!(
        outline[0]
            .children
            .iter()
            .map(|e| e.text.as_str())
            .collect::<Vec<_>>(),
        ["（一）指导思想。", "（二）目标。"]
    );
    assert_eq!(outline[0].children[1].anchor, "h-1-2");
}

#[test]
fn anchors_of_a_law_name_article_paragraph_and_item() {
    let text = Text {
        blocks: vec![
            heading(Level::Chapter, "第一章　总则", false),
            heading(Level::Article, "第十五条", true),
            paragraph("第一款。"),
            paragraph("第二款："),
            Block::Paragraph(Paragraph {
                role: Role::Item,
                text: "（一）甲；".into(),
                anchor: String::new(),
            }),
            Block::Paragraph(Paragraph {
                role: Role::Item,
                text: "（二）乙。".into(),
                anchor: String::new(),
            }),
            heading(Level::Article, "第十五条之一", true),
            paragraph("新增。"),
        ],
    }
    .with_anchors();
    let anchors: Vec<&str> = text.blocks.iter().map(Block::anchor).collect();
    assert_eq!(
        anchors,
        [
            "ch-1",
            "art-15",
            "art-15-p1",
            "art-15-p2",
            "art-15-p2-i1",
            "art-15-p2-i2",
            "art-15.1",
            "art-15.1-p1"
        ]
    );
    assert_eq!(
        text.articles()[0].words,
        "第一款。\n第二款：\n（一）甲；\n（二）乙。"
    );
}

#[test]
fn the_wire_form_reads_back_as_written() {
    let text = sample().with_anchors();
    let bytes = crate::canon::written(&wire::Form::of(&text));
    let form: wire::Form<'_> = serde_json::from_slice(&bytes).expect("our own form");
    assert_eq!(form.into_text().expect("our own form"), text);
    let value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(crate::canon::to_bytes(&value), bytes, "it is canonical");
}

#[test]
fn a_wire_form_of_an_unknown_version_is_refused() {
    let form: wire::Form<'_> = serde_json::from_str("{\"v\": 99, \"blocks\": []}").expect("a form");
    assert!(form.into_text().is_err());
}
