//! How many connections each address has.
//!
//! What counts as one address is decided in [`web::network`].

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use web::network::{REGION, household, region};

/// The connections of every address that has some.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    /// 0 for any number.
    most: usize,
    /// Who is not counted.
    proxies: Arc<[IpAddr]>,
    open: Arc<Mutex<Open>>,
}

/// The right to one connection; given back when dropped.
#[derive(Debug)]
pub(super) struct Entry {
    counted: Option<(Counted, Addresses)>,
}

/// The network of an address, and the region of many networks that one customer may have.
#[derive(Clone, Copy, Debug)]
struct Counted {
    network: IpAddr,
    region: Option<IpAddr>,
}

#[derive(Debug, Default)]
struct Open {
    networks: HashMap<IpAddr, usize>,
    regions: HashMap<IpAddr, usize>,
}

impl Addresses {
    pub(super) fn new(most: usize, proxies: &[IpAddr]) -> Self {
        Self {
            most,
            proxies: proxies.iter().map(IpAddr::to_canonical).collect(),
            open: Arc::default(),
        }
    }

    /// Lets one more in; `None` where the address has all it may have.
    pub(super) fn enter(&self, from: IpAddr) -> Option<Entry> {
        let from = from.to_canonical();
        if self.most == 0 || self.proxies.contains(&from) {
            return Some(Entry { counted: None });
        }
        let of = Counted {
            network: household(from),
            region: region(from),
        };
        let mut open = self.open();
        let of_network = open.networks.get(&of.network).copied().unwrap_or_default();
        let of_region = of.region.and_then(|region| open.regions.get(&region));
        let of_region = of_region.copied().unwrap_or_default();
        if self.most <= of_network || self.most.saturating_mul(REGION) <= of_region {
            return None;
        }
        *open.networks.entry(of.network).or_default() += 1;
        if let Some(region) = of.region {
            *open.regions.entry(region).or_default() += 1;
        }
        drop(open);
        Some(Entry {
            counted: Some((of, self.clone())),
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let Some((of, addresses)) = &self.counted else {
            return;
        };
        let mut open = addresses.open();
        leave(&mut open.networks, of.network);
        if let Some(region) = of.region {
            leave(&mut open.regions, region);
        }
    }
}

fn leave(counted: &mut HashMap<IpAddr, usize>, of: IpAddr) {
    if let Some(n) = counted.get_mut(&of) {
        *n -= 1;
        if *n == 0 {
            counted.remove(&of);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_so_many_places_and_gets_back_what_it_leaves() {
        let addresses = Addresses::new(2, &[]);
        let first = addresses.enter(ip("192.0.2.1")).unwrap();
        let _second = addresses.enter(ip("192.0.2.1")).unwrap();
        assert!(addresses.enter(ip("192.0.2.1")).is_none());
        assert!(addresses.enter(ip("192.0.2.2")).is_some());
        drop(first);
        assert!(addresses.enter(ip("192.0.2.1")).is_some());
    }

    #[test]
    fn one_household_is_one_address_however_it_is_written() {
        let addresses = Addresses::new(1, &[]);
        let _four = addresses.enter(ip("192.0.2.1")).unwrap();
        assert!(addresses.enter(ip("::ffff:192.0.2.1")).is_none());
        let _six = addresses.enter(ip("2001:db8:0:1::1")).unwrap();
        assert!(addresses.enter(ip("2001:db8:0:1:ffff::2")).is_none());
        assert!(addresses.enter(ip("2001:db8:0:2::1")).is_some());
    }

    #[test]
    fn who_has_many_networks_has_so_many_places_together() {
        let addresses = Addresses::new(1, &[]);
        let of = |n: usize| ip(&format!("2001:db8:7:{n:x}::1"));
        let mut entered: Vec<_> = (0..REGION).map(|n| addresses.enter(of(n))).collect();
        assert!(entered.iter().all(Option::is_some));
        assert!(addresses.enter(of(REGION)).is_none());
        assert!(addresses.enter(ip("2001:db8:8::1")).is_some());
        entered.pop();
        assert!(addresses.enter(of(REGION)).is_some());
    }

    #[test]
    fn proxies_and_a_limit_of_none_let_everybody_in() {
        let addresses = Addresses::new(1, &[ip("::1"), ip("10.0.0.5")]);
        let from = ["::1", "10.0.0.5", "::ffff:10.0.0.5"];
        let entered: Vec<_> = [from, from]
            .concat()
            .into_iter()
            .map(|from| addresses.enter(ip(from)))
            .collect();
        assert!(entered.iter().all(Option::is_some));
        let unlimited = Addresses::new(0, &[]);
        let entered: Vec<_> = (0..9).map(|_| unlimited.enter(ip("192.0.2.1"))).collect();
        assert!(entered.iter().all(Option::is_some));
    }

    #[test]
    fn who_has_gone_is_forgotten() {
        let addresses = Addresses::new(1, &[]);
        for one in ["192.0.2.1", "2001:db8::1"] {
            drop(addresses.enter(ip(one)));
        }
        let open = addresses.open();
        assert!(open.networks.is_empty() && open.regions.is_empty());
    }
}
