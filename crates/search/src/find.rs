//! Finding — from a query to its answer.
//!
//! Order: what is named exactly and what holds all terms; where nothing does, what holds the most parts; then the page
//! of hits with their passages and articles. The engine is asked a bounded number of times.

use crate::answer::{Answer, FacetCounts, Mode, Near, Passage};
use crate::asked::{Asked, Term};
use crate::clause::{self, Boxed, Looking};
use crate::everyday::{self, Everyday, Pairs};
use crate::exact;
use crate::gather::{Gather, Gathered, by_key};
use crate::hands::{Answering, gather, hands};
use crate::index::Index;
use crate::near;
use crate::opened::Opened;
use crate::plan::Plan;
use crate::query::{Counts, Query, Sort};
use crate::question::SecondRanking;
use crate::rank::Ranking;
use crate::schema::{Fields, ITEM};
use crate::statistics::Statistics;
use std::sync::Arc;
use tantivy::collector::Collector;
use tantivy::query::{EnableScoring, Query as Clause};
use tantivy::{DocAddress, Searcher, TERMINATED};

/// Answers `query`.
pub(crate) fn find(index: &Index, query: &Query) -> tantivy::Result<Answer> {
    let _answering = Answering::begin();
    let finder = Finder {
        opened: index.opened(),
        fields: index.fields(),
        query,
        asked: Asked::read(&query.words),
        ranking: index.ranking(),
        pairs: index.pairs(),
        second: index.second(),
    };
    finder.answer()
}

/// The passages that answer `question`, best first.
pub(crate) fn passages(
    index: &Index,
    question: &str,
    most: usize,
) -> tantivy::Result<Vec<Passage>> {
    let finder = Finder {
        opened: index.opened(),
        fields: index.fields(),
        query: &Query::default(),
        asked: Asked::read(question),
        ranking: index.ranking(),
        pairs: index.pairs(),
        second: index.second(),
    };
    let answers = finder.answers(&[])?;
    let mut passages = Vec::new();
    for found in answers.passages.iter().take(most) {
        let anchor = if found.is_article {
            finder.anchor_at(found.address)?
        } else {
            String::new()
        };
        passages.extend(answers.items.get(found.item).map(|item| Passage {
            item: item.id.clone(),
            anchor,
            score: found.score,
        }));
    }
    Ok(passages)
}

/// The values of a facet among the items that have one of them.
pub(crate) fn values_beside(
    index: &Index,
    key: &str,
    value: &str,
) -> tantivy::Result<Vec<(String, u64)>> {
    let query = Query {
        counts: Counts::Facets,
        ..Query::default().within(key, value)
    };
    let opened = index.opened();
    let gather = Gather::of(&opened, &query, index.ranking()).only_counting();
    let items = clause::is(index.fields().unit, ITEM);
    let within = clause::within(items, clause::filters(index.fields(), &query, None));
    let found = opened.searcher.search(&*within, &gather)?;
    let mut facets = by_key(&found.facets).into_iter();
    let values = facets.find(|facet| facet.key == key);
    Ok(values.map(|facet| facet.values).unwrap_or_default())
}

pub(crate) struct Finder<'a> {
    pub(crate) opened: Arc<Opened>,
    pub(crate) fields: Fields,
    pub(crate) query: &'a Query,
    pub(crate) asked: Asked,
    pub(crate) ranking: Ranking,
    pub(crate) pairs: Arc<Pairs>,
    pub(crate) second: Option<Arc<dyn SecondRanking>>,
}

impl Finder<'_> {
    pub(crate) fn searcher(&self) -> &Searcher {
        &self.opened.searcher
    }

    pub(crate) fn looking(&self) -> Looking<'_> {
        Looking {
            fields: self.fields,
            ranking: &self.ranking,
            lists: &self.opened.lists,
        }
    }

    pub(crate) fn anchor_at(&self, address: DocAddress) -> tantivy::Result<String> {
        let columns = self.opened.columns(address.segment_ord)?;
        columns.anchor(address.doc_id)
    }

    fn answer(&self) -> tantivy::Result<Answer> {
        let mut plan = self.plan()?;
        let mut found = self.gather(&plan)?;
        let mut without_filters = 0;
        if found.total == 0 && self.query.is_filtered() {
            without_filters = self.count(&*plan.main)?;
        }
        if found.total == 0 && without_filters == 0 && plan.mode == Mode::Words {
            plan = self.question(&self.narrowing(None))?;
            found = self.gather(&plan)?;
            if found.total == 0 && self.query.is_filtered() {
                without_filters = self.count(&*self.question(&[])?.main)?;
            }
        }
        let (ahead, previous, next) = self.turns(&found);
        Ok(Answer {
            mode: plan.mode,
            total: found.total,
            hits: self.hits(&plan, &found)?,
            ahead,
            previous,
            next,
            facets: self.facets(&plan, &found)?,
            terms: self
                .asked
                .terms
                .iter()
                .map(|term| term.text.clone())
                .collect(),
            near: match plan.mode {
                Mode::Question => self.near()?,
                _ => Vec::new(),
            },
            official: self.official(plan.mode)?,
            without_filters,
        })
    }

    fn gather(&self, plan: &Plan) -> tantivy::Result<Gathered> {
        let mut gather = Gather::of(&self.opened, self.query, self.ranking);
        gather.firsts.clone_from(&plan.firsts);
        gather.is_weighed = plan.answers.is_some();
        if plan.mode == Mode::Browse {
            gather.sort = Sort::Newest;
        }
        let filters = clause::filters(self.fields, self.query, None);
        self.search(&*clause::within(plan.main.box_clone(), filters), &gather)
    }

    /// All filters but those by one key, the range of days among them.
    fn narrowing(&self, without: Option<&str>) -> Vec<Boxed> {
        let mut filters = clause::filters(self.fields, self.query, without);
        filters.extend(clause::days(self.fields, self.query));
        filters
    }

    fn count(&self, clause: &dyn Clause) -> tantivy::Result<u64> {
        let gather = Gather::of(&self.opened, &Query::default(), self.ranking).only_counting();
        Ok(self.search(clause, &gather)?.total)
    }

    pub(crate) fn search(
        &self,
        clause: &dyn Clause,
        collector: &Gather,
    ) -> tantivy::Result<Gathered> {
        let searcher = self.searcher();
        let statistics = Statistics::of(searcher, self.fields, ITEM)?;
        let scoring = if collector.requires_scoring() {
            EnableScoring::enabled_from_statistics_provider(&statistics, searcher)
        } else {
            EnableScoring::disabled_from_searcher(searcher)
        };
        let weight = clause.weight(scoring)?;
        gather(searcher, &*weight, collector, hands(self.most_found()?))
    }

    /// As many items as can hold all terms: as many as hold the rarest pair.
    fn most_found(&self) -> tantivy::Result<u64> {
        let searcher = self.searcher();
        let mut most = searcher.num_docs();
        for term in &self.asked.terms {
            for (_, gram) in &term.grams {
                let gram = tantivy::Term::from_field_text(self.fields.body, gram);
                most = most.min(searcher.doc_freq(&gram)?);
            }
        }
        Ok(most)
    }

    /// Facets as found; those by which is filtered as if they were not, so that one can choose another value.
    fn facets(&self, plan: &Plan, found: &Gathered) -> tantivy::Result<Vec<FacetCounts>> {
        if self.query.counts == Counts::Skip {
            return Ok(Vec::new());
        }
        let mut facets = by_key(&found.facets);
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
            let gather = Gather::of(&self.opened, self.query, self.ranking).only_counting();
            let main = match plan.mode {
                Mode::Question => self.question(&self.narrowing(Some(key)))?.main,
                _ => plan.main.box_clone(),
            };
            let open = self.search(&*clause::within(main, filters), &gather)?;
            facets.retain(|facet| facet.key != key);
            facets.extend(
                by_key(&open.facets)
                    .into_iter()
                    .filter(|facet| facet.key == key),
            );
        }
        facets.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(facets)
    }

    /// The official words for what was typed, that something holds.
    fn official(&self, mode: Mode) -> tantivy::Result<Vec<Everyday>> {
        let is_told = |pair: &Everyday| match mode {
            Mode::Question => true,
            Mode::Words => self.asked.terms.iter().any(|term| term.text == pair.said),
            Mode::Browse | Mode::Exact => false,
        };
        let mut official = Vec::new();
        for pair in everyday::within(&self.asked, &self.pairs)
            .into_iter()
            .filter(is_told)
        {
            if official.len() < near::MOST_OFFERED
                && let Some(term) = Term::of(pair.official)
                && self.is_held(&*self.looking().any_field(&term))?
            {
                official.push(pair);
            }
        }
        Ok(official)
    }

    /// Whether anything has it: looks no further than the first.
    fn is_held(&self, clause: &dyn Clause) -> tantivy::Result<bool> {
        let weight = clause.weight(EnableScoring::disabled_from_searcher(self.searcher()))?;
        for reader in self.searcher().segment_readers() {
            let mut scorer = weight.scorer(reader, 1.0)?;
            while scorer.doc() != TERMINATED {
                if !reader.is_deleted(scorer.doc()) {
                    return Ok(true);
                }
                scorer.advance();
            }
        }
        Ok(false)
    }

    /// Which parts of the query something holds.
    fn near(&self) -> tantivy::Result<Vec<Near>> {
        let texts: Vec<String> = match self.asked.terms.as_slice() {
            [_] => near::pieces(&self.asked),
            terms => terms.iter().map(|term| term.text.clone()).collect(),
        };
        let mut offered = Vec::new();
        let number = exact::Typed::read(&self.asked.words).and_then(|typed| typed.without_code());
        if let Some(words) = number {
            let mut found = 0;
            for (_, key) in exact::keys_for(&words) {
                found += self.count(&*clause::is(self.fields.exact, &key))?;
            }
            if found > 0 {
                offered.push(Near { words, found });
            }
        }
        for term in texts
            .iter()
            .filter_map(|text| Term::of(text))
            .take(2 * near::MOST_OFFERED)
        {
            let found = self.count(&*self.looking().any_field(&term))?;
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
