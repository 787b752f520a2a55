//! 核对 — the chain, every released text and every file against their hashes.
//!
//! Recomputes and compares; changes nothing. Every difference is named.

use crate::Failure;
use crate::desk::Register;
use law::Digest;
use proof::chain::{Break, GENESIS, Stored, step};
use store::Space;

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub entries: u64,
    pub releases: u64,
    pub files: u64,
    /// The newest link of the chain as recomputed.
    pub head: Digest,
    pub wrong: Vec<String>,
}

const STEP: u32 = 1000;

/// Compares everything with everything.
///
/// # Errors
/// Only where the register cannot be read at all.
pub async fn verify(register: &Register) -> Result<Found, Failure> {
    let mut reader = register.store.read().await?;
    let mut wrong = Vec::new();
    let mut at = (0, GENESIS);
    loop {
        let entries = reader.entries_after(at.0, STEP).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            let stored = Stored {
                seq: entry.seq,
                entry: entry.bytes,
                previous: entry.previous.0,
                hash: entry.hash.0,
            };
            at = match step(at, &stored) {
                Ok(next) => next,
                Err(found) => {
                    wrong.push(broken(&found));
                    (stored.seq, stored.hash)
                }
            };
        }
    }
    let head = reader.head().await?;
    if (head.seq, head.hash.0) != at {
        wrong.push(format!("链首记作第 {} 条，台账到第 {} 条", head.seq, at.0));
    }
    let mut releases = 0;
    for (item, edition) in reader.all_releases().await? {
        releases += 1;
        match reader.release(&item, edition).await {
            Ok(Some(_)) => {}
            Ok(None) => wrong.push(format!("{item} 第 {edition} 版不见了")),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    let mut files = 0;
    for (space, digest, _) in reader.blobs().await? {
        files += 1;
        let space = if space == Space::Released.id() {
            Space::Released
        } else {
            Space::Original
        };
        match reader.blob(&register.blobs, space, digest).await {
            Ok(Some(_)) => {}
            Ok(None) => wrong.push(format!("文件 {digest} 不见了")),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    Ok(Found {
        entries: at.0,
        releases,
        files,
        head: Digest(at.1),
        wrong,
    })
}

fn broken(found: &Break) -> String {
    match found {
        Break::Gap { expected, found } => format!("台账缺第 {expected} 条，下一条是第 {found} 条"),
        Break::Previous { seq } => format!("台账第 {seq} 条不接上一条"),
        Break::Entry { seq } => format!("台账第 {seq} 条的内容与校验码不符"),
    }
}

/// How many items there are in each state.
pub async fn states(register: &Register) -> Result<Vec<(String, u64)>, Failure> {
    let mut reader = register.store.read().await?;
    Ok(reader.states().await?)
}

/// The index number of an item by its id, whatever its state: for those who keep the register.
///
/// # Errors
/// [`Failure::NotFound`]
pub async fn index_no(register: &Register, item: &str) -> Result<String, Failure> {
    let mut reader = register.store.read().await?;
    let row = reader
        .find_item(store::item::By::Id(item))
        .await?
        .ok_or(Failure::NotFound)?;
    Ok(row.index_no.to_string())
}
