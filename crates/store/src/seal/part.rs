//! 部分 — what an entry of the ledger binds as one.

/// Rows that are bound as one: all those of one owner in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Item,
    Editions,
    Withdrawal,
    Validity,
    Relations,
    Aliases,
    Sources,
    Agency,
    Work,
    Setting,
    Serials,
    SiteError,
}
