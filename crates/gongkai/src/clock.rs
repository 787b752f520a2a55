//! The clock: the one place where the program asks what time it is.

/// Seconds since 1970 UTC.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
