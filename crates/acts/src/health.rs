//! 健康 — how a register stands, for whoever keeps it.
//!
//! Reads a little and changes nothing; whether the register is true is for [`verify`](crate::verify).

use crate::Failure;
use crate::desk::Register;

/// How a register stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// The schema of the database.
    pub schema: i64,
    /// How many entries the ledger has.
    pub entries: u64,
    /// When the newest of them was recorded, in seconds since 1970 UTC.
    pub newest_at: Option<i64>,
}

/// Looks at the register.
///
/// # Errors
/// [`Failure::Unavailable`] where it cannot be read.
pub async fn register(register: &Register) -> Result<Health, Failure> {
    let mut reader = register.store.read().await?;
    let schema = reader.schema().await?;
    let entries = reader.head().await?.seq;
    let newest = reader.entries_after(entries.saturating_sub(1), 1).await?;
    Ok(Health {
        schema,
        entries,
        newest_at: newest.first().map(|entry| entry.recorded_at),
    })
}

/// Asks the place of large files whether it answers.
///
/// # Errors
/// [`Failure::Unavailable`] where it does not.
pub async fn files(register: &Register) -> Result<(), Failure> {
    Ok(register.blobs.reachable().await?)
}
