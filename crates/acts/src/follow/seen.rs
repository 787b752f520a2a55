//! 看到哪里 — the newest revision that this process has seen, and how long ago.

use crate::Failure;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A follower that is further behind than this stops showing items and says so (ADR 0009).
const FURTHEST_BEHIND: Duration = Duration::from_secs(2);

/// The newest revision this process has seen, and when.
#[derive(Debug, Default)]
pub struct Seen {
    newest: Mutex<Option<(u64, Instant)>>,
    /// What was seen is no part of what the register has now.
    is_astray: AtomicBool,
}

impl Seen {
    /// Notes that the register was read just now.
    pub fn note(&self, seq: u64, at: Instant) {
        if let Ok(mut seen) = self.newest.lock() {
            *seen = Some((seq, at));
        }
    }

    /// Notes that what was seen is gone from the register: numbers are given again, and what is kept under them may be of
    /// another history. Nothing is shown any more by this process.
    pub(crate) fn stray(&self) {
        self.is_astray.store(true, Ordering::SeqCst);
    }

    /// Whether this process followed a history that the register no longer has.
    pub fn is_astray(&self) -> bool {
        self.is_astray.load(Ordering::SeqCst)
    }

    /// How long ago the register was read; `None` where nobody follows in this process.
    pub fn age(&self) -> Option<Duration> {
        let seen = *self.newest.lock().ok()?;
        seen.map(|(_, at)| at.elapsed())
    }

    /// The number, an error where it is too old, `None` where nobody follows in this process.
    pub(crate) fn revision(&self) -> Option<Result<u64, Failure>> {
        let (seq, at) = (*self.newest.lock().ok()?)?;
        if self.is_astray() {
            return Some(Err(Failure::Unavailable(
                "登记库换成了另一段历史，这个节点要重新启动".into(),
            )));
        }
        if at.elapsed() <= FURTHEST_BEHIND {
            Some(Ok(seq))
        } else {
            Some(Err(Failure::Unavailable(
                "登记库已有两秒没有读到，请看它是否正常，然后再试".into(),
            )))
        }
    }
}
