//! 搜索联想 — what a browser asks while somebody types into its own box: how this site is searched, and what is meant
//! (OpenSearch 1.1; ADR 0023). Pages of the site ask nothing while somebody types: they run no script.

use super::{kept, of_type};
use crate::error::Trouble;
use crate::extract::{Asked, Pairs, Question, Visit};
use crate::finish;
use crate::page::Answer;
use crate::paths::Place;
use acts::view::Suggestion;
use askama::Template;
use serde_json::json;

pub(crate) const ASKS: &[&str] = &["q"];

/// Suggestions in one answer.
const MOST: usize = 10;

const NO_DOMAIN: &str = "本站还没有登记域名，所以没有搜索说明：说明里的网址要写完整。登记域名以后就会有；现在可以在网页上搜索。";

/// The longest short name (OpenSearch 1.1).
const SHORT: usize = 16;

/// What was typed so far.
#[derive(Clone, Debug)]
pub(crate) struct Typed(String);

impl Question for Typed {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        Ok(Self(pairs.one("q").unwrap_or_default().to_owned()))
    }
}

/// What may be meant by what was typed, in either script.
///
/// # Errors
/// [`Trouble::Failed`] where the index or the register cannot be read.
pub(crate) async fn meant(visit: &Visit, typed: &str) -> Result<Vec<Suggestion>, Trouble> {
    let portal = visit.app.portal();
    let found = portal.suggest(typed, MOST, visit.today).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let typed = finish::simplified(typed);
    Ok(portal.suggest(&typed, MOST, visit.today).await?)
}

/// GET /search/suggest: the words, completions, what each is, and where it leads.
pub(crate) async fn for_browsers(visit: Visit, Asked(Typed(typed)): Asked<Typed>) -> Answer {
    let found = meant(&visit, &typed).await?;
    let app = &visit.app;
    let kinds = app.portal().kinds();
    let names: Vec<&str> = found.iter().map(Suggestion::name).collect();
    let says = found.iter().map(|one| match one {
        Suggestion::Item(line) => kinds.get(&line.kind).map_or("", |kind| kind.zh),
        Suggestion::Agency(_) => "机构",
    });
    let addresses = found.iter().map(|one| match one {
        Suggestion::Item(line) => app.absolute(&app.links().item(&line.address)),
        Suggestion::Agency(agency) => app.absolute(&app.links().agency(&agency.code)),
    });
    let says: Vec<&str> = says.collect();
    let addresses: Vec<String> = addresses.collect();
    Ok(of_type(
        "application/x-suggestions+json; charset=utf-8",
        json!([typed, names, says, addresses]).to_string(),
    ))
}

#[derive(Template)]
#[template(path = "machines/opensearch.xml")]
struct Description {
    short: String,
    name: String,
    search: String,
    suggest: String,
    itself: String,
    icon: String,
}

/// GET /opensearch.xml
pub(crate) async fn description(visit: Visit) -> Answer {
    let app = &visit.app;
    if !app.knows_its_domain() {
        return Err(Trouble::Absent(NO_DOMAIN));
    }
    let at = |place: &Place| app.absolute(&app.links().to(place));
    let name = &app.portal().site().name;
    let description = Description {
        short: name.chars().take(SHORT).collect(),
        name: name.clone(),
        search: at(&Place::Search),
        suggest: at(&Place::Suggest),
        itself: at(&Place::SearchDescription),
        icon: at(&Place::FaviconSvg),
    };
    let xml = description
        .render()
        .map_err(|error| Trouble::bug(error.to_string()))?;
    Ok(kept(
        "application/opensearchdescription+xml; charset=utf-8",
        xml,
    ))
}
