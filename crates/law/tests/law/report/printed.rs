//! Reports as governments print them: merged cells or blanks for them, one table or several, numbers and signs of any width.

use law::report::{
    Cell, Column, Dispute, Figure, Format, Measure, Outcome, Report, Row, lines, rows,
};
use law::request::Decision;
use law::text::{Block, Cell as Slot, Paragraph, Role, Row as Line, Table, Text};
use proptest::prelude::*;

/// How a report is laid out.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each habit of those who lay tables out goes with any other"
)]
pub(super) struct Style {
    /// Labels over several columns are merged, or followed by blanks.
    merged: bool,
    /// The label of a group stands in each of its rows, or in the first.
    repeated: bool,
    digits: Digits,
    labels: Labels,
    /// A table goes on after a break of the page, without its heads.
    broken_after: Option<usize>,
    /// Whether all tables are one, as on a sheet.
    one_table: bool,
    /// The disputes as rows.
    standing: bool,
    /// A column of remarks behind table three.
    remarks: bool,
    /// The blocks of table two are tables of their own.
    parted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digits {
    Plain,
    Wide,
    Grouped,
    Spaced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Labels {
    /// As the form prints them.
    Printed,
    /// `(一)`, `1、`, with blanks between the characters.
    Loose,
    /// Broken in the middle, and other quotation marks.
    Broken,
}

impl Style {
    pub(super) const fn plain() -> Self {
        Self {
            merged: true,
            repeated: false,
            digits: Digits::Plain,
            labels: Labels::Printed,
            broken_after: None,
            one_table: false,
            standing: false,
            remarks: false,
            parted: false,
        }
    }
}

pub(super) fn any_style() -> impl Strategy<Value = Style> {
    let digits = proptest::sample::select(vec![
        Digits::Plain,
        Digits::Wide,
        Digits::Grouped,
        Digits::Spaced,
    ]);
    let labels = proptest::sample::select(vec![Labels::Printed, Labels::Loose, Labels::Broken]);
    let flags = proptest::array::uniform6(any::<bool>());
    let broken = proptest::option::of(4_usize..20);
    (digits, labels, flags, broken).prop_map(|(digits, labels, flags, broken_after)| {
        let [merged, repeated, one_table, standing, remarks, parted] = flags;
        Style {
            merged,
            repeated,
            digits,
            labels,
            broken_after,
            one_table,
            standing,
            remarks,
            parted,
        }
    })
}

/// A report as the text of a document.
pub(super) fn text(report: &Report, style: &Style) -> Text {
    let mut blocks = Vec::new();
    let title = format!(
        "{}{}年政府信息公开工作年度报告",
        report.agency.as_deref().unwrap_or_default(),
        report.year.unwrap_or_default()
    );
    blocks.push(paragraph(&title, Role::Title));
    let two = proactive(report, style);
    let three = requests(report, style);
    let four = disputes(report, style);
    if style.one_table {
        let rows = [two.concat(), three, four].concat();
        blocks.push(table(rows));
        return Text { blocks };
    }
    blocks.push(paragraph("二、主动公开政府信息情况", Role::Body));
    if style.parted {
        blocks.extend(two.into_iter().map(table));
    } else {
        blocks.push(table(two.concat()));
    }
    blocks.push(paragraph("三、收到和处理政府信息公开申请情况", Role::Body));
    let mut three = three;
    // Merged cells do not reach over the break of a page.
    let rest = match style.broken_after {
        Some(at) if style.repeated => three.split_off(at + 3),
        _ => Vec::new(),
    };
    blocks.push(table(three));
    if !rest.is_empty() {
        blocks.push(table(rest));
    }
    blocks.push(paragraph(
        "四、政府信息公开行政复议、行政诉讼情况",
        Role::Body,
    ));
    blocks.push(table(four));
    Text { blocks }
}

/// How tables without lines come out of a file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lines {
    /// A row on a line.
    Rows,
    /// Each cell on a line of its own.
    Cells,
    /// The figures stand beside the middle of a long label.
    Beside,
}

pub(super) fn any_lines() -> impl Strategy<Value = Lines> {
    proptest::sample::select(vec![Lines::Rows, Lines::Cells, Lines::Beside])
}

/// A report whose tables are no tables.
pub(super) fn in_lines(report: &Report, lines: Lines) -> Text {
    let mut text = text(report, &Style::plain());
    let mut out = Vec::new();
    for block in text.blocks.drain(..) {
        let Block::Table(table) = block else {
            out.push(block);
            continue;
        };
        for row in &table.rows {
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            let n = Column::ALL.len();
            let printed = match lines {
                Lines::Cells => cells.join("\n"),
                Lines::Beside
                    if n < cells.len()
                        && Figure::parse(cells[0]).is_none()
                        && Figure::parse(cells[cells.len() - n]).is_some() =>
                {
                    let (labels, figures) = cells.split_at(cells.len() - n);
                    let label: Vec<char> = labels.concat().chars().collect();
                    let (a, b) = label.split_at(label.len() / 2);
                    let (a, b) = (String::from_iter(a), String::from_iter(b));
                    format!("{a}\n{}\n{b}", figures.join(" "))
                }
                Lines::Rows | Lines::Beside => cells.join(" "),
            };
            out.push(paragraph(&printed, Role::Body));
        }
    }
    out.push(paragraph("五、存在的主要问题及改进情况", Role::Body));
    Text { blocks: out }
}

/// Other words in a paragraph.
pub(super) fn rename(block: &mut Block, from: &str, to: &str) {
    if let Block::Paragraph(paragraph) = block {
        paragraph.text = paragraph.text.replace(from, to);
    }
}

fn paragraph(text: &str, role: Role) -> Block {
    Block::Paragraph(Paragraph {
        role,
        text: text.into(),
        anchor: String::new(),
    })
}

fn table(rows: Vec<Line>) -> Block {
    Block::Table(Table {
        rows,
        ..Table::default()
    })
}

fn line(cells: Vec<Slot>) -> Line {
    Line { head: false, cells }
}

fn wide(text: &str, colspan: u16, rowspan: u16) -> Slot {
    Slot {
        text: text.into(),
        colspan,
        rowspan,
    }
}

/// A label over several columns.
fn over(text: &str, columns: u16, style: &Style) -> Vec<Slot> {
    if style.merged {
        return vec![wide(&label(text, style), columns, 1)];
    }
    let blanks = (1..columns).map(|_| Slot::of(""));
    std::iter::once(Slot::of(label(text, style)))
        .chain(blanks)
        .collect()
}

fn label(text: &str, style: &Style) -> String {
    match style.labels {
        Labels::Printed => text.to_owned(),
        Labels::Loose => {
            let narrow = text
                .replace('（', "(")
                .replace('）', ")")
                .replace('.', "、");
            let loose: Vec<String> = narrow.chars().map(String::from).collect();
            loose.join(" ")
        }
        Labels::Broken => {
            let text = text.replace(['“', '”'], "\"");
            let middle = text.chars().count() / 2;
            let (a, b): (String, String) = (
                text.chars().take(middle).collect(),
                text.chars().skip(middle).collect(),
            );
            format!("{a}\n{b}")
        }
    }
}

fn figure(report: &Report, cell: Cell, style: &Style) -> String {
    let figure = report.get(cell).expect("a whole report").to_string();
    match style.digits {
        Digits::Plain => figure,
        Digits::Wide => figure
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a wide sign"))
            .collect(),
        Digits::Grouped => grouped(&figure),
        Digits::Spaced => format!("\u{a0} {figure}\n"),
    }
}

fn grouped(figure: &str) -> String {
    let (sign, digits) = match figure.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", figure),
    };
    let (whole, part) = digits
        .split_once('.')
        .map_or((digits, ""), |(a, _)| (a, &digits[a.len()..]));
    let mut out = String::new();
    for (n, c) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    format!("{sign}{out}{part}")
}

/// The blocks of table two, each with its heads.
fn proactive(report: &Report, style: &Style) -> Vec<Vec<Line>> {
    let mut blocks: Vec<(&str, Vec<Line>)> = Vec::new();
    for one in lines(report.format) {
        if blocks.last().is_none_or(|(item, _)| *item != one.item) {
            let mut heads = vec![Slot::of(label("信息内容", style))];
            heads.extend(one.measures.iter().map(|measure| {
                let head = match measure {
                    Measure::AmountWan if report.format == Format::Trial2019 => {
                        "采购总金额（单位：万元）"
                    }
                    Measure::AmountWan => "本年收费金额（单位：万元）",
                    Measure::Decisions if report.format == Format::Trial2019 => "处理决定数量",
                    measure => measure.zh(),
                };
                Slot::of(label(head, style))
            }));
            let item = line(over(&format!("第二十条{}", one.item), 4, style));
            blocks.push((one.item, vec![item, line(heads)]));
        }
        let mut cells = vec![Slot::of(label(one.subject.zh(), style))];
        cells.extend(one.measures.iter().map(|measure| {
            Slot::of(figure(
                report,
                Cell::Proactive(one.subject, *measure),
                style,
            ))
        }));
        if let Some((_, rows)) = blocks.last_mut() {
            rows.push(line(cells));
        }
    }
    blocks.into_iter().map(|(_, rows)| rows).collect()
}

/// The words of a row without those of its group, and those of its group with the number of its rows.
fn words(row: Row, format: Format) -> (Option<(&'static str, u16)>, String) {
    let zh = row.zh();
    let Row::Decided(decision) = row else {
        return (None, zh.to_owned());
    };
    let group = match zh.char_indices().nth(3) {
        Some((at, _)) => &zh[at..],
        None => zh,
    };
    let group_of = |words, n| (Some((words, n)), group.to_owned());
    match decision {
        Decision::Granted => (None, zh.to_owned()),
        Decision::Partial => (
            None,
            format!("{zh}（区分处理的，只计这一情形，不计其他情形）"),
        ),
        _ if zh.starts_with("（三）") => group_of("（三）不予公开", 8),
        _ if zh.starts_with("（四）") => group_of("（四）无法提供", 3),
        _ if zh.starts_with("（五）") => group_of("（五）不予处理", 5),
        _ => {
            assert_eq!(format, Format::Form2021);
            let tail = "、行政机关不再处理其政府信息公开申请";
            let words = match decision {
                Decision::OtherMisc => group.to_owned(),
                _ => format!("{group}{tail}"),
            };
            (Some(("（六）其他处理", 3)), words)
        }
    }
}

fn requests(report: &Report, style: &Style) -> Vec<Line> {
    let note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
    let mut out = vec![
        line(vec![wide(note, 3, 3), wide("申请人情况", 7, 1)]),
        line(vec![
            wide(&label("自然人", style), 1, 2),
            wide(&label("法人或其他组织", style), 5, 1),
            wide(&label("总计", style), 1, 2),
        ]),
        line(
            Column::ALL[1..6]
                .iter()
                .map(|column| Slot::of(label(column.zh(), style)))
                .collect(),
        ),
    ];
    let mut done: Option<&str> = None;
    let all = rows(report.format);
    for row in &all {
        let (group, own) = words(*row, report.format);
        let is_result = row.is_a_result() || *row == Row::ResultTotal;
        let mut cells = Vec::new();
        if is_result {
            let n = all.len() as u16 - 3;
            match (style.repeated, *row == Row::Decided(Decision::Granted)) {
                (true, _) => cells.push(Slot::of(label("三、本年度办理结果", style))),
                (false, true) => cells.push(wide(&label("三、本年度办理结果", style), 1, n)),
                (false, false) => {}
            }
        }
        match group {
            Some((words, _)) if style.repeated => {
                cells.push(Slot::of(label(words, style)));
                cells.push(Slot::of(label(&own, style)));
            }
            Some((words, n)) => {
                if done != Some(words) {
                    cells.push(wide(&label(words, style), 1, n));
                    done = Some(words);
                }
                cells.push(Slot::of(label(&own, style)));
            }
            None => cells.extend(over(&own, if is_result { 2 } else { 3 }, style)),
        }
        for column in Column::ALL {
            cells.push(Slot::of(figure(report, Cell::Request(*row, column), style)));
        }
        if style.remarks {
            cells.push(Slot::of("说明"));
        }
        out.push(line(cells));
    }
    out
}

fn disputes(report: &Report, style: &Style) -> Vec<Line> {
    let slot = |dispute, outcome| Slot::of(figure(report, Cell::Dispute(dispute, outcome), style));
    let heads = || Outcome::ALL.map(|outcome| Slot::of(label(outcome.zh(), style)));
    if style.standing {
        let mut out = vec![line([vec![wide("类别", 2, 1)], heads().to_vec()].concat())];
        for dispute in Dispute::ALL {
            let names = match dispute {
                Dispute::Review => vec![wide(&label(dispute.zh(), style), 2, 1)],
                Dispute::SuitDirect => vec![
                    wide(&label("行政诉讼", style), 1, 2),
                    Slot::of(label(dispute.zh(), style)),
                ],
                Dispute::SuitAfterReview => vec![Slot::of(label(dispute.zh(), style))],
            };
            let figures = Outcome::ALL.map(|outcome| slot(dispute, outcome));
            out.push(line([names, figures.to_vec()].concat()));
        }
        return out;
    }
    let tall = Outcome::ALL.map(|outcome| wide(&label(outcome.zh(), style), 1, 2));
    vec![
        line(vec![
            wide(&label("行政复议", style), 5, 1),
            wide(&label("行政诉讼", style), 10, 1),
        ]),
        line(
            [
                tall.to_vec(),
                vec![
                    wide(&label("未经复议直接起诉", style), 5, 1),
                    wide(&label("复议后起诉", style), 5, 1),
                ],
            ]
            .concat(),
        ),
        line([heads(), heads()].concat()),
        line(
            Dispute::ALL
                .into_iter()
                .flat_map(|dispute| Outcome::ALL.map(|outcome| slot(dispute, outcome)))
                .collect(),
        ),
    ]
}

/// Words of reports, and some that are none.
pub(super) const WORDS: [&str; 30] = [
    "",
    "0",
    "12",
    "３",
    "-",
    "一、本年新收政府信息公开申请数量",
    "（一）予以公开",
    "1.属于国家秘密",
    "3.其他",
    "其他",
    "（六）其他处理",
    "（七）总计",
    "总计",
    "四、结转下年度继续办理",
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "信息内容",
    "规章",
    "行政许可",
    "本年制发件数",
    "本年处理决定数量",
    "行政复议",
    "复议后起诉",
    "结果维持",
    "尚未审结",
    "二〇二四年",
    "某局2024年政府信息公开工作年度报告",
];

/// Tables of these words, a new one after each row that is empty.
pub(super) fn of_words(rows: &[Vec<(usize, u16, u16)>]) -> Text {
    let mut blocks = Vec::new();
    for rows in rows.split(Vec::is_empty) {
        let rows = rows.iter().map(|row| {
            let cells = row.iter().map(|(word, colspan, rowspan)| Slot {
                text: WORDS[*word].into(),
                // Mostly narrow, now and then as wide as can be.
                colspan: if *colspan < 60_000 {
                    colspan % 3
                } else {
                    *colspan
                },
                rowspan: if *rowspan < 60_000 {
                    rowspan % 3
                } else {
                    *rowspan
                },
            });
            line(cells.collect())
        });
        blocks.push(table(rows.collect()));
    }
    Text { blocks }
}

/// Whether a table holds a label.
pub(super) fn holds(block: &Block, words: &str) -> bool {
    match block {
        Block::Table(table) => table.rows.iter().any(|row| in_row(row, words)),
        _ => false,
    }
}

fn in_row(row: &Line, words: &str) -> bool {
    row.cells.iter().any(|cell| cell.text == words)
}

fn each_row(text: &mut Text, words: &str, mut change: impl FnMut(&mut Line)) {
    for block in &mut text.blocks {
        if let Block::Table(table) = block {
            table
                .rows
                .iter_mut()
                .filter(|row| in_row(row, words))
                .for_each(&mut change);
        }
    }
}

pub(super) fn drop_row(text: &mut Text, words: &str) {
    for block in &mut text.blocks {
        if let Block::Table(table) = block {
            table.rows.retain(|row| !in_row(row, words));
        }
    }
}

/// Writes something into the cell so many behind a label.
pub(super) fn write(text: &mut Text, words: &str, behind: usize, written: &str) {
    each_row(text, words, |row| {
        let at = row
            .cells
            .iter()
            .position(|cell| cell.text == words)
            .expect("a label");
        row.cells[at + behind].text = written.into();
    });
}

/// Gives a row another label.
pub(super) fn name(text: &mut Text, words: &str, other: &str) {
    each_row(text, words, |row| {
        let label = row.cells.iter_mut().find(|cell| cell.text == words);
        label.expect("a label").text = other.into();
    });
}

/// Takes the last cell off a row.
pub(super) fn cut(text: &mut Text, words: &str) {
    each_row(text, words, |row| {
        row.cells.pop();
    });
}

/// Takes out every figure.
pub(super) fn empty(text: &mut Text) {
    for block in &mut text.blocks {
        if let Block::Table(table) = block {
            for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                if Figure::parse(&cell.text).is_some() {
                    cell.text.clear();
                }
            }
        }
    }
}
