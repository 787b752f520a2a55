//! 表格 — a list as CSV and XLSX, for spreadsheets.
//!
//! Decides what a cell may hold: words, a day, a number. Words are never a formula: in XLSX they are stored as text, in CSV
//! a cell that a spreadsheet would compute is preceded by an apostrophe. CSV begins with a byte order mark, without which
//! spreadsheets take Chinese for another encoding.
//!
//! Invariant: the same table gives the same bytes.

use law::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, XlsxError};

/// A list with its column heads.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The name of the sheet.
    pub name: String,
    /// Heads, each with the width of its column in characters.
    pub heads: Vec<(String, u8)>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Words(String),
    Day(Date),
    Number(u64),
    Empty,
}

impl Cell {
    /// A day, where it is known.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        if words.is_empty() {
            Self::Empty
        } else {
            Self::Words(words.to_owned())
        }
    }
}

/// A format in which a table is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableForm {
    Csv,
    Xlsx,
}

impl TableForm {
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Line ends as RFC 4180 wants them, after a byte order mark.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut out = String::from('\u{feff}');
    let heads = table.heads.iter().map(|(head, _)| quoted(head));
    line(&mut out, heads);
    for row in &table.rows {
        line(&mut out, row.iter().map(shown));
    }
    out.into_bytes()
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Words(words) => quoted(words),
        Cell::Day(day) => day.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
    }
}

fn quoted(words: &str) -> String {
    let guard = if words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
    {
        "'"
    } else {
        ""
    };
    if guard.is_empty() && !words.contains([',', '"', '\n', '\r']) {
        return words.to_owned();
    }
    format!("\"{guard}{}\"", words.replace('"', "\"\""))
}

/// A workbook with one sheet, its heads kept in sight and ready to filter. `made_on` is the day it says it was made.
///
/// # Errors
/// Where the table is larger than a sheet can be, or a cell longer.
pub fn xlsx(table: &Table, made_on: Date) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(
        u16::try_from(made_on.year()).unwrap_or(1900),
        made_on.month().unsigned_abs(),
        made_on.day().unsigned_abs(),
    )?;
    book.set_properties(
        &DocProperties::new()
            .set_title(&table.name)
            .set_creation_datetime(&made),
    );
    let sheet = book.add_worksheet();
    sheet.set_name(&table.name)?;
    let bold = Style::new().set_bold();
    let dated = Style::new().set_num_format("yyyy-mm-dd");
    for (n, (head, width)) in (0..).zip(&table.heads) {
        sheet.set_column_width(n, f64::from(*width))?;
        sheet.write_string_with_format(0, n, head, &bold)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (n, cell) in (0..).zip(cells) {
            match cell {
                Cell::Words(words) => sheet.write_string(row, n, words)?,
                Cell::Number(number) => sheet.write_number(row, n, *number as f64)?,
                // A spreadsheet knows no day before 1900.
                Cell::Day(day) if day.year() < 1900 => {
                    sheet.write_string(row, n, day.to_string())?
                }
                Cell::Day(day) => {
                    let day = ExcelDateTime::parse_from_str(&day.to_string())?;
                    sheet.write_datetime_with_format(row, n, day, &dated)?
                }
                Cell::Empty => continue,
            };
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    let last = u16::try_from(table.heads.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, rows, last)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use std::io::Read as _;

    const DAY: Date = Date::constant(2026, 11, 23);

    fn table() -> Table {
        Table {
            name: "法律法规规章".into(),
            heads: vec![("名称".into(), 40), ("施行".into(), 12), ("文本".into(), 6)],
            rows: vec![
                vec![
                    Cell::from("=HYPERLINK(\"http://x\",\"看\")"),
                    Cell::Day(Date::constant(2019, 5, 15)),
                    Cell::Number(2),
                ],
                vec![Cell::from("甲，乙,丙"), Cell::day(None), Cell::Number(1)],
            ],
        }
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn a_table_of_text_is_read_by_spreadsheets_and_computes_nothing() {
        let text = String::from_utf8(csv(&table())).unwrap();
        assert_eq!(
            text,
            "\u{feff}名称,施行,文本\r\n\"'=HYPERLINK(\"\"http://x\"\",\"\"看\"\")\",2019-05-15,2\r\n\"甲，乙,丙\",,1\r\n"
        );
        for dangerous in ["=1", "+1", "-1", "@a", "\tx", "＝1"] {
            assert!(quoted(dangerous).starts_with("\"'"), "{dangerous}");
        }
    }

    #[test]
    fn a_workbook_holds_words_as_words_and_days_as_days() {
        let bytes = xlsx(&table(), DAY).unwrap();
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>"), "{sheet}");
        assert!(sheet.contains("<v>43600</v>"), "{sheet}");
        assert!(sheet.contains("<autoFilter ref=\"A1:C3\""), "{sheet}");
        let words = part(&bytes, "xl/sharedStrings.xml");
        assert!(words.contains("=HYPERLINK"), "{words}");
        assert_eq!(bytes, xlsx(&table(), DAY).unwrap());
    }
}
