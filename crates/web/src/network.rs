//! From where a visitor comes, as far as limits need it: never written down, never shown.
//!
//! Decides what counts as one network: an IPv4 address, or the first 64 bits of an IPv6 address, since that much is given
//! to one household; an IPv4 address written as IPv6 is the same address. Whoever rents a server is often given the first
//! 48 bits, and with them 65536 such networks: all of these together have a limit of their own, [`REGION`] times as large. Whoever serves the router says on each request
//! from which address it came ([`Peer`]); only a proxy that is known is believed when it names another one.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The other end of the connection a request came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// What counts as one network.
pub fn household(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6((six.to_bits() >> 64 << 64).into()),
        four @ IpAddr::V4(_) => four,
    }
}

/// How many times what one network may take, all of one region may take together.
pub const REGION: usize = 4;

/// The networks that may all belong to one customer of a provider; `None` for an IPv4 address, of which one has few.
pub fn region(from: IpAddr) -> Option<IpAddr> {
    match from.to_canonical() {
        IpAddr::V6(six) => Some(IpAddr::V6((six.to_bits() >> 80 << 80).into())),
        IpAddr::V4(_) => None,
    }
}

/// The network of a request; all requests without a known end count as one.
pub(crate) fn of(peer: Option<Peer>, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let Some(Peer(peer)) = peer else {
        return IpAddr::V6(Ipv6Addr::UNSPECIFIED);
    };
    let is_proxy = |from: &IpAddr| {
        let from = from.to_canonical();
        proxies.iter().any(|proxy| proxy.to_canonical() == from)
    };
    if !is_proxy(&peer) {
        return household(peer);
    }
    // Each proxy writes whom it saw behind what it was told: the last one that is no proxy of ours is whom ours saw.
    let named = headers.get_all("x-forwarded-for").iter();
    let named = named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| address(one.trim()));
    let named: Vec<Option<IpAddr>> = named.collect();
    for one in named.into_iter().rev() {
        match one {
            Some(from) if is_proxy(&from) => {}
            Some(from) => return household(from),
            None => break,
        }
    }
    household(peer)
}

/// An address as proxies write it: alone, or with its port.
fn address(one: &str) -> Option<IpAddr> {
    let with_port = || one.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    one.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn seen(peer: &str, forwarded: &[&str], proxies: &[&str]) -> IpAddr {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let proxies: Vec<IpAddr> = proxies.iter().map(|proxy| ip(proxy)).collect();
        of(Some(Peer(ip(peer))), &headers, &proxies)
    }

    #[test]
    fn one_household_is_one_network_however_it_is_written() {
        assert_eq!(household(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
        assert_eq!(household(ip("2001:db8:0:1:ffff::2")), ip("2001:db8:0:1::"));
    }

    #[test]
    fn the_networks_of_one_customer_are_one_region() {
        let of = |text| region(ip(text));
        assert_eq!(of("2001:db8:7:1:ffff::2"), Some(ip("2001:db8:7::")));
        assert_eq!(of("2001:db8:7:ffff::"), of("2001:db8:7::1"));
        assert_ne!(of("2001:db8:8::"), of("2001:db8:7::"));
        assert_eq!(of("192.0.2.1"), None);
        assert_eq!(of("::ffff:192.0.2.1"), None);
    }

    #[test]
    fn who_is_no_proxy_of_ours_cannot_say_to_come_from_elsewhere() {
        let direct = seen("192.0.2.1", &["198.51.100.7"], &["127.0.0.1"]);
        assert_eq!(direct, ip("192.0.2.1"));
    }

    #[test]
    fn a_proxy_of_ours_is_believed_in_what_it_saw_itself() {
        let proxies = ["127.0.0.1", "10.0.0.5"];
        for (forwarded, expected) in [
            (&["198.51.100.7"][..], "198.51.100.7"),
            (&["192.0.2.66, 198.51.100.7"], "198.51.100.7"),
            (&["192.0.2.66", "198.51.100.7, 10.0.0.5"], "198.51.100.7"),
            (&["198.51.100.7, unknown"], "127.0.0.1"),
            (&["198.51.100.7:50123"], "198.51.100.7"),
            (&["[2001:db8:0:1::2]:50123"], "2001:db8:0:1::"),
            (&["2001:db8:0:1:ffff::2"], "2001:db8:0:1::"),
            (&[], "127.0.0.1"),
        ] {
            let found = seen("::ffff:127.0.0.1", forwarded, &proxies);
            assert_eq!(found, ip(expected), "{forwarded:?}");
        }
    }
}
