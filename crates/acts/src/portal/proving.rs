//! 凭证 — what everybody may see of the public log, and the proof of each file.
//!
//! Decides that a proof is given for whatever can be taken away of an item that may be seen, and for nothing else; that it
//! leads to the newest checkpoint; and that a copy without a leaf is put down to get one ([`crate::log::record_copies`]),
//! which whoever asks is told to wait for.

use crate::Failure;
use crate::log::{self, NewCopy};
use crate::portal::find::{Visible, visible};
use crate::portal::taking::{FileFound, Seen, new_copy};
use crate::portal::{Form, Portal};
use crate::view::{Address, FileBytes, LogLine, LogStands, LogView};
use bytes::Bytes;
use law::Digest;
use proof::document::Proof;
use proof::leaf::{Contents, Leaf, Part, Says};
use proof::note::Note;
use proof::rotation::Step;
use proof::tile::{self, Address as TileAddress, Content};
use std::sync::{Mutex, PoisonError};
use store::Reader;
use store::log::{CheckpointRow, LeafRow};

/// A proof, or what stands in its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proven {
    /// The proof as a file, and the name of what it proves.
    Proof { proof: String, of: String },
    /// There will be one in a moment: the copy has just been made, or the log has not been signed since.
    Soon,
    /// The log is not signed: the site has no key, or not at hand.
    Unsigned,
}

/// The most copies that wait to be registered; those beyond are put down when they are asked for again.
const MOST_WAITING: usize = 1000;

/// Copies that were made and have no leaf yet.
#[derive(Debug, Default)]
pub(super) struct Made(Mutex<Vec<NewCopy>>);

impl Made {
    pub(super) fn put(&self, copy: NewCopy) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST_WAITING && !waiting.contains(&copy) {
            waiting.push(copy);
        }
    }
}

impl Portal {
    /// The copies that were made since this was last asked, to be registered.
    pub fn take_made(&self) -> Vec<NewCopy> {
        let mut waiting = self.made.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *waiting)
    }

    /// The public key of the log; `None` where the site has none.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub async fn log_key(&self) -> Result<Option<String>, Failure> {
        let mut reader = self.register.store.read().await?;
        log::named_text(&mut reader).await
    }

    /// How the log stands.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub async fn log_stands(&self) -> Result<LogStands, Failure> {
        log::stands_of(&mut self.register.store.read().await?).await
    }

    /// The bytes that were registered when an item was released, and that its leaf commits to first.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn snapshot(
        &self,
        at: &Address,
        edition: Option<u32>,
    ) -> Result<FileFound<FileBytes>, Failure> {
        let mut reader = self.register.store.read().await?;
        match visible(&mut reader, at, edition).await? {
            Visible::Gone(tombstone) => Ok(FileFound::Withdrawn(tombstone)),
            Visible::Item(_, release) => {
                let bytes = Bytes::from(release.released.into_snapshot().to_bytes());
                Ok(FileFound::Released(FileBytes {
                    name: log::RELEASE.into(),
                    media_type: "application/json".into(),
                    digest: Digest::of(&bytes),
                    bytes,
                }))
            }
        }
    }

    /// How the log stands, and its newest entries: up to `limit` of them before a place.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub async fn log(&self, before: Option<u64>, limit: u32) -> Result<LogView, Failure> {
        let mut reader = self.register.store.read().await?;
        let stands = log::stands_of(&mut reader).await?;
        let end = before.unwrap_or(stands.size).min(stands.size);
        let begin = end.saturating_sub(u64::from(limit));
        let count = u32::try_from(end - begin).unwrap_or(limit);
        let mut lines = Vec::new();
        for leaf in reader.leaves_from(begin, count).await? {
            lines.push(line(&leaf)?);
        }
        lines.reverse();
        Ok(LogView {
            stands,
            lines,
            before: (0 < begin).then_some(begin),
        })
    }

    /// The newest checkpoint as it was signed; `None` before the first.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub async fn checkpoint(&self) -> Result<Option<Vec<u8>>, Failure> {
        let mut reader = self.register.store.read().await?;
        Ok(reader.newest_checkpoint().await?.map(|row| row.note))
    }

    /// A tile of the log, or a bundle of its leaves, by its address in C2SP tlog-tiles; `None` where there is none.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub async fn tile(&self, at: TileAddress) -> Result<Option<Vec<u8>>, Failure> {
        let mut reader = self.register.store.read().await?;
        let row = reader.log().await?;
        if !at.is_in(row.size) {
            return Ok(None);
        }
        let width = usize::from(at.width);
        match at.content {
            Content::Hashes(id) => {
                let at = (id.level, id.index);
                let held = reader.tiles(&[at]).await?.remove(&at);
                let wide = held.and_then(|held| {
                    held.get(..width * size_of::<proof::Hash>())
                        .map(<[u8]>::to_vec)
                });
                wide.map(Some)
                    .ok_or_else(|| Failure::Bug(format!("日志缺分片 {}/{}", id.level, id.index)))
            }
            Content::Leaves(index) => {
                let first = index * tile::WIDTH;
                let leaves = reader.leaves_from(first, u32::from(at.width)).await?;
                let bundle = tile::bundle(leaves.iter().map(|leaf| leaf.bytes.as_slice()));
                let bundle = bundle.filter(|_| leaves.len() == width);
                bundle
                    .map(Some)
                    .ok_or_else(|| Failure::Bug(format!("日志缺第 {first} 条以后的条目")))
            }
        }
    }

    /// That a log of `new` leaves begins with one of `old`: the hashes of RFC 6962, 2.1.2, with `new`, which is all there
    /// are where nothing is said. `None` where the log has not so many leaves, or `new` is fewer.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub async fn consistency(
        &self,
        old: u64,
        new: Option<u64>,
    ) -> Result<Option<(u64, Vec<proof::Hash>)>, Failure> {
        let mut reader = self.register.store.read().await?;
        let row = reader.log().await?;
        let new = new.unwrap_or(row.size);
        if row.size < new {
            return Ok(None);
        }
        let hash = log::tree_hash(&row.hash)?;
        let proof = log::consistency(&mut reader, old, new, hash).await?;
        Ok(proof.ok().map(|hashes| (new, hashes)))
    }

    /// The proof of the release itself: which edition of which item was released, when, under which number.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn proof_of_release(
        &self,
        at: &Address,
        edition: Option<u32>,
    ) -> Result<FileFound<Proven>, Failure> {
        let mut reader = self.register.store.read().await?;
        match visible(&mut reader, at, edition).await? {
            Visible::Gone(tombstone) => Ok(FileFound::Withdrawn(tombstone)),
            Visible::Item(_, release) => {
                let digest = release.released.digest();
                let snapshot = release.released.into_snapshot();
                let parts = log::parts_of_release(&snapshot, digest, snapshot.to_bytes().len());
                let of = log::RELEASE.to_owned();
                let proven = prove(&mut reader, release.seq, Some((parts, 0)), of).await?;
                Ok(FileFound::Released(proven))
            }
        }
    }

    /// The proof of a file that was released, by its name.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn proof_of_file(
        &self,
        at: &Address,
        edition: Option<u32>,
        name: &str,
    ) -> Result<FileFound<Proven>, Failure> {
        let mut reader = self.register.store.read().await?;
        let (seq, snapshot, digest) = match visible(&mut reader, at, edition).await? {
            Visible::Gone(tombstone) => return Ok(FileFound::Withdrawn(tombstone)),
            Visible::Item(_, release) => {
                let digest = release.released.digest();
                (release.seq, release.released.into_snapshot(), digest)
            }
        };
        let place = snapshot.files.iter().position(|file| file.name == name);
        let place = place.ok_or(Failure::NotFound)? + 1;
        let parts = log::parts_of_release(&snapshot, digest, snapshot.to_bytes().len());
        let proven = prove(&mut reader, seq, Some((parts, place)), name.to_owned()).await?;
        Ok(FileFound::Released(proven))
    }

    /// The proof of a copy, which is made where it is not kept. `url` is the address that the copy names.
    ///
    /// # Errors
    /// [`Failure::NotFound`], also where the item has no such form.
    pub async fn proof_of_form(
        &self,
        at: &Address,
        edition: Option<u32>,
        form: Form,
        url: &str,
    ) -> Result<FileFound<Proven>, Failure> {
        let release = match self.seen_at(at, edition).await? {
            Seen::Gone(tombstone) => return Ok(FileFound::Withdrawn(tombstone)),
            Seen::Release(release) => release,
        };
        if Form::of(&release.released).all(|has| has != form) {
            return Err(Failure::NotFound);
        }
        let bytes = self.copy(form, &release, url).await?;
        let (item, edition) = (release.released.item(), release.released.edition());
        let copy = new_copy(&release.released, form, &bytes);
        let mut reader = self.register.store.read().await?;
        let held = reader.derivative(item, edition, copy.digest).await?;
        let Some(held) = held else {
            self.made.put(copy);
            return Ok(FileFound::Released(Proven::Soon));
        };
        let copies = reader.derivatives_of(held.seq).await?;
        let opened = Some((log::parts_of_copies(&copies), held.place as usize));
        let proven = prove(&mut reader, held.seq, opened, held.name).await?;
        Ok(FileFound::Released(proven))
    }
}

fn line(row: &LeafRow) -> Result<LogLine, Failure> {
    let leaf = Leaf::from_bytes(&row.bytes);
    let leaf = leaf.ok_or_else(|| Failure::Bug(format!("日志第 {} 条读不出来", row.place)))?;
    Ok(LogLine {
        place: row.place,
        at: leaf.at,
        kind: leaf.says.kind(),
        index_no: leaf.item().map(|item| item.index_no.clone()),
        edition: leaf.item().map(|item| item.edition),
    })
}

/// The proof of the first leaf of an entry that has parts, or of one of its parts.
async fn prove(
    reader: &mut Reader,
    seq: u64,
    part: Option<(Vec<Part>, usize)>,
    of: String,
) -> Result<Proven, Failure> {
    let row = reader.log().await?;
    let hash = log::tree_hash(&row.hash)?;
    let leaf = reader.leaves_of(seq).await?.into_iter().next();
    let newest = reader.newest_checkpoint().await?;
    let (leaf, newest) = match (leaf, newest) {
        (_, None) => return Ok(Proven::Unsigned),
        (Some(leaf), Some(newest)) if leaf.place < newest.size => (leaf, newest),
        _ => return Ok(Proven::Soon),
    };
    let opening = match part {
        None => None,
        Some((parts, place)) => {
            let salt = reader.leaf_salt(seq).await?.ok_or(Failure::NotFound)?;
            let salt = <[u8; 32]>::try_from(salt.salt);
            let salt = salt.map_err(|_| Failure::Bug(format!("台账第 {seq} 条的盐长度不对")))?;
            let contents = Contents::new(salt, parts);
            let contents = contents.map_err(|unfit| Failure::Bug(unfit.to_string()))?;
            contents.open(hash, u32::try_from(place).unwrap_or(u32::MAX))
        }
    };
    let checkpoint = read(&newest)?;
    let proof = Proof {
        leaf: String::from_utf8_lossy(&leaf.bytes).into_owned(),
        index: leaf.place,
        path: log::inclusion(reader, leaf.place, newest.size, hash).await?,
        steps: steps(reader, newest.size).await?,
        checkpoint,
        opening,
    };
    Ok(Proven::Proof {
        proof: proof.to_string(),
        of,
    })
}

fn read(row: &CheckpointRow) -> Result<Note, Failure> {
    Note::parse(&row.note).map_err(|wrong| Failure::Bug(wrong.to_string()))
}

/// The changes of key in a log of `size` leaves, from the first.
async fn steps(reader: &mut Reader, size: u64) -> Result<Vec<Step>, Failure> {
    let hash = log::tree_hash(&reader.log().await?.hash)?;
    let mut found = Vec::new();
    for seq in reader.key_changes().await? {
        for leaf in reader.leaves_of(seq).await? {
            let says = Leaf::from_bytes(&leaf.bytes).map(|leaf| leaf.says);
            let is_key = matches!(says, Some(Says::Key { .. }));
            if matches!(says, Some(Says::KeyLost { .. })) {
                // Nothing leads from a key that was lost.
                found.clear();
            }
            let held = reader.checkpoint_holding(leaf.place + 1).await?;
            if let Some(held) = held.filter(|held| is_key && held.size <= size) {
                found.push((leaf, held));
            }
        }
    }
    let mut steps = Vec::with_capacity(found.len());
    for (n, (leaf, held)) in found.iter().enumerate() {
        let next = found.get(n + 1).map_or(size, |(_, next)| next.size);
        let consistency = log::consistency(reader, held.size, next, hash).await?;
        steps.push(Step {
            leaf: String::from_utf8_lossy(&leaf.bytes).into_owned(),
            index: leaf.place,
            path: log::inclusion(reader, leaf.place, held.size, hash).await?,
            checkpoint: read(held)?,
            consistency: consistency.map_err(|wrong| Failure::Bug(wrong.to_string()))?,
        });
    }
    Ok(steps)
}
