//! OFD files: the samples as their pages print, each element of the format, and what may not be trusted.

use crate::package::{layer, line, ofd};
use crate::sample;
use ingest::{Document, Input};
use law::text::Block;
use proptest::prelude::*;

const SAMPLES: &[&str] = &[
    "document-handling-form",
    "helloworld",
    "multipage-text",
    "nonstandard-resource-path",
    "ses-v4-signed",
    "signed-official-document",
    "standard-text-table",
];

#[test]
fn every_sample_reads_as_its_pages_print() {
    for name in SAMPLES {
        let Some(reading) = sample::read(&format!("ofd/{name}.ofd")) else {
            return;
        };
        let (facts, expected) = sample::expected(name);
        let read = sample::items(&reading.document);
        let (chars, elements) = sample::score(&expected, &read);
        let (met, stated) = sample::facts(&facts, &reading.document);
        eprintln!("{name}: characters {chars:?}, elements {elements:?}, facts {met}/{stated}");
        let signed = reading
            .document
            .problems
            .iter()
            .any(|p| p.code == "signature");
        assert_eq!(signed, facts.contains_key("signed"), "{name}");
        assert_eq!(chars.0, chars.1, "{name}");
        assert_eq!(elements.0, elements.1, "{name}");
    }
}

fn read(bytes: &[u8]) -> Document {
    ingest::read(Input {
        bytes,
        ..Input::default()
    })
    .unwrap()
    .document
}

fn codes(document: &Document) -> Vec<&'static str> {
    document
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect()
}

/// Lines of a page, 28 characters wide, as 仿宋 on A4 has them.
fn page(lines: &[(f64, &str)]) -> String {
    let lines: String = lines
        .iter()
        .enumerate()
        .map(|(i, (x, words))| line(*x, 30.0 + 9.0 * i as f64, words))
        .collect();
    layer(&lines)
}

#[test]
fn lines_are_joined_to_paragraphs_over_pages_and_page_numbers_are_left_out() {
    let full = "为了保障公民法人和其他组织依法获取政府信息提高政府工作";
    let number = |n: u8| line(150.0, 270.0, &format!("— {n} —"));
    let first = page(&[(40.0, &full[..full.len() - 6]), (30.0, full), (30.0, full)]);
    let first = first.replace("</ofd:Layer>", &(number(1) + "</ofd:Layer>"));
    let second = page(&[(30.0, "的透明度，制定本条例。"), (40.0, "第二段的文字。")]);
    let second = second.replace("</ofd:Layer>", &(number(2) + "</ofd:Layer>"));
    let document = read(&ofd(&[&first, &second], "", &[]));
    let expected = format!(
        "{}{full}{full}的透明度，制定本条例。\n第二段的文字。\n",
        &full[..full.len() - 6]
    );
    assert_eq!(document.text.plain(), expected);
}

#[test]
fn ruling_lines_make_a_table_with_merged_cells() {
    let rule = |x0: f64, y0: f64, x1: f64, y1: f64| {
        format!(
            r#"<ofd:PathObject Boundary="{x0} {y0} {} {}"><ofd:AbbreviatedData>M 0 0 L {} {}</ofd:AbbreviatedData></ofd:PathObject>"#,
            (x1 - x0).max(0.4),
            (y1 - y0).max(0.4),
            x1 - x0,
            y1 - y0
        )
    };
    let objects = [
        rule(30.0, 50.0, 150.0, 50.0),
        rule(90.0, 60.0, 150.0, 60.0),
        rule(30.0, 70.0, 150.0, 70.0),
        rule(30.0, 50.0, 30.0, 70.0),
        rule(90.0, 50.0, 90.0, 70.0),
        rule(150.0, 50.0, 150.0, 70.0),
        line(32.0, 56.0, "事项"),
        line(92.0, 51.0, "数量"),
        line(92.0, 61.0, "十二件"),
        line(30.0, 30.0, "某某县公开情况统计表"),
    ];
    let document = read(&ofd(&[&layer(&objects.concat())], "", &[]));
    let table = document.text.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let cells = table.unwrap().rows.iter().flat_map(|row| &row.cells);
    let cells: Vec<_> = cells
        .map(|c| (c.text.as_str(), c.colspan, c.rowspan))
        .collect();
    assert_eq!(cells, [("事项", 1, 2), ("数量", 1, 1), ("十二件", 1, 1)]);
}

#[test]
fn a_template_lies_under_its_page_and_one_that_names_itself_is_used_once() {
    let template = format!(
        r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Template TemplateID="t0"/>{}</ofd:Page>"#,
        layer(&line(30.0, 30.0, "某某县政务服务登记单"))
    );
    let page =
        r#"<ofd:Template TemplateID="t0"/>"#.to_owned() + &layer(&line(30.0, 150.0, "办理完毕"));
    let parts = [("Doc_0/Tpls/Tpl_0/Content.xml", template.as_bytes())];
    let document = read(&ofd(&[&page], "", &parts));
    assert_eq!(document.text.plain(), "某某县政务服务登记单\n办理完毕\n");
}

#[test]
fn drawings_that_use_one_another_end_and_their_words_are_read() {
    let unit = |id: u8, uses: u8| {
        let uses =
            format!(r#"<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="{uses}"/>"#).repeat(9);
        format!(
            r#"<ofd:CompositeGraphicUnit ID="{id}" Width="9" Height="9"><ofd:Content>{uses}</ofd:Content></ofd:CompositeGraphicUnit>"#
        )
    };
    let resources = unit(1, 2) + &unit(2, 1);
    let words = r#"<ofd:CompositeGraphicUnit ID="3"><ofd:Content>"#.to_owned()
        + &line(0.0, 0.0, "图内文字")
        + "</ofd:Content></ofd:CompositeGraphicUnit>";
    let page = r#"<ofd:CompositeObject Boundary="30 40 60 60" ResourceID="3"/><ofd:CompositeObject Boundary="0 0 9 9" ResourceID="1"/>"#;
    let document = read(&ofd(&[&layer(page)], &(resources + &words), &[]));
    assert_eq!(document.text.plain(), "图内文字\n");
    assert!(codes(&document).contains(&"too_many_objects"));
}

#[test]
fn glyphs_without_characters_are_said_and_so_is_a_scan() {
    let glyphs = r#"<ofd:TextObject Boundary="30 30 50 7" Size="5"><ofd:CGTransform CodePosition="0" GlyphCount="4"><ofd:Glyphs>5 6 7 8</ofd:Glyphs></ofd:CGTransform></ofd:TextObject>"#;
    let document = read(&ofd(&[&layer(glyphs)], "", &[]));
    assert!(codes(&document).contains(&"no_text_layer"));
    let scan = r#"<ofd:ImageObject Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>"#;
    let media = r#"<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"#;
    let scanned = crate::picture::png();
    let parts = [("Doc_0/Res/scan.png", &scanned[..])];
    let document = read(&ofd(&[&layer(scan)], media, &parts));
    assert!(codes(&document).contains(&"no_text_layer"));
    assert_eq!(document.images[0].media_type(), "image/png");
    assert!(matches!(&document.text.blocks[..], [Block::Image(image)] if image.name == "scan.png"));
}

#[test]
fn what_is_switched_off_or_beside_the_paper_is_not_read() {
    let hidden =
        line(30.0, 60.0, "看不见").replace("<ofd:TextObject", r#"<ofd:TextObject Visible="false""#);
    let objects = line(30.0, 50.0, "某某县人民政府公报") + &hidden + &line(400.0, 70.0, "纸外");
    let document = read(&ofd(&[&layer(&objects)], "", &[]));
    assert_eq!(document.text.plain(), "某某县人民政府公报\n");
    assert!(codes(&document).contains(&"hidden_text"));
}

#[test]
fn a_missing_page_is_said_and_a_file_without_a_document_is_refused() {
    let bytes = ofd(&[&page(&[(30.0, "第一页的文字")])], "", &[]);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(text.contains("OFD.xml"));
    let bytes = crate::package::zip(&[("OFD.xml", b"<ofd:OFD/>")]);
    let refused = ingest::read(Input {
        bytes: &bytes,
        ..Input::default()
    })
    .unwrap_err();
    assert_eq!(refused.code, "damaged");
}

proptest! {
    #[test]
    fn a_changed_byte_of_a_page_never_panics(at in 0usize..4000, to in any::<u8>(), cut in 0usize..60) {
        let content = layer(&(line(30.0, 30.0, "甲乙丙") + r#"<ofd:PathObject Boundary="1 2 3 4" CTM="1 0 0 1 0 0"><ofd:AbbreviatedData>M 0 0 B 1 2 3 4 5 6 L 9 9 C</ofd:AbbreviatedData></ofd:PathObject>"#));
        let mut page = format!("<ofd:Page>{content}</ofd:Page>").into_bytes();
        let n = page.len();
        page[at % n] = to;
        page.truncate(n - cut);
        let document = r#"<ofd:Document><ofd:Pages><ofd:Page BaseLoc="P.xml"/></ofd:Pages></ofd:Document>"#;
        let root = "<ofd:OFD><ofd:DocBody><ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
        let bytes = crate::package::zip(&[
            ("OFD.xml", root.as_bytes()),
            ("D/Document.xml", document.as_bytes()),
            ("D/P.xml", &page),
        ]);
        let _ = ingest::read(Input { bytes: &bytes, ..Input::default() });
    }
}

#[test]
fn a_template_that_fills_every_page_is_cut_and_that_is_said() {
    let words = "字".repeat(50_000);
    let template = format!(
        r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{}</ofd:Page>"#,
        layer(&format!(
            r#"<ofd:TextObject Boundary="10 10 100 10" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 49999 0">{words}</ofd:TextCode></ofd:TextObject>"#
        ))
    );
    let page = r#"<ofd:Template TemplateID="t0"/>"#;
    let bytes = ofd(&[page; 400], "", &[("Doc_0/Tpl.xml", template.as_bytes())]);
    let document = read(&bytes);
    assert!(codes(&document).contains(&"too_many_objects"));
    assert!(document.text.plain().chars().count() <= 2_100_000);
}
