//! The stable form of a text: JSON, version 1.
//!
//! This is what is stored, hashed, handed between processes and offered for download. A renamed variant never
//! changes it, because every name is written here.

use super::{Block, Cell, Heading, Image, Level, Paragraph, Role, Row, Table, Text};
use serde_json::{Map, Value, json};

/// The version written by [`encode`]; [`decode`] reads every version there ever was.
pub const VERSION: u64 = 1;

/// A text that cannot be read back, and why.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("structured text: {0}")]
pub struct BadText(pub String);

pub fn encode(text: &Text) -> Value {
    json!({ "v": VERSION, "blocks": text.blocks.iter().map(block).collect::<Vec<_>>() })
}

fn block(block: &Block) -> Value {
    let (kind, mut map) = match block {
        Block::Heading(heading) => {
            let mut map = object([
                ("text", json!(heading.text)),
                ("level", json!(heading.level.id())),
            ]);
            if heading.run_in {
                map.insert("run_in".into(), json!(true));
            }
            ("heading", map)
        }
        Block::Paragraph(paragraph) => (
            "paragraph",
            object([
                ("text", json!(paragraph.text)),
                ("role", json!(paragraph.role.id())),
            ]),
        ),
        Block::Table(table) => {
            let mut map = object([("rows", Value::Array(table.rows.iter().map(row).collect()))]);
            if let Some(caption) = &table.caption {
                map.insert("caption".into(), json!(caption));
            }
            ("table", map)
        }
        Block::Image(image) => (
            "image",
            object([("name", json!(image.name)), ("alt", json!(image.alt))]),
        ),
    };
    map.insert("type".into(), json!(kind));
    map.insert("anchor".into(), json!(block.anchor()));
    Value::Object(map)
}

fn row(row: &Row) -> Value {
    let cells = row.cells.iter().map(|cell| {
        if cell.colspan == 1 && cell.rowspan == 1 {
            json!(cell.text)
        } else {
            json!({ "text": cell.text, "colspan": cell.colspan, "rowspan": cell.rowspan })
        }
    });
    let mut map = object([("cells", Value::Array(cells.collect()))]);
    if row.head {
        map.insert("head".into(), json!(true));
    }
    Value::Object(map)
}

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// Reads the stable form back.
///
/// # Errors
/// Names the block that is not of the form.
pub fn decode(value: &Value) -> Result<Text, BadText> {
    match value.get("v").and_then(Value::as_u64) {
        Some(1) => {}
        version => return Err(BadText(format!("unknown version {version:?}"))),
    }
    let blocks = value
        .get("blocks")
        .and_then(Value::as_array)
        .ok_or_else(|| BadText("no blocks".into()))?;
    let read = |(i, value)| {
        read_block(value).ok_or_else(|| BadText(format!("block {i} is not of the form")))
    };
    Ok(Text {
        blocks: blocks
            .iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, _>>()?,
    })
}

fn read_block(value: &Value) -> Option<Block> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let anchor = text("anchor")?;
    Some(match value.get("type")?.as_str()? {
        "heading" => Block::Heading(Heading {
            level: Level::from_id(&text("level")?)?,
            text: text("text")?,
            run_in: value
                .get("run_in")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            anchor,
        }),
        "paragraph" => Block::Paragraph(Paragraph {
            role: Role::from_id(&text("role")?)?,
            text: text("text")?,
            anchor,
        }),
        "table" => Block::Table(Table {
            caption: text("caption"),
            rows: value
                .get("rows")?
                .as_array()?
                .iter()
                .map(read_row)
                .collect::<Option<_>>()?,
            anchor,
        }),
        "image" => Block::Image(Image {
            name: text("name")?,
            alt: text("alt")?,
            anchor,
        }),
        _ => return None,
    })
}

fn read_row(value: &Value) -> Option<Row> {
    Some(Row {
        head: value.get("head").and_then(Value::as_bool).unwrap_or(false),
        cells: value
            .get("cells")?
            .as_array()?
            .iter()
            .map(read_cell)
            .collect::<Option<_>>()?,
    })
}

fn read_cell(value: &Value) -> Option<Cell> {
    if let Some(text) = value.as_str() {
        return Some(Cell::of(text));
    }
    let span = |key: &str| {
        value
            .get(key)?
            .as_u64()?
            .try_into()
            .ok()
            .filter(|n: &u16| *n > 0)
    };
    Some(Cell {
        text: value.get("text")?.as_str()?.to_owned(),
        colspan: span("colspan")?,
        rowspan: span("rowspan")?,
    })
}
