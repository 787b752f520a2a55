//! 行的样子 — what a line of each collection holds, and what a line that cannot be taken holds instead.
//!
//! Decides that a file of another collection is refused as a whole before anything is registered, by its first line; a
//! line that is wrong in a file of the right collection is refused alone, with its number.

use super::lines::Lines;
use anyhow::{anyhow, bail};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::path::Path;

/// A collection: one JSON object a line.
#[derive(Debug)]
pub(crate) struct Shape {
    zh: &'static str,
    command: &'static str,
    /// What every line has.
    needed: &'static [(&'static str, Is)],
    /// What a line may have; `null` stands for nothing.
    optional: &'static [(&'static str, Is)],
    /// What no line of another collection has.
    known_by: &'static [&'static str],
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Text,
    /// A text or a number.
    Id,
    /// A text that is a civil date; the empty text stands for nothing.
    Day,
}

pub(crate) const LAWS: Shape = Shape {
    zh: "法规",
    command: "gongkai import laws",
    needed: &[
        ("id", Is::Text),
        ("law_key", Is::Text),
        ("title", Is::Text),
        ("level", Is::Text),
        ("text", Is::Text),
    ],
    optional: &[
        ("issuer", Is::Text),
        ("promulgated", Is::Day),
        ("version_date", Is::Day),
        ("effective", Is::Day),
        ("effective_basis", Is::Text),
        ("effective_to", Is::Day),
        ("status", Is::Text),
        ("status_basis", Is::Text),
        ("version_note", Is::Text),
        ("source", Is::Text),
    ],
    known_by: &["law_key", "level"],
};

pub(crate) const PAGES: Shape = Shape {
    zh: "页面",
    command: "gongkai import pages",
    needed: &[("id", Is::Text), ("title", Is::Text), ("type", Is::Text)],
    optional: &[
        ("doc_number", Is::Text),
        ("index_number", Is::Text),
        ("topic_category", Is::Text),
        ("issuer", Is::Text),
        ("written_date", Is::Text),
        ("publish_date", Is::Text),
        ("url", Is::Text),
        ("text", Is::Text),
        ("html", Is::Text),
    ],
    known_by: &["type"],
};

pub(crate) const CORPUS: Shape = Shape {
    zh: "成批的文件",
    command: "gongkai import corpus",
    needed: &[("id", Is::Id), ("title", Is::Text), ("body", Is::Text)],
    optional: &[
        ("number", Is::Text),
        ("agency", Is::Text),
        ("category", Is::Text),
        ("date", Is::Text),
    ],
    known_by: &["body"],
};

const ALL: [&Shape; 3] = [&LAWS, &PAGES, &CORPUS];

/// How many names of a foreign line are shown.
const SHOWN: usize = 8;

impl Shape {
    /// Looks at the first line of a file.
    ///
    /// # Errors
    /// Says what was expected and what was found, where the file is none of this collection.
    pub(crate) fn expect(&self, file: &Path) -> anyhow::Result<()> {
        let shown = file.display();
        let Some((number, line)) = Lines::open(file)?.next() else {
            bail!("{shown} 里一行也没有；{}", self.expected());
        };
        let line = line.map_err(|error| anyhow!("{shown} 第 {number} 行：{error:#}"))?;
        let Some(object) = object(&line) else {
            bail!(
                "{shown} 第 {number} 行不是 JSON 对象（“{}”）；{}",
                beginning(&line),
                self.expected()
            );
        };
        if self.knows(&object) {
            return Ok(());
        }
        let other = ALL.into_iter().find(|other| other.knows(&object));
        let found = if let Some(other) = other {
            format!("看上去是{}，请用 {}", other.zh, other.command)
        } else {
            let names: Vec<&str> = object.keys().take(SHOWN).map(String::as_str).collect();
            format!("第 {number} 行只有这些项：{}", names.join("、"))
        };
        bail!("{shown} 不是{}：{found}。{}", self.zh, self.expected())
    }

    /// Reads one line.
    ///
    /// # Errors
    /// Names what is missing and what is of another type.
    pub(crate) fn read<T: DeserializeOwned>(&self, line: &str) -> anyhow::Result<T> {
        let read = serde_json::from_str(line);
        read.map_err(|error| anyhow!(self.explain(line).unwrap_or_else(|| error.to_string())))
    }

    fn knows(&self, object: &Map<String, Value>) -> bool {
        self.known_by.iter().all(|name| object.contains_key(*name))
    }

    fn expected(&self) -> String {
        let names: Vec<&str> = self.needed.iter().map(|(name, _)| *name).collect();
        format!(
            "{} 要的是一行一件的 JSON 对象，每一行要有 {}",
            self.command,
            names.join("、")
        )
    }

    /// Why a line is none of this collection, as far as it can be said in words.
    fn explain(&self, line: &str) -> Option<String> {
        let Some(object) = object(line) else {
            return Some(format!("不是 JSON 对象（“{}”）", beginning(line)));
        };
        let mut wrong = Vec::new();
        for (name, is) in self.needed {
            match object.get(*name) {
                None | Some(Value::Null) => wrong.push(format!("缺少“{name}”")),
                Some(value) => wrong.extend(is.wrong(name, value)),
            }
        }
        for (name, is) in self.optional {
            match object.get(*name) {
                None | Some(Value::Null) => {}
                Some(value) => wrong.extend(is.wrong(name, value)),
            }
        }
        (!wrong.is_empty()).then(|| wrong.join("；"))
    }
}

impl Is {
    fn wrong(self, name: &str, value: &Value) -> Option<String> {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "真假值",
            Value::Number(_) if self == Self::Id => return None,
            Value::Number(_) => "数字",
            Value::String(text) if self == Self::Day && !text.is_empty() => {
                let is_day = text.parse::<law::Date>().is_ok();
                return (!is_day).then(|| format!("“{name}”应当写作 2019-04-03，现为“{text}”"));
            }
            Value::String(_) => return None,
            Value::Array(_) => "数组",
            Value::Object(_) => "对象",
        };
        Some(format!("“{name}”应当是文字，现为{found}"))
    }
}

fn object(line: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(line.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

fn beginning(line: &str) -> String {
    let mut words: String = line.trim().chars().take(30).collect();
    if words.len() < line.trim().len() {
        words.push('…');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{CORPUS, LAWS};
    use serde_json::Value;

    #[test]
    fn what_is_missing_or_of_another_type_is_named() {
        let of = |line| LAWS.explain(line).unwrap_or_default();
        assert_eq!(of("{"), "不是 JSON 对象（“{”）");
        let line = r#"{"id":7,"title":"甲","level":"law","law_key":"甲","effective":"明年"}"#;
        assert_eq!(
            of(line),
            "“id”应当是文字，现为数字；缺少“text”；“effective”应当写作 2019-04-03，现为“明年”"
        );
        let read: anyhow::Result<Value> = CORPUS.read("[");
        assert!(read.is_err());
        assert_eq!(
            CORPUS.explain(r#"{"id":7,"title":"甲","body":"乙","date":null}"#),
            None
        );
    }
}
