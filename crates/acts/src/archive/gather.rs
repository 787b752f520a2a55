//! 备份 — one snapshot of a register and its files, put into a room piece by piece.

use super::folder::Folder;
use super::manifest::{Beside, FORM, FilesOf, Ledger, Manifest, Piece, TableOf};
use super::single::Single;
use super::{Name, Step, Trouble, rows};
use crate::desk::Register;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream::{self, FuturesOrdered, StreamExt as _, TryStreamExt as _};
use law::Digest;
use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use store::table::{Table, Value};
use store::{Blobs, Reader, Space};
use tokio::task::JoinHandle;

/// Bytes of rows that are read at a time, about.
const AT_A_TIME: u64 = 4 * 1024 * 1024;
const MOST_ROWS: u64 = 2000;
/// How many files are listed and fetched at a time, and how many at once.
const FILES: u32 = 1000;
const AT_ONCE: usize = 8;
/// How many pieces are packed while others are read.
const PACKED_AHEAD: usize = 2;

/// Where it is put.
#[derive(Debug)]
pub enum Room {
    /// A folder, which may hold earlier ones.
    Folder(Folder),
    /// One file.
    Single(Single),
}

/// What the register does not know of itself.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The version of the program.
    pub program: String,
    /// Seconds since 1970 UTC.
    pub now: i64,
    /// The settings, without what is secret.
    pub settings: String,
    /// Files beside the register: the name from the data directory on, and where it lies.
    pub beside: Vec<(String, PathBuf)>,
}

/// What was put there.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The name of the generation; empty where nothing was written.
    pub name: String,
    pub manifest: Manifest,
    /// How many pieces were not there before, and their bytes as they lie there.
    pub new_pieces: u64,
    pub new_bytes: u64,
}

/// Puts a register and its files into a room.
///
/// # Errors
/// Where something cannot be read or written; then there is no new generation.
pub async fn gather(
    register: &Register,
    room: &mut Room,
    about: &About,
    told: impl FnMut(Step),
) -> Result<Gathered, Trouble> {
    let site = crate::site::described(register).await?;
    let mut reader = register.store.read().await?;
    // From this first look on everything is read as it was now.
    let head = reader.head().await?;
    let manifest = Manifest {
        form: FORM.into(),
        program: about.program.clone(),
        site: site.map(|site| site.name).unwrap_or_default(),
        made_at: about.now,
        schema: reader.schema().await?,
        engine: register.engine().into(),
        ledger: Ledger {
            entries: head.seq,
            head: head.hash,
        },
        tables: Vec::new(),
        files: FilesOf::default(),
        beside: Vec::new(),
        settings: about.settings.clone(),
    };
    let mut gathering = Gathering {
        room,
        blobs: &register.blobs,
        manifest,
        told,
        done: 0,
        total: 0,
        new_pieces: 0,
        new_bytes: 0,
    };
    gathering.tables(&mut reader).await?;
    gathering.files(&mut reader).await?;
    drop(reader);
    for (name, path) in &about.beside {
        gathering.beside(name, path)?;
    }
    let Gathering {
        mut manifest,
        new_pieces,
        new_bytes,
        ..
    } = gathering;
    let name = match room {
        Room::Folder(folder) if folder.is_dry() => String::new(),
        Room::Folder(folder) => folder.seal(&mut manifest)?,
        Room::Single(single) => single.seal(&manifest)?,
    };
    Ok(Gathered {
        name,
        manifest,
        new_pieces,
        new_bytes,
    })
}

struct Gathering<'a, T> {
    room: &'a mut Room,
    blobs: &'a Blobs,
    manifest: Manifest,
    told: T,
    done: u64,
    total: u64,
    new_pieces: u64,
    new_bytes: u64,
}

/// A piece on its way, and its bytes where they are to be written.
type Packing = JoinHandle<Result<(Piece, Option<Vec<u8>>), std::io::Error>>;

impl<T: FnMut(Step)> Gathering<'_, T> {
    fn tell(&mut self, what: &'static str) {
        (self.told)(Step {
            what,
            done: self.done,
            total: self.total,
        });
    }

    async fn tables(&mut self, reader: &mut Reader) -> Result<(), Trouble> {
        let tables = reader.tables().await?;
        for table in &tables {
            self.total += reader.rows_in(table).await?;
        }
        for table in &tables {
            let pieces = self.table(reader, table).await?;
            let columns = table.columns.iter();
            self.manifest.tables.push(TableOf {
                name: table.name.clone(),
                columns: columns
                    .map(|column| (column.name.clone(), column.ty.id().to_owned()))
                    .collect(),
                rows: pieces.iter().map(|piece| piece.rows).sum(),
                pieces,
            });
        }
        Ok(())
    }

    async fn table(&mut self, reader: &mut Reader, table: &Table) -> Result<Vec<Piece>, Trouble> {
        let mut pieces = Pieces::default();
        let mut walk = Walk::default();
        loop {
            let found = walk.step(reader, table).await?;
            if found.is_empty() {
                break;
            }
            for row in &found {
                let before = pieces.lines.len();
                rows::put_line(row, &mut pieces.lines);
                pieces.rows += 1;
                let line = pieces.lines.len() - before;
                walk.bytes += line as u64;
                if rows::ends(pieces.lines.len(), &table.key_of(row), line) {
                    self.cut(&mut pieces).await?;
                }
            }
            self.done += found.len() as u64;
            self.tell("登记库");
        }
        self.end(pieces).await
    }

    /// Begins to pack what was gathered, and puts down what is packed where that is much.
    async fn cut(&mut self, pieces: &mut Pieces) -> Result<(), Trouble> {
        let lines = std::mem::take(&mut pieces.lines);
        let rows = std::mem::take(&mut pieces.rows);
        let name = Name::Rows(Digest::of(&lines));
        let held = self.holds(name);
        pieces.packing.push_back(packed(lines, rows, name, held));
        while PACKED_AHEAD < pieces.packing.len() {
            self.put_packed(pieces).await?;
        }
        Ok(())
    }

    async fn end(&mut self, mut pieces: Pieces) -> Result<Vec<Piece>, Trouble> {
        if 0 < pieces.rows {
            self.cut(&mut pieces).await?;
        }
        while !pieces.packing.is_empty() {
            self.put_packed(&mut pieces).await?;
        }
        Ok(pieces.done)
    }

    async fn put_packed(&mut self, pieces: &mut Pieces) -> Result<(), Trouble> {
        let Some(packed) = pieces.packing.next().await else {
            return Ok(());
        };
        let packed = packed.map_err(|error| Trouble::Refused(error.to_string()))?;
        let (piece, bytes) = packed.map_err(Trouble::io("压缩", Path::new("")))?;
        if let Some(bytes) = bytes {
            self.put(Name::Rows(piece.sha256), &bytes)?;
        }
        pieces.done.push(piece);
        Ok(())
    }

    fn holds(&mut self, name: Name) -> Option<u64> {
        match self.room {
            Room::Folder(folder) => folder.holds(name),
            Room::Single(single) => single.holds(name),
        }
    }

    fn put(&mut self, name: Name, bytes: &[u8]) -> Result<(), Trouble> {
        match self.room {
            Room::Folder(folder) => folder.put(name, bytes)?,
            Room::Single(single) => single.put(name, bytes)?,
        }
        self.new_pieces += 1;
        self.new_bytes += bytes.len() as u64;
        Ok(())
    }

    /// Files that lie outside of the register, and the list of them.
    async fn files(&mut self, reader: &mut Reader) -> Result<(), Trouble> {
        (self.done, self.total) = (0, 0);
        let mut pieces = Pieces::default();
        let mut after = None;
        loop {
            let found = reader.large_after(after, FILES).await?;
            let Some((space, digest, _)) = found.last() else {
                break;
            };
            after = Some((*space, *digest));
            self.total = self.total.max(self.done + found.len() as u64);
            self.fetch(&found).await?;
            for (space, digest, long) in found {
                let before = pieces.lines.len();
                let line = serde_json::json!([space.id(), digest.to_string(), long]);
                pieces.lines.extend_from_slice(line.to_string().as_bytes());
                pieces.lines.push(b'\n');
                pieces.rows += 1;
                self.manifest.files.count += 1;
                self.manifest.files.bytes += long;
                let key = [Value::Bytes(digest.0.to_vec())];
                if rows::ends(pieces.lines.len(), &key, pieces.lines.len() - before) {
                    self.cut(&mut pieces).await?;
                }
            }
        }
        self.manifest.files.pieces = self.end(pieces).await?;
        Ok(())
    }

    async fn fetch(&mut self, found: &[(Space, Digest, u64)]) -> Result<(), Trouble> {
        let mut asked = HashSet::new();
        let mut missing = Vec::new();
        for (space, digest, long) in found {
            let name = Name::File(*digest);
            if self.holds(name).is_none() && asked.insert(*digest) {
                missing.push((*space, *digest, *long));
            }
        }
        self.done += (found.len() - missing.len()) as u64;
        let blobs = self.blobs;
        match &mut *self.room {
            Room::Folder(folder) if folder.is_dry() => {
                for (_, digest, long) in &missing {
                    folder.took(Name::File(*digest), *long);
                }
            }
            Room::Folder(folder) => {
                let here: &Folder = folder;
                let fetched =
                    stream::iter(missing.clone()).map(|(space, digest, long)| async move {
                        let name = Name::File(digest);
                        let path = here.unfinished(name);
                        let file = std::fs::File::create(&path);
                        let mut file = file.map_err(Trouble::io("写备份", &path))?;
                        copy(blobs, (space, digest, long), &mut file, &path).await?;
                        here.place(name)?;
                        Ok::<_, Trouble>((name, long))
                    });
                let fetched = fetched.buffer_unordered(AT_ONCE);
                let fetched: Vec<_> = fetched.try_collect().await?;
                for (name, long) in fetched {
                    folder.took(name, long);
                }
            }
            Room::Single(single) => {
                for (space, digest, long) in missing.clone() {
                    let name = Name::File(digest);
                    let path = single.at().to_owned();
                    let within = name.path();
                    let to = single.begin(&within, long);
                    let to = to.map_err(Trouble::io("写档案", &path))?;
                    copy(blobs, (space, digest, long), to, &path).await?;
                    single.is_good().map_err(Trouble::io("写档案", &path))?;
                    single.took(name, long);
                }
            }
        }
        self.new_pieces += missing.len() as u64;
        self.new_bytes += missing.iter().map(|(_, _, long)| long).sum::<u64>();
        self.done += missing.len() as u64;
        self.tell("大文件");
        Ok(())
    }

    fn beside(&mut self, name: &str, path: &Path) -> Result<(), Trouble> {
        let bytes = std::fs::read(path).map_err(Trouble::io("读取", path))?;
        let sha256 = Digest::of(&bytes);
        if self.holds(Name::File(sha256)).is_none() {
            self.put(Name::File(sha256), &bytes)?;
        }
        self.manifest.beside.push(Beside {
            path: name.to_owned(),
            sha256,
            bytes: bytes.len() as u64,
        });
        Ok(())
    }
}

/// Writes a file as it comes; one that is not as long as it should be, or has not its hash, is an error.
async fn copy(
    blobs: &Blobs,
    (space, digest, long): (Space, Digest, u64),
    to: &mut impl std::io::Write,
    path: &Path,
) -> Result<(), Trouble> {
    let mut pieces = blobs.pieces(space, digest).await?;
    let mut found = 0;
    while let Some(piece) = pieces.try_next().await? {
        found += piece.len() as u64;
        to.write_all(&piece).map_err(Trouble::io("写备份", path))?;
    }
    if found != long {
        return Err(Trouble::Refused(format!(
            "文件 {digest} 的大小与登记的不符，没有备份；请运行 gongkai verify"
        )));
    }
    Ok(())
}

/// Pieces of one table: what is gathered for the next, what is being packed, what is done.
#[derive(Default)]
struct Pieces {
    lines: Vec<u8>,
    rows: u64,
    packing: FuturesOrdered<Packing>,
    done: Vec<Piece>,
}

fn packed(lines: Vec<u8>, rows: u64, name: Name, held: Option<u64>) -> Packing {
    tokio::task::spawn_blocking(move || {
        let (Name::Rows(sha256) | Name::File(sha256)) = name;
        let bytes = lines.len() as u64;
        let piece = |packed| Piece {
            sha256,
            rows,
            bytes,
            packed,
        };
        if let Some(packed) = held {
            return Ok((piece(packed), None));
        }
        let mut packed =
            GzEncoder::new(Vec::with_capacity(lines.len() / 3), Compression::default());
        packed.write_all(&lines)?;
        let packed = packed.finish()?;
        Ok((piece(packed.len() as u64), Some(packed)))
    })
}

/// A way through a table, a bounded step at a time.
#[derive(Default)]
pub(super) struct Walk {
    after: Option<Vec<Value>>,
    rows: u64,
    /// Of the lines that were made of them.
    pub(super) bytes: u64,
}

impl Walk {
    /// The next rows; none at the end. How many depends on how long those before were.
    pub(super) async fn step(
        &mut self,
        reader: &mut Reader,
        table: &Table,
    ) -> Result<Vec<Vec<Value>>, Trouble> {
        let limit = match self.rows {
            0 => 16,
            rows => (AT_A_TIME / (self.bytes / rows).max(1)).clamp(1, MOST_ROWS),
        };
        let found = reader
            .rows_after(table, self.after.as_deref(), limit as u32)
            .await?;
        self.rows += found.len() as u64;
        if let Some(last) = found.last() {
            self.after = Some(table.key_of(last));
        }
        Ok(found)
    }
}
