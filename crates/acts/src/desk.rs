//! 案头 — who acts, when, and on which register.
//!
//! A desk is the only source of time and of identity in an act. The web, jobs and the command line build the same one.
//! An act is never anonymous: until accounts exist the actor is the configured operator and how it was identified.

use crate::Failure;
use crate::again::key::Key;
use law::Date;
use law::item::Kinds;
use std::sync::{Arc, Mutex};
use store::{Blobs, Store};
use uuid::{ContextV7, Timestamp, Uuid};

/// An open register: the database, the files and the kinds of items. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Register {
    pub(crate) store: Store,
    pub(crate) blobs: Blobs,
    pub(crate) kinds: Arc<Kinds>,
}

impl Register {
    pub fn new(store: Store, blobs: Blobs, kinds: Kinds) -> Self {
        Self {
            store,
            blobs,
            kinds: Arc::new(kinds),
        }
    }

    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        self.store.engine()
    }

    /// The same register on trial: acts do all they do and nothing of it stays.
    ///
    /// # Errors
    /// Where there is no room for files for the time being.
    pub fn on_trial(self) -> Result<Self, Failure> {
        Ok(Self {
            store: self.store.on_trial(),
            blobs: self.blobs.on_trial()?,
            kinds: self.kinds,
        })
    }

    pub fn is_on_trial(&self) -> bool {
        self.store.is_on_trial()
    }

    /// The number of the schema that the register has.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn schema(&self) -> Result<i64, Failure> {
        Ok(self.store.read().await?.schema().await?)
    }

    pub async fn close(&self) {
        self.store.close().await;
    }
}

/// A person or a program that acts, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub name: String,
    /// E.g. `--as`, `system user`, `demo`.
    pub identified_by: String,
}

/// Where an act is done.
#[derive(Clone, Debug)]
pub struct Desk {
    pub(crate) register: Register,
    pub(crate) actor: Actor,
    /// Seconds since 1970 UTC.
    pub(crate) now: i64,
    /// By which an act that is tried again is known.
    pub(crate) key: Option<Key>,
    /// Orders the identifiers of one second: what is registered later stands before it in lists.
    ids: Arc<Mutex<ContextV7>>,
}

impl Desk {
    /// # Errors
    /// [`Failure::Refused`] where nobody is named.
    pub fn new(register: Register, actor: Actor, now: i64) -> Result<Self, Failure> {
        if actor.name.trim().is_empty() {
            return Err(Failure::Refused(law::Refusal::new(
                "没有说明由谁办理：请用 --as 写明经办人，或者在设置里写明 operator",
            )));
        }
        Ok(Self {
            register,
            actor,
            now,
            key: None,
            ids: Arc::new(Mutex::new(ContextV7::new())),
        })
    }

    pub fn today(&self) -> Date {
        law::date::of_instant(self.now)
    }

    /// The same desk at another instant.
    #[must_use]
    pub fn at(&self, now: i64) -> Self {
        Self {
            now,
            ..self.clone()
        }
    }

    /// The same desk, at which one act is done with a key.
    #[must_use]
    pub fn with_key(&self, key: Key) -> Self {
        Self {
            key: Some(key),
            ..self.clone()
        }
    }

    /// The kinds of items that this register knows.
    pub fn register_kinds(&self) -> &Kinds {
        &self.register.kinds
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.register.kinds
    }

    /// A new identifier, ordered by the time of this desk and then by the order of asking.
    pub(crate) fn new_id(&self) -> String {
        let seconds = u64::try_from(self.now).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(&*self.ids, seconds, 0)).to_string()
    }

    /// Sixteen random bytes.
    pub(crate) fn salt() -> [u8; 16] {
        Uuid::new_v4().into_bytes()
    }
}
