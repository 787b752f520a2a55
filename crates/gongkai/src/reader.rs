//! 阅读进程 — every untrusted file is read in a process of its own, which can do nothing else.
//!
//! Decides how a file gets from the bytes of a stranger to an [`ingest::Reading`] without the reader's
//! faults becoming the server's: by a pool of child processes (`gongkai reader`), each locked down before
//! it sees the first byte (no files, no network, no new process) and held to limits of time, memory,
//! input and output.
//!
//! Invariants
//! - A parser runs nowhere but in a [`child`]; the parent only decodes the answer.
//! - A child that hangs, dies or says too much is killed and replaced; the next request is served.
//! - No bytes of a document, and no name of one, reach a log, an argument list or the environment.
//!
//! Does not decide what a file means (`ingest`) nor who may upload one (`acts`).

mod answer;
pub(crate) mod child;
mod confine;
mod failure;
pub(crate) mod faults;
pub(crate) mod frame;
mod limits;
mod pool;
pub(crate) mod process;
pub(crate) mod protections;
mod seccomp;

pub(crate) use failure::ReadFailure;
pub(crate) use limits::Limits;
pub(crate) use pool::{Busy, Isolation, Pool};
