//! Facets of a segment — which its documents have, by number.
//!
//! Of what is found facets are counted, and there is much of it. So a document does not say its facets one by one: it
//! has a set of them, that of its agency with all above, and a set of all others. Few sets are different, each has a
//! number, and a hit costs two look-ups and two additions; what the sets consist of is asked once, at the end.

use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::DocId;
use tantivy::columnar::{Column, ColumnIndex, StrColumn};

/// Documents whose facets are counted together at most.
pub(crate) const BLOCK: usize = 64;

/// A set of facets as one text, from which [`parted`] gets them back, whatever stands in them.
pub(crate) fn joined<'a>(facets: impl Iterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for facet in facets {
        joined.push_str(&facet.len().to_string());
        joined.push(':');
        joined.push_str(facet);
    }
    joined
}

fn parted(joined: &str) -> impl Iterator<Item = &str> {
    let mut rest = joined;
    std::iter::from_fn(move || {
        let (long, after) = rest.split_once(':')?;
        let (facet, after) = after.split_at_checked(long.parse().ok()?)?;
        rest = after;
        Some(facet)
    })
}

/// The facets of one segment.
pub(crate) struct Facets {
    /// In their order.
    terms: Vec<Arc<str>>,
    columns: Vec<Sets>,
}

/// One column of sets.
struct Sets {
    /// The number of the set of each document.
    numbers: Column<u64>,
    /// The facets of each set, by their numbers: where they end in `facets`.
    ends: Vec<u32>,
    facets: Vec<u32>,
}

impl Facets {
    pub(crate) fn of(columns: impl IntoIterator<Item = StrColumn>) -> tantivy::Result<Self> {
        let mut known: BTreeMap<Arc<str>, u32> = BTreeMap::new();
        let mut sets = Vec::new();
        for column in columns {
            let (mut ends, mut facets) = (Vec::new(), Vec::new());
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                for facet in parted(&String::from_utf8_lossy(stream.key())) {
                    let next = known.len() as u32;
                    let number = match known.get(facet) {
                        Some(number) => *number,
                        None => *known.entry(Arc::from(facet)).or_insert(next),
                    };
                    facets.push(number);
                }
                ends.push(facets.len() as u32);
            }
            sets.push(Sets {
                numbers: column.ords().clone(),
                ends,
                facets,
            });
        }
        // From the order in which they were met to their own.
        let mut in_order = vec![0; known.len()];
        for (place, number) in (0_u32..).zip(known.values()) {
            if let Some(slot) = in_order.get_mut(*number as usize) {
                *slot = place;
            }
        }
        for facet in sets.iter_mut().flat_map(|sets| &mut sets.facets) {
            *facet = in_order.get(*facet as usize).copied().unwrap_or_default();
        }
        Ok(Self {
            terms: known.into_keys().collect(),
            columns: sets,
        })
    }

    pub(crate) fn count(&self) -> Counting {
        let seen = self.columns.iter().map(|sets| vec![0; sets.ends.len()]);
        Counting {
            seen: seen.collect(),
            numbers: [0; BLOCK],
        }
    }

    /// What was counted: each facet that was seen, in their order.
    pub(crate) fn counted(&self, counting: &Counting) -> Vec<(Arc<str>, u64)> {
        let mut counts = vec![0_u64; self.terms.len()];
        for (sets, seen) in self.columns.iter().zip(&counting.seen) {
            let mut from = 0;
            for (end, times) in sets.ends.iter().zip(seen) {
                let end = *end as usize;
                if 0 < *times {
                    for facet in sets.facets.get(from..end).unwrap_or_default() {
                        if let Some(count) = counts.get_mut(*facet as usize) {
                            *count += u64::from(*times);
                        }
                    }
                }
                from = end;
            }
        }
        let counted = self.terms.iter().zip(counts);
        counted
            .filter(|(_, count)| 0 < *count)
            .map(|(term, count)| (Arc::clone(term), count))
            .collect()
    }
}

/// How often each set was seen.
pub(crate) struct Counting {
    /// By column and number.
    seen: Vec<Vec<u32>>,
    numbers: [u64; BLOCK],
}

impl Counting {
    /// Counts the facets of `documents`, [`BLOCK`] at most.
    pub(crate) fn add(&mut self, facets: &Facets, documents: &[DocId]) {
        for (sets, seen) in facets.columns.iter().zip(&mut self.seen) {
            let mut see = |number: u64| {
                if let Some(times) = seen.get_mut(number as usize) {
                    *times += 1;
                }
            };
            let numbers = self.numbers.get_mut(..documents.len());
            if let (ColumnIndex::Full, Some(numbers)) = (&sets.numbers.index, numbers) {
                sets.numbers.values.get_vals(documents, numbers);
                for number in numbers {
                    see(*number);
                }
            } else {
                let numbers = documents.iter().map(|doc| sets.numbers.first(*doc));
                numbers.flatten().for_each(&mut see);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_survives_joining_whatever_stands_in_it() {
        for set in [
            &[][..],
            &["kind\u{1f}law", "year\u{1f}2021"],
            &["topic\u{1f}3:税", "topic\u{1f}", "：", "1:"],
        ] {
            let joined = joined(set.iter().copied());
            assert_eq!(parted(&joined).collect::<Vec<_>>(), set);
        }
        assert_eq!(parted("99:too short").count(), 0);
    }
}
