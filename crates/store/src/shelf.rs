//! 架 — files that were derived from what is released and can be thrown away at any time (ADR 0021).
//!
//! Decides that a derived file lies with those of the same item, so that all of them can be taken away; that it is found
//! by its edition and the digest of everything it was made from, and carries the digest of its own bytes; and that all of
//! them together stay within a limit: the oldest go first.
//!
//! Invariants
//! - What does not have its digest is as if it were not there: a torn write or a damaged disk makes nothing wrong.
//! - Nothing here says that a file may leave: who asks has looked at the register before.

use crate::Error;
use bytes::Bytes;
use law::Digest;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// How many bytes of a file are the digest of the rest.
const HEAD: usize = 32;

/// What a derived file is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The id of the item.
    pub item: String,
    pub edition: u32,
    /// Of everything that it was made from.
    pub from: Digest,
}

/// A folder of derived files.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    /// How many bytes it may hold.
    most: u64,
    held: AtomicU64,
    /// Held by whoever puts a file there or takes some away: nobody takes away what is being written.
    changing: Mutex<()>,
}

impl Shelf {
    /// A shelf in a folder, which is made where there is none.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn open(folder: &Path, most: u64) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|cause| Error::Directory {
            doing: "打开排印件目录",
            directory: folder.to_owned(),
            cause,
        })?;
        let shelf = Self {
            folder: folder.to_owned(),
            most,
            held: AtomicU64::new(0),
            changing: Mutex::new(()),
        };
        shelf.sweep();
        Ok(shelf)
    }

    /// The file that was made from this; `None` where there is none, or not a sound one.
    pub fn take(&self, label: &Label) -> Option<Bytes> {
        let bytes = fs::read(self.path(label)).ok()?;
        let (digest, file) = bytes.split_at_checked(HEAD)?;
        (Digest::of(file).as_bytes() == digest).then(|| Bytes::from(bytes).slice(HEAD..))
    }

    /// Puts a file there, as a whole or not at all.
    ///
    /// # Errors
    /// Where it cannot be written; then it is not there.
    pub fn put(&self, label: &Label, file: &[u8]) -> io::Result<()> {
        self.write(&self.path(label), file)?;
        let size = (HEAD + file.len()) as u64;
        if self.most < self.held.fetch_add(size, Ordering::Relaxed) + size {
            self.sweep();
        }
        Ok(())
    }

    fn write(&self, path: &Path, file: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        // Of this process there is one at a time.
        let unfinished = folder.join(format!(".{}", std::process::id()));
        let whole = [Digest::of(file).as_bytes().as_slice(), file].concat();
        let _alone = self.alone();
        fs::create_dir_all(folder)?;
        let written = fs::write(&unfinished, whole).and_then(|()| fs::rename(&unfinished, path));
        if written.is_err() {
            // What is left of it is swept at the next start.
            drop(fs::remove_file(&unfinished));
        }
        written
    }

    /// Every item of which there is a file.
    pub fn items(&self) -> Vec<String> {
        let within = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = within.filter_map(|entry| entry.file_name().into_string().ok());
        names.collect()
    }

    /// Whether there is a file of an item.
    pub fn has(&self, item: &str) -> bool {
        self.of(item).is_dir()
    }

    /// Takes away the files of the editions of an item before one, and what has no edition. A reader who has begun to
    /// fetch one of them has it in memory.
    pub fn forget(&self, item: &str, before: u32) {
        let folder = self.of(item);
        let _alone = self.alone();
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let edition = name.to_str().and_then(|name| name.split_once('-'));
            let edition = edition.and_then(|(edition, _)| edition.parse::<u32>().ok());
            if edition.is_none_or(|edition| edition < before) {
                drop(fs::remove_file(entry.path()));
            }
        }
        // Where something is left in it, it stays.
        drop(fs::remove_dir(&folder));
    }

    fn alone(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, item: &str) -> PathBuf {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        self.folder.join(item.replace(|c| !is_plain(c), "_"))
    }

    fn path(&self, label: &Label) -> PathBuf {
        let name = format!("{}-{}", label.edition, label.from);
        self.of(&label.item).join(name)
    }

    /// Counts what is there, and takes the oldest away until a quarter of the limit is free.
    fn sweep(&self) {
        let _alone = self.alone();
        let mut files = files(&self.folder);
        let mut held: u64 = files.iter().map(|file| file.size).sum();
        if self.most < held {
            files.sort_by_key(|file| file.since);
            for file in files {
                if held <= self.most / 4 * 3 {
                    break;
                }
                if fs::remove_file(&file.path).is_ok() {
                    held -= file.size;
                }
            }
        }
        self.held.store(held, Ordering::Relaxed);
    }
}

struct Found {
    path: PathBuf,
    size: u64,
    since: SystemTime,
}

/// Every file of a shelf. What cannot be looked at is left out: nothing depends on it.
fn files(folder: &Path) -> Vec<Found> {
    let within = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    within(folder)
        .flat_map(|part| within(&part.path()))
        .filter_map(|entry| {
            let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some(Found {
                path: entry.path(),
                size: about.len(),
                since: about.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use std::sync::atomic::AtomicBool;

    fn key(n: u8) -> Label {
        of("one", 1, n)
    }

    fn of(item: &str, edition: u32, n: u8) -> Label {
        Label {
            item: item.into(),
            edition,
            from: Digest::of(&[n]),
        }
    }

    #[test]
    fn what_is_forgotten_of_an_item_leaves_its_later_editions_and_all_others() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path(), 1000).unwrap();
        let all = [
            of("one", 1, 1),
            of("one", 2, 2),
            of("one", 2, 3),
            of("two", 1, 1),
        ];
        for label in &all {
            shelf.put(label, b"words").unwrap();
        }
        shelf.forget("one", 2);
        let left = || all.each_ref().map(|label| shelf.take(label).is_some());
        assert_eq!(left(), [false, true, true, true]);
        shelf.forget("one", u32::MAX);
        assert_eq!(left(), [false, false, false, true]);
        assert_eq!(shelf.items(), ["two"]);
        shelf.forget("../two", u32::MAX);
        assert_eq!(left(), [false, false, false, true]);
    }

    #[test]
    fn what_is_taken_away_of_an_item_disturbs_no_file_of_it_that_is_being_put_there() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path(), 1 << 20).unwrap();
        let is_done = AtomicBool::new(false);
        std::thread::scope(|both| {
            both.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    shelf.forget("one", 2);
                }
            });
            let put = |n: u32| shelf.put(&of("one", 1 + n % 2, 1), b"words");
            let all: Vec<_> = (0..200).map(put).collect();
            is_done.store(true, Ordering::Relaxed);
            assert!(all.iter().all(io::Result::is_ok), "{all:?}");
        });
        assert!(shelf.take(&of("one", 2, 1)).is_some());
    }

    #[test]
    fn what_was_put_is_taken_also_by_the_next_process() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path(), 1000).unwrap();
        assert_eq!(shelf.take(&key(1)), None);
        shelf.put(&key(1), b"one").unwrap();
        assert_eq!(shelf.take(&key(1)).unwrap(), "one");
        let next = Shelf::open(folder.path(), 1000).unwrap();
        assert_eq!(next.take(&key(1)).unwrap(), "one");
        assert_eq!(next.take(&key(2)), None);
    }

    #[test]
    fn a_damaged_file_is_as_if_it_were_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path(), 1000).unwrap();
        shelf.put(&key(1), b"one").unwrap();
        let path = shelf.path(&key(1));
        let mut bytes = fs::read(&path).unwrap();
        for cut in [bytes.len() - 1, 40, 31, 0] {
            fs::write(&path, bytes.get(..cut.min(bytes.len())).unwrap()).unwrap();
            if cut < bytes.len() {
                assert_eq!(shelf.take(&key(1)), None, "{cut}");
            }
        }
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert_eq!(shelf.take(&key(1)), None);
        shelf.put(&key(1), b"one").unwrap();
        assert_eq!(shelf.take(&key(1)).unwrap(), "one");
    }

    #[test]
    fn all_of_them_together_stay_within_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path(), 1000).unwrap();
        for n in 0..50 {
            shelf.put(&key(n), &[n; 68]).unwrap();
            let all: u64 = files(folder.path()).iter().map(|file| file.size).sum();
            assert!(all <= 1000, "{all} after {n}");
        }
        assert!(shelf.take(&key(49)).is_some(), "the newest went first");
        let smaller = Shelf::open(folder.path(), 300).unwrap();
        let left = files(&smaller.folder).len();
        assert!((1..=3).contains(&left), "{left}");
    }
}
