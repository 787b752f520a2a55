//! Documents that are picked already, as a query: what answers a question, with how well it does.

use std::sync::Arc;
use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

/// Some documents, each with its score.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    by_segment: Arc<Vec<Here>>,
}

/// Those of one segment, in the order of their documents.
type Here = (SegmentId, Vec<(DocId, Score)>);

impl Picked {
    pub(crate) fn of(searcher: &Searcher, mut documents: Vec<(DocAddress, Score)>) -> Self {
        documents.sort_unstable_by_key(|(address, _)| *address);
        let by_segment = documents
            .chunk_by(|(a, _), (b, _)| a.segment_ord == b.segment_ord)
            .filter_map(|here| {
                let (first, _) = here.first()?;
                let segment = searcher.segment_reader(first.segment_ord).segment_id();
                let here = here.iter().map(|(address, score)| (address.doc_id, *score));
                Some((segment, here.collect()))
            })
            .collect();
        Self {
            by_segment: Arc::new(by_segment),
        }
    }

    fn here(&self, reader: &SegmentReader, boost: Score) -> PickedScorer {
        let segment = reader.segment_id();
        let here = self.by_segment.iter().position(|(id, _)| *id == segment);
        PickedScorer {
            picked: self.clone(),
            segment: here.unwrap_or(usize::MAX),
            at: 0,
            boost,
        }
    }
}

impl Query for Picked {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Picked {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.here(reader, boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.here(reader, 1.0);
        let score = match scorer.seek(doc) {
            found if found == doc => scorer.score(),
            _ => 0.0,
        };
        Ok(Explanation::new("picked before", score))
    }
}

struct PickedScorer {
    picked: Picked,
    segment: usize,
    at: usize,
    boost: Score,
}

impl PickedScorer {
    fn current(&self) -> Option<(DocId, Score)> {
        let (_, here) = self.picked.by_segment.get(self.segment)?;
        here.get(self.at).copied()
    }
}

impl DocSet for PickedScorer {
    fn advance(&mut self) -> DocId {
        self.at = self.at.saturating_add(1);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.current().map_or(TERMINATED, |(doc, _)| doc)
    }

    fn size_hint(&self) -> u32 {
        let here = self.picked.by_segment.get(self.segment);
        here.map_or(0, |(_, here)| u32::try_from(here.len()).unwrap_or(u32::MAX))
    }
}

impl Scorer for PickedScorer {
    fn score(&mut self) -> Score {
        self.current().map_or(0.0, |(_, score)| score) * self.boost
    }
}
