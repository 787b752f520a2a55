//! 显示方式 — in which language and script a page is shown, and whether large for elder eyes.
//!
//! A way of showing stands at the beginning of the address (`/en/laws`, `/zh-hant/elder/laws`), so that it holds from page
//! to page without a cookie, can be linked and kept (DECISIONS 9). Only pages have ways of showing: a file, a list for
//! machines and the open API have one address each.

use crate::i18n::Lang;

/// A way of showing a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Variant {
    pub(crate) lang: Lang,
    /// 长者模式: larger, heavier, one column sooner.
    pub(crate) is_elder: bool,
}

const ELDER: &str = "/elder";

impl Variant {
    /// What the address begins with; empty for the usual way.
    pub(crate) const fn prefix(self) -> &'static str {
        match (self.lang, self.is_elder) {
            (Lang::Zh, false) => "",
            (Lang::Zh, true) => ELDER,
            (Lang::Hant, false) => "/zh-hant",
            (Lang::Hant, true) => "/zh-hant/elder",
            (Lang::En, false) => "/en",
            (Lang::En, true) => "/en/elder",
        }
    }

    /// The way of showing that a path begins with, and the path without it.
    pub(crate) fn of_path(path: &str) -> (Self, &str) {
        let (lang, rest) = [Lang::Hant, Lang::En]
            .into_iter()
            .find_map(|lang| {
                let prefix = Self {
                    lang,
                    is_elder: false,
                }
                .prefix();
                Some((lang, below(path, prefix)?))
            })
            .unwrap_or((Lang::Zh, path));
        match below(rest, ELDER) {
            Some(rest) => (
                Self {
                    lang,
                    is_elder: true,
                },
                rest,
            ),
            None => (
                Self {
                    lang,
                    is_elder: false,
                },
                rest,
            ),
        }
    }
}

/// The path below `prefix`; empty for the prefix itself.
fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(prefix)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_showing_is_read_back_from_its_address() {
        for lang in Lang::ALL {
            for is_elder in [false, true] {
                let variant = Variant { lang, is_elder };
                let path = format!("{}/laws/zfxxgk", variant.prefix());
                assert_eq!(Variant::of_path(&path), (variant, "/laws/zfxxgk"));
            }
        }
        for plain in ["/", "/english", "/enough/en", "/laws/en", "/zh-hantx"] {
            assert_eq!(Variant::of_path(plain), (Variant::default(), plain));
        }
    }
}
