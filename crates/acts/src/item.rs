//! The acts on items: import, release, correct, replace, withdraw, relate.

mod alike;
pub mod correct;
mod drafts;
mod edition;
pub mod import;
pub(crate) mod incoming;
mod join;
pub mod locate;
mod numbers;
pub mod relate;
mod release;
pub mod replace;
mod takeable;
pub mod withdraw;

pub use drafts::{Draft, drafts};
pub use incoming::{Imported, Incoming, IncomingFile, IncomingWork, Origin, Taken, Then};
pub use locate::Which;
pub use release::release;
