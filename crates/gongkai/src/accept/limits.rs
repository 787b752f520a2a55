//! 连接的限度 — what a listener lets its visitors take.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

/// What a listener lets its visitors take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// How long the header of a request may take, counted from the connection or from the answer before.
    pub(crate) header: Duration,
    /// How long nothing of an answer may be taken.
    pub(crate) stalled: Duration,
    /// How many connections are open at once.
    pub(crate) connections: usize,
    /// How many of them are of one address; 0 for any number.
    pub(crate) per_address: usize,
    /// Whose connections are not counted by address.
    pub(crate) proxies: Vec<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            stalled: Duration::from_mins(1),
            connections: 1024,
            per_address: 128,
            proxies: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        }
    }
}
