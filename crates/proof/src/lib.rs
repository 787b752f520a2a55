//! 凭证 — what can be proved without trusting us.
//!
//! Decides how the entries of the ledger are chained by hash and how a chain is checked, and how free text is committed
//! to without being told. Usable without the rest of the program; knows no database and no clock.

pub mod chain;
pub mod commitment;

/// SHA-256 output.
pub type Hash = [u8; 32];
