//! Debian packages that a proof needs: said, then installed, only where they are missing.

use crate::shell::{is_root, read, show};
use anyhow::{Result, ensure};
use std::process::Command;

/// # Errors
/// Where one is missing and this may not install it.
pub(crate) fn need(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !is_there(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    ensure!(
        is_root(),
        "run as root: apt-get install --no-install-recommends {}",
        missing.join(" ")
    );
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    show(apt().args(["update", "-qq"]))?;
    show(
        apt()
            .args(["install", "-qq", "--yes", "--no-install-recommends"])
            .args(missing),
    )
}

fn is_there(package: &str) -> bool {
    let asked = ["--show", "--showformat=${db:Status-Status}", package];
    let mut query = Command::new("dpkg-query");
    query.args(asked).stderr(std::process::Stdio::null());
    read(&mut query).is_ok_and(|status| status == "installed")
}
