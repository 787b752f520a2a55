//! The executable `gongkai`; so far it can only be a reader.
//!
//! Decides which part of the product a command line asks for.

mod reader;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args_os().nth(1) {
        Some(command) if command == "reader" => reader::child::run(),
        _ => ExitCode::from(2),
    }
}
