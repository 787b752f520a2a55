//! 读 — bytes of a file into structured text, and everything that was odd about them.
//!
//! Decides which format a file has, what its blocks are, which official document it is (metadata by the ids of
//! DOMAIN §1.3), and where one document ends and a forwarded one begins.
//!
//! Invariants
//! - No IO, no clock, no process: bytes in, value out. The caller sets limits by running this in a reader process.
//! - Never a panic and never a silent loss: what could not be understood is a [`Problem`].
//! - The words of a text are those of the file; nothing is re-broken, re-punctuated or re-worded.

mod archive;
mod base64;
mod codes;
mod detect;
mod docx;
mod encoding;
mod furniture;
mod html;
mod label;
mod line;
mod link;
mod markdown;
mod ofd;
mod official;
mod ooxml;
mod organ;
pub mod pdf;
mod picture;
mod plane;
mod txt;
pub mod wire;
mod words;
mod xlsx;
mod xml;

pub use markdown::FOR_THE_IMPORT;
pub use official::law_text;
pub use picture::{ImageFile, ImageReading, LONGEST_SIDE, MOST_PIXELS, image};
pub use words::words;

use law::Text;
use law::item::Fields;

/// A file to be read, and what is said about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    pub bytes: &'a [u8],
    /// The name of the file; used for its extension and as a last resort for a title.
    pub name: Option<&'a str>,
    /// What a server or a mail said it is; believed only where the bytes do not decide.
    pub media_type: Option<&'a str>,
    /// Where it came from, against which links in it are resolved.
    pub url: Option<&'a str>,
}

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Txt,
    Markdown,
    Html,
    Docx,
    Xlsx,
    Pdf,
    Ofd,
}

/// One document as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Metadata by field id; only what the file states.
    pub fields: Fields,
    pub text: Text,
    /// Files that the document names as its attachments.
    pub attachments: Vec<Attachment>,
    /// The images that stand in the text and that the file carries, made anew.
    pub images: Vec<ImageFile>,
    /// Documents inside this one: what it forwards or prints.
    pub children: Vec<Child>,
    pub problems: Vec<Problem>,
}

/// A document inside another, and how it is related to the outer one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    pub relation: law::item::Relation,
    pub document: Document,
}

/// An attachment that a document names: where it lies, not its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    /// As the source links it, resolved against [`Input::url`]; empty where only the name is stated.
    pub href: String,
}

/// Something odd, with where it was seen. Never fatal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable name, e.g. `no_text_layer`, `encoding_misdeclared`, `heading_gap`.
    pub code: &'static str,
    /// In Chinese, for the person who can mend it.
    pub says: String,
}

/// Why a file is not read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{says}")]
pub struct Refused {
    /// Stable name, e.g. `unknown_format`, `encrypted`, `too_deep`, `zip_bomb`, `damaged`.
    pub code: &'static str,
    pub says: String,
}

/// A file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub format: Format,
    pub document: Document,
}

/// Reads a file.
///
/// # Errors
/// [`Refused`] where it is no document this crate can read: unknown, encrypted, damaged or hostile.
pub fn read(input: Input<'_>) -> Result<Reading, Refused> {
    let format = detect::format(&input)?;
    let document = match format {
        Format::Txt => txt::read(input),
        Format::Markdown => markdown::read(input),
        Format::Html => html::read(input),
        Format::Docx => docx::read(input),
        Format::Xlsx => xlsx::read(input),
        Format::Pdf => pdf::read(input),
        Format::Ofd => ofd::read(input),
    }?;
    Ok(Reading { format, document })
}

impl Refused {
    pub(crate) fn new(code: &'static str, says: impl Into<String>) -> Self {
        Self {
            code,
            says: says.into(),
        }
    }
}

impl Problem {
    pub(crate) fn new(code: &'static str, says: impl Into<String>) -> Self {
        debug_assert!(codes::is_known(code), "{code} is not in the list of codes");
        Self {
            code,
            says: says.into(),
        }
    }
}
