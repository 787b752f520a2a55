//! `gongkai reader` — the process that reads, once it has locked itself down.
//!
//! Decides the life of one reader: settings, lock, ready, then a file at a time until its input ends. Not
//! for people: it speaks [`super::frame`], and is started by [`super::Pool`] alone.
//!
//! Invariants
//! - Nothing of a file is read before the process is locked ([`super::confine`]).
//! - Answers leave by a descriptor of their own; what a library prints goes nowhere.
//! - It ends with its parent: a watching thread ends the process when the other end of its input closes,
//!   also in the midst of a document.
//! - A panic is answered by its place in the source, without its message, which may quote the document.

use std::fs::File;
use std::io::{self, BufReader};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::process::{ExitCode, exit};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread;

use ingest::Input;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, dup};
use rustix::stdio::{dup2_stdout, stdin, stdout};

use super::confine;
use super::faults;
use super::frame::{self, Answer, Ask, Faults, Settings, Task};
use super::protections::Protections;

/// Deep trees are walked by recursion; memory is only taken where it is touched.
const STACK: usize = 128 * 1024 * 1024;
/// Memory that must be left when everything is set up; less would refuse even plain texts.
const LEAST_ROOM: usize = 64 * 1024 * 1024;
/// The exit codes say why to a person who looks; the pool goes by the frames.
const FAULT_OF_ITS_OWN: u8 = 70;
const UNFIT: u8 = 69;
const BROKEN_PIPE: u8 = 74;

/// Where the last panic was.
static PANICKED_AT: Mutex<String> = Mutex::new(String::new());

/// Runs a reader on standard input and output until the input ends.
pub(crate) fn run() -> ExitCode {
    serve().unwrap_or_else(|_closed| ExitCode::from(BROKEN_PIPE))
}

fn serve() -> io::Result<ExitCode> {
    set_hook(Box::new(note_place));
    let mut input =
        BufReader::with_capacity(frame::TOGETHER, File::from(stdin().try_clone_to_owned()?));
    let answers = File::from(dup(stdout())?);
    dup2_stdout(File::options().write(true).open("/dev/null")?)?;
    let Some((settings, _)) = frame::read::<Settings>(&mut input, 0)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let before = confine::before_threads();
    // A thread must have started before the filter comes: starting takes calls that reading does not.
    let (started, is_started) = sync_channel(1);
    let watch = move || {
        let _ = started.send(());
        end_with_the_parent();
    };
    thread::Builder::new().name("watch".into()).spawn(watch)?;
    is_started.recv().map_err(io::Error::other)?;
    let reading = thread::Builder::new().name("read".into()).stack_size(STACK);
    let reading = reading.spawn(move || answer_all(&settings, before, input, answers))?;
    reading
        .join()
        .unwrap_or_else(|_panic| Ok(ExitCode::from(FAULT_OF_ITS_OWN)))
}

/// Notes the place of a panic, and prints nothing.
fn note_place(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|at| {
        let mut parts: Vec<&str> = at.file().rsplit('/').take(4).collect();
        parts.reverse();
        format!("{}:{}", parts.join("/"), at.line())
    });
    *PANICKED_AT.lock().unwrap_or_else(PoisonError::into_inner) = place.unwrap_or_default();
}

/// Ends the process when nobody can send to it any more.
fn end_with_the_parent() {
    let stdin = stdin();
    loop {
        // No event is asked for; a closed other end is reported all the same.
        match poll(&mut [PollFd::new(&stdin, PollFlags::empty())], None) {
            Ok(0) | Err(Errno::INTR) => (),
            Ok(_) => exit(0),
            Err(_) => exit(i32::from(BROKEN_PIPE)),
        }
    }
}

/// Locks down, says so, and answers file by file.
fn answer_all(
    settings: &Settings,
    before: Protections,
    mut input: BufReader<File>,
    mut answers: File,
) -> io::Result<ExitCode> {
    let protections = confine::after_threads(settings, before);
    let unfit = if Vec::<u8>::new().try_reserve(LEAST_ROOM).is_err() {
        Some("内存上限过低".to_owned())
    } else if !protections.confine() {
        Some(protections.lines().join("；"))
    } else {
        None
    };
    if let Some(why) = unfit {
        frame::write(&mut answers, &Answer::Unfit { why }, &[])?;
        return Ok(ExitCode::from(UNFIT));
    }
    frame::write(&mut answers, &Answer::Ready(protections), &[])?;
    while let Some((ask, bytes)) = frame::read::<Ask>(&mut input, settings.input)? {
        let (answer, body) = answer(settings, &ask, &bytes, &mut answers);
        frame::write(&mut answers, &answer, &body)?;
        if matches!(answer, Answer::Failed { .. }) {
            return Ok(ExitCode::from(FAULT_OF_ITS_OWN));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The answer to one file, whatever happens in reading it.
fn answer(settings: &Settings, ask: &Ask, bytes: &[u8], answers: &mut File) -> (Answer, Vec<u8>) {
    let id = ask.id;
    let read = catch_unwind(AssertUnwindSafe(|| -> Result<_, ingest::Refused> {
        if settings.faults == Faults::Obeyed {
            faults::obey(bytes, answers)?;
        }
        let input = Input {
            bytes,
            name: ask.name.as_deref(),
            media_type: ask.media_type.as_deref(),
            url: ask.url.as_deref(),
        };
        match ask.task {
            Task::Document => {
                let reading = ingest::read(input)?;
                let body = ingest::wire::encode(&reading);
                Ok((Answer::Ok { id }, body))
            }
            Task::Words => {
                let words = ingest::words(input)?;
                Ok((Answer::Words { id }, words.into_bytes()))
            }
            Task::Image => {
                let reading = ingest::image(input)?;
                let image = ingest::wire::encode_image(&reading);
                Ok((Answer::Image { id, image }, reading.file.bytes))
            }
        }
    }));
    match read {
        Ok(Ok(answer)) => answer,
        Ok(Err(ingest::Refused { code, says })) => (
            Answer::Refused {
                id,
                code: code.to_owned(),
                says,
            },
            Vec::new(),
        ),
        Err(_panic) => {
            let at = PANICKED_AT
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            (Answer::Failed { id, at }, Vec::new())
        }
    }
}
