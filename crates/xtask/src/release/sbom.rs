//! What the program is made of, as CycloneDX: every crate that is linked into it, with version, licence and checksum.
//!
//! `cargo-cyclonedx` reads it off the lock file; here the list is bound to the program by its checksum, and freed of what
//! differs from run to run and from folder to folder.

use crate::checkout::Checkout;
use crate::shell::{read, show};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const TOOL: &str = "cargo-cyclonedx";
const TOOL_VERSION: &str = "0.5.9";
const SPECIFICATION: &str = "1.5";
const TARGET: &str = "x86_64-unknown-linux-gnu";

pub(super) fn make(checkout: &Checkout, program: &Path, epoch: &str, into: &Path) -> Result<()> {
    let tool = checkout.installed(TOOL, TOOL_VERSION)?;
    // It writes beside every manifest it reads: a copy of what is under version control is good enough for that.
    let copy = TempDir::with_prefix("gongkai-sbom-")?;
    let files = read(Command::new("git").current_dir(&checkout.root).args([
        "ls-files",
        "-z",
        "--",
        "*.toml",
        "*.rs",
        "Cargo.lock",
    ]))?;
    for file in files.split_terminator('\0') {
        let to = copy.path().join(file);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(checkout.path(file), to).with_context(|| file.to_owned())?;
    }
    show(
        Command::new(tool)
            .current_dir(copy.path())
            .env("SOURCE_DATE_EPOCH", epoch)
            .args(["cyclonedx", "--manifest-path", "crates/gongkai/Cargo.toml"])
            .args(["--format", "json", "--spec-version", SPECIFICATION])
            .args(["--target", TARGET, "--no-build-deps", "--quiet"]),
    )?;
    let text = fs::read_to_string(copy.path().join("crates/gongkai/gongkai.cdx.json"))?;
    let root = copy.path().to_string_lossy();
    let mut list: Value = serde_json::from_str(&text.replace(&*root, ""))?;
    let sum = read(Command::new("sha256sum").arg("--").arg(program))?;
    let sum = sum.split_whitespace().next().context("no checksum")?;
    let told = list.as_object_mut().context("the list is no object")?;
    told.remove("serialNumber");
    let component = told
        .get_mut("metadata")
        .and_then(|metadata| metadata.get_mut("component"))
        .context("the list is of nothing")?;
    component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    fs::write(into, serde_json::to_vec_pretty(&list)?)?;
    Ok(())
}
