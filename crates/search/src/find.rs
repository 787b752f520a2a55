//! Finding — from a query to its answer.
//!
//! Order: what is named exactly and what holds all terms; where nothing does, what holds the most parts; then the page
//! of hits with their passages and articles. The engine is asked a bounded number of times.

use crate::answer::{Answer, FacetCounts, Mode, Near};
use crate::asked::{Asked, Term};
use crate::clause;
use crate::gather::{Gather, Gathered, by_key};
use crate::index::Index;
use crate::near;
use crate::plan::Plan;
use crate::query::{Counts, Query, Sort};
use crate::rank;
use crate::schema::{Fields, ITEM};
use crate::statistics::Statistics;
use tantivy::Searcher;
use tantivy::query::Query as Clause;

/// Answers `query`.
pub(crate) fn find(index: &Index, query: &Query) -> tantivy::Result<Answer> {
    let finder = Finder {
        searcher: index.searcher(),
        fields: index.fields(),
        query,
        asked: Asked::read(&query.words),
    };
    finder.answer()
}

pub(crate) struct Finder<'a> {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    pub(crate) query: &'a Query,
    pub(crate) asked: Asked,
}

impl Finder<'_> {
    fn answer(&self) -> tantivy::Result<Answer> {
        let mut plan = self.plan()?;
        let mut found = self.gather(&plan)?;
        let mut without_filters = 0;
        if found.total == 0 && self.query.is_filtered() {
            without_filters = self.count(&*plan.main)?;
        }
        if found.total == 0 && without_filters == 0 && plan.mode == Mode::Words {
            for least in self.leasts() {
                plan = self.partial(least);
                found = self.gather(&plan)?;
                if found.total > 0 {
                    break;
                }
            }
            if found.total == 0 && self.query.is_filtered() {
                without_filters = self.count(&*plan.main)?;
            }
        }
        Ok(Answer {
            mode: plan.mode,
            total: found.total,
            hits: self.hits(&plan, &found)?,
            facets: self.facets(&plan, found)?,
            terms: self
                .asked
                .terms
                .iter()
                .map(|term| term.text.clone())
                .collect(),
            near: match plan.mode {
                Mode::Partial => self.near()?,
                _ => Vec::new(),
            },
            without_filters,
        })
    }

    fn gather(&self, plan: &Plan) -> tantivy::Result<Gathered> {
        let mut gather = Gather::of(self.query);
        gather.firsts.clone_from(&plan.firsts);
        if plan.mode == Mode::Browse {
            gather.sort = Sort::Newest;
        }
        let filters = clause::filters(self.fields, self.query, None);
        self.search(&*clause::within(plan.main.box_clone(), filters), &gather)
    }

    fn count(&self, clause: &dyn Clause) -> tantivy::Result<u64> {
        let gather = Gather::of(&Query::default()).only_counting();
        Ok(self.search(clause, &gather)?.total)
    }

    pub(crate) fn search(&self, clause: &dyn Clause, gather: &Gather) -> tantivy::Result<Gathered> {
        let statistics = Statistics::of(&self.searcher, self.fields, ITEM)?;
        self.searcher
            .search_with_statistics_provider(clause, gather, &statistics)
    }

    /// Facets as found; those by which is filtered as if they were not, so that one can choose another value.
    fn facets(&self, plan: &Plan, found: Gathered) -> tantivy::Result<Vec<FacetCounts>> {
        if self.query.counts == Counts::Skip {
            return Ok(Vec::new());
        }
        let mut facets = by_key(found.facets);
        let mut keys: Vec<&str> = self
            .query
            .filters
            .iter()
            .map(|(key, _)| key.as_str())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys.into_iter().take(8) {
            let filters = clause::filters(self.fields, self.query, Some(key));
            let gather = Gather::of(self.query).only_counting();
            let open = self.search(&*clause::within(plan.main.box_clone(), filters), &gather)?;
            facets.retain(|facet| facet.key != key);
            facets.extend(
                by_key(open.facets)
                    .into_iter()
                    .filter(|facet| facet.key == key),
            );
        }
        facets.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(facets)
    }

    /// Which parts of the query something holds.
    fn near(&self) -> tantivy::Result<Vec<Near>> {
        let texts: Vec<String> = match self.asked.terms.as_slice() {
            [_] => near::pieces(&self.asked),
            terms => terms.iter().map(|term| term.text.clone()).collect(),
        };
        let mut offered = Vec::new();
        for term in texts
            .iter()
            .filter_map(|text| Term::of(text))
            .take(2 * near::MOST_OFFERED)
        {
            let found = self.count(&*clause::any_field(self.fields, &term, rank::WORDS))?;
            if found > 0 && offered.len() < near::MOST_OFFERED {
                offered.push(Near {
                    words: term.text,
                    found,
                });
            }
        }
        Ok(offered)
    }
}
