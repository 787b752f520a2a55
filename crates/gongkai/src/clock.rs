//! The clock: the one place where the program asks what time it is.

use std::time::{Duration, Instant};

/// How far the clock may go from what passed meanwhile, in seconds: less is an adjustment, more a jump.
const JUMP: i64 = 10 * 60;
/// How long a clock that jumped is not believed by what cannot be undone.
const DOUBT: Duration = Duration::from_hours(24);

/// Seconds since 1970 UTC.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Whether the clock goes on as time does.
#[derive(Debug)]
pub(crate) struct Steady {
    since: Instant,
    was: i64,
    doubted: Option<Instant>,
}

impl Steady {
    pub(crate) fn new() -> Self {
        Self {
            since: Instant::now(),
            was: now(),
            doubted: None,
        }
    }

    /// By how many seconds the clock jumped since it was last asked; from then on it counts from there.
    pub(crate) fn jump(&mut self, now: i64) -> Option<i64> {
        self.jumped(now, Instant::now())
    }

    fn jumped(&mut self, now: i64, at: Instant) -> Option<i64> {
        let passed = at.saturating_duration_since(self.since).as_secs();
        let by = now - self.was - i64::try_from(passed).unwrap_or(i64::MAX);
        (self.since, self.was) = (at, now);
        if self.doubted.is_some_and(|from| DOUBT <= at - from) {
            self.doubted = None;
        }
        let jumped = (JUMP < by.abs()).then_some(by);
        if jumped.is_some() {
            self.doubted = Some(at);
        }
        jumped
    }

    pub(crate) fn is_trusted(&self) -> bool {
        self.doubted.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumped_is_believed_again_after_a_day() {
        let begun = Instant::now();
        let mut steady = Steady {
            since: begun,
            was: 1_000_000,
            doubted: None,
        };
        let after = |seconds| begun + Duration::from_secs(seconds);
        assert_eq!(steady.jumped(1_000_030, after(30)), None);
        // A minute of adjustment is no jump.
        assert_eq!(steady.jumped(1_000_120, after(60)), None);
        assert!(steady.is_trusted());
        assert_eq!(steady.jumped(9_000_090, after(90)), Some(7_999_940));
        assert!(!steady.is_trusted());
        assert_eq!(steady.jumped(9_000_120, after(120)), None);
        assert!(!steady.is_trusted());
        assert_eq!(steady.jumped(9_086_400, after(86_400)), None);
        assert_eq!(steady.jumped(9_086_500, after(86_500)), None);
        assert!(steady.is_trusted());
        assert_eq!(steady.jumped(1_086_530, after(86_530)), Some(-8_000_000));
    }
}
