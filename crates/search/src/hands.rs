//! Hands — the threads that answer one query.
//!
//! A query that finds much is answered segment by segment by as many threads as there are processors, so that it takes
//! the shorter while nothing else is asked; where more is asked, each query has the one thread that brought it, since
//! sharing would cost all of them more than it gives to one.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};
use tantivy::collector::Collector;
use tantivy::query::Weight;
use tantivy::{Searcher, SegmentOrdinal};

/// What looks at fewer documents than this is done before another thread has begun.
const WORTH_SHARING: u64 = 30_000;

/// Threads of one query at most.
const MOST: usize = 4;

/// Queries that are being answered.
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// Counts one query among those that are being answered.
pub(crate) struct Answering;

impl Answering {
    pub(crate) fn begin() -> Self {
        ASKED.fetch_add(1, Ordering::Relaxed);
        Self
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        ASKED.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How many threads may answer a query that looks at about so many documents.
pub(crate) fn hands(documents: u64) -> usize {
    if documents < WORTH_SHARING || 1 < ASKED.load(Ordering::Relaxed) {
        return 1;
    }
    thread::available_parallelism().map_or(1, |processors| processors.get().min(MOST))
}

/// Gathers from all segments, by so many threads; the largest segments first, so that none is left over at the end.
pub(crate) fn gather<C: Collector>(
    searcher: &Searcher,
    weight: &dyn Weight,
    collector: &C,
    hands: usize,
) -> tantivy::Result<C::Fruit> {
    let segments = searcher.segment_readers().len() as SegmentOrdinal;
    let mut waiting: Vec<SegmentOrdinal> = (0..segments).collect();
    // Taken from the end.
    waiting.sort_by_key(|segment| searcher.segment_reader(*segment).max_doc());
    let hands = hands.min(waiting.len());
    let waiting = Mutex::new(waiting);
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let work = || {
        let mut fruits = Vec::new();
        while let Some(segment) = next() {
            let reader = searcher.segment_reader(segment);
            fruits.push((segment, collector.collect_segment(weight, segment, reader)?));
        }
        tantivy::Result::Ok(fruits)
    };
    let mut fruits = if hands < 2 {
        work()?
    } else {
        thread::scope(|scope| {
            // Where the system gives no more threads, this one does it all.
            let others = (1..hands).filter_map(|_| Builder::new().spawn_scoped(scope, work).ok());
            let others: Vec<_> = others.collect();
            let mut fruits = work();
            for other in others {
                let theirs = other
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                fruits = fruits.and_then(|mut fruits| {
                    fruits.extend(theirs?);
                    Ok(fruits)
                });
            }
            fruits
        })?
    };
    fruits.sort_by_key(|(segment, _)| *segment);
    collector.merge_fruits(fruits.into_iter().map(|(_, fruit)| fruit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::collector::{Count, DocSetCollector};
    use tantivy::query::{AllQuery, EnableScoring, Query};
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, IndexWriter, doc};

    #[test]
    fn many_hands_gather_what_one_gathers() {
        let mut schema = Schema::builder();
        let word = schema.add_text_field("word", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for long in [1, 30, 7, 100, 2] {
            for n in 0..long {
                writer.add_document(doc!(word => n.to_string())).unwrap();
            }
            writer.commit().unwrap();
        }
        let searcher = index.reader().unwrap().searcher();
        let scoring = EnableScoring::disabled_from_searcher(&searcher);
        let weight = AllQuery.weight(scoring).unwrap();
        let alone = gather(&searcher, &*weight, &DocSetCollector, 1).unwrap();
        for hands in [2, 3, 20] {
            let count = gather(&searcher, &*weight, &Count, hands).unwrap();
            assert_eq!(count, 140);
            let together = gather(&searcher, &*weight, &DocSetCollector, hands).unwrap();
            assert_eq!(together, alone);
        }
    }

    #[test]
    fn what_is_little_has_one_hand() {
        assert_eq!(hands(0), 1);
        assert_eq!(hands(WORTH_SHARING - 1), 1);
    }
}
