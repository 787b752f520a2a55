//! 最近的备份 — when this site was backed up last, as the data directory remembers it.
//!
//! Decides that the note lies in the data directory and not with the backup: whoever asks how old it is need not reach the
//! place where backups lie. It is a note and no proof; a backup is proved by `gongkai restore --dry-run`.

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const FILE: &str = "last-backup.json";

/// The newest backup.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub(crate) struct BackedUp {
    /// Seconds since 1970 UTC.
    pub(crate) at: i64,
    /// Entries of the ledger that are in it.
    pub(crate) entries: u64,
    /// The link of the last of them.
    pub(crate) head: String,
    /// Where it lies, and its name there.
    pub(crate) place: PathBuf,
    pub(crate) name: String,
}

/// The newest backup of the site in a data directory; `None` where there was none.
///
/// # Errors
/// Where the note cannot be read.
pub(crate) fn newest_backup(data: &Path) -> anyhow::Result<Option<BackedUp>> {
    let file = data.join(FILE);
    let unreadable = || format!("不能读取最近备份的记录 {}", file.display());
    match std::fs::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .with_context(unreadable),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(unreadable),
    }
}

/// Notes a backup that was just made.
///
/// # Errors
/// Where the data directory cannot be written; the backup is whole all the same.
pub(crate) fn note(data: &Path, newest: &BackedUp) -> anyhow::Result<()> {
    let file = data.join(FILE);
    let unfinished = data.join(format!("{FILE}.new"));
    std::fs::write(&unfinished, serde_json::to_vec(newest)?)
        .and_then(|()| std::fs::rename(&unfinished, &file))
        .with_context(|| format!("不能写最近备份的记录 {}", file.display()))
}
