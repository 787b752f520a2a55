//! 语言 — the seam through which every word of the interface passes.
//!
//! Source language is zh-CN, in place: `{{ t("最新公开") }}` (STYLE §4.10). `i18n/<lang>.toml` maps the source words to a
//! translation; a missing one falls back to the source. Statutory names do not pass here: `law` types know them.
//! Each `{}` of the words is filled in order by [`Said::with`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

/// The language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Lang {
    #[default]
    Zh,
    /// Its pages (`/en/…`) do not exist yet; the table and this seam do.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "its pages come with the switch of languages")
    )]
    En,
}

impl Lang {
    /// The value of the attribute `lang`.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

const EN: &str = include_str!("../i18n/en.toml");

fn english() -> &'static HashMap<String, String> {
    static TABLE: OnceLock<HashMap<String, String>> = OnceLock::new();
    TABLE.get_or_init(|| toml::from_str(EN).unwrap_or_default())
}

/// The words for `zh` in `lang`.
pub(crate) fn say(lang: Lang, zh: &'static str) -> Said {
    let words = match lang {
        Lang::Zh => zh,
        Lang::En => english().get(zh).map_or(zh, String::as_str),
    };
    Said(Cow::Borrowed(words))
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
    fn the_english_table_can_be_read() {
        let table: Result<HashMap<String, String>, _> = toml::from_str(EN);
        assert!(table.is_ok_and(|table| !table.is_empty()));
    }
}
