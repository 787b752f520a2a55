//! Markdown: headings by level, tables as tables (a merged cell repeats nothing), facts as a table at the head.

use crate::Copy;
use law::text::{Heading, Level, Table, Unit, units};
use std::fmt::Write as _;

/// The Markdown of a release.
pub fn render(copy: &Copy<'_>) -> Vec<u8> {
    let released = copy.released;
    let mut out = format!("# {}\n\n| | |\n|---|---|\n", escape(released.title()));
    for (name, value) in copy.facts() {
        let _ = writeln!(out, "| {} | {} |", escape(&name), cell(&value));
    }
    out.push('\n');
    for unit in units(&released.text().blocks) {
        match unit {
            Unit::Heading {
                heading,
                rest: Some(rest),
                ..
            } => {
                let (heading, rest) = (escape(&heading.text), escape(&rest.text));
                let _ = writeln!(out, "**{heading}** {rest}\n");
            }
            Unit::Heading { heading, .. } => {
                let marks = "#".repeat(depth(heading));
                let _ = writeln!(out, "{marks} {}\n", escape(&heading.text));
            }
            // A line that begins like a list or a heading is text here.
            Unit::Paragraph(paragraph) => {
                let _ = writeln!(out, "{}\n", guard(&escape(&paragraph.text)));
            }
            Unit::Table(table) => out.push_str(&grid(table)),
            Unit::Image(image) => {
                let name = image.name.replace(' ', "%20");
                let _ = writeln!(out, "![{}]({name})\n", escape(&image.alt));
            }
        }
    }
    out.push_str("---\n\n");
    out.push_str(&escape(&copy.source_note()));
    out.into_bytes()
}

fn depth(heading: &Heading) -> usize {
    match heading.level {
        Level::Attached | Level::Part | Level::Plain | Level::First => 2,
        Level::Subpart | Level::Chapter | Level::Second => 3,
        Level::Section | Level::Third => 4,
        Level::Fourth => 5,
        Level::Article => 6,
    }
}

fn grid(table: &Table) -> String {
    let mut out = table
        .caption
        .as_ref()
        .map_or_else(String::new, |caption| format!("{}\n\n", escape(caption)));
    let width = table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|c| usize::from(c.colspan)).sum())
        .max()
        .unwrap_or(0);
    for (i, row) in table.rows.iter().enumerate() {
        let mut cells: Vec<String> = Vec::with_capacity(width);
        for one in &row.cells {
            cells.push(cell(&one.text));
            cells.extend(std::iter::repeat_n(
                String::new(),
                usize::from(one.colspan).saturating_sub(1),
            ));
        }
        cells.resize(width.max(cells.len()), String::new());
        let _ = writeln!(out, "| {} |", cells.join(" | "));
        if i == 0 {
            let _ = writeln!(out, "|{}", "---|".repeat(cells.len()));
        }
    }
    out.push('\n');
    out
}

fn cell(text: &str) -> String {
    escape(text).replace('|', "\\|").replace('\n', "<br>")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn guard(text: &str) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = &text[digits..];
    if digits > 0 && rest.starts_with(['.', ')']) {
        format!("{}\\{rest}", &text[..digits])
    } else if text.starts_with(['-', '+']) {
        format!("\\{text}")
    } else {
        text.to_owned()
    }
}
