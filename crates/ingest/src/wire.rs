//! The stable form of a reading: JSON, version 1.
//!
//! Handed from a reader process to its caller and printed by `gongkai read --json`. Keys: `format`, `fields` (by the
//! ids of DOMAIN §1.3), `blocks` ([`law::text::wire`]), `attachments`, `images`, `children` with their `relation`,
//! `problems`; `outline` and `text`, made from the blocks, only where it is printed.
//!
//! Invariant: [`decode`] of [`encode`] gives the same reading; a form that is not ours is an error, never a panic.

use crate::{Attachment, Child, Document, Format, ImageFile, ImageReading, Problem, Reading};
use crate::{base64, codes};
use law::item::{Fields, Relation};
use law::text::{Entry, wire};
use serde_json::{Map, Value, json};

/// The version written by [`encode`].
pub const VERSION: u64 = 1;

/// Documents inside documents deeper than this are not ours.
const DEEPEST: usize = 32;

/// Who reads the form.
#[derive(Clone, Copy)]
enum For {
    /// Another process: everything that is needed to read it back, and nothing twice; images in base64.
    Processes,
    /// Those who only look: the outline and the plain words besides; of images name, type and size.
    Lookers,
}

/// A form that cannot be read back, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reading: {0}")]
pub struct BadReading(pub String);

/// The form between processes: complete, so that [`decode`] reads it back.
pub fn encode(reading: &Reading) -> Value {
    form(reading, For::Processes)
}

/// The form for people and programs that only look: images by name and size, without their bytes.
pub fn encode_without_bytes(reading: &Reading) -> Value {
    form(reading, For::Lookers)
}

fn form(reading: &Reading, whom: For) -> Value {
    let mut map = document(&reading.document, whom);
    map.insert("v".into(), json!(VERSION));
    map.insert("format".into(), json!(reading.format.id()));
    Value::Object(map)
}

fn document(document: &Document, whom: For) -> Map<String, Value> {
    let attachments = document
        .attachments
        .iter()
        .map(|file| json!({ "name": file.name, "href": file.href }));
    let files = document.images.iter().map(|image| match whom {
        For::Processes => {
            let mut value = picture(image);
            value["base64"] = json!(base64::encode(&image.bytes));
            value
        }
        For::Lookers => picture(image),
    });
    let children = document.children.iter().map(|child| {
        let mut map = self::document(&child.document, whom);
        map.insert("relation".into(), json!(child.relation.id()));
        Value::Object(map)
    });
    let mut map = Map::new();
    map.insert("fields".into(), document.fields.encode());
    if matches!(whom, For::Lookers) {
        map.insert("outline".into(), outline(&document.text.outline()));
        map.insert("text".into(), json!(document.text.plain()));
    }
    map.insert("blocks".into(), wire::encode(&document.text));
    map.insert("attachments".into(), attachments.collect());
    map.insert("images".into(), files.collect());
    map.insert("children".into(), children.collect());
    map.insert("problems".into(), problems(&document.problems));
    map
}

/// An image without its bytes.
fn picture(image: &ImageFile) -> Value {
    json!({
        "name": image.name,
        "media_type": image.media_type(),
        "width": image.width,
        "height": image.height,
        "size": image.bytes.len(),
    })
}

fn problems(problems: &[Problem]) -> Value {
    let problem = |problem: &Problem| json!({ "code": problem.code, "says": problem.says });
    problems.iter().map(problem).collect()
}

/// The form of an image that was read alone; its bytes go beside it.
pub fn encode_image(reading: &ImageReading) -> Value {
    let mut value = picture(&reading.file);
    value["problems"] = problems(&reading.problems);
    value
}

/// Reads back what [`encode_image`] wrote, with the bytes that went beside it.
///
/// # Errors
/// Names the part that is not of the form, or that it is no image as this crate makes them.
pub fn decode_image(value: &Value, bytes: Vec<u8>) -> Result<ImageReading, BadReading> {
    let problems = value.get("problems").unwrap_or(&Value::Null);
    Ok(ImageReading {
        file: read_picture(value, bytes)?,
        problems: list(problems, read_problem)?,
    })
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

/// Reads back what [`encode`] wrote.
///
/// # Errors
/// Names the part that is not of the form.
pub fn decode(value: &Value) -> Result<Reading, BadReading> {
    if value.get("v").and_then(Value::as_u64) != Some(VERSION) {
        return Err(BadReading("unknown version".into()));
    }
    let format = text(value, "format")?;
    Ok(Reading {
        format: Format::from_id(format).ok_or_else(|| BadReading(format!("format {format}")))?,
        document: read_document(value, 0)?,
    })
}

fn read_document(value: &Value, depth: usize) -> Result<Document, BadReading> {
    if depth > DEEPEST {
        return Err(BadReading("children too deep".into()));
    }
    let part = |key: &'static str| {
        value
            .get(key)
            .ok_or_else(|| BadReading(format!("no {key}")))
    };
    let attachment = |value: &Value| {
        Ok(Attachment {
            name: text(value, "name")?.to_owned(),
            href: text(value, "href")?.to_owned(),
        })
    };
    let image = |value: &Value| {
        let bytes = base64::decode(text(value, "base64")?);
        read_picture(value, bytes.ok_or_else(|| BadReading("base64".into()))?)
    };
    let child = |value: &Value| {
        let relation = text(value, "relation")?;
        Ok(Child {
            relation: Relation::from_id(relation)
                .ok_or_else(|| BadReading(format!("relation {relation}")))?,
            document: read_document(value, depth + 1)?,
        })
    };
    Ok(Document {
        fields: Fields::decode(part("fields")?).ok_or_else(|| BadReading("fields".into()))?,
        text: wire::decode(part("blocks")?).map_err(|error| BadReading(error.to_string()))?,
        attachments: list(part("attachments")?, attachment)?,
        images: list(part("images")?, image)?,
        children: list(part("children")?, child)?,
        problems: list(part("problems")?, read_problem)?,
    })
}

fn read_picture(value: &Value, bytes: Vec<u8>) -> Result<ImageFile, BadReading> {
    let side = |key: &str| {
        let side = value.get(key).and_then(Value::as_u64);
        side.and_then(|side| u32::try_from(side).ok())
            .ok_or_else(|| BadReading(format!("no {key}")))
    };
    let image = ImageFile {
        name: text(value, "name")?.to_owned(),
        width: side("width")?,
        height: side("height")?,
        bytes,
    };
    if image.is_sound() {
        Ok(image)
    } else {
        Err(BadReading("an image that was not made anew".into()))
    }
}

fn read_problem(value: &Value) -> Result<Problem, BadReading> {
    Ok(Problem {
        code: codes::known(text(value, "code")?),
        says: text(value, "says")?.to_owned(),
    })
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str, BadReading> {
    value
        .get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| BadReading(format!("no {key}")))
}

fn list<T>(
    value: &Value,
    one: impl Fn(&Value) -> Result<T, BadReading>,
) -> Result<Vec<T>, BadReading> {
    value
        .as_array()
        .ok_or_else(|| BadReading("no list".into()))?
        .iter()
        .map(one)
        .collect()
}

impl Format {
    pub const ALL: [Self; 6] = [
        Self::Txt,
        Self::Markdown,
        Self::Html,
        Self::Docx,
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
            Self::Pdf => "pdf",
            Self::Ofd => "ofd",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id() == id)
    }
}
