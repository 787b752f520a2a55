//! People's ways through the site, in a browser, on the demo's documents.

mod addresses;
mod by_day;
mod comparing;
mod every_page;
mod in_english;
mod keyboard;
mod paper;
mod reading;
mod reckoning;
mod reporting;
mod taking;
mod unstyled;
mod without_script;

use anyhow::{Context as _, Result, bail};
use e2e::Visitor;

/// The document of the founding notice.
async fn a_document(visitor: &Visitor) -> Result<String> {
    first_link(visitor, "/search?q=国办发〔2020〕17号", "/documents/").await
}

/// The decision of the market regulator that was withdrawn: nothing links to it, so its serial number is tried.
async fn a_withdrawn_document(visitor: &Visitor) -> Result<String> {
    let place = first_link(visitor, "/search?q=澄市监处罚", "/documents/XT-0109/").await?;
    let (year, _) = place
        .rsplit_once('-')
        .context("an index number has a serial")?;
    for serial in 1..60 {
        let place = format!("{year}-{serial:05}");
        visitor.go(&place).await?;
        if visitor.heading().await?.contains("撤回") {
            return Ok(place);
        }
    }
    bail!("none of the documents beside {place} is withdrawn")
}

async fn first_link(visitor: &Visitor, page: &str, beginning: &str) -> Result<String> {
    visitor.go(page).await?;
    let links = visitor.links().await?;
    let found = links.into_iter().find(|link| link.starts_with(beginning));
    found.with_context(|| format!("{page} has no link to {beginning}…"))
}
