//! Word files: the samples as their pages print, each element of the format, and what may not be trusted.

use crate::package::{docx, docx_with, p};
use crate::{picture, sample};
use ingest::Input;
use law::text::Block;
use proptest::prelude::*;

const SAMPLES: &[&str] = &[
    "announcement-template",
    "annual-report-template",
    "minutes-template",
    "notice-template",
    "upward-downward-red-header-template",
];

#[test]
fn every_sample_reads_as_its_pages_print() {
    for name in SAMPLES {
        let Some(reading) = sample::read(&format!("docx/{name}.docx")) else {
            return;
        };
        let (facts, expected) = sample::expected(name);
        let read = sample::items(&reading.document);
        let (chars, elements) = sample::score(&expected, &read);
        let (met, stated) = sample::facts(&facts, &reading.document);
        eprintln!("{name}: characters {chars:?}, elements {elements:?}, facts {met}/{stated}");
        assert_eq!(chars.0, chars.1, "{name}");
    }
}

/// The words of a Word file with this body and these parts, a block a line, and the codes of its problems.
fn words(body: &str, parts: &[(&str, &str, &str)]) -> (String, Vec<&'static str>) {
    let document = document(body, parts);
    let codes = document
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    (document.text.plain(), codes)
}

fn document(body: &str, parts: &[(&str, &str, &str)]) -> ingest::Document {
    let bytes = docx(body, parts);
    let input = Input {
        bytes: &bytes,
        ..Input::default()
    };
    ingest::read(input).unwrap().document
}

#[test]
fn tabs_breaks_fields_and_links_read_as_they_print() {
    let body = format!(
        "{}{}{}",
        r#"<w:p><w:r><w:t xml:space="preserve">甲 </w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r></w:p>"#,
        "<w:p><w:r><w:t>上行</w:t><w:br/><w:t>下行</w:t></w:r></w:p>",
        r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>某日</w:t><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink r:id="rId1"><w:r><w:t>附件</w:t></w:r></w:hyperlink></w:p>"#,
    );
    let document = document(&body, &[("hyperlink", "https://example.invalid/a.pdf", "")]);
    assert_eq!(document.text.plain(), "甲 \t乙-1\n上行\n下行\n某日附件\n");
    assert_eq!(
        document.attachments[0].href,
        "https://example.invalid/a.pdf"
    );
}

#[test]
fn list_labels_are_words_though_no_run_holds_them() {
    let numbering = r#"<w:numbering XMLNS><w:abstractNum w:abstractNumId="3">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>
        <w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#;
    let item = |level: u8, words: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#
        )
    };
    let body = [
        item(0, "总体要求"),
        item(1, "原则"),
        item(1, "目标"),
        item(0, "任务"),
        item(1, "要点"),
    ];
    let (words, _) = words(&body.concat(), &[("numbering", "numbering.xml", numbering)]);
    assert_eq!(
        words,
        "一、总体要求\n（一）原则\n（二）目标\n二、任务\n（一）要点\n"
    );
}

#[test]
fn a_text_box_is_read_once_and_before_its_paragraph() {
    let words_in_box =
        "<w:txbxContent><w:p><w:r><w:t>某某县人民政府文件</w:t></w:r></w:p></w:txbxContent>";
    let body = format!(
        r#"<w:p><w:r><w:t>公开内容</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:wsp><wps:txbx>{words_in_box}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>{words_in_box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"#
    );
    assert_eq!(words(&body, &[]).0, "某某县人民政府文件\n公开内容\n");
}

#[test]
fn a_text_box_above_the_paper_is_not_read_and_said() {
    let body = r#"<w:p><w:r><w:drawing><wp:anchor><wp:positionV relativeFrom="page"><wp:posOffset>-360045</wp:posOffset></wp:positionV><wp:extent cx="1" cy="330200"/><w:txbxContent><w:p><w:r><w:t>隐藏</w:t></w:r></w:p></w:txbxContent></wp:anchor></w:drawing><w:t>公开内容</w:t></w:r></w:p>"#;
    assert_eq!(
        words(body, &[]),
        ("公开内容\n".to_owned(), vec!["hidden_text"])
    );
}

#[test]
fn tracked_changes_read_as_accepted_and_comments_and_hidden_words_are_left_out() {
    let body = r#"<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r><w:ins w:id="2"><w:r><w:t>增</w:t></w:r></w:ins><w:del w:id="3"><w:r><w:delText>删</w:delText></w:r></w:del></w:p>
        <w:p><w:r><w:t>后</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r></w:p>"#;
    let (words, codes) = words(body, &[]);
    assert_eq!(words, "前增后\n");
    assert_eq!(codes, ["tracked_changes", "comments", "hidden_text"]);
}

#[test]
fn former_properties_are_not_taken_for_those_that_hold() {
    let body = "<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>可见</w:t></w:r></w:p>";
    assert_eq!(words(body, &[]).0, "可见\n");
}

#[test]
fn merged_cells_span_and_a_nested_table_keeps_its_words() {
    let cell = |props: &str, inside: &str| format!("<w:tc><w:tcPr>{props}</w:tcPr>{inside}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let nested = format!(
        "<w:tbl>{}{}</w:tbl>",
        row(&[cell("", &p("内一")), cell("", &p("内二"))]),
        row(&[cell("", &p("内三")), cell("", &p("内四"))])
    );
    let body = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row(&[
            cell(r#"<w:vMerge w:val="restart"/>"#, &p("项目")),
            cell(r#"<w:gridSpan w:val="2"/>"#, &p("数量")),
        ]),
        row(&[
            cell("<w:vMerge/>", "<w:p/>"),
            cell("", &p("本年")),
            cell("", &p("上年"))
        ]),
        row(&[cell("", &nested), cell("", &p("1")), cell("", &p("2"))]),
    );
    let document = document(&body, &[]);
    let Block::Table(table) = &document.text.blocks[0] else {
        panic!("no table: {:?}", document.text);
    };
    let spans: Vec<(&str, u16, u16)> = table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| (cell.text.as_str(), cell.colspan, cell.rowspan))
        .collect();
    assert_eq!(
        spans,
        [
            ("项目", 1, 2),
            ("数量", 2, 1),
            ("本年", 1, 1),
            ("上年", 1, 1),
            ("内一 内二\n内三 内四", 1, 1),
            ("1", 1, 1),
            ("2", 1, 1),
        ]
    );
}

#[test]
fn notes_print_a_raised_number_and_stand_after_their_paragraph() {
    let notes = r#"<w:footnotes XMLNS><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>见条例。</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let body =
        r#"<w:p><w:r><w:t>应当公开</w:t><w:footnoteReference w:id="2"/><w:t>。</w:t></w:r></w:p>"#
            .to_owned()
            + &p("下段");
    let (words, _) = words(&body, &[("footnotes", "footnotes.xml", notes)]);
    assert_eq!(words, "应当公开¹。\n¹ 见条例。\n下段\n");
}

#[test]
fn an_image_is_kept_with_its_words_and_its_bytes() {
    let body = r#"<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="流程图"/><a:blip r:embed="rId1"/></wp:inline></w:drawing></w:r></w:p>"#.to_owned() + &p("公开内容");
    let bytes = docx_with(
        &body,
        &[("image", "media/image1.png", "")],
        &[("word/media/image1.png", &picture::png())],
    );
    let document = ingest::read(Input {
        bytes: &bytes,
        ..Input::default()
    });
    let document = document.unwrap().document;
    let Block::Image(image) = &document.text.blocks[0] else {
        panic!("no image: {:?}", document.text);
    };
    assert_eq!(
        (image.name.as_str(), image.alt.as_str()),
        ("image1.png", "流程图")
    );
    assert_eq!(document.images[0].name, "image1.png");
    assert!(!document.images[0].bytes.is_empty());
}

#[test]
fn a_red_head_in_a_header_is_kept_and_a_page_number_is_not() {
    let header = r#"<w:hdr XMLNS><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="100"/></w:rPr><w:t>某某县人民政府文件</w:t></w:r></w:p></w:hdr>"#;
    let footer = r#"<w:ftr XMLNS><w:p><w:r><w:t>— </w:t><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>1</w:t><w:fldChar w:fldCharType="end"/><w:t> —</w:t></w:r></w:p></w:ftr>"#;
    let body = p("公开内容")
        + r#"<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>"#;
    let parts = [
        ("header", "header1.xml", header),
        ("footer", "footer1.xml", footer),
    ];
    assert_eq!(words(&body, &parts).0, "某某县人民政府文件\n公开内容\n");
}

#[test]
fn headings_come_from_outline_levels_and_from_styles() {
    let styles = r#"<w:styles XMLNS><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="x"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style><w:style w:type="paragraph" w:styleId="t1"><w:name w:val="toc 1"/></w:style></w:styles>"#;
    let set_in = |style: &str, words: &str| {
        format!(
            r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#
        )
    };
    let body = [
        set_in("t1", "概况 1"),
        p("某某县年度报告"),
        set_in("x", "概况"),
        p("本年工作平稳。"),
        set_in("1", "成效"),
        p("成效较好。"),
    ];
    let document = document(&body.concat(), &[("styles", "styles.xml", styles)]);
    let headings: Vec<&str> = document
        .text
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading(heading) => Some(heading.text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(headings, ["概况", "成效"]);
    assert!(
        document
            .problems
            .iter()
            .any(|problem| problem.code == "contents_dropped")
    );
}

#[test]
fn styles_and_relationships_that_run_in_a_circle_end() {
    let styles = r#"<w:styles XMLNS><w:style w:type="paragraph" w:styleId="a"><w:name w:val="A"/><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:name w:val="B"/><w:basedOn w:val="a"/></w:style></w:styles>"#;
    let body = r#"<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>公开内容</w:t></w:r></w:p><w:sectPr><w:headerReference w:type="default" r:id="rId2"/></w:sectPr>"#;
    let parts = [
        ("styles", "styles.xml", styles),
        ("header", "document.xml", "<w:hdr/>"),
    ];
    let bytes = docx(body, &parts[..1]);
    let input = Input {
        bytes: &bytes,
        ..Input::default()
    };
    assert_eq!(
        ingest::read(input).unwrap().document.text.plain(),
        "公开内容\n"
    );
}

proptest! {
    #[test]
    fn a_changed_byte_of_the_text_never_panics(at in 0usize..4000, to in any::<u8>(), cut in 0usize..4000) {
        let body = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r><w:del><w:r><w:t>乙</w:t></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"#;
        let mut document = format!("<w:document><w:body>{body}</w:body></w:document>").into_bytes();
        let n = document.len();
        document[at % n] = to;
        document.truncate(n - cut % 40);
        let bytes = crate::package::zip(&[("word/document.xml", &document)]);
        let _ = ingest::read(Input { bytes: &bytes, ..Input::default() });
    }
}

#[test]
fn a_note_that_is_referred_to_again_prints_once() {
    let notes = r#"<w:footnotes XMLNS><w:footnote w:id="2"><w:p><w:r><w:t>注文</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let again = r#"<w:p><w:r><w:t>见</w:t><w:footnoteReference w:id="2"/></w:r></w:p>"#.repeat(3);
    let (words, _) = words(&again, &[("footnotes", "footnotes.xml", notes)]);
    assert_eq!(words.matches("注文").count(), 1);
    assert_eq!(words.matches("见¹").count(), 3);
}

#[test]
fn notes_and_labels_do_not_multiply_without_measure() {
    let note = "注".repeat(100_000);
    let notes = format!(
        r#"<w:footnotes XMLNS><w:footnote w:id="2"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote></w:footnotes>"#
    );
    let label = "一".repeat(100_000);
    let numbering = format!(
        r#"<w:numbering XMLNS><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="{label}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
    );
    let body = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t><w:footnoteReference w:id="2"/></w:r></w:p>"#.repeat(2_000);
    let parts = [
        ("footnotes", "footnotes.xml", notes.as_str()),
        ("numbering", "numbering.xml", numbering.as_str()),
    ];
    assert!(words(&body, &parts).0.len() < 4_000_000);
}

#[test]
fn control_characters_are_left_out_and_named() {
    let (words, codes) = words(&p("甲&#1;\u{b}乙"), &[]);
    assert!(words.contains("甲乙"), "{words:?}");
    assert!(codes.contains(&"control_characters"));
}

#[test]
fn what_is_said_of_a_file_keeps_its_name_between_processes() {
    let body = "<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins></w:p>";
    let bytes = docx(body, &[]);
    let input = Input {
        bytes: &bytes,
        ..Input::default()
    };
    let reading = ingest::read(input).unwrap();
    let sent = ingest::wire::decode(&ingest::wire::encode(&reading)).unwrap();
    assert_eq!(sent.document.problems[0].code, "tracked_changes");
}
