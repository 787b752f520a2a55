//! Spreadsheets: what a person sees on their sheets, and what hostile ones may not do.

use crate::package::zip;
use ingest::{Format, Input, Reading, Refused};
use law::text::{Block, Table};
use std::fmt::Write as _;

/// A workbook of sheets, each with its attributes and the inner of its part; `more` are further parts by kind.
pub(crate) fn workbook(sheets: &[(&str, &str, &str)], more: &[(&str, &str)]) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let root = format!(
        r#"<Relationships><Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let (mut list, mut rels) = (String::new(), String::new());
    let mut parts: Vec<(String, String)> = Vec::new();
    for (n, (name, attributes, inner)) in sheets.iter().enumerate() {
        write!(
            list,
            r#"<sheet name="{name}" sheetId="{n}" r:id="s{n}" {attributes}/>"#
        )
        .unwrap();
        write!(
            rels,
            r#"<Relationship Id="s{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>"#
        )
        .unwrap();
        let part = format!(r#"<worksheet xmlns="{main}">{inner}</worksheet>"#);
        parts.push((format!("xl/worksheets/s{n}.xml"), part));
    }
    for (kind, text) in more {
        write!(
            rels,
            r#"<Relationship Id="{kind}" Type="{office}/{kind}" Target="/xl/{kind}.xml"/>"#
        )
        .unwrap();
        parts.push((format!("xl/{kind}.xml"), (*text).to_owned()));
    }
    parts.push((
        "xl/workbook.xml".into(),
        format!(
            r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{list}</sheets></workbook>"#
        ),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("<Relationships>{rels}</Relationships>"),
    ));
    parts.push(("_rels/.rels".into(), root));
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    zip(&parts)
}

/// A cell of words, in the sheet itself.
pub(crate) fn words(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn read(bytes: &[u8]) -> Result<Reading, Refused> {
    ingest::read(Input {
        bytes,
        name: Some("表.xlsx"),
        ..Input::default()
    })
}

fn tables(reading: &Reading) -> Vec<&Table> {
    let blocks = reading.document.text.blocks.iter();
    blocks
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .collect()
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    let rows = table.rows.iter();
    rows.map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
        .collect()
}

fn codes(reading: &Reading) -> Vec<&'static str> {
    reading
        .document
        .problems
        .iter()
        .map(|one| one.code)
        .collect()
}

#[test]
fn cells_say_what_they_show() {
    let strings = "<sst><si><t>规</t><t>章</t></si><si><r><t>行政</t></r><r><t>许可</t></r><rPh><t>xuke</t></rPh></si></sst>";
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs></styleSheet>"#;
    let sheet = r#"<sheetData>
        <row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2"><v>12</v></c><c r="D2" s="1"><v>45658</v></c></row>
        <row r="9"><c t="s" r="B9"><v>1</v></c><c r="C9"><v>96171.600000000006</v></c><c r="D9" s="2"><v>45658</v></c></row>
        <row><c t="str"><f>A1</f><v>甲</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c><f>SUM(C2:C9)</f></c></row>
        </sheetData>"#;
    let reading = read(&workbook(
        &[("年报", "", sheet)],
        &[("sharedStrings", strings), ("styles", styles)],
    ))
    .unwrap();
    assert_eq!(reading.format, Format::Xlsx);
    let tables = tables(&reading);
    assert_eq!(tables[0].caption.as_deref(), Some("年报"));
    assert_eq!(
        cells(tables[0]),
        [
            vec!["", "规章", "12", "2025年1月1日"],
            vec!["", "行政许可", "96171.6", "2025年1月1日"],
            vec!["甲", "TRUE", "#REF!", "=SUM(C2:C9)"],
        ]
    );
    assert!(codes(&reading).contains(&"formula_unsolved"));
}

#[test]
fn what_is_hidden_is_not_read_and_that_is_told() {
    let shown = format!(
        r#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1">{}{}</row><row r="2" hidden="1">{}</row></sheetData>"#,
        words("A1", "甲"),
        words("B1", "乙"),
        words("A2", "丙")
    );
    let secret = format!("<sheetData><row>{}</row></sheetData>", words("A1", "丁"));
    let reading = read(&workbook(
        &[
            ("Sheet1", "", &shown),
            ("底稿", r#"state="veryHidden""#, &secret),
        ],
        &[],
    ))
    .unwrap();
    assert_eq!(reading.document.text.plain().trim(), "甲");
    let hidden = reading
        .document
        .problems
        .iter()
        .find(|one| one.code == "hidden_sheets");
    assert!(hidden.unwrap().says.contains("底稿"));
    assert!(hidden.unwrap().says.contains("2 格"));
}

#[test]
fn merged_cells_span_only_rows_and_columns_that_are_shown() {
    let sheet = format!(
        r#"<sheetData><row r="1">{}</row><row r="3">{}{}</row><row r="5">{}</row></sheetData>
        <mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A3:A1048576"/><mergeCell ref="A3:C3"/><mergeCell ref="B9:A1"/></mergeCells>"#,
        words("A1", "标题"),
        words("A3", "组"),
        words("C3", "1"),
        words("C5", "2")
    );
    let reading = read(&workbook(&[("Sheet1", "", &sheet)], &[])).unwrap();
    let spans: Vec<Vec<(&str, u16, u16)>> = tables(&reading)[0]
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter();
            cells
                .map(|cell| (cell.text.as_str(), cell.colspan, cell.rowspan))
                .collect()
        })
        .collect();
    assert_eq!(
        spans,
        [
            vec![("标题", 2, 1)],
            vec![("组", 1, 2), ("1", 1, 1)],
            vec![("2", 1, 1)],
        ]
    );
}

#[test]
fn hostile_sheets_cost_no_more_than_they_are_worth() {
    // Cells on a slant would fill a table of a hundred million places.
    let mut slant = String::from("<sheetData>");
    for n in 1..=10_000 {
        let column = column(n);
        write!(
            slant,
            r#"<row r="{n}"><c r="{column}{n}"><v>1</v></c></row>"#
        )
        .unwrap();
    }
    slant.push_str("</sheetData>");
    let reading = read(&workbook(&[("Sheet1", "", &slant)], &[])).unwrap();
    assert!(codes(&reading).contains(&"table_cut"));

    // One long string that every cell shows.
    let long = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(300_000));
    let mut many = String::from("<sheetData><row>");
    for _ in 0..5_000 {
        many.push_str(r#"<c t="s"><v>0</v></c>"#);
    }
    many.push_str("</row></sheetData>");
    let reading = read(&workbook(
        &[("Sheet1", "", &many)],
        &[("sharedStrings", &long)],
    ));
    match reading {
        Ok(reading) => assert!(codes(&reading).contains(&"table_cut")),
        Err(refused) => assert_eq!(refused.code, "zip_bomb"),
    }

    for sheet in [
        r#"<sheetData><row r="0"><c r="A0"><v>1</v></c></row></sheetData>"#,
        r#"<sheetData><row r="4294967295"><c><v>1</v></c><c r="ZZZ9"><v>1</v></c></row><row/></sheetData>"#,
        r#"<sheetData><row><c t="s"><v>99</v></c><c s="99"><v>1e999</v></c></row></sheetData>"#,
        r#"<cols><col min="0" max="4294967295" hidden="1"/></cols><sheetData><row><c><v>1</v></c></row></sheetData>"#,
        "<sheetData/>",
        "",
    ] {
        let reading = read(&workbook(&[("Sheet1", "", sheet)], &[])).unwrap();
        assert_eq!(reading.format, Format::Xlsx, "{sheet}");
    }
    let refused = read(&zip(&[("xl/worksheets/s0.xml", b"<worksheet/>")])).unwrap_err();
    assert_eq!(refused.code, "damaged", "no workbook");
}

/// `A`, `Z`, `AA`, …
fn column(mut n: u32) -> String {
    let mut name = String::new();
    while n > 0 {
        n -= 1;
        name.insert(0, char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    name
}

#[test]
fn a_real_workbook_is_read() {
    let Some(path) = crate::corpus("samples/xlsx/sub-county-division-changes.xlsx") else {
        return;
    };
    let bytes = std::fs::read(path).unwrap();
    let reading = read(&bytes).unwrap();
    let tables = tables(&reading);
    let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
    assert!(
        100 < rows && tables.len() == 10,
        "{rows} in {}",
        tables.len()
    );
    assert!(reading.document.text.plain().contains("街道"));
    // Its first sheet is filtered: most rows are there and not shown.
    assert!(codes(&reading).contains(&"hidden_sheets"));
}
