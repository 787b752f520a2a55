//! The stable form of a text: JSON, version 1.
//!
//! This is what is stored, hashed, handed between processes and offered for download. A renamed variant never
//! changes it, because every name is written here. The keys of each part stand in order, so that what is written by
//! [`crate::canon::written`] is canonical.

use super::{Block, Cell, Heading, Image, Level, Paragraph, Role, Row, Table, Text};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::num::NonZeroU16;

/// The version that is written; every version there ever was is read.
pub const VERSION: u64 = 1;

/// A text that cannot be read back, and why.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("structured text: {0}")]
pub struct BadText(pub String);

/// A text as it is written, or as it was read and not yet looked at.
#[derive(Debug, Serialize, Deserialize)]
pub struct Form<'a> {
    #[serde(borrow)]
    blocks: Vec<BlockForm<'a>>,
    v: u64,
}

/// A block: `type` says which of the other keys it has.
#[derive(Debug, Default, Serialize, Deserialize)]
struct BlockForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    alt: Option<Cow<'a, str>>,
    anchor: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", borrow)]
    rows: Option<Vec<RowForm<'a>>>,
    #[serde(skip_serializing_if = "is_not", default)]
    run_in: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'a, str>>,
    #[serde(rename = "type")]
    kind: &'a str,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowForm<'a> {
    #[serde(borrow)]
    cells: Vec<CellForm<'a>>,
    #[serde(skip_serializing_if = "is_not", default)]
    head: bool,
}

/// A cell of one column and one row is its words alone.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum CellForm<'a> {
    Words(Cow<'a, str>),
    Wide {
        colspan: NonZeroU16,
        rowspan: NonZeroU16,
        text: Cow<'a, str>,
    },
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "asked for by reference when a form is written"
)]
fn is_not(flag: &bool) -> bool {
    !flag
}

impl<'a> Form<'a> {
    /// The form of this text.
    pub fn of(text: &'a Text) -> Self {
        Self {
            blocks: text.blocks.iter().map(BlockForm::of).collect(),
            v: VERSION,
        }
    }

    /// The text that was read.
    ///
    /// # Errors
    /// Names the block that is not of the form.
    pub fn into_text(self) -> Result<Text, BadText> {
        if self.v != VERSION {
            return Err(BadText(format!("unknown version {}", self.v)));
        }
        let read = |(n, block): (usize, BlockForm<'_>)| {
            let read = block.into_block();
            read.ok_or_else(|| BadText(format!("block {n} is not of the form")))
        };
        let blocks = self.blocks.into_iter().enumerate();
        Ok(Text {
            blocks: blocks.map(read).collect::<Result<_, _>>()?,
        })
    }
}

impl<'a> BlockForm<'a> {
    fn of(block: &'a Block) -> Self {
        let anchor = Cow::from(block.anchor());
        let some = |text: &'a String| Some(Cow::from(text.as_str()));
        match block {
            Block::Heading(heading) => Self {
                anchor,
                level: Some(heading.level.id()),
                run_in: heading.run_in,
                text: some(&heading.text),
                kind: "heading",
                ..Self::default()
            },
            Block::Paragraph(paragraph) => Self {
                anchor,
                role: Some(paragraph.role.id()),
                text: some(&paragraph.text),
                kind: "paragraph",
                ..Self::default()
            },
            Block::Table(table) => Self {
                anchor,
                caption: table.caption.as_deref().map(Cow::from),
                rows: Some(table.rows.iter().map(RowForm::of).collect()),
                kind: "table",
                ..Self::default()
            },
            Block::Image(image) => Self {
                alt: some(&image.alt),
                anchor,
                name: some(&image.name),
                kind: "image",
                ..Self::default()
            },
        }
    }

    fn into_block(self) -> Option<Block> {
        let anchor = self.anchor.into_owned();
        let text = self.text.map(Cow::into_owned);
        Some(match self.kind {
            "heading" => Block::Heading(Heading {
                level: Level::from_id(self.level?)?,
                text: text?,
                run_in: self.run_in,
                anchor,
            }),
            "paragraph" => Block::Paragraph(Paragraph {
                role: Role::from_id(self.role?)?,
                text: text?,
                anchor,
            }),
            "table" => Block::Table(Table {
                caption: self.caption.map(Cow::into_owned),
                rows: self.rows?.into_iter().map(RowForm::into_row).collect(),
                anchor,
            }),
            "image" => Block::Image(Image {
                name: self.name?.into_owned(),
                alt: self.alt?.into_owned(),
                anchor,
            }),
            _ => return None,
        })
    }
}

impl<'a> RowForm<'a> {
    fn of(row: &'a Row) -> Self {
        Self {
            cells: row.cells.iter().map(CellForm::of).collect(),
            head: row.head,
        }
    }

    fn into_row(self) -> Row {
        Row {
            head: self.head,
            cells: self.cells.into_iter().map(CellForm::into_cell).collect(),
        }
    }
}

impl<'a> CellForm<'a> {
    fn of(cell: &'a Cell) -> Self {
        let text = Cow::from(cell.text.as_str());
        let wide = |span: u16| NonZeroU16::new(span).unwrap_or(NonZeroU16::MIN);
        if cell.colspan == 1 && cell.rowspan == 1 {
            Self::Words(text)
        } else {
            Self::Wide {
                colspan: wide(cell.colspan),
                rowspan: wide(cell.rowspan),
                text,
            }
        }
    }

    fn into_cell(self) -> Cell {
        match self {
            Self::Words(text) => Cell::of(text),
            Self::Wide {
                colspan,
                rowspan,
                text,
            } => Cell {
                text: text.into_owned(),
                colspan: colspan.get(),
                rowspan: rowspan.get(),
            },
        }
    }
}
