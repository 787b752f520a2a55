//! Gathering — one pass over everything found: the best of it, how many, and how many of each facet.

use crate::answer::FacetCounts;
use crate::entry::days;
use crate::exactness::Exact;
use crate::facets::{BLOCK, Counting};
use crate::opened::{Columns, Opened};
use crate::query::{Counts, Query, Sort, Turn};
use crate::rank::{Place, Ranking, Traits};
use crate::schema::SEPARATOR;
use law::Date;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
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
    /// Whether everything counts in the scores already, as it does in those of what answers a question.
    pub(crate) is_weighed: bool,
    pub(crate) ranking: Ranking,
    opened: Arc<Opened>,
}

/// A facet term, and how many have it.
pub(crate) type Counted = (Arc<str>, u64);

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) total: u64,
    /// How many stand before the best that are kept.
    pub(crate) ahead: u64,
    /// The best of those wanted, best first; before a place, those that stand nearest to it.
    pub(crate) best: Vec<Placed>,
    /// In the order of the terms, each once.
    pub(crate) facets: Vec<Counted>,
}

impl Gather {
    pub(crate) fn of(opened: &Arc<Opened>, query: &Query, ranking: Ranking) -> Self {
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
            is_weighed: false,
            ranking,
            opened: Arc::clone(opened),
        }
    }

    /// Only counts.
    pub(crate) fn only_counting(mut self) -> Self {
        self.keep = 0;
        self.sort = Sort::Newest;
        self
    }
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = InSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<InSegment> {
        let columns = self.opened.columns(segment)?;
        let counting = match self.counts {
            Counts::Skip => None,
            Counts::Facets => Some(columns.facets()?.count()),
        };
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
            is_weighed: self.is_weighed,
            ranking: self.ranking,
            columns,
            counting,
            highest_factor: self.ranking.highest_factor(),
            waiting: 0,
            documents: [0; BLOCK],
            scores: [0.0; BLOCK],
            total: 0,
            ahead: 0,
            best: Best::of(self.turn),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for segment in segments {
            all.total += segment.total;
            all.ahead += segment.ahead;
            all.best.extend(segment.best);
            all.facets.extend(segment.facets);
        }
        all.facets.sort_by(|(a, _), (b, _)| a.cmp(b));
        all.facets.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
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
    is_weighed: bool,
    ranking: Ranking,
    columns: Arc<Columns>,
    /// `None` where facets are not counted.
    counting: Option<Counting>,
    highest_factor: f32,
    /// Hits come one by one and are looked at in blocks: so many wait.
    waiting: usize,
    documents: [DocId; BLOCK],
    scores: [Score; BLOCK],
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

    /// The worst of the greatest, where as many are kept as can be.
    fn worst(&self, most: usize) -> Option<Place> {
        match self {
            Self::Greatest(kept) if most <= kept.len() => {
                kept.peek().map(|Reverse((place, _))| *place)
            }
            Self::Greatest(_) | Self::Least(_) => None,
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
        let slots = (self.documents.get_mut(self.waiting)).zip(self.scores.get_mut(self.waiting));
        if let Some((document, its_score)) = slots {
            (*document, *its_score) = (doc, score);
            self.waiting += 1;
        }
        if self.waiting == BLOCK {
            self.look_at_block();
        }
    }

    fn harvest(mut self) -> Gathered {
        self.look_at_block();
        let facets = self.counting.as_ref().zip(self.columns.facets().ok());
        Gathered {
            facets: facets
                .map(|(counting, facets)| facets.counted(counting))
                .unwrap_or_default(),
            total: self.total,
            ahead: self.ahead,
            best: self.best.into_vec(),
        }
    }
}

impl InSegment {
    fn look_at_block(&mut self) {
        let (mut documents, mut scores) = (self.documents, self.scores);
        let mut long = std::mem::take(&mut self.waiting).min(BLOCK);
        if let Some(days) = &self.days {
            let mut kept = 0;
            for at in 0..long {
                let (Some(doc), Some(score)) = (documents.get(at), scores.get(at)) else {
                    break;
                };
                let (doc, score) = (*doc, *score);
                if let (Some(document), Some(its_score)) =
                    (documents.get_mut(kept), scores.get_mut(kept))
                {
                    (*document, *its_score) = (doc, score);
                }
                kept += usize::from(days.contains(&self.columns.day.first(doc).unwrap_or(0)));
            }
            long = kept;
        }
        let documents = documents.get(..long).unwrap_or_default();
        self.total += long as u64;
        if let (Some(counting), Ok(facets)) = (&mut self.counting, self.columns.facets()) {
            counting.add(facets, documents);
        }
        if 0 < self.keep {
            for (doc, score) in documents.iter().zip(scores) {
                self.consider(*doc, score);
            }
        }
    }

    /// Keeps a hit where it is among the best of those wanted.
    fn consider(&mut self, doc: DocId, score: Score) {
        // Where enough is kept and this cannot stand before any of it, nothing more of it matters.
        let worst = match self.turn {
            Turn::First => self.best.worst(self.keep),
            Turn::After(_) | Turn::Before(_) => None,
        };
        if worst.is_some_and(|worst| self.is_hopeless(doc, score, &worst)) {
            return;
        }
        let day = self.columns.day.first(doc).unwrap_or(0);
        if worst.is_some_and(|worst| self.place(doc, day, u64::MAX, score) < worst) {
            return;
        }
        let tie = self.columns.tie.first(doc).unwrap_or(0);
        let place = self.place(doc, day, tie, score);
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

    /// Whether its score alone says that a hit stands behind `worst`, whatever else speaks for it.
    fn is_hopeless(&self, doc: DocId, score: Score, worst: &Place) -> bool {
        self.sort == Sort::Relevance
            && !self.is_weighed
            && self.exact(doc) == Exact::No
            && worst.is_before_all_of(score * self.highest_factor)
    }

    fn exact(&self, doc: DocId) -> Exact {
        match self.firsts.binary_search_by_key(&doc, |(doc, _)| *doc) {
            Ok(at) => self.firsts.get(at).map_or(Exact::No, |(_, exact)| *exact),
            Err(_) => Exact::No,
        }
    }

    fn place(&self, doc: DocId, day: i64, tie: u64, score: Score) -> Place {
        match self.sort {
            Sort::Newest => Place::by_day(day, tie),
            Sort::Relevance => {
                if self.is_weighed {
                    return Place::ranked(score, day, tie);
                }
                let exact = self.exact(doc);
                let traits = Traits::unpack(self.columns.traits.first(doc).unwrap_or(0));
                Place::by_fit(&self.ranking, exact, score, traits, day, tie)
            }
        }
    }
}

/// Facet terms by key, values most frequent first.
pub(crate) fn by_key(facets: &[Counted]) -> Vec<FacetCounts> {
    let mut by_key: Vec<FacetCounts> = Vec::new();
    for (term, count) in facets {
        let Some((key, value)) = term.split_once(SEPARATOR) else {
            continue;
        };
        let value = (value.to_owned(), *count);
        match by_key.last_mut() {
            Some(last) if last.key == key => last.values.push(value),
            _ => by_key.push(FacetCounts {
                key: key.to_owned(),
                values: vec![value],
            }),
        }
    }
    for FacetCounts { key, values } in &mut by_key {
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        if key != FacetCounts::AGENCY {
            values.truncate(FacetCounts::MOST);
        }
    }
    by_key
}
