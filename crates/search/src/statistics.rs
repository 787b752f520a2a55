//! The numbers behind scores: how many words and documents there are.
//!
//! Items and articles share the index, so each kind is scored against its own number of documents.

use crate::schema::Fields;
use tantivy::Searcher;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;

/// The numbers of words and documents that scores are made from: those of items, or those of articles.
pub(crate) struct Statistics<'a> {
    searcher: &'a Searcher,
    documents: u64,
}

impl<'a> Statistics<'a> {
    pub(crate) fn of(searcher: &'a Searcher, fields: Fields, unit: &str) -> tantivy::Result<Self> {
        let unit = tantivy::Term::from_field_text(fields.unit, unit);
        Ok(Self {
            searcher,
            documents: searcher.doc_freq(&unit)?.max(1),
        })
    }

    /// The most that a term can score in one document, however often it stands there.
    pub(crate) fn most(&self, term: &tantivy::Term) -> tantivy::Result<f32> {
        /// The engine's `k1 + 1`.
        const FULL: f32 = 2.2;
        let (all, with) = (self.documents as f32, self.doc_freq(term)? as f32);
        Ok(FULL * (1.0 + (all - with + 0.5) / (with + 0.5)).ln())
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents)
    }

    fn doc_freq(&self, term: &tantivy::Term) -> tantivy::Result<u64> {
        Ok(self.searcher.doc_freq(term)?.min(self.documents))
    }
}
