//! 读报告 — the three tables found in the text of a document, however they were laid out.
//!
//! Decides which row of a table of a document is which row of the form, by the words of its label, and which cell is
//! which column, by the heads of the columns or, where the cells of a row are as many as the form has, by their order.
//! Where there are no tables (a PDF without ruling lines, a plain text), the same is done with the figures that stand
//! behind each label in the running text.
//!
//! Invariants
//! - Nothing becomes zero silently: a blank cell counts as 0 and is told, a word that is no figure leaves the cell
//!   missing and is told, a table without a figure is missing.
//! - Time and memory grow with the text alone; spans of cells are cut at `grid`'s limits.

mod disputes;
mod grid;
mod label;
mod lines;
mod odd;
mod proactive;
mod requests;
mod title;
mod value;

pub(super) use label::{applicant_column, contest, measure, outcome, subject, table_row};
pub use odd::{Odd, Oddity};
pub(super) use value::{Value, value};

use super::{Cell, Column, Failure, Figure, Format, Report, Row, Subject, Table};
use crate::request::Decision;
use crate::text::{Block, Text};
use grid::Grid;
use std::collections::{BTreeMap, BTreeSet};
use title::Title;

/// A report that was found, and what was odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The figures.
    pub report: Report,
    /// The cells that were blank and count as 0.
    pub blanks: BTreeSet<Cell>,
    /// What was odd, in the order of the document.
    pub oddities: Vec<Oddity>,
}

impl Found {
    /// A report whose cells were read by their names.
    pub(super) fn of(
        agency: Option<String>,
        year: Option<i16>,
        format: Option<Format>,
        cells: BTreeMap<Cell, Value>,
        oddities: Vec<Oddity>,
    ) -> Self {
        let title = Title::of(agency, year);
        let draft = Draft {
            title,
            cells,
            oddities,
        };
        let format = format.unwrap_or_else(|| draft.format());
        draft.settled(format)
    }

    /// A failure in words, with whether the sum was blank.
    pub fn says(&self, failure: &Failure) -> String {
        let is_blank = |(cell, _): &(Cell, Figure)| self.blanks.contains(cell);
        let note = match failure.whole.as_slice() {
            [sum] if is_blank(sum) => "（“总计”一格是空白）",
            _ => "",
        };
        format!("{}{note}", failure.says)
    }

    /// Whether something of the form was not found or could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.oddities.iter().any(|one| one.odd.is_a_gap())
    }
}

/// Finds the reports in a text; none where no table of a report is in it. The title and the issuer are what else is known
/// of the document.
pub fn find(text: &Text, title: Option<&str>, issuer: Option<&str>) -> Vec<Found> {
    let mut finder = Finder::default();
    if let Some(title) = title {
        finder.title.read(title);
    }
    finder.title.issuer = issuer.map(str::to_owned);
    for block in &text.blocks {
        match block {
            Block::Heading(heading) => finder.title.read(&heading.text),
            Block::Paragraph(paragraph) => finder.title.read(&paragraph.text),
            Block::Table(table) => {
                if let Some(caption) = &table.caption {
                    finder.title.read(caption);
                }
                finder.table(&Grid::of(table));
            }
            Block::Image(_) => {}
        }
    }
    finder.finish();
    let mut drafts = finder.done;
    match drafts.as_mut_slice() {
        [] => {
            let mut draft = Draft {
                title: finder.title,
                ..Draft::default()
            };
            lines::complete(text, &mut draft);
            drafts.extend((!draft.cells.is_empty()).then_some(draft));
        }
        // Only some of its tables were drawn as such.
        [only] => lines::complete(text, only),
        _ => {}
    }
    let mut found: Vec<Found> = Vec::new();
    for draft in drafts {
        let format = draft.format();
        let one = draft.settled(format);
        // A page may print the same for screens of two sizes.
        if !found.iter().any(|other| other.report == one.report) {
            found.push(one);
        }
    }
    found
}

/// The report that is being put together.
#[derive(Clone, Debug, Default)]
struct Draft {
    title: Title,
    cells: BTreeMap<Cell, Value>,
    oddities: Vec<Oddity>,
}

#[derive(Default)]
struct Finder {
    title: Title,
    current: Draft,
    done: Vec<Draft>,
}

impl Finder {
    fn table(&mut self, grid: &Grid) {
        for text in grid.texts() {
            self.title.read(text);
        }
        let mut requests = requests::Heads::default();
        let mut proactive = proactive::Heads::default();
        let mut disputes = disputes::Heads::default();
        for row in grid.rows() {
            let read = requests.row(row).or_else(|| proactive.row(row));
            if let Some(read) = read.or_else(|| disputes.row(row)) {
                self.take(read);
            }
        }
        if grid.is_cut() {
            let says = "表格太大，只看了前面的部分";
            self.current.note(Odd::TableCut, says.to_owned());
        }
    }

    /// Takes what a row says. A first row that was there before, or a second table behind a third, begins a further
    /// report; any other row that comes twice is told, and the former is kept.
    fn take(&mut self, read: Read) {
        let has = |table| self.current.cells.keys().any(|cell| cell.table() == table);
        let is = |matches: fn(&Cell) -> bool| read.cells.iter().any(|(cell, _)| matches(cell));
        let held = |(cell, _): &&(Cell, Value)| self.current.cells.contains_key(cell);
        let again = read.cells.iter().find(held).map(|(cell, _)| *cell);
        let same = read
            .cells
            .iter()
            .all(|(cell, value)| self.current.cells.get(cell) == Some(value));
        let is_first = is(|cell| {
            matches!(
                cell,
                Cell::Request(Row::New, _) | Cell::Proactive(Subject::Rules, _)
            )
        });
        let is_of_other = self.title.names() != self.current.title.names();
        let starts_over = is(|cell| cell.table() == Table::Proactive)
            && (has(Table::Requests) || has(Table::Disputes));
        if starts_over || (again.is_some() && is_first && (!same || is_of_other)) {
            self.finish();
        } else if let Some(cell) = again {
            if !same {
                let says = format!("{}有两行“{}”，只取前一行", cell.table().zh(), cell.row_zh());
                self.current.note(Odd::Twice, says);
            }
            return;
        }
        if self.current.cells.is_empty() {
            self.current.title = self.title.clone();
        }
        self.current.cells.extend(read.cells);
        self.current.oddities.extend(read.oddities);
    }

    fn finish(&mut self) {
        let draft = std::mem::take(&mut self.current);
        if !draft.cells.is_empty() {
            self.done.push(draft);
        }
    }
}

/// What one row says.
#[derive(Debug, Default)]
struct Read {
    cells: Vec<(Cell, Value)>,
    oddities: Vec<Oddity>,
}

impl Read {
    /// Takes what stands in a cell.
    fn put(&mut self, cell: Cell, text: &str) {
        let read = value(text);
        if let Value::Figure(figure) = read
            && value::is_parted(text)
        {
            self.oddities.push(Oddity {
                odd: Odd::Parted,
                says: format!("{cell}写的是“{text}”，中间有空白或者换行，读作 {figure}"),
            });
        }
        self.cells.push((cell, read));
    }
}

impl Draft {
    fn note(&mut self, odd: Odd, says: String) {
        self.oddities.push(Oddity { odd, says });
    }

    fn has(&self, table: Table) -> bool {
        self.cells.keys().any(|cell| cell.table() == table)
    }

    /// The report, and everything that is odd about what was found.
    fn settled(mut self, format: Format) -> Found {
        let mut report = Report::new(format);
        report.agency = self.title.agency();
        report.year = self.title.year();
        let form: BTreeSet<Cell> = format.cells().into_iter().collect();
        let mut blanks = BTreeSet::new();
        for table in Table::ALL {
            blanks.extend(self.settle(table, &form, &mut report));
        }
        if let Some(should) = report.year.and_then(Format::of_year)
            && should != format
        {
            self.note(
                Odd::OtherForm,
                format!(
                    "{}的报告应当用{}（{}），这里的表是{}",
                    report.year_zh(),
                    should.zh(),
                    should.source(),
                    format.zh()
                ),
            );
        }
        Found {
            report,
            blanks,
            oddities: self.oddities,
        }
    }

    /// Which form the tables have: table three tells by 其他处理, table two by its columns, else the year.
    fn format(&self) -> Format {
        let has = |cell: &Cell| self.cells.contains_key(cell);
        let other = |row| Cell::Request(row, Column::Total);
        let parted = [
            Decision::OtherNoCorrection,
            Decision::OtherFeeUnpaid,
            Decision::OtherMisc,
        ];
        if parted.into_iter().any(|one| has(&other(Row::Decided(one)))) {
            return Format::Form2021;
        }
        if has(&other(Row::OtherHandling)) {
            return Format::Trial2019;
        }
        let only_in = |format: Format| {
            let cells: BTreeSet<Cell> = format.cells().into_iter().collect();
            self.cells
                .keys()
                .any(|cell| cell.table() == Table::Proactive && !cells.contains(cell))
        };
        match (only_in(Format::Form2021), only_in(Format::Trial2019)) {
            (true, false) => Format::Trial2019,
            (false, true) => Format::Form2021,
            _ => self
                .title
                .year()
                .and_then(Format::of_year)
                .unwrap_or(Format::Form2021),
        }
    }

    /// Writes the figures of a table into the report; the cells that were blank.
    fn settle(&mut self, table: Table, form: &BTreeSet<Cell>, report: &mut Report) -> Vec<Cell> {
        let name = table.zh();
        let of_table = |cell: &Cell| cell.table() == table;
        if !self.has(table) {
            self.note(
                Odd::TableMissing(table),
                format!("找不到{name}（{}）", table.heading()),
            );
            return Vec::new();
        }
        let cells: Vec<(Cell, Value)> = self
            .cells
            .iter()
            .filter(|(cell, _)| of_table(cell))
            .map(|(cell, value)| (*cell, value.clone()))
            .collect();
        let is_filled = cells
            .iter()
            .any(|(_, value)| !matches!(value, Value::Blank));
        if !is_filled {
            self.note(
                Odd::TableEmpty(table),
                format!("{name}是空的，一个数也没有填"),
            );
            return Vec::new();
        }
        let mut blanks: Vec<Cell> = Vec::new();
        let mut strange: BTreeSet<&str> = BTreeSet::new();
        for (cell, value) in &cells {
            if !form.contains(cell) {
                strange.insert(cell.row_zh());
                continue;
            }
            match value {
                Value::Figure(figure) => {
                    report.set(*cell, *figure);
                }
                Value::Blank => {
                    blanks.push(*cell);
                    report.set(*cell, Figure::ZERO);
                }
                Value::Words(words) => {
                    let says = format!("{cell}写的是“{words}”，读不出数");
                    self.note(Odd::Unreadable, says);
                }
            }
        }
        if !strange.is_empty() {
            let rows: Vec<&str> = strange.into_iter().collect();
            let says = format!(
                "{name}的“{}”不合{}，没有核对",
                rows.join("”“"),
                report.format.zh()
            );
            self.note(Odd::ExtraRow, says);
        }
        if let [first, rest @ ..] = blanks.as_slice() {
            let says = if rest.is_empty() {
                format!("{first}是空白，按 0 计")
            } else {
                format!("{name}有 {} 格空白，按 0 计：{first}等", blanks.len())
            };
            self.note(Odd::Blank, says);
        }
        self.missing_rows(table, &cells, report);
        blanks
    }

    /// Rows of the form of which no cell was found, and cells missing in rows that were.
    fn missing_rows(&mut self, table: Table, cells: &[(Cell, Value)], report: &Report) {
        let seen: BTreeSet<Cell> = cells.iter().map(|(cell, _)| *cell).collect();
        let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
        for cell in report.format.cells() {
            if cell.table() != table {
                continue;
            }
            let row = cell.row_zh();
            match rows.last_mut() {
                Some((name, cells)) if name == row => cells.push(cell),
                _ => rows.push((row.to_owned(), vec![cell])),
            }
        }
        for (row, cells) in rows {
            let missing: Vec<&Cell> = cells.iter().filter(|cell| !seen.contains(cell)).collect();
            match missing.as_slice() {
                [] => {}
                all if all.len() == cells.len() => {
                    let says = format!("{}里找不到“{row}”", table.zh());
                    self.note(Odd::RowMissing, says);
                }
                some => {
                    for cell in some {
                        self.note(Odd::CellMissing, format!("找不到{cell}"));
                    }
                }
            }
        }
    }
}
