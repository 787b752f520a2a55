//! The Python with the packages that the measuring programs need, in an environment of its own.

use super::Place;
use crate::shell::{read, show};
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

const PACKAGES: [&str; 4] = ["tantivy", "weasyprint", "python-docx", "lxml"];

/// The interpreter, with its packages fetched the first time.
pub(super) fn interpreter(place: &Place) -> Result<PathBuf> {
    let folder = place.work.join("python");
    let python = folder.join("bin/python");
    if !python.is_file() {
        show(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        show(
            Command::new(folder.join("bin/pip"))
                .args(["install", "--quiet"])
                .args(PACKAGES),
        )?;
    }
    Ok(python)
}

/// A measuring program, ready for its arguments.
pub(super) fn program(place: &Place, name: &str) -> Result<Command> {
    let mut command = Command::new(interpreter(place)?);
    command.arg(place.perf.join(name)).current_dir(&place.work);
    Ok(command)
}

/// The JSON objects that a program prints, one a line; other lines are shown.
pub(super) fn told(command: &mut Command) -> Result<Vec<Value>> {
    let text = read(command)?;
    let mut told = Vec::new();
    for line in text.lines() {
        match serde_json::from_str(line) {
            Ok(value @ Value::Object(_)) => told.push(value),
            _ => println!("{line}"),
        }
    }
    Ok(told)
}

/// The number at a path of names.
pub(super) fn number(value: &Value, path: &[&str]) -> Result<f64> {
    let found = path.iter().fold(value, |value, name| &value[*name]);
    found
        .as_f64()
        .with_context(|| format!("no {} in {value}", path.join(".")))
}

/// Those of `values` whose `key` is `name`.
pub(super) fn named<'a>(values: &'a [Value], key: &str, name: &str) -> Result<&'a Value> {
    values
        .iter()
        .find(|value| value[key] == name)
        .with_context(|| format!("nothing was told of {name}"))
}
