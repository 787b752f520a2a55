//! A served site looked at by the program itself (`gongkai audit site`), and held to what no document can break.

use crate::checkout::Checkout;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// What no document can break, only the program.
const KEPT: [&str; 9] = [
    "page_error",
    "home_dead_link",
    "dead_link",
    "dead_anchor",
    "tags_missing",
    "footer_incomplete",
    "no_search",
    "undated",
    "ended_unmarked",
];

/// How many breaches of a rule are shown.
const SHOWN: usize = 5;
/// Looks at a served site and prints what was seen.
///
/// # Errors
/// Where it cannot be looked at, or breaks one of [`KEPT`].
pub(crate) fn served(checkout: &Checkout, data: &Path, port: u16, what: &str) -> Result<()> {
    let begun = Instant::now();
    let output = Command::new(checkout.program())
        .arg("--data")
        .arg(data)
        .args(["audit", "site", "--json", "--base"])
        .arg(format!("http://127.0.0.1:{port}"))
        .output()?;
    let told: Value = serde_json::from_slice(&output.stdout).with_context(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("{what}: no outcome, but {said}")
    })?;
    let figure = |name: &str| told[name].as_u64().unwrap_or_default();
    println!(
        "{what}: {} addresses, {} pages, {} links, {} places within pages, {} left out, in {:.0} s",
        figure("asked"),
        figure("pages"),
        figure("links"),
        figure("anchors"),
        figure("left_out"),
        begun.elapsed().as_secs_f32()
    );
    let external = told["external"].as_array().map_or(0, Vec::len);
    println!("{what}: {external} links leave the site");
    let mut broken = Vec::new();
    for rule in told["rules"].as_array().into_iter().flatten() {
        let id = rule["id"].as_str().unwrap_or_default();
        let findings = rule["findings"].as_array().cloned().unwrap_or_default();
        let state = rule["state"].as_str().unwrap_or_default();
        println!("  {id}: {state} {}", findings.len());
        for finding in findings.iter().take(SHOWN) {
            let (at, says) = (finding["at"].as_str(), finding["says"].as_str());
            println!(
                "    {} {}",
                at.unwrap_or_default(),
                says.unwrap_or_default()
            );
        }
        if KEPT.contains(&id) && !findings.is_empty() {
            broken.push(id.to_owned());
        }
    }
    ensure!(1 < figure("pages"), "{what}: nothing was looked at");
    ensure!(broken.is_empty(), "{what} breaks {}", broken.join(", "));
    Ok(())
}
