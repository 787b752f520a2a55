//! Progress on the terminal: a bar where a person looks; where a log is written, a line at the beginning of each step and
//! now and then.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

/// How often a log gets a line.
const EVERY: Duration = Duration::from_secs(5);

pub(crate) struct Progress {
    what: &'static str,
    bar: ProgressBar,
    told: Instant,
    is_terminal: bool,
}

impl Progress {
    pub(crate) fn new(what: &'static str, total: u64) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let target = if is_terminal {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}  余 {eta}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        if !is_terminal {
            crate::say::note(&format!("{what}……"));
        }
        Self {
            what,
            bar,
            told: Instant::now(),
            is_terminal,
        }
    }

    pub(crate) fn total(&self, total: u64) {
        self.bar.set_length(total);
    }

    pub(crate) fn at(&mut self, done: u64) {
        self.bar.set_position(done);
        if !self.is_terminal && self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            crate::say::note(&format!(
                "{} {done}/{}",
                self.what,
                self.bar.length().unwrap_or(done)
            ));
        }
    }

    pub(crate) fn done(self) {
        self.bar.finish_and_clear();
    }
}

/// The progress of what has several steps, each with a bar of its own.
#[derive(Default)]
pub(crate) struct Steps(Option<Progress>);

impl Steps {
    pub(crate) fn at(&mut self, what: &'static str, done: u64, total: u64) {
        if self.0.as_ref().is_none_or(|progress| progress.what != what)
            && let Some(before) = self.0.replace(Progress::new(what, total))
        {
            before.done();
        }
        if let Some(progress) = &mut self.0 {
            progress.total(total);
            progress.at(done);
        }
    }

    pub(crate) fn done(self) {
        if let Some(progress) = self.0 {
            progress.done();
        }
    }
}
