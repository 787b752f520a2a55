//! 跨站读取 — open data may be read by pages of other sites (CORS), since nothing here depends on who asks.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// What may be done to an open list.
const METHODS: &str = "GET, HEAD, OPTIONS";

/// What a page of another site may be told besides the body.
const EXPOSED: &str =
    "ETag, Last-Modified, Content-Length, Content-Range, Accept-Ranges, Retry-After, Link";

/// The headers that say so.
pub(crate) const OPEN: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    ),
];

/// Says on every answer of a route, also on a refusal, that all may read it.
pub(crate) async fn with_all(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in OPEN {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// OPTIONS: what may be asked, for a browser before it asks and for who wonders.
pub(crate) async fn options() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let said = [
        (header::ALLOW, METHODS),
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, If-Match, If-Modified-Since, If-None-Match, If-Range, Range",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    for (name, value) in said {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
