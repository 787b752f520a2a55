//! 库 — the register in SQLite or PostgreSQL, and the files beside it.
//!
//! The only crate that knows there is a database: its functions take a [`Tx`] or a [`Reader`] and speak in `law` types.
//! One SQL text serves both engines; where they truly differ, the difference stands in `engine` and nowhere else.
//!
//! Invariants
//! - A page cannot write: only a [`Tx`] can, and it begins as a write.
//! - What comes out as released has been checked against its hash ([`released`]).
//! - Decides nothing: no rule of law, no authorisation, no clock.

pub mod agency;
pub mod blob;
mod engine;
pub mod item;
pub mod ledger;
pub mod listing;
mod migrate;
pub mod relation;
pub mod released;
pub mod setting;
pub mod source;
pub mod work;

pub use blob::{Blobs, Space};
pub use engine::{Reader, Store, Tx};

/// What went wrong, and what was being done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{doing}: {source}")]
    Database {
        doing: &'static str,
        source: sqlx::Error,
    },
    #[error("{doing}: {source}")]
    Objects {
        doing: &'static str,
        source: object_store::Error,
    },
    /// No engine is given a text with a NUL in it.
    #[error("{doing}: a text holds the character NUL")]
    Nul { doing: &'static str },
    #[error("{doing}: {says}")]
    Damaged { doing: &'static str, says: String },
    #[error(
        "the database has schema {found}, this program knows up to {known}; install the newer program"
    )]
    TooNew { found: i64, known: i64 },
}

impl Error {
    pub(crate) fn damaged(doing: &'static str, says: impl Into<String>) -> Self {
        Self::Damaged {
            doing,
            says: says.into(),
        }
    }

    /// Whether the row that was to be written stands there already.
    pub fn is_duplicate(&self) -> bool {
        match self {
            Self::Database {
                source: sqlx::Error::Database(error),
                ..
            } => error.is_unique_violation(),
            _ => false,
        }
    }
}
