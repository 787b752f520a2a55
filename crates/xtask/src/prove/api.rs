//! The open API against its own description: schemathesis reads the OpenAPI document of the running demo and asks what
//! follows from it, what lies at its edges and what breaks it. No answer may be an error of ours or break the contract.
//!
//! Then the same tool asks at every address that is not of the API, by a description made here (`addresses`): pages, files,
//! proofs, the tiles of the log, and forms that are sent. These promise less; no answer may be an error of ours.
//!
//! The fuzzer is installed once, in its version, into the folder of tools.

mod addresses;

use crate::checkout::Checkout;
use crate::demo;
use crate::shell::show;
use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const VERSION: &str = "4.32.5";
/// Questions for each operation in the free phase; the edges come in addition.
const EXAMPLES: &str = "200";
/// The same at addresses that are not of the API.
const FEWER_EXAMPLES: &str = "40";
const SEED: &str = "20261126";
/// As many reports in an hour as may be set.
const MANY: &str = "[errors]\nper_network = 10000\nper_site = 100000\n";

/// A cursor is taken only where a list gave it, and one day may not lie behind another: no description can say so, and such
/// a question is refused with 422. What is wrong and too long besides is refused for its length, with 414.
const SETTINGS: &str = "\
[checks.positive_data_acceptance]
expected-statuses = [\"2xx\", 404, 410, 422]

[checks.negative_data_rejection]
expected-statuses = [400, 404, 405, 414, 422]
";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    checkout.built_program()?;
    let fuzzer = fuzzer(checkout)?;
    let folder = TempDir::with_prefix("gongkai-api-")?;
    let (running, port) = demo::start_with(checkout, folder.path(), MANY)?;
    fuzz(&fuzzer, folder.path(), port)?;
    everywhere(checkout, &fuzzer, folder.path(), port)?;
    let log = running.log();
    drop(running);
    for trouble in ["panicked", "crashed", "ERROR", "GK-500"] {
        ensure!(!log.contains(trouble), "the site was in trouble:\n{log}");
    }
    Ok(())
}

/// Every other address of the table of routes.
fn everywhere(checkout: &Checkout, fuzzer: &Path, folder: &Path, port: u16) -> Result<()> {
    let described = folder.join("addresses.json");
    fs::write(
        &described,
        serde_json::to_vec(&addresses::described(checkout, port)?)?,
    )?;
    let site = format!("http://127.0.0.1:{port}");
    show(
        Command::new(fuzzer)
            .current_dir(folder)
            .arg("run")
            .arg(described)
            .args(["--url", &site, "-H", &format!("Origin: {site}")])
            .args(["--checks", "not_a_server_error,status_code_conformance"])
            .args(["--phases", "coverage,fuzzing"])
            .args(["--continue-on-failure", "--no-color"])
            .args(["--max-examples", FEWER_EXAMPLES, "--seed", SEED])
            .args(["--request-timeout", "60"]),
    )
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
