//! The directories of an index — that in use, that which is being made beside it, and that which was moved aside.

use crate::error::Error;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use tantivy::Directory;
use tantivy::directory::{DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory};

/// The directory of an index that is being made beside that in use; of one that waits to take its place; of one that was
/// moved out of the way.
pub(crate) const NEXT: &str = "next";
pub(crate) const SUCCESSOR: &str = "ready";
pub(crate) const ASIDE: &str = "aside";

/// The file that says what an index consists of.
pub(crate) const META: &str = "meta.json";

/// `<dir>.<end>`
pub(crate) fn named(dir: &Path, end: &str) -> PathBuf {
    let mut name = dir.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    PathBuf::from(name)
}

/// Moves the index out of the way, in place of one that lies there.
pub(crate) fn move_aside(dir: &Path) -> Result<(), Error> {
    make(dir)?;
    let lock = lock(dir)?;
    let aside = named(dir, ASIDE);
    if aside.exists() {
        remove(&aside)?;
    }
    rename(dir, &aside)?;
    drop(lock);
    make(dir)
}

pub(crate) fn make(dir: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(dir).map_err(|source| Error::Directory {
        path: dir.to_owned(),
        source,
    })
}

/// The right to write in a directory, as an index there takes it.
pub(crate) fn lock(dir: &Path) -> Result<Option<DirectoryLock>, Error> {
    let Ok(directory) = MmapDirectory::open(dir) else {
        return Ok(None);
    };
    match directory.acquire_lock(&INDEX_WRITER_LOCK) {
        Ok(lock) => Ok(Some(lock)),
        Err(_) => Err(Error::Held {
            path: dir.to_owned(),
        }),
    }
}

pub(crate) fn remove(dir: &Path) -> Result<(), Error> {
    std::fs::remove_dir_all(dir).map_err(|source| Error::Directory {
        path: dir.to_owned(),
        source,
    })
}

pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::rename(from, to).map_err(|source| Error::Directory {
        path: from.to_owned(),
        source,
    })
}

/// Which directory it is, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId {
    device: u64,
    number: u64,
}

impl FileId {
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let found = std::fs::metadata(path).ok()?;
        Some(Self {
            device: found.dev(),
            number: found.ino(),
        })
    }
}
