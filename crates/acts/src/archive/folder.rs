//! 备份目录 — pieces and generations in a folder: what is there already is not written again.
//!
//! Decides when a piece counts as there: a whole manifest names it and it has the length that it should have. What a
//! broken-off backup left does not count, and goes. Generations that are no longer kept go first, then what none of the
//! others names; where a manifest cannot be read nothing goes, since nobody knows what it names.

use super::generation::{Generation, generations};
use super::manifest::{Manifest, Piece};
use super::source::Archive;
use super::{GENERATIONS, Name, PIECES, Trouble, UNFINISHED};
use law::Digest;
use std::collections::{HashMap, HashSet};
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// The file that only one backup at a time may hold.
const LOCK: &str = "lock";

/// A folder that is being written to.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// What whole manifests name, and how long it is.
    named: HashMap<Name, u64>,
    /// What was put there now.
    fresh: HashMap<Name, u64>,
    generations: Vec<Generation>,
    /// Manifests that cannot be read.
    unreadable: Vec<String>,
    /// How many pieces were named and not whole; they are written anew.
    mended: u64,
    /// Held as long as this lives; `None` where nothing is written.
    lock: Option<File>,
}

/// What became of older generations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    pub kept: usize,
    pub removed: usize,
    /// Bytes of pieces that nobody names any more.
    pub freed: u64,
}

impl Folder {
    /// Opens a folder to write a backup to, and makes it where there is none.
    ///
    /// # Errors
    /// Where something else lies there, or another backup is being written to it.
    pub fn open(path: &Path) -> Result<Self, Trouble> {
        is_ours(path)?;
        // Drafts and what readers wrote are in it: nobody else looks into a folder that is made here.
        for part in ["", GENERATIONS, PIECES, UNFINISHED] {
            let part = path.join(part);
            let made = DirBuilder::new().recursive(true).mode(0o700).create(&part);
            made.map_err(Trouble::io("建立备份目录", &part))?;
        }
        let lock = path.join(LOCK);
        let held = File::create(&lock).map_err(Trouble::io("写备份目录", &lock))?;
        match held.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(Trouble::Refused(format!(
                    "{} 正在写另一次备份，或者正从它恢复，请等它完成",
                    path.display()
                )));
            }
            Err(fs::TryLockError::Error(error)) => {
                return Err(Trouble::io("独占备份目录", &lock)(error));
            }
        }
        let unfinished = path.join(UNFINISHED);
        let left = fs::read_dir(&unfinished).map_err(Trouble::io("读取备份目录", &unfinished))?;
        for entry in left {
            let entry = entry
                .map_err(Trouble::io("读取备份目录", &unfinished))?
                .path();
            fs::remove_file(&entry).map_err(Trouble::io("清理没有做完的备份", &entry))?;
        }
        Self::of(path, Some(held))
    }

    /// Looks at a folder, to say what a backup would write to it.
    ///
    /// # Errors
    /// Where something else lies there.
    pub fn look(path: &Path) -> Result<Self, Trouble> {
        is_ours(path)?;
        Self::of(path, None)
    }

    fn of(path: &Path, lock: Option<File>) -> Result<Self, Trouble> {
        let (generations, unreadable) = generations(path)?;
        let mut named = HashMap::new();
        let mut lists = HashSet::new();
        for generation in &generations {
            // Whoever made a backup whose list of files is damaged still has the others.
            let _ = names(path, &generation.manifest, &mut lists, |name, long| {
                named.insert(name, long);
            });
        }
        Ok(Self {
            path: path.to_owned(),
            named,
            fresh: HashMap::new(),
            generations,
            unreadable,
            mended: 0,
            lock,
        })
    }

    pub(super) fn is_dry(&self) -> bool {
        self.lock.is_none()
    }

    pub fn newest(&self) -> Option<&Generation> {
        self.generations.last()
    }

    /// How many pieces were named and not whole, and were written anew.
    pub fn mended(&self) -> u64 {
        self.mended
    }

    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// How long a piece is that need not be written again.
    pub(super) fn holds(&mut self, name: Name) -> Option<u64> {
        if let Some(long) = self.fresh.get(&name) {
            return Some(*long);
        }
        let long = *self.named.get(&name)?;
        let found = fs::metadata(self.path.join(name.path()));
        if found.is_ok_and(|found| found.len() == long) {
            return Some(long);
        }
        self.named.remove(&name);
        self.mended += 1;
        None
    }

    pub(super) fn put(&mut self, name: Name, bytes: &[u8]) -> Result<(), Trouble> {
        if !self.is_dry() {
            let unfinished = self.unfinished(name);
            fs::write(&unfinished, bytes).map_err(Trouble::io("写备份", &unfinished))?;
            self.place(name)?;
        }
        self.took(name, bytes.len() as u64);
        Ok(())
    }

    /// Where a piece is written before it is put in place.
    pub(super) fn unfinished(&self, name: Name) -> PathBuf {
        let file = name.path();
        let file = file.rsplit('/').next().unwrap_or_default();
        self.path.join(UNFINISHED).join(file)
    }

    /// Puts in place what was written.
    pub(super) fn place(&self, name: Name) -> Result<(), Trouble> {
        let to = self.path.join(name.path());
        let folder = to.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder)
            .and_then(|()| fs::rename(self.unfinished(name), &to))
            .map_err(Trouble::io("写备份", &to))
    }

    pub(super) fn took(&mut self, name: Name, long: u64) {
        self.fresh.insert(name, long);
    }

    /// Writes the manifest once everything before is on the disk; gives its name.
    ///
    /// Generations stand in the order in which they were made, whatever the clock says meanwhile: one that was set back
    /// would make the newest backup the oldest, which is not restored and is the first to be taken away.
    pub(super) fn seal(&mut self, manifest: &mut Manifest) -> Result<String, Trouble> {
        if let Some(newest) = self.newest()
            && manifest.made_at <= newest.manifest.made_at
            && *manifest != newest.manifest
        {
            manifest.made_at = newest.manifest.made_at + 1;
        }
        let bytes = manifest.to_bytes()?;
        let name = manifest.name(&bytes);
        let unfinished = self.path.join(UNFINISHED).join(&name);
        let place = self.path.join(GENERATIONS).join(&name);
        let written = || -> io::Result<()> {
            rustix::fs::syncfs(File::open(&self.path)?)?;
            let mut file = File::create(&unfinished)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&unfinished, &place)?;
            File::open(self.path.join(GENERATIONS))?.sync_all()
        };
        written().map_err(Trouble::io("写备份的清单", &place))?;
        // Two of one second that say the same are one.
        if self.generations.iter().all(|it| it.name != name) {
            self.generations.push(Generation {
                name: name.clone(),
                manifest: manifest.clone(),
            });
        }
        Ok(name)
    }

    /// Keeps the newest generations, and takes away the others and what only they name; 0 keeps all.
    ///
    /// # Errors
    /// Where something cannot be taken away; what is kept is whole all the same.
    pub fn prune(&mut self, keep: usize) -> Result<Pruned, Trouble> {
        let mut pruned = Pruned::default();
        let over = match keep {
            0 => 0,
            keep => self.generations.len().saturating_sub(keep),
        };
        pruned.kept = self.generations.len();
        if !self.unreadable.is_empty() || self.is_dry() {
            return Ok(pruned);
        }
        for old in self.generations.drain(..over) {
            let file = self.path.join(GENERATIONS).join(&old.name);
            fs::remove_file(&file).map_err(Trouble::io("删去旧的备份", &file))?;
            pruned.removed += 1;
        }
        pruned.kept = self.generations.len();
        let folder = self.path.join(GENERATIONS);
        File::open(&folder)
            .and_then(|folder| folder.sync_all())
            .map_err(Trouble::io("删去旧的备份", &folder))?;
        let (mut kept, mut lists) = (HashSet::new(), HashSet::new());
        for generation in &self.generations {
            names(&self.path, &generation.manifest, &mut lists, |name, _| {
                kept.insert(name);
            })?;
        }
        pruned.freed = self.sweep(&kept)?;
        Ok(pruned)
    }

    /// Takes away what nobody names.
    fn sweep(&self, kept: &HashSet<Name>) -> Result<u64, Trouble> {
        let pieces = self.path.join(PIECES);
        let mut freed = 0;
        for folder in fs::read_dir(&pieces).map_err(Trouble::io("读取备份目录", &pieces))? {
            let folder = folder.map_err(Trouble::io("读取备份目录", &pieces))?.path();
            for file in fs::read_dir(&folder).map_err(Trouble::io("读取备份目录", &folder))? {
                let file = file.map_err(Trouble::io("读取备份目录", &folder))?;
                let name = Name::of(&file.file_name().to_string_lossy());
                // What is no piece of ours is not ours to take away.
                let Some(name) = name.filter(|name| !kept.contains(name)) else {
                    continue;
                };
                let path = self.path.join(name.path());
                freed += file.metadata().map_or(0, |it| it.len());
                fs::remove_file(&path).map_err(Trouble::io("删去旧的备份", &path))?;
            }
        }
        Ok(freed)
    }
}

/// Names everything that a manifest names; a list of files that was read for another one is not read again.
fn names(
    path: &Path,
    manifest: &Manifest,
    lists: &mut HashSet<Digest>,
    mut named: impl FnMut(Name, u64),
) -> Result<(), Trouble> {
    for piece in manifest.packed() {
        named(Name::Rows(piece.sha256), piece.packed);
    }
    for beside in &manifest.beside {
        named(Name::File(beside.sha256), beside.bytes);
    }
    let is_new = |piece: &&Piece| lists.insert(piece.sha256);
    let unread: Vec<Piece> = manifest
        .files
        .pieces
        .iter()
        .filter(is_new)
        .cloned()
        .collect();
    let archive = Archive::at(path);
    for piece in &unread {
        for (_, digest, long) in archive.files_of(piece)? {
            named(Name::File(digest), long);
        }
    }
    Ok(())
}

/// Whether there is a folder of backups, or room for one.
fn is_ours(path: &Path) -> Result<(), Trouble> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Trouble::io("读取备份目录", path)(error)),
    };
    let known = [GENERATIONS, PIECES, UNFINISHED, LOCK, "lost+found"];
    for entry in entries {
        let entry = entry.map_err(Trouble::io("读取备份目录", path))?;
        let name = entry.file_name();
        if !known.iter().any(|known| name == *known) {
            return Err(Trouble::Refused(format!(
                "{} 里有别的东西（{}），不往里备份；请另选一个空的目录",
                path.display(),
                name.to_string_lossy()
            )));
        }
    }
    Ok(())
}
