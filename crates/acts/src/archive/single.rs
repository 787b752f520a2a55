//! 单个文件 — an archive as one ZIP file, to be carried away.
//!
//! Decides that the file has its name only once it is whole: it is written beside under another one. What lies in it is
//! what lies in a folder, under the same names; nothing is packed twice.

use super::manifest::Manifest;
use super::{GENERATIONS, Name, Trouble};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A file that is being written.
pub struct Single {
    path: PathBuf,
    unfinished: PathBuf,
    /// `None` once it is whole.
    zip: Option<Box<ZipWriter<Writing>>>,
    is_over: Arc<AtomicBool>,
    fresh: HashMap<Name, u64>,
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
        let is_over = Arc::new(AtomicBool::new(false));
        let writing = Writing {
            to: BufWriter::new(file),
            is_over: is_over.clone(),
        };
        Ok(Self {
            path: path.to_owned(),
            unfinished,
            zip: Some(Box::new(ZipWriter::new(writing))),
            is_over,
            fresh: HashMap::new(),
        })
    }

    pub(super) fn holds(&self, name: Name) -> Option<u64> {
        self.fresh.get(&name).copied()
    }

    pub(super) fn put(&mut self, name: Name, bytes: &[u8]) -> Result<(), Trouble> {
        self.begin(&name.path(), bytes.len() as u64)
            .and_then(|zip| zip.write_all(bytes))
            .map_err(Trouble::io("写档案", &self.unfinished))?;
        self.fresh.insert(name, bytes.len() as u64);
        Ok(())
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
            let zip = self.zip.take().ok_or(io::ErrorKind::BrokenPipe)?;
            zip.finish()?.to.into_inner()?.sync_all()?;
            fs::rename(&self.unfinished, &self.path)
        };
        written().map_err(Trouble::io("写档案", &self.path))?;
        Ok(name)
    }
}

impl Drop for Single {
    fn drop(&mut self) {
        if let Some(zip) = self.zip.take() {
            // What was broken off is of no use to anybody, and need not be ended in good form.
            self.is_over.store(true, Ordering::Relaxed);
            drop(zip);
            let _ = fs::remove_file(&self.unfinished);
        }
    }
}

/// The file; once it is over, what is still written to it is thrown away.
struct Writing {
    to: BufWriter<File>,
    is_over: Arc<AtomicBool>,
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_over.load(Ordering::Relaxed) {
            return Ok(bytes.len());
        }
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_over.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.to.flush()
    }
}

impl Seek for Writing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if self.is_over.load(Ordering::Relaxed) {
            return Ok(0);
        }
        self.to.seek(to)
    }
}

impl std::fmt::Debug for Single {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Single")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
