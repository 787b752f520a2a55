//! How the log grows: by the transaction of each act, and once for what was in the ledger before there was a log.

use super::leaf::{Done, KeyChange, leaves, parts_of_copies, parts_of_release};
use super::tree_hash;
use crate::Failure;
use crate::desk::Register;
use crate::ledger::kind::EntryKind;
use proof::leaf::Leaf;
use proof::tile::{self, Log, TileId};
use proof::tree::TreeHash;
use serde_json::Value;
use std::collections::BTreeMap;
use store::Tx;
use store::ledger::Stored;
use store::log::{LeafRow, LogRow, SaltRow, TileAt};

/// How many entries one step takes in that were there before the log.
const STEP: u32 = 500;

/// From which entry to which the log is taken on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// The newest entry before those that are done.
    pub after: u64,
    /// The newest of those that are done.
    pub to: u64,
}

/// Appends the leaves of entries. Where the log is not level with the ledger, nothing is done: [`catch_up`] will take these
/// entries along.
///
/// # Errors
/// Where the register cannot be read or written, or an entry cannot be said in a leaf; then the act must not happen.
pub(crate) async fn grow(tx: &mut Tx, step: Step, done: &[Done]) -> Result<(), Failure> {
    let row = tx.log().await?;
    if row.seq != step.after {
        return Ok(());
    }
    let hash = tree_hash(&row.hash)?;
    let about: Vec<&str> = done.iter().map(|done| done.subject.as_str()).collect();
    let courses = tx.courses(&about).await?;
    let mut log = read(tx, &row, hash).await?;
    let (mut rows, mut salts, mut gone) = (Vec::new(), Vec::new(), BTreeMap::new());
    for done in done {
        let salt = new_salt()?;
        let course = courses.get(&done.subject);
        for leaf in leaves(done, course, &salt, hash)? {
            let bytes = written(&leaf)?;
            let place = log.push(&bytes);
            rows.push(LeafRow {
                place,
                seq: done.seq,
                bytes,
            });
        }
        if let Some((edition, _)) = &done.content {
            if done.takes_down {
                gone.insert(done.subject.clone(), *edition);
            }
            salts.push(SaltRow {
                seq: done.seq,
                item: done.subject.clone(),
                edition: *edition,
                salt: salt.to_vec(),
            });
        }
        if course.is_some_and(|course| course.withdrawn.is_some_and(|seq| seq <= step.to)) {
            gone.insert(done.subject.clone(), u32::MAX);
        }
    }
    salts.retain(|row: &SaltRow| {
        gone.get(&row.item)
            .is_none_or(|before| *before <= row.edition)
    });
    tx.insert_leaves(&rows).await?;
    tx.insert_salts(&salts).await?;
    for (item, before) in &gone {
        tx.forget_openings(item, *before).await?;
    }
    let tiles: Vec<(TileAt, Vec<u8>)> = log
        .take_changed()
        .into_iter()
        .map(|(id, hashes)| ((id.level, id.index), tile::to_bytes(&hashes)))
        .collect();
    tx.put_tiles(&tiles).await?;
    tx.move_log(&row, step.to, log.size()).await?;
    Ok(())
}

async fn read(tx: &mut Tx, row: &LogRow, hash: TreeHash) -> Result<Log, Failure> {
    let edge: Vec<TileAt> = tile::of_edge(row.size)
        .into_iter()
        .map(|tile| (tile.level, tile.index))
        .collect();
    let tiles = as_tiles(tx.tiles(&edge).await?);
    Log::read(hash, row.size, &tiles).map_err(|wrong| {
        Failure::Bug(format!(
            "日志的分片不全，请运行 gongkai verify 核对，必要时从备份恢复：{wrong}"
        ))
    })
}

/// Tiles as they are kept, read.
pub(super) fn as_tiles(kept: BTreeMap<TileAt, Vec<u8>>) -> BTreeMap<TileId, Vec<proof::Hash>> {
    let read = |((level, index), bytes): (TileAt, Vec<u8>)| {
        Some((TileId { level, index }, tile::from_bytes(&bytes)?))
    };
    kept.into_iter().filter_map(read).collect()
}

fn written(leaf: &Leaf) -> Result<Vec<u8>, Failure> {
    let bytes = leaf.to_bytes();
    bytes.map_err(|unwritable| Failure::Bug(format!("台账第 {} 条：{unwritable}", leaf.seq)))
}

/// 32 bytes of chance.
fn new_salt() -> Result<[u8; 32], Failure> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt)
        .map_err(|error| Failure::Unavailable(format!("系统给不出随机数，请稍后再试：{error}")))?;
    Ok(salt)
}

/// Takes in what is in the ledger and not in the log: what an earlier program wrote. Tells after each step the newest
/// entry that is in. Nothing is done where the log is level.
///
/// # Errors
/// Where the register cannot be read or written; what was taken in stays.
pub async fn catch_up(register: &Register, mut told: impl FnMut(u64)) -> Result<(), Failure> {
    loop {
        let mut reader = register.store.read().await?;
        let after = reader.log().await?.seq;
        let entries = reader.entries_after(after, STEP).await?;
        let Some(last) = entries.last() else {
            return Ok(());
        };
        let to = last.seq;
        let mut done = Vec::with_capacity(entries.len());
        for entry in &entries {
            done.push(read_again(&mut reader, entry).await?);
        }
        drop(reader);
        let mut tx = register.store.write().await?;
        // Whoever came first has done it.
        if tx.log().await?.seq == after {
            grow(&mut tx, Step { after, to }, &done).await?;
            tx.commit().await?;
        }
        told(to);
    }
}

/// What an entry did, from the register.
pub(crate) async fn read_again(
    reader: &mut store::Reader,
    entry: &Stored,
) -> Result<Done, Failure> {
    let value: Value = serde_json::from_slice(&entry.bytes)
        .map_err(|error| Failure::Bug(format!("台账第 {} 条：{error}", entry.seq)))?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let edition = value.get("edition").and_then(Value::as_u64);
    let edition = edition.and_then(|edition| u32::try_from(edition).ok());
    let mut done = Done {
        seq: entry.seq,
        at: entry.recorded_at,
        act: entry.act.clone(),
        subject: entry.subject.clone(),
        link: entry.hash.0,
        content: None,
        takes_down: false,
        keys: KeyChange::said(text),
    };
    if EntryKind::from_id(&entry.act) == Some(EntryKind::RecordCopies) {
        let copies = reader.derivatives_of(entry.seq).await?;
        if let Some(copy) = copies.first() {
            done.subject.clone_from(&copy.item);
            done.content = Some((copy.edition, parts_of_copies(&copies)));
        }
    } else if let (Some(_), Some(edition)) = (text("digest"), edition) {
        let release = reader.release(&entry.subject, edition).await?;
        let release = release
            .ok_or_else(|| Failure::Bug(format!("台账第 {} 条公开的文本不见了", entry.seq)))?;
        let digest = release.released.digest();
        let snapshot = release.released.into_snapshot();
        let size = snapshot.to_bytes().len();
        done.takes_down = takes_down(&snapshot);
        done.content = Some((edition, parts_of_release(&snapshot, digest, size)));
    }
    Ok(done)
}

/// Whether a release took those before it down.
pub(crate) fn takes_down(snapshot: &law::item::Snapshot) -> bool {
    1 < snapshot.edition && snapshot.readable_from == snapshot.edition
}
