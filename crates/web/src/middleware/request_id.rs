//! A number for every request: in the answer, on the error page, in the log.
//!
//! The number is made here and never taken from the request, so nobody can choose it. It says nothing about the visitor.
//! Here each request is also counted ([`crate::meter`]), and where the log of requests is wanted, told in one line.
//!
//! Invariants
//! - What is counted and told of a request is its route as the table has it, never its address: an address may hold what
//!   somebody typed, or a code that only one reader knows.

use crate::app::App;
use crate::meter::UNROUTED;
use crate::routes::ROUTES;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

pub(crate) static HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Where requests are told, each in one line.
pub(crate) const REQUESTS: &str = "requests";

/// The number of one request, like `3f9a1c70-0000002a`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RequestId {
    process: u32,
    n: u64,
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{:08x}", self.process, self.n)
    }
}

/// One request on its way: its number, and the route that serves it once that is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Operation(Arc<Noted>);

#[derive(Debug)]
struct Noted {
    id: RequestId,
    route: AtomicUsize,
}

impl Default for Noted {
    fn default() -> Self {
        Self {
            id: RequestId::default(),
            route: AtomicUsize::new(UNROUTED),
        }
    }
}

impl Operation {
    /// That of a request; one without a number where it came by no router.
    pub(crate) fn of(request: &Request) -> Self {
        request.extensions().get().cloned().unwrap_or_default()
    }

    pub(crate) fn id(&self) -> RequestId {
        self.0.id
    }

    /// The place of its route in the table.
    pub(crate) fn route(&self) -> usize {
        self.0.route.load(Ordering::Relaxed)
    }

    pub(crate) fn is_served_by(&self, route: usize) {
        self.0.route.store(route, Ordering::Relaxed);
    }

    /// The route as the table writes it.
    pub(crate) fn template(&self) -> &'static str {
        ROUTES.get(self.route()).map_or("none", |route| route.path)
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
        RequestId {
            process: self.process,
            n: self.count.fetch_add(1, Ordering::Relaxed),
        }
    }
}

pub(crate) async fn number(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let operation = Operation(Arc::new(Noted {
        id: app.ids().next(),
        ..Noted::default()
    }));
    request.extensions_mut().insert(operation.clone());
    let method = known(request.method());
    let under_way = app.meter().under_way();
    let mut response = next.run(request).await;
    let took = begun.elapsed();
    under_way.answered(operation.route(), response.status(), took);
    let id = operation.id();
    tracing::info!(
        target: REQUESTS,
        operation = %id,
        method,
        route = operation.template(),
        status = response.status().as_u16(),
        microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(HEADER.clone(), value);
    }
    response
}

/// The name of a method; one that is made up may hold anything, so it is not repeated.
fn known(method: &Method) -> &'static str {
    const KNOWN: [Method; 5] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::OPTIONS,
        Method::PUT,
    ];
    let names = ["GET", "HEAD", "POST", "OPTIONS", "PUT"];
    let found = KNOWN.iter().zip(names).find(|(known, _)| *known == method);
    found.map_or("other", |(_, name)| name)
}

/// A layer for the route at a place of the table.
pub(crate) async fn routed(State(route): State<usize>, request: Request, next: Next) -> Response {
    if let Some(operation) = request.extensions().get::<Operation>() {
        operation.is_served_by(route);
    }
    next.run(request).await
}
