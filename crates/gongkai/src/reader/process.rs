//! One reader seen from its parent: started, asked, and ended when anything is wrong.
//!
//! Decides what the end of a process means: [`ReadFailure::Memory`] where it said so before it aborted,
//! [`ReadFailure::Timeout`] where its processor time was used up, else [`ReadFailure::Crashed`].
//!
//! Invariants
//! - A dropped reader is a killed one, also when the caller stops waiting.
//! - Its environment holds nothing of the server's; its standard error is kept only in its first bytes,
//!   only to tell these ends apart, and is never logged.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use ingest::Input;
use rustix::process::Signal;
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader, copy, sink};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::answer::{Taken, receive, taken};
use super::failure::ReadFailure;
use super::frame::{self, Answer, Ask, Broken, Faults, Settings, Task};
use super::limits::Limits;
use super::protections::Protections;

/// As much of standard error as tells one end from another.
const LAST_WORDS: u64 = 4 * 1024;
/// How long a process that closed its answers may take to end, or one that talks nonsense to be killed.
const LAST_BREATH: Duration = Duration::from_secs(1);
/// What the standard library prints when memory is refused, before it aborts.
const OUT_OF_MEMORY: &[u8] = b"memory allocation of ";

/// The executable that can be a reader.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    path: PathBuf,
    faults: Faults,
}

impl Program {
    /// The running executable itself, also after a newer one has been put in its place.
    pub(crate) fn this() -> Self {
        Self::at("/proc/self/exe", Faults::here())
    }

    /// The executable of this product that lies at a path.
    pub(crate) fn at(path: impl Into<PathBuf>, faults: Faults) -> Self {
        Self {
            path: path.into(),
            faults,
        }
    }
}

/// A running reader, locked down and ready.
#[derive(Debug)]
pub(super) struct Reader {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    last_words: JoinHandle<Vec<u8>>,
    protections: Protections,
    /// Documents asked so far; numbers the next one.
    asked: u64,
    /// Wall-clock time these took together.
    busy: Duration,
}

impl Reader {
    /// Starts a reader and waits until it is locked down.
    pub(super) async fn start(program: &Program, limits: &Limits) -> Result<Self, ReadFailure> {
        let unavailable = |why: io::Error| ReadFailure::Unavailable {
            why: super::super::trouble::system(&why),
        };
        let mut child = Command::new(&program.path)
            .arg0(OsString::from("gongkai"))
            .arg("reader")
            .env_clear()
            // Address space counts against the limit: a little is claimed at once, and after that what is asked for, where
            // otherwise a gibibyte would be claimed at a time, and more by the system for each thread.
            .env("MIMALLOC_ARENA_RESERVE", "0")
            .env("MIMALLOC_RESERVE_OS_MEMORY", "32MiB")
            .env("MALLOC_ARENA_MAX", "1")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(unavailable)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(unavailable(io::ErrorKind::BrokenPipe.into()));
        };
        let mut reader = Self {
            child,
            stdin,
            stdout: BufReader::with_capacity(frame::TOGETHER, stdout),
            last_words: tokio::spawn(first_bytes(stderr)),
            protections: Protections::NONE,
            asked: 0,
            busy: Duration::ZERO,
        };
        let settings = Settings::of(limits, program.faults);
        match timeout(limits.start, reader.exchange(&settings, &[], 0)).await {
            Ok(Ok((Answer::Ready(protections), _))) => Ok(Self {
                protections,
                ..reader
            }),
            Ok(Ok((Answer::Unfit { why }, _))) => Err(ReadFailure::Unavailable { why }),
            Ok(Ok(_) | Err(_)) => Err(reader.end_of_start().await),
            Err(_elapsed) => Err(unavailable(io::ErrorKind::TimedOut.into())),
        }
    }

    pub(super) fn protections(&self) -> Protections {
        self.protections
    }

    /// Whether it still runs and has not yet done its share of documents or of time.
    pub(super) fn is_usable(&mut self, limits: &Limits) -> bool {
        self.asked < u64::from(limits.documents)
            && self.busy < limits.wall
            && matches!(self.child.try_wait(), Ok(None))
    }

    /// Whether it has read anything yet.
    pub(super) fn is_unused(&self) -> bool {
        self.asked == 0
    }

    /// Reads one file.
    ///
    /// The reader comes back where it may be asked again: after a reading or a refusal.
    pub(super) async fn read(
        mut self,
        task: Task,
        input: Input<'_>,
        limits: &Limits,
    ) -> (Result<Taken, ReadFailure>, Option<Self>) {
        let began = Instant::now();
        self.asked += 1;
        let answer = timeout(limits.wall, self.ask(task, input, limits.output)).await;
        self.busy += began.elapsed();
        match answer {
            Err(_elapsed) => {
                self.dismiss().await;
                (Err(ReadFailure::Timeout { after: limits.wall }), None)
            }
            Ok(Ok(answer)) => match taken(answer, self.asked, limits).await {
                read @ (Ok(_) | Err(ReadFailure::Refused { .. })) => (read, Some(self)),
                failed => {
                    self.dismiss().await;
                    (failed, None)
                }
            },
            Ok(Err(Broken::TooLong)) => {
                self.dismiss().await;
                let limit = limits.output;
                (Err(ReadFailure::OutputTooLarge { limit }), None)
            }
            Ok(Err(Broken::NotAFrame)) => (Err(self.end(limits).await), None),
        }
    }

    /// Ends a reader, and waits until it is gone with all it held.
    pub(super) async fn dismiss(mut self) {
        let _ = self.child.kill().await;
    }

    async fn ask(
        &mut self,
        task: Task,
        input: Input<'_>,
        output: u64,
    ) -> Result<(Answer, Vec<u8>), Broken> {
        let ask = Ask {
            id: self.asked,
            task,
            name: input.name.map(str::to_owned),
            media_type: input.media_type.map(str::to_owned),
            url: input.url.map(str::to_owned),
        };
        self.exchange(&ask, input.bytes, output).await
    }

    /// Sends one frame and receives one.
    async fn exchange(
        &mut self,
        head: &impl Serialize,
        body: &[u8],
        longest_answer: u64,
    ) -> Result<(Answer, Vec<u8>), Broken> {
        // A reader that is dead or does not listen shows in what it answers, or does not.
        let (first, rest) = frame::pieces(head, body).map_err(|_| Broken::NotAFrame)?;
        if self.stdin.write_all(&first).await.is_ok() {
            let _ = self.stdin.write_all(rest).await;
        }
        receive(&mut self.stdout, longest_answer).await
    }

    /// What it means that a reader gave no answer.
    async fn end(mut self, limits: &Limits) -> ReadFailure {
        let (status, last_words) = self.bury().await;
        let out_of_memory = last_words
            .windows(OUT_OF_MEMORY.len())
            .any(|words| words == OUT_OF_MEMORY);
        match status.and_then(|status| status.signal()) {
            Some(signal) if signal == Signal::XCPU.as_raw() => {
                ReadFailure::Timeout { after: limits.wall }
            }
            Some(_) if out_of_memory => ReadFailure::Memory {
                limit: limits.memory,
            },
            _ => ReadFailure::Crashed,
        }
    }

    /// What it means that a reader did not become ready: killed like any other, or not able to.
    async fn end_of_start(mut self) -> ReadFailure {
        match self.bury().await.0 {
            Some(status) if status.signal().is_none() => {
                let why = format!("启动时退出，{status}");
                ReadFailure::Unavailable { why }
            }
            _ => ReadFailure::Crashed,
        }
    }

    /// Waits for the end of a reader that is ending, or ends one that is not.
    async fn bury(&mut self) -> (Option<ExitStatus>, Vec<u8>) {
        let status = match timeout(LAST_BREATH, self.child.wait()).await {
            Ok(status) => status.ok(),
            Err(_elapsed) => {
                let _ = self.child.kill().await;
                None
            }
        };
        let last_words = timeout(LAST_BREATH, &mut self.last_words).await;
        (
            status,
            last_words.ok().and_then(Result::ok).unwrap_or_default(),
        )
    }
}

/// Keeps the first bytes of standard error and drains the rest, so that nobody waits on a full pipe.
async fn first_bytes(mut stderr: ChildStderr) -> Vec<u8> {
    let mut first = Vec::new();
    let _ = (&mut stderr).take(LAST_WORDS).read_to_end(&mut first).await;
    let _ = copy(&mut stderr, &mut sink()).await;
    first
}
