//! 日志 — what the program writes down while it runs: to standard error, for people or one JSON object a line.
//!
//! Decides what may stand in it: what happened and why, the number of the operation, which the page that the visitor sees
//! bears too, and the route as the table has it. Never an address, a query, a header, a word that somebody typed, or from
//! where somebody came. A crash is told by its place alone: what the standard library says of it may quote the text that
//! was worked on.

pub(crate) mod settings;

use crate::config::Log;
use crate::say;
use settings::{Form, Level};
use std::io::IsTerminal as _;
use std::sync::OnceLock;
use tracing_subscriber::EnvFilter;

/// Our crates, which keep to the rule above; of others only warnings are written down, whatever the level.
const OURS: [&str; 5] = ["gongkai", "web", "acts", "store", "search"];

static FORM: OnceLock<Form> = OnceLock::new();

/// Begins to write the log.
pub(crate) fn begin(log: &Log) {
    let level = log.level.unwrap_or_default();
    let form = log.form.unwrap_or_default();
    let _ = FORM.set(form);
    let others = if level == Level::Error {
        "error"
    } else {
        "warn"
    };
    let ours = OURS.map(|ours| format!("{ours}={}", level.id()));
    let requests = if log.requests.unwrap_or_default() {
        "info"
    } else {
        "off"
    };
    let directives = format!("{others},{},requests={requests}", ours.join(","));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(directives))
        .with_writer(std::io::stderr)
        .with_ansi(form == Form::Text && std::io::stderr().is_terminal());
    match form {
        Form::Text => subscriber.init(),
        Form::Json => subscriber.json().flatten_event(true).init(),
    }
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        // A sentence of the source says nothing of what was worked on; a sentence put together may.
        let says = panic.payload().downcast_ref::<&'static str>();
        tracing::error!(
            at = at.unwrap_or_default(),
            says = says.copied().unwrap_or_default(),
            "a part of the program crashed"
        );
    }));
}

/// Words for the person at the terminal; a line of the log where lines are JSON.
pub(crate) fn note(says: &str) {
    match FORM.get() {
        Some(Form::Json) => tracing::info!("{says}"),
        Some(Form::Text) | None => say::note(says),
    }
}
