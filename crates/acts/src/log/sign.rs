//! 签署 — who says how the log stands.
//!
//! Decides that the key which signs is named in the register by an act, so that every node and every reader knows it; that
//! a checkpoint is signed only after the one that was signed last, which is kept beside the key and outside the register,
//! and is put there before it is shown, so that a register put back from an older backup is noticed and never signed into
//! a second history; and that of those before the newest only what a change of key was signed by is kept.

use super::grow::as_tiles;
use super::leaf::{LOST, NEW_KEY, OLD_KEY};
use super::tree_hash;
use crate::Failure;
use crate::desk::{Desk, Register};
use crate::ledger::{EntryKind, Prepared, finish};
use crate::view::LogStands;
use law::Refusal;
use proof::checkpoint::Checkpoint;
use proof::leaf::Leaf;
use proof::note::{Algorithm, Key, Note, Signer, Unsigned, WrongKey};
use proof::tile::{self, FromTiles, Log, TileId};
use proof::tree::{self, TreeHash, Wrong};
use proof::witness::Request;
use std::collections::{BTreeMap, BTreeSet};
use store::Reader;
use store::log::{CheckpointRow, TileAt};
use tokio::runtime::{Handle, RuntimeFlavor};

/// Where the register keeps the public key of its log.
pub(crate) const KEY: &str = "log.key";

/// A checkpoint that was signed just now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub size: u64,
    pub note: Note,
}

/// The checkpoint that was signed last.
#[derive(Clone, Debug)]
pub enum Last {
    Kept(Note),
    /// There is none: only a log that was never signed is signed so.
    None,
    /// It is lost, and whoever answers for the log takes the register as it is.
    GivenUp,
}

/// Why the log was not signed.
#[derive(Debug, thiserror::Error)]
pub enum Unsignable {
    #[error(transparent)]
    Failure(#[from] Failure),
    #[error("日志不能签：{0}")]
    Unsigned(#[from] Unsigned),
    #[error("日志的密钥是 {named}，这里的密钥是 {given}，不能签")]
    OtherKey { named: String, given: String },
    #[error(
        "日志签过，上次签过的检查点（log.checkpoint）却不在密钥旁边，不能断定登记库没有退回过：请放回它；确实没有的，核对以后运行 gongkai log sign --anew"
    )]
    Forgotten,
    #[error("检查点不能写到密钥旁边，没有签：{0}")]
    Unkept(std::io::Error),
}

impl From<store::Error> for Unsignable {
    fn from(error: store::Error) -> Self {
        Self::Failure(error.into())
    }
}

/// The key that the register names, if it names one.
///
/// # Errors
/// Where the register cannot be read, or what it names is no key.
pub async fn key(register: &Register) -> Result<Option<Key>, Failure> {
    named(&mut register.store.read().await?).await
}

pub(crate) async fn named(reader: &mut Reader) -> Result<Option<Key>, Failure> {
    let text = named_text(reader).await?;
    text.map(|text| parse(&text)).transpose()
}

/// The same as it is written, also where this program does not know its algorithm.
pub(crate) async fn named_text(reader: &mut Reader) -> Result<Option<String>, Failure> {
    Ok(reader.settings().await?.remove(KEY))
}

fn parse(text: &str) -> Result<Key, Failure> {
    Key::parse(text).map_err(|wrong| match wrong {
        WrongKey::NeedsGm => Failure::Refused(Refusal::new(wrong.to_string())),
        _ => Failure::Bug(format!("登记库所记的日志密钥不对：{wrong}")),
    })
}

/// Whether this program knows the hash function of the log, without which no act can be done.
///
/// # Errors
/// [`Failure::Refused`], with what to do.
pub async fn check(register: &Register) -> Result<(), Failure> {
    let row = register.store.read().await?.log().await?;
    tree_hash(&row.hash).map(drop)
}

/// The signatures of an algorithm as they fit the tree of this log: a log without leaves takes any, one that has some keeps
/// the hash function of its tree. `None` where they cannot.
///
/// # Errors
/// Where the register cannot be read.
pub async fn fitting(
    register: &Register,
    algorithm: Algorithm,
) -> Result<Option<Algorithm>, Failure> {
    let row = register.store.read().await?.log().await?;
    if row.size == 0 {
        return Ok(Some(algorithm));
    }
    Ok(algorithm.over(tree_hash(&row.hash)?))
}

/// How the log stands.
///
/// # Errors
/// Where the register cannot be read.
pub async fn stands(register: &Register) -> Result<LogStands, Failure> {
    stands_of(&mut register.store.read().await?).await
}

pub(crate) async fn stands_of(reader: &mut Reader) -> Result<LogStands, Failure> {
    let row = reader.log().await?;
    let key = named_text(reader).await?;
    let checkpoint = reader.newest_checkpoint().await?;
    let name = key.as_deref().and_then(|key| key.split('+').next());
    Ok(LogStands {
        name: name.map(str::to_owned),
        root: root(reader, row.size, tree_hash(&row.hash)?).await?,
        key,
        size: row.size,
        signed: checkpoint.as_ref().map(|row| row.size),
        unsigned_since: unsigned_since(reader).await?,
        checkpoint: checkpoint.map(|row| String::from_utf8_lossy(&row.note).into_owned()),
    })
}

/// Since when the log is not signed: the instant of the first entry beyond the newest checkpoint; `None` where all is signed.
pub(crate) async fn unsigned_since(reader: &mut Reader) -> Result<Option<i64>, Failure> {
    let signed = reader.newest_checkpoint().await?.map_or(0, |row| row.size);
    let first = reader.leaves_from(signed, 1).await?.into_iter().next();
    let Some(first) = first else {
        return Ok(None);
    };
    let leaf = Leaf::from_bytes(&first.bytes);
    let leaf = leaf.ok_or_else(|| Failure::Bug(format!("日志第 {} 条读不出来", first.place)))?;
    Ok(Some(i64::try_from(leaf.at).unwrap_or(i64::MAX)))
}

/// Names the key by which the log is signed from now on: the first one, or a new one in the place of the old.
///
/// # Errors
/// [`Failure::Refused`] where the register names another key already and `old` is not that one, or where the new key is not
/// of the same log.
pub async fn change_key(desk: &Desk, old: Option<&Key>, new: &Key) -> Result<(), Failure> {
    name_key(desk, old.map(ToString::to_string), new, Change::ByOld).await
}

/// Names a new key where the old one is lost, and says so in the log: the old one signs nothing any more, also not this.
/// Whoever has the old key cannot tell from the log alone that the new one is no thief's.
///
/// # Errors
/// As [`change_key`].
pub async fn take_place_of_lost_key(desk: &Desk, old: &str, new: &Key) -> Result<(), Failure> {
    name_key(desk, Some(old.to_owned()), new, Change::OldIsLost).await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    ByOld,
    OldIsLost,
}

async fn name_key(
    desk: &Desk,
    old: Option<String>,
    new: &Key,
    change: Change,
) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    let named = tx.settings().await?.get(KEY).cloned();
    if named != old {
        return Err(Failure::Refused(Refusal::new(match named {
            Some(named) => format!("登记库已经记有日志的密钥 {named}，换密钥要用它来办"),
            None => "登记库还没有记日志的密钥".to_owned(),
        })));
    }
    if let Some(old) = &old
        && old.split('+').next() != Some(new.name())
    {
        return Err(Failure::Refused(Refusal::new(
            "新密钥的名称要与原来的相同；另一个名称是另一个日志",
        )));
    }
    let row = tx.log().await?;
    let hash = new.algorithm().tree_hash();
    if row.size == 0 {
        // A tree without leaves is of any hash function.
        tx.set_log_hash(hash.id()).await?;
    } else if hash != tree_hash(&row.hash)? {
        return Err(Failure::Refused(Refusal::new(format!(
            "密钥的算法与日志的散列算法（{}）不配；已经有条目的日志不能换散列算法",
            row.hash
        ))));
    }
    tx.set(KEY, &new.to_string()).await?;
    let mut act = Prepared::new(EntryKind::ChangeKey, "log", "").say(NEW_KEY, new.to_string());
    if let Some(old) = old {
        act = act.say(OLD_KEY, old);
    }
    if change == Change::OldIsLost {
        act = act.say(LOST, "old_key");
    }
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(())
}

/// Signs how the log stands now, where that was not signed yet. `last` is the checkpoint that was signed last, and `keep`
/// puts the new one in its place, outside the register; only then is it shown.
///
/// # Errors
/// [`Unsignable`]; then nothing new is shown.
pub async fn sign(
    register: &Register,
    signers: &[&dyn Signer],
    last: &Last,
    keep: impl FnOnce(&Note) -> std::io::Result<()>,
) -> Result<Option<Signed>, Unsignable> {
    let Some(own) = signers.first() else {
        return Ok(None);
    };
    let mut reader = register.store.read().await?;
    if let Some(named) = named(&mut reader).await?
        && signers.iter().all(|signer| *signer.key() != named)
    {
        return Err(Unsignable::OtherKey {
            named: named.to_string(),
            given: own.key().to_string(),
        });
    }
    let row = reader.log().await?;
    let hash = tree_hash(&row.hash)?;
    let shown = reader.newest_checkpoint().await?;
    let was_signed = shown.is_some();
    let signed = shown.and_then(|shown| {
        let note = Note::parse(&shown.note).ok()?;
        (shown.size == row.size && is_by(&note, own.key())).then_some(note)
    });
    if let (Some(signed), Last::Kept(kept)) = (&signed, last)
        && signed.text() != kept.text()
    {
        // What was signed last is not what the register has: a standby took over that lacks the newest, or it was put back.
        reaches(&mut reader, kept, row.size, hash).await??;
    }
    if row.size == 0 || signed.is_some() {
        return Ok(None);
    }
    let checkpoint = Checkpoint {
        origin: own.key().name().to_owned(),
        size: row.size,
        root: root(&mut reader, row.size, hash).await?,
        extensions: Vec::new(),
    };
    let last = match last {
        Last::Kept(note) => Checkpoint::parse(note.text()),
        Last::None if was_signed => return Err(Unsignable::Forgotten),
        Last::None | Last::GivenUp => None,
    };
    let proof = match &last {
        None => None,
        Some(last) => {
            let proof = consistency(&mut reader, last.size, row.size, hash).await?;
            Some((last, proof.map_err(Unsigned::DoesNotFollow)?))
        }
    };
    // A module may take its time; nobody waits for the register meanwhile.
    drop(reader);
    let note = may_block(|| match proof {
        None => checkpoint.sign(signers),
        Some((last, proof)) => checkpoint.sign_after(last, &proof, signers),
    })?;
    keep(&note).map_err(Unsignable::Unkept)?;
    let mut tx = register.store.write().await?;
    tx.put_checkpoint(&CheckpointRow {
        size: row.size,
        note: note.to_string().into_bytes(),
    })
    .await?;
    // Those by which a change of key was signed first are what leads from an older key to a newer one.
    let mut leading = Vec::new();
    for seq in tx.key_changes().await? {
        if let Some(place) = tx.last_leaf_of(seq).await?
            && let Some(row) = tx.checkpoint_holding(place + 1).await?
        {
            leading.push(row.size);
        }
    }
    tx.forget_checkpoints(&leading).await?;
    tx.commit().await?;
    Ok(Some(Signed {
        size: row.size,
        note,
    }))
}

/// Whether the log reaches as far as a checkpoint that was kept, and was the same up to there.
async fn reaches(
    reader: &mut Reader,
    kept: &Note,
    size: u64,
    hash: TreeHash,
) -> Result<Result<(), Unsigned>, Failure> {
    let Some(kept) = Checkpoint::parse(kept.text()) else {
        return Ok(Ok(()));
    };
    if size < kept.size {
        let (old, new) = (kept.size, size);
        return Ok(Err(Wrong::Shrunk { old, new }.into()));
    }
    if root(reader, kept.size, hash).await? != kept.root {
        return Ok(Err(Wrong::Root.into()));
    }
    Ok(Ok(()))
}

/// The same of a register: what an operator should know who kept a checkpoint.
///
/// # Errors
/// Where the register cannot be read. The inner error says that the log does not follow the checkpoint.
pub async fn follows(register: &Register, kept: &Note) -> Result<Result<(), Unsigned>, Failure> {
    let mut reader = register.store.read().await?;
    let row = reader.log().await?;
    let hash = tree_hash(&row.hash)?;
    reaches(&mut reader, kept, row.size, hash).await
}

/// Does something that may hold the thread; the others of the runtime go on, where it has any.
fn may_block<T>(does: impl FnOnce() -> T) -> T {
    let runtime = Handle::try_current().map(|runtime| runtime.runtime_flavor());
    match runtime {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(does),
        _ => does(),
    }
}

fn is_by(note: &Note, key: &Key) -> bool {
    note.verify(&[key]).is_ok()
}

/// What a witness is asked to sign: the newest checkpoint, after one of `old` leaves. `None` where there is none, or none
/// that the witness has not signed.
///
/// # Errors
/// Where the register cannot be read.
pub async fn request(register: &Register, old: u64) -> Result<Option<Request>, Failure> {
    let mut reader = register.store.read().await?;
    let Some(newest) = reader.newest_checkpoint().await? else {
        return Ok(None);
    };
    let checkpoint = Note::parse(&newest.note).map_err(|wrong| Failure::Bug(wrong.to_string()))?;
    let hash = tree_hash(&reader.log().await?.hash)?;
    let proof = consistency(&mut reader, old, newest.size, hash).await?;
    Ok(proof.ok().map(|consistency| Request {
        old,
        consistency,
        checkpoint,
    }))
}

/// How many leaves a checkpoint has; `None` where the note is none.
pub fn size_of(note: &Note) -> Option<u64> {
    Checkpoint::parse(note.text()).map(|checkpoint| checkpoint.size)
}

/// Puts signatures of witnesses under the checkpoint that they signed, where that is still the newest of its size.
///
/// # Errors
/// Where the register cannot be read or written.
pub async fn take_cosigned(register: &Register, note: &Note) -> Result<(), Failure> {
    let Some(checkpoint) = Checkpoint::parse(note.text()) else {
        return Ok(());
    };
    let mut tx = register.store.write().await?;
    let row = tx.newest_checkpoint().await?;
    let shown = row.as_ref().and_then(|row| Note::parse(&row.note).ok());
    if let Some(shown) = shown
        && shown.text() == note.text()
    {
        // Another node may have brought the signature of another witness.
        let merged = merged(&shown, note);
        tx.put_checkpoint(&CheckpointRow {
            size: checkpoint.size,
            note: merged.into_bytes(),
        })
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The first note with the signatures of the second that it does not have.
fn merged(note: &Note, other: &Note) -> String {
    let has = |line: &&str| !note.to_string().lines().any(|held| held == *line);
    let more = other.to_string();
    let (_, lines) = more.rsplit_once("\n\n").unwrap_or_default();
    let lines = lines.lines().filter(has);
    lines.fold(note.to_string(), |whole, line| whole + line + "\n")
}

/// The root of the log as it was with so many leaves.
pub(crate) async fn root(
    reader: &mut Reader,
    size: u64,
    hash: TreeHash,
) -> Result<proof::Hash, Failure> {
    let tiles = fetch(reader, &tile::of_edge(size)).await?;
    let log = Log::read(hash, size, &tiles);
    log.map(|log| log.root()).map_err(|wrong| broken(&wrong))
}

/// The proof that a log of `new` leaves begins with one of `old`. The inner error says that it cannot: it has shrunk.
pub(crate) async fn consistency(
    reader: &mut Reader,
    old: u64,
    new: u64,
    hash: TreeHash,
) -> Result<Result<Vec<proof::Hash>, Wrong>, Failure> {
    let needed = match tile::for_consistency(old, new) {
        Ok(needed) => needed,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let tiles = &fetch(reader, &needed).await?;
    let proof = tree::consistency(hash, old, new, &FromTiles { hash, tiles });
    proof.map(Ok).map_err(|wrong| broken(&wrong))
}

/// The way from a leaf to the root of a log of `size` leaves.
pub(crate) async fn inclusion(
    reader: &mut Reader,
    place: u64,
    size: u64,
    hash: TreeHash,
) -> Result<Vec<proof::Hash>, Failure> {
    let needed = tile::for_inclusion(place, size).map_err(|wrong| broken(&wrong))?;
    let tiles = &fetch(reader, &needed).await?;
    let path = tree::inclusion(hash, place, size, &FromTiles { hash, tiles });
    path.map_err(|wrong| broken(&wrong))
}

async fn fetch(
    reader: &mut Reader,
    tiles: &BTreeSet<TileId>,
) -> Result<BTreeMap<TileId, Vec<proof::Hash>>, Failure> {
    let at: Vec<TileAt> = tiles.iter().map(|tile| (tile.level, tile.index)).collect();
    Ok(as_tiles(reader.tiles(&at).await?))
}

fn broken(wrong: &Wrong) -> Failure {
    Failure::Bug(format!(
        "日志的分片不全，请运行 gongkai verify 核对，必要时从备份恢复：{wrong}"
    ))
}
