//! Mutation testing of `law`: cargo-mutants changes one thing at a time, and a test must notice.
//!
//! What no test can notice is listed in `crates/law/mutants.txt` with the reason, each by what was changed and where, without
//! the number of the line. The proof fails where something else survives, and where what is listed no longer does. It
//! works on a copy of the tree, one file after another, and takes hours; with `GONGKAI_MUTANTS` set to a part of a
//! path (`clock`), only the files whose paths have it.

use crate::checkout::Checkout;
use crate::shell::show;
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::process::Command;

const TOOL: &str = "cargo-mutants";
const TOOL_VERSION: &str = "27.1.0";

/// The list of survivors and why they may.
const LIST: &str = "crates/law/mutants.txt";

/// Seconds for the tests of one mutant; unchanged they take two.
const TIMEOUT: &str = "60";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let tool = checkout.installed(TOOL, TOOL_VERSION)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "which part of a proof of hours is wanted, as CONTRIBUTING.md says"
    )]
    let part = std::env::var("GONGKAI_MUTANTS").unwrap_or_default();
    let out = checkout.target().join("mutants");
    let _ = std::fs::remove_dir_all(&out);
    std::fs::create_dir_all(&out)?;
    let mut command = Command::new(&tool);
    command
        .current_dir(&checkout.root)
        .env("CARGO", env!("CARGO"))
        .env("CARGO_INCREMENTAL", "1")
        .args(["mutants", "--package", "law", "--timeout", TIMEOUT])
        .args([
            "--file",
            &format!("crates/law/src/**/*{part}*"),
            "--no-shuffle",
        ])
        .args(["--file", &format!("crates/law/src/**/*{part}*/**")])
        .arg("--output")
        .arg(&out)
        .args(["--", "--lib", "--test", "law"]);
    // Survivors and timeouts are told by the exit, and judged below.
    if let Err(told) = show(&mut command) {
        println!("{told}");
    }
    let out = out.join("mutants.out");
    let outcome = |name: &str| {
        std::fs::read_to_string(out.join(name)).with_context(|| format!("no {name}: nothing ran"))
    };
    let (missed, caught) = (outcome("missed.txt")?, outcome("caught.txt")?);
    let listed = std::fs::read_to_string(checkout.path(LIST))?;
    println!(
        "{} caught, {} too slow, {} survive",
        caught.lines().count(),
        outcome("timeout.txt")?.lines().count(),
        missed.lines().count()
    );
    let found = differences(&listed, &missed, |file| {
        part.is_empty() || file.contains(&part)
    });
    if !found.is_empty() {
        bail!("{LIST} is not what survives:\n{}", found.join("\n"));
    }
    Ok(())
}

/// How the list differs from what survived, in files that were looked at.
fn differences(listed: &str, missed: &str, was_tried: impl Fn(&str) -> bool) -> Vec<String> {
    let mut counts: BTreeMap<String, i32> = BTreeMap::new();
    for line in missed.lines().filter(|line| !line.trim().is_empty()) {
        *counts.entry(without_place(line)).or_default() += 1;
    }
    let mut found = Vec::new();
    for line in listed.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.split_once(" — ") {
            Some((mutant, reason)) if !reason.trim().is_empty() => {
                if was_tried(mutant.split(':').next().unwrap_or_default()) {
                    *counts.entry(mutant.to_owned()).or_default() -= 1;
                }
            }
            _ => found.push(format!("without a reason: {line}")),
        }
    }
    for (mutant, count) in counts {
        match count {
            0 => {}
            1.. => found.push(format!("{count} more than listed: {mutant}")),
            _ => found.push(format!("listed and caught: {mutant}")),
        }
    }
    found
}

/// `crates/law/src/fee.rs:34:9: replace …` without line and column.
fn without_place(line: &str) -> String {
    let mut parts = line.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(_), Some(_), Some(what)) => format!("{file}:{what}"),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_compared_with_what_survived() {
        let missed = "crates/law/src/a.rs:3:9: replace < with <= in f\ncrates/law/src/a.rs:8:9: replace < with <= in f\ncrates/law/src/b.rs:1:1: replace g -> u8 with 0\n";
        let listed = "# why\ncrates/law/src/a.rs: replace < with <= in f — equal at the end\ncrates/law/src/c.rs: replace h -> u8 with 1 — never reached\ncrates/law/src/d.rs: bare\n";
        assert_eq!(
            differences(listed, missed, |_| true),
            [
                "without a reason: crates/law/src/d.rs: bare",
                "1 more than listed: crates/law/src/a.rs: replace < with <= in f",
                "1 more than listed: crates/law/src/b.rs: replace g -> u8 with 0",
                "listed and caught: crates/law/src/c.rs: replace h -> u8 with 1",
            ]
        );
        let only_a = differences(listed, "", |file| file.ends_with("a.rs"));
        assert_eq!(
            only_a,
            [
                "without a reason: crates/law/src/d.rs: bare",
                "listed and caught: crates/law/src/a.rs: replace < with <= in f",
            ]
        );
    }
}
