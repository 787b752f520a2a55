//! 更换密钥 — how the first key of a log leads to the one that signs now.
//!
//! Decides what makes a new key that of the same log: a leaf, in a tree whose checkpoint the old key signed, by which the old
//! key names the new one; and the proof that the log of the next checkpoint begins with that tree. The name of the log and
//! the hash function of its tree stay, and no key comes back. Where the old key was lost ([`Says::KeyLost`]) nothing leads
//! on: whoever has it needs the new one from elsewhere.
//!
//! What it cannot say: whether an old key was stolen after it was given up. Whoever holds it can sign on; that the log then
//! splits is seen by witnesses and by whoever keeps checkpoints.

use crate::Hash;
use crate::checkpoint::{Checkpoint, NotOpened};
use crate::leaf::{Leaf, Says};
use crate::note::{Algorithm, Key, Note, Unverified, WrongKey};
use crate::tree::{Wrong, verify_inclusion};

/// The most changes of key that are followed.
pub const MOST_STEPS: usize = 64;

/// One change of key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The leaf by which the old key names the new one, its place in the log, and its way to the root.
    pub leaf: String,
    pub index: u64,
    pub path: Vec<Hash>,
    /// A checkpoint that holds the leaf, signed by the old key.
    pub checkpoint: Note,
    /// That the next checkpoint follows this one: that of the next step, or after the last that of the proof.
    pub consistency: Vec<Hash>,
}

/// A change of key that does not lead on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotLed {
    #[error("换了 {MOST_STEPS} 次以上的密钥")]
    TooMany,
    #[error(
        "所给密钥既没有签署检查点，也没有指定后来的密钥；站点说明旧密钥已经丢失、另立了密钥的，请从站点以外得到新的公钥再核对"
    )]
    Unknown,
    #[error("更换密钥的条目写法不对")]
    Leaf,
    #[error("更换密钥的条目里，新密钥不对：{0}")]
    Key(#[from] WrongKey),
    #[error("新密钥的名称或者散列算法与原来的不同，或者用过")]
    Other,
    #[error("更换密钥的条目不在日志里：{0}")]
    NotInLog(Wrong),
    #[error("换密钥以后的日志不是接着以前的：{0}")]
    NotSameLog(Wrong),
    #[error("更换密钥时的检查点：{0}")]
    Checkpoint(NotOpened),
}

/// A checkpoint that is reached from a known key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    pub checkpoint: Checkpoint,
    /// From the known key to that which signed the checkpoint: more than one where keys were changed.
    pub keys: Vec<Key>,
}

/// Opens a checkpoint with a key that is known, or with the newest to which the steps lead from it. Steps before the known
/// key are passed over.
///
/// # Errors
/// [`NotReached`], by what does not fit.
pub fn open(known: &Key, steps: &[Step], note: &Note) -> Result<Reached, NotReached> {
    if MOST_STEPS < steps.len() {
        return Err(NotLed::TooMany.into());
    }
    let mut keys = vec![known.clone()];
    match Checkpoint::open(note, known) {
        Err(NotOpened::Signature(Unverified::NoKnownKey)) if !steps.is_empty() => {}
        opened => {
            let checkpoint = opened.map_err(NotReached::Checkpoint)?;
            return Ok(Reached { checkpoint, keys });
        }
    }
    let first = known.to_string();
    let is_before = |step: &&Step| named_by(step).is_none_or(|(old, _)| old != first);
    let mut steps = steps.iter().skip_while(is_before);
    let mut step = steps.next().ok_or(NotLed::Unknown)?;
    let mut key = known.clone();
    let mut here = Checkpoint::open(&step.checkpoint, &key).map_err(NotLed::Checkpoint)?;
    loop {
        key = next_key(step, &here, &keys)?;
        keys.push(key.clone());
        let next = steps.next();
        let there = match next {
            Some(next) => Checkpoint::open(&next.checkpoint, &key).map_err(NotLed::Checkpoint)?,
            None => Checkpoint::open(note, &key).map_err(NotReached::Checkpoint)?,
        };
        there
            .follows(&here, &key, &step.consistency)
            .map_err(NotLed::NotSameLog)?;
        here = there;
        match next {
            Some(next) => step = next,
            None => break,
        }
    }
    Ok(Reached {
        checkpoint: here,
        keys,
    })
}

/// A checkpoint that cannot be opened with the key that is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReached {
    #[error(transparent)]
    Checkpoint(NotOpened),
    #[error(transparent)]
    Led(#[from] NotLed),
}

/// The key that a step names, by the last of those that were passed.
fn next_key(step: &Step, here: &Checkpoint, passed: &[Key]) -> Result<Key, NotLed> {
    let key = passed.last().ok_or(NotLed::Unknown)?;
    let hash = key.algorithm().tree_hash();
    let (old, new) = named_by(step).ok_or(NotLed::Leaf)?;
    if old != key.to_string() {
        return Err(NotLed::Unknown);
    }
    let leaf = hash.leaf(step.leaf.as_bytes());
    verify_inclusion(hash, &leaf, step.index, here.size, &step.path, &here.root)
        .map_err(NotLed::NotInLog)?;
    let new = Key::parse(&new)?;
    let is_of_log = new.name() == key.name() && new.algorithm().tree_hash() == hash;
    let is_of_witness = new.algorithm() == Algorithm::Cosignature;
    if !is_of_log || is_of_witness || passed.iter().any(|key| key.bytes() == new.bytes()) {
        return Err(NotLed::Other);
    }
    Ok(new)
}

fn named_by(step: &Step) -> Option<(String, String)> {
    match Leaf::from_bytes(step.leaf.as_bytes())?.says {
        Says::Key { old, new } => Some((old, new)),
        _ => None,
    }
}
