//! Assets — the style sheet and the icon, embedded, named by the hash of their content.
//!
//! The files of `assets/css` are joined in the order of [`SHEETS`]; each carries its own `@layer`, so joining them
//! changes nothing. A changed file has a changed name, and so may be kept for ever by whoever has it.

use crate::paths::{Links, Place};
use bytes::Bytes;
use law::Digest;

macro_rules! sheets {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../assets/css/", $name, ".css")))),*]
    };
}

/// Every style sheet, in order.
pub(crate) const SHEETS: &[(&str, &str)] = sheets![
    "layers",
    "tokens",
    "base",
    "components/notice-bar",
    "components/site-notice",
    "components/masthead",
    "components/footer",
    "components/breadcrumb",
    "components/button",
    "components/field",
    "components/form",
    "components/error-summary",
    "components/deadline",
    "components/search-box",
    "components/badge",
    "components/banner",
    "components/table",
    "components/facts",
    "components/entries",
    "components/columns",
    "components/ways",
    "components/tree",
    "components/outline",
    "components/official",
    "components/statute",
    "components/timeline",
    "components/facet",
    "components/pagination",
    "components/empty",
    "components/suggested",
    "components/downloads",
    "components/verify",
    "components/bulk",
    "components/views",
    "components/compare",
    "components/library",
    "components/calendar",
    "components/clock",
    "components/state",
    "components/callout",
    "components/topics",
    "components/reference",
    "pages/home",
    "pages/reading",
    "pages/search",
    "pages/listing",
    "pages/form",
    "pages/reckon",
    "pages/site-map",
    "elder",
    "print",
    "mourning",
];

pub(crate) const ICON: &str = include_str!("../assets/favicon.svg");

/// One asset as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Asset {
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Bytes,
}

#[derive(Clone, Debug)]
pub(crate) struct Assets {
    stylesheet: Asset,
}

impl Assets {
    pub(crate) fn embedded() -> Self {
        let css: String = SHEETS.iter().map(|(_, css)| *css).collect();
        let digest = Digest::of(css.as_bytes()).to_string();
        let stylesheet = Asset {
            name: format!("look.{}.css", digest.get(..12).unwrap_or_default()),
            media_type: "text/css; charset=utf-8",
            bytes: css.into(),
        };
        Self { stylesheet }
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Asset> {
        (self.stylesheet.name == name).then_some(&self.stylesheet)
    }

    pub(crate) fn stylesheet(&self, links: &Links) -> String {
        links.to(&Place::Asset(self.stylesheet.name.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_sheet_says_its_layer_and_imports_nothing() {
        for (name, css) in SHEETS {
            assert!(css.contains("@layer "), "{name}");
            assert!(!css.contains("@import"), "{name}");
            assert!(!css.contains("url("), "{name}");
        }
    }

    #[test]
    fn an_asset_is_found_under_its_hashed_name_only() {
        let assets = Assets::embedded();
        assert!(assets.named(&assets.stylesheet.name).is_some());
        assert!(assets.named("look.css").is_none());
    }
}
