//! Locks the calling process down before it sees a stranger's bytes.
//!
//! In two steps, because a locked process can start no thread: [`before_threads`] on the main thread
//! (whose Landlock domain later threads inherit), [`after_threads`] on the reading thread (limits, and a
//! filter of system calls on every thread at once).
//!
//! Invariants
//! - Limits are required; of Landlock and the filter at least one must hold, or the reader is unfit.
//! - Only safe interfaces are used; nothing here is undone later.
//!
//! Does not drop to another user nor enter name spaces: that needs rights the server should not have.

use std::fs::File;
use std::io::Write;

use landlock::{ABI, Access, AccessFs, AccessNet, RulesetStatus, Scope};
use landlock::{Ruleset, RulesetAttr, RulesetError};
use rustix::process::{DumpableBehavior, Resource, Rlimit, nice, set_dumpable_behavior, setrlimit};
use rustix::thread::set_no_new_privs;

use super::frame::Settings;
use super::protections::{Guard, Protections};
use super::seccomp;

/// Standard streams, the asking and the answering end: see [`super::child`]. No sixth can be opened.
const OPEN_FILES: u64 = 5;

/// What does not hinder the start of threads: priority, privileges, Landlock.
pub(super) fn before_threads() -> Protections {
    // Under pressure the kernel and the scheduler should take from a reader before they take from visitors.
    // Neither is a protection, so neither has to succeed.
    let _ = File::options()
        .write(true)
        .open("/proc/self/oom_score_adj")
        .map(|mut f| f.write(b"1000"));
    let _ = nice(10);
    let no_new_privileges = set_no_new_privs(true).is_ok()
        && set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok();
    let landlock = no_files_no_network().unwrap_or(Guard::Absent);
    Protections {
        no_new_privileges,
        landlock,
        ..Protections::NONE
    }
}

/// The rest, after which the process can neither open nor start anything.
pub(super) fn after_threads(settings: &Settings, before: Protections) -> Protections {
    let limits = [
        (Resource::As, settings.memory),
        (Resource::Cpu, settings.cpu_seconds),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Nofile, OPEN_FILES),
        (Resource::Nproc, 0),
    ];
    let limits = limits.into_iter().all(|(resource, most)| {
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )
        .is_ok()
    });
    let system_calls = match seccomp::only_what_reading_needs() {
        Ok(()) => Guard::Full,
        Err(_) => Guard::Absent,
    };
    Protections {
        limits,
        system_calls,
        ..before
    }
}

/// A Landlock domain with every right handled and none granted.
fn no_files_no_network() -> Result<Guard, RulesetError> {
    // The newest rights this code was read against; the library leaves out what the kernel does not know.
    let newest = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .scope(Scope::from_all(newest))?
        .create()?
        .restrict_self()?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => Guard::Full,
        RulesetStatus::PartiallyEnforced => Guard::Partial,
        RulesetStatus::NotEnforced => Guard::Absent,
    })
}
