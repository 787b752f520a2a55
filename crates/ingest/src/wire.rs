//! The stable form of a reading: JSON, version 1.
//!
//! Handed from a reader process to its caller and printed by `gongkai read --json`. Keys: `format`, `fields` (by the
//! ids of DOMAIN §1.3), `blocks` ([`law::text::wire`]), `attachments`, `images`, `children` with their `relation`,
//! `problems`; `outline` and `text`, made from the blocks, only where it is printed.
//!
//! Invariant: [`decode`] of [`encode`] gives the same reading; a form that is not ours is an error, never a panic.

use crate::{Attachment, Child, Document, Format, ImageFile, ImageReading, Problem, Reading};
use crate::{base64, codes};
use law::canon;
use law::item::{Relation, fields};
use law::text::{Entry, wire};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::borrow::Cow;

/// The version that is written.
pub const VERSION: u64 = 1;

/// Documents inside documents deeper than this are not ours.
const DEEPEST: usize = 32;

/// A form that cannot be read back, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reading: {0}")]
pub struct BadReading(pub String);

/// A document; the outermost has version and format, one inside another its relation.
#[derive(Serialize, Deserialize)]
struct DocumentForm<'a> {
    attachments: Vec<AttachmentForm<'a>>,
    #[serde(borrow)]
    blocks: wire::Form<'a>,
    children: Vec<DocumentForm<'a>>,
    fields: fields::Form<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'a str>,
    images: Vec<ImageForm<'a>>,
    problems: Vec<ProblemForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    v: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct AttachmentForm<'a> {
    href: Cow<'a, str>,
    name: Cow<'a, str>,
}

/// An image; its bytes in base64, or beside it, or not at all.
#[derive(Serialize, Deserialize)]
struct ImageForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<Cow<'a, str>>,
    height: u32,
    #[serde(default)]
    media_type: Cow<'a, str>,
    name: Cow<'a, str>,
    /// Only of an image that was read alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<Vec<ProblemForm<'a>>>,
    #[serde(default)]
    size: usize,
    width: u32,
}

#[derive(Serialize, Deserialize)]
struct ProblemForm<'a> {
    code: Cow<'a, str>,
    says: Cow<'a, str>,
}

/// The form between processes: complete, so that [`decode`] reads it back; images in base64.
pub fn encode(reading: &Reading) -> Vec<u8> {
    canon::written(&DocumentForm::of_reading(reading, With::Bytes))
}

/// The form for people and programs that only look: outline and plain words besides; images by name and size, without
/// their bytes.
pub fn encode_without_bytes(reading: &Reading) -> Value {
    let mut value = json!(DocumentForm::of_reading(reading, With::Names));
    tell_more(&mut value, &reading.document);
    value
}

fn tell_more(value: &mut Value, document: &Document) {
    value["outline"] = outline(&document.text.outline());
    value["text"] = json!(document.text.plain());
    let children = value["children"].as_array_mut().into_iter().flatten();
    for (value, child) in children.zip(&document.children) {
        tell_more(value, &child.document);
    }
}

fn outline(entries: &[Entry]) -> Value {
    let entry = |entry: &Entry| {
        json!({
            "level": entry.level.id(),
            "text": entry.text,
            "anchor": entry.anchor,
            "children": outline(&entry.children),
        })
    };
    entries.iter().map(entry).collect()
}

/// What is told of an image.
#[derive(Clone, Copy)]
enum With {
    Bytes,
    Names,
}

impl<'a> DocumentForm<'a> {
    fn of_reading(reading: &'a Reading, with: With) -> Self {
        Self {
            format: Some(reading.format.id()),
            v: Some(VERSION),
            ..Self::of(&reading.document, with)
        }
    }

    fn of(document: &'a Document, with: With) -> Self {
        let attachments = document.attachments.iter().map(|file| AttachmentForm {
            href: Cow::from(&file.href),
            name: Cow::from(&file.name),
        });
        let images = document.images.iter().map(|image| match with {
            With::Bytes => ImageForm {
                base64: Some(Cow::from(base64::encode(&image.bytes))),
                ..ImageForm::of(image)
            },
            With::Names => ImageForm::of(image),
        });
        let children = document.children.iter().map(|child| Self {
            relation: Some(child.relation.id()),
            ..Self::of(&child.document, with)
        });
        Self {
            attachments: attachments.collect(),
            blocks: wire::Form::of(&document.text),
            children: children.collect(),
            fields: fields::Form::of(&document.fields),
            format: None,
            images: images.collect(),
            problems: document.problems.iter().map(ProblemForm::of).collect(),
            relation: None,
            v: None,
        }
    }

    fn into_document(self, depth: usize) -> Result<Document, BadReading> {
        if depth > DEEPEST {
            return Err(BadReading("children too deep".into()));
        }
        let attachments = self.attachments.into_iter().map(|file| Attachment {
            name: file.name.into_owned(),
            href: file.href.into_owned(),
        });
        let images = self.images.into_iter().map(|mut image| {
            let bytes = image.base64.take().and_then(|text| base64::decode(&text));
            image.into_image(bytes.ok_or_else(|| BadReading("base64".into()))?)
        });
        let child = |child: Self| {
            let relation = child.relation.and_then(Relation::from_id);
            Ok(Child {
                relation: relation.ok_or_else(|| BadReading("relation".into()))?,
                document: child.into_document(depth + 1)?,
            })
        };
        let blocks = self.blocks.into_text();
        Ok(Document {
            fields: self.fields.into_fields(),
            text: blocks.map_err(|error| BadReading(error.to_string()))?,
            attachments: attachments.collect(),
            images: images.collect::<Result<_, _>>()?,
            children: self
                .children
                .into_iter()
                .map(child)
                .collect::<Result<_, _>>()?,
            problems: self.problems.iter().map(ProblemForm::problem).collect(),
        })
    }
}

impl<'a> ImageForm<'a> {
    /// An image without its bytes.
    fn of(image: &'a ImageFile) -> Self {
        Self {
            base64: None,
            height: image.height,
            media_type: Cow::from(image.media_type()),
            name: Cow::from(&image.name),
            problems: None,
            size: image.bytes.len(),
            width: image.width,
        }
    }

    fn into_image(self, bytes: Vec<u8>) -> Result<ImageFile, BadReading> {
        let image = ImageFile {
            name: self.name.into_owned(),
            width: self.width,
            height: self.height,
            bytes,
        };
        if image.is_sound() {
            Ok(image)
        } else {
            Err(BadReading("an image that was not made anew".into()))
        }
    }
}

impl<'a> ProblemForm<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self {
            code: Cow::from(problem.code),
            says: Cow::from(&problem.says),
        }
    }

    fn problem(&self) -> Problem {
        Problem {
            code: codes::known(&self.code),
            says: self.says.clone().into_owned(),
        }
    }
}

/// The form of an image that was read alone; its bytes go beside it.
pub fn encode_image(reading: &ImageReading) -> Value {
    json!(ImageForm {
        problems: Some(reading.problems.iter().map(ProblemForm::of).collect()),
        ..ImageForm::of(&reading.file)
    })
}

/// Reads back what [`encode_image`] wrote, with the bytes that went beside it.
///
/// # Errors
/// Names the part that is not of the form, or that it is no image as this crate makes them.
pub fn decode_image(value: &Value, bytes: Vec<u8>) -> Result<ImageReading, BadReading> {
    let mut form = ImageForm::deserialize(value).map_err(|error| BadReading(error.to_string()))?;
    let problems = form.problems.take();
    let problems = problems.ok_or_else(|| BadReading("no problems".into()))?;
    Ok(ImageReading {
        file: form.into_image(bytes)?,
        problems: problems.iter().map(ProblemForm::problem).collect(),
    })
}

/// Reads back what [`encode`] wrote.
///
/// # Errors
/// Names the part that is not of the form.
pub fn decode(bytes: &[u8]) -> Result<Reading, BadReading> {
    let form: DocumentForm<'_> =
        canon::read(bytes).map_err(|error| BadReading(error.to_string()))?;
    if form.v != Some(VERSION) {
        return Err(BadReading("unknown version".into()));
    }
    let format = form.format.and_then(Format::from_id);
    Ok(Reading {
        format: format.ok_or_else(|| BadReading("format".into()))?,
        document: form.into_document(0)?,
    })
}

impl Format {
    pub const ALL: [Self; 7] = [
        Self::Txt,
        Self::Markdown,
        Self::Html,
        Self::Docx,
        Self::Xlsx,
        Self::Pdf,
        Self::Ofd,
    ];

    /// The stable name of the format.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Ofd => "ofd",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id() == id)
    }
}
