//! The guard of the house: `cargo xtask check` runs everything that a change must pass.
//!
//! Decides which checks there are and in which order (`check`), what the tree must look like (`tidy`), what is
//! generated from the code (`generate`), which proofs take longer than a change should wait for (`prove`) and what is
//! measured for reading (`eval`).
//!
//! Invariants
//! - `.ci/run` calls `check` and nothing else, so a green run here is a green run there.
//! - Every process that is started here is ended here, also after a failure.
//!
//! It packs a release (`release`) and does not publish anything.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks on its two streams"
)]

mod audit;
mod background;
mod bench;
mod browser;
mod check;
mod checkout;
mod debian;
mod demo;
mod eval;
mod generate;
mod http;
mod notices;
mod postgres;
mod prove;
mod relay;
mod release;

mod shell;
mod spdx;
mod tidy;

use anyhow::Result;
use checkout::Checkout;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  check [--list] [--only STEP…]   everything that guards the project
  tidy                            the rules of the tree alone
  generate                        write the files that are made from the code
  prove [--list] [PROOF…]         the long proofs
  release [--profile PROFILE]     the program, its SBOM and its Debian package
  eval search …                   how well a question finds its articles
  bench [--list] [BENCH…]         how fast we are beside the best alternatives
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all that was asked for went well.
fn run(arguments: &[String]) -> Result<bool> {
    let checkout = Checkout::here();
    let mut words = arguments.iter().map(String::as_str);
    match words.next() {
        Some("check") => check::run(&checkout, &words.collect::<Vec<_>>()),
        Some("tidy") => tidy::run(&checkout).map(|()| true),
        Some("generate") => generate::run(&checkout).map(|()| true),
        Some("prove") => prove::run(&checkout, &words.collect::<Vec<_>>()),
        Some("release") => release::run(&checkout, &words.collect::<Vec<_>>()),
        Some("eval") => eval::run(&checkout, &words.collect::<Vec<_>>()),
        Some("bench") => bench::run(&checkout, &words.collect::<Vec<_>>()),
        _ => {
            eprint!("{USAGE}");
            Ok(false)
        }
    }
}
