//! 搜索的网址 — what a search asks, read from its address and written to it again.
//!
//! Decides which pairs of an address are understood, and that one which cannot be is refused and named, never passed over.

use crate::error::Trouble;
use crate::extract::{Pairs, Question};
use crate::i18n::Phrase;
use crate::portal::documents::known;
use crate::portal::narrowing::{facet_keys, known_validity};
use acts::search::{Counts, Force, Query, Sort, Turn};
use law::item::Kinds;

/// Queries that are always understood; the ids of facet fields come in addition ([`facet_keys`]).
pub(crate) const ASKS: &[&str] = &[
    "q",
    "kind",
    "agency",
    "validity",
    "year",
    "from",
    "to",
    "in_force",
    "sort",
    "page",
    "after",
    "before",
    "agency_name",
];

/// Hits on one page.
pub(crate) const PAGE: usize = 10;

/// A search as asked, ready for the look-up and for its own address.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub(crate) query: Query,
    pub(crate) page: usize,
}

/// The query of the address, before the kinds of the site are known.
#[derive(Clone, Debug)]
pub(crate) struct Raw(pub(crate) Pairs);

impl Question for Raw {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        Ok(Self(pairs.clone()))
    }
}

impl Search {
    /// # Errors
    /// [`Trouble::Asked`] naming the pair that cannot be answered.
    pub(crate) fn read(pairs: &Pairs, kinds: &Kinds) -> Result<Self, Trouble> {
        for kind in pairs.all("kind") {
            known(kinds, Some(kind))?;
        }
        for value in pairs.all("validity") {
            known_validity(value)?;
        }
        let mut filters = Vec::new();
        for key in facet_keys(kinds) {
            filters.extend(
                pairs
                    .all(key)
                    .map(|value| (key.to_owned(), value.to_owned())),
            );
        }
        let in_force = match pairs.one("in_force") {
            None => Force::Any,
            Some("evidenced") => Force::Evidenced,
            Some("presumed") => Force::OrPresumed,
            Some(other) => {
                return Err(Trouble::asked(
                    "in_force",
                    Phrase::of("应当是 evidenced 或 presumed，您填的是“{}”").with(other),
                ));
            }
        };
        let sort = match pairs.one("sort") {
            None => Sort::Relevance,
            Some("newest") => Sort::Newest,
            Some(other) => {
                return Err(Trouble::asked(
                    "sort",
                    Phrase::of("应当是 newest，您填的是“{}”").with(other),
                ));
            }
        };
        let page = pairs.number("page")?.unwrap_or(1) as usize;
        let offset = (page - 1).saturating_mul(PAGE);
        if Query::DEEPEST < offset {
            return Err(Trouble::asked(
                "page",
                Phrase::of("最多翻到第 {} 页，请换个词缩小范围").with(Query::DEEPEST / PAGE),
            ));
        }
        let (from, to) = (pairs.date("from")?, pairs.date("to")?);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            return Err(Trouble::asked("from、to", "起始日期在截止日期之后，请对调"));
        }
        let words = pairs.one("q").unwrap_or_default().to_owned();
        let counts = Counts::Facets;
        let query = Query {
            words,
            filters,
            from,
            to,
            in_force,
            sort,
            counts,
            offset,
            turn: Turn::First,
            limit: PAGE,
        };
        Ok(Self { query, page })
    }

    /// The values chosen of one facet.
    pub(crate) fn chosen<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let of_key = self
            .query
            .filters
            .iter()
            .filter(move |(known, _)| known == key);
        of_key.map(|(_, value)| value.as_str())
    }

    /// The pairs of this search's own address, without the page.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = vec![("q".to_owned(), self.query.words.clone())];
        pairs.extend(self.query.filters.iter().cloned());
        let day = |date: Option<law::Date>| date.map(|date| date.to_string()).unwrap_or_default();
        pairs.push(("from".into(), day(self.query.from)));
        pairs.push(("to".into(), day(self.query.to)));
        pairs.push(("in_force".into(), force_id(self.query.in_force).into()));
        let sort = if self.query.sort == Sort::Newest {
            "newest"
        } else {
            ""
        };
        pairs.push(("sort".into(), sort.into()));
        pairs
    }

    /// The same without the order: a feed has its own.
    pub(crate) fn followed_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = self.pairs();
        pairs.retain(|(key, _)| key != "sort");
        pairs
    }
}

/// As the address says it.
pub(crate) fn force_id(force: Force) -> &'static str {
    match force {
        Force::Any => "",
        Force::Evidenced => "evidenced",
        Force::OrPresumed => "presumed",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use crate::paths::query;

    fn read(query: &str) -> Result<Search, Trouble> {
        Search::read(&Pairs::parse(query).unwrap(), &Kinds::standard())
    }

    #[test]
    fn a_search_reads_back_from_its_own_address() {
        let search = read("q=%E5%B9%B4%E6%8A%A5&kind=law&issuers=x&from=2020-01-01&in_force=presumed&sort=newest&page=3").unwrap();
        assert_eq!(search.query.offset, 20);
        let pairs = search.pairs();
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        let again = read(&query(&pairs)).unwrap();
        assert_eq!(
            again.query,
            Query {
                offset: 0,
                ..search.query
            }
        );
    }

    #[test]
    fn what_cannot_be_asked_is_refused_and_named() {
        for wrong in [
            "kind=poem",
            "validity=none",
            "validity=in_force&validity=perhaps",
            "in_force=yes",
            "sort=up",
            "page=0",
            "page=9999999",
            "from=x",
            "from=2021-01-02&to=2021-01-01",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_facet_of_every_kind_is_understood() {
        let kinds = Kinds::standard();
        for field in kinds.facets() {
            let search = read(&format!("{}=x", field.id)).unwrap();
            assert_eq!(
                search.query.filters,
                [(field.id.to_owned(), "x".to_owned())]
            );
        }
    }
}
