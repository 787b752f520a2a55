//! 纯文本 — a text file, one paragraph a line.
//!
//! Decides where the lines are, also in the text of a web page that lost its line breaks ([`crawled`]);
//! [`crate::official`] says what they are.

mod crawled;
mod fragments;

use crate::line::{Line, Piece, Source};
use crate::{Document, Input, Refused, encoding, official};

#[expect(
    clippy::unnecessary_wraps,
    reason = "the readers of all formats have one signature"
)]
pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let declared = input.media_type.and_then(encoding::declared_by);
    let decoded = encoding::decode(input.bytes, declared.as_deref());
    let mut source = if crawled::is_crawled(&decoded.text) {
        crawled::read(&decoded.text)
    } else if let Some(lines) = fragments::joined(&decoded.text) {
        fragments::source(lines)
    } else {
        let pieces = decoded.text.lines().map(|line| Piece::from(Line::of(line)));
        Source {
            pieces: pieces.collect(),
            ..Source::default()
        }
    };
    source.problems.splice(0..0, decoded.problems);
    Ok(official::structure(source, input))
}
