//! Fifty kills at instants spread over an import; each is run again, and the end must be that of an undisturbed run.

use crate::checkout::Checkout;
use crate::shell::{cargo, show};
use anyhow::Result;

/// How often the import is killed.
const KILLS: &str = "50";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    show(
        cargo(
            checkout,
            ["test", "-p", "gongkai", "--test", "gongkai", "kills"],
        )
        .env("GONGKAI_KILLS", KILLS),
    )
}
