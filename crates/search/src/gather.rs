//! Gathering — one pass over everything found: the best of it, how many, and how many of each facet.

use crate::answer::{Exact, FacetCounts};
use crate::entry::days;
use crate::query::{Counts, Query, Sort, Turn};
use crate::rank::{Place, Ranking, Traits};
use crate::schema::SEPARATOR;
use law::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::ops::RangeInclusive;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// Hits named exactly, for each segment, in the order of their documents.
pub(crate) type Firsts = Vec<Vec<(DocId, Exact)>>;

pub(crate) struct Gather {
    pub(crate) sort: Sort,
    /// How many of the best are kept.
    pub(crate) keep: usize,
    /// Only what stands on the one side of a place is kept; everything is counted.
    pub(crate) turn: Turn,
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
    /// How many stand before the best that are kept.
    pub(crate) ahead: u64,
    /// The best of those wanted, best first; before a place, those that stand nearest to it.
    pub(crate) best: Vec<Placed>,
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
            keep: query.passed() + query.limit.min(Query::LONGEST),
            turn: query.turn,
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
            turn: self.turn,
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
            ahead: 0,
            best: Best::of(self.turn),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && self.fits.is_none()
    }

    fn merge_fruits(&self, segments: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for segment in segments {
            all.total += segment.total;
            all.ahead += segment.ahead;
            all.best.extend(segment.best);
            for (term, count) in segment.facets {
                *all.facets.entry(term).or_default() += count;
            }
        }
        all.best.sort_unstable_by(|a, b| b.cmp(a));
        if let Turn::Before(_) = self.turn {
            // What is too far from the place stands before those that are kept.
            let far = all.best.len().saturating_sub(self.keep);
            all.best.drain(..far);
            all.ahead -= all.best.len() as u64;
        } else {
            all.best.truncate(self.keep);
        }
        Ok(all)
    }
}

/// The gathering within one segment.
pub(crate) struct InSegment {
    segment: SegmentOrdinal,
    sort: Sort,
    keep: usize,
    turn: Turn,
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
    /// How many stand before the place, or up to it where what follows is wanted.
    ahead: u64,
    best: Best,
}

/// A hit and where it stands.
pub(crate) type Placed = (Place, DocAddress);

/// The hits that are kept, with the first to go on top.
enum Best {
    Greatest(BinaryHeap<Reverse<Placed>>),
    Least(BinaryHeap<Placed>),
}

impl Best {
    fn of(turn: Turn) -> Self {
        match turn {
            Turn::First | Turn::After(_) => Self::Greatest(BinaryHeap::new()),
            Turn::Before(_) => Self::Least(BinaryHeap::new()),
        }
    }

    fn keep(&mut self, hit: Placed, most: usize) {
        match self {
            Self::Greatest(kept) => keep(kept, Reverse(hit), most),
            Self::Least(kept) => keep(kept, hit, most),
        }
    }

    fn into_vec(self) -> Vec<Placed> {
        match self {
            Self::Greatest(kept) => kept.into_iter().map(|Reverse(hit)| hit).collect(),
            Self::Least(kept) => kept.into_vec(),
        }
    }
}

/// Keeps the least of what comes.
fn keep<T: Ord>(kept: &mut BinaryHeap<T>, hit: T, most: usize) {
    if kept.len() < most {
        kept.push(hit);
    } else if let Some(mut worst) = kept.peek_mut()
        && hit < *worst
    {
        *worst = hit;
    }
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
            let is_wanted = match self.turn {
                Turn::First => true,
                Turn::After(cursor) => place < cursor.0,
                Turn::Before(cursor) => cursor.0 < place,
            };
            if is_wanted {
                let hit = (place, DocAddress::new(self.segment, doc));
                self.best.keep(hit, self.keep);
            }
            // What is wanted after a place does not stand before it, and the other way round.
            self.ahead += u64::from(is_wanted == matches!(self.turn, Turn::Before(_)));
        }
    }

    fn harvest(self) -> Gathered {
        Gathered {
            facets: self.facets(),
            total: self.total,
            ahead: self.ahead,
            best: self.best.into_vec(),
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
            if key != FacetCounts::AGENCY {
                values.truncate(FacetCounts::MOST);
            }
            FacetCounts { key, values }
        })
        .collect()
}
