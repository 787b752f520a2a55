//! Addresses as pages write them: under the sub-path of the site, in one way of showing.

use super::{Place, query, segment};
use crate::variant::Variant;
use acts::portal::Form;
use acts::view::Address;
use law::item::Column;
use law::{Date, Period};
use std::sync::Arc;

/// Addresses under the sub-path where the site lives; those of pages in one way of showing.
#[derive(Clone, Debug)]
pub struct Links {
    base: Arc<str>,
    variant: Variant,
}

impl Links {
    /// `base` is empty or like `/xxgk`; a trailing slash is dropped, a missing leading one added.
    pub fn under(base: &str) -> Self {
        let base = base.trim_matches('/');
        let base = if base.is_empty() {
            String::new()
        } else {
            let parts: Vec<String> = base.split('/').map(segment).collect();
            format!("/{}", parts.join("/"))
        };
        Self {
            base: base.into(),
            variant: Variant::default(),
        }
    }

    /// The same site in another way of showing.
    #[must_use]
    pub(crate) fn shown(&self, variant: Variant) -> Self {
        Self {
            base: Arc::clone(&self.base),
            variant,
        }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn to(&self, place: &Place) -> String {
        let prefix = if place.is_page() {
            self.variant.prefix()
        } else {
            ""
        };
        let path = place.path();
        // As on most sites for most readers.
        if self.base.is_empty() && prefix.is_empty() {
            return path;
        }
        format!("{}{prefix}{path}", self.base)
    }

    /// The address with a query; pairs with an empty value are left out.
    pub fn with(&self, place: &Place, pairs: &[(&str, &str)]) -> String {
        let query = query(pairs);
        let path = self.to(place);
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    }

    pub fn home(&self) -> String {
        self.to(&Place::Home)
    }

    pub fn agencies(&self) -> String {
        self.to(&Place::Agencies)
    }

    pub fn agency(&self, code: &str) -> String {
        self.to(&Place::Agency(code.to_owned()))
    }

    pub fn column(&self, code: &str, column: Column) -> String {
        self.to(&Place::Column(code.to_owned(), column))
    }

    pub fn documents(&self) -> String {
        self.to(&Place::Documents)
    }

    pub fn kind(&self, kind: &str) -> String {
        self.with(&Place::Documents, &[("kind", kind)])
    }

    pub fn topics(&self) -> String {
        self.to(&Place::Topics)
    }

    pub fn topic(&self, id: &str) -> String {
        self.to(&Place::Topic(id.to_owned()))
    }

    pub fn published(&self) -> String {
        self.to(&Place::Published)
    }

    /// What was published in a day, a week or a month.
    pub fn published_in(&self, period: impl std::borrow::Borrow<Period>) -> String {
        self.to(&Place::PublishedIn(*period.borrow()))
    }

    pub fn laws(&self) -> String {
        self.to(&Place::Laws)
    }

    pub fn law(&self, work: &str) -> String {
        self.to(&Place::Law(work.to_owned()))
    }

    pub fn law_on(&self, work: &str, on: Date) -> String {
        self.with(&Place::Law(work.to_owned()), &[("on", &on.to_string())])
    }

    /// Two texts of a work side by side; those that the page picks where they are not named.
    pub fn compare(&self, work: &str, from: &str, to: &str) -> String {
        self.with(
            &Place::Compare(work.to_owned()),
            &[("from", from), ("to", to)],
        )
    }

    pub fn item(&self, address: &Address) -> String {
        self.to(&Place::Item(address.clone()))
    }

    pub fn edition(&self, address: &Address, edition: u32) -> String {
        self.with(
            &Place::Item(address.clone()),
            &[("edition", &edition.to_string())],
        )
    }

    pub fn text(&self, address: &Address, form: Form, edition: Option<u32>) -> String {
        self.with(
            &Place::Text(address.clone(), form),
            &[(
                "edition",
                &edition.map(|n| n.to_string()).unwrap_or_default(),
            )],
        )
    }

    pub fn sums(&self, address: &Address, edition: Option<u32>) -> String {
        self.with(
            &Place::Sums(address.clone()),
            &[(
                "edition",
                &edition.map(|n| n.to_string()).unwrap_or_default(),
            )],
        )
    }

    pub fn file(&self, address: &Address, name: &str, edition: Option<u32>) -> String {
        self.with(
            &Place::File(address.clone(), name.to_owned()),
            &[(
                "edition",
                &edition.map(|n| n.to_string()).unwrap_or_default(),
            )],
        )
    }

    pub fn search(&self) -> String {
        self.to(&Place::Search)
    }

    pub fn search_for(&self, words: &str) -> String {
        self.with(&Place::Search, &[("q", words)])
    }

    /// The search within what an agency and those below it released.
    pub fn search_within(&self, agency: &str) -> String {
        self.with(&Place::Search, &[("agency", agency)])
    }

    pub fn downloads(&self) -> String {
        self.to(&Place::Downloads)
    }

    pub fn about(&self) -> String {
        self.to(&Place::About)
    }

    pub fn error_report(&self) -> String {
        self.to(&Place::ErrorReport)
    }

    /// The form to report an error on a page of this site, whose path is filled in.
    pub fn error_report_of(&self, page: &str) -> String {
        self.with(&Place::ErrorReport, &[("page", page)])
    }

    pub fn error_progress(&self) -> String {
        self.to(&Place::ErrorProgress)
    }

    pub fn clock(&self) -> String {
        self.to(&Place::Clock)
    }

    pub fn fee(&self) -> String {
        self.to(&Place::Fee)
    }

    pub fn remedy(&self) -> String {
        self.to(&Place::Remedy)
    }

    pub fn accessibility(&self) -> String {
        self.to(&Place::Accessibility)
    }

    pub fn privacy(&self) -> String {
        self.to(&Place::Privacy)
    }

    pub fn site_map(&self) -> String {
        self.to(&Place::SiteMap)
    }
}
