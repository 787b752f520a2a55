//! 做法 — a value on which the statute is silent, or whose text was not seen itself.
//!
//! Decides only how such a value is carried: with its source and whether the source was verified, so that whoever
//! shows a result can say on what it rests. Values are given to the rules by the caller and can be set otherwise;
//! the defaults stand beside the rule that needs them.

/// A value that a place may set otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practice<T> {
    /// What is done.
    pub value: T,
    /// Whether the text that the value comes from was read itself.
    pub verified: bool,
    /// Where the value comes from, or that nothing says it.
    pub source: &'static str,
}

impl<T> Practice<T> {
    /// A practice that was read in its source.
    pub const fn verified(value: T, source: &'static str) -> Self {
        Self {
            value,
            verified: true,
            source,
        }
    }

    /// A practice of which a second source alone speaks.
    pub const fn unverified(value: T, source: &'static str) -> Self {
        Self {
            value,
            verified: false,
            source,
        }
    }
}
