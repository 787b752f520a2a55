//! From where a visitor comes, as far as limits need it: never written down, never shown.
//!
//! Decides what counts as one network: an IPv4 address, or the first 64 bits of an IPv6 address, since that much is given
//! to one household; an IPv4 address written as IPv6 is the same address. Whoever rents a server is often given the first
//! 48 bits, and with them 65536 such networks: all of these together have a limit of their own, [`REGION`] times as large. Whoever serves the router says on each request
//! from which address it came ([`Peer`]); only a proxy that is known is believed when it names another one, and only in
//! `X-Forwarded-For`, which it is told to write: a `Forwarded` (RFC 7239) may be the visitor's own, passed on unread.

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

/// Whose are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bucket {
    Network(IpAddr),
    Region(IpAddr),
}

impl Bucket {
    pub(crate) fn all(from: IpAddr) -> impl Iterator<Item = Self> {
        let region = region(from).map(Self::Region);
        [Self::Network(from)].into_iter().chain(region)
    }

    /// How many times what one network may take.
    pub(crate) const fn shares(self) -> u32 {
        match self {
            Self::Network(_) => 1,
            Self::Region(_) => REGION as u32,
        }
    }
}

/// The network of a request; all requests without a known end count as one.
pub(crate) fn of(peer: Option<Peer>, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let unknown = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
    let end = peer.map_or(unknown, |Peer(peer)| peer);
    household(named(peer, headers, proxies).unwrap_or(end))
}

/// The same where it is a visitor's: `None` for this machine itself, and for a proxy that does not say whom it saw.
pub(crate) fn of_visitor(
    peer: Option<Peer>,
    headers: &HeaderMap,
    proxies: &[IpAddr],
) -> Option<IpAddr> {
    let from = named(peer, headers, proxies)?;
    (!from.to_canonical().is_loopback()).then(|| household(from))
}

/// The address that a request is known to come from.
fn named(peer: Option<Peer>, headers: &HeaderMap, proxies: &[IpAddr]) -> Option<IpAddr> {
    let Peer(peer) = peer?;
    let is_proxy = |from: &IpAddr| {
        let from = from.to_canonical();
        proxies.iter().any(|proxy| proxy.to_canonical() == from)
    };
    if !is_proxy(&peer) {
        return Some(peer);
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
            Some(from) => return Some(from),
            None => break,
        }
    }
    None
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
    fn only_what_a_proxy_is_told_to_write_is_believed() {
        let headers = [
            ("forwarded", "for=198.51.100.7"),
            ("forwarded", "for=\"[2001:db8::7]:4711\";proto=https"),
            ("x-real-ip", "198.51.100.7"),
            ("client-ip", "198.51.100.7"),
            ("true-client-ip", "198.51.100.7"),
        ];
        for (name, value) in headers {
            let headers = [(name, value)].map(|(name, value)| {
                let name = axum::http::HeaderName::from_static(name);
                (name, value.parse().unwrap())
            });
            let headers: HeaderMap = headers.into_iter().collect();
            for peer in ["192.0.2.1", "127.0.0.1"] {
                let found = of(Some(Peer(ip(peer))), &headers, &[ip("127.0.0.1")]);
                assert_eq!(found, ip(peer), "{name}: {value}");
            }
        }
    }

    #[test]
    fn what_is_made_for_this_machine_or_for_who_knows_whom_is_no_visitors() {
        let ours = [ip("127.0.0.1"), ip("::1"), ip("2001:db8:5::9")];
        let visitor = |peer: Option<&str>, forwarded: &str| {
            let forwarded = ("x-forwarded-for", forwarded);
            let name = axum::http::HeaderName::from_static(forwarded.0);
            let headers = HeaderMap::from_iter([(name, forwarded.1.parse().unwrap())]);
            of_visitor(peer.map(|peer| Peer(ip(peer))), &headers, &ours)
        };
        for nobody in [
            visitor(None, "192.0.2.1"),
            visitor(Some("127.0.0.1"), ""),
            visitor(Some("::ffff:127.0.0.1"), "127.0.0.1"),
            visitor(Some("127.0.0.9"), "192.0.2.1"),
            visitor(Some("2001:db8:5::9"), "unknown"),
        ] {
            assert_eq!(nobody, None);
        }
        let some = visitor(Some("2001:db8:5::9"), "127.0.0.1, 2001:db8:0:1::7");
        assert_eq!(some, Some(ip("2001:db8:0:1::")));
        assert_eq!(
            visitor(Some("192.0.2.1"), "127.0.0.1"),
            Some(ip("192.0.2.1"))
        );
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
