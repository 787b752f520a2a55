//! Markdown.

use ingest::{Document, Format, Input};
use law::text::{Block, Level, Role};

fn read(text: &str) -> Document {
    let reading = ingest::read(Input {
        bytes: text.as_bytes(),
        name: Some("file.md"),
        ..Input::default()
    })
    .expect("Markdown is read");
    assert_eq!(reading.format, Format::Markdown);
    reading.document
}

#[test]
fn blocks_are_what_markdown_says() {
    let document = read(
        "# 公开指南\n\n本指南说明\n如何公开。\n\n## 范围\n\n- 机构\n- 职能\n\n1. 甲\n2. 乙\n\n| 项目 | 数量 |\n| --- | --- |\n| 公开 | 3 |\n\n![图](a.png)\n\n见[目录](mulu.xlsx)。\n",
    );
    assert_eq!(document.fields.text("title"), Some("公开指南"));
    let kinds: Vec<String> = document
        .text
        .blocks
        .iter()
        .map(|block| match block {
            Block::Heading(heading) => format!("{} {}", heading.level.id(), heading.text),
            Block::Paragraph(paragraph) => format!("{} {}", paragraph.role.id(), paragraph.text),
            Block::Table(table) => format!("table {}", table.rows.len()),
            Block::Image(image) => format!("image {} {}", image.name, image.alt),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "title 公开指南",
            "body 本指南说明如何公开。",
            "plain 范围",
            "body 机构",
            "body 职能",
            "third 1.甲",
            "third 2.乙",
            "table 2",
            "image a.png 图",
            "body 见目录。",
        ]
    );
    assert_eq!(document.attachments[0].href, "mulu.xlsx");
}

#[test]
fn front_matter_gives_fields_by_their_ids() {
    let document = read(
        "+++\ntitle = \"关于公开的通知\"\ndoc_no = \"示府办[2026]3号\"\nissuers = [\"示例县教育局\", \"示例县公安局\"]\nwritten_date = 2026-03-01\npublished_at = \"2026-03-02 10:00\"\ndisclosure_attr = \"主动公开\"\nweather = \"晴\"\n+++\n\n各学校：\n\n一、安排\n\n请落实。\n",
    );
    for (id, value) in [
        ("title", "关于公开的通知"),
        ("doc_no", "示府办〔2026〕3号"),
        ("written_date", "2026-03-01"),
        ("published_at", "2026-03-02 10:00"),
        ("disclosure_attr", "proactive"),
        ("genre_class", "notice"),
    ] {
        assert_eq!(document.fields.text(id), Some(value), "{id}");
    }
    assert_eq!(
        document.fields.list("issuers"),
        ["示例县教育局", "示例县公安局"]
    );
    let codes: Vec<&str> = document
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes, ["unknown_field"]);
    assert!(document.problems[0].says.contains("weather"));
}

#[test]
fn what_front_matter_says_for_the_import_is_no_unknown_field() {
    let document = read(
        "+++\ntitle = \"关于公开的通知\"\nkind = \"document\"\nagency = \"示例县政府办\"\nslug = \"a\"\nindex_no = \"1/2026-1\"\nattachments = [\"a.pdf\"]\nrelations = [{kind = \"repeals\", to = \"b\"}]\ncorrections = [{note = \"更正\", replace = [[\"甲\", \"乙\"]]}]\nwithdraw = {reason = \"误发\"}\nwork = \"w\"\nversion = \"2026-01-01\"\n+++\n\n各学校：\n\n请落实。\n",
    );
    assert_eq!(document.problems, []);
    assert_eq!(document.fields.text("kind"), None);
    assert_eq!(document.fields.text("index_no"), Some("1/2026-1"));
}

#[test]
fn damaged_front_matter_is_a_problem_and_the_text_is_read() {
    let document = read("+++\ntitle = \n+++\n# 标题在此\n\n正文。\n");
    assert_eq!(document.problems[0].code, "front_matter_damaged");
    assert_eq!(document.fields.text("title"), Some("标题在此"));
}

#[test]
fn official_documents_written_in_markdown_are_recognised() {
    let document = read(
        "# 示例县人民政府关于公开的通知\n\n示府〔2026〕1号\n\n各乡镇人民政府：\n\n## 一、总体要求\n\n公开。\n\n### （一）目标。\n\n全部公开。\n\n示例县人民政府\n\n2026年1月5日\n",
    );
    assert_eq!(document.fields.text("doc_no"), Some("示府〔2026〕1号"));
    assert_eq!(document.fields.text("written_date"), Some("2026-01-05"));
    let levels: Vec<Level> = document
        .text
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading(heading) => Some(heading.level),
            _ => None,
        })
        .collect();
    assert_eq!(levels, [Level::First, Level::Second]);
}

#[test]
fn tags_within_markdown_are_dropped_and_named() {
    let document =
        read("# 通知\n\n正文<script>alert(1)</script>在此。\n\n<div onclick=x>块</div>\n");
    assert!(!document.text.plain().contains('<'));
    assert!(
        document
            .problems
            .iter()
            .any(|problem| problem.code == "markup_dropped")
    );
    assert!(
        document
            .text
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Paragraph(p) if p.role == Role::Body))
    );
}
