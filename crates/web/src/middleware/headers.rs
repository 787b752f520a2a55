//! What a browser may do with an answer, and how long a request may be.
//!
//! The policy allows style sheets, images and forms of this site and nothing else: no script, no frame, nothing inline
//! (DOMAIN §2.6). A file is never shown inside the site: it is sent as an attachment, in a sandbox.

use crate::error::Trouble;
use crate::extract::HeadOnly;
use crate::paths::Place;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::LazyLock;

/// The longest address, in bytes.
pub(crate) const LONGEST_ADDRESS: usize = 4096;

/// The largest body of a request, in bytes: the longest form as a browser writes it, twelve bytes for a rare character.
pub(crate) const LARGEST_BODY: u64 = 32 << 10;

/// What stands on every answer, unless the answer says more strictly.
pub(crate) static ALWAYS: [(HeaderName, &str); 11] = [
    (
        header::CONTENT_SECURITY_POLICY,
        // Nothing here connects; what inspects a page from within it may read robots.txt.
        "default-src 'none'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::CACHE_CONTROL, "no-cache"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    // Nothing comes from elsewhere, so everything that a page loads may be held to say that it may be loaded.
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        "require-corp",
    ),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (
        HeaderName::from_static("x-permitted-cross-domain-policies"),
        "none",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
];

/// Sets the headers. HEAD is answered as GET whose body is left out, so that both always agree.
pub(crate) async fn guard(mut request: Request, next: Next) -> Response {
    let is_head = request.method() == Method::HEAD;
    if is_head {
        *request.method_mut() = Method::GET;
        request.extensions_mut().insert(HeadOnly);
    }
    let tells_nobody = holds_ticket(request.uri().path());
    let mut response = next.run(request).await;
    if tells_nobody {
        // Whatever the answer is, the next page and its log need not learn the address.
        let nobody = HeaderValue::from_static("no-referrer");
        response
            .headers_mut()
            .insert(header::REFERRER_POLICY, nobody);
    }
    for (name, value) in &ALWAYS {
        if !response.headers().contains_key(name) {
            response
                .headers_mut()
                .insert(name.clone(), HeaderValue::from_static(value));
        }
    }
    if is_head {
        let (mut parts, body) = response.into_parts();
        if let Some(length) = http_body_length(&body)
            && !parts.headers.contains_key(header::CONTENT_LENGTH)
        {
            parts
                .headers
                .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        response = Response::from_parts(parts, Body::empty());
    }
    response
}

/// Whether an address holds what only its reader may know, wherever the site lives and however it is shown.
fn holds_ticket(path: &str) -> bool {
    static RECEIPTS: LazyLock<String> = LazyLock::new(|| Place::ErrorReceipt(String::new()).path());
    path.contains(RECEIPTS.as_str())
}

fn http_body_length(body: &Body) -> Option<u64> {
    use axum::body::HttpBody as _;
    body.size_hint().exact()
}

/// Refuses a request that is longer than any this site has.
pub(crate) async fn limit(request: Request, next: Next) -> Response {
    let address = request
        .uri()
        .path_and_query()
        .map_or(0, |both| both.as_str().len());
    if LONGEST_ADDRESS < address {
        return Trouble::AddressTooLong.into_response();
    }
    if body_is_too_large(request.headers()) {
        return Trouble::TooLarge.into_response();
    }
    next.run(request).await
}

fn body_is_too_large(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    length
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok())
        .is_some_and(|length| LARGEST_BODY < length)
}
