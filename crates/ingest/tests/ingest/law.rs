//! Texts of laws, one paragraph a line, as collections keep them.

use crate::corpus;
use flate2::read::GzDecoder;
use law::text::{Block, Level, Role};
use std::io::{BufRead, BufReader};

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn anchors(text: &str) -> Vec<String> {
    let (text, _) = ingest::law_text(text, None);
    let anchor = |block: &Block| block.anchor().to_owned();
    text.blocks.iter().map(anchor).collect()
}

#[test]
fn articles_have_paragraphs_items_and_subitems() {
    let text = "第一章 总则\n第一条 为了示例，制定本法。\n第二条 下列情形适用本法：\n（一）甲；\n1.子；\n2.丑；\n（二）乙。\n前款不适用于丙。\n第二条之一 新增。\n第二章 附则\n第三条 本法自公布之日起施行。";
    assert_eq!(
        anchors(text),
        [
            "ch-1",
            "art-1",
            "art-1-p1",
            "art-2",
            "art-2-p1",
            "art-2-p1-i1",
            "art-2-p1-i2",
            "art-2-p1-i3",
            "art-2-p1-i4",
            "art-2-p2",
            "art-2.1",
            "art-2.1-p1",
            "ch-2",
            "art-3",
            "art-3-p1",
        ]
    );
}

#[test]
fn title_and_note_are_told_from_the_text() {
    let (text, problems) = ingest::law_text(
        "示例省公开条例\n（2020年1月1日示例省人民代表大会通过　2021年1月1日修正）\n第一条　为了公开，制定本条例。",
        Some("示例省公开条例"),
    );
    assert_eq!(problems, []);
    let roles: Vec<Role> = text
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(p) => Some(p.role),
            _ => None,
        })
        .collect();
    assert_eq!(roles, [Role::Title, Role::EnactmentNote, Role::Body]);
}

#[test]
fn a_list_of_contents_repeats_no_chapter() {
    let (text, _) = ingest::law_text(
        "目　录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。",
        None,
    );
    let chapters = text.blocks.iter().filter(
        |block| matches!(block, Block::Heading(heading) if heading.level == Level::Chapter),
    );
    assert_eq!(chapters.count(), 2);
}

#[test]
fn an_article_out_of_order_is_a_problem() {
    let (_, problems) = ingest::law_text("第一条 甲。\n第二条 乙。\n第四条 丁。", None);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "heading_gap");
    assert!(problems[0].says.contains("第二条"), "{}", problems[0].says);
}

#[test]
fn a_reference_to_an_article_begins_no_article() {
    let (text, _) = ingest::law_text(
        "第一条 甲。\n第三条第二款规定的情形除外。\n第二条 乙。",
        None,
    );
    assert_eq!(text.articles().len(), 2);
}

#[test]
fn every_law_of_the_corpus_keeps_its_articles_and_words() {
    let Some(path) = corpus("laws.jsonl.gz") else {
        return;
    };
    let lines = BufReader::new(GzDecoder::new(std::fs::File::open(path).unwrap())).lines();
    let (mut laws, mut same, mut gaps, mut tables) = (0, 0, 0, 0);
    for line in lines {
        let record: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let source = record["text"].as_str().unwrap();
        let title = record["title"].as_str().unwrap();
        let (text, problems) = ingest::law_text(source, Some(title));
        let (read, stated) = (text.articles().len() as u64, &record["n_articles"]);
        laws += 1;
        if Some(read) == stated.as_u64() {
            same += 1;
        } else {
            eprintln!("{title}: {read} articles, stated {stated}");
        }
        gaps += usize::from(!problems.is_empty());
        // The bars and dashes with which a table is drawn are none of its words.
        let is_drawn = source.lines().any(|line| line.starts_with("|--"));
        tables += usize::from(is_drawn);
        let words = |text: &str| {
            if is_drawn {
                bare(text).replace(['|', '-'], "")
            } else {
                bare(text)
            }
        };
        assert_eq!(words(&text.plain()), words(source), "{title}");
        let is_table = |block: &Block| matches!(block, Block::Table(_));
        assert_eq!(text.blocks.iter().any(is_table), is_drawn, "{title}");
    }
    assert_eq!(tables, 5);
    eprintln!("{laws} laws, {same} with the stated number of articles, {gaps} with gaps");
    assert!(same * 1000 >= laws * 995, "{same} of {laws}");
}

#[test]
fn laws_of_the_corpus_read_alike_from_text_files() {
    let Some(path) = corpus("laws.jsonl.gz") else {
        return;
    };
    let lines = BufReader::new(GzDecoder::new(std::fs::File::open(path).unwrap())).lines();
    let (mut laws, mut same, mut titled) = (0, 0, 0);
    // Every fourth will do: the words of all are held by the test above.
    for line in lines.step_by(4) {
        let record: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let title = record["title"].as_str().unwrap();
        let file = format!("{title}\n{}\n", record["text"].as_str().unwrap());
        let read = ingest::read(ingest::Input {
            bytes: file.as_bytes(),
            ..ingest::Input::default()
        });
        let document = read.unwrap().document;
        laws += 1;
        let articles = document.text.articles().len() as u64;
        same += usize::from(Some(articles) == record["n_articles"].as_u64());
        titled += usize::from(document.fields.text("title") == Some(title));
        assert!(document.children.is_empty(), "{title}");
    }
    eprintln!("{laws} files, {same} with the stated number of articles, {titled} with the title");
    assert!(same * 1000 >= laws * 995, "{same} of {laws}");
    assert!(titled * 100 >= laws * 99, "{titled} of {laws}");
}

#[test]
fn a_table_that_is_drawn_with_bars_is_a_table() {
    let source = "根据有关规定，作如下补充：\n| 条文 |罪名 |\n|-----|:---:|\n| 第一条 |甲罪 |\n| 第二条 | |\n| 一条线 |\n本规定自公布之日起施行。\n| 不是表 |";
    let (text, _) = ingest::law_text(source, None);
    let [
        Block::Paragraph(_),
        Block::Table(table),
        Block::Paragraph(_),
        Block::Paragraph(last),
    ] = &text.blocks[..]
    else {
        panic!("{:#?}", text.blocks)
    };
    let words: Vec<(bool, Vec<&str>)> = table
        .rows
        .iter()
        .map(|row| (row.head, row.cells.iter().map(|cell| &*cell.text).collect()))
        .collect();
    assert_eq!(
        words,
        [
            (true, vec!["条文", "罪名"]),
            (false, vec!["第一条", "甲罪"]),
            (false, vec!["第二条", ""]),
            (false, vec!["一条线"]),
        ]
    );
    assert_eq!(last.text, "| 不是表 |");
}

#[test]
fn the_annexes_of_a_law_stand_apart_from_its_last_article() {
    let source = "第一条 甲。\n附件所列的，从其规定。\n第二条 自公布之日起施行。\n附件一：长官的产生办法\n一、由委员会选出。\n附表二：\n税目税额表\n水 每吨 5元\n附：\n（一）说明";
    let (text, problems) = ingest::law_text(source, None);
    assert!(problems.is_empty());
    let articles = text.articles();
    assert_eq!(articles[0].words, "甲。\n附件所列的，从其规定。");
    assert_eq!(articles[1].words, "自公布之日起施行。");
    let headings: Vec<&str> = text
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading(heading) if heading.level == Level::Attached => Some(&*heading.text),
            _ => None,
        })
        .collect();
    assert_eq!(headings, ["附件一：长官的产生办法", "附表二：", "附："]);
    let titles = text.blocks.iter().filter(|block| {
        matches!(block, Block::Paragraph(p) if p.role == Role::Title && p.text == "税目税额表")
    });
    assert_eq!(titles.count(), 1);
    // Where nothing is an article, nothing is its annex.
    let (plain, _) = ingest::law_text("现决定如下：\n附件：名单", None);
    let is_heading = |block: &Block| matches!(block, Block::Heading(_));
    assert!(!plain.blocks.iter().any(is_heading));
}
