//! How many are taken within some time, from each network, from each region of networks, and in all.
//!
//! Counts in memory and by the clock of the application; what is older than the time is forgotten. Never holds more than
//! are taken in all, so nobody makes it grow.

use crate::network::Bucket;
use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug)]
pub(crate) struct Rate {
    /// In seconds.
    within: i64,
    of_one: u32,
    in_all: u32,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: VecDeque<(i64, IpAddr)>,
    of: HashMap<Bucket, VecDeque<i64>>,
}

impl Rate {
    pub(crate) fn new(within: i64, of_one: u32, in_all: u32) -> Self {
        Self {
            within,
            of_one,
            in_all,
            taken: Mutex::default(),
        }
    }

    /// Takes one more.
    ///
    /// # Errors
    /// The instant from which one more is taken again.
    pub(crate) fn take(&self, from: IpAddr, now: i64) -> Result<(), i64> {
        let mut taken = self.taken();
        taken.forget(now - self.within);
        let full = |times: usize, most: u32| (most as usize) <= times;
        if full(taken.all.len(), self.in_all) {
            let oldest = taken.all.front().map_or(now, |(at, _)| *at);
            return Err(oldest + self.within);
        }
        for bucket in Bucket::all(from) {
            let most = self.of_one.saturating_mul(bucket.shares());
            if let Some(of) = taken.of.get(&bucket)
                && full(of.len(), most)
            {
                let oldest = of.front().copied().unwrap_or(now);
                return Err(oldest + self.within);
            }
        }
        for bucket in Bucket::all(from) {
            taken.of.entry(bucket).or_default().push_back(now);
        }
        taken.all.push_back((now, from));
        Ok(())
    }

    /// Gives one back that came to nothing.
    pub(crate) fn give_back(&self, from: IpAddr, at: i64) {
        let mut taken = self.taken();
        if let Some(n) = taken.all.iter().rposition(|one| *one == (at, from)) {
            taken.all.remove(n);
            taken.leave(from, VecDeque::pop_back);
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Forgets what was taken at or before an instant.
    fn forget(&mut self, until: i64) {
        while let Some((at, from)) = self.all.front().copied()
            && at <= until
        {
            self.all.pop_front();
            self.leave(from, VecDeque::pop_front);
        }
    }

    fn leave(&mut self, from: IpAddr, end: fn(&mut VecDeque<i64>) -> Option<i64>) {
        for bucket in Bucket::all(from) {
            if let Some(of) = self.of.get_mut(&bucket) {
                end(of);
                if of.is_empty() {
                    self.of.remove(&bucket);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::REGION;
    use std::net::Ipv4Addr;

    fn ip(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[test]
    fn a_network_waits_until_its_oldest_is_forgotten_and_others_do_not() {
        let rate = Rate::new(100, 2, 100);
        assert_eq!(rate.take(ip(1), 10), Ok(()));
        assert_eq!(rate.take(ip(1), 50), Ok(()));
        assert_eq!(rate.take(ip(1), 60), Err(110));
        assert_eq!(rate.take(ip(2), 60), Ok(()));
        assert_eq!(rate.take(ip(1), 109), Err(110));
        assert_eq!(rate.take(ip(1), 110), Ok(()));
        assert_eq!(rate.take(ip(1), 111), Err(150));
    }

    #[test]
    fn who_has_many_networks_waits_all_the_same() {
        let six = |network: u16, last: u16| {
            let parts = [0x2001, 0xdb8, 7, network, 0, 0, 0, last];
            IpAddr::from(parts)
        };
        let rate = Rate::new(100, 2, 1000);
        let of_all = 2 * REGION as u16;
        for n in 0..of_all {
            assert_eq!(rate.take(six(n, 0), i64::from(n)), Ok(()), "{n}");
        }
        assert_eq!(rate.take(six(of_all, 0), 50), Err(100));
        let other = IpAddr::from([0x2001, 0xdb8, 8, 0, 0, 0, 0, 0]);
        assert_eq!(rate.take(other, 50), Ok(()));
        // What is given back is given back to both.
        rate.give_back(six(of_all - 1, 0), i64::from(of_all) - 1);
        assert_eq!(rate.take(six(of_all, 0), 50), Ok(()));
        assert_eq!(rate.take(ip(1), 500), Ok(()));
        assert_eq!(rate.taken().of.len(), 1);
    }

    #[test]
    fn the_site_has_a_limit_whatever_the_networks_and_holds_no_more_than_that() {
        let rate = Rate::new(100, 2, 3);
        for n in 1..=3 {
            assert_eq!(rate.take(ip(n), i64::from(n)), Ok(()));
        }
        for n in 4..=200 {
            assert_eq!(rate.take(ip(n), 50), Err(101));
        }
        assert_eq!(rate.taken().of.len(), 3);
        assert_eq!(rate.take(ip(9), 500), Ok(()));
        let held = rate.taken();
        assert_eq!((held.of.len(), held.all.len()), (1, 1));
    }

    #[test]
    fn what_is_given_back_does_not_count() {
        let rate = Rate::new(100, 1, 100);
        assert_eq!(rate.take(ip(1), 10), Ok(()));
        rate.give_back(ip(1), 10);
        assert!(rate.taken().of.is_empty());
        assert_eq!(rate.take(ip(1), 10), Ok(()));
        assert_eq!(rate.take(ip(1), 10), Err(110));
    }
}
