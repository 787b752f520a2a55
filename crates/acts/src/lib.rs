//! 行为 — everything that changes the register, and everything that may be seen of it.
//!
//! Each act is one function and one transaction: authorise, decide (`law`), write (`store`), ledger entry (which is also
//! the outbox), commit. Pages, jobs and the command line perform the same acts through the same functions.
//!
//! Invariants
//! - Only this crate opens a write transaction.
//! - What visitors see goes through [`view`]; it is built from [`law::item::Released`] and nothing else.
//! - Time is given: a [`Desk`](desk::Desk) or a date is an argument, never taken from a clock.

pub mod again;
pub mod agency;
pub mod announce;
pub mod archive;
pub mod audit;
pub mod calendar;
pub mod clock;
pub mod desk;
pub mod follow;
pub mod health;
pub mod item;
mod ledger;
pub mod log;
pub mod portal;
pub mod refusal;
pub mod site;
pub mod site_error;
pub mod unfound;
pub mod verify;
pub mod view;
mod work;

pub use portal::Portal;
pub use refusal::Failure;

/// What pages name of the crates below: the forms of a download, the words of a search.
pub use {press, search};
