//! Questions — what answers a sentence that no item holds as it stands: the articles that fit it best, and of items
//! without articles the items themselves.
//!
//! 1. A question is cut into pairs of characters and single characters; those of words that only ask count less.
//! 2. The engine gives the best candidates by their pairs, articles and undivided items apart, since the statistics of
//!    the one would blur those of the other.
//! 3. A candidate's score, single characters included, is taken as its share of what a perfect answer would get, so that
//!    an article and a whole document can be compared; then what speaks for its law or document is added ([`Ranking`]).
//! 4. Where there is a second ranking, by meaning say, the two are fused by place ([`SecondRanking`]).
//! 5. Items are ranked by their best passage.
//!
//! Whatever the question, the engine looks closer at no more than [`crate::candidates::MOST`] of each.

use crate::asked::Asked;
use crate::candidates::best;
use crate::clause::{self, Boxed};
use crate::everyday::{self, Pairs};
use crate::find::Finder;
use crate::gram::WHOLE;
use crate::near;
use crate::opened::Opened;
use crate::rank::{Ranking, Traits, tie};
use crate::schema::{ARTICLE, Fields, UNDIVIDED};
use crate::statistics::Statistics;
use std::collections::{BTreeMap, HashMap};
use tantivy::collector::DocSetCollector;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, TERMINATED, Term};

/// Different parts of a question that are read; longer ones say the same again.
const MOST_PARTS: usize = 96;

/// Passages of one law that say how well it fits as a whole.
const OF_ONE_LAW: usize = 3;

/// What fits less than this part of the best is no answer.
const FURTHEST: f32 = 0.3;

/// Passages of a second ranking that are fused; one stands for little behind them.
const MOST_OF_SECOND: usize = 100;

/// A second ranking of the passages that answer a question, by meaning say, to be fused with the product's own.
pub trait SecondRanking: Send + Sync {
    /// The best passages, best first: the item as UUID text, and the anchor of the article, empty where an item without
    /// articles answers as a whole. What is not in the index, or not within the filters of the search, is passed over.
    fn passages(&self, question: &str, most: usize) -> Vec<(String, String)>;
}

/// A question as the engine is asked.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// Pairs of characters and whole Latin words, each with how much it counts.
    pairs: Vec<(String, f32)>,
    /// Single characters, likewise.
    characters: Vec<(String, f32)>,
}

impl Parts {
    fn of(asked: &Asked, known: &Pairs, ranking: &Ranking) -> Self {
        let telling = Self::within(&near::telling(asked));
        let all = Self::within(&near::all(asked));
        let weigh = |all: Counted, telling: &Counted| {
            let mut parts: Vec<(usize, String, f32)> = all
                .into_iter()
                .map(|(part, (first, times))| {
                    let counts = if telling.contains_key(&part) {
                        1.0
                    } else {
                        ranking.asking
                    };
                    (first, part, times * counts)
                })
                .filter(|(_, _, counts)| 0.0 < *counts)
                .collect();
            parts.sort_by_key(|(first, _, _)| *first);
            parts.truncate(MOST_PARTS);
            parts
                .into_iter()
                .map(|(_, part, counts)| (part, counts))
                .collect::<Vec<_>>()
        };
        let mut characters = weigh(all.1, &telling.1);
        for (_, counts) in &mut characters {
            *counts = counts.min(1.0) * ranking.characters;
        }
        characters.retain(|(_, counts)| 0.0 < *counts);
        let mut parts = Self {
            pairs: weigh(all.0, &telling.0),
            characters,
        };
        parts.add_official(asked, known, ranking.everyday);
        parts
    }

    /// Adds the official words for what was typed, where they are not typed themselves.
    fn add_official(&mut self, asked: &Asked, known: &Pairs, counts: f32) {
        if counts <= 0.0 {
            return;
        }
        for official in everyday::within(asked, known) {
            let runs = near::all(&Asked::read(official.official));
            let (pairs, characters) = Self::within(&runs);
            add(&mut self.pairs, pairs, counts);
            if !self.characters.is_empty() {
                add(&mut self.characters, characters, counts);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Pairs and characters of some runs: where each stands first, and how often it stands there.
    fn within(runs: &[String]) -> (Counted, Counted) {
        let (mut pairs, mut characters) = (Counted::new(), Counted::new());
        let mut place = 0;
        for run in runs {
            let chars: Vec<char> = run.chars().collect();
            if chars.iter().all(char::is_ascii) {
                count(&mut pairs, format!("{WHOLE}{run}"), place);
            } else {
                for pair in chars.windows(2) {
                    count(&mut pairs, pair.iter().collect(), place);
                    place += 1;
                }
                for one in &chars {
                    count(&mut characters, one.to_string(), place);
                    place += 1;
                }
            }
            place += 1;
        }
        (pairs, characters)
    }
}

fn add(parts: &mut Vec<(String, f32)>, further: Counted, counts: f32) {
    for (part, _) in further {
        if parts.iter().all(|(known, _)| *known != part) {
            parts.push((part, counts));
        }
    }
}

type Counted = BTreeMap<String, (usize, f32)>;

fn count(counted: &mut Counted, part: String, place: usize) {
    counted.entry(part).or_insert((place, 0.0)).1 += 1.0;
}

/// Where answers are looked for.
struct Among {
    unit: &'static str,
    pairs: Field,
    characters: Field,
}

impl Among {
    fn articles(fields: Fields) -> Self {
        Self {
            unit: ARTICLE,
            pairs: fields.words,
            characters: fields.characters,
        }
    }

    fn undivided(fields: Fields) -> Self {
        Self {
            unit: UNDIVIDED,
            pairs: fields.body,
            characters: fields.item_characters,
        }
    }
}

/// A passage that answers: an article, or the whole of an item without articles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passage {
    pub(crate) address: DocAddress,
    /// Among [`Answers::items`].
    pub(crate) item: usize,
    pub(crate) is_article: bool,
    pub(crate) score: f32,
}

/// What answers a question.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) items: Vec<Item>,
    /// Best first.
    pub(crate) passages: Vec<Passage>,
    /// What scores less is no answer.
    least: f32,
}

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    name: String,
    traits: Traits,
    day: i64,
}

impl Answers {
    /// The best passage of each item that answers; what fits far less than the best is left out.
    fn best(&self) -> impl Iterator<Item = &Passage> {
        let mut seen = vec![false; self.items.len()];
        let passages = self.passages.iter();
        let passages = passages.take_while(|one| self.least <= one.score);
        passages.filter(move |one| {
            let seen = seen.get_mut(one.item);
            seen.is_some_and(|seen| !std::mem::replace(seen, true))
        })
    }

    /// The best articles of an item.
    pub(crate) fn articles<'a>(&'a self, item: &'a str) -> impl Iterator<Item = DocAddress> + 'a {
        self.passages
            .iter()
            .filter(move |one| {
                one.is_article && self.items.get(one.item).is_some_and(|of| of.id == item)
            })
            .map(|one| one.address)
    }
}

impl Finder<'_> {
    /// What answers the question within `filters`.
    pub(crate) fn answers(&self, filters: &[Boxed]) -> tantivy::Result<Answers> {
        let parts = Parts::of(&self.asked, &self.pairs, &self.ranking);
        if parts.is_empty() {
            return Ok(Answers::default());
        }
        let mut known = Known::default();
        let mut passages = Vec::new();
        for among in [Among::articles(self.fields), Among::undivided(self.fields)] {
            for (address, share) in self.candidates(&among, &parts, filters)? {
                if let Some(item) = known.item_of(&self.opened, address)? {
                    passages.push(Passage {
                        address,
                        item,
                        is_article: among.unit == ARTICLE,
                        score: share,
                    });
                }
            }
        }
        self.weigh(&known.items, &mut passages)?;
        known.order(&mut passages);
        let best = passages.first().map_or(0.0, |best| best.score);
        let mut least = best * FURTHEST;
        if let Some(second) = &self.second {
            passages.retain(|one| least <= one.score);
            let others = second.passages(&self.asked.words, MOST_OF_SECOND);
            self.fuse(&mut known, &mut passages, &others, filters)?;
            // What is left is an answer, by the one ranking or the other.
            least = 0.0;
        }
        Ok(Answers {
            items: known.items,
            passages,
            least,
        })
    }

    /// The items that answer, as documents, each with the score of its best passage.
    pub(crate) fn documents_of(
        &self,
        answers: &Answers,
    ) -> tantivy::Result<Vec<(DocAddress, f32)>> {
        let mut documents = Vec::new();
        for passage in answers.best() {
            let address = match answers.items.get(passage.item) {
                Some(item) if passage.is_article => self.document_of(&item.id, passage.address)?,
                _ => Some(passage.address),
            };
            documents.extend(address.map(|address| (address, passage.score)));
        }
        Ok(documents)
    }

    /// The document of an item, looked for first where its article is: they were written together.
    fn document_of(&self, item: &str, article: DocAddress) -> tantivy::Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.fields.item, item);
        let beside = article.segment_ord;
        let readers = (0u32..).zip(self.searcher().segment_readers());
        let mut readers: Vec<_> = readers.collect();
        readers.sort_by_key(|(segment, _)| *segment != beside);
        for (segment, reader) in readers {
            let index = reader.inverted_index(self.fields.item)?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            let columns = self.opened.columns(segment)?;
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if columns.is_item(doc) && !reader.is_deleted(doc) {
                    return Ok(Some(DocAddress::new(segment, doc)));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// Fuses two rankings by reciprocal rank: what stands high in both stands highest, whatever the scores of the one
    /// or the other mean. `others` are item and anchor; those that are not within `filters` are passed over.
    fn fuse(
        &self,
        known: &mut Known,
        passages: &mut Vec<Passage>,
        others: &[(String, String)],
        filters: &[Boxed],
    ) -> tantivy::Result<()> {
        for (place, passage) in passages.iter_mut().enumerate() {
            passage.score = reciprocal(place);
        }
        let by_address = passages.iter().enumerate();
        let by_address: HashMap<DocAddress, usize> =
            by_address.map(|(at, one)| (one.address, at)).collect();
        for (place, (item, anchor)) in others.iter().take(MOST_OF_SECOND).enumerate() {
            let Some(address) = self.passage_at(item, anchor, filters)? else {
                continue;
            };
            let held = by_address
                .get(&address)
                .and_then(|at| passages.get_mut(*at));
            if let Some(held) = held {
                held.score += reciprocal(place);
            } else if let Some(item) = known.item_of(&self.opened, address)? {
                passages.push(Passage {
                    address,
                    item,
                    is_article: !anchor.is_empty(),
                    score: reciprocal(place),
                });
            }
        }
        known.order(passages);
        Ok(())
    }

    /// The article of an item with an anchor; without one, the item as a whole.
    fn passage_at(
        &self,
        item: &str,
        anchor: &str,
        filters: &[Boxed],
    ) -> tantivy::Result<Option<DocAddress>> {
        let unit = if anchor.is_empty() {
            UNDIVIDED
        } else {
            ARTICLE
        };
        let mut within: Vec<Boxed> = filters.iter().map(|filter| filter.box_clone()).collect();
        within.push(clause::is(self.fields.unit, unit));
        let clause = clause::within(clause::is(self.fields.item, item), within);
        for address in self.searcher().search(&*clause, &DocSetCollector)? {
            if anchor.is_empty() || self.anchor_at(address)? == anchor {
                return Ok(Some(address));
            }
        }
        Ok(None)
    }

    /// The best by their pairs, each with its share of what a perfect answer would get.
    fn candidates(
        &self,
        among: &Among,
        parts: &Parts,
        filters: &[Boxed],
    ) -> tantivy::Result<Vec<(DocAddress, f32)>> {
        let statistics = Statistics::of(self.searcher(), self.fields, among.unit)?;
        let mut clauses: Vec<Boxed> = Vec::new();
        let mut perfect = 0.0;
        for (pair, counts) in &parts.pairs {
            let term = Term::from_field_text(among.pairs, pair);
            perfect += counts * statistics.most(&term)?;
            clauses.push(clause::boosted(scored(term), *counts));
        }
        // Articles have a field of their own, so nothing else is found there.
        let unit = (among.unit != ARTICLE).then(|| clause::is(self.fields.unit, among.unit));
        let either = clause::either(clauses);
        let mut found = if filters.is_empty() {
            best(self.searcher(), &statistics, &*either, unit)?
        } else {
            // What was filtered is little, and leads.
            let within = filters.iter().map(|filter| filter.box_clone()).chain(unit);
            let within = clause::within(either, within.collect());
            best(self.searcher(), &statistics, &*within, None)?
        };
        found.sort_unstable_by_key(|(address, _)| *address);
        for (character, counts) in &parts.characters {
            let term = Term::from_field_text(among.characters, character);
            perfect += counts * statistics.most(&term)?;
            self.add(&mut found, &statistics, term, *counts)?;
        }
        for (_, score) in &mut found {
            *score /= perfect.max(f32::MIN_POSITIVE);
        }
        Ok(found)
    }

    /// Adds what a term scores in each of `found`, which are in the order of their addresses.
    fn add(
        &self,
        found: &mut [(DocAddress, f32)],
        statistics: &Statistics<'_>,
        term: Term,
        by: f32,
    ) -> tantivy::Result<()> {
        let scoring = EnableScoring::enabled_from_statistics_provider(statistics, self.searcher());
        let weight = TermQuery::new(term, IndexRecordOption::WithFreqs).weight(scoring)?;
        for here in found.chunk_by_mut(|(a, _), (b, _)| a.segment_ord == b.segment_ord) {
            let Some((first, _)) = here.first() else {
                continue;
            };
            let reader = self.searcher().segment_reader(first.segment_ord);
            let mut scorer = weight.scorer(reader, by)?;
            for (address, score) in here {
                if scorer.doc() < address.doc_id {
                    scorer.seek(address.doc_id);
                }
                if scorer.doc() == address.doc_id {
                    *score += scorer.score();
                }
            }
        }
        Ok(())
    }

    /// From how well each passage fits by itself to its score: the traits of its item, then the rest of the law.
    fn weigh(&self, items: &[Item], passages: &mut [Passage]) -> tantivy::Result<()> {
        let mut factors = Vec::with_capacity(items.len());
        for item in items {
            let name = Term::from_field_text(self.fields.cites, &item.name);
            let citing = self.searcher().doc_freq(&name)?;
            factors.push(self.ranking.factor_of_answer(item.traits, item.day, citing));
        }
        let mut of_law: Vec<Vec<f32>> = vec![Vec::new(); items.len()];
        for passage in passages.iter_mut() {
            passage.score *= factors.get(passage.item).copied().unwrap_or(1.0);
            if let Some(scores) = of_law.get_mut(passage.item) {
                scores.push(passage.score);
            }
        }
        let of_law: Vec<f32> = of_law
            .into_iter()
            .map(|mut scores| {
                scores.sort_unstable_by(|a, b| b.total_cmp(a));
                scores.iter().take(OF_ONE_LAW).sum::<f32>() / OF_ONE_LAW as f32
            })
            .collect();
        for passage in passages {
            let law = of_law.get(passage.item).copied().unwrap_or_default();
            passage.score += self.ranking.law * law;
        }
        Ok(())
    }
}

/// What a place in a list is worth, 1 the first place; so flat that being found by both rankings counts for more than
/// being the very first of one.
fn reciprocal(place: usize) -> f32 {
    /// The constant of the first paper on this fusion, which nobody has found reason to change.
    const FLATNESS: f32 = 60.0;
    (FLATNESS + 1.0) / (FLATNESS + 1.0 + place as f32)
}

/// The items of the candidates, each read once.
#[derive(Default)]
struct Known {
    items: Vec<Item>,
    by_id: HashMap<String, usize>,
    /// By segment and the number of the item's id there.
    by_ord: HashMap<(u32, u64), usize>,
}

impl Known {
    /// Best first; what scores the same always in the same order.
    fn order(&self, passages: &mut [Passage]) {
        let place = |one: &Passage| {
            let item = self.items.get(one.item);
            (tie(item.map_or("", |item| item.id.as_str())), one.address)
        };
        passages.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| place(a).cmp(&place(b)))
        });
    }

    fn item_of(&mut self, opened: &Opened, address: DocAddress) -> tantivy::Result<Option<usize>> {
        let columns = opened.columns(address.segment_ord)?;
        let ord = columns.items.as_ref();
        let Some(ord) = ord.and_then(|ids| ids.ords().first(address.doc_id)) else {
            return Ok(None);
        };
        if let Some(known) = self.by_ord.get(&(address.segment_ord, ord)) {
            return Ok(Some(*known));
        }
        let id = columns.item(address.doc_id)?;
        let next = self.items.len();
        let item = *self.by_id.entry(id.clone()).or_insert(next);
        if item == next {
            let traits = columns.traits.first(address.doc_id).unwrap_or(0);
            self.items.push(Item {
                id,
                name: columns.name(address.doc_id)?,
                traits: Traits::unpack(traits),
                day: columns.day.first(address.doc_id).unwrap_or(0),
            });
        }
        self.by_ord.insert((address.segment_ord, ord), item);
        Ok(Some(item))
    }
}

fn scored(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}
