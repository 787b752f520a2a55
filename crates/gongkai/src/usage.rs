//! 用法 — the command line taken apart, and what is said where it is written wrongly.
//!
//! Decides that help and refusals of the command line are Chinese: clap finds out what is wrong, the words are ours. Wrong
//! usage ends with exit code 2.

use crate::commands::Arguments;
use crate::say;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;
use std::process::ExitCode;

const WRONG_USAGE: u8 = 2;

/// How a page of help is laid out.
const HELP: &str = "{about-with-newline}\n用法: {usage}\n\n{all-args}";

/// How values are written, by the name that stands for them in the help.
const FORMS: [(&str, &str); 9] = [
    ("日期", "应当写作 2026-01-01"),
    ("端口", "应当是 0 到 65535 的整数"),
    ("地址", "应当是 IP 地址，例如 127.0.0.1 或者 ::"),
    ("版次", "应当是正整数，例如 1"),
    ("文件", "应当是文件的路径"),
    ("目录", "应当是目录的路径"),
    ("工作日数", "应当是不超过 20 的整数"),
    ("件数", "应当是整数，例如 12"),
    ("页数", "应当是整数，例如 250"),
];

/// What a command line asks for.
///
/// # Errors
/// Where there is nothing to do: help or the version was asked for and said, or the usage is wrong and that was said.
pub(crate) fn arguments(
    words: impl IntoIterator<Item = OsString>,
) -> Result<Box<Arguments>, ExitCode> {
    let words: Vec<OsString> = words.into_iter().collect();
    // Also what is wrong with the rest is told to a program then.
    if words.iter().any(|word| word == "--json") {
        say::to_a_program();
    }
    let matches = command().try_get_matches_from(words);
    match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => Ok(Box::new(arguments)),
        Err(error) => Err(tell(&error)),
    }
}

fn tell(error: &clap::Error) -> ExitCode {
    let asked = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            say::page(asked.trim_end());
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say::note(asked.trim_end());
            say::end(Some("还要写明做什么"));
            ExitCode::from(WRONG_USAGE)
        }
        _ => {
            let says = says(error);
            say::note(&says);
            say::end(Some(&says));
            ExitCode::from(WRONG_USAGE)
        }
    }
}

/// The command line with its help in Chinese.
pub(crate) fn command() -> Command {
    let mut command = in_chinese(Arguments::command());
    command.build();
    with_usage(command)
}

fn in_chinese(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("显示这一页");
    let command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .help_template(HELP)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .arg(help);
    let command = if command.get_version().is_some() {
        let version = Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help("显示版本");
        command.arg(version)
    } else {
        command
    };
    let heading = |arg: Arg| {
        let heading = if arg.is_positional() {
            "参数"
        } else {
            "选项"
        };
        // Defaults stand in the help itself, in words.
        let takes = arg.get_action().takes_values();
        arg.help_heading(heading).hide_default_value(takes)
    };
    command.mut_args(heading).mut_subcommands(in_chinese)
}

/// Puts the line of usage in Chinese, once every command knows its full name.
fn with_usage(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    command
        .override_usage(usage.replace("[OPTIONS]", "[选项]"))
        .mut_subcommands(with_usage)
}

/// What is wrong, and what to do.
fn says(error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) if !texts.is_empty() => Some(texts.join("、")),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let meant = |kind| {
        let meant = text(kind).map(|meant| format!("；是不是“{meant}”？"));
        meant.unwrap_or_default()
    };
    let wrong = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!(
                "没有“{argument}”这个选项{}",
                meant(ContextKind::SuggestedArg)
            )
        }
        ErrorKind::UnknownArgument => format!("“{argument}”是多余的"),
        ErrorKind::InvalidSubcommand => format!(
            "没有“{}”这个命令{}",
            text(ContextKind::InvalidSubcommand).unwrap_or_default(),
            meant(ContextKind::SuggestedSubcommand)
        ),
        ErrorKind::MissingSubcommand => format!(
            "还要写明做什么：{}",
            text(ContextKind::ValidSubcommand).unwrap_or_default()
        ),
        ErrorKind::MissingRequiredArgument => format!("还要写明 {argument}"),
        ErrorKind::InvalidValue | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues
            if value.is_empty() =>
        {
            format!("{argument} 后面要写明值")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let form = form(&argument, text(ContextKind::ValidValue));
            format!("“{value}”不能作为 {argument}：{form}")
        }
        ErrorKind::TooManyValues => format!("“{value}”是多余的：{argument} 只要一个值"),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            Some(prior) if prior != argument => format!("{argument} 不能与 {prior} 一起写"),
            _ => format!("{argument} 只能写一次"),
        },
        ErrorKind::InvalidUtf8 => "有的字不是 UTF-8".into(),
        _ => "认不出来".into(),
    };
    let mut said = format!("命令写得不对：{wrong}");
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        said.push_str(&ending(usage));
    }
    said
}

fn form(argument: &str, possible: Option<String>) -> String {
    if let Some(possible) = possible {
        return format!("可以写 {possible}");
    }
    let named = |(name, _): &&(&str, &str)| argument.contains(&format!("<{name}>"));
    let form = FORMS.iter().find(named);
    form.map_or("写法不合", |(_, form)| form).to_owned()
}

/// The usage, and where more of it is said.
fn ending(usage: &StyledStr) -> String {
    let usage = usage.to_string();
    let usage = usage.trim().trim_start_matches("Usage: ");
    let names = usage.split_whitespace();
    let names = names.take_while(|word| !word.starts_with(['[', '<', '-']));
    let command = names.collect::<Vec<_>>().join(" ");
    format!("\n用法：{usage}\n说明：{command} --help")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn wrong(line: &str) -> String {
        let error = command()
            .try_get_matches_from(line.split_whitespace())
            .unwrap_err();
        says(&error)
    }

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    fn each(command: &Command, told: &mut impl FnMut(&Command)) {
        told(command);
        for below in command
            .get_subcommands()
            .filter(|below| !below.is_hide_set())
        {
            each(below, told);
        }
    }

    #[test]
    fn every_command_every_argument_and_every_option_is_explained_in_chinese() {
        let mut seen = 0;
        each(&command(), &mut |command| {
            let about = command.get_about().map(ToString::to_string);
            let name = command.get_name();
            assert!(is_chinese(&about.unwrap_or_default()), "{name}");
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(is_chinese(&help), "{name} {}", arg.get_id());
                let takes = arg.get_action().takes_values();
                for value in arg.get_value_names().unwrap_or_default() {
                    let is_form = is_chinese(value) || value.contains("://");
                    assert!(!takes || is_form, "{name} {} <{value}>", arg.get_id());
                }
                seen += 1;
            }
        });
        assert!(60 < seen, "{seen}");
    }

    #[test]
    fn no_english_of_the_parser_is_left_in_a_page_of_help() {
        each(&command(), &mut |command| {
            let help = command.clone().render_long_help().to_string();
            for word in [
                "Usage",
                "OPTIONS",
                "COMMAND",
                "Options",
                "Arguments",
                "Print",
                "[default",
            ] {
                assert!(!help.contains(word), "{word}: {help}");
            }
            assert!(help.contains("用法: gongkai"), "{help}");
        });
    }

    #[test]
    fn what_is_wrong_is_said_with_what_to_do() {
        for (line, expected) in [
            (
                "gongkai serve --prot 80",
                &["没有“--prot”", "--port", "gongkai serve [选项]"][..],
            ),
            (
                "gongkai serv",
                &["没有“serv”这个命令", "serve", "gongkai --help"],
            ),
            ("gongkai serve now", &["“now”是多余的"]),
            ("gongkai serve --port", &["--port <端口> 后面要写明值"]),
            (
                "gongkai serve --port 70000",
                &["“70000”不能作为 --port <端口>", "65535"],
            ),
            (
                "gongkai serve --listen here",
                &["“here”不能作为", "127.0.0.1"],
            ),
            (
                "gongkai serve --port 1 --port 2",
                &["--port <端口> 只能写一次"],
            ),
            (
                "gongkai init",
                &["还要写明 --name <名称>", "gongkai init --help"],
            ),
            ("gongkai withdraw", &["还要写明", "--reason <原因>"]),
            (
                "gongkai replace a b --since 昨天",
                &["“昨天”不能作为", "2026-01-01"],
            ),
            ("gongkai site set", &["还要写明", "<项=值>"]),
        ] {
            let says = wrong(line);
            for part in expected {
                assert!(says.contains(part), "{line}: {says}");
            }
            for english in ["error", "Usage", "argument", "tip", "OPTIONS"] {
                assert!(!says.contains(english), "{line}: {says}");
            }
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }
}
