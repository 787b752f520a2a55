//! 行 — the neutral form that every reader of a format hands to [`crate::official`].
//!
//! Decides nothing about documents: a [`Line`] is a paragraph as the file lays it out, with those hints of layout
//! that the format states. What is a title, a heading, a signature is decided in one place for all formats.
//!
//! Invariants
//! - The words are those of the file. Blanks at the ends of a line may be left on or cut off; nothing else is changed.
//! - One paragraph is one line. A format that knows only printed lines (PDF, OFD) joins them to paragraphs first.

use crate::picture::Raw;
use crate::{Attachment, Problem};
use law::item::Fields;
use law::text::{Image, Table};

/// Everything a format reader found in a file, in reading order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    pub(crate) pieces: Vec<Piece>,
    /// Metadata that the container states outside the text: a table of metadata on a page, meta tags, front matter.
    /// Never the author or the title of the file's own properties, which are mostly wrong.
    pub(crate) fields: Fields,
    /// What the container calls the whole; the title where the text prints none.
    pub(crate) title: Option<String>,
    /// Filled by [`Source::attach`].
    pub(crate) attachments: Vec<Attachment>,
    /// Links beyond [`MOST_ATTACHMENTS`].
    pub(crate) more_attachments: usize,
    /// Whether this was a page of a site, with words around the document that are no words of it.
    pub(crate) is_web_page: bool,
    /// The images that the pieces name, as the file carries them; they are made anew in one place for all formats.
    pub(crate) images: Vec<Raw>,
    pub(crate) problems: Vec<Problem>,
}

/// What links to more files than this is a list of files, and no document with annexes.
pub(crate) const MOST_ATTACHMENTS: usize = 1000;

impl Source {
    /// Notes a file that the text links to, once; beyond [`MOST_ATTACHMENTS`] links are only counted.
    pub(crate) fn attach(&mut self, attachment: Attachment) {
        if self.attachments.contains(&attachment) {
            return;
        }
        if self.attachments.len() < MOST_ATTACHMENTS {
            self.attachments.push(attachment);
        } else {
            self.more_attachments += 1;
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Line(Line),
    /// With empty anchors: they are made at the end.
    Table(Table),
    Image(Image),
}

/// One paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// The level of a heading as the format marks it (`h2`, `Heading 2`, `##` → 2). `Title` styles are 0.
    pub(crate) level: Option<u8>,
    pub(crate) align: Align,
    /// Whether all of it is bold.
    pub(crate) bold: bool,
    /// The size of most of its characters, in points.
    pub(crate) size: Option<f32>,
    /// Whether its first line is indented by the layout. Blanks that indent may simply stand in the text.
    pub(crate) indented: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Align {
    /// Not stated, left or justified.
    #[default]
    Start,
    Centre,
    End,
}

impl Line {
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// The words without the blanks around them.
    pub(crate) fn words(&self) -> &str {
        self.text.trim_matches(is_blank)
    }
}

impl From<Line> for Piece {
    fn from(line: Line) -> Self {
        Self::Line(line)
    }
}

/// White space of any width, and the marks that print as nothing.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}'
        )
}
