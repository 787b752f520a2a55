//! The page of hits — what is shown of each.

use crate::answer::Hit;
use crate::article::{self, Wanted, under};
use crate::clause;
use crate::exactness::Exact;
use crate::find::Finder;
use crate::gather::{Firsts, Gathered, Placed};
use crate::plan::Plan;
use crate::rank::Cursor;
use crate::schema::{ARTICLE, UNDIVIDED};
use crate::snippet::{Needle, marked, passage};
use crate::statistics::Statistics;
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, TantivyDocument};

impl Finder<'_> {
    /// The hits of the page that was asked for.
    pub(crate) fn hits(&self, plan: &Plan, found: &Gathered) -> tantivy::Result<Vec<Hit>> {
        let needles = plan.needles();
        let (mut hits, mut documents) = (Vec::new(), Vec::new());
        for (place, address) in found.best.iter().skip(self.query.passed()) {
            let document: TantivyDocument = self.opened.searcher.doc(*address)?;
            let text = |field| text_of(&document, field);
            let edition = document
                .get_first(self.fields.edition)
                .and_then(|value| value.as_u64())
                .and_then(|edition| u32::try_from(edition).ok());
            hits.push(Hit {
                item: text(self.fields.item).to_owned(),
                edition: edition.unwrap_or_default(),
                score: place.score(),
                title: marked(text(self.fields.title), &needles),
                snippet: passage(text(self.fields.body), &needles),
                exact: exact_of(&plan.firsts, *address),
                articles: Vec::new(),
            });
            documents.push((*address, document));
        }
        self.add_articles(plan, &needles, &mut hits, &documents)?;
        Ok(hits)
    }

    /// Where the hits before and after this page end and begin, after how many stand before it.
    pub(crate) fn turns(&self, found: &Gathered) -> (u64, Option<Cursor>, Option<Cursor>) {
        let shown = found.best.get(self.query.passed()..).unwrap_or_default();
        let ahead = found.ahead + (found.best.len() - shown.len()) as u64;
        let cursor = |(place, _): &Placed| Cursor(*place);
        let previous = shown.first().filter(|_| 0 < ahead).map(cursor);
        let follows = ahead + (shown.len() as u64) < found.total;
        let next = shown.last().filter(|_| follows).map(cursor);
        (ahead, previous, next)
    }

    /// Which of these items have no articles.
    fn undivided(
        &self,
        documents: &[(DocAddress, TantivyDocument)],
    ) -> tantivy::Result<Vec<DocAddress>> {
        let term = tantivy::Term::from_field_text(self.fields.unit, UNDIVIDED);
        let mut addresses: Vec<DocAddress> =
            documents.iter().map(|(address, _)| *address).collect();
        addresses.sort_unstable();
        let mut undivided = Vec::new();
        for here in addresses.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let Some(first) = here.first() else { continue };
            let reader = self.searcher().segment_reader(first.segment_ord);
            let index = reader.inverted_index(self.fields.unit)?;
            let Some(mut list) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            for address in here {
                if list.doc() < address.doc_id {
                    list.seek(address.doc_id);
                }
                if list.doc() == address.doc_id {
                    undivided.push(*address);
                }
            }
        }
        Ok(undivided)
    }

    fn add_articles(
        &self,
        plan: &Plan,
        needles: &[Needle],
        hits: &mut [Hit],
        documents: &[(DocAddress, TantivyDocument)],
    ) -> tantivy::Result<()> {
        let bodies = documents.iter();
        let bodies = bodies.map(|(_, document)| text_of(document, self.fields.body));
        if let Some(answers) = &plan.answers {
            for (hit, body) in hits.iter_mut().zip(bodies) {
                for address in answers.articles(&hit.item).take(article::MOST) {
                    let shown = article::hit(&self.opened, self.fields, address, body, needles)?;
                    hit.articles.push(shown);
                }
            }
            return Ok(());
        }
        if plan.terms.is_empty() {
            return Ok(());
        }
        let words = plan
            .terms
            .iter()
            .map(|term| clause::holds(self.fields.words, term))
            .collect();
        let wanted = Wanted {
            words: Some(clause::either(words)),
            named: plan.reference.as_ref(),
        };
        let undivided = self.undivided(documents)?;
        let items: Vec<&str> = hits
            .iter()
            .zip(documents)
            .filter(|(_, (address, _))| !undivided.contains(address))
            .map(|(hit, _)| hit.item.as_str())
            .collect();
        if items.is_empty() {
            return Ok(());
        }
        let statistics = Statistics::of(&self.opened.searcher, self.fields, ARTICLE)?;
        let found = under(&self.opened, &statistics, self.fields, &items, &wanted)?;
        for (hit, body) in hits.iter_mut().zip(bodies) {
            for (fit, address) in found.get(&hit.item).into_iter().flatten() {
                let shown = article::hit(&self.opened, self.fields, *address, body, needles)?;
                // It can hold all pairs of a term and not the term.
                if article::is_named(*fit) || shown.snippet.iter().any(|part| part.hit) {
                    hit.articles.push(shown);
                }
            }
            hit.articles.truncate(article::MOST);
        }
        Ok(())
    }
}

fn text_of(document: &TantivyDocument, field: Field) -> &str {
    let text = document.get_first(field).and_then(|value| value.as_str());
    text.unwrap_or_default()
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
