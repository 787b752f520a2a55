//! 最近一次 — when this site was backed up and verified last, as the data directory remembers it.
//!
//! Decides that these notes lie in the data directory and not with a backup: whoever asks how old it is need not reach the
//! place where backups lie. They are notes and no proof; a backup is proved by `gongkai restore --dry-run`.

use anyhow::Context as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What was done last.
pub(crate) trait Note: Serialize + DeserializeOwned {
    /// Its file in the data directory.
    const FILE: &'static str;
    const ZH: &'static str;
}

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

impl Note for BackedUp {
    const FILE: &'static str = "last-backup.json";
    const ZH: &'static str = "备份";
}

/// The last time the register was held against itself.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub(crate) struct Verified {
    /// Seconds since 1970 UTC.
    pub(crate) at: i64,
    pub(crate) entries: u64,
    pub(crate) head: String,
    /// How many things did not fit.
    pub(crate) wrong: usize,
}

impl Note for Verified {
    const FILE: &'static str = "last-verify.json";
    const ZH: &'static str = "核对";
}

/// What was noted last in a data directory; `None` where nothing was.
///
/// # Errors
/// Where the note cannot be read.
pub(crate) fn newest<N: Note>(data: &Path) -> anyhow::Result<Option<N>> {
    let file = data.join(N::FILE);
    let unreadable = || format!("不能读取最近{}的记录 {}", N::ZH, file.display());
    match std::fs::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .with_context(unreadable),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(unreadable),
    }
}

/// Notes what was just done.
///
/// # Errors
/// Where the data directory cannot be written; it is done all the same.
pub(crate) fn note<N: Note>(data: &Path, newest: &N) -> anyhow::Result<()> {
    let file = data.join(N::FILE);
    let unfinished = data.join(format!("{}.new", N::FILE));
    std::fs::write(&unfinished, serde_json::to_vec(newest)?)
        .and_then(|()| std::fs::rename(&unfinished, &file))
        .with_context(|| format!("不能写最近{}的记录 {}", N::ZH, file.display()))
}
