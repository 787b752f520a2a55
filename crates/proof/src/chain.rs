//! The hash chain of the ledger.
//!
//! Each link is SHA-256 over a domain prefix, the link before and the exact bytes of the entry. The bytes are stored
//! and never made anew, so a chain written by an old program is checked by every later one.
//!
//! Invariant: changing, removing, adding or reordering any entry before the newest changes the newest link.

use crate::Hash;
use sha2::{Digest, Sha256};

/// What precedes every entry before it is hashed.
pub const DOMAIN: &[u8] = b"gongkai/ledger/1\n";

/// The link before the first entry.
pub const GENESIS: Hash = [0; 32];

/// The link that `entry` makes after `previous`.
pub fn link(previous: &Hash, entry: &[u8]) -> Hash {
    Sha256::new()
        .chain_update(DOMAIN)
        .chain_update(previous)
        .chain_update(entry)
        .finalize()
        .into()
}

/// One stored entry, as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub seq: u64,
    pub entry: Vec<u8>,
    pub previous: Hash,
    pub hash: Hash,
}

/// Where a chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// A number is missing or out of order.
    Gap { expected: u64, found: u64 },
    /// An entry does not follow the one before.
    Previous { seq: u64 },
    /// The bytes of an entry do not have its hash.
    Entry { seq: u64 },
}

/// Follows a chain from its beginning; gives the newest number and link, or the first break.
///
/// # Errors
/// The first [`Break`].
pub fn follow(entries: impl IntoIterator<Item = Stored>) -> Result<(u64, Hash), Break> {
    let mut head = (0, GENESIS);
    for stored in entries {
        head = step(head, &stored)?;
    }
    Ok(head)
}

/// One step of [`follow`].
///
/// # Errors
/// The [`Break`] at this entry.
pub fn step((seq, hash): (u64, Hash), next: &Stored) -> Result<(u64, Hash), Break> {
    if next.seq != seq + 1 {
        return Err(Break::Gap {
            expected: seq + 1,
            found: next.seq,
        });
    }
    if next.previous != hash {
        return Err(Break::Previous { seq: next.seq });
    }
    if link(&hash, &next.entry) != next.hash {
        return Err(Break::Entry { seq: next.seq });
    }
    Ok((next.seq, next.hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(entries: &[&[u8]]) -> Vec<Stored> {
        let mut previous = GENESIS;
        let of = |(i, entry): (usize, &&[u8])| {
            let hash = link(&previous, entry);
            let stored = Stored {
                seq: i as u64 + 1,
                entry: entry.to_vec(),
                previous,
                hash,
            };
            previous = hash;
            stored
        };
        entries.iter().enumerate().map(of).collect()
    }

    #[test]
    fn a_chain_holds_from_its_beginning() {
        let entries = chain(&[b"a", b"b", b"c"]);
        let last = entries[2].hash;
        assert_eq!(follow(entries), Ok((3, last)));
        assert_eq!(follow([]), Ok((0, GENESIS)));
    }

    #[test]
    fn every_tampering_is_found_where_it_was_done() {
        let sound = chain(&[b"a", b"b", b"c"]);
        let mut changed = sound.clone();
        changed[1].entry = b"x".to_vec();
        assert_eq!(follow(changed), Err(Break::Entry { seq: 2 }));
        let mut removed = sound.clone();
        removed.remove(1);
        assert_eq!(
            follow(removed),
            Err(Break::Gap {
                expected: 2,
                found: 3
            })
        );
        let mut replaced = sound.clone();
        replaced[1].entry = b"x".to_vec();
        replaced[1].hash = link(&replaced[1].previous, b"x");
        assert_eq!(follow(replaced), Err(Break::Previous { seq: 3 }));
        let mut swapped = sound;
        swapped.swap(0, 1);
        assert_eq!(
            follow(swapped),
            Err(Break::Gap {
                expected: 1,
                found: 2
            })
        );
    }
}
