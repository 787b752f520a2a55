//! `cargo xtask release`: what is given to those who run a site, in one folder: the program, the list of what it is made
//! of, a Debian package of both, and their checksums.
//!
//! Decides the names and the order; the package is laid out in `deb`, the list is made in `sbom`. Two runs on one commit
//! give the same files, as far as the compiler does: times are those of the commit.

mod deb;
mod sbom;

use crate::checkout::Checkout;
use crate::shell::{cargo, read, show};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a release consists of.
pub(crate) struct Release {
    pub(crate) program: PathBuf,
    pub(crate) sbom: PathBuf,
    pub(crate) deb: PathBuf,
}

/// `cargo xtask release [--profile PROFILE]`
///
/// # Errors
/// Where an argument is unknown, or anything cannot be built.
pub(crate) fn run(checkout: &Checkout, arguments: &[&str]) -> Result<bool> {
    let profile = match arguments {
        [] => "dist",
        ["--profile", profile] => profile,
        _ => bail!("usage: cargo xtask release [--profile PROFILE]"),
    };
    let release = make(checkout, profile)?;
    for file in [&release.program, &release.sbom, &release.deb] {
        println!("{:>12}  {}", fs::metadata(file)?.len(), file.display());
    }
    Ok(true)
}

/// Builds the program by a profile, and everything from it.
///
/// # Errors
/// Where anything cannot be built.
pub(crate) fn make(checkout: &Checkout, profile: &str) -> Result<Release> {
    let built = build(checkout, profile)?;
    let version = version(checkout)?;
    let folder = folder(checkout);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let epoch = epoch(checkout)?;
    let program = folder.join(format!("gongkai-{version}-x86_64-linux"));
    fs::copy(&built, &program)?;
    show(Command::new("strip").arg("--strip-unneeded").arg(&program))?;
    let sbom = folder.join(format!("gongkai-{version}.cdx.json"));
    sbom::make(checkout, &program, &epoch, &sbom)?;
    let deb = deb::make(checkout, &version, &program, &sbom, &epoch, &folder)?;
    checksums(&folder)?;
    Ok(Release { program, sbom, deb })
}

impl Release {
    /// The one that was made last; `None` where there is none.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub(crate) fn lying(checkout: &Checkout) -> Result<Option<Self>> {
        let folder = folder(checkout);
        if !folder.is_dir() {
            return Ok(None);
        }
        let files: Vec<PathBuf> = fs::read_dir(&folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        let ending = |end: &str| {
            let mut files = files.iter();
            files
                .find(|file| file.to_string_lossy().ends_with(end))
                .cloned()
        };
        let all = (ending("-linux"), ending(".cdx.json"), ending(".deb"));
        Ok(match all {
            (Some(program), Some(sbom), Some(deb)) => Some(Self { program, sbom, deb }),
            _ => None,
        })
    }
}

fn folder(checkout: &Checkout) -> PathBuf {
    checkout.target().join("release-files")
}

fn build(checkout: &Checkout, profile: &str) -> Result<PathBuf> {
    show(cargo(checkout, ["build", "--locked", "-p", "gongkai"]).args(["--profile", profile]))?;
    let folder = match profile {
        "dev" => "debug",
        profile => profile,
    };
    Ok(checkout.target().join(folder).join("gongkai"))
}

fn version(checkout: &Checkout) -> Result<String> {
    let text = fs::read_to_string(checkout.path("Cargo.toml"))?;
    let workspace: toml::Table = text.parse()?;
    let version = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("package")?.get("version")?.as_str());
    Ok(version.context("the workspace has no version")?.to_owned())
}

/// The time of the commit, as tools read it that make the same of the same.
fn epoch(checkout: &Checkout) -> Result<String> {
    let commit = ["log", "-1", "--format=%ct"];
    let time = read(Command::new("git").current_dir(&checkout.root).args(commit))?;
    Ok(time.trim().to_owned())
}

fn checksums(folder: &Path) -> Result<()> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let sums = read(
        Command::new("sha256sum")
            .current_dir(folder)
            .arg("--")
            .args(names),
    )?;
    fs::write(folder.join("SHA256SUMS"), sums)?;
    Ok(())
}
