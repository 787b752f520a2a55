//! The program killed in the middle of everything that it writes: at every stage of every act, of taking in, of the index, of
//! a migration and of a backup. Nothing that was told as done may be lost, nothing may have happened twice or by half, and
//! what is left must verify.
//!
//! A kill is put at a system call by which the program writes, counted from its start (`strace -e inject`), so that the
//! kills are spread over the whole of an act and not over the time around it. Before anything is believed, the same harness
//! must find two bugs that are put in front of it: an act that says it is done before it is, and one that writes by halves.

pub(super) mod acts;
pub(super) mod county;
mod serving;
pub(super) mod trial;

use crate::checkout::Checkout;
use crate::debian;
use crate::shell::{cargo, show};
use acts::ACTS;
use anyhow::{Result, bail, ensure};
use tempfile::TempDir;
use trial::{Bench, Tried};

/// How often an import of many documents, a backup and a restore are killed at instants of the clock.
const IMPORT_KILLS: &str = "50";
/// How often each act is killed.
const KILLS: usize = 20;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    debian::need(&["strace", "faketime", "sqlite3"])?;
    show(&mut cargo(checkout, ["build", "-p", "gongkai"]))?;
    let folder = TempDir::with_prefix("gongkai-kills-")?;
    let bench = Bench::new(checkout, folder.path())?;
    for bug in acts::bugs(&bench)? {
        let found = bench.kill(&bug, KILLS)?.wrong;
        ensure!(
            !found.is_empty(),
            "the harness does not find a bug that was put in front of it: {}",
            bug.name
        );
        println!("found, as it must be: {}: {}", bug.name, found[0]);
    }
    let (mut kills, mut wrong) = (0, Vec::new());
    let mut tell = |name: &str, tried: Tried| {
        println!(
            "{name:<16} {:>3} kills over {:>4} writes, {:>2} of them after it was done",
            tried.kills, tried.writes, tried.done
        );
        for line in &tried.wrong {
            println!("WRONG {line}");
        }
        kills += tried.kills;
        wrong.extend(tried.wrong);
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "which acts are wanted, as CONTRIBUTING.md says"
    )]
    let part = std::env::var("GONGKAI_KILLS_OF").unwrap_or_default();
    let is_wanted = |name: &str| part.is_empty() || part.split(',').any(|one| one == name);
    for spec in ACTS.iter().filter(|spec| is_wanted(spec.name)) {
        tell(spec.name, bench.kill(&spec.act(&bench)?, KILLS)?);
    }
    for &(name, ask) in serving::ASKED.iter().filter(|(name, _)| is_wanted(name)) {
        tell(name, serving::kill(&bench, name, ask, KILLS)?);
    }
    ensure!(0 < kills, "there is no act of the name {part}");
    if !wrong.is_empty() {
        bail!("{} of {kills} kills left something wrong", wrong.len());
    }
    println!("{kills} kills: nothing lost, nothing doubled, nothing by half");
    show(
        cargo(
            checkout,
            ["test", "-p", "gongkai", "--test", "gongkai", "kill"],
        )
        .env("GONGKAI_KILLS", IMPORT_KILLS),
    )
}
