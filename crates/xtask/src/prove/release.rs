//! The release build from nothing, timed: what a newcomer waits for.
//!
//! It builds into a folder of its own, so that nothing built before helps.

use crate::checkout::Checkout;
use crate::shell::{cargo, show};
use anyhow::Result;
use std::time::Instant;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let target = tempfile::tempdir()?;
    let begun = Instant::now();
    show(
        cargo(checkout, ["build", "--release", "--locked"]).env("CARGO_TARGET_DIR", target.path()),
    )?;
    let binary = target.path().join("release/gongkai");
    let mebibytes = std::fs::metadata(binary)?.len() / (1024 * 1024);
    println!(
        "clean release build: {} s, binary {mebibytes} MiB",
        begun.elapsed().as_secs()
    );
    Ok(())
}
