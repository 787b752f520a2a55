//! 读档案 — a folder of backups or one file, opened to be read; every piece is held against its name.

use super::generation::generations;
use super::manifest::{Manifest, Piece};
use super::{GENERATIONS, Name, Trouble};
use bytes::Bytes;
use flate2::read::GzDecoder;
use law::Digest;
use law::digest::Digesting;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use store::Space;
use zip::{CompressionMethod, ZipArchive};

/// How much of a file is read at a time.
const AT_A_TIME: usize = 256 * 1024;

/// A place to read from.
#[derive(Clone)]
pub struct Archive {
    path: PathBuf,
    /// `None` for a folder.
    zip: Option<Arc<Mutex<ZipArchive<BufReader<File>>>>>,
    /// Keeps a backup from taking away what is being read.
    _lock: Option<Arc<File>>,
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// A folder, read as it is.
    pub(super) fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            zip: None,
            _lock: None,
        }
    }

    /// Opens a folder or a file, and the generation whose name begins so; without one the newest.
    ///
    /// # Errors
    /// Where there is none, or its manifest is not whole.
    pub fn open(path: &Path, begins: Option<&str>) -> Result<(Self, String, Manifest), Trouble> {
        if path.is_dir() {
            Self::folder(path, begins)
        } else {
            Self::single(path)
        }
    }

    fn folder(path: &Path, begins: Option<&str>) -> Result<(Self, String, Manifest), Trouble> {
        let (whole, unreadable) = generations(path)?;
        let wished = |name: &String| begins.is_none_or(|begins| name.starts_with(begins));
        // One that cannot be read is not passed over: the operator decides for an older one.
        let newest = whole.iter().map(|it| &it.name).chain(&unreadable);
        let newest = newest.filter(|name| wished(name)).max();
        let Some(newest) = newest else {
            return Err(Trouble::Refused(match begins {
                Some(begins) => format!(
                    "{} 里没有名称以 {begins} 开头的备份；gongkai backup 目录 --list 列出各份",
                    path.display()
                ),
                None => format!(
                    "{} 里没有完整的备份（generations/ 里没有清单）",
                    path.display()
                ),
            }));
        };
        let file = path.join(GENERATIONS).join(newest);
        let bytes = fs::read(&file).map_err(Trouble::io("读取备份的清单", &file))?;
        let manifest = Manifest::read(newest, &bytes)?;
        // A copy on a medium that cannot be written has no use for a lock.
        let lock = File::open(path.join("lock")).ok();
        if lock
            .as_ref()
            .is_some_and(|lock| lock.try_lock_shared().is_err())
        {
            return Err(Trouble::Refused(format!(
                "{} 正在写另一次备份，请等它完成",
                path.display()
            )));
        }
        let archive = Self {
            _lock: lock.map(Arc::new),
            ..Self::at(path)
        };
        Ok((archive, newest.clone(), manifest))
    }

    fn single(path: &Path) -> Result<(Self, String, Manifest), Trouble> {
        let file = File::open(path).map_err(Trouble::io("打开档案", path))?;
        let cut = || {
            Trouble::damaged(
                path.to_string_lossy(),
                "不是完整的档案，可能被截短，或者不是档案",
            )
        };
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|_| cut())?;
        let names = zip.file_names().filter_map(Result::ok);
        let names = names.filter_map(|name| {
            name.strip_prefix(&format!("{GENERATIONS}/"))
                .map(str::to_owned)
        });
        let name = names.max().ok_or_else(cut)?;
        let archive = Self {
            zip: Some(Arc::new(Mutex::new(zip))),
            ..Self::at(path)
        };
        let mut bytes = Vec::new();
        let read = archive.open_path(&format!("{GENERATIONS}/{name}"));
        read.and_then(|mut read| read.read_to_end(&mut bytes))
            .map_err(|_| cut())?;
        let manifest = Manifest::read(&name, &bytes)?;
        Ok((archive, name, manifest))
    }

    fn open_path(&self, name: &str) -> io::Result<Box<dyn Read + Send>> {
        let Some(zip) = &self.zip else {
            return Ok(Box::new(File::open(self.path.join(name))?));
        };
        let mut zip = zip.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = zip.by_name(name)?;
        let start = entry.data_start();
        let (Some(start), CompressionMethod::Stored) = (start, entry.compression()) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let long = entry.size();
        drop(entry);
        drop(zip);
        // A reading of its own, so that several can be read at once.
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(start))?;
        Ok(Box::new(file.take(long)))
    }

    fn open_piece(&self, name: Name) -> Result<Box<dyn Read + Send>, Trouble> {
        let path = name.path();
        self.open_path(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Trouble::damaged(&path, "不见了"),
            io::ErrorKind::InvalidData => Trouble::damaged(&path, "读不懂"),
            _ => Trouble::io("读取备份", &self.path.join(path))(error),
        })
    }

    /// The lines of a piece of rows, once they were found whole.
    pub(super) fn lines(&self, piece: &Piece) -> Result<Vec<u8>, Trouble> {
        let name = Name::Rows(piece.sha256);
        // A little more than is wished, so that what is longer is found out and nothing unpacks without end.
        let mut unpacked = GzDecoder::new(self.open_piece(name)?).take(piece.bytes + 1);
        let mut lines = Vec::with_capacity(piece.bytes as usize);
        let read = unpacked.read_to_end(&mut lines);
        if read.is_err() || Digest::of(&lines) != piece.sha256 {
            return Err(Trouble::damaged(name.path(), "的内容与校验码不符"));
        }
        Ok(lines)
    }

    /// What a piece of the list of files says.
    pub(super) fn files_of(&self, piece: &Piece) -> Result<Vec<(Space, Digest, u64)>, Trouble> {
        let lines = self.lines(piece)?;
        let lines = lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        let files = lines.map(|line| {
            let (space, digest, long): (String, String, u64) = serde_json::from_slice(line).ok()?;
            Some((Space::parse(&space)?, Digest::parse(&digest)?, long))
        });
        let files: Option<Vec<_>> = files.collect();
        files.ok_or_else(|| Trouble::damaged(Name::Rows(piece.sha256).path(), "里有一行读不懂"))
    }

    /// A file piece by piece, as it lies there.
    pub(super) fn pieces(
        &self,
        digest: Digest,
    ) -> Result<impl FnMut() -> Result<Option<Bytes>, Trouble> + Send + use<>, Trouble> {
        let name = Name::File(digest);
        let mut read = self.open_piece(name)?;
        let path = self.path.join(name.path());
        Ok(move || {
            let mut piece = vec![0; AT_A_TIME];
            let n = read
                .read(&mut piece)
                .map_err(Trouble::io("读取备份", &path))?;
            piece.truncate(n);
            Ok((0 < n).then(|| Bytes::from(piece)))
        })
    }

    /// Whether a file is whole.
    pub(super) fn check_file(&self, digest: Digest, long: u64) -> Result<(), Trouble> {
        let mut next = self.pieces(digest)?;
        let (mut digesting, mut found) = (Digesting::default(), 0);
        while let Some(piece) = next()? {
            found += piece.len() as u64;
            digesting.push(&piece);
        }
        if found != long || digesting.end() != digest {
            return Err(Trouble::damaged(
                Name::File(digest).path(),
                "的内容与校验码不符",
            ));
        }
        Ok(())
    }

    /// The bytes of a file beside the register.
    ///
    /// # Errors
    /// Where it is not whole.
    pub fn beside(&self, beside: &super::Beside) -> Result<Vec<u8>, Trouble> {
        self.check_file(beside.sha256, beside.bytes)?;
        let mut next = self.pieces(beside.sha256)?;
        let mut bytes = Vec::new();
        while let Some(piece) = next()? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}
