//! Licences of the dependencies: all of them allowed by `deny.toml`, and THIRD-PARTY.md current.
//!
//! It knows no list of advisories, which cannot be had without a network.

use crate::checkout::Checkout;
use crate::notices;
use anyhow::{Result, bail};

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let breaches = notices::breaches(checkout)?;
    if !breaches.is_empty() {
        bail!("deny.toml does not allow:\n{}", breaches.join("\n"));
    }
    notices::third_party(checkout)?.check(checkout)
}
