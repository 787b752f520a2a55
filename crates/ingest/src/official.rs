//! 公文 — from the lines of a file to an official document, whatever format they came from.
//!
//! Decides what each line is in a document laid out by GB/T 9704-2012, and where one document ends and another begins.

use crate::line::{Piece, Source};
use crate::{Document, Input};
use law::text::{Block, Paragraph, Role, Text};

/// Makes the document that `source` prints.
pub(crate) fn structure(source: Source, _input: Input<'_>) -> Document {
    let blocks = source
        .pieces
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Line(line) if line.words().is_empty() => None,
            Piece::Line(line) => Some(Block::Paragraph(Paragraph {
                role: Role::Body,
                text: line.words().to_owned(),
                anchor: String::new(),
            })),
            Piece::Table(table) => Some(Block::Table(table)),
            Piece::Image(image) => Some(Block::Image(image)),
        })
        .collect();
    Document {
        fields: source.fields,
        text: Text { blocks }.with_anchors(),
        attachments: source.attachments,
        images: source.images,
        children: Vec::new(),
        problems: source.problems,
    }
}
