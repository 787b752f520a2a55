//! 排队 — what takes long to make: the same once however many ask, few at a time, and not too many in waiting.
//!
//! Decides nothing about what is made or whether it may leave (ADR 0021).
//!
//! Invariants
//! - Two who ask for the same at once get one that is made once.
//! - What was begun is finished, also where who asked for it has left.
//! - At most so many are made at once; who would have to wait behind too many is told so.

use crate::Failure;
use bytes::Bytes;
use law::Digest;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{Mutex as Turn, Semaphore};

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Queue(Arc<Inner>);

struct Inner {
    /// As many as are made at once.
    at_once: Arc<Semaphore>,
    /// As many different ones as are waited for at once.
    places: Arc<Semaphore>,
    /// What is said to who comes when all places are taken.
    full: &'static str,
    /// What is made just now, and was made for those who still hold its turn.
    turns: Mutex<HashMap<Digest, Weak<Turn<Option<Bytes>>>>>,
}

impl Queue {
    pub(crate) fn new(at_once: usize, places: usize, full: &'static str) -> Self {
        Self(Arc::new(Inner {
            at_once: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(places)),
            full,
            turns: Mutex::default(),
        }))
    }

    /// What belongs to the key, made by `make` where nobody else makes it.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where too many are waited for, and whatever `make` says.
    pub(crate) async fn made(
        &self,
        key: Digest,
        make: impl Future<Output = Result<Bytes, Failure>> + Send + 'static,
    ) -> Result<Bytes, Failure> {
        // Whoever waits for one that another makes takes no place, and leaves nothing behind where it goes.
        let mut turn = self.turn(key).lock_owned().await;
        if let Some(bytes) = turn.as_ref() {
            return Ok(bytes.clone());
        }
        let place = Arc::clone(&self.0.places).try_acquire_owned();
        let Ok(place) = place else {
            return Err(Failure::Unavailable(self.0.full.into()));
        };
        let at_once = Arc::clone(&self.0.at_once);
        let making = tokio::spawn(async move {
            let _place = place;
            let maker = at_once.acquire_owned().await;
            let _maker = maker.map_err(|closed| Failure::Bug(closed.to_string()))?;
            let bytes = make.await?;
            *turn = Some(bytes.clone());
            Ok(bytes)
        });
        making
            .await
            .unwrap_or_else(|broken| Err(Failure::Bug(broken.to_string())))
    }

    /// Whoever makes this one holds its turn.
    fn turn(&self, key: Digest) -> Arc<Turn<Option<Bytes>>> {
        let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| 0 < turn.strong_count());
        let turn = Arc::new(Turn::new(None));
        turns.insert(key, Arc::downgrade(&turn));
        turn
    }

    #[cfg(test)]
    pub(crate) fn free_places(&self) -> usize {
        self.0.places.available_permits()
    }
}
