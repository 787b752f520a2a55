//! 凭证 — what can be proved without trusting us.
//!
//! Decides how the entries of the ledger are chained by hash, how free text is committed to without being told, and how the
//! public log is built on them (ADR 0025): its tree, its tiles, its signed checkpoints and their witnesses, what a leaf says,
//! and the file by which one released file is proved offline. Usable without the rest of the program; knows no database, no
//! clock and no source of chance: hashes are looked up by whoever calls, times and salts are given.
//!
//! | module | is |
//! |---|---|
//! | [`chain`], [`commitment`] | the ledger itself |
//! | [`tree`], [`tile`] | the Merkle tree over the leaves, and the form in which it is kept and served |
//! | [`note`], [`checkpoint`], [`witness`] | who signed which tree, and who else saw it |
//! | [`leaf`] | what one entry of the log says, and of which files |
//! | [`document`], [`rotation`] | what a reader keeps beside a file, and how a first key leads to the newest |

pub mod chain;
pub mod checkpoint;
pub mod commitment;
pub mod document;
pub mod leaf;
pub mod note;
pub mod rotation;
pub mod tile;
pub mod tree;
mod wire;
pub mod witness;

/// The output of a hash function: 32 bytes, in SHA-256 as in SM3.
pub type Hash = [u8; 32];
