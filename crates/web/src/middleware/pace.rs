//! 限速 — what takes a processor long is made for one network only so often.
//!
//! Decides that each network may take so much in a minute, and saves up no more than a minute's: a search counts one, a
//! copy to be set as PDF or Word more ([`Effort`]). What is kept is given before anybody counts; this machine itself, and
//! who comes by a proxy that names nobody, are not counted, so that no proxy set up badly shuts out everybody.
//!
//! Invariant: it holds no more than [`MOST`] networks, whoever comes. Where so many came within a minute, those beyond
//! are not counted: to be let in is the lesser evil.

use crate::app::App;
use crate::error::Trouble;
use crate::network::{self, Bucket, Peer};
use crate::routes::Effort;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many networks and regions are held.
const MOST: usize = 1 << 16;
/// One of the smallest effort, in the measure in which is counted: so what a minute gives comes in whole parts a second.
const ONE: i64 = 60;

/// What the networks took lately.
#[derive(Debug)]
pub(crate) struct Pace {
    /// 0 for any number.
    per_minute: AtomicU32,
    taken: Mutex<HashMap<Bucket, Taken>>,
}

/// What is not yet given back of what somebody took, as it was at an instant.
#[derive(Clone, Copy, Debug)]
struct Taken {
    much: i64,
    at: i64,
}

impl Taken {
    /// A clock that was put back gives nothing back, and takes nothing.
    fn left(self, now: i64, each_second: i64) -> i64 {
        let passed = (now - self.at).max(0);
        (self.much - passed.saturating_mul(each_second)).max(0)
    }
}

impl Pace {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self {
            per_minute: per_minute.into(),
            taken: Mutex::default(),
        }
    }

    pub(crate) fn set(&self, per_minute: u32) {
        self.per_minute.store(per_minute, Ordering::Relaxed);
    }

    /// Takes an effort for a network.
    ///
    /// # Errors
    /// In how many seconds there is room for it.
    pub(crate) fn take(&self, from: IpAddr, effort: Effort, now: i64) -> Result<(), i64> {
        let per_minute = self.per_minute.load(Ordering::Relaxed);
        if per_minute == 0 {
            return Ok(());
        }
        // What is given back each second; sixty times that may be owed.
        let each_second = |bucket: Bucket| i64::from(per_minute) * i64::from(bucket.shares());
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if MOST <= taken.len() {
            taken.retain(|bucket, taken| 0 < taken.left(now, each_second(*bucket)));
        }
        // Nobody's whole share is less than the greatest effort.
        let wanted = (ONE * i64::from(effort.weight())).min(ONE * i64::from(per_minute));
        let wait = Bucket::all(from).filter_map(|bucket| {
            let each_second = each_second(bucket);
            let left = taken.get(&bucket)?.left(now, each_second);
            let beyond = left + wanted - ONE * each_second;
            (0 < beyond).then(|| (beyond + each_second - 1) / each_second)
        });
        if let Some(wait) = wait.max() {
            return Err(wait);
        }
        for bucket in Bucket::all(from) {
            if MOST <= taken.len() && !taken.contains_key(&bucket) {
                continue;
            }
            let each_second = each_second(bucket);
            let of = taken.entry(bucket).or_insert(Taken { much: 0, at: now });
            *of = Taken {
                much: of.left(now, each_second) + wanted,
                at: now,
            };
        }
        Ok(())
    }
}

/// A layer for routes whose answers take long to make.
pub(crate) async fn keep(
    State((app, effort)): State<(App, Effort)>,
    request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let from = network::of_visitor(peer, request.headers(), &app.forms().says.proxies);
    let taken = from.map_or(Ok(()), |from| app.pace().take(from, effort, app.now()));
    match taken {
        Ok(()) => next.run(request).await,
        Err(seconds) => Trouble::TooOften { seconds }.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::REGION;
    use std::net::{Ipv4Addr, Ipv6Addr};

    fn ip(n: u32) -> IpAddr {
        Ipv4Addr::from_bits(n).into()
    }

    fn six(region: u16, network: u16) -> IpAddr {
        Ipv6Addr::new(0x2001, 0xdb8, region, network, 0, 0, 0, 0).into()
    }

    #[test]
    fn a_network_that_took_its_minute_waits_for_what_it_wants_and_others_do_not() {
        let pace = Pace::new(12);
        for _ in 0..12 {
            assert_eq!(pace.take(ip(1), Effort::Search, 100), Ok(()));
        }
        assert_eq!(pace.take(ip(1), Effort::Search, 100), Err(5));
        assert_eq!(pace.take(ip(1), Effort::Search, 104), Err(1));
        assert_eq!(pace.take(ip(2), Effort::Search, 104), Ok(()));
        assert_eq!(pace.take(ip(1), Effort::Search, 105), Ok(()));
        assert_eq!(pace.take(ip(1), Effort::Print, 105), Err(25));
        // Nobody saves up more than a minute, however long nothing was taken.
        for _ in 0..12 {
            assert_eq!(pace.take(ip(1), Effort::Search, 9000), Ok(()));
        }
        assert_eq!(pace.take(ip(1), Effort::Search, 9000), Err(5));
    }

    #[test]
    fn who_has_many_networks_has_the_shares_of_a_few() {
        let pace = Pace::new(2);
        for n in 0..REGION as u16 {
            for _ in 0..2 {
                assert_eq!(pace.take(six(7, n), Effort::Search, 0), Ok(()));
            }
        }
        assert_eq!(pace.take(six(7, 99), Effort::Search, 0), Err(8));
        assert_eq!(pace.take(six(8, 99), Effort::Search, 0), Ok(()));
    }

    #[test]
    fn a_small_share_still_gives_the_greatest_effort_once_and_none_is_no_limit() {
        let pace = Pace::new(1);
        assert_eq!(pace.take(ip(1), Effort::Print, 0), Ok(()));
        assert_eq!(pace.take(ip(1), Effort::Print, 0), Err(60));
        let free = Pace::new(0);
        assert!((0..99).all(|_| free.take(ip(1), Effort::Print, 0).is_ok()));
    }

    #[test]
    fn a_clock_that_is_put_back_shuts_nobody_out() {
        let pace = Pace::new(60);
        assert_eq!(pace.take(ip(1), Effort::Search, 9000), Ok(()));
        for _ in 0..59 {
            assert_eq!(pace.take(ip(1), Effort::Search, 10), Ok(()));
        }
        assert_eq!(pace.take(ip(1), Effort::Search, 10), Err(1));
        assert_eq!(pace.take(ip(1), Effort::Search, 11), Ok(()));
    }

    #[test]
    fn it_holds_so_many_and_who_is_not_held_is_let_in() {
        let pace = Pace::new(60);
        let held = || pace.taken.lock().map_or(0, |taken| taken.len());
        for n in 0..MOST as u32 + 9 {
            assert_eq!(pace.take(ip(n), Effort::Search, 0), Ok(()));
        }
        assert_eq!(held(), MOST);
        assert_eq!(pace.take(ip(u32::MAX), Effort::Search, 60), Ok(()));
        assert_eq!(held(), 1);
    }
}
