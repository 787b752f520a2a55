//! Where in a document something stands: its paragraphs, and the cells of its tables under their heads.

use super::rows::told;
use super::{Finding, Policy, scan, scan_under};
use crate::text::{Block, Table, Text};

/// A finding, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The anchor of its block.
    pub anchor: String,
    /// Row and column of its cell, counted from 1.
    pub cell: Option<(usize, usize)>,
    /// The words that were found, as they stand.
    pub words: String,
    /// What was found.
    pub finding: Finding,
}

/// Everything in a document that tells of a person. Paragraphs that follow each other are read as lines of one text, so
/// that rows of cells under a line of heads are known there too.
pub fn scan_text(text: &Text, policy: &Policy) -> Vec<Located> {
    let mut found = Vec::new();
    let mut lines = Lines::default();
    for block in &text.blocks {
        let anchor = block.anchor();
        let words = match block {
            Block::Heading(heading) => &heading.text,
            Block::Paragraph(paragraph) => &paragraph.text,
            Block::Image(image) => &image.alt,
            Block::Table(table) => {
                found.extend(lines.scan(policy));
                found.extend(in_table(table, anchor, policy));
                continue;
            }
        };
        lines.push(anchor, words);
    }
    found.extend(lines.scan(policy));
    found
}

/// Paragraphs as the lines of one text.
#[derive(Default)]
struct Lines<'a> {
    whole: String,
    /// Where each begins, its anchor and its words.
    begin: Vec<(usize, &'a str, &'a str)>,
}

impl<'a> Lines<'a> {
    fn push(&mut self, anchor: &'a str, words: &'a str) {
        self.begin.push((self.whole.len(), anchor, words));
        self.whole.push_str(words);
        self.whole.push('\n');
    }

    /// What was found in them, each in its own paragraph; they are gone then.
    fn scan(&mut self, policy: &Policy) -> Vec<Located> {
        let lines = std::mem::take(self);
        let found = scan(&lines.whole, policy).into_iter();
        let located = found.filter_map(|finding| {
            let n = lines
                .begin
                .partition_point(|(at, _, _)| *at <= finding.at.start);
            let (at, anchor, words) = lines.begin.get(n.checked_sub(1)?)?;
            let here = finding.at.start - at..finding.at.end - at;
            words.get(here.clone())?;
            let finding = Finding {
                at: here,
                ..finding
            };
            Some(located(finding, words, anchor, None))
        });
        located.collect()
    }
}

fn in_words(words: &str, anchor: &str, policy: &Policy) -> Vec<Located> {
    let found = scan(words, policy).into_iter();
    found
        .map(|finding| located(finding, words, anchor, None))
        .collect()
}

fn located(finding: Finding, words: &str, anchor: &str, cell: Option<(usize, usize)>) -> Located {
    Located {
        anchor: anchor.to_owned(),
        cell,
        words: words.get(finding.at.clone()).unwrap_or_default().to_owned(),
        finding,
    }
}

/// A cell is read under the head of its column, and behind the cell before it, as forms are written.
fn in_table(table: &Table, anchor: &str, policy: &Policy) -> Vec<Located> {
    let caption = table.caption.as_deref().unwrap_or_default();
    let mut found = in_words(caption, anchor, policy);
    // A table whose source marks no head has it in its first row, if anywhere.
    let marked = table.rows.iter().take_while(|row| row.head).count().max(1);
    let heads = heads(table, marked);
    let heads = told(&heads.iter().map(String::as_str).collect::<Vec<_>>());
    for (row_at, row) in table.rows.iter().enumerate() {
        let mut column = 0;
        let mut label = "";
        for (at, cell) in row.cells.iter().enumerate() {
            let head = heads.get(column).filter(|_| marked <= row_at);
            let head = format!("{} {label}", head.map_or("", String::as_str));
            for finding in scan_under(&head, &cell.text, policy) {
                let position = Some((row_at + 1, at + 1));
                found.push(located(finding, &cell.text, anchor, position));
            }
            column += usize::from(cell.colspan.max(1));
            label = &cell.text;
        }
    }
    found
}

/// The words above each column.
fn heads(table: &Table, rows: usize) -> Vec<String> {
    let mut heads: Vec<String> = Vec::new();
    for row in table.rows.iter().take(rows) {
        let columns = row
            .cells
            .iter()
            .flat_map(|cell| (0..cell.colspan.max(1)).map(move |_| cell.text.trim()));
        for (column, words) in columns.enumerate() {
            match heads.get_mut(column) {
                Some(head) => head.push_str(words),
                None => heads.push(words.to_owned()),
            }
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::Kind;
    use crate::text::{Cell, Paragraph, Role, Row};

    fn row(head: bool, cells: &[&str]) -> Row {
        Row {
            head,
            cells: cells.iter().map(|text| Cell::of(*text)).collect(),
        }
    }

    #[test]
    fn lines_of_cells_are_read_under_their_heads() {
        let paragraph = |n: usize, text: &str| {
            Block::Paragraph(Paragraph {
                role: Role::Body,
                text: text.into(),
                anchor: format!("p-{n}"),
            })
        };
        let blocks = vec![
            paragraph(1, "名单"),
            paragraph(2, "户主,订单号,手机"),
            paragraph(3, "王芳,13800138000,13900139000"),
        ];
        let found = scan_text(&Text { blocks }, &Policy::default());
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.finding.kind, one.anchor.as_str(), one.words.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (Kind::Name, "p-3", "王芳"),
                (Kind::Mobile, "p-3", "13900139000"),
            ]
        );
    }

    #[test]
    fn a_cell_is_read_under_its_head_or_behind_its_label() {
        let table = |rows| {
            Block::Table(Table {
                rows,
                ..Table::default()
            })
        };
        let listed = table(vec![
            row(true, &["序号", "户主", "身份证号", "订单号"]),
            row(false, &["1", "王芳", "440101199003070018", "13800138000"]),
        ]);
        let form = Block::Table(Table {
            caption: Some("经办人电话13900139000".into()),
            rows: vec![row(false, &["姓名", "王芳", "单位", "松岭县水务局"])],
            ..Table::default()
        });
        let paragraph = Block::Paragraph(Paragraph {
            role: Role::Body,
            text: "电话13800138000".into(),
            anchor: "p-1".into(),
        });
        let blocks = vec![listed, form, paragraph];
        let found = scan_text(&Text { blocks }, &Policy::default());
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.finding.kind, one.cell, one.words.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (Kind::Name, Some((2, 2)), "王芳"),
                (Kind::IdNumber, Some((2, 3)), "440101199003070018"),
                (Kind::Mobile, None, "13900139000"),
                (Kind::Name, Some((1, 2)), "王芳"),
                (Kind::Mobile, None, "13800138000"),
            ]
        );
    }
}
