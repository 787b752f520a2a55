//! Every word that a file holds, also what is no part of its document.

use crate::package::zip;
use crate::xlsx::workbook;
use ingest::Input;

fn lines(name: &str, bytes: &[u8]) -> Vec<String> {
    let input = Input {
        bytes,
        name: Some(name),
        ..Input::default()
    };
    let words = ingest::words(input).unwrap();
    let lines = words.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_line_that_becomes_a_field_stands_among_the_words() {
    let text = "联系电话：13800138000\n打印本页\n";
    assert_eq!(
        lines("a.txt", text.as_bytes()),
        ["联系电话：13800138000", "打印本页"]
    );
}

#[test]
fn a_page_has_what_it_hides_and_no_code() {
    let page = r#"<html><head><meta name="author" content="王芳"><style>p{color:red}</style><script>var a="手机13900139000"</script></head><body><p>户主：<b>李</b><span>红</span></p><!-- 经办人 --><div style="display:none">电话<i>138</i>00138000</div><img src="a.png" alt="身份证照片"></body></html>"#;
    assert_eq!(
        lines("a.html", page.as_bytes()),
        [
            "王芳",
            "户主：李红",
            "经办人",
            "电话13800138000",
            "身份证照片"
        ]
    );
}

#[test]
fn a_word_file_has_what_was_deleted_what_was_remarked_and_who_wrote_it() {
    let body = "<w:document><w:body><w:p><w:r><w:t>关于公</w:t></w:r><w:r><w:t>开的通知</w:t></w:r></w:p><w:p><w:del><w:r><w:delText>户主王芳</w:delText></w:r></w:del></w:p></w:body></w:document>";
    let remark = "<w:comments><w:comment><w:p><w:r><w:t>电话</w:t><w:tab/><w:t>13800138000</w:t></w:r></w:p></w:comment></w:comments>";
    let about = "<cp:coreProperties><dc:title>通知</dc:title><dc:creator>李红</dc:creator></cp:coreProperties>";
    let file = zip(&[
        ("word/document.xml", body.as_bytes()),
        ("word/comments.xml", remark.as_bytes()),
        ("word/styles.xml", b"<w:styles>x</w:styles>"),
        (
            "word/footnotes.xml",
            "<w:footnotes><w:p></w:q>经办人".as_bytes(),
        ),
        ("docProps/core.xml", about.as_bytes()),
    ]);
    assert_eq!(
        lines("a.docx", &file),
        [
            "关于公开的通知",
            "户主王芳",
            "电话 13800138000",
            "<w:footnotes><w:p></w:q>经办人",
            "通知",
            "作者：李红"
        ]
    );
}

#[test]
fn a_workbook_has_its_hidden_sheets() {
    let cell = |text: &str| {
        format!(
            r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>"#
        )
    };
    let file = workbook(
        &[
            ("名单", "", &cell("公示")),
            ("底稿", r#"state="hidden""#, &cell("电话13800138000")),
        ],
        &[],
    );
    assert_eq!(lines("a.xlsx", &file), ["公示", "电话13800138000"]);
}

#[test]
fn an_empty_line_parts_one_cell_from_the_next() {
    let cells = r#"<sheetData><row r="1"><c r="A1"><v>440101199003</v></c><c r="B1"><v>070018</v></c></row></sheetData>"#;
    let file = workbook(&[("编号", "", cells)], &[]);
    let words = ingest::words(Input {
        bytes: &file,
        ..Input::default()
    });
    let words = words.unwrap();
    assert!(words.contains("440101199003\n\n070018\n\n"), "{words:?}");
}
