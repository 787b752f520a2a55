//! Where the site lives and how it is shown, taken off the address: `/xxgk/en/laws` is `/laws` inside, in English.
//!
//! A proxy may pass the sub-path on or take it off; both work. What has no ways of showing is sent to its one address.

use crate::app::{App, Asking};
use crate::error::moved_to;
use crate::paths::Place;
use crate::variant::Variant;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::middleware::Next;
use axum::response::Response;

pub(crate) async fn strip(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let query = request.uri().query().map(str::to_owned);
    let base = app.links().base();
    let inside = match path.strip_prefix(base) {
        Some("") => return moved_to(&app.links().home()),
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    };
    let (variant, inside) = Variant::of_path(inside);
    let place = Place::parse(inside);
    let links = app.links().shown(variant);
    if inside.is_empty() {
        return moved_to(&links.home());
    }
    if let Some(place) = &place
        && !place.is_page()
        && variant != Variant::default()
    {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        return moved_to(&format!("{}{query}", links.to(place)));
    }
    let path = inside.to_owned();
    let whole = match &query {
        Some(query) => format!("{inside}?{query}"),
        None => inside.to_owned(),
    };
    if let Ok(uri) = whole.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(Asking {
        variant,
        here: place.filter(Place::is_page),
        query,
        path,
    });
    next.run(request).await
}
