//! TOML that a person wrote, settings or the front of a page: read, or what is wrong with it: the line, the item, and
//! what may stand there.

use serde::de::DeserializeOwned;
use std::ops::Range;

/// What may stand behind each item.
pub(crate) type Forms<S> = [(&'static str, S)];

/// Reads what is written.
///
/// # Errors
/// A sentence in Chinese that begins with the number of the line.
pub(crate) fn parse<T: DeserializeOwned>(
    text: &str,
    forms: &Forms<impl AsRef<str>>,
) -> Result<T, String> {
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
        format!("第 {n} 行（{line}）{}", says(text, &error, forms))
    })
}

fn says(text: &str, error: &toml::de::Error, forms: &Forms<impl AsRef<str>>) -> String {
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
    let form = forms.iter().find(|(name, _)| *name == key);
    let form = form.map_or("是用英文双引号括起的文字", |(_, form)| {
        form.as_ref()
    });
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

    use super::parse;
    use crate::config::Config;
    use crate::config::settings::forms;

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
            let says = parse::<Config>(text, forms()).unwrap_err();
            for part in expected {
                assert!(says.contains(part), "{text:?}: {says}");
            }
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        let says = parse::<Config>("database = \"postgres://u:secret@h/d", forms()).unwrap_err();
        assert!(
            says.contains("第 1 行") && !says.contains("secret"),
            "{says}"
        );
    }

    #[test]
    fn no_settings_are_settings() {
        assert_eq!(parse::<Config>("", forms()).unwrap(), Config::default());
    }
}
