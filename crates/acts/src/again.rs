//! 重办 — whoever lost the answer to an act tries again with the same key, and it happens once (ADR 0028).
//!
//! Decides what the same act is: the same key and the same words. A key stands in the first entry of its act by its hash,
//! beside a salted commitment to what was asked for, so that the ledger tells neither. The register takes no key twice,
//! whoever comes first and by whichever node.
//!
//! Invariant: where an act with a key failed, nothing of it happened, or it happened once and [`once`] gives its answer.

pub mod key;

use crate::Failure;
use crate::desk::Desk;
use key::ASKED;
pub use key::{Key, LONGEST, new_key};
use law::Refusal;
use serde_json::Value;

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Once<T> {
    Now(T),
    /// It was done before with this key.
    Before(Earlier),
}

/// What is known of an act that was done before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The number of its entry.
    pub seq: u64,
    pub recorded_at: i64,
    /// Of the item that it was about, where it was about one.
    pub index_no: Option<String>,
    pub edition: Option<u32>,
}

/// Does an act at a desk with a key, unless it was done with it before. An act that failed is looked for once more: the
/// answer to its commit may be what was lost.
///
/// # Errors
/// [`Failure::Refused`] where the key was used for something else; else what the act says.
pub async fn once<T>(
    desk: &Desk,
    act: impl Future<Output = Result<T, Failure>>,
) -> Result<Once<T>, Failure> {
    if let Some(former) = former(desk).await? {
        return Ok(Once::Before(former));
    }
    match act.await {
        Ok(done) => Ok(Once::Now(done)),
        Err(failure) => match former(desk).await {
            Ok(Some(former)) => Ok(Once::Before(former)),
            Ok(None) | Err(_) => Err(failure),
        },
    }
}

/// What was done with the key of a desk.
async fn former(desk: &Desk) -> Result<Option<Earlier>, Failure> {
    let Some(key) = &desk.key else {
        return Ok(None);
    };
    let mut reader = desk.register.store.read().await?;
    let Some(entry) = reader.entry_by_key(key.name).await? else {
        return Ok(None);
    };
    let says: Value = serde_json::from_slice(&entry.bytes)
        .map_err(|_| Failure::Bug(format!("台账第 {} 条读不出来", entry.seq)))?;
    let text = |name: &str| says.get(name).and_then(Value::as_str).map(str::to_owned);
    let salt = entry.salt.unwrap_or_default();
    if text(ASKED) != Some(key.commitment(&salt).to_string()) {
        return Err(Failure::Refused(Refusal::new(
            "这个 --key 已经用来办过别的事，什么也没有办；重办要和原来的命令写得一样，另办一件请用新的 --key",
        )));
    }
    let edition = says.get("edition").and_then(Value::as_u64);
    Ok(Some(Earlier {
        seq: entry.seq,
        recorded_at: entry.recorded_at,
        index_no: text("index_no"),
        edition: edition.and_then(|edition| edition.try_into().ok()),
    }))
}
