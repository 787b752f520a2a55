//! What the command line says: results to standard output, everything else to standard error.

use std::io::Write as _;

/// A result that another program may read.
pub(crate) fn result(text: &str) {
    // A reader that has gone away is no error worth dying for.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Words for the person at the terminal.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
