//! 默克尔树 — the tree over the leaves of the log.
//!
//! Decides the hashes of RFC 6962, section 2.1: a leaf is hashed after 0x00, a node after 0x01, and a tree of `n` leaves is
//! split at the largest power of two below `n`. A tree only grows, and what its growth needs is its [`Frontier`]: the roots of
//! its perfect subtrees, one for each bit of its size.
//!
//! Which hashes are kept is decided by [`tile`](crate::tile): a proof here asks a [`Nodes`] for the roots of perfect subtrees,
//! at most two for each level of the tree.
//!
//! Invariant: the root depends on every leaf and on their order; a proof that [`verify_inclusion`] or [`verify_consistency`]
//! accepts cannot be made for another leaf, place or size without two inputs of the same hash.

mod verify;

pub use verify::{verify_consistency, verify_inclusion};

use crate::Hash;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The hash function of a tree. Which one is said by the algorithm of the log's key, and never by a proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TreeHash {
    /// As in RFC 6962 and everything that witnesses read.
    #[default]
    Sha256,
    /// 国密 SM3 (GB/T 32905), for a log whose key is SM2.
    #[cfg(feature = "gm")]
    Sm3,
}

impl TreeHash {
    /// Stands in registers for ever.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            #[cfg(feature = "gm")]
            Self::Sm3 => "sm3",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "sha256" => Some(Self::Sha256),
            #[cfg(feature = "gm")]
            "sm3" => Some(Self::Sm3),
            _ => None,
        }
    }

    /// The root of a tree without leaves.
    pub fn empty(self) -> Hash {
        self.of([])
    }

    /// The hash of a leaf.
    pub fn leaf(self, leaf: &[u8]) -> Hash {
        self.of([&[0][..], leaf])
    }

    /// The hash of a node over two others.
    pub fn node(self, left: &Hash, right: &Hash) -> Hash {
        self.of([&[1][..], left, right])
    }

    fn of<const N: usize>(self, pieces: [&[u8]; N]) -> Hash {
        match self {
            Self::Sha256 => digest::<Sha256, N>(pieces),
            #[cfg(feature = "gm")]
            Self::Sm3 => digest::<sm3::Sm3, N>(pieces),
        }
    }
}

fn digest<D: Digest, const N: usize>(pieces: [&[u8]; N]) -> Hash
where
    sha2::digest::Output<D>: Into<Hash>,
{
    let mut digest = D::new();
    for piece in pieces {
        digest.update(piece);
    }
    digest.finalize().into()
}

/// A perfect subtree: that over the leaves `index << level` up to `(index + 1) << level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId {
    /// 0 is a leaf.
    pub level: u8,
    pub index: u64,
}

/// Where the roots of perfect subtrees are looked up.
pub trait Nodes {
    fn node(&self, node: NodeId) -> Option<Hash>;
}

impl<F: Fn(NodeId) -> Option<Hash>> Nodes for F {
    fn node(&self, node: NodeId) -> Option<Hash> {
        self(node)
    }
}

impl Nodes for BTreeMap<NodeId, Hash> {
    fn node(&self, node: NodeId) -> Option<Hash> {
        self.get(&node).copied()
    }
}

/// What cannot be proved, or does not prove anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("日志只有 {size} 条，没有第 {index} 条（从 0 数起）")]
    Outside { index: u64, size: u64 },
    #[error("较早的日志有 {old} 条，较晚的只有 {new} 条")]
    Shrunk { old: u64, new: u64 },
    #[error("证明里的校验码多了或者少了")]
    Length,
    #[error("由证明算出的根与检查点的根不同")]
    Root,
    #[error("日志缺少一段：第 {} 层第 {} 个校验码", .0.level, .0.index)]
    Missing(NodeId),
}

/// A tree that grows: its size, and the roots of its perfect subtrees from the largest to the smallest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    hash: TreeHash,
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    pub fn new(hash: TreeHash) -> Self {
        Self {
            hash,
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// Goes on from a size, with the roots of its perfect subtrees in the order of [`peaks`](Self::peaks). None where their
    /// number is not that of such a size.
    pub fn resume(hash: TreeHash, size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { hash, size, peaks })
    }

    /// Goes on from a size, with what is kept of it.
    ///
    /// # Errors
    /// [`Wrong::Missing`] where a hash is not kept.
    pub fn read(hash: TreeHash, size: u64, nodes: &impl Nodes) -> Result<Self, Wrong> {
        let peaks = perfect(Range {
            start: 0,
            end: size,
        });
        let peaks = peaks.map(|node| nodes.node(node).ok_or(Wrong::Missing(node)));
        Ok(Self {
            hash,
            size,
            peaks: peaks.collect::<Result<_, _>>()?,
        })
    }

    pub fn hash(&self) -> TreeHash {
        self.hash
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the perfect subtrees, from the largest to the smallest.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends the hash of a leaf. Gives every perfect subtree that is complete by it, the leaf first.
    pub fn push(&mut self, leaf: Hash) -> Vec<(NodeId, Hash)> {
        let mut node = NodeId {
            level: 0,
            index: self.size,
        };
        let mut root = leaf;
        let mut complete = vec![(node, root)];
        while node.index & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            root = self.hash.node(&left, &root);
            node = NodeId {
                level: node.level + 1,
                index: node.index >> 1,
            };
            complete.push((node, root));
        }
        self.peaks.push(root);
        self.size += 1;
        complete
    }

    pub fn root(&self) -> Hash {
        joined(self.hash, &self.peaks).unwrap_or_else(|| self.hash.empty())
    }
}

/// The leaves from `start` up to `end`, as RFC 6962 splits a tree: `start` is a multiple of a power of two that is no smaller
/// than their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    start: u64,
    end: u64,
}

impl Range {
    fn split(self) -> (Self, Self) {
        // The largest power of two below the number of leaves, which is at least two.
        let below = (self.end - self.start - 1).max(1);
        let middle = self.start + (1 << below.ilog2());
        let (start, end) = (self.start, self.end);
        (Self { start, end: middle }, Self { start: middle, end })
    }

    fn root(self, hash: TreeHash, nodes: &impl Nodes) -> Result<Hash, Wrong> {
        let roots = perfect(self)
            .map(|node| nodes.node(node).ok_or(Wrong::Missing(node)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(joined(hash, &roots).unwrap_or_else(|| hash.empty()))
    }
}

/// The perfect subtrees that make up a range, from the largest to the smallest.
pub(crate) fn perfect(range: Range) -> impl Iterator<Item = NodeId> {
    let mut start = range.start;
    std::iter::from_fn(move || {
        let level = (range.end - start).checked_ilog2()?;
        let node = NodeId {
            level: level as u8,
            index: start >> level,
        };
        start += 1 << level;
        Some(node)
    })
}

/// The root over the roots of perfect subtrees, from the largest to the smallest.
fn joined(hash: TreeHash, peaks: &[Hash]) -> Option<Hash> {
    let (last, larger) = peaks.split_last()?;
    let over = |right: Hash, left: &Hash| hash.node(left, &right);
    Some(larger.iter().rev().fold(*last, over))
}

/// The root of the tree of the first `size` leaves.
///
/// # Errors
/// [`Wrong::Missing`] where a hash is not kept.
pub fn root(hash: TreeHash, size: u64, nodes: &impl Nodes) -> Result<Hash, Wrong> {
    Range {
        start: 0,
        end: size,
    }
    .root(hash, nodes)
}

/// The proof that the leaf `index` is in the tree of the first `size` leaves: PATH of RFC 6962, section 2.1.1.
///
/// # Errors
/// [`Wrong::Outside`] where there is no such leaf, [`Wrong::Missing`] where a hash is not kept.
pub fn inclusion(
    hash: TreeHash,
    index: u64,
    size: u64,
    nodes: &impl Nodes,
) -> Result<Vec<Hash>, Wrong> {
    let ranges = beside_leaf(index, size)?.into_iter();
    ranges.map(|range| range.root(hash, nodes)).collect()
}

/// The proof that the tree of the first `old` leaves is the beginning of that of the first `new`: PROOF of RFC 6962, section
/// 2.1.2. Empty where they are the same, and from the tree without leaves.
///
/// # Errors
/// [`Wrong::Shrunk`] where `new` is smaller, [`Wrong::Missing`] where a hash is not kept.
pub fn consistency(
    hash: TreeHash,
    old: u64,
    new: u64,
    nodes: &impl Nodes,
) -> Result<Vec<Hash>, Wrong> {
    let ranges = beside_end(old, new)?.into_iter();
    ranges.map(|range| range.root(hash, nodes)).collect()
}

/// What [`root`] looks up.
pub fn needed_for_root(size: u64) -> Vec<NodeId> {
    perfect(Range {
        start: 0,
        end: size,
    })
    .collect()
}

/// What [`inclusion`] looks up.
///
/// # Errors
/// [`Wrong::Outside`] where there is no such leaf.
pub fn needed_for_inclusion(index: u64, size: u64) -> Result<Vec<NodeId>, Wrong> {
    let ranges = beside_leaf(index, size)?.into_iter();
    Ok(ranges.flat_map(perfect).collect())
}

/// What [`consistency`] looks up.
///
/// # Errors
/// [`Wrong::Shrunk`] where `new` is smaller.
pub fn needed_for_consistency(old: u64, new: u64) -> Result<Vec<NodeId>, Wrong> {
    let ranges = beside_end(old, new)?.into_iter();
    Ok(ranges.flat_map(perfect).collect())
}

/// What lies beside the way from the leaf up to the root.
fn beside_leaf(index: u64, size: u64) -> Result<Vec<Range>, Wrong> {
    if size <= index {
        return Err(Wrong::Outside { index, size });
    }
    let mut here = Range {
        start: 0,
        end: size,
    };
    let mut beside = Vec::new();
    while 1 < here.end - here.start {
        let (left, right) = here.split();
        let (next, other) = if index < left.end {
            (left, right)
        } else {
            (right, left)
        };
        beside.push(other);
        here = next;
    }
    beside.reverse();
    Ok(beside)
}

/// What lies beside the way from the end of the older tree up to the root of the newer: SUBPROOF of RFC 6962.
fn beside_end(old: u64, new: u64) -> Result<Vec<Range>, Wrong> {
    if new < old {
        return Err(Wrong::Shrunk { old, new });
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    let mut here = Range { start: 0, end: new };
    let mut beside = Vec::new();
    while here.end != old {
        let (left, right) = here.split();
        let (next, other) = if old <= left.end {
            (left, right)
        } else {
            (right, left)
        };
        beside.push(other);
        here = next;
    }
    // The whole of the older tree is known to whoever asks.
    if here.start != 0 {
        beside.push(here);
    }
    beside.reverse();
    Ok(beside)
}
