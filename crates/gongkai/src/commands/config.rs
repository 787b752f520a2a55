//! `gongkai config` — what can be set, what is set here, and whether it can be used.
//!
//! Decides nothing: the list of settings speaks ([`crate::config::settings`]). A secret is never shown, only that there is
//! one.

use crate::config::settings::{Form, SETTINGS, Setting, template, value};
use crate::config::{Config, Given};
use crate::say;
use crate::tls::Keys;
use anyhow::Context as _;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Configs {
    /// 说明各项设置：写法、默认值、意思、这里的值和它从哪里来
    Describe {
        /// 只说明这一项，或者这一节的各项，例如 readers
        #[arg(value_name = "项")]
        key: Option<String>,
        /// 写成设置文件的样子：每一项带着说明，都没有起作用
        #[arg(long, conflicts_with = "key")]
        toml: bool,
    },
    /// 这里设置了什么，密码不显示
    Show,
    /// 检查设置和设置里写的文件，什么也不改
    Check,
}

pub(crate) fn configs(data: &Path, configs: &Configs) -> anyhow::Result<()> {
    match configs {
        Configs::Describe { toml: true, .. } => {
            say::result(&template());
            Ok(())
        }
        Configs::Describe { key, .. } => describe(data, key.as_deref()),
        Configs::Show => show(data),
        Configs::Check => check(data),
    }
}

fn describe(data: &Path, key: Option<&str>) -> anyhow::Result<()> {
    let given = Given::in_directory(data)?;
    let is_asked = |setting: &&Setting| {
        key.is_none_or(|key| {
            let below = setting.key.strip_prefix(key);
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let asked: Vec<&Setting> = SETTINGS.iter().filter(is_asked).collect();
    if let (Some(key), true) = (key, asked.is_empty()) {
        anyhow::bail!("没有“{key}”这一项；gongkai config describe 列出全部");
    }
    let told: Vec<Value> = asked.iter().map(|it| in_json(it, &given)).collect();
    say::value(&json!({ "settings": told }));
    for setting in asked {
        say::result(setting.key);
        say::result(&format!("  意思：{}", plain(setting.says)));
        say::result(&format!("  写法：{}", plain(setting.written().trim())));
        say::result(&format!("  默认：{}", plain(&setting.default.told())));
        if let Some((value, from)) = set(setting, &given) {
            say::result(&format!("  这里：{value}（{from}）"));
        }
    }
    Ok(())
}

fn show(data: &Path) -> anyhow::Result<()> {
    let given = Given::in_directory(data)?;
    let found = SETTINGS
        .iter()
        .filter_map(|setting| Some((setting.key, set(setting, &given)?)));
    let found: Vec<_> = found.collect();
    let told = found
        .iter()
        .map(|(key, (value, from))| ((*key).to_owned(), json!({ "value": value, "from": from })));
    say::value(&Value::Object(told.collect()));
    for (key, (value, from)) in &found {
        say::result(&format!("{key} = {value}（{from}）"));
    }
    if found.is_empty() {
        say::note("什么也没有设置，各项都是默认值；gongkai config describe 列出各项。");
    }
    Ok(())
}

fn check(data: &Path) -> anyhow::Result<()> {
    let config = Config::of(data)?;
    if let Some(tls) = &config.tls {
        Keys::read(tls)?;
    }
    if let Some(objects) = &config.objects {
        objects.secret_key()?;
    }
    if let Some(pairs) = &config.search.pairs {
        let pairs = data.join(pairs);
        std::fs::metadata(&pairs)
            .with_context(|| format!("不能读取 {}（设置 search.pairs）", pairs.display()))?;
    }
    say::value(&json!({ "usable": true }));
    say::result("设置可以用。");
    Ok(())
}

/// What holds here where it is not the default, as it is written but for secrets, and where it comes from.
fn set<'a>(setting: &Setting, given: &'a Given) -> Option<(String, &'a str)> {
    if setting.key == "database" && given.has_database_in_environment {
        return Some(("（不显示）".to_owned(), "环境变量 GONGKAI_DATABASE"));
    }
    let written = value(&given.table, setting.key)?;
    Some((shown(setting.key, written), &given.file))
}

/// A value without the password in it.
fn shown(key: &str, value: &toml::Value) -> String {
    match value.as_str() {
        Some(url) if key == "database" => format!("\"{}\"", without_password(url)),
        _ => value.to_string(),
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "（不显示）".to_owned();
    };
    // The last of them: a password may hold one itself.
    let (who, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    // A password may also stand among the queries.
    let (place, query) = match place.split_once('?') {
        Some((place, _)) => (place, "?…"),
        None => (place, ""),
    };
    match who.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:…@{place}{query}"),
        None if who.is_empty() => format!("{scheme}://{place}{query}"),
        None => format!("{scheme}://{who}@{place}{query}"),
    }
}

fn in_json(setting: &Setting, given: &Given) -> Value {
    let mut told = json!({
        "key": setting.key,
        "type": setting.form.id(),
        "default": setting.default.told(),
        "allowed": setting.form.allowed(),
        "example": setting.example,
        "says": setting.says,
    });
    if let Form::Whole(least, most) = setting.form {
        told["least"] = least.into();
        told["most"] = most.into();
    }
    if let Form::OneOf(ids) = setting.form {
        told["choices"] = ids.into();
    }
    if let Some((value, from)) = set(setting, given) {
        told["value"] = value.into();
        told["from"] = from.into();
    }
    told
}

/// Words of the reference without its marks.
fn plain(says: &str) -> String {
    says.replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_not_shown_wherever_it_stands() {
        for (url, expected) in [
            ("postgres://u:secret@h/d", "postgres://u:…@h/d"),
            ("postgres://u:sec@ret@h/d", "postgres://u:…@h/d"),
            ("postgres://u@h/d?password=secret", "postgres://u@h/d?…"),
            ("postgres://h/d", "postgres://h/d"),
            ("secret", "（不显示）"),
        ] {
            assert_eq!(without_password(url), expected);
        }
    }
}
