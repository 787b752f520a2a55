//! Lists that are kept: which documents of a segment hold a phrase, of phrases that are asked for again.
//!
//! What people search for repeats itself, and a phrase that stands in half of all documents costs more than all the rest
//! of its query. A segment never changes, so its list of a phrase stays true until the segment is merged away; what is
//! deleted is left out later, as from every list.
//!
//! Memory is bounded ([`MOST`]), whatever is asked. Nothing here leaves the process or tells who asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::DocId;
use tantivy::index::SegmentId;

/// Bytes that all lists together may take.
const MOST: usize = 16 << 20;

/// What an entry takes beside its key and its list.
const OVERHEAD: usize = 128;

/// The documents that hold a phrase, in their order.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) documents: Vec<DocId>,
    /// How often each holds it.
    pub(crate) times: Vec<u16>,
}

impl List {
    fn bytes(&self) -> usize {
        self.documents.len() * size_of::<DocId>() + self.times.len() * size_of::<u16>()
    }
}

/// A phrase in a segment.
pub(crate) type Key = (SegmentId, String);

/// `None` where it was asked for once.
type Entry = Option<Arc<List>>;

/// What is known of a phrase that is asked for.
pub(crate) enum Asked {
    /// For the first time, as far as is remembered.
    First,
    Again,
    Kept(Arc<List>),
}

/// The lists of an index. What is asked for moves to the younger half; when that is full, the older one is forgotten.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    halves: Mutex<Halves>,
}

#[derive(Debug, Default)]
struct Halves {
    young: HashMap<Key, Entry>,
    old: HashMap<Key, Entry>,
    /// Of the younger half.
    bytes: usize,
}

impl Lists {
    pub(crate) fn asked(&self, key: &Key) -> Asked {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = halves.young.get(key) {
            return entry.clone().map_or(Asked::Again, Asked::Kept);
        }
        let entry = halves.old.remove(key);
        let asked = match &entry {
            None => Asked::First,
            Some(None) => Asked::Again,
            Some(Some(list)) => Asked::Kept(Arc::clone(list)),
        };
        halves.put(key.clone(), entry.flatten());
        asked
    }

    pub(crate) fn keep(&self, key: Key, list: List) -> Arc<List> {
        let list = Arc::new(list);
        // One that is too long would only push out all others.
        if list.bytes() <= MOST / 8 {
            let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
            halves.put(key, Some(Arc::clone(&list)));
        }
        list
    }
}

impl Halves {
    fn put(&mut self, key: Key, entry: Entry) {
        let bytes = OVERHEAD + key.1.len() + entry.as_deref().map_or(0, List::bytes);
        if MOST / 2 < self.bytes + bytes {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.young.insert(key, entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: usize) -> Key {
        let id = SegmentId::from_uuid_string("00000000-0000-0000-0000-000000000001");
        (id.unwrap_or_else(|_| unreachable!()), n.to_string())
    }

    fn list(long: usize) -> List {
        List {
            documents: vec![0; long],
            times: vec![1; long],
        }
    }

    fn held(lists: &Lists) -> usize {
        let halves = lists.halves.lock().unwrap_or_else(PoisonError::into_inner);
        let entries = halves.young.values().chain(halves.old.values());
        entries.flatten().map(|list| list.bytes()).sum()
    }

    #[test]
    fn what_is_asked_for_again_is_kept_while_it_is_asked_for() {
        let lists = Lists::default();
        assert!(matches!(lists.asked(&key(0)), Asked::First));
        assert!(matches!(lists.asked(&key(0)), Asked::Again));
        lists.keep(key(0), list(1000));
        for n in 1..100 {
            lists.keep(key(n), list(100_000));
            assert!(matches!(lists.asked(&key(0)), Asked::Kept(_)), "{n}");
        }
    }

    #[test]
    fn memory_is_bounded_and_the_longest_are_not_kept() {
        let lists = Lists::default();
        for n in 0..100 {
            lists.keep(key(n), list(200_000));
            assert!(held(&lists) <= MOST);
        }
        assert!(matches!(lists.asked(&key(0)), Asked::First));
        lists.keep(key(100), list(1_000_000));
        assert!(matches!(lists.asked(&key(100)), Asked::First));
    }
}
