//! 语言 — the seam through which every word of the interface passes.
//!
//! Source language is zh-CN, in place: `{{ t("最新公开") }}` (STYLE §4.10). The tables of `i18n/en/` map the source words to
//! a translation; a missing one falls back to the source. Statutory names come from `law` in Chinese and are looked up in
//! the same tables by [`name`], since `law` knows no language of an interface.
//! Each `{}` of the words is filled in order by [`Said::with`].

use std::borrow::Cow;
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
    "downloads",
    "error_report",
    "laws",
    "machines",
    "notice",
    "portal",
    "open"
];

fn english() -> &'static HashMap<String, String> {
    static TABLE: OnceLock<HashMap<String, String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let tables = EN
            .iter()
            .map(|text| toml::from_str(text).unwrap_or_default());
        tables
            .flat_map(HashMap::<String, String>::into_iter)
            .collect()
    })
}

/// The words for `zh` in `lang`.
pub(crate) fn say(lang: Lang, zh: &'static str) -> Said {
    let words = match lang {
        Lang::Zh | Lang::Hant => zh,
        Lang::En => english().get(zh).map_or(zh, String::as_str),
    };
    Said(Cow::Borrowed(words))
}

/// A name that the law gives (a kind, a field, a column, a standing) in `lang`.
pub(crate) fn name(lang: Lang, zh: &str) -> Cow<'_, str> {
    match lang {
        Lang::Zh | Lang::Hant => Cow::Borrowed(zh),
        Lang::En => english()
            .get(zh)
            .map_or(Cow::Borrowed(zh), |en| Cow::Borrowed(en.as_str())),
    }
}

/// Words of the interface, ready to be shown.
#[derive(Clone, Debug)]
pub(crate) struct Said(Cow<'static, str>);

impl Said {
    /// Fills the next `{}`.
    #[must_use]
    pub(crate) fn with(self, value: impl fmt::Display) -> Self {
        Self(Cow::Owned(self.0.replacen("{}", &value.to_string(), 1)))
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Said> for String {
    fn from(said: Said) -> Self {
        said.0.into_owned()
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
            let table: Result<HashMap<String, String>, _> = toml::from_str(text);
            assert!(table.is_ok_and(|table| !table.is_empty()), "{text}");
        }
    }
}
