//! Articles — a query that names one, and the articles shown under a text of law.

use crate::answer::ArticleHit;
use crate::clause::{self, Boxed};
use crate::opened::{Columns, Opened};
use crate::schema::Fields;
use crate::snippet::{Needle, passage};
use law::item::heading::number_of;
use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, Occur};
use tantivy::schema::Value;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyDocument};

/// Articles shown under one item.
pub(crate) const MOST: usize = 3;

/// In this field of law, 条例 alone is this one.
const THE_REGULATION: &str = "政府信息公开条例";

/// 某法第三十三条: a law and the number of one of its articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) law: String,
    /// `33`, `15.1`
    pub(crate) number: String,
}

impl Reference {
    /// Reads 条例第三十三条, 《政府信息公开条例》第33条第二款, 政府信息公开条例 33 条; `None` for anything else.
    pub(crate) fn read(words: &str) -> Option<Self> {
        let words: String = words
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》'))
            .collect();
        let end = words.rfind('条')?;
        let before = words.get(..end)?;
        let after = words.get(end + '条'.len_utf8()..)?;
        let law = before.trim_end_matches(is_numeral);
        let numeral = before
            .get(law.len()..)
            .filter(|numeral| !numeral.is_empty())?;
        let law = law.strip_suffix('第').unwrap_or(law);
        let (sub, rest) = match after.strip_prefix('之') {
            Some(tail) => tail.split_at(tail.len() - tail.trim_start_matches(is_numeral).len()),
            None => ("", after),
        };
        let heading = match sub {
            "" => format!("第{numeral}条"),
            sub => format!("第{numeral}条之{sub}"),
        };
        let law = if law == "条例" { THE_REGULATION } else { law };
        let ends_there = rest.is_empty() || rest.ends_with(['款', '项', '目']);
        if !ends_there || law.is_empty() {
            return None;
        }
        Some(Self {
            law: law.to_owned(),
            number: number_of(&heading)?,
        })
    }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c) || "〇零一二三四五六七八九十百千两".contains(c)
}

/// Which articles are wanted.
pub(crate) struct Wanted<'a> {
    /// What their words should hold; where there is none, only a named article is shown.
    pub(crate) words: Option<Boxed>,
    pub(crate) named: Option<&'a Reference>,
}

/// More than any fit of words.
const NAMED: f32 = 1e6;

/// How well an article fits, in fractions of [`GRAIN`].
pub(crate) type Fit = u32;

const GRAIN: f32 = 256.0;

/// Whether the article is the one that was named.
pub(crate) fn is_named(fit: Fit) -> bool {
    NAMED * GRAIN <= fit as f32
}

/// The best articles of each of `items`, a few more than are shown.
pub(crate) fn under(
    opened: &Arc<Opened>,
    statistics: &dyn Bm25StatisticsProvider,
    fields: Fields,
    items: &[&str],
    wanted: &Wanted<'_>,
) -> tantivy::Result<BTreeMap<String, Best>> {
    let mut either: Vec<Boxed> = Vec::new();
    either.extend(wanted.words.as_ref().map(|words| words.box_clone()));
    if let Some(named) = wanted.named {
        let number = clause::is(fields.number_of_article, &named.number);
        either.push(Box::new(tantivy::query::ConstScoreQuery::new(
            number, NAMED,
        )));
    }
    if items.is_empty() || either.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = BooleanQuery::new(vec![
        (
            Occur::Must,
            clause::is_one_of(fields.item, items.iter().copied()),
        ),
        (Occur::Must, clause::is(fields.unit, crate::schema::ARTICLE)),
        (Occur::Must, clause::either(either)),
    ]);
    let grouped = Grouped {
        opened: Arc::clone(opened),
    };
    let searcher = &opened.searcher;
    searcher.search_with_statistics_provider(&query, &grouped, statistics)
}

/// An article as it is shown, its words read from the body of its item.
pub(crate) fn hit(
    opened: &Opened,
    fields: Fields,
    address: DocAddress,
    body: &str,
    needles: &[Needle],
) -> tantivy::Result<ArticleHit> {
    let document: TantivyDocument = opened.searcher.doc(address)?;
    let number = document
        .get_first(fields.printed)
        .and_then(|value| value.as_str());
    let columns = opened.columns(address.segment_ord)?;
    let place = |column: &Column<u64>| {
        let at = column.first(address.doc_id).unwrap_or(0);
        usize::try_from(at).unwrap_or(usize::MAX)
    };
    let words = body.get(place(&columns.begins)..place(&columns.ends));
    Ok(ArticleHit {
        anchor: columns.anchor(address.doc_id)?,
        number: number.unwrap_or_default().to_owned(),
        snippet: passage(words.unwrap_or_default(), needles),
    })
}

/// The best few articles of each item.
struct Grouped {
    opened: Arc<Opened>,
}

type Best = Vec<(Fit, DocAddress)>;

struct InSegment {
    segment: SegmentOrdinal,
    columns: Arc<Columns>,
    best: BTreeMap<u64, Best>,
}

impl Collector for Grouped {
    type Fruit = BTreeMap<String, Best>;
    type Child = InSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<InSegment> {
        Ok(InSegment {
            segment,
            columns: self.opened.columns(segment)?,
            best: BTreeMap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        let mut all: Self::Fruit = BTreeMap::new();
        for (item, best) in segments.into_iter().flatten() {
            let known = all.entry(item).or_default();
            known.extend(best);
            keep_best(known);
        }
        Ok(all)
    }
}

impl SegmentCollector for InSegment {
    type Fruit = BTreeMap<String, Best>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let items = self.columns.items.as_ref();
        let item = items.and_then(|items| items.ords().first(doc));
        if let Some(item) = item {
            let fit = (score.max(0.0) * GRAIN) as Fit;
            let best = self.best.entry(item).or_default();
            best.push((fit, DocAddress::new(self.segment, doc)));
            keep_best(best);
        }
    }

    fn harvest(self) -> Self::Fruit {
        let name = |ord| {
            let mut name = String::new();
            let items = self.columns.items.as_ref()?;
            items.ord_to_str(ord, &mut name).ok()?.then_some(name)
        };
        self.best
            .into_iter()
            .filter_map(|(ord, best)| Some((name(ord)?, best)))
            .collect()
    }
}

/// The best first, of equal ones that which stands first in the text.
fn keep_best(best: &mut Best) {
    best.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    best.truncate(2 * MOST);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_article_is_read_in_every_usual_form() {
        for (words, law, number) in [
            ("条例第三十三条", "政府信息公开条例", "33"),
            (
                "《政府信息公开条例》第三十三条第二款",
                "政府信息公开条例",
                "33",
            ),
            ("政府信息公开条例 33 条", "政府信息公开条例", "33"),
            ("刑法第一百二十条之一", "刑法", "120.1"),
            ("民法典１０条", "民法典", "10"),
        ] {
            let expected = Reference {
                law: law.into(),
                number: number.into(),
            };
            assert_eq!(Reference::read(words), Some(expected), "{words}");
        }
    }

    #[test]
    fn what_names_no_article_is_none() {
        for words in [
            "",
            "条",
            "第三条",
            "稳经济33条措施",
            "政府信息公开条例",
            "条件",
            "三十三条",
        ] {
            assert_eq!(Reference::read(words), None, "{words}");
        }
    }
}
