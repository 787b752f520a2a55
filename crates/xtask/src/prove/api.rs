//! The open API against its own description: schemathesis reads the OpenAPI document of the running demo and asks what
//! follows from it, what lies at its edges and what breaks it. No answer may be an error of ours or break the contract.
//!
//! The fuzzer is installed once, in its version, into the folder of tools.

use crate::checkout::Checkout;
use crate::demo;
use crate::shell::{cargo, show};
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const VERSION: &str = "4.32.5";
/// Questions for each operation in the free phase; the edges come in addition.
const EXAMPLES: &str = "200";
const SEED: &str = "20261123";

/// A cursor is taken only where a list gave it, and one day may not lie behind another: no description can say so, and such
/// a question is refused with 422. What is wrong and too long besides is refused for its length, with 414.
const SETTINGS: &str = "\
[checks.positive_data_acceptance]
expected-statuses = [\"2xx\", 404, 410, 422]

[checks.negative_data_rejection]
expected-statuses = [400, 404, 405, 414, 422]
";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    show(&mut cargo(checkout, ["build", "-p", "gongkai"]))?;
    let fuzzer = fuzzer(checkout)?;
    let folder = TempDir::with_prefix("gongkai-api-")?;
    let (running, port) = demo::start(checkout, folder.path())?;
    fuzz(&fuzzer, folder.path(), port)?;
    drop(running);
    Ok(())
}

fn fuzz(fuzzer: &Path, folder: &Path, port: u16) -> Result<()> {
    let settings = folder.join("schemathesis.toml");
    fs::write(&settings, SETTINGS)?;
    show(
        Command::new(fuzzer)
            .current_dir(folder)
            .arg("--config-file")
            .arg(&settings)
            .arg("run")
            .arg(format!("http://127.0.0.1:{port}/api/v1/openapi.json"))
            .args(["--checks", "all", "--continue-on-failure", "--no-color"])
            .args(["--max-examples", EXAMPLES, "--seed", SEED])
            .args(["--request-timeout", "60"]),
    )
}

/// The fuzzer, installed where it is not there yet.
fn fuzzer(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.tools().join(format!("schemathesis-{VERSION}"));
    let program = folder.join("bin/st");
    if !program.is_file() {
        println!("installing schemathesis {VERSION}");
        show(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        show(
            Command::new(folder.join("bin/pip"))
                .args(["install", "--quiet"])
                .arg(format!("schemathesis=={VERSION}")),
        )?;
    }
    Ok(program)
}
