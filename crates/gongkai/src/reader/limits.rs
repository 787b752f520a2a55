//! What one reader process may use, and how many of them there are.
//!
//! The defaults suit a box of two cores and a few gigabytes; every one can be configured. The same
//! numbers hold for visitors' uploads and for bulk import.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::Duration;

const MIB: u64 = 1024 * 1024;

/// The limits of a pool of readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// How many reader processes run at once; further requests wait their turn.
    pub(crate) processes: NonZeroUsize,
    /// Wall-clock time for one document, from its first byte sent to the last byte answered.
    pub(crate) wall: Duration,
    /// Wall-clock time for a process to start and lock itself down.
    pub(crate) start: Duration,
    /// Address space of one process, in bytes.
    pub(crate) memory: u64,
    /// Largest file that is taken, in bytes.
    pub(crate) input: u64,
    /// Largest answer that is taken, in bytes.
    pub(crate) output: u64,
    /// After how many documents a reused process is replaced.
    pub(crate) documents: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            processes: available_parallelism().unwrap_or(NonZeroUsize::MIN),
            wall: Duration::from_secs(20),
            start: Duration::from_secs(10),
            memory: 1024 * MIB,
            input: 100 * MIB,
            output: 256 * MIB,
            documents: 200,
        }
    }
}

impl Limits {
    /// Processor seconds of one process over its life: a second line, for a process whose parent is gone.
    ///
    /// A reused process is retired once its requests took [`Limits::wall`] together, so that no
    /// document is cut short by what those before it used.
    pub(super) fn cpu_seconds(&self) -> u64 {
        2 * self.wall.as_secs() + 2
    }
}
