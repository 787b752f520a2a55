//! 签署 — who says how the log stands.
//!
//! Decides that the key which signs is named in the register by an act, so that every node and every reader knows it; that
//! a checkpoint is signed only after the one that was signed last, which is kept beside the key and outside the register,
//! and is put there before it is shown, so that a register put back from an older backup is noticed and never signed into
//! a second history; and that of those before the newest only what a change of key was signed by is kept.

use super::grow::as_tiles;
use super::tree_hash;
use crate::Failure;
use crate::desk::{Desk, Register};
use crate::ledger::{EntryKind, Prepared, finish};
use crate::view::LogStands;
use law::Refusal;
use proof::checkpoint::Checkpoint;
use proof::note::{Key, Note, Signer, Unsigned};
use proof::tile::{self, FromTiles, Log, TileId};
use proof::tree::{self, TreeHash, Wrong};
use proof::witness::Request;
use std::collections::{BTreeMap, BTreeSet};
use store::Reader;
use store::log::{CheckpointRow, TileAt};

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
    let settings = reader.settings().await?;
    let Some(text) = settings.get(KEY) else {
        return Ok(None);
    };
    let key = Key::parse(text);
    key.map(Some)
        .map_err(|wrong| Failure::Bug(format!("登记库所记的日志密钥不对：{wrong}")))
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
    let key = named(reader).await?;
    let checkpoint = reader.newest_checkpoint().await?;
    Ok(LogStands {
        name: key.as_ref().map(|key| key.name().to_owned()),
        key: key.as_ref().map(ToString::to_string),
        size: row.size,
        root: root(reader, row.size, tree_hash(&row.hash)?).await?,
        signed: checkpoint.as_ref().map(|row| row.size),
        checkpoint: checkpoint.map(|row| String::from_utf8_lossy(&row.note).into_owned()),
    })
}

/// Names the key by which the log is signed from now on: the first one, or a new one in the place of the old.
///
/// # Errors
/// [`Failure::Refused`] where the register names another key already and `old` is not that one, or where the new key is not
/// of the same log.
pub async fn change_key(desk: &Desk, old: Option<&Key>, new: &Key) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    let named = tx.settings().await?.get(KEY).cloned();
    if named != old.map(ToString::to_string) {
        return Err(Failure::Refused(Refusal::new(match named {
            Some(named) => format!("登记库已经记有日志的密钥 {named}，换密钥要用它来办"),
            None => "登记库还没有记日志的密钥".to_owned(),
        })));
    }
    if let Some(old) = old
        && (old.name() != new.name() || old.algorithm() != new.algorithm())
    {
        return Err(Failure::Refused(Refusal::new(
            "新密钥的名称和算法要与原来的相同；改用别的算法是另一个日志",
        )));
    }
    let expected = tree_hash(&tx.log().await?.hash)?;
    if new.algorithm().tree_hash() != expected {
        return Err(Failure::Refused(Refusal::new(
            "密钥的算法与日志的散列算法不配",
        )));
    }
    tx.set(KEY, &new.to_string()).await?;
    let mut act = Prepared::new(EntryKind::ChangeKey, "log", "").say("new_key", new.to_string());
    if let Some(old) = old {
        act = act.say("old_key", old.to_string());
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
    let note = match &last {
        None => checkpoint.sign(signers)?,
        Some(last) => {
            let proof = consistency(&mut reader, last.size, row.size, hash).await?;
            let proof = proof.map_err(Unsigned::DoesNotFollow)?;
            checkpoint.sign_after(last, &proof, signers)?
        }
    };
    drop(reader);
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
