//! What is being made: who asks for it meanwhile waits for it.
//!
//! Decides that a page that many ask for at once is made once. After each change of the register nothing is kept, and the
//! first page that everybody opens is also the dearest; made for each who asks, it would hold up everything else.
//!
//! Invariants
//! - Nobody is given what was made for an older stamp than that at which they asked.
//! - Where who makes it goes away, or it is not to be kept, nobody waits for ever: one of those who wait makes it, or
//!   each for itself.

use super::{Encoding, Kept, Stamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What is being made now, by encoding and address.
#[derive(Debug, Default)]
pub(super) struct Making(Mutex<HashMap<(Encoding, String), Begun>>);

#[derive(Debug)]
struct Begun {
    stamp: Stamp,
    outcome: watch::Receiver<Option<Outcome>>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Kept(Arc<Kept>),
    /// It is for the one who asked alone.
    ForOne,
}

/// Who makes it. Dropped without [`Maker::done`], another takes its place.
pub(super) struct Maker<'a> {
    making: &'a Making,
    key: (Encoding, String),
    stamp: Stamp,
    outcome: watch::Sender<Option<Outcome>>,
}

impl Making {
    fn all(&self) -> MutexGuard<'_, HashMap<(Encoding, String), Begun>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for whoever makes this; says how it went on.
    pub(super) async fn wait(&self, encoding: Encoding, address: &str, stamp: Stamp) -> Waited<'_> {
        loop {
            let mut theirs = match self.begin(encoding, address, stamp) {
                Ok(maker) => return Waited::Mine(maker),
                Err(theirs) => theirs,
            };
            let ended = theirs.wait_for(Option::is_some).await;
            match ended.map(|outcome| outcome.clone()) {
                Ok(Some(Outcome::Kept(kept))) => return Waited::Kept(kept),
                Ok(_) => return Waited::Alone,
                // Who made it went away.
                Err(_) => {}
            }
        }
    }

    /// The leave to make it; where somebody makes it already, what will come of that.
    fn begin(
        &self,
        encoding: Encoding,
        address: &str,
        stamp: Stamp,
    ) -> Result<Maker<'_>, watch::Receiver<Option<Outcome>>> {
        let key = (encoding, address.to_owned());
        let mut all = self.all();
        if let Some(begun) = all.get(&key)
            && begun.stamp == stamp
        {
            return Err(begun.outcome.clone());
        }
        let (sender, outcome) = watch::channel(None);
        all.insert(key.clone(), Begun { stamp, outcome });
        Ok(Maker {
            making: self,
            key,
            stamp,
            outcome: sender,
        })
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.all().len()
    }
}

/// How the waiting ended.
pub(super) enum Waited<'a> {
    Kept(Arc<Kept>),
    /// Nobody makes it: the caller does, and says what came of it.
    Mine(Maker<'a>),
    /// Each makes it for itself.
    Alone,
}

impl Maker<'_> {
    pub(super) fn done(self, outcome: Outcome) {
        // None may be waiting.
        let _ = self.outcome.send(Some(outcome));
    }
}

impl Drop for Maker<'_> {
    fn drop(&mut self) {
        let mut all = self.making.all();
        if all
            .get(&self.key)
            .is_some_and(|begun| begun.stamp == self.stamp)
        {
            all.remove(&self.key);
        }
    }
}
