//! 正文部件 — the body, a header, a footer or the notes of a Word file, event by event.
//!
//! Decides what of them prints. Every element that is not known is passed through, so that words inside it are not
//! lost; what is left out is listed in `leaves_out` and counted in [`Odd`].
//!
//! Invariants
//! - Open elements stand on a stack of this reader's own, never on the machine's.

mod odd;
mod open;

use super::numbering::Numbering;
use super::paragraph::{Floating, Para};
use super::props::RunProps;
use super::styles::{Nature, Resolved, Styles};
use super::table::Building;
use crate::line::Piece;
use crate::ooxml::Rels;
use crate::xml::{Events, Node};
use crate::{Attachment, Refused};
use law::text::Image;
use std::collections::HashMap;

pub(super) use odd::Odd;

/// What the parts of one file share.
pub(super) struct Package {
    styles: Styles,
    numbering: Numbering,
    notes: HashMap<(String, String), Vec<Piece>>,
    /// The marks of the notes that were referred to; their words print once.
    marks: HashMap<(String, String), String>,
    n_notes: usize,
    /// Notes that print at the end of the document.
    pub(super) endnotes: Vec<Piece>,
    /// Images by the name under which the text knows them, and their parts.
    pub(super) images: Vec<(String, String)>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) sections: Vec<Section>,
    pub(super) odd: Odd,
}

/// What runs at the head and foot of the pages of a section: the use (`default`, `first`, `even`) and the id of the
/// part.
#[derive(Default)]
pub(super) struct Section {
    pub(super) headers: Vec<(String, String)>,
    pub(super) footers: Vec<(String, String)>,
    /// Whether the first page has its own.
    pub(super) title_page: bool,
}

impl Package {
    pub(super) fn new(styles: Styles, numbering: Numbering) -> Self {
        Self {
            styles,
            numbering,
            notes: HashMap::new(),
            marks: HashMap::new(),
            n_notes: 0,
            endnotes: Vec::new(),
            images: Vec::new(),
            attachments: Vec::new(),
            sections: Vec::new(),
            odd: Odd::default(),
        }
    }

    pub(super) fn add_notes(&mut self, kind: &str, notes: Vec<(String, Vec<Piece>)>) {
        let notes = notes
            .into_iter()
            .map(|(id, pieces)| ((kind.to_owned(), id), pieces));
        self.notes.extend(notes);
    }

    /// The name by which the text knows the image of a part: two folders may hold images of the same name.
    fn image(&mut self, part: &str) -> String {
        if let Some((name, _)) = self.images.iter().find(|(_, known)| known == part) {
            return name.clone();
        }
        let file = part.rsplit('/').next().unwrap_or_default();
        let is_taken = self.images.iter().any(|(name, _)| name == file);
        let name = if is_taken {
            format!("{}-{file}", self.images.len() + 1)
        } else {
            file.to_owned()
        };
        self.images.push((name.clone(), part.to_owned()));
        name
    }
}

/// The pieces of a body, a header or a footer.
pub(super) fn read(text: &str, package: &mut Package, rels: &Rels) -> Result<Vec<Piece>, Refused> {
    let mut walker = Walker::new(package, rels);
    walker.walk(text)?;
    let flow = walker.flows.pop().unwrap_or_default();
    let mut pieces = flow.pieces;
    if !flow.carried.is_empty() {
        pieces.push(crate::line::Line::of(flow.carried).into());
    }
    Ok(pieces)
}

/// The notes of a part by id.
pub(super) fn notes(
    text: &str,
    package: &mut Package,
    rels: &Rels,
) -> Result<Vec<(String, Vec<Piece>)>, Refused> {
    let mut walker = Walker::new(package, rels);
    walker.walk(text)?;
    Ok(walker.notes)
}

struct Walker<'w> {
    package: &'w mut Package,
    rels: &'w Rels,
    frames: Vec<Frame>,
    /// How many open elements are being left out.
    skipped: usize,
    flows: Vec<Flow>,
    paras: Vec<Para>,
    runs: Vec<RunProps>,
    tables: Vec<Building>,
    drawings: Vec<Drawing>,
    fields: Vec<Field>,
    alternates: Vec<bool>,
    notes: Vec<(String, Vec<Piece>)>,
}

/// Pieces one after another: the body, a cell, a text box, a note.
#[derive(Default)]
struct Flow {
    pieces: Vec<Piece>,
    /// The words of a paragraph whose end was deleted.
    carried: String,
}

/// What an open element is to this reader.
#[derive(Clone, PartialEq, Eq)]
enum Frame {
    Other,
    Para,
    ParaProps,
    MarkProps,
    Run,
    RunProps,
    Text,
    Instruction,
    Table,
    Row,
    RowProps,
    Cell,
    CellProps,
    Box,
    Drawing,
    Vertical,
    Offset,
    Alignment,
    Alternate,
    Section,
    Note(String),
    Link(Option<String>, usize),
}

/// Where a text box or an image stands, and what it shows.
#[derive(Default)]
struct Drawing {
    from_page: bool,
    down: Option<i64>,
    height: Option<i64>,
    bottom: bool,
    hidden: bool,
    alt: String,
    images: Vec<String>,
}

impl Drawing {
    /// Whether it lies above the edge of the paper, where nobody sees it.
    fn is_off_page(&self) -> bool {
        self.from_page
            && self
                .down
                .is_some_and(|down| down < 0 && down + self.height.unwrap_or(0) <= 0)
    }
}

#[derive(Default)]
struct Field {
    instruction: String,
    in_result: bool,
}

impl Field {
    /// A number of a page, which is not text.
    fn is_page_number(&self) -> bool {
        let name = self
            .instruction
            .split_whitespace()
            .next()
            .unwrap_or_default();
        matches!(
            name.to_ascii_uppercase().as_str(),
            "PAGE" | "NUMPAGES" | "SECTIONPAGES"
        )
    }
}

impl<'w> Walker<'w> {
    fn new(package: &'w mut Package, rels: &'w Rels) -> Self {
        Self {
            package,
            rels,
            frames: Vec::new(),
            skipped: 0,
            flows: vec![Flow::default()],
            paras: Vec::new(),
            runs: Vec::new(),
            tables: Vec::new(),
            drawings: Vec::new(),
            fields: Vec::new(),
            alternates: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn walk(&mut self, text: &str) -> Result<(), Refused> {
        let mut events = Events::of(text);
        while let Some(node) = events.next()? {
            match node {
                Node::Open(_) if self.skipped > 0 => self.skipped += 1,
                Node::Close if self.skipped > 0 => self.skipped -= 1,
                Node::Text(_) if self.skipped > 0 => {}
                Node::Open(tag) => match self.open(&tag) {
                    Some(frame) => self.frames.push(frame),
                    None => self.skipped = 1,
                },
                Node::Close => {
                    if let Some(frame) = self.frames.pop() {
                        self.close(frame);
                    }
                }
                Node::Text(text) => self.text(&text),
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        match self.frames.last() {
            Some(Frame::Text) => self.words(text),
            Some(Frame::Instruction) => {
                if let Some(field) = self.fields.last_mut() {
                    field.instruction.push_str(text);
                }
            }
            Some(Frame::Offset) => {
                if let Some(drawing) = self.drawings.last_mut() {
                    drawing.down = text.trim().parse().ok();
                }
            }
            Some(Frame::Alignment) => {
                if let Some(drawing) = self.drawings.last_mut() {
                    drawing.bottom = text.trim() == "bottom";
                }
            }
            _ => {}
        }
    }

    /// Words of the open paragraph, unless they do not print.
    fn words(&mut self, words: &str) {
        if self.fields.iter().any(Field::is_page_number) {
            return;
        }
        let Some(para) = self.paras.last_mut() else {
            return;
        };
        let mut looks = self.runs.last().cloned().unwrap_or_default();
        if let Some(style) = &looks.style {
            looks.fill(&self.package.styles.run(style));
        }
        if looks.bold.is_none() || looks.size.is_none() || looks.hidden.is_none() {
            looks.fill(
                &self
                    .package
                    .styles
                    .paragraph(para.props.style.as_deref())
                    .run,
            );
        }
        if looks.hidden == Some(true) {
            self.package.odd.hidden += words.trim().chars().count();
            return;
        }
        para.push(words, looks.bold == Some(true), looks.size);
    }

    fn close(&mut self, frame: Frame) {
        match frame {
            Frame::Para => self.close_para(),
            Frame::Run => {
                self.runs.pop();
            }
            Frame::Cell => {
                let flow = self.flows.pop().unwrap_or_default();
                if let Some(cell) = self.tables.last_mut().and_then(Building::cell) {
                    cell.pieces = flow.pieces;
                }
            }
            Frame::Table => {
                if let Some(table) = self.tables.pop() {
                    let covered = table.covered;
                    self.package.odd.hidden += covered;
                    self.put(table.finish());
                }
            }
            Frame::Box => {
                let flow = self.flows.pop().unwrap_or_default();
                self.close_box(flow.pieces);
            }
            Frame::Drawing => self.close_drawing(),
            Frame::Alternate => {
                self.alternates.pop();
            }
            Frame::Note(id) => {
                let flow = self.flows.pop().unwrap_or_default();
                self.notes.push((id, flow.pieces));
            }
            Frame::Link(href, from) => self.close_link(href, from),
            _ => {}
        }
    }

    fn put(&mut self, mut pieces: Vec<Piece>) {
        if let Some(flow) = self.flows.last_mut() {
            flow.pieces.append(&mut pieces);
        }
    }

    fn close_para(&mut self) {
        let Some(mut para) = self.paras.pop() else {
            return;
        };
        // A field that was never ended must not swallow the rest of the file.
        if self.paras.is_empty() {
            self.fields.retain(|field| !field.is_page_number());
        }
        let style = self.package.styles.paragraph(para.props.style.as_deref());
        let mut resolved = Resolved {
            para: para.props.clone(),
            ..style
        };
        resolved.para.fill(&style.para);
        if style.nature == Nature::Contents {
            self.package.odd.contents += 1;
            para.text.clear();
        }
        let list = resolved.para.list.clone().filter(|list| list != "0");
        let at = resolved.para.list_level.unwrap_or_default();
        let label = list.and_then(|list| self.package.numbering.next(&list, at));
        let Some(flow) = self.flows.last_mut() else {
            return;
        };
        let carried = std::mem::take(&mut flow.carried);
        if para.runs_on && style.nature != Nature::Contents {
            flow.carried = format!("{carried}{}", std::mem::take(&mut para.text));
            let pieces = para.finish(&resolved, "", None);
            self.put(pieces.into_iter().filter(is_no_empty_line).collect());
            return;
        }
        let pieces = para.finish(&resolved, &carried, label);
        self.put(pieces);
    }

    /// What a text box holds goes to the paragraph it is anchored in.
    fn close_box(&mut self, pieces: Vec<Piece>) {
        let pieces: Vec<Piece> = pieces.into_iter().filter(is_no_empty_line).collect();
        if pieces.is_empty() {
            return;
        }
        let drawing = self.drawings.last();
        let bottom = drawing.is_some_and(|drawing| drawing.bottom);
        let down = drawing
            .filter(|drawing| drawing.from_page)
            .and_then(|drawing| drawing.down);
        match self.paras.last_mut() {
            Some(para) if bottom => para.after.extend(pieces),
            Some(para) => para.before.push(Floating { down, pieces }),
            None => self.put(pieces),
        }
    }

    fn close_drawing(&mut self) {
        let Some(drawing) = self.drawings.pop() else {
            return;
        };
        if drawing.hidden || drawing.is_off_page() {
            return;
        }
        for id in drawing.images {
            let Some(rel) = self.rels.get(&id) else {
                self.package.odd.images += 1;
                continue;
            };
            if rel.outside {
                self.package.odd.images += 1;
                continue;
            }
            let name = self.package.image(&rel.target);
            let image = Piece::Image(Image {
                name,
                alt: drawing.alt.trim().to_owned(),
                anchor: String::new(),
            });
            match self.paras.last_mut() {
                Some(para) => para.after.push(image),
                None => self.put(vec![image]),
            }
        }
    }

    fn close_link(&mut self, href: Option<String>, from: usize) {
        let (Some(href), Some(para)) = (href, self.paras.last()) else {
            return;
        };
        let name = para.text.get(from..).unwrap_or_default().trim();
        let attached = super::kinds::is_attachment(&href) || name.starts_with("附件");
        if attached && !name.is_empty() {
            self.package.attachments.push(Attachment {
                name: name.to_owned(),
                href,
            });
        }
    }

    /// A reference to a note prints as a raised number, and the note after the paragraph.
    fn note(&mut self, kind: &str, id: &str) {
        let key = (kind.to_owned(), id.to_owned());
        if let Some(mark) = self.package.marks.get(&key) {
            if let Some(para) = self.paras.last_mut() {
                para.text.push_str(mark);
            }
            return;
        }
        let Some(pieces) = self.package.notes.remove(&key) else {
            return;
        };
        let words: Vec<&str> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Line(line) => Some(line.words()),
                _ => None,
            })
            .filter(|words| !words.is_empty())
            .collect();
        if words.is_empty() {
            return;
        }
        self.package.n_notes += 1;
        let mark = raised(self.package.n_notes);
        self.package.marks.insert(key, mark.clone());
        let note = format!("{mark} {}", words.join("\n"));
        if let Some(para) = self.paras.last_mut() {
            para.text.push_str(&mark);
            if kind == "footnotes" {
                para.notes.push(note);
            } else {
                self.package
                    .endnotes
                    .push(crate::line::Line::of(note).into());
            }
        }
    }
}

fn is_no_empty_line(piece: &Piece) -> bool {
    !matches!(piece, Piece::Line(line) if line.words().is_empty())
}

fn raised(n: usize) -> String {
    let digits: Vec<char> = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().collect();
    let raise = |c: char| c.to_digit(10).and_then(|d| digits.get(d as usize)).copied();
    n.to_string().chars().filter_map(raise).collect()
}
