//! The corpus of real documents, where a machine has it.

use std::path::PathBuf;

/// The folder named by `GONGKAI_CORPUS`. Without it a test says so loudly and passes over; under CI it fails.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find the corpus by the environment"
)]
#[expect(
    clippy::print_stderr,
    reason = "a test that is passed over must be seen"
)]
pub fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("GONGKAI_CORPUS")
        .map(PathBuf::from)
        .filter(|folder| folder.is_dir());
    if folder.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "GONGKAI_CORPUS names no folder, and CI must have it"
        );
        eprintln!("SKIPPED: GONGKAI_CORPUS names no folder of real documents");
    }
    folder
}
