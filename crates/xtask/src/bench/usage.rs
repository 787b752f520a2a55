//! What a process took: processor seconds and memory, as the kernel counts them.

use anyhow::{Context as _, Result};
use std::fs;
use std::process::Command;

/// The kernel counts in hundredths of a second on every Linux we run on (`getconf CLK_TCK`).
const TICKS: f64 = 100.0;

/// Processor seconds of all children of this program that have ended and were waited for.
pub(super) fn children_seconds() -> Result<f64> {
    seconds("/proc/self/stat", 13)
}

/// Processor seconds of a running process.
pub(super) fn seconds_of(pid: u32) -> Result<f64> {
    seconds(&format!("/proc/{pid}/stat"), 11)
}

/// The sum of two neighbouring counters, counted from after the name.
fn seconds(file: &str, first: usize) -> Result<f64> {
    let text = fs::read_to_string(file)?;
    let (_, counters) = text.rsplit_once(')').context("no name in the counters")?;
    let ticks: u64 = counters
        .split_whitespace()
        .skip(first)
        .take(2)
        .filter_map(|one| one.parse::<u64>().ok())
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "hundredths of seconds")]
    Ok(ticks as f64 / TICKS)
}

/// Anonymous memory of a process in MiB: what it cannot give back by dropping pages of files.
pub(super) fn anonymous(pid: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = text.lines().find(|line| line.starts_with("Anonymous:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

/// Anonymous memory of a process and of the processes it started, in MiB.
pub(super) fn anonymous_of_all(pid: u32) -> f64 {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let below: f64 = children
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|child| child.parse().ok())
        .map(anonymous_of_all)
        .sum();
    anonymous(pid).unwrap_or_default() + below
}

/// Bytes that are free on the disk of a folder.
pub(super) fn free_bytes(folder: &std::path::Path) -> Result<u64> {
    let told = crate::shell::read(
        Command::new("df")
            .args(["--output=avail", "--block-size=1"])
            .arg(folder),
    )?;
    let bytes = told.split_whitespace().last().unwrap_or_default();
    bytes.parse().context("df counted nothing")
}

/// Bytes of all files below a folder.
pub(super) fn bytes_below(folder: &std::path::Path) -> Result<u64> {
    let told = crate::shell::read(
        Command::new("du")
            .args(["--summarize", "--bytes"])
            .arg(folder),
    )?;
    let bytes = told.split_whitespace().next().unwrap_or_default();
    bytes.parse().context("du counted nothing")
}
