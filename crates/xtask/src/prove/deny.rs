//! The dependencies as `cargo deny` sees them: licences, bans and sources by the lock file, and known weaknesses where
//! their list can be had.
//!
//! `check` reads the same `deny.toml` by itself and needs no tool. Where the list of weaknesses cannot be fetched, this says
//! that nobody looked.

use crate::checkout::Checkout;
use crate::shell::show;
use anyhow::Result;
use std::process::{Command, Stdio};

const TOOL: &str = "cargo-deny";
const TOOL_VERSION: &str = "0.20.2";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let tool = checkout.installed(TOOL, TOOL_VERSION)?;
    let deny = |words: &[&str]| {
        let mut command = Command::new(&tool);
        command.current_dir(&checkout.root).args(words);
        command
    };
    show(&mut deny(&[
        "--offline",
        "--locked",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))?;
    let fetched = deny(&["fetch", "db"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !fetched.success() {
        println!("advisories: NOT CHECKED, the list cannot be fetched from here");
        return Ok(());
    }
    show(&mut deny(&["--offline", "--locked", "check", "advisories"]))
}
