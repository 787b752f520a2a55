//! `gongkai completions` — what a shell needs to complete the words of this command line.
//!
//! Decides nothing: the script is made from the description of the command line that its help is made from.

use crate::say;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use clap_complete::Shell;

#[derive(Clone, Debug, Args)]
pub(crate) struct Completions {
    /// 哪一种命令行
    #[arg(value_name = "种类")]
    shell: Named,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Named {
    Bash,
    Zsh,
    Fish,
}

pub(crate) fn completions(asked: &Completions, mut command: clap::Command) -> anyhow::Result<()> {
    let shell = match asked.shell {
        Named::Bash => Shell::Bash,
        Named::Zsh => Shell::Zsh,
        Named::Fish => Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "gongkai", &mut script);
    say::result(str::from_utf8(&script).context("补全的脚本不是文字")?);
    Ok(())
}
