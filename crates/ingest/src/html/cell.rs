//! 表格 — tables of data, told from tables that lay out a page.
//!
//! Decides whether a table is data, and reads its rows and cells with their spans.

use super::unseen::Unseen;
use law::text::{Cell, Row, Table};
use scraper::{ElementRef, Node};

/// No cell spans more than this.
const WIDEST: u16 = 1000;

/// Whether a table only places parts of a page: it holds tables, images alone, or whole paragraphs of text.
pub(super) fn is_layout(table: ElementRef<'_>) -> bool {
    let (mut cells, mut heads, mut rows, mut long) = (0usize, 0usize, 0usize, 0usize);
    for element in table.descendent_elements().skip(1) {
        match element.value().name() {
            "table" => return true,
            "tr" => rows += 1,
            "th" => heads += 1,
            "td" => {
                cells += 1;
                let paragraphs = element
                    .descendent_elements()
                    .filter(|inner| matches!(inner.value().name(), "p" | "h1" | "h2" | "h3"))
                    .take(4)
                    .count();
                long += usize::from(paragraphs > 3);
            }
            _ => {}
        }
    }
    heads == 0 && (cells <= 1 || (long > 0 && cells <= 4) || (rows <= 1 && cells <= 2))
}

/// The rows and cells that are shown.
pub(super) fn read(table: ElementRef<'_>, unseen: &Unseen) -> Table {
    let mut out = Table::default();
    for element in table.descendent_elements() {
        if unseen.holds(element.id()) {
            continue;
        }
        match element.value().name() {
            "caption" => out.caption = Some(text(element, unseen)).filter(|text| !text.is_empty()),
            "tr" => {
                let cells: Vec<ElementRef<'_>> = element
                    .child_elements()
                    .filter(|cell| matches!(cell.value().name(), "td" | "th"))
                    .filter(|cell| !unseen.holds(cell.id()))
                    .collect();
                let in_head = element
                    .ancestors()
                    .take(2)
                    .any(|node| matches!(node.value(), Node::Element(e) if e.name() == "thead"));
                let all_heads =
                    !cells.is_empty() && cells.iter().all(|cell| cell.value().name() == "th");
                if !cells.is_empty() {
                    out.rows.push(Row {
                        head: in_head || all_heads,
                        cells: cells.into_iter().map(|one| cell(one, unseen)).collect(),
                    });
                }
            }
            _ => {}
        }
    }
    out
}

fn cell(element: ElementRef<'_>, unseen: &Unseen) -> Cell {
    let span = |name: &str| {
        let n = element
            .attr(name)
            .and_then(|n| n.trim().parse::<u16>().ok());
        n.unwrap_or(1).clamp(1, WIDEST)
    };
    Cell {
        text: text(element, unseen),
        colspan: span("colspan"),
        rowspan: span("rowspan"),
    }
}

/// The words that an element shows; paragraphs and breaks within it are line feeds.
pub(super) fn text(element: ElementRef<'_>, unseen: &Unseen) -> String {
    let mut out = String::new();
    let mut skip = None;
    for edge in element.traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) if skip.is_none() => match node.value() {
                Node::Text(text) => push(&mut out, text),
                Node::Element(inner) => match inner.name() {
                    "script" | "style" => skip = Some(node.id()),
                    _ if unseen.holds(node.id()) => skip = Some(node.id()),
                    "br" | "p" | "div" | "li" | "tr" => break_line(&mut out),
                    _ => {}
                },
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) if skip == Some(node.id()) => skip = None,
            _ => {}
        }
    }
    out.trim_matches(crate::line::is_blank).to_owned()
}

fn break_line(out: &mut String) {
    let kept = out.trim_end_matches(' ').len();
    out.truncate(kept);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Adds text as HTML shows it: runs of ASCII white space are one blank, none at the beginning of a line.
pub(super) fn push(out: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, ' ' | '\n' | '\t' | '\r') {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
}
