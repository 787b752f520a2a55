//! 凭证文件 — what a reader keeps beside a released file, and what it proves offline.
//!
//! Decides the form of a proof: C2SP tlog-proof, so that whoever knows transparency logs can read it. Its `extra` line holds,
//! in canonical JSON, what that format leaves to the application: the leaf itself, the opening of one part of it, and the
//! changes of key since the first.
//!
//! [`Proof::verify`] says which entry of the log this is, [`Proof::verify_file`] which released file; every way to fail has
//! its name ([`NotProved`]). Neither says whether the item stands today: it may have been corrected or withdrawn later.
//!
//! Invariant: a proof prints as it was read.

mod verify;

pub use verify::{NotProved, Proved, ProvedFile, Trust};

use crate::leaf::Opening;
use crate::leaf::OpeningForm;
use crate::note::{self, Note};
use crate::rotation::Step;
use crate::{Hash, wire};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// The first line.
pub const HEADING: &str = "c2sp.org/tlog-proof@v1";

/// The usual end of the name of such a file.
pub const EXTENSION: &str = "tlog-proof";

/// The longest proof that is read.
pub const LONGEST: usize = 1_000_000;

/// The longest way from a leaf to a root.
const LONGEST_PATH: usize = 64;

/// A proof, not verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The exact bytes of the leaf.
    pub leaf: String,
    /// Its place in the log, counted from 0.
    pub index: u64,
    /// The hashes beside its way to the root.
    pub path: Vec<Hash>,
    pub checkpoint: Note,
    /// Which part of it is proved; none for a proof of the entry alone.
    pub opening: Option<Opening>,
    /// The changes of key, from the first; empty while there were none.
    pub steps: Vec<Step>,
}

/// Bytes that are no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("凭证超过 {LONGEST} 字节")]
    TooLong,
    #[error("凭证不是 UTF-8 文本")]
    Characters,
    #[error("凭证的第一行应是 {HEADING}")]
    Heading,
    #[error("凭证没有条目的内容（extra 行），或者写法不对")]
    Extra,
    #[error("凭证没有写明条目是第几条（index 行），或者写法不对")]
    Index,
    #[error("凭证第 {0} 个校验码写法不对，或者校验码太多")]
    Hash(usize),
    #[error("凭证里的检查点：{0}")]
    Checkpoint(#[from] note::Malformed),
}

/// What stands in the extra line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra<'a> {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keys: Vec<StepForm<'a>>,
    leaf: Cow<'a, str>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    opening: Option<OpeningForm<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepForm<'a> {
    checkpoint: Cow<'a, str>,
    consistency: Vec<Cow<'a, str>>,
    index: u64,
    leaf: Cow<'a, str>,
    path: Vec<Cow<'a, str>>,
}

impl Proof {
    /// Reads a proof.
    ///
    /// # Errors
    /// [`Malformed`], by what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if LONGEST < bytes.len() {
            return Err(Malformed::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed::Characters)?;
        let (head, note) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADING) {
            return Err(Malformed::Heading);
        }
        let extra = lines.next().and_then(|line| line.strip_prefix("extra "));
        let extra = extra.and_then(wire::from_base64).ok_or(Malformed::Extra)?;
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(wire::from_decimal).ok_or(Malformed::Index)?;
        let mut path = Vec::new();
        for (n, line) in lines.enumerate() {
            let hash = wire::hash_from_base64(line).filter(|_| n < LONGEST_PATH);
            path.push(hash.ok_or(Malformed::Hash(n + 1))?);
        }
        let checkpoint = Note::parse(note.as_bytes())?;
        let extra = std::str::from_utf8(&extra).map_err(|_| Malformed::Extra)?;
        let extra: Extra<'_> = wire::from_json(extra).ok_or(Malformed::Extra)?;
        let opening = match &extra.opening {
            None => None,
            Some(form) => Some(Opening::of_form(form).ok_or(Malformed::Extra)?),
        };
        let steps = extra.keys.iter().map(Step::of_form);
        let proof = Self {
            index,
            path,
            checkpoint,
            opening,
            steps: steps.collect::<Option<_>>().ok_or(Malformed::Extra)?,
            leaf: extra.leaf.into_owned(),
        };
        Ok(proof)
    }

    fn extra(&self) -> Extra<'_> {
        Extra {
            keys: self.steps.iter().map(Step::form).collect(),
            leaf: Cow::from(&self.leaf),
            opening: self.opening.as_ref().map(Opening::form),
        }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extra = wire::to_base64(wire::to_json(&self.extra()).as_bytes());
        writeln!(f, "{HEADING}\nextra {extra}\nindex {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", wire::to_base64(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

impl Step {
    fn form(&self) -> StepForm<'_> {
        let written = |hashes: &[Hash]| {
            let hashes = hashes.iter().map(|hash| wire::to_base64(hash).into());
            hashes.collect()
        };
        StepForm {
            checkpoint: self.checkpoint.to_string().into(),
            consistency: written(&self.consistency),
            index: self.index,
            leaf: Cow::from(&self.leaf),
            path: written(&self.path),
        }
    }

    fn of_form(form: &StepForm<'_>) -> Option<Self> {
        let read = |hashes: &[Cow<'_, str>]| {
            let hashes = hashes.iter().map(|hash| wire::hash_from_base64(hash));
            hashes.collect::<Option<Vec<_>>>()
        };
        Some(Self {
            leaf: form.leaf.clone().into_owned(),
            index: form.index,
            path: read(&form.path)?,
            checkpoint: Note::parse(form.checkpoint.as_bytes()).ok()?,
            consistency: read(&form.consistency)?,
        })
    }
}
