//! Lighthouse on the demo: five looks at each of four pages in the local Chromium, the median of each mark.
//!
//! Accessibility, best practices and search engines must be a hundred; the speed is told, since it belongs to the machine.
//! Lighthouse is installed once, in its version, into the folder of tools.

use crate::checkout::Checkout;
use crate::shell::{cargo, read, show};
use crate::{demo, http};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const VERSION: &str = "12.8.2";
const LOOKS: usize = 5;
const MARKS: [&str; 4] = ["accessibility", "best-practices", "seo", "performance"];
/// Those of [`MARKS`] that must be full.
const FULL: usize = 3;
const FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
                     --disable-background-networking --disable-component-update --disable-sync";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    show(&mut cargo(checkout, ["build", "-p", "gongkai"]))?;
    let lighthouse = lighthouse(checkout)?;
    let folder = TempDir::with_prefix("gongkai-lighthouse-")?;
    let (running, port) = demo::start(checkout, folder.path())?;
    let mut short = Vec::new();
    println!("{:<10} {}", "page", MARKS.join("  "));
    for (name, path) in pages(port)? {
        let address = format!("http://127.0.0.1:{port}{path}");
        let marks = median(&lighthouse, &address, folder.path())?;
        let told = marks.map(|mark| mark.to_string());
        println!("{name:<10} {}", told.join("  "));
        let missing = MARKS.iter().zip(marks).take(FULL);
        short.extend(
            missing
                .filter(|(_, mark)| *mark < 100)
                .map(|(of, mark)| format!("{name}: {of} {mark}")),
        );
    }
    drop(running);
    ensure!(
        short.is_empty(),
        "less than a hundred: {}",
        short.join(", ")
    );
    Ok(())
}

/// The pages that are looked at: the newest document and law of the lists stand for theirs.
fn pages(port: u16) -> Result<[(&'static str, String); 4]> {
    let newest = |list: &str, prefix: &str| -> Result<String> {
        let page = http::get(port, list)?;
        let found = http::links(&page.body).find(|link| {
            let rest = link.strip_prefix(prefix);
            rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['?', '.']))
        });
        let found = found.with_context(|| format!("{list} leads to nothing below {prefix}"))?;
        Ok(found.to_owned())
    };
    Ok([
        ("home", "/".into()),
        ("document", newest("/documents", "/documents/")?),
        ("law", newest("/laws", "/laws/")?),
        ("search", "/search".into()),
    ])
}

fn median(lighthouse: &Path, address: &str, folder: &Path) -> Result<[u64; 4]> {
    let mut looks: [Vec<u64>; 4] = Default::default();
    let report = folder.join("report.json");
    let mut failed = 0;
    while looks[0].len() < LOOKS {
        let look = read(
            Command::new(lighthouse)
                .arg(address)
                .args(["--quiet", "--output=json"])
                .arg(format!("--output-path={}", report.display()))
                .arg(format!("--only-categories={}", MARKS.join(",")))
                .arg(format!("--chrome-flags={FLAGS}"))
                .env("CHROME_PATH", "/usr/bin/chromium"),
        );
        // A browser on a busy machine now and then records nothing; Lighthouse then asks to be run again.
        if let Err(error) = look {
            failed += 1;
            ensure!(failed <= LOOKS, error);
            continue;
        }
        let told: Value = serde_json::from_slice(&fs::read(&report)?)?;
        for (mark, look) in MARKS.iter().zip(&mut looks) {
            let score = &told["categories"][mark]["score"];
            let score = score.as_f64().with_context(|| format!("no mark {mark}"))?;
            look.push((score * 100.0).round() as u64);
        }
    }
    Ok(looks.map(|mut look| {
        look.sort_unstable();
        look[LOOKS / 2]
    }))
}

fn lighthouse(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.tools().join(format!("lighthouse-{VERSION}"));
    let program = folder.join("node_modules/.bin/lighthouse");
    if !program.is_file() {
        println!("installing lighthouse {VERSION}");
        show(
            Command::new("npm")
                .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
                .arg(&folder)
                .arg(format!("lighthouse@{VERSION}")),
        )?;
    }
    Ok(program)
}
