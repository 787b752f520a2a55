//! What is wrong with a settings file, for the person who wrote it: the line, the setting, and what may stand there.

use super::Config;
use std::ops::Range;

/// What may stand behind each setting whose form is more than any text.
const FORMS: [(&str, &str); 14] = [
    ("listen", "是 IP 地址，例如 \"127.0.0.1\" 或者 \"::\""),
    ("port", "是 0 到 65535 的整数，例如 8080"),
    ("objects", "是一节：[objects]，五项写全"),
    ("visitors", "是一节：[visitors]"),
    ("visitors.connections", "是正整数，例如 1024"),
    ("visitors.per_address", "是整数，0 是不限，例如 128"),
    ("visitors.proxies", "是几个 IP 地址，例如 [\"10.0.0.5\"]"),
    ("readers", "是一节：[readers]"),
    ("readers.processes", "是正整数，例如 2"),
    ("readers.seconds", "是秒数，例如 20"),
    ("readers.memory_mib", "是 MiB 数，例如 1024"),
    ("readers.file_mib", "是 MiB 数，例如 100"),
    ("readers.result_mib", "是 MiB 数，例如 256"),
    ("readers.files", "是正整数，例如 200"),
];

/// Reads settings.
///
/// # Errors
/// A sentence in Chinese that begins with the number of the line.
pub(super) fn parse(text: &str) -> Result<Config, String> {
    // In two steps: first whether it is TOML at all, then whether it says what there is to say.
    if let Err(error) = text.parse::<toml::Table>() {
        let (n, line) = line_of(text, error.span());
        let says = if error.message().contains("duplicate key") {
            "这一项写了两次，请删去一个"
        } else {
            "不合 TOML 的写法：一行一项，写作 项 = 值；文字用英文双引号括起，数字不用"
        };
        return Err(format!("第 {n} 行（{line}）{says}"));
    }
    toml::from_str(text).map_err(|error| {
        let (n, line) = line_of(text, error.span());
        format!("第 {n} 行（{line}）{}", says(text, &error))
    })
}

fn says(text: &str, error: &toml::de::Error) -> String {
    let mut quoted = error.message().split('`').skip(1).step_by(2);
    if error.message().starts_with("unknown field") {
        let unknown = quoted.next().unwrap_or_default();
        let known: Vec<&str> = quoted.collect();
        return format!("没有“{unknown}”这一项；这里可以写的是 {}", known.join("、"));
    }
    if error.message().starts_with("missing field") {
        return format!("这一节缺“{}”一项", quoted.next().unwrap_or_default());
    }
    let key = key_at(text, error.span());
    let form = FORMS.iter().find(|(name, _)| *name == key);
    let form = form.map_or("是用英文双引号括起的文字", |(_, form)| form);
    format!("{key} 应当{form}")
}

/// The setting that stands at a place, with its section.
fn key_at(text: &str, span: Option<Range<usize>>) -> String {
    let before = text.get(..start_of(text, span)).unwrap_or_default();
    let line = text.get(before.len()..).unwrap_or_default();
    let line = line.lines().next().unwrap_or_default().trim();
    let section = before.lines().rev().find_map(|line| header(line.trim()));
    if let Some(section) = header(line) {
        return section.to_owned();
    }
    let key = line.split('=').next().unwrap_or_default().trim();
    match section {
        Some(section) => format!("{section}.{key}"),
        None => key.to_owned(),
    }
}

fn header(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.split(']').next().map(str::trim)
}

/// Where the line of a place begins.
fn start_of(text: &str, span: Option<Range<usize>>) -> usize {
    let at = span.map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or(text);
    before.rfind('\n').map_or(0, |end| end + 1)
}

/// The number of a line, and what stands on it; a password is not repeated.
fn line_of(text: &str, span: Option<Range<usize>>) -> (usize, String) {
    let start = start_of(text, span);
    let before = text.get(..start).unwrap_or_default();
    let line = text.get(start..).unwrap_or_default();
    let line = line.lines().next().unwrap_or_default().trim();
    let line = if line.contains("://") && line.contains('@') {
        line.split('=').next().unwrap_or_default().trim()
    } else {
        line
    };
    let shown: String = line.chars().take(60).collect();
    (before.matches('\n').count() + 1, shown)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_told_with_its_line_its_setting_and_what_may_stand_there() {
        for (text, expected) in [
            (
                "base = \"\"\nprot = 80",
                &["第 2 行", "没有“prot”", "port", "operator"][..],
            ),
            ("port = \"八十\"", &["第 1 行", "port 应当", "65535"]),
            ("\n\nport = 70000", &["第 3 行", "port 应当", "65535"]),
            ("listen = \"localhost\"", &["listen 应当", "127.0.0.1"]),
            ("operator = 林知远", &["第 1 行", "英文双引号"]),
            ("operator = 7", &["operator 应当", "英文双引号"]),
            ("base = \"\"\nbase = \"/x\"", &["第 2 行", "写了两次"]),
            ("[objects]\nbucket = \"b\"", &["缺“endpoint”"]),
            (
                "[readers]\nseconds = -1",
                &["第 2 行", "readers.seconds 应当"],
            ),
            ("[readers]\nminutes = 1", &["没有“minutes”", "seconds"]),
            (
                "[visitors]\nproxies = \"10.0.0.5\"",
                &["visitors.proxies 应当"],
            ),
            ("visitors = 3", &["visitors 应当", "[visitors]"]),
            ("port = [", &["第 1 行", "TOML"]),
        ] {
            let says = parse(text).unwrap_err();
            for part in expected {
                assert!(says.contains(part), "{text:?}: {says}");
            }
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        let says = parse("database = \"postgres://u:secret@h/d").unwrap_err();
        assert!(
            says.contains("第 1 行") && !says.contains("secret"),
            "{says}"
        );
    }

    #[test]
    fn no_settings_are_settings() {
        assert_eq!(parse("").unwrap(), Config::default());
    }
}
