//! 供程序读取 — feeds, site map, bulk files, well-known places, and what pages say of themselves to machines.
//!
//! Decides what leaves for programs besides the open API. Everything here is made from view structs of one revision and
//! kept like a page, so a withdrawal leaves it as soon as it leaves the pages (ADR 0009).
//!
//! Addresses in a feed and a site map are whole. They are never made from what a request calls the site, which anybody may
//! choose and a cache would keep: where the register has no domain, these lists are not there and say why.

pub(crate) mod bulk;
pub(crate) mod described;
pub(crate) mod feed;
pub(crate) mod last_days;
pub(crate) mod map;
pub(crate) mod share;
pub(crate) mod suggest;
pub(crate) mod well_known;

use crate::middleware::cache::Keep;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// An answer of that type.
pub(crate) fn of_type(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// An answer of that type that may be kept until the register changes.
pub(crate) fn kept(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = of_type(media_type, body);
    response.extensions_mut().insert(Keep);
    response
}
