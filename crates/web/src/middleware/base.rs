//! The sub-path under which the site lives: `/xxgk/laws` is `/laws` inside.
//!
//! A proxy may pass the sub-path on or take it off; both work.

use crate::app::App;
use crate::error::moved_to;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::middleware::Next;
use axum::response::Response;

pub(crate) async fn strip(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let base = app.links().base();
    if !base.is_empty()
        && let Some(rest) = request.uri().path().strip_prefix(base)
    {
        if rest.is_empty() {
            return moved_to(&app.links().home());
        }
        if rest.starts_with('/') {
            let inside = match request.uri().query() {
                Some(query) => format!("{rest}?{query}"),
                None => rest.to_owned(),
            };
            if let Ok(uri) = inside.parse::<Uri>() {
                *request.uri_mut() = uri;
            }
        }
    }
    next.run(request).await
}
