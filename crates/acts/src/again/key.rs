//! 重办的键 — what an act that is tried again is known by, and how its entry bears it.

use crate::Failure;
use law::{Digest, Refusal};
use serde_json::Value;
use uuid::Uuid;

/// Under which an entry names the key of its act, and what was asked for.
pub(crate) const KEY: &str = "key";
pub(crate) const ASKED: &str = "asked";

/// Parts the hashes of keys from all others.
const DOMAIN: &str = "gongkai act key v1\0";
/// The longest key, in characters.
pub const LONGEST: usize = 200;

/// What one act is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub(crate) name: Digest,
    asked: String,
}

impl Key {
    /// A key that somebody chose, for an act that is told by its parts: its name first, then all that it is given.
    ///
    /// # Errors
    /// [`Failure::Refused`] where it is empty or too long.
    pub fn new(key: &str, asked: &[&str]) -> Result<Self, Failure> {
        let key = key.trim();
        if key.is_empty() || LONGEST < key.chars().count() {
            return Err(Failure::Refused(Refusal::new(format!(
                "重办用的 --key 是 1 到 {LONGEST} 个字符，每件事用一个新的"
            ))));
        }
        Ok(Self {
            name: Digest::of(format!("{DOMAIN}{key}").as_bytes()),
            asked: Value::from(asked).to_string(),
        })
    }

    /// The commitment to what was asked for.
    pub(crate) fn commitment(&self, salt: &[u8]) -> Digest {
        Digest(proof::commitment::to(salt, &self.asked))
    }
}

/// A key that nobody else chooses.
pub fn new_key() -> String {
    Uuid::new_v4().to_string()
}
