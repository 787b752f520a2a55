//! `gongkai read` — what a shell learns of a file: JSON on standard output, a code at the end.
//!
//! The codes are those of `docs/ops/reader.md`.

use std::path::Path;
use std::process::{Command, Output};
use std::{fs, str};

use serde_json::Value;
use tempfile::TempDir;

#[test]
fn a_text_is_read_and_the_code_is_zero() {
    let desk = Desk::new();
    let output = desk.read(&[(
        "通知.txt",
        "关于公开的通知\n\n各科室：\n请遵照执行。\n".as_bytes(),
    )]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let reading = one_line(&output);
    assert_eq!(reading["format"], "txt");
    assert!(reading["text"].as_str().unwrap().contains("请遵照执行。"));
}

#[test]
fn how_a_file_fails_shows_in_the_exit_code_and_in_the_json() {
    let fault = |kind| format!("GONGKAI-READER-FAULT {kind}").into_bytes();
    for (file, code, exit) in [
        (
            b"\x7fELF\x02\x01\x01\0\0\0\0\0".to_vec(),
            "unknown_format",
            65,
        ),
        (fault("abort"), "crashed", 69),
        (fault("stack"), "crashed", 69),
        (fault("flood"), "output_too_large", 65),
        (fault("panic"), "reader_failed", 70),
        (fault("memory"), "memory", 71),
    ] {
        let output = Desk::new().read(&[("file", &file)]);
        assert_eq!(output.status.code(), Some(exit), "{code}: {output:?}");
        assert_eq!(one_line(&output)["refused"]["code"], code);
    }
}

#[test]
fn a_file_that_is_not_there_is_an_io_failure_and_none_at_all_a_wrong_usage() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["/nowhere/notice.txt"]).status.code(), Some(74));
    assert_eq!(desk.run(&[]).status.code(), Some(2));
}

#[test]
fn of_several_files_each_is_answered_and_the_largest_code_stands() {
    let crash = b"GONGKAI-READER-FAULT abort";
    let output = Desk::new().read(&[("a", crash), ("b.txt", "第一条\n".as_bytes()), ("c", crash)]);
    assert_eq!(output.status.code(), Some(69));
    let lines: Vec<Value> = lines(&output).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1]["format"], "txt");
}

/// A directory with files to be read.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn read(&self, files: &[(&str, &[u8])]) -> Output {
        let put = |(name, bytes): &(&str, &[u8])| {
            let path = self.0.path().join(name);
            fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let paths: Vec<String> = files.iter().map(put).collect();
        self.run(&paths.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn run(&self, files: &[&str]) -> Output {
        let cwd: &Path = self.0.path();
        Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(["read", "--json"])
            .args(files)
            .env("GONGKAI_READER_FAULTS", "1")
            .current_dir(cwd)
            .output()
            .unwrap()
    }
}

fn lines(output: &Output) -> impl Iterator<Item = Value> {
    let text = str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

fn one_line(output: &Output) -> Value {
    let lines: Vec<Value> = lines(output).collect();
    assert_eq!(lines.len(), 1, "{output:?}");
    lines.into_iter().next().unwrap()
}
