//! 限速 — what takes a processor long is made for one network only so often.
//!
//! Decides that each network may take so much in a minute, and saves up no more than a minute's: a search counts one, a
//! copy to be set as PDF or Word more ([`Effort`]). What is kept is given before anybody counts; this machine itself, and
//! who comes by a proxy that names nobody, are not counted, so that no proxy set up badly shuts out everybody.
//!
//! Invariants: it holds no more than [`MOST`] networks, whoever comes. Where so many came within a minute, those beyond
//! are not counted: to be let in is the lesser evil. Nobody loses a place who has not had everything given back, so that
//! no crowd wipes out what one of it took. A request does so much work and no more, however many are held: what may be
//! free by now lies in order of the seconds ([`Wheel`]), and [`AT_ONCE`] of it are looked at.

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
/// How many places are looked at for a request, whether they are free; more than a request can take.
const AT_ONCE: usize = 32;
/// How many seconds lie side by side: more than a minute, by when everybody has everything back.
const SECONDS: usize = 64;
/// One of the smallest effort, in the measure in which is counted: so what a minute gives comes in whole parts a second.
const ONE: i64 = 60;

/// What the networks took lately.
#[derive(Debug)]
pub(crate) struct Pace {
    /// 0 for any number.
    per_minute: AtomicU32,
    taken: Mutex<Places>,
}

/// Who holds a place, and when to look whether it is free.
#[derive(Debug, Default)]
struct Places {
    of: HashMap<Bucket, Taken>,
    wheel: Wheel,
}

/// Everybody who holds a place, once, under the second in which it may be free.
#[derive(Debug)]
struct Wheel {
    seconds: [Vec<Bucket>; SECONDS],
    /// Up to and including this second all were looked at.
    seen: i64,
}

impl Default for Wheel {
    fn default() -> Self {
        Self {
            seconds: std::array::from_fn(|_| Vec::new()),
            seen: 0,
        }
    }
}

impl Wheel {
    fn at(&mut self, second: i64) -> Option<&mut Vec<Bucket>> {
        let place = second.rem_euclid(SECONDS as i64);
        self.seconds.get_mut(place as usize)
    }

    /// The next who may have a place that is free.
    fn next(&mut self, now: i64) -> Option<Bucket> {
        // After a long pause each second is looked at once; a clock that was put back begins anew from where it is.
        self.seen = self.seen.clamp(now - SECONDS as i64, now);
        while self.seen < now {
            let second = self.seen + 1;
            if let Some(those) = self.at(second) {
                if let Some(found) = those.pop() {
                    return Some(found);
                }
                // The room of a crowd is not kept for each second.
                *those = Vec::new();
            }
            self.seen = second;
        }
        None
    }
}

impl Places {
    /// Frees places of those who have everything back; gives how many were looked at.
    fn free(&mut self, now: i64, each_second: impl Fn(Bucket) -> i64) -> usize {
        for looked in 0..AT_ONCE {
            let Some(bucket) = self.wheel.next(now) else {
                return looked;
            };
            let Some(taken) = self.of.get_mut(&bucket) else {
                continue;
            };
            // What was taken by a clock that was put back is given back from now on.
            taken.at = taken.at.min(now);
            let each_second = each_second(bucket);
            let left = taken.left(now, each_second);
            if left == 0 {
                self.of.remove(&bucket);
            } else {
                self.keep_until(bucket, now, left, each_second);
            }
        }
        AT_ONCE
    }

    fn keep_until(&mut self, bucket: Bucket, now: i64, left: i64, each_second: i64) {
        let seconds = (left + each_second - 1) / each_second;
        if let Some(second) = self.wheel.at(now + seconds.clamp(1, SECONDS as i64 - 1)) {
            second.push(bucket);
        }
    }

    fn take(&mut self, bucket: Bucket, wanted: i64, now: i64, each_second: i64) {
        if let Some(of) = self.of.get_mut(&bucket) {
            *of = Taken {
                much: of.left(now, each_second) + wanted,
                at: now,
            };
        } else if self.of.len() < MOST {
            let much = wanted;
            self.of.insert(bucket, Taken { much, at: now });
            self.keep_until(bucket, now, much, each_second);
        }
    }
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
        taken.free(now, each_second);
        // Nobody's whole share is less than the greatest effort.
        let wanted = (ONE * i64::from(effort.weight())).min(ONE * i64::from(per_minute));
        let wait = Bucket::all(from).filter_map(|bucket| {
            let each_second = each_second(bucket);
            let left = taken.of.get(&bucket)?.left(now, each_second);
            let beyond = left + wanted - ONE * each_second;
            (0 < beyond).then(|| (beyond + each_second - 1) / each_second)
        });
        if let Some(wait) = wait.max() {
            return Err(wait);
        }
        for bucket in Bucket::all(from) {
            taken.take(bucket, wanted, now, each_second(bucket));
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

    fn held(pace: &Pace) -> usize {
        pace.taken.lock().map_or(0, |taken| taken.of.len())
    }

    /// Lets so many networks come at an instant, none of which came before.
    fn crowd(pace: &Pace, first: u32, many: usize, now: i64) {
        for n in first..first + many as u32 {
            assert_eq!(pace.take(ip(n), Effort::Search, now), Ok(()));
        }
    }

    #[test]
    fn it_holds_so_many_and_who_is_not_held_is_let_in() {
        let pace = Pace::new(60);
        crowd(&pace, 0, MOST + 9, 0);
        assert_eq!(held(&pace), MOST);
        // Whoever comes frees more places than one takes, until all that are free are found.
        let turns = MOST / (AT_ONCE - 1) + 1;
        crowd(&pace, MOST as u32 * 2, turns, 60);
        assert_eq!(held(&pace), turns);
    }

    #[test]
    fn a_crowd_neither_wipes_out_what_one_of_it_took_nor_makes_anybody_wait() {
        let pace = Pace::new(2);
        for _ in 0..2 {
            assert_eq!(pace.take(ip(0), Effort::Search, 0), Ok(()));
        }
        crowd(&pace, 1, MOST * 2, 1);
        assert_eq!(held(&pace), MOST);
        for now in 2..30 {
            assert_eq!(pace.take(ip(0), Effort::Search, now), Err(30 - now));
            crowd(&pace, u32::MAX / 2 + now as u32 * 1000, 1000, now);
        }
        assert_eq!(pace.take(ip(0), Effort::Search, 30), Ok(()));
    }

    #[test]
    fn a_request_looks_at_few_places_however_many_are_held() {
        let pace = Pace::new(60);
        crowd(&pace, 0, MOST, 0);
        let each_second = |bucket: Bucket| 60 * i64::from(bucket.shares());
        for now in [0, 1, 1, 59, 9000, 100, 101, 102] {
            let mut taken = pace.taken.lock().unwrap_or_else(PoisonError::into_inner);
            assert!(taken.free(now, each_second) <= AT_ONCE, "{now}");
            let in_order: usize = taken.wheel.seconds.iter().map(Vec::len).sum();
            assert_eq!(in_order, taken.of.len(), "{now}");
        }
    }

    #[test]
    fn a_place_is_free_once_everything_is_given_back_also_where_the_clock_was_put_back() {
        let pace = Pace::new(60);
        crowd(&pace, 0, 20, 9000);
        // An hour is put back: what was taken is given back from now on.
        crowd(&pace, 100, 1, 5400);
        assert_eq!(held(&pace), 21);
        for now in 5401..5400 + 2 * SECONDS as i64 {
            crowd(&pace, 200, 1, now);
        }
        assert_eq!(held(&pace), 1);
    }
}
