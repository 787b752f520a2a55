//! Phrases — a term in one field of one segment, read straight from the lists of its grams.
//!
//! The engine's own phrases find where every document holds the term before anything else is asked of it. Here that is
//! looked at last: first the lists of documents meet, the shortest leading, among them those of the pairs that lie
//! between the pairs which say the term. Such a pair goes across words and is rare (作方 of 工作方案), so hardly a document
//! is looked into that does not hold the term.

use crate::asked::{Gram, Term};
use std::cell::Cell;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Grams that must stand at their places in one field, and how much it counts that they do.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    field: Field,
    /// With how far each stands before the last of them.
    grams: Vec<(u32, tantivy::Term)>,
    /// What a document that holds the phrase must hold too.
    between: Vec<tantivy::Term>,
    counts: f32,
}

impl Phrase {
    /// `None` where the term is a single character, which no gram says.
    pub(crate) fn of(field: Field, term: &Term, counts: f32) -> Option<Self> {
        Self::at_places(field, &term.grams, &term.between, counts)
    }

    /// The same with the Latin words of the term as wholes; `None` where it has none.
    pub(crate) fn of_whole(field: Field, term: &Term, counts: f32) -> Option<Self> {
        Self::at_places(field, term.whole.as_ref()?, &[], counts)
    }

    fn at_places(field: Field, grams: &[Gram], between: &[String], counts: f32) -> Option<Self> {
        let last = grams.iter().map(|(place, _)| *place).max()?;
        let term = |gram: &str| tantivy::Term::from_field_text(field, gram);
        let before_last = |place| u32::try_from(last - place).unwrap_or(u32::MAX);
        Some(Self {
            field,
            grams: grams
                .iter()
                .map(|(place, gram)| (before_last(*place), term(gram)))
                .collect(),
            between: between.iter().map(|gram| term(gram)).collect(),
            counts,
        })
    }

    /// What it scores by, as the engine's own phrases do.
    pub(crate) fn weight(
        &self,
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<Bm25Weight> {
        let terms: Vec<tantivy::Term> = self.grams.iter().map(|(_, term)| term.clone()).collect();
        Ok(Bm25Weight::for_terms(statistics, &terms)?.boost_by(self.counts))
    }

    /// `None` where nothing in this segment can hold it.
    pub(crate) fn within(
        &self,
        reader: &SegmentReader,
        weight: Option<&Bm25Weight>,
        boost: Score,
    ) -> tantivy::Result<Option<Within>> {
        let index = reader.inverted_index(self.field)?;
        let option = match self.grams.len() {
            1 => IndexRecordOption::WithFreqs,
            _ => IndexRecordOption::WithFreqsAndPositions,
        };
        let mut lists = Vec::with_capacity(self.grams.len() + self.between.len());
        for (before_last, term) in &self.grams {
            let Some(list) = index.read_postings(term, option)? else {
                return Ok(None);
            };
            let role = Role::Says(*before_last);
            lists.push(List { list, role });
        }
        for term in &self.between {
            let Some(list) = index.read_postings(term, IndexRecordOption::Basic)? else {
                return Ok(None);
            };
            let role = Role::Between;
            lists.push(List { list, role });
        }
        lists.sort_by_key(|list| list.list.doc_freq());
        let scoring = match weight {
            None => None,
            Some(weight) => reader
                .fieldnorms_readers()
                .get_field(self.field)?
                .map(|lengths| (weight.boost_by(boost), lengths)),
        };
        Ok(Some(Within {
            is_single: self.grams.len() == 1,
            lists,
            scoring,
            counted: Cell::new(None),
            places: Vec::new(),
            others: Vec::new(),
        }))
    }
}

struct List {
    list: SegmentPostings,
    role: Role,
}

enum Role {
    /// Says the phrase, so far before its last gram.
    Says(u32),
    Between,
}

impl List {
    fn seek(&mut self, target: DocId) -> DocId {
        let at = self.list.doc();
        if at < target {
            self.list.seek(target)
        } else {
            at
        }
    }
}

/// A phrase in one segment.
pub(crate) struct Within {
    /// The shortest first.
    lists: Vec<List>,
    is_single: bool,
    scoring: Option<(Bm25Weight, FieldNormReader)>,
    /// How often the document that was looked into last holds it.
    counted: Cell<Option<(DocId, u32)>>,
    places: Vec<u32>,
    others: Vec<u32>,
}

impl Within {
    /// The first document from `target` on that holds all grams, wherever they stand. Targets only rise.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        let Some((first, others)) = self.lists.split_first_mut() else {
            return TERMINATED;
        };
        let mut doc = first.seek(target);
        'next: while doc != TERMINATED {
            for other in others.iter_mut() {
                let at = other.seek(doc);
                if doc < at {
                    doc = first.seek(at);
                    continue 'next;
                }
            }
            break;
        }
        doc
    }

    /// Whether the document at which [`Self::seek`] arrived holds the phrase.
    pub(crate) fn is_held(&mut self, doc: DocId) -> bool {
        self.is_single || 0 < self.times(doc)
    }

    /// What the phrase scores in that document, nothing where it does not hold it.
    pub(crate) fn score(&mut self, doc: DocId) -> Score {
        let times = self.times(doc);
        match &self.scoring {
            Some((weight, lengths)) if 0 < times => weight.score(lengths.fieldnorm_id(doc), times),
            _ => 0.0,
        }
    }

    /// As many documents as can hold it at most.
    pub(crate) fn most(&self) -> u32 {
        self.lists.first().map_or(0, |list| list.list.doc_freq())
    }

    fn times(&mut self, doc: DocId) -> u32 {
        if let Some((counted, times)) = self.counted.get()
            && counted == doc
        {
            return times;
        }
        let times = self.count();
        self.counted.set(Some((doc, times)));
        times
    }

    /// How often all grams stand at their places where the lists are now.
    fn count(&mut self) -> u32 {
        self.places.clear();
        let mut is_first = true;
        for List { list, role } in &mut self.lists {
            let Role::Says(before_last) = role else {
                continue;
            };
            if self.is_single {
                return list.term_freq();
            }
            if is_first {
                list.append_positions_with_offset(*before_last, &mut self.places);
                is_first = false;
                continue;
            }
            self.others.clear();
            list.append_positions_with_offset(*before_last, &mut self.others);
            meet(&mut self.places, &self.others);
            if self.places.is_empty() {
                return 0;
            }
        }
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }
}

/// Leaves in `places` what is in `others` too; both rise. Which of the two goes on is never a branch: it cannot be foretold.
fn meet(places: &mut Vec<u32>, others: &[u32]) {
    let (mut read, mut other, mut kept) = (0, 0, 0);
    while let (Some(&place), Some(&beside)) = (places.get(read), others.get(other)) {
        if let Some(slot) = places.get_mut(kept) {
            *slot = place;
        }
        kept += usize::from(place == beside);
        read += usize::from(place <= beside);
        other += usize::from(beside <= place);
    }
    places.truncate(kept);
}
