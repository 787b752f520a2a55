//! What is open of an index at one commit: its searcher, and the columns of its segments.
//!
//! A segment never changes, so its columns are opened when they are first asked for and kept until it is merged away. The
//! names of its facets are read once with them: there are as many as there are different values, not as there are items.

use crate::facets::Facets;
use crate::kept::Lists;
use std::sync::{Arc, OnceLock};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal, SegmentReader};

pub(crate) struct Opened {
    pub(crate) searcher: Searcher,
    /// By segment.
    columns: Vec<OnceLock<Arc<Columns>>>,
    /// What was found of phrases before.
    pub(crate) lists: Arc<Lists>,
}

impl Opened {
    /// What is open of `searcher`; of segments that were open `before`, the same columns.
    pub(crate) fn of(searcher: Searcher, before: Option<&Self>) -> Self {
        let known = |reader: &SegmentReader| {
            let before = before?;
            let readers = before.searcher.segment_readers().iter();
            let mut readers = readers.zip(&before.columns);
            let (_, columns) =
                readers.find(|(known, _)| known.segment_id() == reader.segment_id())?;
            columns.get().cloned()
        };
        let columns = searcher.segment_readers().iter();
        let columns = columns.map(|reader| match known(reader) {
            Some(columns) => OnceLock::from(columns),
            None => OnceLock::new(),
        });
        Self {
            columns: columns.collect(),
            lists: before.map_or_else(Arc::default, |before| Arc::clone(&before.lists)),
            searcher,
        }
    }

    pub(crate) fn columns(&self, segment: SegmentOrdinal) -> tantivy::Result<Arc<Columns>> {
        let reader = self.searcher.segment_reader(segment);
        let Some(kept) = self.columns.get(segment as usize) else {
            return Columns::of(reader).map(Arc::new);
        };
        if let Some(columns) = kept.get() {
            return Ok(Arc::clone(columns));
        }
        let columns = Arc::new(Columns::of(reader)?);
        Ok(Arc::clone(kept.get_or_init(|| columns)))
    }

    /// The id of the item that a document is, or stands in.
    pub(crate) fn item_at(&self, address: DocAddress) -> tantivy::Result<String> {
        self.columns(address.segment_ord)?.item(address.doc_id)
    }
}

/// The columns of one segment.
pub(crate) struct Columns {
    pub(crate) items: Option<StrColumn>,
    names: Option<StrColumn>,
    anchors: Option<StrColumn>,
    sets_of_facets: [Option<StrColumn>; 2],
    facets: OnceLock<Facets>,
    pub(crate) day: Column<i64>,
    pub(crate) traits: Column<u64>,
    /// Only items have it, articles have none.
    pub(crate) tie: Column<u64>,
    pub(crate) begins: Column<u64>,
    pub(crate) ends: Column<u64>,
}

impl Columns {
    fn of(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        Ok(Self {
            items: fast.str("item")?,
            names: fast.str("name")?,
            anchors: fast.str("anchor")?,
            sets_of_facets: [fast.str("facets_of_agency")?, fast.str("other_facets")?],
            facets: OnceLock::new(),
            day: fast.i64("day")?,
            traits: fast.u64("traits")?,
            tie: fast.u64("tie")?,
            begins: fast.u64("begins")?,
            ends: fast.u64("ends")?,
        })
    }

    pub(crate) fn item(&self, doc: DocId) -> tantivy::Result<String> {
        text_of(self.items.as_ref(), doc)
    }

    pub(crate) fn name(&self, doc: DocId) -> tantivy::Result<String> {
        text_of(self.names.as_ref(), doc)
    }

    pub(crate) fn anchor(&self, doc: DocId) -> tantivy::Result<String> {
        text_of(self.anchors.as_ref(), doc)
    }

    pub(crate) fn is_item(&self, doc: DocId) -> bool {
        self.tie.first(doc).is_some()
    }

    /// The facets of the documents; the names of all are read when they are first asked for.
    pub(crate) fn facets(&self) -> tantivy::Result<&Facets> {
        if let Some(facets) = self.facets.get() {
            return Ok(facets);
        }
        let facets = Facets::of(self.sets_of_facets.iter().flatten().cloned())?;
        Ok(self.facets.get_or_init(|| facets))
    }
}

/// The one text that a column holds for a document; empty where it holds none.
fn text_of(column: Option<&StrColumn>, doc: DocId) -> tantivy::Result<String> {
    let mut text = String::new();
    if let Some(column) = column
        && let Some(ord) = column.ords().first(doc)
    {
        column.ord_to_str(ord, &mut text)?;
    }
    Ok(text)
}
