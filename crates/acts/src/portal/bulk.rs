//! 批量下载 — everything released in one file: a line of JSON for each item, packed.
//!
//! Decides that a file is made once for a revision of the register, when it is first asked for: read within one set of
//! reads, written piece by piece into a file without a name, and given from there until the register moves on. So memory
//! is bounded, the same register gives the same bytes, and what is withdrawn is in no file that is given afterwards.
//!
//! Invariants
//! - One file of each sort is made at a time; who asks meanwhile waits for it.
//! - A visitor who goes away does not end the making: the next one finds it done.

use crate::Failure;
use crate::desk::Register;
use crate::portal::Portal;
use crate::portal::find::is_own;
use crate::portal::lines::{Agencies, address};
use crate::view::Address;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use law::Digest;
use law::digest::Digesting;
use law::item::{KindDef, Printing};
use press::Copy;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use store::released::Release;
use tokio::sync::Mutex;

/// What can be taken as one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bulk {
    /// Every released item.
    Items,
    /// Every released text of law.
    Laws,
}

impl Bulk {
    pub const ALL: [Self; 2] = [Self::Items, Self::Laws];

    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Items => "items.jsonl.gz",
            Self::Laws => "laws.jsonl.gz",
        }
    }

    pub fn from_file_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bulk| bulk.file_name() == name)
    }
}

/// A file that was made; it stays readable for who holds it.
#[derive(Clone, Debug)]
pub struct BulkFile {
    /// The ledger number that it belongs to.
    pub revision: u64,
    /// When the register last changed what is in it, or in any page.
    pub changed_at: i64,
    /// Lines in it.
    pub records: u64,
    /// Bytes, packed.
    pub size: u64,
    /// SHA-256 of these bytes.
    pub digest: Digest,
    file: Arc<File>,
}

/// Gives the address that a copy of an item names.
pub type Addressed = Arc<dyn Fn(&Address) -> String + Send + Sync>;

/// The files that were made last, and where they lie.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// A folder with room for them; that of the system for passing files where none is named.
    folder: Option<PathBuf>,
    items: Mutex<Option<BulkFile>>,
    laws: Mutex<Option<BulkFile>>,
}

impl Shelf {
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
            ..Self::default()
        }
    }

    fn of(&self, bulk: Bulk) -> &Mutex<Option<BulkFile>> {
        match bulk {
            Bulk::Items => &self.items,
            Bulk::Laws => &self.laws,
        }
    }

    fn new_file(&self) -> io::Result<File> {
        match &self.folder {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        }
    }
}

/// Items that are read together.
const STEP: u32 = 100;
/// Bytes that are given together.
const PIECE: usize = 256 << 10;

impl Portal {
    /// The file of the newest revision, made where it is not there yet.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where the register cannot be read, or there is no room for the file.
    pub async fn bulk(&self, bulk: Bulk, addressed: Addressed) -> Result<BulkFile, Failure> {
        let portal = self.clone();
        let making = tokio::spawn(async move {
            let mut held = portal.shelf.of(bulk).lock().await;
            // Asked after the wait: who waited is given what is new now.
            let revision = portal.revision().await?;
            if let Some(made) = held.as_ref().filter(|made| revision <= made.revision) {
                return Ok(made.clone());
            }
            // The former file goes before the new one comes: there need not be room for both.
            *held = None;
            let file = portal.shelf.new_file().map_err(|error| no_room(&error))?;
            let is_demo = portal.site().is_demo;
            let made = make(&portal.register, bulk, file, addressed, is_demo).await?;
            *held = Some(made.clone());
            Ok(made)
        });
        making
            .await
            .map_err(|error| Failure::Bug(error.to_string()))?
    }

    /// The file where it has been made and nothing changed since.
    pub async fn bulk_made(&self, bulk: Bulk) -> Result<Option<BulkFile>, Failure> {
        let revision = self.revision().await?;
        // While one is being made there is none.
        let held = self.shelf.of(bulk).try_lock().ok();
        let made = held.and_then(|held| held.clone());
        Ok(made.filter(|made| revision <= made.revision))
    }
}

impl BulkFile {
    /// The bytes from one to before another.
    pub fn pieces(&self, from: u64, to: u64) -> BoxStream<'static, io::Result<Bytes>> {
        let file = Arc::clone(&self.file);
        stream::unfold(from, move |at| {
            let file = Arc::clone(&file);
            async move {
                let left = usize::try_from(to.saturating_sub(at)).unwrap_or(PIECE);
                if left == 0 {
                    return None;
                }
                let read = tokio::task::spawn_blocking(move || {
                    let mut piece = vec![0; left.min(PIECE)];
                    file.read_exact_at(&mut piece, at).map(|()| piece)
                });
                let piece = read.await.map_err(io::Error::other).flatten();
                let next = at + piece.as_ref().map_or(0, |piece| piece.len() as u64);
                // What ends early is seen by its length; nothing follows a failure.
                let next = if piece.is_ok() { next } else { to };
                Some((piece.map(Bytes::from), next))
            }
        })
        .boxed()
    }
}

/// A file that remembers how much was written to it, and the hash of that.
struct Counted {
    file: File,
    size: u64,
    digest: Digesting,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.size += written as u64;
        self.digest.push(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

async fn make(
    register: &Register,
    bulk: Bulk,
    file: File,
    addressed: Addressed,
    is_demo: bool,
) -> Result<BulkFile, Failure> {
    let mut reader = register.store.read().await?;
    let agencies = Agencies::new(reader.agencies().await?);
    let shown = reader.newest_shown().await?;
    let out = Counted {
        file,
        size: 0,
        digest: Digesting::default(),
    };
    // The head of the packed file bears no time and no name, so that the same lines give the same bytes.
    let mut packer = GzEncoder::new(out, Compression::new(6));
    let (mut after, mut records): (Option<String>, u64) = (None, 0);
    loop {
        let is_law = bulk == Bulk::Laws;
        let listed = reader
            .released_after(is_law, after.as_deref(), STEP)
            .await?;
        let Some(last) = listed.last() else { break };
        after = Some(last.item.id.clone());
        let ids: Vec<String> = listed.iter().map(|row| row.item.id.clone()).collect();
        let mut releases = reader.releases_of(&ids).await?;
        let mut lines: Vec<(Release, KindDef, Printing, String)> = Vec::with_capacity(listed.len());
        for row in &listed {
            let release = releases.remove(&row.item.id);
            let kind = register.kinds().get(&row.item.kind);
            let (Some(release), Some(kind)) = (release, kind) else {
                let says = format!("{} 没有公开的文本，或者没有它的种类", row.item.id);
                return Err(Failure::Bug(says));
            };
            let printing = Printing::of(is_own(&agencies, &row.item.agency));
            lines.push((release, *kind, printing, addressed(&address(&row.item))));
        }
        records += lines.len() as u64;
        let written = tokio::task::spawn_blocking(move || {
            for (release, kind, printing, address) in &lines {
                let copy = Copy {
                    released: &release.released,
                    kind,
                    address,
                    printing: *printing,
                    is_demo,
                };
                packer.write_all(&press::json::render(&copy))?;
            }
            Ok::<_, io::Error>(packer)
        });
        packer = done(written.await)?;
    }
    drop(reader);
    let out = done(tokio::task::spawn_blocking(move || packer.finish()).await)?;
    Ok(BulkFile {
        revision: shown.seq,
        changed_at: shown.recorded_at.unwrap_or_default(),
        records,
        size: out.size,
        digest: out.digest.end(),
        file: Arc::new(out.file),
    })
}

fn done<T>(written: Result<io::Result<T>, tokio::task::JoinError>) -> Result<T, Failure> {
    match written {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(no_room(&error)),
        Err(error) => Err(Failure::Bug(error.to_string())),
    }
}

fn no_room(error: &io::Error) -> Failure {
    Failure::Unavailable(format!("批量下载的文件写不下去，请看磁盘空间：{error}"))
}
