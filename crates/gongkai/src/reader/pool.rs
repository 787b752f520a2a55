//! The readers of a server: as many as there are cores, one file each at a time.
//!
//! Decides who reads next: a visitor's upload always gets a process that has read nothing before
//! ([`Isolation::Fresh`]) and that reads nothing after; a bulk import from one source may keep its
//! process for many files ([`Isolation::Reused`]).
//!
//! Invariants
//! - Requests are served in the order they come, never more than [`Limits::processes`] at once, and no
//!   more processes than that exist.
//! - What is answered never depends on what a process read before: where a used process fails, an unused
//!   one is asked, once.
//! - A caller that stops waiting ends the process that worked for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ingest::{ImageReading, Input, Reading};
use tokio::sync::Semaphore;

use super::answer::Taken;
use super::failure::ReadFailure;
use super::frame::Task;
use super::limits::Limits;
use super::process::{Program, Reader};
use super::protections::Protections;

/// Whether files may share a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// A new process for this file alone: uploads, and whatever comes from strangers.
    Fresh,
    /// A process that may have read others of the same source, and is replaced now and then.
    Reused,
}

/// How many readers of a pool are at work.
#[derive(Clone, Debug)]
pub(crate) struct Busy {
    turns: Arc<Semaphore>,
    most: usize,
}

impl Busy {
    /// So many now, of so many at most.
    pub(crate) fn now(&self) -> (usize, usize) {
        let free = self.turns.available_permits();
        (self.most.saturating_sub(free), self.most)
    }
}

/// A pool of readers.
#[derive(Debug)]
pub(crate) struct Pool {
    program: Program,
    limits: Limits,
    turns: Arc<Semaphore>,
    /// Readers that wait for a file of a bulk import.
    idle: Mutex<Vec<Reader>>,
}

impl Pool {
    /// A pool that starts readers from the running executable, when they are first needed.
    pub(crate) fn new(limits: Limits) -> Self {
        Self::of(Program::this(), limits)
    }

    /// A pool of another executable, such as the one under test.
    pub(crate) fn of(program: Program, limits: Limits) -> Self {
        let turns = Arc::new(Semaphore::new(limits.processes.get()));
        Self {
            program,
            limits,
            turns,
            idle: Mutex::default(),
        }
    }

    /// Reads a file in a reader, waiting for one to be free.
    ///
    /// # Errors
    /// Always within the limits: that the file is refused, or that no reader came through it.
    pub(crate) async fn read(
        &self,
        input: Input<'_>,
        isolation: Isolation,
    ) -> Result<Reading, ReadFailure> {
        match self.ask(Task::Document, input, isolation).await? {
            Taken::Document(reading) => Ok(*reading),
            Taken::Words(_) | Taken::Image(_) => Err(ReadFailure::Crashed),
        }
    }

    /// Every word that a file holds, line by line, whether or not it is part of the document.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) async fn words(
        &self,
        input: Input<'_>,
        isolation: Isolation,
    ) -> Result<String, ReadFailure> {
        match self.ask(Task::Words, input, isolation).await? {
            Taken::Words(words) => Ok(words),
            Taken::Document(_) | Taken::Image(_) => Err(ReadFailure::Crashed),
        }
    }

    /// Has an image made anew in a reader, waiting for one to be free.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) async fn image(
        &self,
        input: Input<'_>,
        isolation: Isolation,
    ) -> Result<ImageReading, ReadFailure> {
        match self.ask(Task::Image, input, isolation).await? {
            Taken::Image(reading) => Ok(reading),
            Taken::Document(_) | Taken::Words(_) => Err(ReadFailure::Crashed),
        }
    }

    async fn ask(
        &self,
        task: Task,
        input: Input<'_>,
        isolation: Isolation,
    ) -> Result<Taken, ReadFailure> {
        if self.limits.input < input.bytes.len() as u64 {
            return Err(ReadFailure::TooLarge {
                limit: self.limits.input,
            });
        }
        let unavailable = |closed: tokio::sync::AcquireError| ReadFailure::Unavailable {
            why: closed.to_string(),
        };
        let _turn = self.turns.acquire().await.map_err(unavailable)?;
        let reader = self.reader(isolation).await?;
        let was_unused = reader.is_unused();
        let (read, reader) = reader.read(task, input, &self.limits).await;
        match read {
            Err(failure) if !was_unused && failure.may_be_inherited() => {
                let reader = Reader::start(&self.program, &self.limits).await?;
                self.note(reader.read(task, input, &self.limits).await, isolation)
                    .await
            }
            read => self.note((read, reader), isolation).await,
        }
    }

    /// What tells how many readers are at work.
    pub(crate) fn busy(&self) -> Busy {
        Busy {
            turns: Arc::clone(&self.turns),
            most: self.limits.processes.get(),
        }
    }

    /// What protects the readers here, as told by one that is started for the question and then ended.
    ///
    /// # Errors
    /// That no reader can be started or locked down here.
    pub(crate) async fn protections(&self) -> Result<Protections, ReadFailure> {
        let reader = Reader::start(&self.program, &self.limits).await?;
        let protections = reader.protections();
        reader.dismiss().await;
        Ok(protections)
    }

    /// A reader for the next file.
    async fn reader(&self, isolation: Isolation) -> Result<Reader, ReadFailure> {
        // Taken in either case: a new process takes the place of an idle one.
        let idle = self.idle().pop();
        if let Some(mut reader) = idle {
            if isolation == Isolation::Reused && reader.is_usable(&self.limits) {
                return Ok(reader);
            }
            reader.dismiss().await;
        }
        Reader::start(&self.program, &self.limits).await
    }

    /// Keeps a reader that may be asked again, ends any other, and logs what a maintainer should know of a failure.
    async fn note(
        &self,
        (read, reader): (Result<Taken, ReadFailure>, Option<Reader>),
        isolation: Isolation,
    ) -> Result<Taken, ReadFailure> {
        match (reader, isolation) {
            (Some(reader), Isolation::Reused) => self.idle().push(reader),
            (Some(reader), Isolation::Fresh) => reader.dismiss().await,
            (None, _) => (),
        }
        match &read {
            Ok(_) | Err(ReadFailure::Refused { .. }) => (),
            Err(ReadFailure::ReaderFailed { at }) => tracing::error!(%at, "a reader failed"),
            Err(failure) => tracing::warn!(code = failure.code(), "a reader was ended"),
        }
        read
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
