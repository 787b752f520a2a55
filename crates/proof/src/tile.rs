//! 日志分片 — the form in which the log is kept and served: C2SP tlog-tiles.
//!
//! Decides which hashes are kept: tiles, 256 hashes wide. A tile of level 0 holds hashes of leaves, one of level `l` the roots
//! of the full tiles below it, which are the perfect subtrees of height `8·l`. Whatever lies between is computed from the tile
//! that holds it, by at most 255 hashes.
//!
//! One row is kept for each tile and grows at its end until it is full; it is never changed otherwise. A log of n leaves so
//! takes little more than 32 bytes for each leaf, a 255th as many rows, and one row a level on its right edge that still
//! grows. The tile that a smaller tree had is the beginning of the row, so partial tiles of every size can be served from it.
//! All perfect subtrees one by one would be twice the bytes and five hundred times the rows.
//!
//! A log of 10⁸ leaves has four levels of tiles. A proof reads at most two tiles of each ([`for_inclusion`],
//! [`for_consistency`]), an appended leaf rewrites one row, and once in 256 times one more.
//!
//! Invariant: a full tile never changes, and its bytes have one address.

mod path;

pub use path::{Address, Content};

use crate::Hash;
use crate::tree::{self, Frontier, NodeId, Nodes, TreeHash, Wrong};
use std::collections::{BTreeMap, BTreeSet};

/// How many hashes, or leaves, a full tile holds.
pub const WIDTH: u64 = 1 << HEIGHT;

/// How many levels of the tree a tile spans.
pub const HEIGHT: u8 = 8;

/// The longest leaf: its length stands in two bytes before it.
pub const LONGEST_LEAF: usize = u16::MAX as usize;

/// A tile: the `index`-th of its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    pub level: u8,
    pub index: u64,
}

impl TileId {
    /// The tile from which the root of a perfect subtree is read or computed.
    pub fn of(node: NodeId) -> Self {
        let span = HEIGHT - node.level % HEIGHT;
        Self {
            level: node.level / HEIGHT,
            index: node.index.checked_shr(u32::from(span)).unwrap_or(0),
        }
    }

    /// How many hashes this tile holds in a tree of `size` leaves: 0 where it does not exist yet.
    pub fn width(self, size: u64) -> u16 {
        let roots = size
            .checked_shr(u32::from(self.level) * u32::from(HEIGHT))
            .unwrap_or(0);
        let before = self.index.checked_mul(WIDTH);
        let held = before.and_then(|before| roots.checked_sub(before));
        held.unwrap_or(0).min(WIDTH) as u16
    }
}

/// Where tiles are looked up. A tile may be wider than a smaller tree needs.
pub trait Tiles {
    fn tile(&self, tile: TileId) -> Option<&[Hash]>;
}

impl Tiles for BTreeMap<TileId, Vec<Hash>> {
    fn tile(&self, tile: TileId) -> Option<&[Hash]> {
        self.get(&tile).map(Vec::as_slice)
    }
}

/// The roots of perfect subtrees, out of tiles.
#[derive(Debug)]
pub struct FromTiles<'a, T> {
    pub hash: TreeHash,
    pub tiles: &'a T,
}

impl<T: Tiles> Nodes for FromTiles<'_, T> {
    fn node(&self, node: NodeId) -> Option<Hash> {
        let height = node.level % HEIGHT;
        let tile = self.tiles.tile(TileId::of(node))?;
        let count = 1_usize << height;
        let first = ((node.index << height) % WIDTH) as usize;
        let mut row = tile.get(first..first + count)?.to_vec();
        while 1 < row.len() {
            row = row
                .chunks_exact(2)
                .filter_map(|pair| match pair {
                    [left, right] => Some(self.hash.node(left, right)),
                    _ => None,
                })
                .collect();
        }
        row.first().copied()
    }
}

/// The tiles of the right edge of a tree: what [`Log::read`] needs, and what its root is computed from.
pub fn of_edge(size: u64) -> BTreeSet<TileId> {
    let edge = (0..HEIGHT).map(|level| TileId {
        level,
        index: (size >> (u32::from(level) * 8)) / WIDTH,
    });
    let mut tiles: BTreeSet<_> = edge.filter(|tile| tile.width(size) != 0).collect();
    tiles.extend(tree::needed_for_root(size).into_iter().map(TileId::of));
    tiles
}

/// The tiles that [`tree::inclusion`] reads through [`FromTiles`].
///
/// # Errors
/// [`Wrong::Outside`] where there is no such leaf.
pub fn for_inclusion(index: u64, size: u64) -> Result<BTreeSet<TileId>, Wrong> {
    let nodes = tree::needed_for_inclusion(index, size)?;
    Ok(nodes.into_iter().map(TileId::of).collect())
}

/// The tiles that [`tree::consistency`] reads through [`FromTiles`].
///
/// # Errors
/// [`Wrong::Shrunk`] where `new` is smaller.
pub fn for_consistency(old: u64, new: u64) -> Result<BTreeSet<TileId>, Wrong> {
    let nodes = tree::needed_for_consistency(old, new)?;
    Ok(nodes.into_iter().map(TileId::of).collect())
}

/// Every tile of a tree with its width, level by level: what a mirror fetches.
pub fn of_tree(size: u64) -> impl Iterator<Item = (TileId, u16)> {
    let of_level = move |level: u8| {
        let roots = size >> (u32::from(level) * u32::from(HEIGHT));
        (0..roots.div_ceil(WIDTH)).map(move |index| TileId { level, index })
    };
    let tiles = (0..HEIGHT).flat_map(of_level);
    tiles.map(move |tile| (tile, tile.width(size)))
}

/// A log that grows: its frontier, and the tiles of its right edge.
#[derive(Clone, Debug)]
pub struct Log {
    frontier: Frontier,
    edge: BTreeMap<u8, (u64, Vec<Hash>)>,
    full: BTreeMap<TileId, Vec<Hash>>,
    changed: BTreeSet<TileId>,
}

impl Log {
    pub fn new(hash: TreeHash) -> Self {
        Self {
            frontier: Frontier::new(hash),
            edge: BTreeMap::new(),
            full: BTreeMap::new(),
            changed: BTreeSet::new(),
        }
    }

    /// Goes on from a size, with the tiles of [`of_edge`].
    ///
    /// # Errors
    /// [`Wrong::Missing`] where a tile is not there or too short.
    pub fn read(hash: TreeHash, size: u64, tiles: &impl Tiles) -> Result<Self, Wrong> {
        let frontier = Frontier::read(hash, size, &FromTiles { hash, tiles })?;
        let mut edge = BTreeMap::new();
        for tile in of_edge(size) {
            let width = usize::from(tile.width(size));
            if width == WIDTH as usize {
                continue;
            }
            let held = tiles.tile(tile).and_then(|held| held.get(..width));
            let held = held.ok_or(Wrong::Missing(NodeId {
                level: tile.level * HEIGHT,
                index: tile.index * WIDTH,
            }))?;
            edge.insert(tile.level, (tile.index, held.to_vec()));
        }
        Ok(Self {
            frontier,
            edge,
            full: BTreeMap::new(),
            changed: BTreeSet::new(),
        })
    }

    /// Appends a leaf. Gives its place, counted from 0.
    pub fn push(&mut self, leaf: &[u8]) -> u64 {
        let place = self.frontier.size();
        let leaf = self.frontier.hash().leaf(leaf);
        for (node, root) in self.frontier.push(leaf) {
            if node.level % HEIGHT != 0 {
                continue;
            }
            let tile = TileId {
                level: node.level / HEIGHT,
                index: node.index / WIDTH,
            };
            let (_, held) = self
                .edge
                .entry(tile.level)
                .or_insert_with(|| (tile.index, Vec::new()));
            held.push(root);
            self.changed.insert(tile);
            if held.len() == WIDTH as usize
                && let Some((_, held)) = self.edge.remove(&tile.level)
            {
                self.full.insert(tile, held);
            }
        }
        place
    }

    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// The tiles to be written since they were last taken, each as it is now.
    pub fn take_changed(&mut self) -> BTreeMap<TileId, Vec<Hash>> {
        let mut changed = std::mem::take(&mut self.full);
        for tile in std::mem::take(&mut self.changed) {
            if let Some((index, held)) = self.edge.get(&tile.level)
                && *index == tile.index
            {
                changed.insert(tile, held.clone());
            }
        }
        changed
    }
}

/// The bytes of a tile as it is served.
pub fn to_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// Reads a tile back. None where the bytes are no whole number of hashes, or more than a tile holds.
pub fn from_bytes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks();
    let fits = rest.is_empty() && hashes.len() <= WIDTH as usize;
    fits.then(|| hashes.to_vec())
}

/// A bundle of leaves as it is served: each after its length. None where a leaf is longer than [`LONGEST_LEAF`].
pub fn bundle<'a>(leaves: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for leaf in leaves {
        bytes.extend(u16::try_from(leaf.len()).ok()?.to_be_bytes());
        bytes.extend(leaf);
    }
    Some(bytes)
}

/// Reads a bundle of leaves back. None where it breaks off, or holds more than a tile does.
pub fn unbundle(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut leaves = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk()?;
        let (leaf, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        leaves.push(leaf);
        bytes = rest;
    }
    (leaves.len() <= WIDTH as usize).then_some(leaves)
}
