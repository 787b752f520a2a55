//! 依申请公开 — a request, from the application to its answer (条例第四章).
//!
//! Decides what an application must say ([`lacking`]) and of whom it is asked ([`Origin`]), which steps may follow each other
//! ([`step()`]) and which answers there are ([`Decision`]). By when it must be
//! answered is [`crate::clock`], what it may cost [`crate::fee`], what can be done against it [`crate::remedy`]. Holds
//! no case: what happened is kept by the caller.

mod application;
mod decision;
mod step;

pub use application::{
    Application, Content, Form, Obstacle, Origin, Responsible, form_given, lacking,
};
pub use decision::{Decision, Group, Statement};
pub use step::{Act, State, Step, acts, step, steps};
