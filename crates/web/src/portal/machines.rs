//! What browsers, crawlers and keepers of servers ask for by themselves: robots, icon, style sheet, probes.

use crate::assets::ICON;
use crate::error::Trouble;
use crate::extract::{AssetName, At, Visit};
use crate::machines::{kept, of_type};
use crate::page::Answer;
use crate::paths::Place;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use std::fmt::Write as _;

/// GET /robots.txt: everything is public; what a search finds is left out, since there is no end of searches.
pub(crate) async fn robots(visit: Visit) -> Response {
    let links = visit.app.links();
    let (search, base) = (links.search(), links.base());
    let path = Place::Search.path();
    let mut text = format!("User-agent: *\nDisallow: {search}?\nDisallow: {base}/*{path}?\n");
    let _ = writeln!(text, "Disallow: {}", links.to(&Place::Suggest));
    let sitemap = visit.app.absolute(&links.to(&Place::Sitemap));
    if visit.app.knows_its_domain() {
        let _ = writeln!(text, "Sitemap: {sitemap}");
    }
    kept("text/plain; charset=utf-8", text)
}

/// GET /favicon.svg and /favicon.ico
pub(crate) async fn icon() -> Response {
    of_type("image/svg+xml", ICON)
}

/// GET /assets/{name}
pub(crate) async fn asset(visit: Visit, At(AssetName(name)): At<AssetName>) -> Answer {
    let asset = visit
        .app
        .assets()
        .named(&name)
        .ok_or_else(Trouble::not_found)?;
    Ok(of_type(asset.media_type, asset.bytes.clone()))
}

/// GET /healthz: the process lives.
pub(crate) async fn health() -> Response {
    probe("ok\n")
}

/// GET /readyz: it can also answer.
pub(crate) async fn ready(visit: Visit) -> Response {
    match visit.app.portal().ready().await {
        Ok(()) => probe("ready\n"),
        Err(failure) => {
            tracing::warn!(operation = %visit.operation, cause = %failure, "not ready");
            let mut response = probe("not ready\n");
            *response.status_mut() = axum::http::StatusCode::SERVICE_UNAVAILABLE;
            response
        }
    }
}

fn probe(says: &'static str) -> Response {
    let mut response = says.into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
