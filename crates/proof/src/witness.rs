//! 见证 — others who saw the log and signed what they saw: C2SP tlog-cosignature and tlog-witness.
//!
//! Decides what a cosignature is over, which witnesses are enough ([`Policy`]), and the text by which a log asks a witness. A
//! witness signs only what follows everything it has signed before, so two readers who ask for the same witnesses cannot be
//! shown two different logs. A cosignature says the time at which it was made, which the log alone could not prove.
//!
//! Invariant: one key counts once, under whatever name it comes.

use crate::Hash;
pub use crate::note::cosignature::message;
use crate::note::cosignature::split;
use crate::note::{
    self, Algorithm, Key, Malformed, Note, Signature, Signer, Unsigned, Unverified, Verifier,
};
use crate::wire;

/// The longest way from an older checkpoint to a newer one that a witness takes.
pub const LONGEST_PROOF: usize = 63;

/// A witness who signed, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    pub name: String,
    /// Seconds since 1970 UTC, by the clock of the witness.
    pub at: u64,
}

/// Signs a checkpoint as a witness at a time: once it is known that it follows what was signed before.
///
/// # Errors
/// [`Unsigned`], where the key is not that of a witness or does not sign.
pub fn cosign(note: &mut Note, signer: &dyn Signer, at: u64) -> Result<(), Unsigned> {
    if signer.algorithm() != Algorithm::Cosignature {
        return Err(Unsigned::NotOfWitness(signer.key().to_string()));
    }
    let mut bytes = at.to_be_bytes().to_vec();
    bytes.extend(signer.sign(&message(at, note.text()))?);
    note.put(signer.key(), bytes)
}

/// When a cosignature was made. None for the signature of another algorithm.
pub fn time_of(signature: &Signature) -> Option<u64> {
    let (at, _) = split(&signature.bytes)?;
    Some(at)
}

/// Which witnesses are known, and how many of them must have signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    witnesses: Vec<Key>,
    need: usize,
}

/// A policy that cannot be kept or would not mean what it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongPolicy {
    #[error("要求 {need} 个见证人签名，只给了 {have} 个见证人")]
    TooFew { need: usize, have: usize },
    #[error("密钥 {0} 不是见证人的密钥")]
    NotOfWitness(String),
    #[error("见证人 {0} 的密钥给了两次")]
    Twice(String),
}

/// A checkpoint that not enough witnesses signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWitnessed {
    #[error("要求 {need} 个见证人签名，只有 {have} 个")]
    TooFew { need: usize, have: usize },
    #[error("见证人：{0}")]
    Wrong(#[from] Unverified),
}

impl Policy {
    /// At least `need` of these witnesses.
    ///
    /// # Errors
    /// [`WrongPolicy`], where there are too few, or one key would count twice.
    pub fn new(need: usize, witnesses: Vec<Key>) -> Result<Self, WrongPolicy> {
        let have = witnesses.len();
        if have < need {
            return Err(WrongPolicy::TooFew { need, have });
        }
        for (n, key) in witnesses.iter().enumerate() {
            if key.algorithm() != Algorithm::Cosignature {
                return Err(WrongPolicy::NotOfWitness(key.to_string()));
            }
            // What is signed does not say the name of who signs.
            let is_same = |other: &Key| other.bytes() == key.bytes();
            if witnesses.iter().skip(n + 1).any(is_same) {
                return Err(WrongPolicy::Twice(key.name().to_owned()));
            }
        }
        Ok(Self { witnesses, need })
    }

    pub fn witnesses(&self) -> &[Key] {
        &self.witnesses
    }

    pub fn need(&self) -> usize {
        self.need
    }

    /// Which of the witnesses signed, in the order of the policy.
    ///
    /// # Errors
    /// [`NotWitnessed`], where too few did, or a signature in the name of one does not hold.
    pub fn check(&self, note: &Note) -> Result<Vec<Witnessed>, NotWitnessed> {
        let keys: Vec<&dyn Verifier> = self.witnesses.iter().map(|key| key as _).collect();
        let found = match note.verify(&keys) {
            Err(Unverified::NoKnownKey) => Vec::new(),
            found => found?,
        };
        let witnessed = |signature: &Signature| {
            Some(Witnessed {
                name: signature.name.clone(),
                at: time_of(signature)?,
            })
        };
        let found: Vec<_> = found.into_iter().flatten().filter_map(witnessed).collect();
        let (need, have) = (self.need, found.len());
        if have < need {
            return Err(NotWitnessed::TooFew { need, have });
        }
        Ok(found)
    }
}

/// What a log sends to a witness (`add-checkpoint`): a new checkpoint, and the proof that it follows the one that the witness
/// signed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The size that the witness signed last; 0 where it signed none.
    pub old: u64,
    pub consistency: Vec<Hash>,
    pub checkpoint: Note,
}

impl Request {
    /// Reads the body of a request. None where it is not of the form.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if note::LONGEST < bytes.len() {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old = wire::from_decimal(lines.next()?.strip_prefix("old ")?)?;
        let consistency = lines.map(wire::hash_from_base64);
        let consistency: Vec<Hash> = consistency.collect::<Option<_>>()?;
        if LONGEST_PROOF < consistency.len() {
            return None;
        }
        let checkpoint = Note::parse(note.as_bytes()).ok()?;
        Some(Self {
            old,
            consistency,
            checkpoint,
        })
    }
}

impl std::fmt::Display for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.consistency {
            writeln!(f, "{}", wire::to_base64(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Takes what a witness answered: the cosignatures of known witnesses are put under the note, others are left out. Gives how
/// many were put.
///
/// # Errors
/// [`Malformed`] where the answer is not of the form.
pub fn take_answer(note: &mut Note, answer: &str, witnesses: &[Key]) -> Result<usize, Malformed> {
    let mut taken = 0;
    for signature in note::signatures(answer)? {
        let is_of = |key: &&Key| key.name() == signature.name && key.id() == signature.id;
        let known = witnesses.iter().find(is_of);
        if let Some(key) = known.filter(|key| key.algorithm() == Algorithm::Cosignature)
            && note.put(key, signature.bytes).is_ok()
        {
            taken += 1;
        }
    }
    Ok(taken)
}
