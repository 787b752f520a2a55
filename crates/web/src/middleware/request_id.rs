//! A number for every request: in the answer, on the error page, in the log.
//!
//! The number is made here and never taken from the request, so nobody can choose it. It says nothing about the visitor.

use crate::app::App;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) static HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The number of one request, like `3f9a1c70-0000002a`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RequestId(String);

impl RequestId {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives numbers: a random start of this process, then a count.
#[derive(Debug)]
pub(crate) struct Ids {
    process: u32,
    count: AtomicU64,
}

impl Ids {
    pub(crate) fn new() -> Self {
        let process = (RandomState::new().hash_one(0u8) >> 32) as u32;
        Self {
            process,
            count: AtomicU64::new(0),
        }
    }

    fn next(&self) -> RequestId {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        RequestId(format!("{:08x}-{n:08x}", self.process))
    }
}

pub(crate) async fn number(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = app.ids().next();
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER.clone(), value);
    }
    response
}
