//! The index as a whole: opening, its version, its cursor.
//!
//! Decides what becomes of an index of another form or of a damaged one: it is moved aside (one is kept, for the
//! curious) and an empty one takes its place, whose cursor 0 makes the follower put everything in again.

use crate::answer::{Answer, Passage};
use crate::error::{Doing, Error};
use crate::keeper::Keeper;
use crate::query::Query;
use crate::rank::Ranking;
use crate::schema::{Fields, ITEM, schema, tokenizers};
use crate::spelling::Spelling;
use law::item::Kinds;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tantivy::directory::{INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::index::{IndexMeta, SegmentId, SegmentMeta};
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{Directory, IndexReader, ReloadPolicy, Searcher, TantivyError, Term};

/// The index; a clone is another handle on the same.
#[derive(Clone)]
pub struct Index {
    inner: Arc<Inner>,
    kinds: Arc<Kinds>,
    ranking: Ranking,
}

struct Inner {
    engine: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    seen: Mutex<Seen>,
}

/// The commit that this handle answers from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    opstamp: u64,
    segments: Vec<SegmentId>,
    cursor: u64,
}

impl Seen {
    fn of(metas: &IndexMeta) -> Self {
        Self {
            opstamp: metas.opstamp,
            segments: metas.segments.iter().map(SegmentMeta::id).collect(),
            cursor: metas.payload.as_deref().and_then(cursor_of).unwrap_or(0),
        }
    }
}

impl Index {
    /// Opens the index in `dir`, or makes an empty one where there is none that can be used.
    ///
    /// # Errors
    /// [`Error::Directory`] where the directory cannot be made or moved; [`Error::Held`] where an index of another form
    /// is being written by another process.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        make(dir)?;
        match Self::open_existing(dir) {
            Ok(index) => return Ok(index),
            Err(Unusable::Absent) => {}
            Err(Unusable::OtherForm) => {
                tracing::warn!(path = %dir.display(), "search index of another form: moved aside");
                move_aside(dir)?;
            }
            Err(Unusable::Failed(error)) if is_damage(&error) => {
                tracing::warn!(path = %dir.display(), %error, "damaged search index: moved aside");
                move_aside(dir)?;
            }
            Err(Unusable::Failed(error)) => return Err(*error).doing("打开索引"),
        }
        match tantivy::Index::builder()
            .schema(schema().0)
            .tokenizers(tokenizers())
            .create_in_dir(dir)
        {
            Ok(engine) => Self::of(engine).doing("新建索引"),
            // Another process was faster.
            Err(TantivyError::IndexAlreadyExists) => Self::reopen(dir).doing("打开索引"),
            Err(error) => Err(error).doing("新建索引"),
        }
    }

    /// An index without a directory, for tests and previews.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn in_memory() -> Result<Self, Error> {
        tantivy::Index::builder()
            .schema(schema().0)
            .tokenizers(tokenizers())
            .create_in_ram()
            .and_then(Self::of)
            .doing("新建索引")
    }

    /// The same index for a site that knows other kinds; their facets and fields follow from their definitions.
    #[must_use]
    pub fn with_kinds(mut self, kinds: Kinds) -> Self {
        self.kinds = Arc::new(kinds);
        self
    }

    /// The same index ranked otherwise, for measuring what each reason is worth.
    #[must_use]
    pub fn with_ranking(mut self, ranking: Ranking) -> Self {
        self.ranking = ranking;
        self
    }

    /// Up to which entry of the ledger the index has followed, as far as this handle sees; 0 for an empty one.
    pub fn cursor(&self) -> u64 {
        self.seen().cursor
    }

    /// The one who writes; `None` while another keeper lives, in this process or another.
    ///
    /// # Errors
    /// Where the engine fails for another reason.
    pub fn keeper(&self) -> Result<Option<Keeper>, Error> {
        Keeper::take(self)
    }

    /// Sees what other processes have committed; costs next to nothing where there is nothing new.
    ///
    /// # Errors
    /// Where the files cannot be read.
    pub fn refresh(&self) -> Result<(), Error> {
        let mut seen = self.seen();
        // Read before the segments, so that the cursor never promises more than is there.
        let now = Seen::of(&self.inner.engine.load_metas().doing("刷新索引")?);
        if now != *seen {
            self.inner.reader.reload().doing("刷新索引")?;
            *seen = now;
        }
        Ok(())
    }

    /// Answers a query; whatever the words, they are taken for words.
    ///
    /// # Errors
    /// Where the engine fails, never because of what was typed.
    pub fn search(&self, query: &Query) -> Result<Answer, Error> {
        crate::find::find(self, query).doing("检索")
    }

    /// The passages that answer `question`, best first, as [`crate::Mode::Question`] ranks them: what is measured.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn passages(&self, question: &str, most: usize) -> Result<Vec<Passage>, Error> {
        crate::find::passages(self, question, most).doing("检索")
    }

    /// Items whose names begin as typed, the better known first; of several items of one name the newest.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn suggest(&self, typed: &Spelling, most: usize) -> Result<Vec<String>, Error> {
        crate::suggest::suggest(self, typed, most).doing("按名称的开头查找")
    }

    /// How many items there are.
    pub fn count(&self) -> u64 {
        let unit = Term::from_field_text(self.inner.fields.unit, ITEM);
        let query = TermQuery::new(unit, IndexRecordOption::Basic);
        self.searcher()
            .search(&query, &tantivy::collector::Count)
            .map_or(0, |count| count as u64)
    }

    pub(crate) fn engine(&self) -> &tantivy::Index {
        &self.inner.engine
    }

    pub(crate) fn fields(&self) -> Fields {
        self.inner.fields
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    pub(crate) fn ranking(&self) -> Ranking {
        self.ranking
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.inner.reader.searcher()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.inner
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn of(engine: tantivy::Index) -> tantivy::Result<Self> {
        let seen = Seen::of(&engine.load_metas()?);
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let inner = Inner {
            engine,
            reader,
            fields: schema().1,
            seen: Mutex::new(seen),
        };
        Ok(Self {
            inner: Arc::new(inner),
            kinds: Arc::new(Kinds::standard()),
            ranking: Ranking::default(),
        })
    }

    fn reopen(dir: &Path) -> tantivy::Result<Self> {
        let mut engine = tantivy::Index::open_in_dir(dir)?;
        engine.set_tokenizers(tokenizers());
        Self::of(engine)
    }

    fn open_existing(dir: &Path) -> Result<Self, Unusable> {
        let failed = |error: TantivyError| Unusable::Failed(Box::new(error));
        let directory = MmapDirectory::open(dir).map_err(|error| failed(error.into()))?;
        if !tantivy::Index::exists(&directory).map_err(|error| failed(error.into()))? {
            return Err(Unusable::Absent);
        }
        let index = Self::reopen(dir).map_err(failed)?;
        if index.engine().schema() == schema().0 {
            Ok(index)
        } else {
            Err(Unusable::OtherForm)
        }
    }
}

/// Why an index cannot be used as it is.
enum Unusable {
    Absent,
    OtherForm,
    Failed(Box<TantivyError>),
}

/// Whether the files themselves are at fault; too many open files, say, are not.
fn is_damage(error: &TantivyError) -> bool {
    use tantivy::directory::error::OpenReadError;
    match error {
        TantivyError::OpenReadError(error) => !matches!(error, OpenReadError::IoError { .. }),
        TantivyError::DataCorruption(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::SchemaError(_)
        | TantivyError::DeserializeError(_)
        | TantivyError::InternalError(_) => true,
        TantivyError::IoError(error) => matches!(
            error.kind(),
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof
        ),
        _ => false,
    }
}

/// What is committed beside the words.
pub(crate) fn payload(cursor: u64) -> String {
    serde_json::json!({ "cursor": cursor }).to_string()
}

fn cursor_of(payload: &str) -> Option<u64> {
    serde_json::from_str::<serde_json::Value>(payload)
        .ok()?
        .get("cursor")?
        .as_u64()
}

fn make(dir: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(dir).map_err(|source| Error::Directory {
        path: dir.to_owned(),
        source,
    })
}

/// Moves the index to `<dir>.aside`, in place of one that lies there.
fn move_aside(dir: &Path) -> Result<(), Error> {
    let failed = |path: &Path, source| Error::Directory {
        path: path.to_owned(),
        source,
    };
    let lock = MmapDirectory::open(dir)
        .ok()
        .map(|directory| directory.acquire_lock(&INDEX_WRITER_LOCK));
    if matches!(lock, Some(Err(_))) {
        return Err(Error::Held {
            path: dir.to_owned(),
        });
    }
    let mut name = dir.as_os_str().to_owned();
    name.push(".aside");
    let aside = PathBuf::from(name);
    if aside.exists() {
        std::fs::remove_dir_all(&aside).map_err(|source| failed(&aside, source))?;
    }
    std::fs::rename(dir, &aside).map_err(|source| failed(dir, source))?;
    make(dir)
}
