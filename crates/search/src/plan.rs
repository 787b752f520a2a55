//! Plans — what the words of a query are taken for.
//!
//! Decides between the modes: everything, all terms, this exactly, the best parts; and what is named exactly, which
//! comes first whatever else is found.

use crate::answer::Mode;
use crate::article::Reference;
use crate::asked::Term;
use crate::clause::{self, Boxed};
use crate::everyday;
use crate::exact;
use crate::exactness::Exact;
use crate::find::Finder;
use crate::gather::{Firsts, Gather};
use crate::near;
use crate::picked::Picked;
use crate::query::Query;
use crate::question::Answers;
use crate::schema::ITEM;
use crate::snippet::Needle;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, TERMINATED};

/// Laws that are looked at for a named article where none bears the name exactly.
const MOST_NAMED: usize = 20;

/// More items than this of one name (公告, say) are not named by it.
const MOST_OF_ONE_NAME: u64 = 1000;

/// What the words were taken for, and what the engine is asked.
pub(crate) struct Plan {
    pub(crate) mode: Mode,
    pub(crate) main: Boxed,
    pub(crate) firsts: Firsts,
    pub(crate) reference: Option<Reference>,
    /// What counts as a match in passages.
    pub(crate) terms: Vec<Term>,
    /// What answers a question.
    pub(crate) answers: Option<Answers>,
}

impl Plan {
    /// Single characters beside longer terms (the 条 of 条例 33 条) would only mark the text all over.
    pub(crate) fn needles(&self) -> Vec<Needle> {
        let has_longer = self.terms.iter().any(|term| term.lone.is_none());
        self.terms
            .iter()
            .filter(|term| term.lone.is_none() || !has_longer)
            .map(|term| Needle::of(&term.signs))
            .collect()
    }
}

impl Finder<'_> {
    pub(crate) fn plan(&self) -> tantivy::Result<Plan> {
        if self.asked.terms.is_empty() {
            return Ok(Plan {
                mode: Mode::Browse,
                main: clause::is(self.fields.unit, ITEM),
                firsts: Vec::new(),
                reference: None,
                terms: Vec::new(),
                answers: None,
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
            answers: None,
        })
    }

    /// Everything that holds all terms; an item whose whole name is one of them stands higher.
    fn all_terms(&self) -> tantivy::Result<Boxed> {
        let all = self.looking().all_terms(&self.asked);
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
        Ok(clause::preferring(
            all,
            self.fields.exact,
            &names,
            self.ranking.named(),
        ))
    }

    /// What answers the query, taken as a question, within `filters`.
    pub(crate) fn question(&self, filters: &[Boxed]) -> tantivy::Result<Plan> {
        let answers = self.answers(filters)?;
        let picked = Picked::of(self.searcher(), self.documents_of(&answers)?);
        let pieces = near::pieces(&self.asked);
        let told = pieces
            .iter()
            .flat_map(|piece| near::pairs(piece))
            .filter_map(|pair| Term::of(&pair));
        let official = everyday::within(&self.asked, &self.pairs).into_iter();
        let official = official.filter_map(|pair| Term::of(pair.official));
        Ok(Plan {
            mode: Mode::Question,
            main: Box::new(picked),
            firsts: Vec::new(),
            reference: None,
            terms: self
                .asked
                .terms
                .iter()
                .cloned()
                .chain(told)
                .chain(official)
                .collect(),
            answers: Some(answers),
        })
    }

    /// Living documents with a raw value; none where so many have it that it names nothing.
    fn documents_with(&self, field: Field, value: &str) -> tantivy::Result<Vec<DocAddress>> {
        let term = tantivy::Term::from_field_text(field, value);
        let mut found = Vec::new();
        if self.searcher().doc_freq(&term)? > MOST_OF_ONE_NAME {
            return Ok(found);
        }
        for (segment, reader) in (0u32..).zip(self.searcher().segment_readers()) {
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
        let first = Query {
            limit: MOST_NAMED,
            ..Query::default()
        };
        let gather = Gather::of(&self.opened, &first, self.ranking);
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
                    .map(|(_, address)| Ok((self.opened.item_at(address)?, address)))
                    .collect();
            }
        }
        Ok(Vec::new())
    }

    fn items_only(&self, clause: Boxed) -> Boxed {
        clause::within(clause, vec![clause::is(self.fields.unit, ITEM)])
    }

    /// By segment, in the order of documents, each with the best of its names.
    fn firsts(&self, named: Vec<(DocAddress, Exact)>) -> Firsts {
        let mut firsts: Firsts = vec![Vec::new(); self.searcher().segment_readers().len()];
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
