//! The page of hits — what is shown of each.

use crate::answer::{Exact, Hit};
use crate::article::{self, Wanted, under};
use crate::clause;
use crate::find::Finder;
use crate::gather::{Firsts, Gathered};
use crate::plan::Plan;
use crate::query::Query;
use crate::rank::Cursor;
use crate::schema::ARTICLE;
use crate::snippet::{Needle, marked, passage};
use crate::statistics::Statistics;
use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument};

impl Finder<'_> {
    /// The hits of the page that was asked for.
    pub(crate) fn hits(&self, plan: &Plan, found: &Gathered) -> tantivy::Result<Vec<Hit>> {
        let needles = plan.needles();
        let mut hits = Vec::new();
        let offset = self.query.offset.min(Query::DEEPEST);
        let limit = self.query.limit.min(Query::LONGEST);
        for (place, address) in found.best.iter().skip(offset).take(limit) {
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

    /// Where the hits after this page begin.
    pub(crate) fn next(&self, found: &Gathered) -> Option<Cursor> {
        let shown = self.query.offset.min(Query::DEEPEST) + self.query.limit.min(Query::LONGEST);
        let last = found.best.get(shown.checked_sub(1)?)?;
        found.best.get(shown).map(|_| Cursor(last.0))
    }

    fn add_articles(
        &self,
        plan: &Plan,
        needles: &[Needle],
        hits: &mut [Hit],
    ) -> tantivy::Result<()> {
        if let Some(answers) = &plan.answers {
            for hit in hits {
                for address in answers.articles(&hit.item).take(article::MOST) {
                    let shown = article::hit(&self.searcher, self.fields, address, needles)?;
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
