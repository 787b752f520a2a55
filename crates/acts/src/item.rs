//! The acts on items: import, release, correct, replace, withdraw, relate.

pub mod correct;
pub mod import;
pub mod locate;
pub mod relate;
mod release;
pub mod replace;
mod takeable;
pub mod withdraw;

pub use import::{Imported, Incoming, IncomingFile, IncomingWork, Origin, Then};
pub use locate::Which;
pub use release::release;
