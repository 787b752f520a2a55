//! Phrases — a term in one field of one segment, read straight from the lists of its grams.
//!
//! The engine's own phrases find where every document holds the term before anything else is asked of it. Here that is
//! looked at last: first the lists of documents meet, the shortest leading, among them those of the pairs that lie
//! between the pairs which say the term. Such a pair goes across words and is rare (作方 of 工作方案), so hardly a document
//! is looked into that does not hold the term. What is found of a phrase is kept where it is asked for again ([`Lists`]).

use crate::asked::{Gram as Asking, Term};
use crate::kept::{Asked, List, Lists};
use crate::schema::{Fields, SEPARATOR};
use crate::sieve::{self, Sieve};
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// A list is kept where at least so many documents had to be looked at for it.
const WORTH_KEEPING: u32 = 256;

/// Grams that must stand at their places in one field, and how much it counts that they do.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    field: Field,
    /// With how far each stands before the last of them.
    grams: Vec<(u32, tantivy::Term)>,
    /// What a document that holds the phrase must hold too.
    between: Vec<tantivy::Term>,
    /// What lists the documents that hold it, where it is a frequent word.
    listed: Option<tantivy::Term>,
    counts: f32,
}

impl Phrase {
    /// `None` where the term is a single character, which no gram says.
    pub(crate) fn of(fields: Fields, field: Field, term: &Term, counts: f32) -> Option<Self> {
        let mut phrase = Self::at_places(field, &term.grams, &term.between, counts)?;
        if term.is_frequent {
            let word: String = term.signs.iter().map(|sign| sign.ch).collect();
            let listed = fields.frequent_in(field);
            phrase.listed = listed.map(|field| tantivy::Term::from_field_text(field, &word));
        }
        Some(phrase)
    }

    /// The same with the Latin words of the term as wholes; `None` where it has none.
    pub(crate) fn of_whole(field: Field, term: &Term, counts: f32) -> Option<Self> {
        Self::at_places(field, term.whole.as_ref()?, &[], counts)
    }

    fn at_places(field: Field, grams: &[Asking], between: &[String], counts: f32) -> Option<Self> {
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
            listed: None,
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
        lists: &Lists,
        weight: Option<&Bm25Weight>,
        boost: Score,
    ) -> tantivy::Result<Option<Within>> {
        let scoring = match weight {
            None => None,
            Some(weight) => reader
                .fieldnorms_readers()
                .get_field(self.field)?
                .map(|lengths| (weight.boost_by(boost), lengths)),
        };
        if let Some(listed) = &self.listed {
            let index = reader.inverted_index(listed.field())?;
            let list = index.read_postings(listed, IndexRecordOption::WithFreqs)?;
            return Ok(list.map(|list| Within {
                source: Source::Listed(Box::new(list)),
                scoring,
            }));
        }
        let Some(mut places) = self.places(reader)? else {
            return Ok(None);
        };
        let is_worth_keeping = !places.is_single && WORTH_KEEPING <= places.most();
        let source = if is_worth_keeping {
            let key = (reader.segment_id(), self.key());
            match lists.asked(&key) {
                Asked::First => Source::Read(Box::new(places)),
                Asked::Again => Source::kept(lists.keep(key, places.list())),
                Asked::Kept(list) => Source::kept(list),
            }
        } else {
            Source::Read(Box::new(places))
        };
        Ok(Some(Within { source, scoring }))
    }

    /// What is told apart of phrases: the field, and the grams with their places.
    fn key(&self) -> String {
        let mut key = self.field.field_id().to_string();
        for (before_last, term) in &self.grams {
            let gram = term.value();
            let gram = gram.as_str().unwrap_or_default();
            for part in [&before_last.to_string(), gram] {
                key.push(SEPARATOR);
                key.push_str(part);
            }
        }
        key
    }

    fn places(&self, reader: &SegmentReader) -> tantivy::Result<Option<Places>> {
        let index = reader.inverted_index(self.field)?;
        let option = match self.grams.len() {
            1 => IndexRecordOption::WithFreqs,
            _ => IndexRecordOption::WithFreqsAndPositions,
        };
        let mut lists: Vec<(&tantivy::Term, Gram)> =
            Vec::with_capacity(self.grams.len() + self.between.len());
        for (before_last, term) in &self.grams {
            let Some(list) = index.read_postings(term, option)? else {
                return Ok(None);
            };
            let role = Role::Says(*before_last);
            lists.push((term, Gram { list, role }));
        }
        for term in &self.between {
            let Some(list) = index.read_postings(term, IndexRecordOption::Basic)? else {
                return Ok(None);
            };
            let role = Role::Between;
            lists.push((term, Gram { list, role }));
        }
        lists.sort_by_key(|(_, gram)| gram.list.doc_freq());
        Ok(Some(Places {
            is_single: self.grams.len() == 1,
            sieve: sieve_of(&index, &lists)?,
            grams: lists.into_iter().map(|(_, gram)| gram).collect(),
            counted: None,
            met: Vec::new(),
            others: Vec::new(),
        }))
    }
}

/// The shortest of `lists`, held against the next ones where that is worth it.
fn sieve_of(
    index: &InvertedIndexReader,
    lists: &[(&tantivy::Term, Gram)],
) -> tantivy::Result<Option<Sieve>> {
    let Some(((shortest, gram), others)) = lists.split_first() else {
        return Ok(None);
    };
    let least = gram.list.doc_freq();
    let open = |term| index.read_block_postings(term, IndexRecordOption::Basic);
    let (mut before, mut opened) = (*shortest, Vec::new());
    for (term, gram) in others {
        if opened.len() == sieve::LISTS || !Sieve::is_worth_it(least, gram.list.doc_freq()) {
            break;
        }
        if *term != before {
            opened.extend(open(term)?);
        }
        before = term;
    }
    if opened.is_empty() {
        return Ok(None);
    }
    Ok(open(shortest)?.map(|shortest| Sieve::of(shortest, opened)))
}

/// A phrase in one segment.
pub(crate) struct Within {
    source: Source,
    scoring: Option<(Bm25Weight, FieldNormReader)>,
}

impl Within {
    /// The first document from `target` on that may hold the phrase. Targets only rise.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match &mut self.source {
            Source::Listed(list) => seek(list, target),
            Source::Read(places) => places.seek(target),
            Source::Kept { list, at } => {
                let next = list.documents.get(*at).copied().unwrap_or(TERMINATED);
                if target <= next {
                    return next;
                }
                *at += ahead(list.documents.get(*at..).unwrap_or_default(), target);
                list.documents.get(*at).copied().unwrap_or(TERMINATED)
            }
        }
    }

    /// Whether the document at which [`Self::seek`] arrived holds the phrase.
    pub(crate) fn is_held(&mut self, doc: DocId) -> bool {
        match &mut self.source {
            Source::Read(places) => places.is_single || 0 < places.times(doc),
            Source::Listed(_) | Source::Kept { .. } => true,
        }
    }

    /// What the phrase scores in that document, nothing where it does not hold it.
    pub(crate) fn score(&mut self, doc: DocId) -> Score {
        let times = match &mut self.source {
            Source::Listed(list) => list.term_freq(),
            Source::Read(places) => places.times(doc),
            Source::Kept { list, at } => list.times.get(*at).copied().map_or(0, u32::from),
        };
        match &self.scoring {
            Some((weight, lengths)) if 0 < times => weight.score(lengths.fieldnorm_id(doc), times),
            _ => 0.0,
        }
    }

    /// As many documents as can hold it at most.
    pub(crate) fn most(&self) -> u32 {
        match &self.source {
            Source::Listed(list) => list.doc_freq(),
            Source::Read(places) => places.most(),
            Source::Kept { list, .. } => u32::try_from(list.documents.len()).unwrap_or(u32::MAX),
        }
    }
}

/// How many of `documents` come before `target`: most often few do.
fn ahead(documents: &[DocId], target: DocId) -> usize {
    let mut reach = 1;
    while documents.get(reach).is_some_and(|doc| *doc < target) {
        reach *= 2;
    }
    let from = reach / 2;
    let within = documents.get(from..documents.len().min(reach + 1));
    from + within
        .unwrap_or_default()
        .partition_point(|doc| *doc < target)
}

enum Source {
    /// From the list of a frequent word.
    Listed(Box<SegmentPostings>),
    Read(Box<Places>),
    Kept {
        list: Arc<List>,
        at: usize,
    },
}

impl Source {
    fn kept(list: Arc<List>) -> Self {
        Self::Kept { list, at: 0 }
    }
}

/// One list of documents, with where the gram stands in each.
struct Gram {
    list: SegmentPostings,
    role: Role,
}

enum Role {
    /// Says the phrase, so far before its last gram.
    Says(u32),
    Between,
}

impl Gram {
    fn seek(&mut self, target: DocId) -> DocId {
        seek(&mut self.list, target)
    }
}

fn seek(list: &mut SegmentPostings, target: DocId) -> DocId {
    let at = list.doc();
    if at < target { list.seek(target) } else { at }
}

/// A phrase as it is read from the lists of its grams.
struct Places {
    /// The shortest first.
    grams: Vec<Gram>,
    /// What lets few documents through that do not stand in all lists.
    sieve: Option<Sieve>,
    is_single: bool,
    /// How often the document that was looked into last holds it.
    counted: Option<(DocId, u32)>,
    met: Vec<u32>,
    others: Vec<u32>,
}

impl Places {
    /// The first document from `target` on that holds all grams, wherever they stand.
    fn seek(&mut self, target: DocId) -> DocId {
        let mut target = target;
        while let Some(sieve) = &mut self.sieve {
            match sieve.seek(target) {
                None => {
                    let doc = self.seek_in_all(target);
                    if let Some(sieve) = &mut self.sieve {
                        sieve.pass(doc);
                    }
                    return doc;
                }
                Some(TERMINATED) => return TERMINATED,
                Some(doc) => {
                    if self.grams.iter_mut().all(|gram| gram.seek(doc) == doc) {
                        return doc;
                    }
                    target = doc + 1;
                }
            }
        }
        self.seek_in_all(target)
    }

    fn seek_in_all(&mut self, target: DocId) -> DocId {
        let Some((first, others)) = self.grams.split_first_mut() else {
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

    fn most(&self) -> u32 {
        self.grams.first().map_or(0, |gram| gram.list.doc_freq())
    }

    /// All documents that hold the phrase.
    fn list(&mut self) -> List {
        let mut list = List::default();
        let mut doc = self.seek(0);
        while doc != TERMINATED {
            let times = self.times(doc);
            if 0 < times {
                list.documents.push(doc);
                list.times.push(u16::try_from(times).unwrap_or(u16::MAX));
            }
            doc = self.seek(doc + 1);
        }
        list.documents.shrink_to_fit();
        list.times.shrink_to_fit();
        list
    }

    fn times(&mut self, doc: DocId) -> u32 {
        if let Some((counted, times)) = self.counted
            && counted == doc
        {
            return times;
        }
        let times = self.count();
        self.counted = Some((doc, times));
        times
    }

    /// How often all grams stand at their places where the lists are now.
    fn count(&mut self) -> u32 {
        self.met.clear();
        let mut is_first = true;
        for Gram { list, role } in &mut self.grams {
            let Role::Says(before_last) = role else {
                continue;
            };
            if self.is_single {
                return list.term_freq();
            }
            if is_first {
                list.append_positions_with_offset(*before_last, &mut self.met);
                is_first = false;
                continue;
            }
            self.others.clear();
            list.append_positions_with_offset(*before_last, &mut self.others);
            meet(&mut self.met, &self.others);
            if self.met.is_empty() {
                return 0;
            }
        }
        u32::try_from(self.met.len()).unwrap_or(u32::MAX)
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
