//! 来件 — a document as a source gives it, and what came of it.

use bytes::Bytes;
use law::item::validity::Facts;
use law::item::{Fields, Pixels, Relation};
use law::{Digest, Text};

/// A document as a source gives it.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    pub kind: String,
    pub fields: Fields,
    pub text: Text,
    /// What is offered beside the text, as it came.
    pub files: Vec<IncomingFile>,
    /// Files as they came that are kept and never offered: a page with its comments, hidden parts and scripts, a file that
    /// holds several documents. What they say is offered as text.
    pub originals: Vec<Bytes>,
    pub origin: Origin,
    /// The code of the publishing agency, where the source knows it; otherwise it is found by name.
    pub agency: Option<String>,
    /// For a text of law.
    pub work: Option<IncomingWork>,
    /// What the source says about its validity; a document's own fields are read besides.
    pub facts: Option<Facts>,
    /// The other end of each relation by number or title.
    pub relations: Vec<(Relation, String)>,
    /// Former addresses, `(kind, value)`.
    pub aliases: Vec<(String, String)>,
    /// As the source states it, in whatever form.
    pub index_no: Option<String>,
}

/// Where a document came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub source: String,
    pub source_id: String,
    /// Of exactly what the source gave, so that a change is seen.
    pub digest: Digest,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            source: String::new(),
            source_id: String::new(),
            digest: Digest([0; 32]),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Bytes,
    /// Whether the text was read from this file.
    pub is_source: bool,
    /// For an image that a reader made anew: its size. Any other file is offered and never shown in a page.
    pub pixels: Option<Pixels>,
}

impl Incoming {
    /// Every file that comes with it, offered or not.
    pub(super) fn bytes(&self) -> impl Iterator<Item = &Bytes> {
        let offered = self.files.iter().map(|file| &file.bytes);
        offered.chain(&self.originals)
    }
}

/// Which work of law a text is a version of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingWork {
    /// What makes it one work across sources.
    pub key: String,
    pub title: String,
    /// The address part of this version: its date, or `undated`.
    pub version: String,
    /// The code of the work, where it is to be a given one; otherwise it is minted from the key.
    pub code: Option<String>,
}

/// What follows on the registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    KeepDraft,
    Release,
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// A new item.
    New { item: String },
    /// The source changed: a new edition.
    Changed { item: String, edition: u32 },
    /// A held document came from one more source.
    Joined { item: String },
    /// Held already, just so.
    Same { item: String },
}

/// A document that was taken, and what somebody should look at all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub imported: Imported,
    /// Sentences in Chinese, each with the numbers of the items concerned.
    pub notices: Vec<String>,
}

impl Imported {
    /// With nothing to look at.
    pub(crate) fn quietly(self) -> Taken {
        Taken {
            imported: self,
            notices: Vec::new(),
        }
    }
}
