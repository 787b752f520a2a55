//! What a page of procedures tells its reader to do, in order: commands to give, and files to write.
//!
//! A block is fenced. `console` holds commands, behind `#` for root and `$` for anybody; `toml`, `ini` and `yaml` hold a
//! file, whose name stands in the first line as a comment. A block that cannot be carried out says so, and why, behind the
//! name of its language: ```` ```console 不执行：要两台机器 ````.

use anyhow::{Context as _, Result, bail, ensure};

/// Begins the reason why a block is not carried out.
const NOT: &str = "不执行：";

/// One thing to do, under the heading where it stands.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) heading: String,
    pub(super) todo: Todo,
}

#[derive(Debug)]
pub(super) enum Todo {
    /// Lines for a shell.
    Run(Vec<String>),
    /// What is written to a file: added to settings, put in place of anything else.
    Write { file: String, text: String },
    /// Not done, and why.
    Leave(String),
}

/// # Errors
/// Where a block is in no language that can be carried out, or a file has no name.
pub(super) fn blocks(page: &str) -> Result<Vec<Block>> {
    let mut found = Vec::new();
    let mut heading = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            line.trim_start_matches('#').trim().clone_into(&mut heading);
        }
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let todo = todo(info, &inside).with_context(|| format!("under “{heading}”"))?;
        found.push(Block {
            heading: heading.clone(),
            todo,
        });
    }
    Ok(found)
}

fn todo(info: &str, inside: &[&str]) -> Result<Todo> {
    let (language, rest) = info.split_once(' ').unwrap_or((info, ""));
    if let Some(reason) = rest.strip_prefix(NOT) {
        ensure!(
            !reason.trim().is_empty(),
            "a block is left out without a reason"
        );
        return Ok(Todo::Leave(reason.trim().to_owned()));
    }
    match language {
        "console" => {
            let command = |line: &&str| {
                let command = line.strip_prefix("# ").or(line.strip_prefix("$ "));
                let command = command.with_context(|| format!("“{line}” is no command"));
                command.map(str::to_owned)
            };
            let commands: Result<Vec<String>> = inside.iter().map(command).collect();
            Ok(Todo::Run(commands?))
        }
        "toml" | "ini" | "yaml" => {
            let name = inside.first().and_then(|line| line.strip_prefix("# /"));
            let name = name.context("a file whose first line is not its name")?;
            Ok(Todo::Write {
                file: name.to_owned(),
                text: format!("{}\n", inside.join("\n")),
            })
        }
        other => bail!("a block of {other} can be carried out by nobody"),
    }
}
