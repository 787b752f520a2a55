//! 健康 — how a register stands, for whoever keeps it.
//!
//! Reads a little and changes nothing; whether the register is true is for [`verify`](crate::verify).

use crate::Failure;
use crate::desk::Register;
use std::time::Duration;
pub use store::replication::{Replication, Standby};

/// How a register stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// The schema of the database.
    pub schema: i64,
    /// How many entries the ledger has.
    pub entries: u64,
    /// When the newest of them was recorded, in seconds since 1970 UTC.
    pub newest_at: Option<i64>,
}

/// Looks at the register.
///
/// # Errors
/// [`Failure::Unavailable`] where it cannot be read.
pub async fn register(register: &Register) -> Result<Health, Failure> {
    let mut reader = register.store.read().await?;
    let schema = reader.schema().await?;
    let entries = reader.head().await?.seq;
    let newest = reader.entries_after(entries.saturating_sub(1), 1).await?;
    Ok(Health {
        schema,
        entries,
        newest_at: newest.first().map(|entry| entry.recorded_at),
    })
}

/// How many writes this process began, and how long they waited for their turn, all together.
pub fn write_waits(register: &Register) -> (u64, Duration) {
    register.store.write_waits()
}

/// What the register lies in, and of which version.
///
/// # Errors
/// [`Failure::Unavailable`] where it cannot be read.
pub async fn engine(register: &Register) -> Result<String, Failure> {
    let version = register.store.version().await?;
    Ok(format!("{} {version}", register.store.engine()))
}

/// Asks the place of large files whether it answers, and whether something can be put there.
///
/// # Errors
/// [`Failure::Unavailable`] where it does not.
pub async fn files(register: &Register) -> Result<(), Failure> {
    register.blobs.reachable().await?;
    Ok(register.blobs.writable().await?)
}

/// How the database is replicated; `None` where it is a file of this machine.
///
/// # Errors
/// [`Failure::Unavailable`] where it cannot be asked.
pub async fn replication(register: &Register) -> Result<Option<Replication>, Failure> {
    let mut reader = register.store.read().await?;
    Ok(reader.replication().await?)
}

/// What of that which was acknowledged may be gone once another server takes the place of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtRisk {
    /// Nothing: a commit waits until a standby has it on its disk.
    Nothing,
    /// Everything since the last backup: nobody receives what is written.
    SinceBackup,
    /// What a standby had not received yet: commits do not wait for any.
    Newest,
    /// Even without a failover, the newest of a crash: commits do not wait for the disk of the server itself.
    OnCrash,
    /// This user may not see it.
    Unknown,
}

/// What may be lost in a failover from a server that is replicated so.
pub fn at_risk(replication: &Replication) -> AtRisk {
    let commit = replication.synchronous_commit.as_str();
    if !replication.fsync || commit == "off" {
        return AtRisk::OnCrash;
    }
    if replication.standbys.is_empty() {
        return AtRisk::SinceBackup;
    }
    let waits = matches!(commit, "on" | "remote_apply");
    if !waits || replication.synchronous_standby_names.is_empty() {
        return AtRisk::Newest;
    }
    let of = |standby: &Standby| standby.sync_state.clone();
    let seen: Vec<String> = replication.standbys.iter().filter_map(of).collect();
    if seen.is_empty() {
        return AtRisk::Unknown;
    }
    if seen
        .iter()
        .any(|state| state == "sync" || state == "quorum")
    {
        AtRisk::Nothing
    } else {
        AtRisk::Newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(commit: &str, names: &str, states: &[Option<&str>]) -> AtRisk {
        let standby = |state: Option<&str>| Standby {
            name: "standby".into(),
            state: Some("streaming".into()),
            sync_state: state.map(str::to_owned),
            bytes_behind: Some(0),
        };
        at_risk(&Replication {
            is_standby: false,
            fsync: true,
            synchronous_commit: commit.into(),
            synchronous_standby_names: names.into(),
            standbys: states.iter().copied().map(standby).collect(),
        })
    }

    #[test]
    fn only_a_commit_that_waits_for_the_disk_of_a_standby_loses_nothing() {
        assert_eq!(with("on", "*", &[Some("sync")]), AtRisk::Nothing);
        assert_eq!(
            with("remote_apply", "ANY 1 (a, b)", &[Some("quorum")]),
            AtRisk::Nothing
        );
        assert_eq!(with("remote_write", "*", &[Some("sync")]), AtRisk::Newest);
        assert_eq!(with("local", "*", &[Some("sync")]), AtRisk::Newest);
        assert_eq!(with("on", "", &[Some("async")]), AtRisk::Newest);
        assert_eq!(with("on", "elsewhere", &[Some("async")]), AtRisk::Newest);
        assert_eq!(with("on", "*", &[None]), AtRisk::Unknown);
        assert_eq!(with("on", "*", &[]), AtRisk::SinceBackup);
        assert_eq!(with("off", "*", &[Some("sync")]), AtRisk::OnCrash);
    }
}
