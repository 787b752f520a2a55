//! What a proof proves, by which keys, and each way in which it does not.
//!
//! Decides the order: the signature first, then the place in the log, then the file. Nothing that a proof says of itself is
//! believed: the log's name and the hash function come from the key.

use super::{Malformed, Proof};
use crate::checkpoint::{Checkpoint, NotOpened};
use crate::leaf::{Digests, Leaf, Part};
use crate::note::{Algorithm, Key, Unverified};
use crate::rotation::{self, NotLed, NotReached};
use crate::tree::{Wrong, verify_inclusion};
use crate::witness::{NotWitnessed, Policy, Witnessed};

/// What the reader knows from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The key of the log, or one that it had before.
    pub key: Key,
    /// Which witnesses must have seen the log; by default none.
    pub witnesses: Policy,
}

impl Trust {
    pub fn key(key: Key) -> Self {
        Self {
            key,
            witnesses: Policy::default(),
        }
    }
}

/// An entry of the log, proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    pub leaf: Leaf,
    /// Its place, counted from 0.
    pub index: u64,
    /// The signed state of the log that holds it.
    pub checkpoint: Checkpoint,
    /// From the given key to that which signed: more than one where keys were changed.
    pub keys: Vec<Key>,
    /// The known witnesses who saw that state, and when.
    pub witnessed: Vec<Witnessed>,
}

/// A file, proved: these bytes are this part of what the leaf released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvedFile {
    pub proved: Proved,
    pub part: Part,
}

/// Why nothing is proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotProved {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("{0} 是见证人的密钥，请给日志的密钥")]
    KeyOfWitness(String),
    #[error(transparent)]
    Checkpoint(NotOpened),
    #[error(transparent)]
    KeyChange(#[from] NotLed),
    #[error(transparent)]
    NotWitnessed(#[from] NotWitnessed),
    #[error("条目不在检查点所签的日志里：{0}")]
    NotInLog(Wrong),
    #[error("条目的写法不认识，可能是较新版本的程序写的")]
    Leaf,
    #[error("这份凭证证明日志的一个条目，不证明文件")]
    NoFile,
    #[error("这个条目没有公开文件")]
    NothingReleased,
    #[error("凭证所说的文件不在条目里：{0}")]
    NotInLeaf(Wrong),
    #[error("文件与当时公开的“{name}”不同：应有 {expected} 字节，实有 {found} 字节")]
    OtherSize {
        name: String,
        expected: u64,
        found: u64,
    },
    #[error("文件与当时公开的“{name}”不同：大小一样，内容改过")]
    OtherBytes { name: String },
}

impl NotProved {
    /// A name that stays, for programs and for the words of an interface.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "proof_malformed",
            Self::KeyOfWitness(_) => "key_of_witness",
            Self::Checkpoint(NotOpened::Note(_) | NotOpened::Form) => "checkpoint_malformed",
            Self::Checkpoint(NotOpened::Origin { .. }) => "checkpoint_of_other_log",
            Self::Checkpoint(NotOpened::Signature(Unverified::NoKnownKey)) => "not_signed",
            Self::Checkpoint(NotOpened::Signature(_)) => "signature_wrong",
            Self::KeyChange(_) => "key_change_wrong",
            Self::NotWitnessed(NotWitnessed::TooFew { .. }) => "not_witnessed",
            Self::NotWitnessed(NotWitnessed::Wrong(_)) => "witness_wrong",
            Self::NotInLog(_) => "not_in_log",
            Self::Leaf => "leaf_unknown",
            Self::NoFile => "no_file",
            Self::NothingReleased => "nothing_released",
            Self::NotInLeaf(_) => "not_in_leaf",
            Self::OtherSize { .. } => "other_size",
            Self::OtherBytes { .. } => "other_bytes",
        }
    }
}

impl Proof {
    /// Which entry of the log this is.
    ///
    /// # Errors
    /// [`NotProved`], by the first thing that does not hold.
    pub fn verify(&self, trust: &Trust) -> Result<Proved, NotProved> {
        if trust.key.algorithm() == Algorithm::Cosignature {
            return Err(NotProved::KeyOfWitness(trust.key.to_string()));
        }
        let reached = rotation::open(&trust.key, &self.steps, &self.checkpoint);
        let reached = reached.map_err(|error| match error {
            NotReached::Checkpoint(error) => NotProved::Checkpoint(error),
            NotReached::Led(error) => NotProved::KeyChange(error),
        })?;
        let witnessed = trust.witnesses.check(&self.checkpoint)?;
        let hash = trust.key.algorithm().tree_hash();
        let checkpoint = reached.checkpoint;
        let leaf = hash.leaf(self.leaf.as_bytes());
        let (size, root) = (checkpoint.size, &checkpoint.root);
        verify_inclusion(hash, &leaf, self.index, size, &self.path, root)
            .map_err(NotProved::NotInLog)?;
        Ok(Proved {
            leaf: Leaf::from_bytes(self.leaf.as_bytes()).ok_or(NotProved::Leaf)?,
            index: self.index,
            checkpoint,
            keys: reached.keys,
            witnessed,
        })
    }

    /// Which released file these bytes are.
    ///
    /// # Errors
    /// [`NotProved`], by the first thing that does not hold.
    pub fn verify_file(&self, trust: &Trust, file: &Digests) -> Result<ProvedFile, NotProved> {
        let proved = self.verify(trust)?;
        let opening = self.opening.as_ref().ok_or(NotProved::NoFile)?;
        let content = proved.leaf.content().ok_or(NotProved::NothingReleased)?;
        let hash = trust.key.algorithm().tree_hash();
        opening
            .verify(hash, &content)
            .map_err(NotProved::NotInLeaf)?;
        let part = opening.part.clone();
        let name = part.name.clone();
        if part.size != file.size {
            let (expected, found) = (part.size, file.size);
            return Err(NotProved::OtherSize {
                name,
                expected,
                found,
            });
        }
        if !part.is(file) {
            return Err(NotProved::OtherBytes { name });
        }
        Ok(ProvedFile { proved, part })
    }
}
