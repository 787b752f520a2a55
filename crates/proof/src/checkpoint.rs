//! 检查点 — how large the log is and what its root is, signed: C2SP tlog-checkpoint.
//!
//! Decides the text under the signature: the log's name, its size, its root, and whatever lines others may add. The name of
//! the log is the name of its key, so that a key says alone which log it speaks for. A log never signs two checkpoints of
//! which one is not the beginning of the other; [`tree::verify_consistency`] is how others know.
//!
//! Invariant: a text that is read prints as it was read.

use crate::Hash;
use crate::note::{Key, Malformed, Note, Signer, Unsigned, Unverified};
use crate::tree::{self, Wrong};
use crate::wire;
use std::fmt;

/// A state of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: String,
    pub size: u64,
    pub root: Hash,
    /// Lines that this program neither writes nor understands. Witnesses say nothing about them.
    pub extensions: Vec<String>,
}

/// A note that is no checkpoint of the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    #[error(transparent)]
    Note(#[from] Malformed),
    #[error("检查点应依次写明日志名称、条数和根")]
    Form,
    #[error("检查点：{0}")]
    Signature(#[from] Unverified),
    #[error("检查点是日志 {found} 的，密钥是日志 {expected} 的")]
    Origin { expected: String, found: String },
}

impl Checkpoint {
    /// Reads the text of a checkpoint. None where it is not of the form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty())?.to_owned();
        let size = wire::from_decimal(lines.next()?)?;
        let root = wire::hash_from_base64(lines.next()?)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return None;
        }
        Some(Self {
            origin,
            size,
            root,
            extensions,
        })
    }

    /// Reads a checkpoint of the log of this key, and checks that the key signed it.
    ///
    /// # Errors
    /// [`NotOpened`], by what is wrong with it.
    pub fn open(note: &Note, key: &Key) -> Result<Self, NotOpened> {
        note.verify(&[key])?;
        let checkpoint = Self::parse(note.text()).ok_or(NotOpened::Form)?;
        if checkpoint.origin != key.name() {
            return Err(NotOpened::Origin {
                expected: key.name().to_owned(),
                found: checkpoint.origin,
            });
        }
        if checkpoint.size == 0 && checkpoint.root != key.algorithm().tree_hash().empty() {
            return Err(NotOpened::Form);
        }
        Ok(checkpoint)
    }

    /// Signs the first checkpoint of a log. Every later one is signed by [`sign_after`](Self::sign_after).
    ///
    /// The first of several signers is the log's own key; while a key is being changed, the old one signs as well.
    ///
    /// # Errors
    /// [`Unsigned`], where a signer does not sign.
    pub fn sign(&self, signers: &[&dyn Signer]) -> Result<Note, Unsigned> {
        let text = self.to_string();
        if Self::parse(&text).as_ref() != Some(self) {
            return Err(Malformed::Text.into());
        }
        Note::sign(&text, signers)
    }

    /// Signs it after the one that was signed last, which is kept beside the key: where an older backup was put back, the log
    /// no longer follows it, and must not be signed.
    ///
    /// # Errors
    /// [`Unsigned`], where this does not follow the last by the proof, or a signer does not sign.
    pub fn sign_after(
        &self,
        last: &Self,
        proof: &[Hash],
        signers: &[&dyn Signer],
    ) -> Result<Note, Unsigned> {
        for signer in signers {
            self.follows(last, signer.key(), proof)?;
        }
        if self.origin != last.origin {
            return Err(Unsigned::OtherLog);
        }
        self.sign(signers)
    }

    /// Whether `older` is the beginning of this log, by a proof of [`tree::consistency`]. Both were opened with a key of the
    /// same algorithm.
    ///
    /// # Errors
    /// [`Wrong`], by what does not fit.
    pub fn follows(&self, older: &Self, key: &Key, proof: &[Hash]) -> Result<(), Wrong> {
        tree::verify_consistency(
            key.algorithm().tree_hash(),
            (older.size, &older.root),
            (self.size, &self.root),
            proof,
        )
    }
}

/// The text under the signature.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = wire::to_base64(&self.root);
        writeln!(f, "{}\n{}\n{root}", self.origin, self.size)?;
        let mut lines = self.extensions.iter();
        lines.try_for_each(|line| writeln!(f, "{line}"))
    }
}
