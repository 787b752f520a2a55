//! What the command line says: results to standard output, everything else to standard error.
//!
//! Decides that a command speaks to a person, in words, or with `--json` to a program, in values, and never to both. To a
//! program it always says something and nothing else: the values that the command tells, one a line; the words of a command
//! that has no value, as `{"says": […]}`; and of one that failed, `{"error": …}`. On trial (`--dry-run`) both say so.

use serde_json::{Value, json};
use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How this run of the program speaks, and what it said.
#[derive(Debug)]
struct Speech {
    is_json: bool,
    /// Of a command that can be tried: whether it is.
    trial: Option<bool>,
    has_told: bool,
    /// Words for which there may still come a value.
    words: Vec<String>,
}

static SPEECH: Mutex<Speech> = Mutex::new(Speech {
    is_json: false,
    trial: None,
    has_told: false,
    words: Vec::new(),
});

fn speech() -> MutexGuard<'static, Speech> {
    SPEECH.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on results are for a program.
pub(crate) fn to_a_program() {
    speech().is_json = true;
}

/// From now on results are those of an act that can be tried, and say whether it is.
pub(crate) fn on_trial(is_trial: bool) {
    speech().trial = Some(is_trial);
}

/// A result in words.
pub(crate) fn result(text: &str) {
    let mut speech = speech();
    if speech.is_json {
        speech.words.push(text.to_owned());
        return;
    }
    if speech.trial == Some(true) && !speech.has_told {
        out("试运行，什么也没有写。不试的话：");
    }
    speech.has_told = true;
    out(text);
}

/// The same result as a value.
pub(crate) fn value(value: &Value) {
    let mut speech = speech();
    if speech.is_json {
        tell(&mut speech, value.clone());
    }
}

/// One of several values, which everybody is told in this form.
pub(crate) fn line(value: &Value) {
    let mut speech = speech();
    speech.has_told = true;
    out(&value.to_string());
}

/// What a program still has to be told at the end of a command.
pub(crate) fn end(error: Option<&str>) {
    let mut speech = speech();
    if !speech.is_json {
        return;
    }
    match error {
        Some(says) => tell(&mut speech, json!({ "error": says })),
        None if speech.has_told => {}
        None => {
            let says = std::mem::take(&mut speech.words);
            tell(&mut speech, json!({ "says": says }));
        }
    }
}

fn tell(speech: &mut Speech, mut value: Value) {
    if let (Some(is_trial), Value::Object(members)) = (speech.trial, &mut value) {
        members.insert("dry_run".to_owned(), is_trial.into());
    }
    speech.has_told = true;
    out(&value.to_string());
}

/// What was asked for and is no result of a command: help, the version.
pub(crate) fn page(text: &str) {
    out(text);
}

fn out(text: &str) {
    // A reader that has gone away is no error worth dying for.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Words for the person at the terminal.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
