//! What holds all terms — one pass over the lists of several terms together.
//!
//! A term is held by title, number or body ([`Phrase`]). All lists move on to the next document that every term may be
//! in before any is asked where it stands there, so of a common word beside a rare one only the documents of the rare
//! one are looked into.

use crate::kept::Lists;
use crate::phrase::{Phrase, Within};
use std::sync::Arc;
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// A query for what holds each of several terms in one way or another.
#[derive(Clone, Debug)]
pub(crate) struct Required {
    /// Of each term, the ways in which it may be held.
    pub(crate) terms: Vec<Vec<Phrase>>,
    /// What counts besides.
    pub(crate) besides: Vec<Phrase>,
    pub(crate) lists: Arc<Lists>,
}

impl Query for Required {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weighed = |phrases: &[Phrase]| -> tantivy::Result<Vec<Weighed>> {
            let weighed = phrases.iter().map(|phrase| {
                let weight = match &scoring {
                    EnableScoring::Enabled {
                        statistics_provider,
                        ..
                    } => Some(phrase.weight(*statistics_provider)?),
                    EnableScoring::Disabled { .. } => None,
                };
                Ok((phrase.clone(), weight))
            });
            weighed.collect()
        };
        let terms = self.terms.iter().map(|ways| weighed(ways));
        Ok(Box::new(RequiredWeight {
            terms: terms.collect::<tantivy::Result<_>>()?,
            lists: Arc::clone(&self.lists),
            // What only adds to the score is not looked for where none is wanted.
            besides: match &scoring {
                EnableScoring::Enabled { .. } => weighed(&self.besides)?,
                EnableScoring::Disabled { .. } => Vec::new(),
            },
        }))
    }
}

type Weighed = (Phrase, Option<Bm25Weight>);

struct RequiredWeight {
    terms: Vec<Vec<Weighed>>,
    besides: Vec<Weighed>,
    lists: Arc<Lists>,
}

impl RequiredWeight {
    fn here(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<RequiredScorer> {
        let within = |weighed: &[Weighed]| -> tantivy::Result<Vec<Way>> {
            let mut ways = Vec::with_capacity(weighed.len());
            for (phrase, weight) in weighed {
                if let Some(mut phrase) =
                    phrase.within(reader, &self.lists, weight.as_ref(), boost)?
                {
                    let at = phrase.seek(0);
                    ways.push(Way { phrase, at });
                }
            }
            Ok(ways)
        };
        let terms = self.terms.iter().map(|ways| within(ways));
        let mut scorer = RequiredScorer {
            terms: terms.collect::<tantivy::Result<_>>()?,
            besides: within(&self.besides)?,
            doc: 0,
        };
        // The rarest term leads.
        scorer.terms.sort_by_key(|ways| most(ways));
        scorer.go_to(0);
        Ok(scorer)
    }
}

impl Weight for RequiredWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.here(reader, boost)?))
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let mut scorer = self.here(reader, 1.0)?;
        while scorer.doc != TERMINATED {
            callback(scorer.doc, scorer.score());
            scorer.advance();
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.here(reader, 1.0)?;
        let score = match scorer.seek(doc) {
            found if found == doc => scorer.score(),
            _ => 0.0,
        };
        Ok(Explanation::new("terms that are all held", score))
    }
}

/// One way in which a term may be held, and the document that it has come to.
struct Way {
    phrase: Within,
    at: DocId,
}

impl Way {
    fn seek(&mut self, target: DocId) -> DocId {
        if self.at < target {
            self.at = self.phrase.seek(target);
        }
        self.at
    }

    fn is_held(&mut self, doc: DocId) -> bool {
        self.at == doc && self.phrase.is_held(doc)
    }

    fn score(&mut self, doc: DocId) -> Score {
        if self.at == doc {
            self.phrase.score(doc)
        } else {
            0.0
        }
    }
}

fn most(ways: &[Way]) -> u32 {
    let most = ways.iter().map(|way| way.phrase.most());
    most.fold(0, u32::saturating_add)
}

struct RequiredScorer {
    terms: Vec<Vec<Way>>,
    besides: Vec<Way>,
    doc: DocId,
}

impl RequiredScorer {
    /// Goes to the first document from `target` on that holds every term.
    fn go_to(&mut self, target: DocId) -> DocId {
        let mut target = target;
        self.doc = loop {
            let doc = self.all_may_be_in(target);
            if doc == TERMINATED {
                break TERMINATED;
            }
            let is_held = |ways: &mut Vec<Way>| ways.iter_mut().any(|way| way.is_held(doc));
            if self.terms.iter_mut().all(is_held) {
                break doc;
            }
            target = doc + 1;
        };
        self.doc
    }

    /// The first document from `target` on that every term may be in.
    fn all_may_be_in(&mut self, target: DocId) -> DocId {
        let mut target = target;
        'next: loop {
            for ways in &mut self.terms {
                let next = ways.iter_mut().map(|way| way.seek(target)).min();
                let next = next.unwrap_or(TERMINATED);
                if target < next {
                    if next == TERMINATED {
                        return TERMINATED;
                    }
                    target = next;
                    continue 'next;
                }
            }
            return target;
        }
    }
}

impl DocSet for RequiredScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.go_to(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        self.go_to(target)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.terms.first().map_or(0, |ways| most(ways))
    }
}

impl Scorer for RequiredScorer {
    fn score(&mut self) -> Score {
        let doc = self.doc;
        let of_terms = self.terms.iter_mut().flatten();
        let mut score: Score = of_terms.map(|way| way.score(doc)).sum();
        for way in &mut self.besides {
            way.seek(doc);
            score += way.score(doc);
        }
        score
    }
}
