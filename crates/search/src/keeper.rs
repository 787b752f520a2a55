//! The keeper — the one owner of the index, who writes.
//!
//! Nothing is seen before [`Keeper::commit`], and what was not committed when the process ended never was: the cursor
//! is committed with the words, so a follower goes on exactly where the index stands.

use crate::entry::Entry;
use crate::error::{Doing, Error};
use crate::index::{Index, payload};
use std::collections::HashSet;
use tantivy::indexer::LogMergePolicy;
use tantivy::{IndexWriter, Searcher, TantivyError, Term};

/// What a keeper may take.
struct Means {
    /// Memory for what is not yet on disk, for each writing thread, in bytes.
    budget: usize,
    /// More threads than this only make more segments.
    most_threads: usize,
}

/// Beside a site that is served.
const SERVING: Means = Means {
    budget: 64 << 20,
    most_threads: 4,
};

/// Where nobody is served meanwhile: the more fits in, the less is merged later.
const IN_BULK: Means = Means {
    budget: 128 << 20,
    most_threads: 2,
};

/// Writes to the index; there is one at a time over all processes.
pub struct Keeper {
    index: Index,
    writer: IndexWriter,
    /// What was committed when this keeper last looked.
    committed: Searcher,
    /// Items touched since then.
    touched: HashSet<String>,
}

impl Index {
    /// The one who writes a great deal at once; `None` while another keeper lives.
    ///
    /// # Errors
    /// As [`Index::keeper`].
    pub fn bulk_keeper(&self) -> Result<Option<Keeper>, Error> {
        Keeper::with(self, &IN_BULK)
    }
}

impl Keeper {
    /// `None` while another keeper lives.
    pub(crate) fn take(index: &Index) -> Result<Option<Self>, Error> {
        Self::with(index, &SERVING)
    }

    fn with(index: &Index, means: &Means) -> Result<Option<Self>, Error> {
        let threads = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(means.most_threads);
        let writer: IndexWriter = match index
            .engine()
            .writer_with_num_threads(threads, threads * means.budget)
        {
            Ok(writer) => writer,
            Err(TantivyError::LockFailure(..)) => return Ok(None),
            Err(error) => return Err(error).doing("取得写入权"),
        };
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(0.3);
        writer.set_merge_policy(Box::new(policy));
        index.refresh()?;
        Ok(Some(Self {
            committed: index.searcher(),
            index: index.clone(),
            writer,
            touched: HashSet::new(),
        }))
    }

    /// Indexes an item with its articles, in place of what there was of it.
    ///
    /// # Errors
    /// Where the engine fails, above all on a full disk.
    pub fn put(&mut self, entry: &Entry<'_>) -> Result<(), Error> {
        let item = entry.released.item();
        self.forget(item)?;
        let kind = self.index.kinds().get(entry.released.kind());
        for document in entry.documents(self.index.fields(), kind) {
            self.writer.add_document(document).doing("写入文献")?;
        }
        self.touched.insert(item.to_owned());
        Ok(())
    }

    /// Takes an item and its articles out.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn remove(&mut self, item: &str) -> Result<(), Error> {
        self.forget(item)
    }

    /// Takes everything out, to be put in again: until the next commit the old index answers as before.
    /// What was not committed yet is dropped.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn clear(&mut self) -> Result<(), Error> {
        // Deletions that still wait would otherwise meet what is put in again: clearing turns the engine's stamps back.
        self.writer.rollback().doing("清空索引")?;
        self.writer.delete_all_documents().doing("清空索引")?;
        self.touched.clear();
        Ok(())
    }

    /// Makes all this visible, and remembers that the index has followed the ledger up to `cursor`.
    ///
    /// # Errors
    /// Where the engine fails; nothing of it is visible then.
    pub fn commit(&mut self, cursor: u64) -> Result<(), Error> {
        let mut prepared = self.writer.prepare_commit().doing("提交索引")?;
        prepared.set_payload(&payload(cursor));
        prepared.commit().doing("提交索引")?;
        self.index.refresh()?;
        self.committed = self.index.searcher();
        self.touched.clear();
        Ok(())
    }

    /// Waits until the segments that are being merged are merged; for the end of a bulk import.
    ///
    /// # Errors
    /// Where a merge failed.
    pub fn finish(self) -> Result<(), Error> {
        self.writer.wait_merging_threads().doing("合并索引")?;
        self.index.refresh()
    }

    /// Deletes only what can be there: a deletion is looked up in every segment, which a bulk import of new items need
    /// not pay for.
    fn forget(&mut self, item: &str) -> Result<(), Error> {
        let term = Term::from_field_text(self.index.fields().item, item);
        if self.touched.contains(item) || self.committed.doc_freq(&term).doing("查找文献")? > 0
        {
            self.writer.delete_term(term);
        }
        Ok(())
    }
}
