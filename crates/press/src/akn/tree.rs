//! The blocks of a law as a tree of hierarchical elements, and that tree as XML.

use crate::grid::{Grid, Place};
use crate::xml::escape;
use law::text::{Block, Heading, Level, Role, Table};
use std::fmt::Write as _;

/// A hierarchical element: what it is called, its number and heading, and what stands in it.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    name: &'static str,
    /// Written as an `hcontainer` of this name, since the standard has no element for it.
    is_container: bool,
    id: &'a str,
    number: &'a str,
    heading: &'a str,
    within: Vec<Part<'a>>,
}

#[derive(Debug)]
enum Part<'a> {
    Element(Tree<'a>),
    /// 款, with its 项 and the tables and images that belong to it.
    Paragraph(Vec<&'a Block>),
}

impl<'a> Tree<'a> {
    pub(super) fn of(blocks: &'a [Block]) -> Self {
        let mut open: Vec<(Level, Self)> = Vec::new();
        let mut root = Self::default();
        for block in blocks {
            if let Block::Heading(heading) = block {
                close(&mut open, &mut root, Some(heading.level));
                open.push((heading.level, Self::element(heading)));
                continue;
            }
            let top = open.last_mut().map_or(&mut root, |(_, tree)| tree);
            top.take(block);
        }
        close(&mut open, &mut root, None);
        root
    }

    fn element(heading: &'a Heading) -> Self {
        let (name, is_container) = match heading.level {
            Level::Part => ("part", false),
            Level::Subpart => ("subpart", false),
            Level::Chapter => ("chapter", false),
            Level::Section => ("section", false),
            Level::Article => ("article", false),
            Level::Attached => ("attached", true),
            _ => ("heading", true),
        };
        let text = heading.text.as_str();
        let (number, words) = match heading.level {
            Level::Part | Level::Subpart | Level::Chapter | Level::Section => text
                .split_once([' ', '\u{3000}'])
                .map_or((text, ""), |(number, words)| (number, words.trim())),
            Level::Article => (text, ""),
            _ => ("", text),
        };
        Self {
            name,
            is_container,
            id: &heading.anchor,
            number,
            heading: words,
            within: Vec::new(),
        }
    }

    /// An item, a table or an image belongs to the paragraph before it.
    fn take(&mut self, block: &'a Block) {
        let begins = matches!(block, Block::Paragraph(p) if p.role != Role::Item);
        match self.within.last_mut() {
            Some(Part::Paragraph(blocks)) if !begins => blocks.push(block),
            _ => self.within.push(Part::Paragraph(vec![block])),
        }
    }

    pub(super) fn write(&self, out: &mut String) {
        if self.within.is_empty() {
            out.push_str("<hcontainer name=\"empty\"><content><p/></content></hcontainer>");
        }
        self.write_within(out);
    }

    fn write_within(&self, out: &mut String) {
        for part in &self.within {
            match part {
                Part::Element(tree) => tree.write_element(out),
                Part::Paragraph(blocks) => write_paragraph(out, blocks),
            }
        }
    }

    fn write_element(&self, out: &mut String) {
        let tag = if self.is_container {
            "hcontainer"
        } else {
            self.name
        };
        let _ = write!(out, "<{tag} eId=\"{}\"", escape(self.id));
        if self.is_container {
            let _ = write!(out, " name=\"{}\"", self.name);
        }
        out.push('>');
        if !self.number.is_empty() {
            let _ = write!(out, "<num>{}</num>", escape(self.number));
        }
        if !self.heading.is_empty() {
            let _ = write!(out, "<heading>{}</heading>", escape(self.heading));
        }
        if self.within.is_empty() {
            out.push_str("<content><p/></content>");
        }
        self.write_within(out);
        let _ = write!(out, "</{tag}>");
    }
}

fn close<'a>(open: &mut Vec<(Level, Tree<'a>)>, root: &mut Tree<'a>, level: Option<Level>) {
    while open
        .last()
        .is_some_and(|(last, _)| level.is_none_or(|level| *last >= level))
    {
        let Some((_, done)) = open.pop() else { break };
        let parent = open.last_mut().map_or(&mut *root, |(_, tree)| tree);
        parent.within.push(Part::Element(done));
    }
}

fn write_paragraph(out: &mut String, blocks: &[&Block]) {
    let is_item = |block: &&&Block| matches!(block, Block::Paragraph(p) if p.role == Role::Item);
    let first = blocks.first().map_or("", |block| block.anchor());
    if !blocks.iter().any(|block| is_item(&block)) {
        let _ = write!(out, "<paragraph eId=\"{}\"><content>", escape(first));
        for (n, block) in blocks.iter().enumerate() {
            write_block(out, block, n == 0);
        }
        out.push_str("</content></paragraph>");
        return;
    }
    // The words before the items are the intro of their list.
    let intro = blocks.iter().take_while(|block| !is_item(block)).count();
    let id = if intro == 0 {
        String::new()
    } else {
        format!(" eId=\"{}\"", escape(first))
    };
    let _ = write!(out, "<paragraph{id}><list>");
    if intro > 0 {
        out.push_str("<intro>");
        for (n, block) in blocks[..intro].iter().enumerate() {
            write_block(out, block, n == 0);
        }
        out.push_str("</intro>");
    }
    let mut rest = &blocks[intro..];
    while let [item, after @ ..] = rest {
        let more = after.iter().take_while(|block| !is_item(block)).count();
        write_point(out, item, &after[..more]);
        rest = &after[more..];
    }
    out.push_str("</list></paragraph>");
}

/// 项: its number is what stands before the first word, `（一）` or `1.`.
fn write_point(out: &mut String, item: &Block, more: &[&Block]) {
    let Block::Paragraph(paragraph) = item else {
        return;
    };
    let text = paragraph.text.as_str();
    let cut = text
        .find(['）', ')', '.', '．', '、'])
        .filter(|at| text[..*at].chars().count() <= 5)
        .map_or(0, |at| {
            at + text[at..].chars().next().map_or(0, char::len_utf8)
        });
    let (number, words) = text.split_at(cut);
    let _ = write!(out, "<point eId=\"{}\">", escape(&paragraph.anchor));
    if !number.is_empty() {
        let _ = write!(out, "<num>{}</num>", escape(number));
    }
    let _ = write!(out, "<content><p>{}</p>", lines(words));
    for block in more {
        write_block(out, block, false);
    }
    out.push_str("</content></point>");
}

/// A block of content; the id stands on the element around it where it is the `first`.
fn write_block(out: &mut String, block: &Block, first: bool) {
    let id = if first || block.anchor().is_empty() {
        String::new()
    } else {
        format!(" eId=\"{}\"", escape(block.anchor()))
    };
    match block {
        Block::Table(table) => write_table(out, table, &id),
        Block::Image(image) => {
            let _ = write!(
                out,
                "<p{id}><img src=\"{}\" alt=\"{}\"/></p>",
                escape(&image.name.replace(' ', "%20")),
                escape(&image.alt)
            );
        }
        other => {
            let _ = write!(out, "<p{id}>{}</p>", lines(&other.plain()));
        }
    }
}

fn write_table(out: &mut String, table: &Table, id: &str) {
    let Some(grid) = Grid::of(table).filter(|grid| 0 < grid.columns) else {
        for line in Block::Table(table.clone()).plain().lines() {
            let _ = write!(out, "<p>{}</p>", escape(line));
        }
        return;
    };
    let _ = write!(out, "<table{id}>");
    if let Some(caption) = &table.caption {
        let _ = write!(out, "<caption>{}</caption>", escape(caption));
    }
    for (row, places) in table.rows.iter().zip(&grid.rows) {
        let tag = if row.head { "th" } else { "td" };
        let mut cells = String::new();
        for place in places {
            let (text, columns, rows) = match place {
                Place::Begins {
                    cell,
                    columns,
                    rows,
                } => (cell.text.as_str(), *columns, *rows),
                Place::Empty => ("", 1, 1),
                Place::Below { .. } => continue,
            };
            let _ = write!(
                cells,
                "<{tag} colspan=\"{columns}\" rowspan=\"{rows}\"><p>{}</p></{tag}>",
                lines(text)
            );
        }
        // A row that other cells cover wholly still needs a cell of its own in this standard.
        if cells.is_empty() {
            cells.push_str("<td><p/></td>");
        }
        let _ = write!(out, "<tr>{cells}</tr>");
    }
    out.push_str("</table>");
}

fn lines(text: &str) -> String {
    text.split('\n')
        .map(escape)
        .collect::<Vec<_>>()
        .join("<eol/>")
}
