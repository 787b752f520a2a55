//! 网页 — a page of a site, or a fragment of one.
//!
//! Decides where on the page the document stands, what the page states about it (tables of metadata, meta tags, the
//! line of date and source), and what the lines, tables, images and links of the document are.
//!
//! Invariants
//! - Scripts, styles and forms are never text; text that the page hides is left out and named as a problem, and so is
//!   what it shows and this reader passes over.
//! - What was never meant to be parsed is refused before it is parsed ([`guard`]).

mod cell;
mod content;
mod guard;
mod page;
mod style;
mod unseen;
mod walk;

use crate::line::Source;
use crate::{Document, Input, Problem, Refused, encoding, official};
use scraper::Html;
use unseen::Unseen;

pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let (html, problems) = parse(input)?;
    let unseen = Unseen::of(&html);
    let stated = page::read(&html, input.url, &unseen);
    let root = content::find(&html, &stated.metadata, &unseen);
    let mut source = Source {
        fields: stated.fields,
        title: stated.title,
        problems,
        is_web_page: true,
        ..Source::default()
    };
    if let Some(root) = root {
        page::beside(&html, root, &unseen, &mut source.fields);
        let around = walk::Around {
            url: input.url,
            metadata: &stated.metadata,
            unseen: &unseen,
        };
        walk::walk(root, around, &mut source);
    }
    Ok(official::structure(source, input))
}

/// Every word of a page, seen or not.
pub(crate) fn words(input: Input<'_>) -> Result<String, Refused> {
    Ok(unseen::every_word(&parse(input)?.0))
}

fn parse(input: Input<'_>) -> Result<(Html, Vec<Problem>), Refused> {
    let declared = input
        .media_type
        .and_then(encoding::declared_by)
        .or_else(|| encoding::declared_in(input.bytes));
    let decoded = encoding::decode(input.bytes, declared.as_deref());
    guard::check(&decoded.text)?;
    Ok((Html::parse_document(&decoded.text), decoded.problems))
}
