//! 网页 — a page of a site, or a fragment of one.
//!
//! Decides where on the page the document stands, what the page states about it (tables of metadata, meta tags, the
//! line of date and source), and what the lines, tables, images and links of the document are.
//!
//! Invariants
//! - Scripts, styles and forms are never text; text that the page hides is left out and named as a problem.
//! - What was never meant to be parsed is refused before it is parsed ([`guard`]).

mod cell;
mod content;
mod guard;
mod page;
mod style;
mod walk;

use crate::line::Source;
use crate::{Document, Input, Refused, encoding, official};
use scraper::Html;

pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let declared = input
        .media_type
        .and_then(encoding::declared_by)
        .or_else(|| encoding::declared_in(input.bytes));
    let decoded = encoding::decode(input.bytes, declared.as_deref());
    guard::check(&decoded.text)?;
    let html = Html::parse_document(&decoded.text);
    let stated = page::read(&html, input.url);
    let root = content::find(&html, &stated.metadata);
    let mut source = Source {
        fields: stated.fields,
        title: stated.title,
        problems: decoded.problems,
        ..Source::default()
    };
    if let Some(root) = root {
        page::beside(&html, root, &mut source.fields);
        walk::walk(root, input.url, &stated.metadata, &mut source);
    }
    Ok(official::structure(source, input))
}
