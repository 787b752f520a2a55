//! One act, killed again and again, each time from the same beginning.

use super::county::entries_after;
use crate::checkout::Checkout;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// By which system calls something is written.
pub(super) const WRITES: &str = "pwrite64,write,writev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat";

/// Something to be killed.
pub(in crate::prove) struct Act {
    pub(in crate::prove) name: &'static str,
    /// The data directory from which each trial begins, or where there is none yet; its keys lie beside it, and a backup
    /// where one is needed.
    pub(in crate::prove) from: PathBuf,
    /// What is run; `{data}` and `{beside}` stand for the folders of the trial, `{program}` for the program.
    /// Run again, it must succeed, and what was done already must not happen a second time.
    pub(in crate::prove) words: Vec<String>,
    /// The kinds of entries that it appends.
    pub(in crate::prove) entries: Vec<String>,
    /// Whether it may be run again after it was done; otherwise it is only run again where it was not.
    pub(in crate::prove) again: bool,
}

/// Where trials happen.
pub(in crate::prove) struct Bench {
    pub(in crate::prove) program: PathBuf,
    /// A data directory of the first schema.
    pub(in crate::prove) oldest: PathBuf,
    pub(in crate::prove) folder: PathBuf,
}

/// What came of the kills of one act.
#[derive(Default)]
pub(in crate::prove) struct Tried {
    pub(in crate::prove) kills: usize,
    /// How many writes the act has when nobody kills it.
    pub(in crate::prove) writes: usize,
    /// How many kills came when it was done already.
    pub(in crate::prove) done: usize,
    pub(in crate::prove) wrong: Vec<String>,
}

impl Act {
    /// Whether there is a register from which it begins.
    pub(in crate::prove) fn begins(&self) -> bool {
        self.from.exists()
    }
}

impl Bench {
    pub(in crate::prove) fn new(checkout: &Checkout, folder: &Path) -> Result<Self> {
        let program = checkout.program();
        ensure!(program.exists(), "{} is not there", program.display());
        Ok(Self {
            program,
            oldest: checkout.path("crates/gongkai/tests/fixtures/data-0001"),
            folder: folder.to_owned(),
        })
    }

    /// Runs the program on a data directory; it must succeed.
    pub(in crate::prove) fn run(&self, data: &Path, words: &[&str]) -> Result<String> {
        let output = self.command(data, words).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "{words:?}: {said}");
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn command(&self, data: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--data")
            .arg(data)
            .args(words)
            .stdin(Stdio::null());
        command
    }

    /// How many entries the ledger has, where everything agrees with everything.
    pub(in crate::prove) fn verified(&self, data: &Path) -> std::result::Result<u64, String> {
        let output = self.command(data, &["verify", "--json"]).output();
        let output = output.map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout);
        let told: Value = serde_json::from_str(&said).unwrap_or_default();
        if output.status.success() {
            return told["entries"].as_u64().ok_or_else(|| said.into_owned());
        }
        let error = String::from_utf8_lossy(&output.stderr);
        Err(format!("{} {error}", told["wrong"]))
    }

    /// Kills an act as often as asked, at writes spread over the whole of it.
    pub(in crate::prove) fn kill(&self, act: &Act, kills: usize) -> Result<Tried> {
        // In a copy: to look at a register is to bring its schema up to date.
        let before = if act.begins() {
            let before = self.verified(&self.fresh(act, "before")?);
            before.map_err(anyhow::Error::msg)?
        } else {
            0
        };
        let (undisturbed, trace) = (self.fresh(act, "undisturbed")?, self.folder.join("trace"));
        let traced = [
            "-o",
            &trace.to_string_lossy(),
            "-e",
            &format!("trace={WRITES}"),
        ]
        .map(str::to_owned);
        let output = self.strace(act, &undisturbed, &traced)?;
        ensure!(
            output.status.success(),
            "{} does not succeed undisturbed: {}",
            act.name,
            String::from_utf8_lossy(&output.stderr)
        );
        let after = self.verified(&undisturbed).map_err(anyhow::Error::msg)?;
        let appended: BTreeSet<String> = entries_after(&undisturbed, before)?.into_iter().collect();
        let expected: BTreeSet<String> = act.entries.iter().cloned().collect();
        // What is restored brings its own entries.
        let is_restored = !act.begins() && expected.is_empty();
        ensure!(
            is_restored || appended == expected,
            "{} appends {appended:?}, not {expected:?}",
            act.name
        );
        let writes = counted(&trace)?;
        ensure!(writes != 0, "{} writes nothing", act.name);
        let mut tried = Tried {
            writes,
            ..Tried::default()
        };
        for n in 0..kills {
            let at = 1 + n * writes / kills;
            let data = self.fresh(act, "killed")?;
            let inject = [
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={WRITES}"),
                "-e",
                &format!("inject={WRITES}:signal=KILL:when={at}"),
            ]
            .map(str::to_owned);
            let output = self.strace(act, &data, &inject)?;
            tried.kills += 1;
            let was_told = !output.stdout.is_empty();
            tried.done += usize::from(was_told);
            let killed = format!("{} killed at write {at} of {writes}", act.name);
            if let Err(wrong) = self.judge(act, &data, (before, after), was_told) {
                tried.wrong.push(format!("{killed}: {wrong}"));
            }
        }
        Ok(tried)
    }

    /// Whether what a kill left is as it must be.
    pub(in crate::prove) fn judge(
        &self,
        act: &Act,
        data: &Path,
        (before, after): (u64, u64),
        was_told: bool,
    ) -> std::result::Result<(), String> {
        let left = match self.verified(data) {
            // What is not whole yet cannot be opened, and is begun anew.
            Err(_) if !act.begins() && !was_told => before,
            left => left?,
        };
        // A site is begun in several acts; else there is nothing between.
        let is_between = !act.begins() && (before..after).contains(&left);
        if left != before && left != after && !is_between {
            return Err(format!("{left} entries, neither {before} nor {after}"));
        }
        if was_told && left != after {
            return Err("it was told as done, and is not there".into());
        }
        if left == after && before != after && !act.again {
            return Ok(());
        }
        if let Some(made) = self.made(act, data) {
            self.is_whole(&made, data)?;
            fs::remove_file(made).map_err(|error| error.to_string())?;
        }
        let again = self.words(act, data).output();
        let again = again.map_err(|error| error.to_string())?;
        if !again.status.success() {
            let said = String::from_utf8_lossy(&again.stderr).into_owned();
            return Err(format!("it cannot be done again: {said}"));
        }
        match self.verified(data)? {
            end if end == after => Ok(()),
            end => Err(format!(
                "done again it has {end} entries instead of {after}"
            )),
        }
    }

    /// A copy of where the act begins, in the place of the last one.
    pub(in crate::prove) fn fresh(&self, act: &Act, name: &str) -> Result<PathBuf> {
        let beside = self.folder.join(name);
        drop(fs::remove_dir_all(&beside));
        fs::create_dir_all(&beside)?;
        for part in ["data", "data.keys", "kept"] {
            let part = act.from.with_file_name(part);
            if part.exists() {
                copy(&part, &beside)?;
            }
        }
        Ok(beside.join("data"))
    }

    /// What has its name is whole.
    fn is_whole(&self, made: &Path, data: &Path) -> std::result::Result<(), String> {
        let made = made.to_string_lossy();
        let words = ["restore", &made, "--dry-run"];
        let looked = self.run(&data.with_file_name("none"), &words);
        looked.map(drop).map_err(|error| error.to_string())
    }

    /// The file that an act makes outside of the data directory and does not write over.
    fn made(&self, act: &Act, data: &Path) -> Option<PathBuf> {
        let words = self.words(act, data);
        let last = words.get_args().last().map(PathBuf::from)?;
        (last.extension()? == "zip" && last.exists()).then_some(last)
    }

    pub(in crate::prove) fn words(&self, act: &Act, data: &Path) -> Command {
        let beside = data.parent().unwrap_or(data);
        let put = |word: &String| {
            word.replace("{data}", &data.to_string_lossy())
                .replace("{beside}", &beside.to_string_lossy())
                .replace("{program}", &self.program.to_string_lossy())
        };
        let mut words = act.words.iter().map(put);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).stdin(Stdio::null());
        command
    }

    fn strace(&self, act: &Act, data: &Path, how: &[String]) -> Result<Output> {
        let act = self.words(act, data);
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq"]).args(how).arg(act.get_program());
        let output = strace.args(act.get_args()).stdin(Stdio::null()).output();
        output.context("strace does not start")
    }
}

/// How many writes the busiest thread of a trace made: each thread counts its own.
pub(super) fn counted(trace: &Path) -> Result<usize> {
    let mut writes: BTreeMap<String, usize> = BTreeMap::new();
    for line in fs::read_to_string(trace)?.lines() {
        let thread = line.split(' ').next().unwrap_or_default();
        *writes.entry(thread.to_owned()).or_default() += 1;
    }
    Ok(writes.into_values().max().unwrap_or_default())
}

/// Copies a folder with all that is in it, and who may read it.
pub(in crate::prove) fn copy(from: &Path, to: &Path) -> Result<()> {
    let status = Command::new("cp").arg("-a").args([from, to]).status()?;
    ensure!(status.success(), "cannot copy {}", from.display());
    Ok(())
}
