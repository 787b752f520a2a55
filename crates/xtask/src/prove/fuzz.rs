//! The fuzz targets of `ingest`, each for ten minutes, by cargo-fuzz.
//!
//! It installs nothing: `cargo install cargo-fuzz` first. The sanitiser needs features that a stable compiler keeps
//! shut, which is opened for this build alone.

use crate::checkout::Checkout;
use crate::shell::{cargo, has, read, show};
use anyhow::{Result, bail};

/// Seconds for each target.
const TIME: u32 = 600;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    if !has("cargo-fuzz") {
        bail!("cargo-fuzz is not installed: cargo install cargo-fuzz");
    }
    let crate_folder = checkout.path("crates/ingest");
    let targets = read(cargo(checkout, ["fuzz", "list"]).current_dir(&crate_folder))?;
    for target in targets.lines() {
        show(
            cargo(checkout, ["fuzz", "run", target, "--"])
                .current_dir(&crate_folder)
                .env("RUSTC_BOOTSTRAP", "1")
                .arg(format!("-max_total_time={TIME}"))
                .arg("-timeout=10"),
        )?;
    }
    Ok(())
}
