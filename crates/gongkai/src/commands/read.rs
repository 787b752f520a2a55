//! `gongkai read` — what a file says, without taking it in.

use crate::reader::{Isolation, Limits, Pool, ReadFailure};
use crate::say;
use clap::Args;
use law::text::Entry;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Args)]
pub(crate) struct Read {
    /// 要读的文件
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 输出 JSON：每个文件一行
    #[arg(long)]
    json: bool,
}

/// Reading the file itself failed.
const IO: u8 = 74;

pub(crate) async fn read(read: Read) -> anyhow::Result<ExitCode> {
    let pool = Pool::new(Limits::default());
    let mut code = 0;
    for file in &read.files {
        let answer = match std::fs::read(file) {
            Err(error) => Err((IO, "io".to_owned(), format!("不能读取：{error}"))),
            Ok(bytes) => one(&pool, file, &bytes).await.map_err(|failure| {
                (
                    failure.exit_code(),
                    failure.code().to_owned(),
                    failure.says(),
                )
            }),
        };
        match answer {
            Ok(reading) if read.json => {
                let mut value = ingest::wire::encode_without_bytes(&reading);
                value["file"] = serde_json::json!(file.display().to_string());
                say::result(&value.to_string());
            }
            Ok(reading) => tell(file, &reading),
            Err((exit, id, says)) => {
                code = code.max(exit);
                if read.json {
                    let value = serde_json::json!({ "file": file.display().to_string(), "refused": { "code": id, "says": says } });
                    say::result(&value.to_string());
                }
                say::note(&format!("{}：{says}（{id}）", file.display()));
            }
        }
    }
    Ok(ExitCode::from(code))
}

async fn one(pool: &Pool, file: &Path, bytes: &[u8]) -> Result<ingest::Reading, ReadFailure> {
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let input = ingest::Input {
        bytes,
        name: name.as_deref(),
        media_type: None,
        url: None,
    };
    pool.read(input, Isolation::Fresh).await
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
