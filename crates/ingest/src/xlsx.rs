//! 电子表格（XLSX，ISO/IEC 29500） — from the sheets of a workbook to tables.
//!
//! Decides what of a workbook is text: what a person sees on its sheets. A sheet is one table, called by its name; its
//! cells say what was last reckoned in them, dates as dates. Hidden sheets, rows and columns are not read, and a
//! [`Problem`] says so; a formula that was never reckoned stands there as it is written.
//!
//! Invariants
//! - The package is opened by [`Archive`] and its XML read by `xml::Events`, which hold the limits.
//! - No more than [`MOST_CELLS`] cells and [`MOST_BYTES`] are taken, whatever the sheets say of their size; empty rows and
//!   columns cost nothing.

mod number;
mod sheet;
mod strings;

use crate::archive::{Archive, damaged};
use crate::line::{Piece, Source};
use crate::ooxml::{Rels, main_part};
use crate::xml::{self, Events, Node};
use crate::{Document, Input, Problem, Refused, official};
use number::Styles;

/// Cells that are taken from a workbook.
const MOST_CELLS: usize = 400_000;
/// Bytes of words that are taken from a workbook: many cells may share one long string.
const MOST_BYTES: usize = 32 << 20;

/// A sheet as the workbook names it.
struct Sheet {
    name: String,
    part: String,
    hidden: bool,
}

/// What the sheets are read with.
struct Book {
    strings: Vec<String>,
    styles: Styles,
    /// Days are counted from 1904 and not from 1900.
    since_1904: bool,
    /// How many cells, and how many bytes in them, may still be taken.
    left: (usize, usize),
    is_cut: bool,
    unsolved: usize,
    hidden: usize,
}

/// Reads an XLSX file.
///
/// # Errors
/// [`Refused`] as of [`Archive::open`] and [`Events`], and `damaged` where there is no workbook.
pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let mut archive = Archive::open(input.bytes)?;
    let main = main_part(&mut archive, "xl/workbook.xml")?;
    let rels = Rels::of(&mut archive, &main)?;
    let workbook = archive.read(&main)?.ok_or_else(damaged)?;
    let (sheets, since_1904) = sheets(&xml::decode(&workbook), &rels)?;
    let mut part = |kind: &str| -> Result<Option<String>, Refused> {
        let Some(target) = rels.of_kind(kind) else {
            return Ok(None);
        };
        let bytes = archive.read(target)?;
        Ok(bytes.map(|bytes| xml::decode(&bytes).into_owned()))
    };
    let strings = part("sharedStrings")?;
    let styles = part("styles")?;
    let mut book = Book {
        strings: strings.map_or(Ok(Vec::new()), |text| strings::read(&text))?,
        styles: styles.map_or(Ok(Styles::default()), |text| Styles::read(&text))?,
        since_1904,
        left: (MOST_CELLS, MOST_BYTES),
        is_cut: false,
        unsolved: 0,
        hidden: 0,
    };
    let mut source = Source::default();
    let mut hidden: Vec<&str> = Vec::new();
    for sheet in &sheets {
        if sheet.hidden {
            hidden.push(&sheet.name);
            continue;
        }
        // What is named and not there is a chart, or a sheet that was lost.
        let Some(bytes) = archive.read(&sheet.part)? else {
            continue;
        };
        let table = sheet::read(&xml::decode(&bytes), &sheet.name, &mut book)?;
        source.pieces.extend(table.map(Piece::Table));
    }
    source.problems.append(&mut archive.problems);
    let mut note = |code, says: String| source.problems.push(Problem::new(code, says));
    if !hidden.is_empty() || book.hidden > 0 {
        let sheets = match hidden.as_slice() {
            [] => String::new(),
            names => format!("工作表“{}”", names.join("”“")),
        };
        let cells = match book.hidden {
            0 => String::new(),
            n => format!("隐藏的行或者列里的 {n} 格"),
        };
        let both = [sheets, cells];
        let both: Vec<&str> = both
            .iter()
            .map(String::as_str)
            .filter(|words| !words.is_empty())
            .collect();
        let says = format!("隐藏的内容没有读入：{}。", both.join("、"));
        note("hidden_sheets", says);
    }
    if book.unsolved > 0 {
        let says = format!(
            "有 {} 格是公式，文件里没有算出的结果，照公式原样读出；请在 Office 或 WPS 中打开、保存一次再试。",
            book.unsolved
        );
        note("formula_unsolved", says);
    }
    if book.is_cut {
        note("table_cut", "表格太大，只读了前面的部分。".to_owned());
    }
    Ok(official::structure(source, input))
}

/// The sheets in their order, and whether days are counted from 1904.
fn sheets(text: &str, rels: &Rels) -> Result<(Vec<Sheet>, bool), Refused> {
    let mut events = Events::of(text);
    let mut sheets = Vec::new();
    let mut since_1904 = false;
    while let Some(node) = events.next()? {
        let Node::Open(tag) = node else { continue };
        match tag.name() {
            "workbookPr" => {
                let stated = tag.attr("date1904");
                since_1904 = stated.is_some_and(|stated| matches!(stated.as_str(), "1" | "true"));
            }
            "sheet" => {
                let Some(rel) = tag.attr("id").and_then(|id| rels.get(&id)) else {
                    continue;
                };
                if rel.outside {
                    continue;
                }
                sheets.push(Sheet {
                    name: tag.attr("name").unwrap_or_default(),
                    part: rel.target.clone(),
                    hidden: tag.attr("state").is_some_and(|state| state != "visible"),
                });
            }
            _ => {}
        }
    }
    Ok((sheets, since_1904))
}
