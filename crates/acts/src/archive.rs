//! 档案 — a whole site as files that need no database: backups, and moves between databases and file stores (ADR 0030).
//!
//! Decides one form for both. Rows of every table of the schema and files that lie outside of it are pieces named by
//! their SHA-256; a manifest, written last, names them all. So a second backup writes only what is new, one that was
//! broken off is no backup, and what is restored can be held against what was kept, byte by byte.
//!
//! Invariants
//! - What is read is one snapshot of the register; files are put in place before the register names them and never change,
//!   so they are copied after it was taken.
//! - A manifest is written once everything it names is on the disk.
//! - Nothing is restored before every piece was read and found whole, and only into what is empty; until it is proved it
//!   cannot be opened.
//! - Keys do not travel: settings come without what is secret, keys of the log lie elsewhere.

mod folder;
mod gather;
mod generation;
mod manifest;
mod restore;
mod rows;
mod single;
mod source;

pub use folder::{Folder, Pruned};
pub use gather::{About, Gathered, Room, gather};
pub use generation::{Generation, generations};
pub use manifest::{Beside, Manifest};
pub use restore::{Checked, Restored, complete, restore};
pub use single::Single;
pub use source::Archive;

use crate::Failure;
use law::Digest;
use std::io;
use std::path::{Path, PathBuf};

/// Why an archive was not written or not read.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("不能{doing} {}", path.display())]
    Io {
        doing: &'static str,
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// A piece is missing or is not what its name says.
    #[error(
        "备份不完整，什么也没有恢复：{what} {says}；请换一份完整的备份（gongkai backup 目录 --list 列出各份）"
    )]
    Damaged { what: String, says: String },
    /// What stands in an archive cannot be used, or there is no room for it.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl Trouble {
    fn damaged(what: impl Into<String>, says: impl Into<String>) -> Self {
        Self::Damaged {
            what: what.into(),
            says: says.into(),
        }
    }

    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { doing, path, cause }
    }
}

/// How far it has come: what is being done, how many of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub what: &'static str,
    pub done: u64,
    pub total: u64,
}

/// The name of a piece within an archive: rows are packed, files lie there as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Name {
    Rows(Digest),
    File(Digest),
}

impl Name {
    fn path(self) -> String {
        let (digest, ending) = match self {
            Self::Rows(digest) => (digest, ".jsonl.gz"),
            Self::File(digest) => (digest, ""),
        };
        let hex = digest.to_string();
        let two = hex.get(..2).unwrap_or_default();
        format!("{PIECES}/{two}/{hex}{ending}")
    }

    /// Reads the last part of a path back.
    fn of(file: &str) -> Option<Self> {
        match file.strip_suffix(".jsonl.gz") {
            Some(hex) => Digest::parse(hex).map(Self::Rows),
            None => Digest::parse(file).map(Self::File),
        }
    }
}

const PIECES: &str = "pieces";
const GENERATIONS: &str = "generations";
/// What is being written; nothing in it counts.
const UNFINISHED: &str = "unfinished";
