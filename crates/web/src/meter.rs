//! 计量 — what the keeper of a site may count of its visits: requests by route and status, how long they took, what was
//! given from memory.
//!
//! Decides that nothing here tells one visitor from another: a request counts under its route as the table writes it,
//! never under its address, its words or where it came from.
//!
//! Invariants
//! - To count costs some additions to numbers that are there from the start: no lock, no search, nothing new in memory.

use crate::routes::{Method, ROUTES};
use axum::http::StatusCode;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// The place behind all routes: what none of them serves.
pub(crate) const UNROUTED: usize = ROUTES.len();

/// The statuses that this site answers with; any other counts as the last.
const STATUSES: [u16; 23] = [
    200, 204, 206, 301, 303, 304, 400, 403, 404, 405, 408, 409, 410, 413, 414, 415, 416, 422, 429,
    431, 500, 503, 0,
];

/// Up to which time an answer falls into each class, in microseconds; what takes longer is in the last of all.
pub const BOUNDS: [u64; 13] = [
    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    5_000_000,
];

/// Counts of one process since it began.
#[derive(Debug)]
pub struct Meter {
    routes: Box<[Counts]>,
    under_way: AtomicI64,
    given_up: AtomicU64,
    from_memory: AtomicU64,
    made: AtomicU64,
}

#[derive(Debug, Default)]
struct Counts {
    statuses: [AtomicU64; STATUSES.len()],
    /// How many answers took so long, class by class.
    classes: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

/// What was counted of one route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfRoute {
    /// The route as the table writes it; `none` for what no route serves.
    pub route: &'static str,
    pub method: &'static str,
    /// How many answers had each status; 0 stands for any that this site does not use.
    pub statuses: Vec<(u16, u64)>,
    /// How many answers took at most each of [`BOUNDS`], and how many there were.
    pub within: [u64; BOUNDS.len() + 1],
    pub microseconds: u64,
}

/// What was counted of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Requests that are being answered.
    pub under_way: u64,
    /// Requests whose visitor left before there was an answer.
    pub given_up: u64,
    /// Answers given as they were kept, and pages made.
    pub from_memory: u64,
    pub made: u64,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            routes: (0..=ROUTES.len()).map(|_| Counts::default()).collect(),
            under_way: AtomicI64::new(0),
            given_up: AtomicU64::new(0),
            from_memory: AtomicU64::new(0),
            made: AtomicU64::new(0),
        }
    }
}

impl Meter {
    /// Begins to count a request.
    pub(crate) fn under_way(&self) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay {
            meter: self,
            is_answered: false,
        }
    }

    pub(crate) fn gives_from_memory(&self) {
        self.from_memory.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn makes(&self) {
        self.made.fetch_add(1, Ordering::Relaxed);
    }

    pub fn totals(&self) -> Totals {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Totals {
            under_way: u64::try_from(self.under_way.load(Ordering::Relaxed)).unwrap_or(0),
            given_up: of(&self.given_up),
            from_memory: of(&self.from_memory),
            made: of(&self.made),
        }
    }

    /// The routes that were asked for.
    pub fn routes(&self) -> impl Iterator<Item = OfRoute> {
        let named = ROUTES
            .iter()
            .map(|route| (route.path, method(route.method)));
        let named = named.chain([("none", "ANY")]);
        let counted = named.zip(&self.routes);
        counted.filter_map(|((route, method), counts)| counts.of(route, method))
    }
}

const fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
    }
}

impl Counts {
    fn add(&self, status: StatusCode, took: Duration) {
        let at = STATUSES
            .iter()
            .position(|known| *known == status.as_u16())
            .unwrap_or(STATUSES.len() - 1);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let class = BOUNDS
            .iter()
            .position(|bound| microseconds <= *bound)
            .unwrap_or(BOUNDS.len());
        if let (Some(status), Some(class)) = (self.statuses.get(at), self.classes.get(class)) {
            status.fetch_add(1, Ordering::Relaxed);
            class.fetch_add(1, Ordering::Relaxed);
        }
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    fn of(&self, route: &'static str, method: &'static str) -> Option<OfRoute> {
        let statuses: Vec<(u16, u64)> = STATUSES
            .iter()
            .zip(&self.statuses)
            .map(|(status, n)| (*status, n.load(Ordering::Relaxed)))
            .filter(|(_, n)| 0 < *n)
            .collect();
        if statuses.is_empty() {
            return None;
        }
        let mut so_far = 0;
        let within = self.classes.each_ref().map(|class| {
            so_far += class.load(Ordering::Relaxed);
            so_far
        });
        Some(OfRoute {
            route,
            method,
            statuses,
            within,
            microseconds: self.microseconds.load(Ordering::Relaxed),
        })
    }
}

/// A request that is being answered; dropped before it was, its visitor has gone.
pub(crate) struct UnderWay<'a> {
    meter: &'a Meter,
    is_answered: bool,
}

impl UnderWay<'_> {
    pub(crate) fn answered(mut self, route: usize, status: StatusCode, took: Duration) {
        self.is_answered = true;
        if let Some(counts) = self.meter.routes.get(route) {
            counts.add(status, took);
        }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.meter.under_way.fetch_sub(1, Ordering::Relaxed);
        if !self.is_answered {
            self.meter.given_up.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    #[test]
    fn an_answer_counts_under_its_route_its_status_and_its_time() {
        let meter = Meter::default();
        assert_eq!(meter.routes().count(), 0);
        for (status, microseconds) in [(200, 250), (200, 251), (304, 10_000_000), (599, 1)] {
            meter.under_way().answered(
                0,
                StatusCode::from_u16(status).unwrap(),
                Duration::from_micros(microseconds),
            );
        }
        let counted: Vec<OfRoute> = meter.routes().collect();
        let [home] = counted.as_slice() else {
            panic!("{counted:?}");
        };
        assert_eq!((home.route, home.method), ("/", "GET"));
        assert_eq!(home.statuses, [(200, 2), (304, 1), (0, 1)]);
        assert_eq!(home.within.first(), Some(&2));
        assert_eq!(home.within.get(1), Some(&3));
        assert_eq!(home.within.last(), Some(&4));
        assert_eq!(home.microseconds, 10_000_502);
    }

    #[test]
    fn who_leaves_before_the_answer_is_counted_apart() {
        let meter = Meter::default();
        let here = meter.under_way();
        assert_eq!(meter.totals().under_way, 1);
        drop(here);
        assert_eq!((meter.totals().under_way, meter.totals().given_up), (0, 1));
    }
}
