use super::*;
use crate::text::{Cell, Paragraph, Row, Table};

fn body(words: &str) -> Block {
    Block::Paragraph(Paragraph {
        role: Role::Body,
        text: words.into(),
        anchor: String::new(),
    })
}

fn article(number: &str) -> Block {
    Block::Heading(Heading {
        level: Level::Article,
        text: number.into(),
        run_in: true,
        anchor: String::new(),
    })
}

/// What stands in the text, and what it names, a line each.
fn named(blocks: Vec<Block>) -> Vec<String> {
    let text = Text { blocks }.with_anchors();
    citations(&text)
        .into_iter()
        .map(|citation| {
            let words = match (&text.blocks[citation.block], citation.part) {
                (Block::Paragraph(paragraph), _) => paragraph.text.clone(),
                (Block::Heading(heading), _) => heading.text.clone(),
                (Block::Table(table), Part::Cell { row, cell }) => {
                    table.rows[row].cells[cell].text.clone()
                }
                _ => String::new(),
            };
            let at = |provision: &Option<Provision>| {
                let anchors = provision.as_ref().map(Provision::anchors);
                anchors.map_or(String::new(), |anchors| format!(" {}", anchors[0]))
            };
            let names = match &citation.names {
                Names::Title(title) => format!(
                    "{}{}{}",
                    title.name,
                    title
                        .number
                        .as_ref()
                        .map_or(String::new(), |n| format!(" {n}")),
                    at(&title.provision)
                ),
                Names::Number(readings) => {
                    let readings = readings.iter().map(|reading| reading.number.as_str());
                    readings.collect::<Vec<_>>().join("|")
                }
                Names::Own(provision) => at(&Some(provision.clone())).trim().to_owned(),
            };
            format!("{} → {names}", &words[citation.range])
        })
        .collect()
}

#[test]
fn a_name_takes_the_article_paragraph_and_item_behind_it() {
    for (words, wanted) in [
        (
            "依照《中华人民共和国政府信息公开条例》第三十三条第二款的规定",
            vec![
                "《中华人民共和国政府信息公开条例》第三十三条第二款 → 中华人民共和国政府信息公开条例 art-33-p2",
            ],
        ),
        (
            "《刑法》第一百二十条之一、第二百条第一款第（三）项、第（五）项、第二款和第三百条",
            vec![
                "《刑法》第一百二十条之一 → 刑法 art-120.1",
                "第二百条第一款第（三）项 → 刑法 art-200-p1-i3",
                "第（五）项 → 刑法 art-200-p1-i5",
                "第二款 → 刑法 art-200-p2",
                "第三百条 → 刑法 art-300",
            ],
        ),
        (
            "《建设工程安全生产管理条例》第58条或第66条规定",
            vec![
                "《建设工程安全生产管理条例》第58条 → 建设工程安全生产管理条例 art-58",
                "第66条 → 建设工程安全生产管理条例 art-66",
            ],
        ),
        (
            "《甲法》和《乙法》第二条",
            vec!["《甲法》 → 甲法", "《乙法》第二条 → 乙法 art-2"],
        ),
        ("《甲法》第二章", vec!["《甲法》 → 甲法"]),
        ("按照第二条、刑法第三条办理", vec![]),
        (
            "《甲法》第三条第一、二、三款",
            vec![
                "《甲法》第三条第一 → 甲法 art-3-p1",
                "二 → 甲法 art-3-p2",
                "三款 → 甲法 art-3-p3",
            ],
        ),
        // What a name says itself is no place in the text.
        (
            "《关于本条例第三条的解释》本条例第四条",
            vec![
                "《关于本条例第三条的解释》 → 关于本条例第三条的解释",
                "本条例第四条 → art-4",
            ],
        ),
        ("《没有写完", vec![]),
        ("《没有\n写完》第三条", vec![]),
        ("《》《\n》", vec![]),
    ] {
        assert_eq!(named(vec![body(words)]), wanted, "{words}");
    }
}

#[test]
fn a_name_has_two_hundred_characters_at_the_most() {
    let of = |n: usize| named(vec![body(&format!("《{}》", "甲".repeat(n)))]).len();
    assert_eq!((of(200), of(201)), (1, 0));
}

#[test]
fn a_name_within_a_name_stands_beside_the_whole() {
    assert_eq!(
        named(vec![body("《国务院关于修改〈甲条例〉第二条的决定》")]),
        [
            "《国务院关于修改〈甲条例〉第二条的决定》 → 国务院关于修改〈甲条例〉第二条的决定",
            "〈甲条例〉第二条 → 甲条例 art-2",
        ]
    );
}

#[test]
fn a_short_name_means_what_it_was_given_for() {
    let first = "现将《国务院办公厅关于印发2020年政务公开工作要点的通知》（国办发〔2020〕17号，以下简称《要点》）转发给你们。";
    let second = "对照《要点》和《中华人民共和国政府信息公开条例》（以下简称《条例》）第五条";
    assert_eq!(
        named(vec![
            body(first),
            body(second),
            body("《条例》第十条；《方案》")
        ]),
        [
            "《国务院办公厅关于印发2020年政务公开工作要点的通知》 → 国务院办公厅关于印发2020年政务公开工作要点的通知 国办发〔2020〕17号",
            "国办发〔2020〕17号 → 国办发〔2020〕17号",
            "《要点》 → 国务院办公厅关于印发2020年政务公开工作要点的通知 国办发〔2020〕17号",
            "《要点》 → 国务院办公厅关于印发2020年政务公开工作要点的通知 国办发〔2020〕17号",
            "《中华人民共和国政府信息公开条例》 → 中华人民共和国政府信息公开条例",
            "《条例》 → 中华人民共和国政府信息公开条例",
            "第五条 → 中华人民共和国政府信息公开条例 art-5",
            "《条例》第十条 → 中华人民共和国政府信息公开条例 art-10",
            "《方案》 → 方案",
        ]
    );
}

#[test]
fn a_short_name_that_is_given_twice_means_nothing_else() {
    let words =
        "《甲省办法》（以下简称《办法》）、《乙省办法》（以下简称《办法》），按《办法》办。";
    let named = named(vec![body(words)]);
    assert_eq!(named.last().map(String::as_str), Some("《办法》 → 办法"));
}

#[test]
fn a_number_is_read_from_every_place_where_it_may_begin() {
    assert_eq!(
        named(vec![body(
            "按照国办发〔2020〕17号和粤府令第277号，见2025年第3号"
        )]),
        [
            "按照国办发〔2020〕17号 → 按照国办发〔2020〕17号|照国办发〔2020〕17号|国办发〔2020〕17号",
            "和粤府令第277号 → 和粤府令第277号|粤府令第277号",
        ]
    );
    let words = "和粤府令第277号";
    let text = Text {
        blocks: vec![body(words)],
    };
    let Names::Number(readings) = &citations(&text)[0].names else {
        panic!("a number");
    };
    for reading in readings {
        assert_eq!(words[reading.at..], reading.printed);
    }
}

#[test]
fn a_name_without_its_organ_is_read_with_what_stands_before_it() {
    let text = Text {
        blocks: vec![body("根据国务院办公厅《关于公开的通知》")],
    };
    let citations = citations(&text);
    let Names::Title(title) = &citations[0].names else {
        panic!("{citations:?}");
    };
    let wanted = "国务院办公厅关于公开的通知".to_owned();
    assert!(title.prefixed.contains(&wanted), "{:?}", title.prefixed);
}

#[test]
fn a_text_that_names_a_place_in_itself_is_read_with_the_article_it_stands_in() {
    let blocks = vec![
        article("第二条"),
        body("违反本条例第一条、第三条第二款的，依照本条第二款处理；香港基本法第四条除外。"),
        article("第三条"),
        body("一款。"),
        body("二款。"),
    ];
    assert_eq!(
        named(blocks.clone()),
        [
            "本条例第一条 → art-1",
            "第三条第二款 → art-3-p2",
            "本条第二款 → art-2-p2",
        ]
    );
    let text = Text { blocks }.with_anchors();
    let place = |article: &str, paragraph| {
        let provision = Provision {
            article: article.into(),
            paragraph,
            item: None,
            point: None,
        };
        provision.anchor_in(&text, "")
    };
    assert_eq!(place("3", Some(2)).as_deref(), Some("art-3-p2"));
    // A paragraph that is not there leads to its article; an article that is not there nowhere.
    assert_eq!(place("3", Some(9)).as_deref(), Some("art-3"));
    assert_eq!(place("1", None), None);
}

#[test]
fn a_place_that_is_counted_from_here_is_found_from_where_it_stands() {
    let item = |words: &str| {
        Block::Paragraph(Paragraph {
            role: Role::Item,
            text: words.into(),
            anchor: String::new(),
        })
    };
    let blocks = vec![
        article("第二条"),
        body("一款。"),
        article("第二条之一"),
        body("违反前条规定的；前款以前没有。"),
        body("有下列情形之一的，依照前款和第三款处罚，依照刑法第二百条、第一款："),
        item("（一）甲；"),
        item("（二）违反前项、前款规定，提前款项、以前条件；"),
        item("（三）前两项以外的情形。"),
        body("前两款、前两条、本款、本条、本条第一款至第三款第（二）项。"),
    ];
    assert_eq!(
        named(blocks),
        [
            "前条 → art-2",
            "前款 → art-2.1-p1",
            "第三款 → art-2.1-p3",
            "前项 → art-2.1-p2-i1",
            "前款 → art-2.1-p1",
            "前两项 → art-2.1-p2-i1",
            "前两款 → art-2.1-p1",
            "本条第一款 → art-2.1-p1",
            "第三款第（二）项 → art-2.1-p3-i2",
        ]
    );
}

#[test]
fn a_paragraph_alone_is_of_this_article_unless_it_goes_on_from_another() {
    for (words, wanted) in [
        ("违反第二款规定的", vec!["第二款 → art-5-p2"]),
        ("依照刑法第二百条之一第三款处罚", vec![]),
        ("依照刑法第二百条之十第三款处罚", vec![]),
        ("依照刑法第二百条第三款处罚", vec![]),
        ("依照《刑法》（见附件）第三款处罚", vec!["《刑法》 → 刑法"]),
    ] {
        assert_eq!(
            named(vec![article("第五条"), body(words)]),
            wanted,
            "{words}"
        );
    }
}

#[test]
fn words_that_name_where_they_stand_lead_nowhere() {
    let item = Block::Paragraph(Paragraph {
        role: Role::Item,
        text: "（一）本项、本款、本条所称的公开；".into(),
        anchor: String::new(),
    });
    let nothing: [&str; 0] = [];
    assert_eq!(
        named(vec![article("第五条"), body("一款。"), item]),
        nothing
    );
}

#[test]
fn what_is_counted_from_here_ends_where_a_chapter_begins_and_not_at_a_heading_within_an_article() {
    let heading = |level, words: &str| {
        Block::Heading(Heading {
            level,
            text: words.into(),
            run_in: false,
            anchor: String::new(),
        })
    };
    assert_eq!(
        named(vec![
            article("第一条"),
            body("一款。"),
            heading(Level::Plain, "小题"),
            body("依照前款办理。"),
            heading(Level::Chapter, "第二章"),
            body("依照前款、第一款办理。"),
            article("第二条"),
            body("违反前条规定的。"),
        ]),
        ["前款 → art-1-p1", "前条 → art-1"]
    );
}

#[test]
fn a_text_that_is_all_signs_is_read_in_one_pass() {
    for sign in [
        "《",
        "〈《",
        "《甲》（",
        "第",
        "第一",
        "第一、",
        "第一条、",
        "前",
        "本条",
        "本法第一条、",
        "（",
        "〔",
        "令",
        "年",
        "令第",
    ] {
        let words = sign.repeat(40_000 / sign.len());
        let _ = named(vec![article("第一条"), body(&words)]);
        let closed = format!("{words}{}", "〉》".repeat(5_000));
        let _ = named(vec![article("第一条"), body(&closed)]);
    }
    let nested = format!("{}甲{}", "《".repeat(60), "》".repeat(60));
    assert_eq!(named(vec![body(&nested)]).len(), 60);
}

#[test]
fn an_article_of_an_attached_text_is_found_where_only_one_has_it() {
    let attached = |title: &str| {
        Block::Heading(Heading {
            level: Level::Attached,
            text: title.into(),
            run_in: false,
            anchor: String::new(),
        })
    };
    let text = Text {
        blocks: vec![
            attached("甲办法"),
            article("第一条"),
            article("第二条"),
            attached("乙办法"),
            article("第一条"),
        ],
    }
    .with_anchors();
    let place = |article: &str, within: &str| {
        let provision = Provision {
            article: article.into(),
            paragraph: None,
            item: None,
            point: None,
        };
        provision.anchor_in(&text, within)
    };
    assert_eq!(place("2", "").as_deref(), Some("att-1-art-2"));
    assert_eq!(place("1", ""), None);
    assert_eq!(place("1", "att-2-").as_deref(), Some("att-2-art-1"));
    assert_eq!(place("2", "att-2-"), None);
}

#[test]
fn the_head_of_a_document_names_nothing_and_a_cell_does() {
    let title = Block::Paragraph(Paragraph {
        role: Role::Title,
        text: "关于印发《甲办法》的通知".into(),
        anchor: String::new(),
    });
    let table = Block::Table(Table {
        rows: vec![Row {
            head: false,
            cells: vec![Cell::of("依据"), Cell::of("《甲法》第三条")],
        }],
        ..Table::default()
    });
    assert_eq!(named(vec![title, table]), ["《甲法》第三条 → 甲法 art-3"]);
}
