//! 依申请公开 — a request, from the application to its answer (条例第四章).
//!
//! Decides which steps may follow each other ([`step()`]) and which answers there are ([`Decision`]). By when it must be
//! answered is [`crate::clock`], what it may cost [`crate::fee`], what can be done against it [`crate::remedy`]. Holds
//! no case: what happened is kept by the caller.

mod decision;
mod step;

pub use decision::{Decision, Group, Statement};
pub use step::{Act, State, Step, acts, step, steps};
