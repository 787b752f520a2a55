//! How a proof of the tree is checked, step by step as RFC 9162 says.
//!
//! Decides nothing of its own: section 2.1.3.2 is [`verify_inclusion`], section 2.1.4.2 is [`verify_consistency`]. Both take
//! numbers and hashes from anywhere and never overflow.

use super::{TreeHash, Wrong};
use crate::Hash;

/// Whether the leaf of this hash stands at `index` in the tree of `size` leaves with this root.
///
/// # Errors
/// [`Wrong`], by what does not fit.
pub fn verify_inclusion(
    hash: TreeHash,
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Wrong> {
    if size <= index {
        return Err(Wrong::Outside { index, size });
    }
    let mut way = Way {
        node: index,
        last: size - 1,
    };
    let mut found = *leaf;
    for beside in proof {
        if way.last == 0 {
            return Err(Wrong::Length);
        }
        found = if way.has_left() {
            way.rise_to_right();
            hash.node(beside, &found)
        } else {
            hash.node(&found, beside)
        };
        way.rise();
    }
    match way.last {
        0 if found == *root => Ok(()),
        0 => Err(Wrong::Root),
        _ => Err(Wrong::Length),
    }
}

/// Whether the tree of `old` leaves with the root `old_root` is the beginning of that of `new` leaves with `new_root`.
///
/// # Errors
/// [`Wrong`], by what does not fit.
pub fn verify_consistency(
    hash: TreeHash,
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), Wrong> {
    if new < old {
        return Err(Wrong::Shrunk { old, new });
    }
    if old == new || old == 0 {
        // Every tree begins with the one without leaves, whose root is known.
        let known = if old == new { *new_root } else { hash.empty() };
        return match proof {
            [] if *old_root == known => Ok(()),
            [] => Err(Wrong::Root),
            _ => Err(Wrong::Length),
        };
    }
    // Where the older tree is perfect, its root is the first node of the way.
    let (first, rest) = if old.is_power_of_two() && !proof.is_empty() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(Wrong::Length)?
    };
    let mut way = Way {
        node: old - 1,
        last: new - 1,
    };
    while way.node & 1 == 1 {
        way.rise();
    }
    let (mut old_found, mut new_found) = (*first, *first);
    for beside in rest {
        if way.last == 0 {
            return Err(Wrong::Length);
        }
        if way.has_left() {
            way.rise_to_right();
            old_found = hash.node(beside, &old_found);
            new_found = hash.node(beside, &new_found);
        } else {
            new_found = hash.node(&new_found, beside);
        }
        way.rise();
    }
    if way.last != 0 {
        return Err(Wrong::Length);
    }
    if old_found == *old_root && new_found == *new_root {
        Ok(())
    } else {
        Err(Wrong::Root)
    }
}

/// The number of a node and of the last node on its level: `fn` and `sn` of the RFC.
struct Way {
    node: u64,
    last: u64,
}

impl Way {
    /// Whether the next hash stands to the left.
    fn has_left(&self) -> bool {
        self.node & 1 == 1 || self.node == self.last
    }

    /// A last node without a right sibling stands for its parent, until it is a right child.
    fn rise_to_right(&mut self) {
        while self.node & 1 == 0 && self.node != 0 {
            self.rise();
        }
    }

    fn rise(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }
}
