//! The files of the project as text, and which parts of them are tests.

use crate::checkout::Checkout;
use crate::shell::read;
use anyhow::Result;
use serde_json::Value;
use std::process::Command;

/// What the rules look at.
pub(super) struct Tree {
    /// Text files only, by path.
    pub(super) files: Vec<File>,
    /// `cargo metadata` of our own crates.
    pub(super) crates: Vec<Value>,
}

/// A text file; its path is relative to the root.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

impl Tree {
    pub(super) fn of(checkout: &Checkout) -> Result<Self> {
        let list = read(
            Command::new("git")
                .args(["-c", "core.quotePath=off", "ls-files"])
                .args(["--cached", "--others", "--exclude-standard"])
                .current_dir(&checkout.root),
        )?;
        let mut files: Vec<File> = list
            .lines()
            .filter_map(|path| {
                let text = std::fs::read_to_string(checkout.path(path)).ok()?;
                Some(File::new(path, &text))
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let metadata: Value = serde_json::from_str(&read(&mut crate::shell::cargo(
            checkout,
            ["metadata", "--no-deps", "--format-version=1"],
        ))?)?;
        let crates = metadata["packages"].as_array().cloned().unwrap_or_default();
        Ok(Self { files, crates })
    }

    /// A tree of the given files alone, for the tests of the rules.
    #[cfg(test)]
    pub(super) fn sample(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| File::new(path, text))
                .collect(),
            crates: Vec::new(),
        }
    }

    pub(super) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.has_ending("rs"))
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    pub(super) fn has_ending(&self, ending: &str) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, found)| found == ending)
    }

    pub(super) fn is_in(&self, folder: &str) -> bool {
        self.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether the whole file is there for tests.
    pub(super) fn is_test(&self) -> bool {
        ["crates/testkit", "crates/xtask", "e2e"]
            .iter()
            .any(|folder| self.is_in(folder))
            || self.path.contains("/tests/")
            || self.path.contains("/fuzz/")
            || self.path.contains("/examples/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("_tests.rs")
    }

    /// The part that is not tests: all before a `#[cfg(test)]` module with its body.
    pub(super) fn code(&self) -> &str {
        if self.is_test() {
            return "";
        }
        self.text.get(..self.end_of_code()).unwrap_or_default()
    }

    /// The part that is tests.
    pub(super) fn tests(&self) -> &str {
        if self.is_test() {
            return &self.text;
        }
        self.text.get(self.end_of_code()..).unwrap_or_default()
    }

    fn end_of_code(&self) -> usize {
        self.text
            .match_indices("#[cfg(test)]")
            .find(|(at, _)| {
                let rest = self.text.get(*at..).unwrap_or_default();
                let module = rest.lines().find(|line| line.contains("mod "));
                module.is_some_and(|line| line.ends_with('{'))
            })
            .map_or(self.text.len(), |(at, _)| at)
    }

    /// The lines of its code with their numbers, comments left out.
    pub(super) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code().lines().enumerate();
        lines
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_under_the_code_are_not_code() {
        let file = File::new(
            "crates/law/src/a.rs",
            "//! a\n#[cfg(test)]\nmod more;\nfn a() {}\n#[cfg(test)]\n#[expect(x, reason = \"\")]\nmod tests {\n}\n",
        );
        assert!(file.code().ends_with("fn a() {}\n"));
        assert!(file.tests().starts_with("#[cfg(test)]\n#[expect"));
    }

    #[test]
    fn a_file_in_a_folder_of_tests_has_no_code() {
        let file = File::new("crates/law/tests/law/main.rs", "//! a\nfn a() {}\n");
        assert_eq!(file.code(), "");
        assert_eq!(file.tests(), file.text);
    }
}
