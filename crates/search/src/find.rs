//! Finding — from a query to its answer.
//!
//! Order: what is named exactly and what holds all terms; where nothing does, what holds the most parts; then the page
//! of hits with their passages and articles. The engine is asked a bounded number of times.

use crate::answer::{Answer, Exact, FacetCounts, Hit, Mode, Near};
use crate::article::{Reference, Wanted, under};
use crate::asked::{Asked, Term};
use crate::clause::{self, Boxed};
use crate::exact;
use crate::gather::{Firsts, Gather, Gathered, by_key};
use crate::index::Index;
use crate::near;
use crate::query::{Counts, Query, Sort};
use crate::schema::{ARTICLE, Fields, ITEM};
use crate::snippet::{Needle, marked, passage};
use tantivy::query::{Bm25StatisticsProvider, Query as Clause};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument};

/// Laws that are looked at for a named article where none bears the name exactly.
const MOST_NAMED: usize = 20;

/// More items than this of one name (公告, say) are not named by it.
const MOST_OF_ONE_NAME: u64 = 1000;

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

struct Finder<'a> {
    searcher: Searcher,
    fields: Fields,
    query: &'a Query,
    asked: Asked,
}

/// The numbers of words and documents that scores are made from: those of items, or those of articles.
struct Statistics<'a> {
    searcher: &'a Searcher,
    documents: u64,
}

impl<'a> Statistics<'a> {
    fn of(searcher: &'a Searcher, fields: Fields, unit: &str) -> tantivy::Result<Self> {
        let unit = tantivy::Term::from_field_text(fields.unit, unit);
        Ok(Self {
            searcher,
            documents: searcher.doc_freq(&unit)?.max(1),
        })
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents)
    }

    fn doc_freq(&self, term: &tantivy::Term) -> tantivy::Result<u64> {
        Ok(self.searcher.doc_freq(term)?.min(self.documents))
    }
}

/// What the words were taken for, and what the engine is asked.
struct Plan {
    mode: Mode,
    main: Boxed,
    firsts: Firsts,
    reference: Option<Reference>,
    /// What counts as a match in passages.
    terms: Vec<Term>,
}

impl Plan {
    /// Single characters beside longer terms (the 条 of 条例 33 条) would only mark the text all over.
    fn needles(&self) -> Vec<Needle> {
        let has_longer = self.terms.iter().any(|term| term.lone.is_none());
        self.terms
            .iter()
            .filter(|term| term.lone.is_none() || !has_longer)
            .map(|term| Needle::of(&term.signs))
            .collect()
    }
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

    fn plan(&self) -> tantivy::Result<Plan> {
        if self.asked.terms.is_empty() {
            return Ok(Plan {
                mode: Mode::Browse,
                main: clause::is(self.fields.unit, ITEM),
                firsts: Vec::new(),
                reference: None,
                terms: Vec::new(),
            });
        }
        let mut either = vec![self.all_terms()?];
        let mut named: Vec<(DocAddress, Exact)> = Vec::new();
        for (exact, key) in exact::keys_for(&self.asked.words) {
            let found = self.documents_with(self.fields.exact, &key)?;
            if found.is_empty() {
                continue;
            }
            // A name matches without its punctuation, which quotation marks forbid.
            if !self.asked.exact {
                either.push(clause::is(self.fields.exact, &key));
            }
            named.extend(found.into_iter().map(|address| (address, exact)));
        }
        let reference = Reference::read(&self.asked.words).filter(|_| !self.asked.exact);
        if let Some(reference) = &reference {
            for (item, address) in self.laws_with(reference)? {
                either.push(clause::is(self.fields.item, &item));
                named.push((address, Exact::Article));
            }
        }
        let main = match either.len() {
            1 => either.remove(0),
            _ => self.items_only(clause::either(either)),
        };
        Ok(Plan {
            mode: if self.asked.exact {
                Mode::Exact
            } else {
                Mode::Words
            },
            main,
            firsts: self.firsts(named),
            reference,
            terms: self.asked.terms.clone(),
        })
    }

    /// Everything that holds all terms; an item whose whole name is one of them stands higher.
    fn all_terms(&self) -> tantivy::Result<Boxed> {
        let all = clause::all_terms(self.fields, &self.asked);
        if self.asked.terms.len() < 2 {
            return Ok(all);
        }
        let mut names = Vec::new();
        for term in &self.asked.terms {
            let key = exact::title_key(&term.text);
            if !self.documents_with(self.fields.exact, &key)?.is_empty() {
                names.push(key);
            }
        }
        Ok(clause::preferring(all, self.fields.exact, &names))
    }

    /// What holds at least `least` parts of the query.
    fn partial(&self, least: usize) -> Plan {
        let parts = near::parts(&self.asked);
        Plan {
            mode: Mode::Partial,
            main: near::some_parts(self.fields, &self.asked, &parts, least),
            firsts: Vec::new(),
            reference: None,
            terms: [self.asked.terms.as_slice(), &parts].concat(),
        }
    }

    /// How many parts are required: a third, and if nothing holds so many, one.
    fn leasts(&self) -> Vec<usize> {
        match near::parts(&self.asked).len() {
            0 => Vec::new(),
            1..=3 => vec![1],
            n => vec![n.div_ceil(3), 1],
        }
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

    fn search(&self, clause: &dyn Clause, gather: &Gather) -> tantivy::Result<Gathered> {
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

    fn hits(&self, plan: &Plan, found: &Gathered) -> tantivy::Result<Vec<Hit>> {
        let needles = plan.needles();
        let mut hits = Vec::new();
        let offset = self.query.offset.min(Query::DEEPEST);
        for (place, address) in found.best.iter().skip(offset) {
            let document: TantivyDocument = self.searcher.doc(*address)?;
            let text = |field| {
                document
                    .get_first(field)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default()
            };
            hits.push(Hit {
                item: text(self.fields.item).to_owned(),
                score: place.score(),
                title: marked(text(self.fields.title), &needles),
                snippet: passage(text(self.fields.body), &needles),
                exact: exact_of(&plan.firsts, *address),
                articles: Vec::new(),
            });
        }
        self.add_articles(plan, &needles, &mut hits)?;
        Ok(hits)
    }

    fn add_articles(
        &self,
        plan: &Plan,
        needles: &[Needle],
        hits: &mut [Hit],
    ) -> tantivy::Result<()> {
        if plan.terms.is_empty() {
            return Ok(());
        }
        let words = plan
            .terms
            .iter()
            .map(|term| clause::phrase(self.fields.words, term))
            .collect();
        let wanted = Wanted {
            words: Some(clause::either(words)),
            named: plan.reference.as_ref(),
            needles,
        };
        let items: Vec<&str> = hits.iter().map(|hit| hit.item.as_str()).collect();
        let statistics = Statistics::of(&self.searcher, self.fields, ARTICLE)?;
        let mut articles = under(&self.searcher, &statistics, self.fields, &items, &wanted)?;
        for hit in hits {
            hit.articles = articles.remove(&hit.item).unwrap_or_default();
        }
        Ok(())
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
            let found = self.count(&*clause::any_field(self.fields, &term))?;
            if found > 0 && offered.len() < near::MOST_OFFERED {
                offered.push(Near {
                    words: term.text,
                    found,
                });
            }
        }
        Ok(offered)
    }

    /// Living documents with a raw value; none where so many have it that it names nothing.
    fn documents_with(&self, field: Field, value: &str) -> tantivy::Result<Vec<DocAddress>> {
        let term = tantivy::Term::from_field_text(field, value);
        let mut found = Vec::new();
        if self.searcher.doc_freq(&term)? > MOST_OF_ONE_NAME {
            return Ok(found);
        }
        for (segment, reader) in (0u32..).zip(self.searcher.segment_readers()) {
            let postings = reader
                .inverted_index(field)?
                .read_postings(&term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else {
                continue;
            };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    found.push(DocAddress::new(segment, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(found)
    }

    /// The laws that have the named article: those of exactly this name; where there are none, the best by title.
    fn laws_with(&self, reference: &Reference) -> tantivy::Result<Vec<(String, DocAddress)>> {
        let has_article = || clause::is(self.fields.number_of_article, &reference.number);
        let Some(name) = Term::of(&reference.law) else {
            return Ok(Vec::new());
        };
        let gather = Gather::of(&Query {
            limit: MOST_NAMED,
            ..Query::default()
        });
        let key = exact::title_key(&reference.law);
        for by_name in [
            clause::is(self.fields.exact, &key),
            clause::phrase(self.fields.title, &name),
        ] {
            let filters = vec![has_article(), clause::is(self.fields.unit, ITEM)];
            let found = self.search(&*clause::within(by_name, filters), &gather)?;
            if found.total > 0 {
                return found
                    .best
                    .into_iter()
                    .map(|(_, address)| Ok((self.item_at(address)?, address)))
                    .collect();
            }
        }
        Ok(Vec::new())
    }

    fn item_at(&self, address: DocAddress) -> tantivy::Result<String> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        let mut item = String::new();
        if let Some(items) = reader.fast_fields().str("item")?
            && let Some(ord) = items.ords().first(address.doc_id)
        {
            items.ord_to_str(ord, &mut item)?;
        }
        Ok(item)
    }

    fn items_only(&self, clause: Boxed) -> Boxed {
        clause::within(clause, vec![clause::is(self.fields.unit, ITEM)])
    }

    /// By segment, in the order of documents, each with the best of its names.
    fn firsts(&self, named: Vec<(DocAddress, Exact)>) -> Firsts {
        let mut firsts: Firsts = vec![Vec::new(); self.searcher.segment_readers().len()];
        for (address, exact) in named {
            if let Some(segment) = firsts.get_mut(address.segment_ord as usize) {
                segment.push((address.doc_id, exact));
            }
        }
        for segment in &mut firsts {
            segment.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
            segment.dedup_by_key(|(doc, _)| *doc);
        }
        firsts
    }
}

fn exact_of(firsts: &Firsts, address: DocAddress) -> Exact {
    firsts
        .get(address.segment_ord as usize)
        .and_then(|segment| {
            let at = segment
                .binary_search_by_key(&address.doc_id, |(doc, _)| *doc)
                .ok()?;
            segment.get(at)
        })
        .map_or(Exact::No, |(_, exact)| *exact)
}
