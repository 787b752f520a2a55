//! Gathering — one pass over everything found: the best of it, how many, and how many of each facet.

use crate::answer::{Exact, FacetCounts};
use crate::entry::days;
use crate::query::{Counts, Query, Sort};
use crate::rank::{Place, Ranking, Traits};
use crate::schema::SEPARATOR;
use law::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::ops::RangeInclusive;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// Values of one facet that are told.
const MOST_VALUES: usize = 200;

/// Hits named exactly, for each segment, in the order of their documents.
pub(crate) type Firsts = Vec<Vec<(DocId, Exact)>>;

pub(crate) struct Gather {
    pub(crate) sort: Sort,
    /// How many of the best are kept.
    pub(crate) keep: usize,
    /// Only what stands behind this place is kept; everything is counted.
    pub(crate) after: Option<Place>,
    pub(crate) counts: Counts,
    pub(crate) days: Option<RangeInclusive<i64>>,
    pub(crate) firsts: Firsts,
    /// The scores of the items that answer a question, in place of the engine's.
    pub(crate) fits: Option<HashMap<String, f32>>,
    pub(crate) ranking: Ranking,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) total: u64,
    /// The best, best first.
    pub(crate) best: Vec<(Place, DocAddress)>,
    /// By facet term.
    pub(crate) facets: BTreeMap<String, u64>,
}

impl Gather {
    pub(crate) fn of(query: &Query, ranking: Ranking) -> Self {
        let end = |date: Option<Date>, none| date.map_or(none, days);
        let days = (query.from.is_some() || query.to.is_some())
            .then(|| end(query.from, i64::MIN)..=end(query.to, i64::MAX));
        Self {
            sort: query.sort,
            // One more, which tells whether anything follows.
            keep: query.offset.min(Query::DEEPEST) + query.limit.min(Query::LONGEST) + 1,
            after: query.after.map(|cursor| cursor.0),
            counts: query.counts,
            days,
            firsts: Vec::new(),
            fits: None,
            ranking,
        }
    }

    /// Only counts.
    pub(crate) fn only_counting(mut self) -> Self {
        self.keep = 0;
        self.sort = Sort::Newest;
        self
    }
}

impl Gather {
    fn fits_in(&self, reader: &SegmentReader) -> tantivy::Result<Option<Fits>> {
        let Some(fits) = &self.fits else {
            return Ok(None);
        };
        let items = reader.fast_fields().str("item")?;
        let mut by_ord = HashMap::new();
        if let Some(items) = &items {
            for (item, fit) in fits {
                if let Some(ord) = items.dictionary().term_ord(item)? {
                    by_ord.insert(ord, *fit);
                }
            }
        }
        Ok(Some(Fits { items, by_ord }))
    }
}

/// Scores of items within one segment.
struct Fits {
    items: Option<StrColumn>,
    by_ord: HashMap<u64, f32>,
}

impl Fits {
    fn of(&self, doc: DocId) -> f32 {
        let items = self.items.as_ref();
        items
            .and_then(|items| items.ords().first(doc))
            .and_then(|ord| self.by_ord.get(&ord))
            .copied()
            .unwrap_or(0.0)
    }
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = InSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<InSegment> {
        let fast = reader.fast_fields();
        let facets = match self.counts {
            Counts::Skip => None,
            Counts::Facets => fast.str("facet")?,
        };
        let seen = facets
            .as_ref()
            .map_or(0, |column| column.dictionary().num_terms());
        Ok(InSegment {
            segment,
            sort: self.sort,
            keep: self.keep,
            after: self.after,
            days: self.days.clone(),
            firsts: self
                .firsts
                .get(segment as usize)
                .cloned()
                .unwrap_or_default(),
            fits: self.fits_in(reader)?,
            ranking: self.ranking,
            day: fast.i64("day")?,
            traits: fast.u64("traits")?,
            tie: fast.u64("tie")?,
            facets,
            seen: vec![0; seen],
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && self.fits.is_none()
    }

    fn merge_fruits(&self, segments: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for segment in segments {
            all.total += segment.total;
            all.best.extend(segment.best);
            for (term, count) in segment.facets {
                *all.facets.entry(term).or_default() += count;
            }
        }
        all.best.sort_unstable_by(|a, b| b.cmp(a));
        all.best.truncate(self.keep);
        Ok(all)
    }
}

/// The gathering within one segment.
pub(crate) struct InSegment {
    segment: SegmentOrdinal,
    sort: Sort,
    keep: usize,
    after: Option<Place>,
    days: Option<RangeInclusive<i64>>,
    firsts: Vec<(DocId, Exact)>,
    fits: Option<Fits>,
    ranking: Ranking,
    day: Column<i64>,
    traits: Column<u64>,
    tie: Column<u64>,
    facets: Option<StrColumn>,
    /// How often each facet term was seen, by its number.
    seen: Vec<u32>,
    total: u64,
    best: BinaryHeap<Reverse<(Place, DocAddress)>>,
}

impl SegmentCollector for InSegment {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        let day = self.day.first(doc).unwrap_or(0);
        if self.days.as_ref().is_some_and(|days| !days.contains(&day)) {
            return;
        }
        self.total += 1;
        if let Some(facets) = &self.facets {
            for term in facets.term_ords(doc) {
                if let Some(count) = self.seen.get_mut(term as usize) {
                    *count += 1;
                }
            }
        }
        if self.keep > 0 {
            let place = self.place(doc, day, score);
            if self.after.is_none_or(|after| place < after) {
                self.keep(place, doc);
            }
        }
    }

    fn harvest(self) -> Gathered {
        Gathered {
            facets: self.facets(),
            total: self.total,
            best: self.best.into_iter().map(|Reverse(hit)| hit).collect(),
        }
    }
}

impl InSegment {
    fn place(&self, doc: DocId, day: i64, score: Score) -> Place {
        let tie = self.tie.first(doc).unwrap_or(0);
        match self.sort {
            Sort::Newest => Place::by_day(day, tie),
            Sort::Relevance => {
                if let Some(fits) = &self.fits {
                    return Place::ranked(fits.of(doc), day, tie);
                }
                let exact = match self.firsts.binary_search_by_key(&doc, |(doc, _)| *doc) {
                    Ok(at) => self.firsts.get(at).map_or(Exact::No, |(_, exact)| *exact),
                    Err(_) => Exact::No,
                };
                let traits = Traits::unpack(self.traits.first(doc).unwrap_or(0));
                Place::by_fit(&self.ranking, exact, score, traits, day, tie)
            }
        }
    }

    fn keep(&mut self, place: Place, doc: DocId) {
        let hit = (place, DocAddress::new(self.segment, doc));
        if self.best.len() < self.keep {
            self.best.push(Reverse(hit));
        } else if let Some(mut worst) = self.best.peek_mut()
            && worst.0 < hit
        {
            *worst = Reverse(hit);
        }
    }

    fn facets(&self) -> BTreeMap<String, u64> {
        let Some(column) = &self.facets else {
            return BTreeMap::new();
        };
        let seen: Vec<(u64, u64)> = (0u64..)
            .zip(&self.seen)
            .filter(|(_, count)| **count > 0)
            .map(|(term, count)| (term, u64::from(*count)))
            .collect();
        let terms: Vec<u64> = seen.iter().map(|(term, _)| *term).collect();
        let mut counts = seen.iter().map(|(_, count)| *count);
        let mut facets = BTreeMap::new();
        let read = column.dictionary().sorted_ords_to_term_cb(&terms, |term| {
            if let (Ok(term), Some(count)) = (std::str::from_utf8(term), counts.next()) {
                facets.insert(term.to_owned(), count);
            }
        });
        if let Err(error) = read {
            tracing::error!(%error, "facets of a segment cannot be read");
        }
        facets
    }
}

/// Facet terms by key, values most frequent first.
pub(crate) fn by_key(facets: BTreeMap<String, u64>) -> Vec<FacetCounts> {
    let mut keys: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
    for (term, count) in facets {
        if let Some((key, value)) = term.split_once(SEPARATOR) {
            keys.entry(key.to_owned())
                .or_default()
                .push((value.to_owned(), count));
        }
    }
    keys.into_iter()
        .map(|(key, mut values)| {
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            values.truncate(MOST_VALUES);
            FacetCounts { key, values }
        })
        .collect()
}
