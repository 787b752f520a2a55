//! `cargo xtask eval`: how good an answer is, measured by what is known to be right. For reading, never pass or fail.

use crate::checkout::Checkout;
use crate::shell;
use anyhow::{Result, bail};
use std::path::Path;

const USAGE: &str = "\
Usage: cargo xtask eval search --statutes FILE --queries FILE [--json]

  --statutes   articles, one JSON object a line: statute_id, law, article, text; .gz or not
  --queries    questions, likewise: query, relevant (ids of the right articles)
  --json       figures as JSON
";

/// Measures what is named, over the files that are given.
///
/// # Errors
/// Where the measuring cannot be built, or the files cannot be read.
pub(crate) fn run(checkout: &Checkout, words: &[&str]) -> Result<bool> {
    let Some(("search", words)) = words.split_first().map(|(what, rest)| (*what, rest)) else {
        eprint!("{USAGE}");
        return Ok(false);
    };
    let mut passed: Vec<String> = Vec::new();
    let mut left = words.iter();
    while let Some(word) = left.next() {
        match (*word, left.as_slice().first()) {
            ("--json", _) => passed.push((*word).to_owned()),
            ("--statutes" | "--queries", Some(file)) => {
                left.next();
                // The measuring runs in the root of the clone.
                let file = std::path::absolute(Path::new(file))?;
                passed.push((*word).to_owned());
                passed.push(file.display().to_string());
            }
            _ => bail!("{word} is not understood\n{USAGE}"),
        }
    }
    let mut command = shell::cargo(
        checkout,
        [
            "run",
            "--quiet",
            "--release",
            "--package",
            "search",
            "--example",
            "evaluate",
            "--",
        ],
    );
    print!("{}", shell::read(command.args(passed))?);
    Ok(true)
}
