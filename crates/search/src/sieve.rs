//! The sieve — which documents stand in several lists, a block at a time.
//!
//! Of the pairs of 655082000024 each stands in many documents and all of them in hardly one. To go from list to list for
//! each document costs a jump that cannot be foretold; to hold one block of the shortest list against the next lists
//! costs an addition for each document of theirs. What falls through may stand in all lists and is looked at one by one.

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, TERMINATED};

/// Lists that are held against the shortest.
pub(crate) const LISTS: usize = 3;

/// A shortest list of fewer documents is gone through as quickly without.
const LEAST: u32 = 512;

/// A list so many times as long as the shortest is not gone through for it.
const TIMES_AS_LONG: u32 = 16;

/// So few are looked at one by one.
const FEW: usize = 4;

/// As many documents as a block of the engine's has at most.
const BLOCK: usize = 128;

pub(crate) struct Sieve {
    shortest: BlockSegmentPostings,
    others: Vec<Other>,
    /// What fell through of one block, from `at` on still to be given out.
    left: [DocId; BLOCK],
    at: usize,
    long: usize,
    /// Where what was not gone through begins.
    end: DocId,
}

struct Other {
    list: BlockSegmentPostings,
    /// What was gone through of its block.
    at: usize,
}

impl Sieve {
    /// Whether to go through lists of so many documents, the shortest first, is worth it.
    pub(crate) fn is_worth_it(shortest: u32, next: u32) -> bool {
        LEAST <= shortest && next / TIMES_AS_LONG <= shortest
    }

    /// `others` are in the order of their length.
    pub(crate) fn of(shortest: BlockSegmentPostings, others: Vec<BlockSegmentPostings>) -> Self {
        let others = others.into_iter().map(|list| Other { list, at: 0 });
        Self {
            shortest,
            others: others.collect(),
            left: [0; BLOCK],
            at: 0,
            long: 0,
            end: 0,
        }
    }

    /// The first document from `target` on that may stand in all lists; `None` where `target` is too far from what was
    /// gone through last for a whole block to be worth it. Targets only rise.
    pub(crate) fn seek(&mut self, target: DocId) -> Option<DocId> {
        let mut target = target;
        loop {
            while let Some(doc) = self
                .left
                .get(..self.long)
                .and_then(|left| left.get(self.at))
            {
                if target <= *doc {
                    return Some(*doc);
                }
                self.at += 1;
            }
            if self.end < target {
                return None;
            }
            target = self.end;
            if !self.go_through_block(target) {
                return Some(TERMINATED);
            }
        }
    }

    /// Tells that everything up to `doc` is done with otherwise.
    pub(crate) fn pass(&mut self, doc: DocId) {
        self.end = doc.saturating_add(1);
        self.long = 0;
    }

    /// Goes through the block of the shortest list that holds the first document from `target` on.
    fn go_through_block(&mut self, target: DocId) -> bool {
        let from = self.shortest.seek(target);
        let block = self.shortest.docs().get(from..).unwrap_or_default();
        let (Some(last), Some(left)) = (block.last(), self.left.get_mut(..block.len())) else {
            return false;
        };
        left.copy_from_slice(block);
        self.end = last.saturating_add(1);
        (self.at, self.long) = (0, block.len());
        for other in &mut self.others {
            if self.long <= FEW {
                break;
            }
            let left = self.left.get_mut(..self.long).unwrap_or_default();
            self.long = other.hold_against(left);
        }
        true
    }
}

impl Other {
    /// Moves to the front what of `documents` stands in this list, and tells how many those are.
    fn hold_against(&mut self, documents: &mut [DocId]) -> usize {
        let (mut read, mut kept) = (0, 0);
        while let Some(next) = documents.get(read).copied() {
            let block = self.list.docs();
            if block.last().is_none_or(|last| *last < next) {
                self.at = self.list.seek(next);
                if self.list.docs().last().is_none_or(|last| *last < next) {
                    break;
                }
                continue;
            }
            // Which of the two goes on is never a branch: it cannot be foretold.
            while let (Some(&doc), Some(&theirs)) = (documents.get(read), block.get(self.at)) {
                if let Some(slot) = documents.get_mut(kept) {
                    *slot = doc;
                }
                kept += usize::from(doc == theirs);
                read += usize::from(doc <= theirs);
                self.at += usize::from(theirs <= doc);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::collector::DocSetCollector;
    use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
    use tantivy::schema::{IndexRecordOption, STRING, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument, Term};

    /// The word `n` stands in every document whose number is a multiple of `n`.
    #[test]
    fn what_falls_through_is_what_stands_in_all_lists() {
        let mut schema = Schema::builder();
        let words = schema.add_text_field("words", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let numbers = [2_u32, 3, 5, 7];
        for n in 0..20_000_u32 {
            let mut document = TantivyDocument::default();
            for of in numbers.into_iter().filter(|of| n % of == 0) {
                document.add_text(words, of.to_string());
            }
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let reader = searcher.segment_reader(0);
        let lists = reader.inverted_index(words).unwrap();
        let term = |of: u32| Term::from_field_text(words, &of.to_string());
        let open = |of: u32| {
            let list = lists.read_block_postings(&term(of), IndexRecordOption::Basic);
            list.unwrap().unwrap()
        };
        for numbers in [&[7, 5, 3, 2][..], &[7, 2], &[7, 5]] {
            let all = numbers.iter().map(|of| {
                let query = TermQuery::new(term(*of), IndexRecordOption::Basic);
                (Occur::Must, Box::new(query) as Box<dyn Query>)
            });
            let all = BooleanQuery::new(all.collect());
            let found = searcher.search(&all, &DocSetCollector).unwrap();
            let mut expected: Vec<DocId> = found.into_iter().map(|found| found.doc_id).collect();
            expected.sort_unstable();
            let others = numbers[1..].iter().map(|of| open(*of)).collect();
            let mut sieve = Sieve::of(open(numbers[0]), others);
            let mut through = Vec::new();
            let mut doc = sieve.seek(0).unwrap();
            while doc != TERMINATED {
                through.push(doc);
                doc = sieve.seek(doc + 1).unwrap();
            }
            assert!(expected.iter().all(|doc| through.contains(doc)));
            // Few come through that one look would have kept out.
            assert!(through.len() <= expected.len() + FEW * 20_000 / 7 / BLOCK);

            let mut sieve = Sieve::of(open(numbers[0]), vec![open(numbers[1])]);
            assert_eq!(sieve.seek(9_000), None);
            sieve.pass(9_000);
            let next = (9_001..9_200).find(|n| n % numbers[0] == 0 && n % numbers[1] == 0);
            assert_eq!(sieve.seek(9_001), next);
            assert_eq!(sieve.seek(19_999), None);
            sieve.pass(19_999);
            assert_eq!(sieve.seek(20_000), Some(TERMINATED));
        }
    }
}
