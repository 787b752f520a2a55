//! 单个文件 — an archive as one ZIP file, to be carried away.
//!
//! Decides that the file has its name only once it is whole: it is written beside under another one. What lies in it is
//! what lies in a folder, under the same names; nothing is packed twice.
//!
//! The packer takes a write that failed for a mistake of its own and ends the program over it. So it never hears of one:
//! [`Writing`] keeps the error, and whoever asked for the write is told.

use super::manifest::Manifest;
use super::{GENERATIONS, Name, Trouble};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A file that is being written.
pub struct Single {
    path: PathBuf,
    unfinished: PathBuf,
    /// `None` once it is whole.
    zip: Option<Box<ZipWriter<Writing>>>,
    state: Arc<Mutex<State>>,
    fresh: HashMap<Name, u64>,
}

/// How the file stands.
#[derive(Debug, Default)]
enum State {
    #[default]
    Good,
    /// What came is kept no more: this went wrong, and nobody was told yet.
    Failed(io::Error),
    /// What came is kept no more.
    Over,
}

/// From here on a file within needs the longer form.
const LONG: u64 = u32::MAX as u64;

impl Single {
    /// # Errors
    /// Where there is such a file already, or it cannot be written.
    pub fn create(path: &Path) -> Result<Self, Trouble> {
        if path.exists() {
            return Err(Trouble::Refused(format!(
                "{} 已经存在，不覆盖；请另取名称，或者先移走它",
                path.display()
            )));
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        // As of a folder of backups: nobody else reads it.
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)
            .map_err(Trouble::io("写档案", &unfinished))?;
        let state = Arc::<Mutex<State>>::default();
        let writing = Writing {
            to: BufWriter::new(file),
            at: 0,
            state: Arc::clone(&state),
        };
        Ok(Self {
            path: path.to_owned(),
            unfinished,
            zip: Some(Box::new(ZipWriter::new(writing))),
            state,
            fresh: HashMap::new(),
        })
    }

    pub(super) fn holds(&self, name: Name) -> Option<u64> {
        self.fresh.get(&name).copied()
    }

    pub(super) fn put(&mut self, name: Name, bytes: &[u8]) -> Result<(), Trouble> {
        self.begin(&name.path(), bytes.len() as u64)
            .and_then(|zip| zip.write_all(bytes))
            .and_then(|()| self.is_good())
            .map_err(Trouble::io("写档案", &self.unfinished))?;
        self.fresh.insert(name, bytes.len() as u64);
        Ok(())
    }

    /// Whether everything up to here was written.
    pub(super) fn is_good(&self) -> io::Result<()> {
        let mut state = lock(&self.state);
        match &*state {
            State::Good => Ok(()),
            State::Failed(_) | State::Over => match std::mem::replace(&mut *state, State::Over) {
                State::Failed(error) => Err(error),
                State::Good | State::Over => Err(io::ErrorKind::BrokenPipe.into()),
            },
        }
    }

    /// Begins a file of a known length, whose bytes come.
    pub(super) fn begin(&mut self, name: &str, long: u64) -> io::Result<&mut impl Write> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(LONG <= long);
        let zip = self.zip.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        zip.start_file(name, options)?;
        Ok(zip)
    }

    pub(super) fn took(&mut self, name: Name, long: u64) {
        self.fresh.insert(name, long);
    }

    pub(super) fn at(&self) -> &Path {
        &self.unfinished
    }

    pub(super) fn seal(&mut self, manifest: &Manifest) -> Result<String, Trouble> {
        let bytes = manifest.to_bytes()?;
        let name = manifest.name(&bytes);
        let mut written = || -> io::Result<()> {
            self.begin(&format!("{GENERATIONS}/{name}"), bytes.len() as u64)?
                .write_all(&bytes)?;
            self.is_good()?;
            let zip = self.zip.take().ok_or(io::ErrorKind::BrokenPipe)?;
            let ended = zip.finish()?;
            self.is_good()?;
            ended.to.into_inner()?.sync_all()?;
            fs::rename(&self.unfinished, &self.path)
        };
        written().map_err(Trouble::io("写档案", &self.path))?;
        Ok(name)
    }
}

impl Drop for Single {
    fn drop(&mut self) {
        // What was broken off is of no use to anybody, and need not be ended in good form.
        *lock(&self.state) = State::Over;
        drop(self.zip.take());
        let _ = fs::remove_file(&self.unfinished);
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The file; once it is over, what is still written to it is thrown away, and only its places are counted.
struct Writing {
    to: BufWriter<File>,
    /// Where it stands, also where nothing is written any more.
    at: u64,
    state: Arc<Mutex<State>>,
}

impl Writing {
    /// Does something to the file as long as all went well, and keeps what went wrong.
    fn within<T>(&mut self, work: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>) -> Option<T> {
        let mut state = lock(&self.state);
        if !matches!(*state, State::Good) {
            return None;
        }
        match work(&mut self.to) {
            Ok(done) => Some(done),
            Err(error) => {
                *state = State::Failed(error);
                None
            }
        }
    }
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.within(|to| to.write(bytes)).unwrap_or(bytes.len());
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.within(BufWriter::flush);
        Ok(())
    }
}

impl Seek for Writing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let thought = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(_) => Some(self.at),
        };
        let at = self.within(|file| file.seek(to));
        self.at = at.or(thought).unwrap_or(self.at);
        Ok(self.at)
    }
}

impl std::fmt::Debug for Single {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Single")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
