//! 纯文本 — a text file, one paragraph a line.
//!
//! Decides nothing but where the lines are; [`crate::official`] says what they are.

use crate::line::{Line, Piece, Source};
use crate::{Document, Input, Refused, encoding, official};

pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let decoded = encoding::decode(input.bytes, None);
    let pieces = decoded.text.lines().map(|line| Piece::from(Line::of(line)));
    let source = Source {
        pieces: pieces.collect(),
        problems: decoded.problems,
        ..Source::default()
    };
    Ok(official::structure(source, input))
}
