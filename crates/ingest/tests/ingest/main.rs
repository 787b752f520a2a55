//! Tests of the readers, one module per format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test says so by failing"
)]

mod archive;
mod docx;
mod fuzz;
mod hostile;
mod html;
mod law;
mod markdown;
mod ofd;
mod official;
mod package;
mod pdf;
mod picture;
mod policies;
mod report;
mod sample;
mod sketch;
mod txt;
mod wire;
mod words;
mod xlsx;

/// A file of the corpus; `None`, and a line that says so, where there is no corpus on this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "a test asks where the corpus lies; no setting of the program says so"
)]
pub(crate) fn corpus(file: &str) -> Option<std::path::PathBuf> {
    let Some(dir) = std::env::var_os("GONGKAI_CORPUS") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "GONGKAI_CORPUS must be set where CI is"
        );
        eprintln!("SKIPPED: GONGKAI_CORPUS is not set, {file} was not read");
        return None;
    };
    Some(std::path::PathBuf::from(dir).join(file))
}
