//! The fuzz targets of `ingest` and of the readers of `law`, each for ten minutes, two at a time, by cargo-fuzz.
//!
//! It installs nothing: `cargo install cargo-fuzz` first. The sanitiser needs features that a stable compiler keeps
//! shut, which is opened for this build alone. Every target sets out from its own seeds, and from samples of the corpus
//! where there is one; they are copied to a folder that is deleted at the end, and what was
//! found stays in `crates/ingest/fuzz/artifacts`. A short form runs among the tests of `ingest`.

use crate::checkout::Checkout;
use crate::shell::{cargo, has, read, show};
use anyhow::{Context as _, Result, bail};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Seconds for each target.
const TIME: u32 = 600;

/// Seconds for one file: what a reader process is given.
const TIMEOUT: u32 = 20;

/// Mebibytes that one file may take: what a reader process is given, and as much again for the sanitiser.
const MEMORY: u32 = 2560;

/// The longest file that is tried.
const LONGEST: u32 = 65_536;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    if !has("cargo-fuzz") {
        bail!("cargo-fuzz is not installed: cargo install cargo-fuzz");
    }
    let seeds = std::env::temp_dir().join(format!("gongkai-fuzz-{}", std::process::id()));
    let outcome = all(checkout, &seeds);
    let _ = std::fs::remove_dir_all(&seeds);
    outcome
}

fn all(checkout: &Checkout, seeds: &Path) -> Result<()> {
    let mut write = cargo(
        checkout,
        ["run", "-q", "-p", "ingest", "--example", "seeds", "--"],
    );
    show(write.arg(seeds).args(checkout.corpus()))?;
    show(&mut fuzz(checkout, "build"))?;
    let targets = read(&mut fuzz(checkout, "list"))?;
    let targets: Vec<&str> = targets.lines().collect();
    let mut found = Vec::new();
    println!("target         executions  coverage  corpus  result");
    for pair in targets.chunks(2) {
        let running: Vec<(&str, Child)> = pair
            .iter()
            .map(|target| Ok((*target, start(checkout, seeds, target)?)))
            .collect::<Result<_>>()?;
        for (target, mut child) in running {
            let status = child.wait()?;
            let log = log(seeds, target);
            println!(
                "{}",
                line(
                    target,
                    &String::from_utf8_lossy(&std::fs::read(&log)?),
                    status.success()
                )
            );
            if !status.success() {
                let kept = checkout.path("target").join(format!("fuzz-{target}.log"));
                std::fs::copy(&log, &kept)?;
                found.push(format!("{target} (see {})", kept.display()));
            }
        }
    }
    if !found.is_empty() {
        bail!("found: {}", found.join(", "));
    }
    Ok(())
}

fn fuzz(checkout: &Checkout, what: &str) -> Command {
    let mut command = cargo(checkout, ["fuzz", what]);
    command
        .current_dir(checkout.path("crates/ingest"))
        .env("RUSTC_BOOTSTRAP", "1");
    command
}

fn log(seeds: &Path, target: &str) -> std::path::PathBuf {
    seeds.join(format!("{target}.log"))
}

fn start(checkout: &Checkout, seeds: &Path, target: &str) -> Result<Child> {
    let dictionary = match target {
        "txt" | "law_numbers" | "law_citations" | "law_privacy" => "zh",
        "pdf" | "pdf_parts" => "pdf",
        "docx" | "docx_parts" | "ofd" | "ofd_parts" | "xlsx" | "xlsx_parts" => "xml",
        other => other,
    };
    let dictionary = checkout.path(&format!(
        "crates/ingest/fuzz/dictionaries/{dictionary}.dict"
    ));
    let file = File::create(log(seeds, target))?;
    fuzz(checkout, "run")
        .arg(target)
        .arg(seeds.join(target))
        .arg("--")
        .arg(format!("-dict={}", dictionary.display()))
        .arg(format!("-max_total_time={TIME}"))
        .arg(format!("-timeout={TIMEOUT}"))
        .arg(format!("-rss_limit_mb={MEMORY}"))
        .arg(format!("-max_len={LONGEST}"))
        .arg("-print_final_stats=1")
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| format!("cannot start the target {target}"))
}

/// What the last line of the fuzzer says: `#16983 DONE cov: 19525 ft: 73745 corp: 1988/32Mb …`.
fn line(target: &str, log: &str, sound: bool) -> String {
    let last = log
        .lines()
        .rev()
        .find(|line| line.starts_with('#') && line.contains("cov:"));
    let words: Vec<&str> = last.unwrap_or_default().split_whitespace().collect();
    let after = |name: &str| {
        let at = words.iter().position(|word| *word == name);
        at.and_then(|at| words.get(at + 1)).copied().unwrap_or("?")
    };
    let runs = words
        .first()
        .map_or("?", |word| word.trim_start_matches('#'));
    let corpus = after("corp:").split('/').next().unwrap_or("?");
    let result = if sound { "nothing found" } else { "FOUND" };
    format!(
        "{target:<14} {runs:>10}  {:>8}  {corpus:>6}  {result}",
        after("cov:")
    )
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_figures_are_those_of_the_last_line() {
        let log = "INFO: x\n#2 INITED cov: 9 ft: 9 corp: 1/1b\n#16983\tDONE   cov: 19525 ft: 73745 corp: 1988/32Mb lim: 9\nstat::peak_rss_mb: 662\n";
        let words: Vec<String> = line("pdf", log, true)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        assert_eq!(words, ["pdf", "16983", "19525", "1988", "nothing", "found"]);
    }
}
