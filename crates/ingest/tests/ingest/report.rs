//! Annual reports in every format, as governments publish them, found again in what is read.

use crate::package::{docx, p};
use crate::xlsx::{words, workbook};
use ingest::Input;
use law::report::reading::{Found, find};
use law::report::{
    Cell, Column, Dispute, Figure, Format, Measure, Outcome, Report, check, lines, rows,
};
use std::fmt::Write as _;

fn read(bytes: &[u8], name: &str) -> Vec<Found> {
    let reading = ingest::read(Input {
        bytes,
        name: Some(name),
        ..Input::default()
    })
    .unwrap();
    find(&reading.document.text, None, None)
}

/// A report in which every figure is another, as a table of cells with their spans; each format prints it in its way.
fn report(format: Format) -> Report {
    let mut report = Report::new(format);
    report.agency = Some("眠鹤县人民政府".into());
    report.year = Some(if format == Format::Form2021 {
        2023
    } else {
        2020
    });
    for (n, cell) in format.cells().into_iter().enumerate() {
        report.set(cell, Figure::count(n as i64 * 37 % 5003));
    }
    report
}

#[derive(Clone)]
struct Slot {
    text: String,
    columns: usize,
    rows: usize,
}

fn slot(text: impl Into<String>, columns: usize, rows: usize) -> Slot {
    Slot {
        text: text.into(),
        columns,
        rows,
    }
}

type Rows = Vec<Vec<Slot>>;

/// Tables two, three and four, as the forms print them.
fn tables(report: &Report) -> [Rows; 3] {
    let figure = |cell| slot(report.get(cell).unwrap().to_string(), 1, 1);
    let mut two: Rows = Vec::new();
    let mut item = "";
    for line in lines(report.format) {
        let width = 3 / line.measures.len();
        if item != line.item {
            item = line.item;
            two.push(vec![slot(format!("第二十条{item}"), 4, 1)]);
            let mut heads = vec![slot("信息内容", 1, 1)];
            heads.extend(line.measures.iter().map(|measure| {
                let head = match measure {
                    Measure::AmountWan => "收费金额、采购总金额（单位：万元）",
                    measure => measure.zh(),
                };
                slot(head, width, 1)
            }));
            two.push(heads);
        }
        let mut cells = vec![slot(line.subject.zh(), 1, 1)];
        cells.extend(line.measures.iter().map(|measure| Slot {
            columns: width,
            ..figure(Cell::Proactive(line.subject, *measure))
        }));
        two.push(cells);
    }
    let mut three: Rows = vec![
        vec![
            slot(
                "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
                3,
                3,
            ),
            slot("申请人情况", 7, 1),
        ],
        vec![
            slot("自然人", 1, 2),
            slot("法人或其他组织", 5, 1),
            slot("总计", 1, 2),
        ],
        [
            "商业企业",
            "科研机构",
            "社会公益组织",
            "法律服务机构",
            "其他",
        ]
        .map(|head| slot(head, 1, 1))
        .into(),
    ];
    let all = rows(report.format);
    let mut group = String::new();
    for (n, row) in all.iter().enumerate() {
        let label = row.zh();
        let mut cells = Vec::new();
        if n == 2 {
            cells.push(slot("三、本年度办理结果", 1, all.len() - 3));
        }
        let inner = label
            .char_indices()
            .nth(3)
            .map(|(at, _)| label.split_at(at));
        match inner.filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit())) {
            Some((of, rest)) => {
                if group != of {
                    of.clone_into(&mut group);
                    let n = all.iter().filter(|row| row.zh().starts_with(of)).count();
                    cells.push(slot(format!("{of}一组"), 1, n));
                }
                cells.push(slot(rest, 1, 1));
            }
            None => cells.push(slot(
                label,
                if (2..all.len() - 1).contains(&n) {
                    2
                } else {
                    3
                },
                1,
            )),
        }
        cells.extend(Column::ALL.map(|column| figure(Cell::Request(*row, column))));
        three.push(cells);
    }
    let outcomes = || Outcome::ALL.map(|outcome| slot(outcome.zh(), 1, 1));
    let tall = Outcome::ALL.map(|outcome| slot(outcome.zh(), 1, 2));
    let four: Rows = vec![
        vec![slot("行政复议", 5, 1), slot("行政诉讼", 10, 1)],
        [
            tall.to_vec(),
            vec![slot("未经复议直接起诉", 5, 1), slot("复议后起诉", 5, 1)],
        ]
        .concat(),
        [outcomes(), outcomes()].concat(),
        Dispute::ALL
            .into_iter()
            .flat_map(|dispute| Outcome::ALL.map(|outcome| figure(Cell::Dispute(dispute, outcome))))
            .collect(),
    ];
    [two, three, four]
}

const TITLES: [&str; 3] = [
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
];

fn title(report: &Report) -> String {
    format!(
        "眠鹤县人民政府{}年政府信息公开工作年度报告",
        report.year.unwrap()
    )
}

/// A page of a site: cells full of paragraphs and blanks, inside a table that lays the page out.
fn page(report: &Report) -> String {
    let mut page = format!(
        "<html><head><title>{0}</title></head><body><table width=\"100%\"><tr><td><div class=\"article\"><h1>{0}</h1><p>一、总体情况</p><p>全年主动公开政府信息若干条，依法办理政府信息公开申请。</p>",
        title(report)
    );
    for (heading, rows) in TITLES.into_iter().zip(tables(report)) {
        write!(
            page,
            "<p><strong>{heading}</strong></p><table border=\"1\"><tbody>"
        )
        .unwrap();
        for row in rows {
            page.push_str("<tr>");
            for cell in row {
                let text = match cell.text.char_indices().nth(4) {
                    Some((at, _)) if !cell.text.starts_with(|c: char| c.is_ascii_digit()) => {
                        format!("{}<br>&nbsp;{}", &cell.text[..at], &cell.text[at..])
                    }
                    _ => cell.text,
                };
                write!(
                    page,
                    "<td colspan=\"{}\" rowspan=\"{}\"><p align=\"center\"><span>&nbsp;{text}</span></p></td>",
                    cell.columns, cell.rows
                )
                .unwrap();
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</tbody></table>");
    }
    page.push_str("<p>五、存在的主要问题及改进情况</p><p>有待加强。</p></div></td></tr></table></body></html>");
    page
}

/// A Word file: a cell that reaches down begins once and goes on in each row.
fn document(report: &Report) -> Vec<u8> {
    let mut body = p(&title(report));
    for (heading, rows) in TITLES.into_iter().zip(tables(report)) {
        body += &p(heading);
        body += "<w:tbl>";
        // By column: how many rows it still reaches down, and how wide it is.
        let mut down: Vec<(usize, usize)> = vec![(0, 0); 20];
        for row in rows {
            body += "<w:tr>";
            let mut column = 0;
            let mut cells = row.into_iter();
            loop {
                let (left, wide) = down[column];
                if left > 0 {
                    write!(body, r#"<w:tc><w:tcPr><w:gridSpan w:val="{wide}"/><w:vMerge/></w:tcPr><w:p/></w:tc>"#).unwrap();
                    down[column].0 -= 1;
                    column += wide;
                    continue;
                }
                let Some(cell) = cells.next() else { break };
                let merge = if cell.rows > 1 {
                    r#"<w:vMerge w:val="restart"/>"#
                } else {
                    ""
                };
                write!(
                    body,
                    r#"<w:tc><w:tcPr><w:gridSpan w:val="{}"/>{merge}</w:tcPr>{}</w:tc>"#,
                    cell.columns,
                    p(&cell.text)
                )
                .unwrap();
                down[column] = (cell.rows - 1, cell.columns);
                column += cell.columns;
            }
            body += "</w:tr>";
        }
        body += "</w:tbl>";
    }
    docx(&body, &[])
}

/// A workbook with all tables on one sheet, or each on its own.
fn sheets(report: &Report, one: bool) -> Vec<u8> {
    let mut parts: Vec<(String, String)> = Vec::new();
    let (mut data, mut merged) = (String::new(), String::new());
    let mut row = 1;
    write!(data, "<row r=\"1\">{}</row>", words("A1", &title(report))).unwrap();
    for (heading, rows) in TITLES.into_iter().zip(tables(report)) {
        row += 2;
        write!(
            data,
            "<row r=\"{row}\">{}</row>",
            words(&format!("A{row}"), heading)
        )
        .unwrap();
        let mut taken: Vec<usize> = vec![0; 20];
        for cells in rows {
            row += 1;
            write!(data, "<row r=\"{row}\">").unwrap();
            let mut column = 0;
            for cell in cells {
                while taken[column] >= row {
                    column += 1;
                }
                let letter = |column: usize| char::from(b'A' + column as u8);
                let place = format!("{}{row}", letter(column));
                match cell.text.parse::<u32>() {
                    Ok(n) => write!(data, r#"<c r="{place}"><v>{n}</v></c>"#).unwrap(),
                    Err(_) => data += &words(&place, &cell.text),
                }
                let (last, bottom) = (column + cell.columns - 1, row + cell.rows - 1);
                if (cell.columns, cell.rows) != (1, 1) {
                    write!(
                        merged,
                        r#"<mergeCell ref="{place}:{}{bottom}"/>"#,
                        letter(last)
                    )
                    .unwrap();
                }
                taken[column..=last].fill(bottom);
                column = last + 1;
            }
            data += "</row>";
        }
        if !one {
            let inner = format!("<sheetData>{data}</sheetData><mergeCells>{merged}</mergeCells>");
            parts.push((heading.to_owned(), inner));
            (data, merged) = (String::new(), String::new());
        }
    }
    if one {
        let inner = format!("<sheetData>{data}</sheetData><mergeCells>{merged}</mergeCells>");
        parts.push(("Sheet1".into(), inner));
    }
    let parts: Vec<(&str, &str, &str)> = parts
        .iter()
        .map(|(name, inner)| (name.as_str(), "", inner.as_str()))
        .collect();
    workbook(&parts, &[])
}

/// The tables without a line, as text that was copied out of a page.
fn lined(report: &Report) -> String {
    let mut text = format!("{}\n\n", title(report));
    for (heading, rows) in TITLES.into_iter().zip(tables(report)) {
        writeln!(text, "{heading}").unwrap();
        for row in rows {
            let cells: Vec<String> = row.into_iter().map(|cell| cell.text).collect();
            writeln!(text, "{}", cells.join("  ")).unwrap();
        }
    }
    text + "五、存在的主要问题及改进情况\n"
}

#[test]
fn a_report_is_the_same_in_every_format() {
    for format in Format::ALL {
        let report = report(format);
        let files: [(&str, Vec<u8>); 6] = [
            ("年报.html", page(&report).into_bytes()),
            ("年报.docx", document(&report)),
            ("一张.xlsx", sheets(&report, true)),
            ("几张.xlsx", sheets(&report, false)),
            ("年报.txt", lined(&report).into_bytes()),
            ("年报.md", lined(&report).replace('\n', "\n\n").into_bytes()),
        ];
        for (name, bytes) in files {
            let found = read(&bytes, name);
            assert_eq!(found.len(), 1, "{name}");
            assert_eq!(found[0].oddities, [], "{name}");
            assert_eq!(found[0].report, report, "{name} {}", format.zh());
        }
    }
}

#[test]
fn the_real_report_of_huaian_is_read_as_it_was_printed() {
    let Some(pdf) = crate::corpus("samples/pdf/annual-report-2024-huaian.pdf") else {
        return;
    };
    let data = crate::corpus("annual-reports.json").unwrap();
    let expected = law::report::wire::read(&std::fs::read_to_string(data).unwrap()).unwrap();
    let found = read(&std::fs::read(pdf).unwrap(), "年报.pdf");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].oddities, []);
    assert_eq!(found[0].report, expected[0].report);
    assert_eq!(check(&found[0].report), []);
}

#[test]
fn an_empty_form_holds_nothing_rather_than_noughts() {
    let Some(form) = crate::corpus("samples/docx/annual-report-template.docx") else {
        return;
    };
    let found = read(&std::fs::read(form).unwrap(), "格式.docx");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].report.figures().count(), 0);
    let codes: Vec<&str> = found[0].oddities.iter().map(|one| one.odd.id()).collect();
    assert_eq!(codes, ["table_empty"; 3]);
}
