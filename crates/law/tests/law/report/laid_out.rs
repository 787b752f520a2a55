//! Tables as some page has them, read by what their heads and labels say.

use super::printed::{self, Lines, Style};
use law::report::reading::{self, Found, Odd};
use law::report::{
    Applicant, Cell, Column, Dispute, Figure, Format, Measure, Outcome, Report, Row, Subject, Table,
};
use law::request::Decision;
use law::text::{Block, Cell as Slot, Paragraph, Role, Row as Line, Table as Grid, Text};

/// A table; a cell `3×…` spans three columns.
fn table(rows: &[&[&str]]) -> Block {
    let slot = |words: &&str| match words.split_once('×') {
        Some((columns, words)) => Slot {
            text: words.into(),
            colspan: columns.parse().expect("a number of columns"),
            rowspan: 1,
        },
        None => Slot::of(*words),
    };
    let line = |row: &&[&str]| Line {
        head: false,
        cells: row.iter().map(slot).collect(),
    };
    Block::Table(Grid {
        rows: rows.iter().map(line).collect(),
        ..Grid::default()
    })
}

fn title(words: &str) -> Block {
    Block::Paragraph(Paragraph {
        role: Role::Title,
        text: words.into(),
        anchor: String::new(),
    })
}

fn find(blocks: Vec<Block>) -> Vec<Found> {
    reading::find(&Text { blocks }, None, None)
}

/// The one report there.
fn read(blocks: Vec<Block>) -> Found {
    let [only] = find(blocks).try_into().expect("one report");
    only
}

fn count(found: &Found, cell: Cell) -> Option<i64> {
    found.report.get(cell).and_then(Figure::as_count)
}

/// A row of table three, by the columns of the form.
fn request(found: &Found, row: Row) -> [Option<i64>; 7] {
    Column::ALL.map(|column| count(found, Cell::Request(row, column)))
}

fn dispute(found: &Found, dispute: Dispute) -> [Option<i64>; 5] {
    Outcome::ALL.map(|outcome| count(found, Cell::Dispute(dispute, outcome)))
}

/// What is odd, besides tables and rows that are not there.
fn odd(found: &Found) -> Vec<&str> {
    let odd = found.oddities.iter();
    odd.filter(|one| !matches!(one.odd, Odd::TableMissing(_) | Odd::RowMissing))
        .map(|one| one.says.as_str())
        .collect()
}

const NEW: &str = "一、本年新收政府信息公开申请数量";
const HEADS: [&str; 8] = [
    "行",
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
];

#[test]
fn columns_in_another_order_are_read_by_their_heads() {
    for heads in [
        [
            "行",
            "总计",
            "其他",
            "法律服务机构",
            "社会公益组织",
            "科研机构",
            "商业企业",
            "自然人",
        ],
        [
            "行",
            "合计",
            "其它",
            "法律服务机构",
            "公益组织",
            "科研机构",
            "企业",
            "公民",
        ],
    ] {
        let found = read(vec![table(&[
            &heads,
            &[NEW, "21", "6", "5", "4", "3", "2", "1"],
        ])]);
        let wanted = [1, 2, 3, 4, 5, 6, 21].map(Some);
        assert_eq!(request(&found, Row::New), wanted, "{heads:?}");
    }
}

#[test]
fn a_row_that_lacks_a_cell_is_read_under_its_heads_and_told() {
    let found = read(vec![table(&[&HEADS, &[NEW, "1", "2", "3", "4", "5", "6"]])]);
    let wanted = [Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), None];
    assert_eq!(request(&found, Row::New), wanted);
    assert_eq!(
        odd(&found),
        [
            "第三表“一、本年新收政府信息公开申请数量”一行有 6 格，应当有 7 格",
            "找不到第三表“一、本年新收政府信息公开申请数量”一行“总计”一列",
        ]
    );
}

#[test]
fn a_remark_behind_the_figures_names_no_row() {
    let found = read(vec![table(&[
        &HEADS,
        &[
            "2.重复申请",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "21",
            "其中信访1件",
        ],
    ])]);
    let row = Row::Decided(Decision::NpDuplicate);
    assert_eq!(request(&found, row), [1, 2, 3, 4, 5, 6, 21].map(Some));
    assert_eq!(odd(&found), [""; 0]);
}

#[test]
fn more_cells_than_columns_are_read_under_the_heads_or_without_blanks_and_remarks() {
    let figures = [1, 2, 3, 4, 5, 6, 21].map(Some);
    let with_remarks = [
        "行",
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
        "备注",
        "总计",
    ];
    let found = read(vec![table(&[
        &with_remarks,
        &[NEW, "1", "2", "3", "4", "5", "6", "见附件", "21"],
    ])]);
    assert_eq!(request(&found, Row::New), figures);
    assert_eq!(odd(&found), [""; 0]);
    // No heads, as behind the break of a page.
    let found = read(vec![table(&[
        &[NEW, "", "", "1", "2", "3", "4", "5", "6", "21", "说明"],
        &["（一）予以公开", "1", "2", "3", "4", "5", "6", "7", "28"],
    ])]);
    assert_eq!(request(&found, Row::New), figures);
    let granted = Row::Decided(Decision::Granted);
    assert_eq!(
        request(&found, granted),
        [None; 7],
        "which are too many is not guessed"
    );
    assert_eq!(
        odd(&found),
        ["第三表“（一）予以公开”一行有 8 格，应当有 7 格"]
    );
}

#[test]
fn a_row_that_no_form_has_is_told_and_one_without_a_name_is_not() {
    let found = read(vec![table(&[
        &HEADS,
        &[NEW, "1", "0", "0", "0", "0", "0", "1"],
        &["（八）补充说明", "1", "0", "0", "0", "0", "0", "1"],
        &["", "1", "0", "0", "0", "0", "0", "1"],
        &["1", "2", "3", "4", "5", "6", "7", "8"],
    ])]);
    assert_eq!(odd(&found), ["第三表多出一行“补充说明”，没有核对"]);
}

#[test]
fn disputes_are_read_where_their_table_has_no_column_of_totals() {
    let found = read(vec![table(&[
        &["类别", "结果维持", "结果纠正", "其他结果", "尚未审结"],
        &["行政复议", "1", "2", "3", "4"],
    ])]);
    let wanted = [Some(1), Some(2), Some(3), Some(4), None];
    assert_eq!(dispute(&found, Dispute::Review), wanted);
    assert_eq!(odd(&found), ["找不到第四表“行政复议”的“总计”"]);
}

#[test]
fn suits_in_a_table_of_their_own_are_read_by_their_heads() {
    let outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
    let found = read(vec![table(&[
        &["5×未经复议直接起诉", "5×复议后起诉"],
        &[outcomes, outcomes].concat(),
        &["1", "2", "3", "4", "10", "5", "6", "7", "8", "26"],
        &[""; 10],
        &["10×说明：均为一审"],
    ])]);
    assert_eq!(dispute(&found, Dispute::Review), [None; 5]);
    assert_eq!(
        dispute(&found, Dispute::SuitDirect),
        [1, 2, 3, 4, 10].map(Some)
    );
    assert_eq!(
        dispute(&found, Dispute::SuitAfterReview),
        [5, 6, 7, 8, 26].map(Some)
    );
    assert_eq!(odd(&found), [""; 0], "an empty row below says nothing");
}

#[test]
fn each_outcome_may_stand_beside_its_figure() {
    let found = read(vec![table(&[&[
        "行政复议",
        "结果维持",
        "1",
        "结果纠正",
        "2",
        "其他结果",
        "3",
        "尚未审结",
        "4",
        "总计",
        "10",
    ]])]);
    assert_eq!(dispute(&found, Dispute::Review), [1, 2, 3, 4, 10].map(Some));
    assert_eq!(odd(&found), [""; 0]);
}

#[test]
fn fifteen_figures_under_outcomes_are_read_in_the_order_of_the_form() {
    let outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
    let figures: Vec<String> = (1..=15).map(|n| n.to_string()).collect();
    let figures: Vec<&str> = figures.iter().map(String::as_str).collect();
    let found = read(vec![table(&[
        &["5×行政复议", "5×直接诉讼", "5×复议再诉"],
        &[outcomes, outcomes, outcomes].concat(),
        &figures,
    ])]);
    assert_eq!(
        dispute(&found, Dispute::SuitDirect),
        [6, 7, 8, 9, 10].map(Some)
    );
    assert_eq!(
        dispute(&found, Dispute::SuitAfterReview),
        [11, 12, 13, 14, 15].map(Some)
    );
    assert_eq!(
        find(vec![table(&[&figures])]),
        [],
        "figures alone are no table"
    );
}

#[test]
fn the_second_table_is_read_however_its_columns_are_set() {
    let made = |subject, [made, repealed, in_force]: [i64; 3], found: &Found| {
        let of = |measure| count(found, Cell::Proactive(subject, measure));
        let read = [Measure::Made, Measure::Repealed, Measure::InForce].map(of);
        assert_eq!(read, [made, repealed, in_force].map(Some));
        assert_eq!(odd(found), [""; 0]);
    };
    // The head of the labels is wider than they are.
    let found = read(vec![table(&[
        &["2×信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        &["规章", "1", "2", "3"],
    ])]);
    made(Subject::Rules, [1, 2, 3], &found);
    let found = read(vec![table(&[
        &[
            "信息内容",
            "本年制发件数",
            "本年废止件数",
            "现行有效件数",
            "备注",
        ],
        &["行政规范性文件", "4", "5", "6", "含修订"],
    ])]);
    made(Subject::NormativeDocs, [4, 5, 6], &found);
}

/// One head over all rows, and an amount in 元 where the form wants 万元.
#[test]
fn a_cell_that_the_form_does_not_have_says_nothing_where_it_is_blank() {
    let found = read(vec![table(&[
        &[
            "信息内容",
            "本年制发件数",
            "本年废止件数",
            "现行有效件数",
            "本年处理决定数量",
            "本年收费金额（单位：元）",
        ],
        &["规章", "1", "2", "3", "", ""],
        &["行政许可", "", "", "", "7", ""],
        &["行政事业性收费", "", "", "", "", "3940"],
    ])]);
    let licences = Cell::Proactive(Subject::Licences, Measure::Decisions);
    assert_eq!(count(&found, licences), Some(7));
    let fees = Cell::Proactive(Subject::Fees, Measure::AmountWan);
    assert_eq!(found.report.get(fees), Figure::parse("0.394"));
    assert_eq!(
        odd(&found),
        ["第二表“行政事业性收费”的金额 3940 不以万元为单位，按 0.394 万元计"]
    );
}

/// 国办公开办函〔2019〕60号、〔2021〕30号: the form tells itself by its columns.
#[test]
fn the_second_table_alone_tells_the_form_and_the_year_where_it_does_not() {
    let trial: &[&[&str]] = &[
        &[
            "信息内容",
            "本年新制作数量",
            "本年新公开数量",
            "对外公开总数量",
        ],
        &["规章", "1", "1", "9"],
    ];
    let later: &[&[&str]] = &[
        &["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        &["规章", "1", "1", "9"],
    ];
    let either: &[&[&str]] = &[&["信息内容", "处理决定数量"], &["行政许可", "9"]];
    for (rows, year, format) in [
        (trial, None, Format::Trial2019),
        (trial, Some(2023), Format::Trial2019),
        (later, None, Format::Form2021),
        (later, Some(2020), Format::Form2021),
        (either, Some(2020), Format::Trial2019),
        (either, Some(2023), Format::Form2021),
    ] {
        let mut blocks = vec![table(rows)];
        if let Some(year) = year {
            let of_year = format!("甲县财政局{year}年政府信息公开工作年度报告");
            blocks.insert(0, title(&of_year));
        }
        let found = read(blocks);
        assert_eq!(found.report.format, format, "{rows:?} {year:?}");
        let is_told = found.oddities.iter().any(|one| one.odd == Odd::OtherForm);
        let of_year = year.and_then(Format::of_year);
        assert_eq!(is_told, of_year.is_some_and(|of_year| of_year != format));
    }
}

/// Any whole report, no two of whose figures are alike.
fn whole() -> Report {
    let mut report = Report::new(Format::Form2021);
    report.agency = Some("眠鹤县人民政府".into());
    report.year = Some(2023);
    for (n, cell) in (1..).zip(Format::Form2021.cells()) {
        report.set(cell, Figure::count(n));
    }
    report
}

fn begins(block: &Block, words: &str) -> bool {
    matches!(block, Block::Paragraph(paragraph) if paragraph.text.starts_with(words))
}

#[test]
fn a_table_without_lines_among_tables_with_lines_is_read_too() {
    let report = whole();
    let mut blocks = printed::text(&report, &Style::plain()).blocks;
    let in_lines = printed::in_lines(&report, Lines::Rows).blocks;
    blocks.truncate(blocks.len() - 1);
    let from = in_lines.iter().position(|block| begins(block, "四、"));
    blocks.extend(in_lines.into_iter().skip(from.expect("a heading") + 1));
    let found = read(blocks);
    assert_eq!(found.report, report, "{:?}", found.oddities);
}

#[test]
fn rows_without_lines_are_read_by_their_labels_where_they_are_not_in_order() {
    let report = whole();
    let blocks = printed::in_lines(&report, Lines::Rows).blocks;
    let at = |words| {
        let at = blocks.iter().position(|block| begins(block, words));
        at.expect("a row")
    };
    let (one, other) = (at("2.重复申请"), at("3.要求提供公开出版物"));
    let mut swapped = blocks.clone();
    swapped.swap(one, other);
    let found = read(swapped);
    assert_eq!(found.report, report);
    assert_eq!(odd(&found), [""; 0]);

    let mut repeated = blocks.clone();
    repeated.insert(other, blocks[one].clone());
    let found = read(repeated);
    assert_eq!(found.report, report);
    assert_eq!(
        odd(&found),
        [""; 0],
        "what is said twice alike is said once"
    );

    let mut differing = blocks.clone();
    differing.insert(other, title("2.重复申请 1 1 1 1 1 1 6"));
    let found = read(differing);
    assert_eq!(found.report, report);
    assert_eq!(odd(&found), ["第三表有两行“（五）2.重复申请”，只取前一行"]);

    let mut narrow = blocks.clone();
    narrow[one] = title("2.重复申请 1 2 3 4 5 6");
    narrow.insert(other, title("共有 7 页"));
    let found = read(narrow);
    let row = Row::Decided(Decision::NpDuplicate);
    assert_eq!(request(&found, row), [None; 7]);
    let six = "第三表“（五）2.重复申请”之后有 6 个数，应当有 7 个";
    let told: Vec<&str> = found.oddities.iter().map(|one| one.says.as_str()).collect();
    assert_eq!(told, [six, "第三表里找不到“（五）2.重复申请”"]);

    let mut replaced = blocks.clone();
    replaced[one] = title("2.重复申请 1 2 3 4 5 6");
    replaced.insert(other, title("补充 9 8 7 6 5 4 39"));
    let found = read(replaced);
    assert_eq!(request(&found, row), [None; 7]);
    let told: Vec<&str> = found.oddities.iter().map(|one| one.says.as_str()).collect();
    let unknown = "第三表有一行数认不出是哪一行：9 8 7 6 5 4 39";
    assert_eq!(told.get(..2), Some(&[six, unknown][..]));

    let mut unnamed = [&blocks[..other], &[title("2.重复申请 6")], &blocks[other..]].concat();
    printed::rename(&mut unnamed[one], "2.重复申请", "某种");
    assert_eq!(read(unnamed).report, report, "6 is the number of a page");

    let mut further = blocks.clone();
    further.insert(other, title("补充 9 8 7 6 5 4 39"));
    let found = read(further);
    assert_eq!(found.report, report);
    let told: Vec<&str> = found.oddities.iter().map(|one| one.says.as_str()).collect();
    assert_eq!(told, ["第三表有一行数认不出是哪一行：9 8 7 6 5 4 39"]);
}

#[test]
fn where_a_report_of_a_document_ends_the_next_begins() {
    let of = |agency: &str| title(&format!("{agency}2023年政府信息公开工作年度报告"));
    let two = |n: &str| {
        table(&[
            &["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            &["行政规范性文件", n, "0", n],
        ])
    };
    let three = |new: &str, granted: &str| {
        let row = |n| ["", n, "0", "0", "0", "0", "0", n];
        let (mut first, mut second) = (row(new), row(granted));
        (first[0], second[0]) = (NEW, "（一）予以公开");
        table(&[&HEADS, &first, &second])
    };
    let four = || {
        table(&[
            &[
                "类别",
                "结果维持",
                "结果纠正",
                "其他结果",
                "尚未审结",
                "总计",
            ],
            &["行政复议", "0", "0", "0", "0", "0"],
        ])
    };
    let (one, other) = (|| of("甲县教育局"), || of("乙县教育局"));
    for (blocks, agencies) in [
        // The former has no table four.
        (
            vec![
                one(),
                two("1"),
                three("5", "5"),
                other(),
                two("2"),
                three("6", "6"),
                four(),
            ],
            vec![Some("甲县教育局"), Some("乙县教育局")],
        ),
        // The former has no table two.
        (
            vec![
                one(),
                three("5", "5"),
                four(),
                other(),
                two("2"),
                three("6", "6"),
            ],
            vec![Some("甲县教育局"), Some("乙县教育局")],
        ),
        // The first rows are alike.
        (
            vec![one(), three("5", "5"), other(), three("5", "4")],
            vec![Some("甲县教育局"), Some("乙县教育局")],
        ),
        (vec![three("5", "5"), three("6", "6")], vec![None, None]),
        // Printed twice under one title.
        (
            vec![one(), three("5", "5"), one(), three("5", "5")],
            vec![Some("甲县教育局")],
        ),
    ] {
        let found = find(blocks);
        let of: Vec<_> = found
            .iter()
            .map(|one| one.report.agency.as_deref())
            .collect();
        assert_eq!(of, agencies);
        for found in &found {
            assert_eq!(
                odd(found)
                    .iter()
                    .filter(|says| says.contains("两行"))
                    .count(),
                0
            );
        }
        let texts = Cell::Proactive(Subject::NormativeDocs, Measure::Made);
        let first = count(&found[0], texts);
        assert_ne!(first, Some(2), "a table is not taken for that of another");
    }
}

#[test]
fn what_is_longer_than_any_report_is_told() {
    let new: &[&str] = &[NEW, "1", "0", "0", "0", "0", "0", "1"];
    let mut rows = vec![&HEADS[..], new];
    rows.resize(4_001, &[""]);
    let found = read(vec![table(&rows)]);
    assert_eq!(odd(&found), ["表格太大，只看了前面的部分"]);
    assert!(found.is_incomplete());
    let persons = Cell::Request(Row::New, Column::Of(Applicant::NaturalPerson));
    assert_eq!(count(&found, persons), Some(1));
    rows.truncate(4_000);
    assert_eq!(odd(&read(vec![table(&rows)])), [""; 0]);
}

#[test]
fn a_title_may_stand_in_the_table_and_a_caption_above_it() {
    const TITLE: &str = "眠鹤县财政局2023年政府信息公开工作年度报告";
    let rows: [&[&str]; 3] = [
        &["8×眠鹤县财政局2023年政府信息公开工作年度报告"],
        &HEADS,
        &[NEW, "1", "0", "0", "0", "0", "0", "1"],
    ];
    let mut captioned = table(&rows[1..]);
    if let Block::Table(table) = &mut captioned {
        table.caption = Some(TITLE.into());
    }
    for block in [table(&rows), captioned] {
        let found = read(vec![block]);
        assert_eq!(found.report.agency.as_deref(), Some("眠鹤县财政局"));
        assert_eq!(found.report.year, Some(2023));
    }
}

/// 国办公开办函〔2021〕30号
#[test]
fn a_table_that_is_not_there_is_told_by_the_heading_of_its_section() {
    let found = read(vec![table(&[
        &HEADS,
        &[NEW, "1", "0", "0", "0", "0", "0", "1"],
    ])]);
    let missing: Vec<&str> = found
        .oddities
        .iter()
        .filter(|one| matches!(one.odd, Odd::TableMissing(_)))
        .map(|one| one.says.as_str())
        .collect();
    assert_eq!(
        missing,
        [
            "找不到第二表（主动公开政府信息情况）",
            "找不到第四表（政府信息公开行政复议、行政诉讼情况）",
        ]
    );
    assert_eq!(Table::Requests.heading(), "收到和处理政府信息公开申请情况");
}
