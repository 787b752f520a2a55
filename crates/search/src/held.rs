//! What the index holds, to be compared with what is released.

use crate::Error;
use crate::entry::Entry;
use crate::error::Doing as _;
use crate::index::Index;
use crate::schema::ITEM;
use law::item::Released;
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{TantivyDocument, Term};

impl Index {
    /// Whether the item is in the index once, with the edition, the title and the words that are released.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn holds(&self, released: &Released) -> Result<bool, Error> {
        let _watch = self.watch();
        self.is_held(released).doing("核对索引")
    }

    fn is_held(&self, released: &Released) -> tantivy::Result<bool> {
        let fields = self.fields();
        let is = |field, text: &str| -> Box<dyn Query> {
            let term = Term::from_field_text(field, text);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        let query = BooleanQuery::intersection(vec![
            is(fields.item, released.item()),
            is(fields.unit, ITEM),
        ]);
        let searcher = self.searcher();
        let found = searcher.search(&query, &DocSetCollector)?;
        let [address] = found.into_iter().collect::<Vec<_>>()[..] else {
            return Ok(false);
        };
        let document: TantivyDocument = searcher.doc(address)?;
        let text = |field| {
            let value = document.get_first(field);
            value.and_then(|value| value.as_str().map(str::to_owned))
        };
        let edition = document.get_first(fields.edition);
        let edition = edition.and_then(|value| value.as_u64());
        let kind = self.kinds().get(released.kind());
        let entry = Entry {
            released,
            standing: "",
            agencies: &[],
            kind_rank: 0,
        };
        Ok(edition == Some(u64::from(released.edition()))
            && text(fields.title).as_deref() == Some(released.title())
            && text(fields.body) == Some(entry.words(kind)))
    }
}
