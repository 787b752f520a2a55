//! 语言 — the seam through which every word of the interface passes.
//!
//! Source language is zh-CN, in place: `{{ t("最新公开") }}` (STYLE §4.10). The tables of `i18n/en/` map the source words to
//! a translation; a missing one falls back to the source. Statutory names come from `law` in Chinese and are looked up in
//! the same tables by [`name`], since `law` knows no language of an interface.
//! Each `{}` of the words is filled in order by [`Said::with`]. Sentences that `law` writes, such as the basis of a
//! standing, come with their blanks filled; [`sentence`] knows them by their form.

use crate::show;
use law::item::Kinds;
use serde::Deserialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

/// The language and script of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Lang {
    #[default]
    Zh,
    /// 繁體: the same words in traditional script.
    Hant,
    En,
}

impl Lang {
    pub(crate) const ALL: [Self; 3] = [Self::Zh, Self::Hant, Self::En];

    /// The value of the attribute `lang`.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::Hant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// What the language calls itself.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "简体",
            Self::Hant => "繁體",
            Self::En => "English",
        }
    }
}

macro_rules! tables {
    ($($name:literal),* $(,)?) => {
        &[$(include_str!(concat!("../i18n/en/", $name, ".toml"))),*]
    };
}

/// One table an area of the site.
const EN: &[&str] = tables![
    "portal",
    "names",
    "subjects",
    "sentences",
    "errors",
    "home",
    "agency",
    "clock",
    "document",
    "doors",
    "downloads",
    "error_report",
    "laws",
    "log",
    "lists",
    "machines",
    "nodes",
    "notice",
    "open",
    "search",
    "suggest",
    "taken",
    "about",
    "looks",
];

/// The table of sentences that come with their blanks filled.
const SENTENCES: &str = include_str!("../i18n/en/sentences.toml");

/// English for some words: one form, or one for a single thing and one for any other number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum English {
    Plain(String),
    Counted { one: String, other: String },
}

impl English {
    fn other(&self) -> &str {
        match self {
            Self::Plain(words) | Self::Counted { other: words, .. } => words,
        }
    }

    fn one(&self) -> Option<&str> {
        match self {
            Self::Plain(_) => None,
            Self::Counted { one, .. } => Some(one),
        }
    }
}

type Table = HashMap<String, English>;

/// The tables, and below them the English that kinds and fields bring with their definition.
fn english() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let kinds = Kinds::standard();
        let defined = kinds.iter().flat_map(|kind| {
            let fields = kind.fields.iter().map(|field| (field.zh, field.en));
            fields.chain([(kind.zh, kind.en)])
        });
        let mut all: Table = defined
            .map(|(zh, en)| (zh.to_owned(), English::Plain(en.to_owned())))
            .collect();
        for text in EN {
            all.extend(toml::from_str::<Table>(text).unwrap_or_default());
        }
        all
    })
}

/// Sentences that come finished, with their blanks. Those with most words of their own are tried first.
fn patterns() -> &'static [(String, English)] {
    static PATTERNS: OnceLock<Vec<(String, English)>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let all: Table = toml::from_str(SENTENCES).unwrap_or_default();
        let mut found: Vec<(String, English)> = all
            .into_iter()
            .filter(|(zh, _)| zh.contains("{}"))
            .collect();
        found.sort_by_key(|(zh, _)| (Reverse(zh.len()), zh.clone()));
        found
    })
}

/// The words for `zh` in `lang`.
pub(crate) fn say(lang: Lang, zh: &'static str) -> Said {
    match lang {
        Lang::Zh | Lang::Hant => Said::plain(zh),
        Lang::En => english().get(zh).map_or(Said::plain(zh), |en| Said {
            words: Cow::Borrowed(en.other()),
            one: en.one().map(Cow::Borrowed),
        }),
    }
}

/// A name that the law gives (a kind, a field, a column, a standing) in `lang`; what has no translation stays Chinese.
pub(crate) fn name(lang: Lang, zh: &str) -> Cow<'_, str> {
    match lang {
        Lang::Zh | Lang::Hant => Cow::Borrowed(zh),
        Lang::En => english()
            .get(zh)
            .map_or(Cow::Borrowed(zh), |en| Cow::Borrowed(en.other())),
    }
}

/// One class of what a document is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Class<'a> {
    pub(crate) says: Cow<'a, str>,
    /// On an English page: no table knows it, as it is a name of the source's own.
    pub(crate) is_chinese: bool,
}

/// What a document is about (`公安、安全、司法\\公安`) in `lang`, class by class.
pub(crate) fn subject(lang: Lang, zh: &str) -> Vec<Class<'_>> {
    let class = |zh| {
        let says = name(lang, zh);
        Class {
            is_chinese: lang == Lang::En && says == zh,
            says,
        }
    };
    zh.split('\\').map(class).collect()
}

/// A sentence that comes finished in Chinese (`自2019年5月15日起施行`), in `lang`, by the form it has in the tables.
pub(crate) fn sentence(lang: Lang, zh: &str) -> Cow<'_, str> {
    match lang {
        Lang::Zh | Lang::Hant => Cow::Borrowed(zh),
        Lang::En => translate(zh, 0).map_or(Cow::Borrowed(zh), Cow::Owned),
    }
}

/// Sentences stand in sentences (`…，将自…起废止`), not deeper than this.
const DEEPEST: u8 = 4;

fn translate(zh: &str, depth: u8) -> Option<String> {
    if let Some(en) = english().get(zh) {
        return Some(en.other().to_owned());
    }
    if let Some(date) = law::date::first(zh).filter(|date| law::date::zh(*date) == zh) {
        return Some(show::day(Lang::En, date));
    }
    if depth == DEEPEST {
        return None;
    }
    patterns().iter().find_map(|(pattern, en)| {
        let values = filled(pattern, zh)?;
        let mut words = en.other().to_owned();
        for value in values {
            let value = translate(value, depth + 1).unwrap_or_else(|| value.to_owned());
            words = words.replacen("{}", &value, 1);
        }
        Some(words)
    })
}

/// What stands in the blanks of `pattern`, if `text` is of that form.
fn filled<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut values = Vec::new();
    let parts: Vec<&str> = parts.collect();
    for (i, part) in parts.iter().enumerate() {
        let is_last = i + 1 == parts.len();
        let at = match (is_last, part.is_empty()) {
            (true, _) => rest.strip_suffix(part)?.len(),
            (false, true) => return None,
            (false, false) => rest.find(part)?,
        };
        let (value, after) = rest.split_at_checked(at)?;
        if value.is_empty() {
            return None;
        }
        values.push(value);
        rest = after.get(part.len()..)?;
    }
    Some(values)
}

/// Words of the interface, ready to be shown.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    words: Cow<'static, str>,
    /// The same where the number filled in is 1, until a number is.
    one: Option<Cow<'static, str>>,
}

impl Said {
    fn plain(words: &'static str) -> Self {
        Self {
            words: Cow::Borrowed(words),
            one: None,
        }
    }

    /// Fills the next `{}`. The first number that is filled in decides between singular and plural.
    #[must_use]
    pub(crate) fn with(self, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        let fill = |words: &str| Cow::Owned(words.replacen("{}", &value, 1));
        let is_number = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit());
        match self.one {
            Some(one) if value == "1" => Self {
                words: fill(&one),
                one: None,
            },
            one => Self {
                words: fill(&self.words),
                one: one.filter(|_| !is_number).map(|one| fill(&one)),
            },
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// Templates write it without the machinery of formats; a page says a hundred.
impl askama::FastWritable for Said {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.words)?)
    }
}

impl From<Said> for String {
    fn from(said: Said) -> Self {
        said.words.into_owned()
    }
}

/// Words whose language is chosen later: a handler says them, the page that shows them knows the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    zh: Cow<'static, str>,
    values: Vec<String>,
}

impl Phrase {
    pub(crate) fn of(zh: &'static str) -> Self {
        Self {
            zh: Cow::Borrowed(zh),
            values: Vec::new(),
        }
    }

    /// Fills the next `{}`.
    #[must_use]
    pub(crate) fn with(mut self, value: impl fmt::Display) -> Self {
        self.values.push(value.to_string());
        self
    }

    pub(crate) fn said(&self, lang: Lang) -> String {
        let words = match &self.zh {
            Cow::Borrowed(zh) => say(lang, zh),
            Cow::Owned(zh) => Said {
                words: Cow::Owned(sentence(lang, zh).into_owned()),
                one: None,
            },
        };
        let values = self.values.iter();
        values.fold(words, Said::with).into()
    }
}

impl From<&'static str> for Phrase {
    fn from(zh: &'static str) -> Self {
        Self::of(zh)
    }
}

impl From<String> for Phrase {
    /// Words that come finished, as a refusal of an act does.
    fn from(zh: String) -> Self {
        Self {
            zh: Cow::Owned(zh),
            values: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_in_order_and_missing_words_stay_chinese() {
        let said = say(Lang::Zh, "第 {} 页，共 {} 页").with(2).with(9);
        assert_eq!(said.to_string(), "第 2 页，共 9 页");
        assert_eq!(say(Lang::En, "没有译过的话").to_string(), "没有译过的话");
        assert_eq!(say(Lang::En, "首页").to_string(), "Home");
    }

    #[test]
    fn the_english_tables_can_be_read() {
        for text in EN {
            let table: Result<Table, _> = toml::from_str(text);
            assert!(table.is_ok_and(|table| !table.is_empty()), "{text}");
        }
    }

    #[test]
    fn one_thing_is_not_said_as_many() {
        for (n, says) in [
            ("1", "1 item"),
            ("0", "0 items"),
            ("1\u{202f}000", "1\u{202f}000 items"),
        ] {
            assert_eq!(say(Lang::En, "{} 件").with(n).to_string(), says);
        }
    }

    #[test]
    fn a_sentence_of_the_law_is_known_by_its_form() {
        for (zh, en) in [
            ("自2019年5月15日起施行", "In force from 15 May 2019"),
            ("效力未标注", "Validity not stated"),
            ("列入某个目录", "列入某个目录"),
        ] {
            assert_eq!(sentence(Lang::En, zh), en);
            assert_eq!(sentence(Lang::Zh, zh), zh);
        }
        let both = sentence(Lang::En, "自2019年5月15日起施行，将自2027年1月1日起废止");
        assert_eq!(
            both,
            "In force from 15 May 2019; repealed with effect from 1 January 2027"
        );
    }

    #[test]
    fn a_phrase_is_said_in_the_language_of_the_page() {
        let phrase = Phrase::of("没有“{}”这一天，请写成 2020-07-15 的样子").with("2021-02-29");
        assert_eq!(
            phrase.said(Lang::Zh),
            "没有“2021-02-29”这一天，请写成 2020-07-15 的样子"
        );
        assert_eq!(
            phrase.said(Lang::En),
            "there is no day “2021-02-29”; please write it like 2020-07-15"
        );
    }
}
