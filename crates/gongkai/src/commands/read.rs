//! `gongkai read` — what a file says, without taking it in.

use crate::config::Config;
use crate::reader::{Isolation, Pool, ReadFailure};
use crate::{say, trouble};
use clap::Args;
use law::text::Entry;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Args)]
pub(crate) struct Read {
    /// 要读的文件，可以写几个
    #[arg(required = true, value_name = "文件")]
    files: Vec<PathBuf>,
}

/// Reading the file itself failed.
const IO: u8 = 74;

/// Why a file gave nothing: how to exit, the stable name, the words.
pub(super) struct Unread {
    pub(super) exit: u8,
    pub(super) code: String,
    pub(super) says: String,
}

impl From<ReadFailure> for Unread {
    fn from(failure: ReadFailure) -> Self {
        Self {
            exit: failure.exit_code(),
            code: failure.code().to_owned(),
            says: failure.says(),
        }
    }
}

impl From<std::io::Error> for Unread {
    fn from(error: std::io::Error) -> Self {
        Self {
            exit: IO,
            code: "io".into(),
            says: format!("不能读取。原因：{}", trouble::system(&error)),
        }
    }
}

pub(crate) async fn read(data: &Path, read: Read) -> anyhow::Result<ExitCode> {
    let limits = Config::of(data)?.readers.limits();
    let longest = limits.input;
    let pool = Pool::new(limits);
    let mut exit = 0;
    for file in &read.files {
        match one(&pool, file, longest).await {
            Ok(reading) => {
                let mut value = ingest::wire::encode_without_bytes(&reading);
                value["file"] = json!(file.display().to_string());
                say::value(&value);
                tell(file, &reading);
            }
            Err(unread) => {
                exit = exit.max(unread.exit);
                let refused = json!({ "code": unread.code, "says": unread.says });
                say::value(&json!({ "file": file.display().to_string(), "refused": refused }));
                say::note(&format!(
                    "{}：{}（{}）",
                    file.display(),
                    unread.says,
                    unread.code
                ));
            }
        }
    }
    Ok(ExitCode::from(exit))
}

/// Reads one file in a reader process of its own.
pub(super) async fn one(pool: &Pool, file: &Path, longest: u64) -> Result<ingest::Reading, Unread> {
    let bytes = bytes(file, longest)?;
    let name = name(file);
    Ok(pool.read(input(&bytes, &name), Isolation::Fresh).await?)
}

/// One file as [`one`], and every word that it holds.
pub(super) async fn whole(
    pool: &Pool,
    file: &Path,
    longest: u64,
) -> Result<(ingest::Reading, String), Unread> {
    let bytes = bytes(file, longest)?;
    let name = name(file);
    let input = input(&bytes, &name);
    let reading = pool.read(input, Isolation::Fresh).await?;
    Ok((reading, pool.words(input, Isolation::Fresh).await?))
}

fn bytes(file: &Path, longest: u64) -> Result<Vec<u8>, Unread> {
    // Asked before it is read: a file beyond the limit does not fill the memory first.
    if std::fs::metadata(file)?.len() > longest {
        return Err(ReadFailure::TooLarge { limit: longest }.into());
    }
    Ok(std::fs::read(file)?)
}

fn name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn input<'a>(bytes: &'a [u8], name: &'a str) -> ingest::Input<'a> {
    ingest::Input {
        bytes,
        name: Some(name),
        ..ingest::Input::default()
    }
}

fn tell(file: &Path, reading: &ingest::Reading) {
    say::result(&format!("{}：{:?}", file.display(), reading.format));
    document(&reading.document, 1);
}

fn document(document: &ingest::Document, depth: usize) {
    let indent = "  ".repeat(depth);
    for (id, value) in document.fields.iter() {
        say::result(&format!("{indent}{id} {}", value.joined()));
    }
    outline(&document.text.outline(), depth);
    say::result(&format!(
        "{indent}正文 {} 字",
        document.text.plain().chars().count()
    ));
    for problem in &document.problems {
        say::result(&format!(
            "{indent}注意 {}（{}）",
            problem.says, problem.code
        ));
    }
    for child in &document.children {
        say::result(&format!("{indent}{}：", child.relation.zh()));
        self::document(&child.document, depth + 1);
    }
}

fn outline(entries: &[Entry], depth: usize) {
    for entry in entries {
        say::result(&format!("{}· {}", "  ".repeat(depth), entry.text));
        outline(&entry.children, depth + 1);
    }
}
