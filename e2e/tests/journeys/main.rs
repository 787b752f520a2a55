//! People's ways through the site, in a browser, on the demo's documents.

mod accessibility;
mod keyboard;
mod paper;
mod phone;
mod reading;
mod without_script;

use anyhow::{Context as _, Result};
use e2e::Visitor;

/// One page of each sort that visitors read.
async fn reading_places(visitor: &Visitor) -> Result<Vec<String>> {
    let document = a_document(visitor).await?;
    let agency = first_link(visitor, "/agencies", "/agencies/").await?;
    let mut places = vec![document, agency];
    places.extend(
        [
            "/",
            "/agencies",
            "/laws",
            "/laws/zhaoyinghu",
            "/search?q=公开",
            "/search?q=魑魅魍魉饕餮",
            "/nowhere",
        ]
        .map(str::to_owned),
    );
    Ok(places)
}

/// The document of the founding notice.
async fn a_document(visitor: &Visitor) -> Result<String> {
    first_link(visitor, "/search?q=国办发〔2020〕17号", "/documents/").await
}

async fn first_link(visitor: &Visitor, page: &str, beginning: &str) -> Result<String> {
    visitor.go(page).await?;
    let links = visitor.links().await?;
    let found = links.into_iter().find(|link| link.starts_with(beginning));
    found.with_context(|| format!("{page} has no link to {beginning}…"))
}
