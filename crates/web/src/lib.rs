//! 门户 — HTTP and HTML: the portal, its downloads, the open API.
//!
//! Extracts what was asked, calls one look-up of [`acts::Portal`], answers with a page that is a type (STYLE §4.0, §4.5).
//! Holds no SQL, no rule of law and no clock: the time of a request comes from [`App`].
//!
//! Invariants
//! - Only released things leave: every exit is a row of [`routes::ROUTES`] and is fed from view structs, which are built
//!   from [`law::item::Released`] alone. The exit matrix in the tests goes over that table.
//! - Addresses are made in [`paths`], status codes are chosen in `error`, headers in `middleware`, nowhere else.
//! - Every page works without script, from cache or not, under any sub-path.
//! - A page changes nothing but by one act of [`acts`]; what is sent passes `forms` first. Only GET and HEAD are
//!   answered beside what a form sends, and OPTIONS where programs of other sites may read.

mod api;
mod app;
mod assets;
mod body;
mod error;
mod escape;
mod extract;
mod finish;
mod forms;
mod i18n;
mod machines;
mod meter;
mod middleware;
mod page;
mod portal;
mod qr;
mod show;
mod titles;
mod variant;

pub mod network;
pub mod paths;
pub mod routes;
pub mod survey;

pub use app::{App, Clock, router};
pub use forms::Forms;
pub use meter::{BOUNDS, Meter, OfRoute, Totals};
