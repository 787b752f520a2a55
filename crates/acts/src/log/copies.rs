//! 登记版式文件 — copies that the press made get a leaf of their own, so that they can be proved like what was released.
//!
//! Decides that nothing is registered of what is no longer public, and that the same bytes of the same edition are
//! registered once. A page never does this: whoever serves the site does it for the copies that were made since.

use crate::Failure;
use crate::desk::Desk;
use crate::ledger::{EntryKind, Prepared, finish};
use law::Digest;
use std::collections::BTreeMap;
use store::Tx;
use store::item::{By, State};
use store::log::DerivativeRow;

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCopy {
    /// The id of the item, and which edition it is a copy of.
    pub item: String,
    pub edition: u32,
    /// The name under which it is saved.
    pub name: String,
    pub media_type: String,
    pub size: u64,
    pub digest: Digest,
}

/// The rows of copies that are registered by one entry.
pub(crate) fn copies_of(seq: u64, copies: &[NewCopy]) -> impl Iterator<Item = DerivativeRow> {
    copies
        .iter()
        .zip(0..)
        .map(move |(copy, place)| DerivativeRow {
            seq,
            place,
            item: copy.item.clone(),
            edition: copy.edition,
            name: copy.name.clone(),
            media_type: copy.media_type.clone(),
            size: copy.size,
            digest: copy.digest,
        })
}

/// Registers copies; those that are registered already, and those of what is no longer public, are left out. Gives how many
/// were registered.
///
/// # Errors
/// Where the register cannot be read or written.
pub async fn record_copies(desk: &Desk, copies: Vec<NewCopy>) -> Result<usize, Failure> {
    let mut tx = desk.register.store.write().await?;
    let mut by_edition: BTreeMap<(String, u32), Vec<NewCopy>> = BTreeMap::new();
    for copy in copies {
        if tx
            .has_derivative(&copy.item, copy.edition, copy.digest)
            .await?
        {
            continue;
        }
        let of = by_edition
            .entry((copy.item.clone(), copy.edition))
            .or_default();
        if of.iter().all(|other| other.digest != copy.digest) {
            of.push(copy);
        }
    }
    let (mut acts, mut count) = (Vec::new(), 0);
    for ((item, edition), copies) in by_edition {
        if !is_public(&mut tx, &item, edition).await? {
            continue;
        }
        count += copies.len();
        let digests: Vec<String> = copies.iter().map(|copy| copy.digest.to_string()).collect();
        let mut act = Prepared::new(EntryKind::RecordCopies, "copies", "")
            .say("item", item)
            .say("edition", edition)
            .say("copies", digests);
        act.copies = copies;
        act.is_item = false;
        acts.push(act);
    }
    if !acts.is_empty() {
        finish(desk, tx, acts).await?;
    }
    Ok(count)
}

/// Whether an edition can be read now.
async fn is_public(tx: &mut Tx, item: &str, edition: u32) -> Result<bool, Failure> {
    let row = tx.find_item(By::Id(item)).await?;
    let row = row.filter(|row| row.state == State::Released);
    let Some(current) = row.and_then(|row| row.released_edition) else {
        return Ok(false);
    };
    let release = tx.release_of(item, current).await?;
    Ok(release.is_some_and(|release| (release.readable_from()..=current).contains(&edition)))
}
