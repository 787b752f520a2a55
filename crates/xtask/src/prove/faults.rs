//! What the machine withholds: a full disk, a disk that is only read, a disk that fails or waits, too few files, too little
//! memory, a clock that jumps. Whatever writes is tried under each: it is done, or refused in words that say what is
//! wrong; nothing acknowledged is lost, nothing is damaged, and once the fault is gone everything goes on by itself.
//!
//! Small disks are mounts of this proof alone and memory is limited by a control group, so it needs root. Before anything is believed,
//! the same harness must find three bugs that are put in front of it: one that tells that it is done and is not, one that
//! writes by halves where the disk is full, and one that ends without a word.

mod commands;
mod disk;
mod served;

use super::kills::trial::Bench;
use crate::checkout::Checkout;
use crate::debian;
use crate::shell::{cargo, show};
use anyhow::{Result, bail, ensure};
use disk::Disk;
use tempfile::TempDir;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    debian::need(&["strace", "faketime", "sqlite3", "util-linux"])?;
    show(&mut cargo(checkout, ["build", "-p", "gongkai"]))?;
    let folder = TempDir::with_prefix("gongkai-faults-")?;
    let bench = Bench::new(checkout, folder.path())?;
    let disk = Disk::mount(&folder.path().join("disk"))?;
    for (name, found) in commands::bugs(&bench, &disk)? {
        ensure!(
            !found.is_empty(),
            "the harness does not find a bug that was put in front of it: {name}"
        );
        println!("found, as it must be: {name}: {}", found[0]);
    }
    let mut told = Told::default();
    commands::run(&bench, &disk, &mut told)?;
    served::run(&bench, &disk, &mut told)?;
    println!(
        "{} trials: {} refused, {} done, {} ended by the system",
        told.trials, told.refused, told.done, told.ended
    );
    if !told.wrong.is_empty() {
        bail!(
            "{} of {} trials left something wrong",
            told.wrong.len(),
            told.trials
        );
    }
    println!("nothing lost, nothing damaged");
    Ok(())
}

/// What came of all trials.
#[derive(Default)]
struct Told {
    trials: usize,
    refused: usize,
    done: usize,
    /// By the memory's end: the kernel kills whoever asks for more.
    ended: usize,
    wrong: Vec<String>,
}

impl Told {
    /// What was wrong with one trial, said at once.
    fn wrong(&mut self, says: String) {
        println!("WRONG {says}");
        self.wrong.push(says);
    }
}
