//! 门户 — every look-up a visitor can make, each one function.
//!
//! Decides what of the register may be seen: released items, the tombstones of withdrawn ones, agencies, works. A draft
//! is as if it were not there.

mod agencies;
mod cursor;
mod find;
mod laws;
pub(crate) mod lines;
mod lists;
mod searching;

pub use find::{FileFound, Form, Pieces};
pub use laws::WorksFilter;

use crate::Failure;
use crate::desk::Register;
use crate::follow::Seen;
use crate::view::Site;
use law::item::Kinds;
use std::sync::Arc;

/// The reading side of a site. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    pub(crate) register: Register,
    pub(crate) index: search::Index,
    site: Arc<Site>,
    seen: Arc<Seen>,
}

impl Portal {
    pub fn new(register: Register, index: search::Index, site: Site) -> Self {
        Self {
            register,
            index,
            site: Arc::new(site),
            seen: Arc::new(Seen::default()),
        }
    }

    pub fn site(&self) -> &Site {
        &self.site
    }

    pub fn kinds(&self) -> &Kinds {
        self.register.kinds()
    }

    /// What the follower of this process has seen; it tells the portal so.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The sequence number of the newest ledger entry seen; everything shown belongs to it or a later one.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where the register cannot be reached, or was last reached more than two seconds ago:
    /// then nothing may be shown, since it might have been withdrawn.
    pub async fn revision(&self) -> Result<u64, Failure> {
        match self.seen.revision() {
            Some(Ok(seq)) => Ok(seq),
            Some(Err(failure)) => Err(failure),
            None => {
                let mut reader = self.register.store.read().await?;
                Ok(reader.head().await?.seq)
            }
        }
    }

    /// Whether the register can be reached and followers are not behind: what `/readyz` says.
    pub async fn ready(&self) -> Result<(), Failure> {
        let mut reader = self.register.store.read().await?;
        reader.head().await?;
        self.revision().await.map(|_| ())
    }
}
