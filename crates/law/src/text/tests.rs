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

fn image(alt: &str) -> Block {
    Block::Image(Image {
        name: "a.png".into(),
        alt: alt.into(),
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
    assert_eq!(text.offsets().len(), text.blocks.len());
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
    let mut text = sample();
    let wide = |colspan, rowspan| Cell {
        colspan,
        rowspan,
        ..Cell::of("宽")
    };
    text.blocks.push(Block::Table(Table {
        caption: Some("表一".into()),
        rows: vec![Row {
            head: false,
            cells: vec![wide(2, 1), wide(1, 2), wide(3, 3), wide(1, 1)],
        }],
        anchor: String::new(),
    }));
    text.blocks.push(image("桥"));
    let text = text.with_anchors();
    let bytes = crate::canon::written(&wire::Form::of(&text));
    let form: wire::Form<'_> = serde_json::from_slice(&bytes).expect("our own form");
    assert_eq!(form.into_text().expect("our own form"), text);
    let value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(crate::canon::to_bytes(&value), bytes, "it is canonical");
}

/// The bytes are hashed: what is not there is not written, today as ever.
#[test]
fn the_wire_form_is_written_the_same_for_ever() {
    let text = Text {
        blocks: vec![
            heading(Level::Article, "第一条", true),
            paragraph("甲。"),
            heading(Level::Chapter, "第二章", false),
            Block::Table(Table {
                caption: None,
                rows: vec![
                    Row {
                        head: true,
                        cells: vec![Cell::of("项目")],
                    },
                    Row {
                        head: false,
                        cells: vec![Cell {
                            colspan: 2,
                            ..Cell::of("数")
                        }],
                    },
                ],
                anchor: String::new(),
            }),
            image("桥"),
        ],
    }
    .with_anchors();
    let bytes = crate::canon::written(&wire::Form::of(&text));
    let wanted = [
        r#"{"blocks":[{"anchor":"art-1","level":"article","run_in":true,"text":"第一条","type":"heading"},"#,
        r#"{"anchor":"art-1-p1","role":"body","text":"甲。","type":"paragraph"},"#,
        r#"{"anchor":"ch-2","level":"chapter","text":"第二章","type":"heading"},"#,
        r#"{"anchor":"t-1","rows":[{"cells":["项目"],"head":true},{"cells":[{"colspan":2,"rowspan":1,"text":"数"}]}],"type":"table"},"#,
        r#"{"alt":"桥","anchor":"img-1","name":"a.png","type":"image"}],"v":1}"#,
    ];
    assert_eq!(String::from_utf8(bytes), Ok(wanted.concat()));
}

#[test]
fn the_heads_of_a_table_are_rows_that_no_head_cell_leaves() {
    let row = |head, rowspan| Row {
        head,
        cells: vec![
            Cell {
                rowspan,
                ..Cell::of("甲")
            },
            Cell::of("乙"),
        ],
    };
    for (rows, heads) in [
        (vec![], 0),
        (vec![row(false, 1), row(true, 1)], 0),
        (vec![row(true, 1), row(false, 1)], 1),
        (vec![row(true, 2), row(true, 1), row(false, 1)], 2),
        (vec![row(true, 1), row(true, 1), row(false, 3)], 2),
        // A cell cannot leave its group of rows.
        (vec![row(true, 3), row(true, 1), row(false, 1)], 0),
        (vec![row(true, 1), row(true, 2), row(false, 1)], 0),
    ] {
        let table = Table {
            rows,
            ..Table::default()
        };
        assert_eq!(table.head_rows(), heads, "{table:?}");
    }
}

#[test]
fn words_are_looked_at_wherever_they_stand() {
    let whole = || Text {
        blocks: vec![
            heading(Level::First, "题", false),
            paragraph("文"),
            Block::Table(Table {
                caption: Some("表".into()),
                rows: vec![Row {
                    head: false,
                    cells: vec![Cell::of("一"), Cell::of("二")],
                }],
                anchor: String::new(),
            }),
            image("图"),
        ],
    };
    let mut seen = String::new();
    let all = whole().all(|words| {
        seen.push_str(words);
        true
    });
    assert_eq!((all, seen.as_str()), (true, "题文表一二图"));
    for word in seen.chars().map(String::from) {
        assert!(!whole().all(|words| words != word), "{word}");
        let mut changed = whole();
        changed.each(|words| words.retain(|c| !word.contains(c)));
        assert!(changed.all(|words| words != word), "{word}");
    }
}

#[test]
fn an_article_ends_where_a_chapter_begins() {
    let text = Text {
        blocks: vec![
            paragraph("序言。"),
            heading(Level::Article, "第一条", true),
            paragraph("甲。"),
            heading(Level::Plain, "小题", false),
            paragraph("乙。"),
            heading(Level::Chapter, "第二章", false),
            paragraph("不在条内。"),
        ],
    };
    let words: Vec<String> = text.articles().into_iter().map(|it| it.words).collect();
    assert_eq!(words, ["甲。\n小题\n乙。"]);
}

fn anchors(blocks: Vec<Block>) -> Vec<String> {
    let text = Text { blocks }.with_anchors();
    let anchors = text.blocks.iter().map(Block::anchor);
    anchors.map(str::to_owned).collect()
}

#[test]
fn what_has_no_number_is_counted() {
    let table = || Block::Table(Table::default());
    assert_eq!(
        anchors(vec![
            paragraph("序。"),
            paragraph("序。"),
            heading(Level::Part, "总则", false),
            heading(Level::Part, "分则", false),
            heading(Level::Subpart, "通则", false),
            heading(Level::Chapter, "第一章", false),
            heading(Level::Section, "第一节", false),
            heading(Level::Section, "其他", false),
            heading(Level::Chapter, "附则", false),
            heading(Level::Section, "其他", false),
            heading(Level::Article, "宗旨", true),
            paragraph("甲。"),
            heading(Level::Plain, "小题", false),
            paragraph("乙。"),
            heading(Level::Article, "范围", true),
            table(),
            table(),
            image("桥"),
            image("河"),
            heading(Level::Chapter, "第三章", false),
            paragraph("不在条内。"),
        ]),
        [
            "p-1",
            "p-2",
            "part-1",
            "part-2",
            "subpart-1",
            "ch-1",
            "sec-1-1",
            "sec-1-2",
            "ch-2",
            "sec-2-1",
            "art-1",
            "art-1-p1",
            "h-1",
            "art-1-p2",
            "art-2",
            "t-1",
            "t-2",
            "img-1",
            "img-2",
            "ch-3",
            "p-3",
        ]
    );
}

#[test]
fn headings_of_a_document_are_counted_under_each_other() {
    let levels = [
        (Level::First, "h-1"),
        (Level::Second, "h-1-1"),
        (Level::Third, "h-1-1-1"),
        (Level::Fourth, "h-1-1-1-1"),
        (Level::Third, "h-1-1-2"),
        (Level::Fourth, "h-1-1-2-1"),
        (Level::Second, "h-1-2"),
        (Level::Third, "h-1-2-1"),
        (Level::First, "h-2"),
        (Level::Plain, "h-1~2"),
        (Level::First, "h-1-1~2"),
        (Level::Attached, "att-1"),
        (Level::First, "att-1-h-1"),
    ];
    let headings = levels.map(|(level, _)| heading(level, "题", false));
    assert_eq!(anchors(headings.into()), levels.map(|(_, anchor)| anchor));
}

#[test]
fn a_number_that_comes_again_gets_an_address_of_its_own() {
    let article = || heading(Level::Article, "第三条", true);
    assert_eq!(
        anchors(vec![
            article(),
            paragraph("甲。"),
            article(),
            paragraph("乙。"),
            article(),
            heading(Level::Section, "第一节", false),
        ]),
        [
            "art-3",
            "art-3-p1",
            "art-3~2",
            "art-3-p1~2",
            "art-3~3",
            "sec-0-1"
        ]
    );
}

#[test]
fn a_wire_form_of_an_unknown_version_is_refused() {
    let form: wire::Form<'_> = serde_json::from_str("{\"v\": 99, \"blocks\": []}").expect("a form");
    assert!(form.into_text().is_err());
}
