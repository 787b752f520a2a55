//! Debian packages that a proof needs: said, then installed, only where they are missing; and a Debian of its own, where a
//! proof needs one that nobody has used.

use crate::checkout::Checkout;
use crate::shell::{is_root, read, show};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

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

/// A fresh Debian of this machine's release with some packages besides, packed and kept among the tools.
///
/// # Errors
/// Where this machine is no Debian, or none can be fetched.
pub(crate) fn fresh(checkout: &Checkout, packages: &[&str]) -> Result<PathBuf> {
    let told = fs::read_to_string("/etc/os-release")?;
    let suite = told
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let suite = suite.context("this machine is no Debian")?;
    let packages = packages.join(",");
    let packed = checkout
        .tools()
        .join(format!("debian-{suite}-{packages}.tar"));
    if packed.is_file() {
        return Ok(packed);
    }
    let folder = TempDir::with_prefix("gongkai-debian-")?;
    let root = folder.path().join("root");
    show(
        Command::new("debootstrap")
            .args(["--variant=minbase", &format!("--include={packages}"), suite])
            .arg(&root),
    )?;
    fs::create_dir_all(checkout.tools())?;
    show(
        Command::new("tar")
            .arg("--directory")
            .arg(&root)
            .arg("--create")
            .arg("--file")
            .arg(&packed)
            .arg("."),
    )?;
    Ok(packed)
}
