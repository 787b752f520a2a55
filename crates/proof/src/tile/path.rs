//! Under which addresses tiles and bundles of leaves are served.
//!
//! Decides C2SP tlog-tiles: `tile/<level>/<index>`, `tile/entries/<index>`, with `.p/<width>` where it is not full; an index
//! stands in parts of three digits, all but the last after an `x`. Invariant: what is read here prints as it was read.

use super::{TileId, WIDTH};
use crate::wire;
use std::fmt;

/// The last level that an address can name.
const LAST_LEVEL: u64 = 63;

/// What is served at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// The hashes of a tile.
    Hashes(TileId),
    /// The leaves under the tile of level 0 with this index.
    Leaves(u64),
}

/// An address of the log, without the prefix before `tile/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    pub content: Content,
    /// How many hashes or leaves are asked for, from the first: 1 to 256.
    pub width: u16,
}

impl Address {
    /// The address of a tile as wide as it is in a tree of `size` leaves; none where it does not exist there.
    pub fn of(tile: TileId, size: u64) -> Option<Self> {
        let width = tile.width(size);
        (width != 0).then_some(Self {
            content: Content::Hashes(tile),
            width,
        })
    }

    /// Reads `tile/…`. None for anything that is not printed so.
    pub fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("tile/")?;
        let (rest, width) = match rest.split_once(".p/") {
            None => (rest, WIDTH),
            Some((rest, width)) => {
                let width = wire::from_decimal(width)?;
                (rest, (1..WIDTH).contains(&width).then_some(width)?)
            }
        };
        let (level, index) = rest.split_once('/')?;
        let index = parse_index(index)?;
        let content = if level == "entries" {
            Content::Leaves(index)
        } else {
            let level = wire::from_decimal(level).filter(|level| *level <= LAST_LEVEL)?;
            Content::Hashes(TileId {
                level: u8::try_from(level).ok()?,
                index,
            })
        };
        let width = u16::try_from(width).ok()?;
        Some(Self { content, width })
    }

    /// Whether a tree of `size` leaves has this much.
    pub fn is_in(self, size: u64) -> bool {
        let tile = match self.content {
            Content::Hashes(tile) => tile,
            Content::Leaves(index) => TileId { level: 0, index },
        };
        self.width <= tile.width(size)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index = match self.content {
            Content::Hashes(tile) => {
                write!(f, "tile/{}/", tile.level)?;
                tile.index
            }
            Content::Leaves(index) => {
                f.write_str("tile/entries/")?;
                index
            }
        };
        let digits = index.to_string();
        let digits = format!(
            "{digits:0>width$}",
            width = digits.len().next_multiple_of(3)
        );
        let (before, last) = digits.split_at(digits.len() - 3);
        for (n, digit) in before.chars().enumerate() {
            match n % 3 {
                0 => write!(f, "x{digit}")?,
                1 => write!(f, "{digit}")?,
                _ => write!(f, "{digit}/")?,
            }
        }
        f.write_str(last)?;
        if u64::from(self.width) < WIDTH {
            write!(f, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

fn parse_index(text: &str) -> Option<u64> {
    let mut parts: Vec<&str> = text.split('/').collect();
    let last = parts.pop()?;
    let mut digits = String::new();
    for part in parts {
        digits += part.strip_prefix('x').filter(|part| part.len() == 3)?;
    }
    // A first part of zeros would be a second address of the same tile.
    if digits.starts_with("000") || last.len() != 3 {
        return None;
    }
    digits += last;
    let is_plain = digits.bytes().all(|digit| digit.is_ascii_digit());
    is_plain.then(|| digits.parse().ok())?
}
