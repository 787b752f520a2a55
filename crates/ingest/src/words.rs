//! 全部文字 — every word that a file holds, whether or not it is part of a document.
//!
//! Decides nothing about documents: what [`crate::read`] leaves out — the furniture of a page, labels that become
//! fields, hidden and deleted words, comments, hidden sheets, who wrote the file — stands here as well, line by line in
//! the order of the file. It is for whoever must know what a file would give away, not for reading.
//!
//! Invariant: scripts, style sheets and pictures have no words; all other character data has, and a part that breaks off
//! is given as it is written. Attributes of a package (where a link leads) and files embedded in one are not gone through.

use crate::archive::{Archive, damaged};
use crate::xml::{self, Events, Node};
use crate::{Format, Input, Refused, detect, encoding, html, pdf};
use std::path::Path;

/// Elements within a line: what closes them does not end it.
const WITHIN_A_LINE: &[&str] = &[
    "t",
    "r",
    "delText",
    "instrText",
    "hyperlink",
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "smartTag",
    "fldSimple",
    "rt",
    "rubyBase",
    "tab",
    "br",
    "cr",
];
/// Who wrote a file, in its properties (ISO/IEC 29500-2, 11), and how that is said.
const WRITERS: &[&str] = &["creator", "lastModifiedBy"];
const WRITER: &str = "作者：";

/// Every word of a file, line by line.
///
/// # Errors
/// [`Refused`] as of [`crate::read`].
pub fn words(input: Input<'_>) -> Result<String, Refused> {
    match detect::format(&input)? {
        Format::Txt | Format::Markdown => {
            let declared = input.media_type.and_then(encoding::declared_by);
            Ok(encoding::decode(input.bytes, declared.as_deref()).text)
        }
        Format::Html => html::words(input),
        Format::Docx | Format::Xlsx | Format::Ofd => packed(input.bytes),
        Format::Pdf => Ok(printed(&pdf::runs(input.bytes)?)),
    }
}

/// The character data of every XML part of a package.
fn packed(bytes: &[u8]) -> Result<String, Refused> {
    let mut archive = Archive::open(bytes)?;
    let mut out = String::new();
    let names: Vec<String> = archive.names().to_vec();
    for name in names.iter().filter(|name| is_xml(name)) {
        let part = archive.read(name)?.ok_or_else(damaged)?;
        let part = xml::decode(&part);
        if in_xml(&part, &mut out).is_err() {
            out.push_str(&part);
        }
        end_line(&mut out);
    }
    Ok(out)
}

fn is_xml(name: &str) -> bool {
    let path = Path::new(name);
    let is_xml = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("xml"));
    let is_look = path.ends_with("styles.xml") || name.contains("/theme/");
    is_xml && !is_look
}

fn in_xml(part: &str, out: &mut String) -> Result<(), Refused> {
    let mut events = Events::of(part);
    let mut open: Vec<End> = Vec::new();
    while let Some(node) = events.next()? {
        match node {
            Node::Open(tag) => {
                if WRITERS.contains(&tag.name()) {
                    end_line(out);
                    out.push_str(WRITER);
                }
                if matches!(tag.name(), "tab" | "br" | "cr") {
                    out.push(' ');
                }
                open.push(End::of(tag.name()));
            }
            Node::Close => match open.pop() {
                Some(End::Line) => end_line(out),
                Some(End::Cell) => {
                    end_line(out);
                    out.push('\n');
                }
                Some(End::Nothing) | None => {}
            },
            Node::Text(text) => out.push_str(&text),
        }
    }
    Ok(())
}

/// What ends where an element does.
#[derive(Clone, Copy)]
enum End {
    Nothing,
    Line,
    /// A cell, or the words that cells share: what follows does not go on with it, so an empty line parts them.
    Cell,
}

impl End {
    fn of(element: &str) -> Self {
        match element {
            "v" | "is" | "si" => Self::Cell,
            within if WITHIN_A_LINE.contains(&within) => Self::Nothing,
            _ => Self::Line,
        }
    }
}

fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Runs of one line of a page, joined where they touch.
fn printed(runs: &[pdf::Run]) -> String {
    let mut out = String::new();
    let mut last: Option<&pdf::Run> = None;
    for run in runs {
        if let Some(last) = last {
            let is_same_line = last.page == run.page && (last.y - run.y).abs() < run.size_pt / 2.0;
            let gap = run.x - (last.x + last.width);
            if !is_same_line {
                out.push('\n');
            } else if gap.abs() > run.size_pt / 3.0 {
                out.push('\t');
            }
        }
        out.push_str(&run.text);
        last = Some(run);
    }
    out
}
