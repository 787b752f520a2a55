//! The shape of a request, before any page sees it: what two servers could read in two ways is not read at all.
//!
//! Decides what HTTP itself leaves to a server (RFC 9112 §3.2, §6.1; RFC 9110 §15.5.12): a request names one host, and the
//! same one wherever it names it; a body says its length beforehand, as that of a form does. What is otherwise is
//! answered as hyper answers what is no HTTP: by a bare number, and by the end of the connection, so that nothing that
//! stands behind it is taken for a request of its own.

use axum::body::Body;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;

/// A layer before all others.
pub(super) async fn sound(request: Request, next: Next) -> Response {
    match flaw(&request) {
        None => next.run(request).await,
        Some(status) => refuse(status),
    }
}

fn refuse(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

/// With which number a request is refused.
fn flaw(request: &Request) -> Option<StatusCode> {
    let headers = request.headers();
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Some(StatusCode::LENGTH_REQUIRED);
    }
    let uri = request.uri();
    let has_path = uri.path().starts_with('/');
    let names_no_page = request.method() == Method::CONNECT || !has_path;
    if names_no_page || !names_one_host(request.version(), headers, uri.authority()) {
        return Some(StatusCode::BAD_REQUEST);
    }
    None
}

fn names_one_host(version: Version, headers: &HeaderMap, named: Option<&Authority>) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (host, other) = (hosts.next(), hosts.next());
    if other.is_some() {
        return false;
    }
    let Some(host) = host else {
        // Before HTTP/1.1 nobody had to, and after it the address says so.
        return match version {
            Version::HTTP_11 => false,
            Version::HTTP_2 => named.is_some_and(|named| is_host(named.as_str())),
            _ => version <= Version::HTTP_10,
        };
    };
    let Some(host) = host.to_str().ok().filter(|host| is_host(host)) else {
        return false;
    };
    named.is_none_or(|named| is_host(named.as_str()) && host.eq_ignore_ascii_case(named.as_str()))
}

/// A name or an address, with a port or without; never with a user.
fn is_host(host: &str) -> bool {
    let is_authority = host.parse::<Authority>().is_ok();
    is_authority && !host.contains('@')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn asked(uri: &str, headers: &[(&str, &str)]) -> Option<StatusCode> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        flaw(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn a_request_names_one_host_and_says_how_long_it_is() {
        let wrong = Some(StatusCode::BAD_REQUEST);
        for (uri, headers, expected) in [
            ("/", &[("host", "www.shushi.example")][..], None),
            ("/", &[("host", "www.shushi.example:8443")], None),
            ("/", &[("host", "[2001:db8::1]:8080")], None),
            ("http://a.example/", &[("host", "A.example")], None),
            ("/", &[], wrong),
            ("/", &[("host", "")], wrong),
            ("/", &[("host", "a.example"), ("host", "a.example")], wrong),
            ("/", &[("host", "a.example, b.example")], wrong),
            ("/", &[("host", "a.example/x")], wrong),
            ("/", &[("host", "a.example b")], wrong),
            ("/", &[("host", "user@a.example")], wrong),
            ("/", &[("host", "甲.example")], wrong),
            ("http://a.example/", &[("host", "b.example")], wrong),
            ("http://u@a.example/", &[("host", "u@a.example")], wrong),
            ("*", &[("host", "a.example")], wrong),
            (
                "/",
                &[("host", "a.example"), ("transfer-encoding", "chunked")],
                Some(StatusCode::LENGTH_REQUIRED),
            ),
        ] {
            assert_eq!(asked(uri, headers), expected, "{uri} {headers:?}");
        }
    }

    #[test]
    fn each_version_names_the_host_in_its_own_way() {
        let named = "a.example".parse::<Authority>().ok();
        let nothing = HeaderMap::new();
        for (version, named, expected) in [
            (Version::HTTP_10, None, true),
            (Version::HTTP_11, None, false),
            (Version::HTTP_11, named.as_ref(), false),
            (Version::HTTP_2, named.as_ref(), true),
            (Version::HTTP_2, None, false),
        ] {
            let found = names_one_host(version, &nothing, named);
            assert_eq!(found, expected, "{version:?} {named:?}");
        }
    }
}
