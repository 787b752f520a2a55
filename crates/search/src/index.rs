//! The index as a whole: opening, its version, its cursor, and what takes its place.
//!
//! Decides what becomes of an index of another form or of a damaged one: it is moved aside (one is kept, for the
//! curious) and an empty one takes its place, whose cursor 0 makes the follower put everything in again.
//!
//! An index can be made anew beside the one that is in use ([`Index::beside`]). When it is whole it waits
//! ([`Index::make_successor`]) until whoever keeps the old one gives it up and opens it ([`Index::reopen`]), or, where
//! nobody keeps it, until it is opened next. So a site answers from the old one to the last.

use crate::answer::{Answer, Passage};
use crate::error::{Doing, Error};
use crate::everyday::Pairs;
use crate::folder::{FileId, META, NEXT, SUCCESSOR, lock, make, move_aside, named, remove, rename};
use crate::keeper::Keeper;
use crate::opened::Opened;
use crate::query::Query;
use crate::question::SecondRanking;
use crate::rank::Ranking;
use crate::schema::{Fields, ITEM, schema, tokenizers};
use crate::spelling::Spelling;
use law::item::Kinds;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use tantivy::directory::MmapDirectory;
use tantivy::index::{IndexMeta, SegmentId, SegmentMeta};
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{IndexReader, ReloadPolicy, Searcher, TantivyError, Term};

/// The index; a clone is another handle on the same.
#[derive(Clone)]
pub struct Index {
    shared: Arc<Shared>,
    kinds: Arc<Kinds>,
    ranking: Ranking,
    pairs: Arc<Pairs>,
    second: Option<Arc<dyn SecondRanking>>,
}

/// What all handles on an index have in common.
struct Shared {
    /// `None` where it is in memory only.
    dir: Option<PathBuf>,
    opened: RwLock<Arc<Inner>>,
    /// Whether an answer failed that a sound index would have given.
    is_suspect: AtomicBool,
}

/// The files that are open.
struct Inner {
    /// The directory at the time of opening.
    place: Option<FileId>,
    engine: tantivy::Index,
    reader: IndexReader,
    /// What answers are read from, as of the last commit that was seen.
    opened: RwLock<Arc<Opened>>,
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
        Ok(Self::of(open_or_make(dir)?, Some(dir.to_owned())))
    }

    /// An empty index in a directory of its own, to be filled while that in `dir` is in use; what a former attempt left
    /// there is removed.
    ///
    /// # Errors
    /// [`Error::Held`] where another process is filling it.
    pub fn beside(dir: &Path) -> Result<Self, Error> {
        let next = named(dir, NEXT);
        if next.exists() {
            let lock = lock(&next)?;
            remove(&next)?;
            drop(lock);
        }
        Self::open(&next)
    }

    /// Lets an index that was made beside that in `dir` wait to take its place. Its keeper must have been given up.
    ///
    /// # Errors
    /// [`Error::Directory`] where it cannot be moved.
    pub fn make_successor(dir: &Path) -> Result<(), Error> {
        let (next, successor) = (named(dir, NEXT), named(dir, SUCCESSOR));
        if successor.exists() {
            remove(&successor)?;
        }
        rename(&next, &successor)
    }

    /// Whether an index that was made anew waits to take the place of that in `dir`.
    pub fn has_successor(dir: &Path) -> bool {
        named(dir, SUCCESSOR).exists()
    }

    /// Whether this handle must be opened anew to see what there is: its directory is gone or another, or, for whoever
    /// keeps it (`is_kept`), a successor waits.
    pub fn is_stale(&self, is_kept: bool) -> bool {
        let Some(dir) = &self.shared.dir else {
            return false;
        };
        let is_there = FileId::of(dir) == self.inner().place && dir.join(META).exists();
        !is_there || is_kept && Self::has_successor(dir)
    }

    /// Opens what there is now, for this handle and all its clones: a waiting successor, what stands in the directory, or
    /// an empty one. The keeper must have been given up. Until it is done, and where it fails, answers come as before.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn reopen(&self) -> Result<(), Error> {
        let Some(dir) = &self.shared.dir else {
            return Ok(());
        };
        let inner = Arc::new(open_or_make(dir)?);
        *self
            .shared
            .opened
            .write()
            .unwrap_or_else(PoisonError::into_inner) = inner;
        Ok(())
    }

    /// Moves the index aside and opens an empty one, for this handle and all its clones. The keeper must have been given
    /// up.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn renew(&self) -> Result<(), Error> {
        if let Some(dir) = &self.shared.dir {
            move_aside(dir)?;
        }
        self.reopen()
    }

    /// Reads every file of the index as it is on disk now, and tells whether any is missing or not as it was written.
    ///
    /// # Errors
    /// Where a file cannot be read for another reason than damage.
    pub fn is_damaged(&self) -> Result<bool, Error> {
        let Some(dir) = &self.shared.dir else {
            return Ok(false);
        };
        let consists_of = || Ok(Seen::of(&tantivy::Index::open_in_dir(dir)?.load_metas()?));
        loop {
            let before: tantivy::Result<Seen> = consists_of();
            // Opened apart: what is open already knows the files as they were.
            let checked =
                tantivy::Index::open_in_dir(dir).and_then(|there| there.validate_checksum());
            match (checked, before, consists_of()) {
                (Ok(damaged), ..) => return Ok(!damaged.is_empty()),
                // Files were merged away since they were listed.
                (Err(_), Ok(before), Ok(after)) if before != after => {}
                (Err(error), ..) if is_damage(&error) => return Ok(true),
                (Err(error), ..) => return Err(error).doing("核对索引文件"),
            }
        }
    }

    /// Whether an answer failed since this was last asked, so that the files should be looked at.
    pub fn take_suspicion(&self) -> bool {
        self.shared.is_suspect.swap(false, Ordering::Relaxed)
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
            .and_then(|engine| Inner::of(engine, None))
            .map(|inner| Self::of(inner, None))
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

    /// The same index with pairs of the site's own beside those that come with the program.
    #[must_use]
    pub fn with_pairs(mut self, pairs: Pairs) -> Self {
        self.pairs = Arc::new(pairs);
        self
    }

    /// The same index with a second ranking of what answers a question, fused with its own by reciprocal rank.
    #[must_use]
    pub fn with_second(mut self, second: Arc<dyn SecondRanking>) -> Self {
        self.second = Some(second);
        self
    }

    /// Notes where the engine panics while this is held.
    pub(crate) fn watch(&self) -> impl Drop + '_ {
        Watch(&self.shared.is_suspect)
    }

    /// Opens an index as it is and changes nothing; `None` where there is none.
    ///
    /// # Errors
    /// Where it is damaged, of another form, or cannot be read.
    pub fn existing(dir: &Path) -> Result<Option<Self>, Error> {
        match open_existing(dir) {
            Ok(inner) => Ok(Some(Self::of(inner, Some(dir.to_owned())))),
            Err(Unusable::Absent) => Ok(None),
            Err(Unusable::OtherForm) => Err(Error::OtherForm),
            Err(Unusable::Failed(error)) => Err(*error).doing("打开索引"),
        }
    }

    /// Up to which entry of the ledger the index has followed, as far as this handle sees; 0 for an empty one.
    pub fn cursor(&self) -> u64 {
        self.inner().seen().cursor
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
        let inner = self.inner();
        let mut seen = inner.seen();
        // Read before the segments, so that the cursor never promises more than is there.
        let now = Seen::of(&inner.engine.load_metas().doing("刷新索引")?);
        if now != *seen {
            inner.reader.reload().doing("刷新索引")?;
            let opened = Opened::of(inner.reader.searcher(), Some(&inner.opened()));
            *inner.opened.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(opened);
            *seen = now;
        }
        Ok(())
    }

    /// Answers a query; whatever the words, they are taken for words.
    ///
    /// # Errors
    /// Where the engine fails, never because of what was typed.
    pub fn search(&self, query: &Query) -> Result<Answer, Error> {
        let _watch = Watch(&self.shared.is_suspect);
        let found = crate::find::find(self, query);
        if found.is_err() {
            self.shared.is_suspect.store(true, Ordering::Relaxed);
        }
        found.doing("检索")
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

    /// Which values of a facet the items have that have one of them, and how many have each.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn values_beside(&self, key: &str, value: &str) -> Result<Vec<(String, u64)>, Error> {
        crate::find::values_beside(self, key, value).doing("统计")
    }

    /// How many items there are.
    pub fn count(&self) -> u64 {
        let unit = Term::from_field_text(self.fields().unit, ITEM);
        let query = TermQuery::new(unit, IndexRecordOption::Basic);
        self.searcher()
            .search(&query, &tantivy::collector::Count)
            .map_or(0, |count| count as u64)
    }

    pub(crate) fn engine(&self) -> tantivy::Index {
        self.inner().engine.clone()
    }

    pub(crate) fn fields(&self) -> Fields {
        self.inner().fields
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    pub(crate) fn ranking(&self) -> Ranking {
        self.ranking
    }

    pub(crate) fn pairs(&self) -> Arc<Pairs> {
        Arc::clone(&self.pairs)
    }

    pub(crate) fn second(&self) -> Option<Arc<dyn SecondRanking>> {
        self.second.clone()
    }

    pub(crate) fn opened(&self) -> Arc<Opened> {
        self.inner().opened()
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.opened().searcher.clone()
    }

    fn inner(&self) -> Arc<Inner> {
        let opened = self.shared.opened.read();
        Arc::clone(&opened.unwrap_or_else(PoisonError::into_inner))
    }

    fn of(inner: Inner, dir: Option<PathBuf>) -> Self {
        let shared = Shared {
            dir,
            opened: RwLock::new(Arc::new(inner)),
            is_suspect: AtomicBool::new(false),
        };
        Self {
            shared: Arc::new(shared),
            kinds: Arc::new(Kinds::standard()),
            ranking: Ranking::default(),
            pairs: Pairs::shipped(),
            second: None,
        }
    }
}

impl Inner {
    fn of(engine: tantivy::Index, place: Option<FileId>) -> tantivy::Result<Self> {
        let seen = Seen::of(&engine.load_metas()?);
        let reader: IndexReader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let opened = Opened::of(reader.searcher(), None);
        Ok(Self {
            place,
            engine,
            opened: RwLock::new(Arc::new(opened)),
            reader,
            fields: schema().1,
            seen: Mutex::new(seen),
        })
    }

    fn opened(&self) -> Arc<Opened> {
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&opened)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Damaged files can make the engine panic as well as fail.
struct Watch<'a>(&'a AtomicBool);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

fn open_or_make(dir: &Path) -> Result<Inner, Error> {
    make(dir)?;
    succeed(dir)?;
    match open_existing(dir) {
        Ok(inner) => return Ok(inner),
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
    let made = tantivy::Index::builder()
        .schema(schema().0)
        .tokenizers(tokenizers())
        .create_in_dir(dir);
    match made {
        Ok(engine) => Inner::of(engine, FileId::of(dir)).doing("新建索引"),
        // Another process was faster.
        Err(TantivyError::IndexAlreadyExists) => open_as_is(dir).doing("打开索引"),
        Err(error) => Err(error).doing("新建索引"),
    }
}

fn open_existing(dir: &Path) -> Result<Inner, Unusable> {
    let failed = |error: TantivyError| Unusable::Failed(Box::new(error));
    let directory = MmapDirectory::open(dir).map_err(|error| failed(error.into()))?;
    if !tantivy::Index::exists(&directory).map_err(|error| failed(error.into()))? {
        return Err(Unusable::Absent);
    }
    let inner = open_as_is(dir).map_err(failed)?;
    if inner.engine.schema() == schema().0 {
        Ok(inner)
    } else {
        Err(Unusable::OtherForm)
    }
}

fn open_as_is(dir: &Path) -> tantivy::Result<Inner> {
    let open = || {
        let place = FileId::of(dir);
        let mut engine = tantivy::Index::open_in_dir(dir)?;
        engine.set_tokenizers(tokenizers());
        Inner::of(engine, place)
    };
    // Damaged files can make the engine panic as well as fail.
    std::panic::catch_unwind(open).unwrap_or_else(|_| {
        let says = "the engine panicked when it opened the index".to_owned();
        Err(TantivyError::InternalError(says))
    })
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
    let is_of_content = |error: &std::io::Error| {
        matches!(
            error.kind(),
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof
        )
    };
    match error {
        // A file that was cut short or written over has no end that the engine knows.
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => {
            is_of_content(io_error)
        }
        TantivyError::IoError(error) => is_of_content(error),
        TantivyError::OpenReadError(_)
        | TantivyError::DataCorruption(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::SchemaError(_)
        | TantivyError::DeserializeError(_)
        | TantivyError::InternalError(_) => true,
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

/// Lets a waiting successor take its place, unless the index is being kept: then its keeper does so.
fn succeed(dir: &Path) -> Result<(), Error> {
    if !Index::has_successor(dir) {
        return Ok(());
    }
    let successor = named(dir, SUCCESSOR);
    // Made by a program of another form, or damaged: what is in use is better.
    if open_existing(&successor).is_err() {
        tracing::warn!(path = %successor.display(), "a search index made anew cannot be used: removed");
        return match remove(&successor) {
            Err(_) if !successor.exists() => Ok(()),
            removed => removed,
        };
    }
    match move_aside(dir) {
        Err(Error::Held { .. }) => return Ok(()),
        moved => moved?,
    }
    tracing::info!(path = %dir.display(), "a search index made anew takes its place");
    // Onto an empty directory: of two who do this at a time the second finds it filled.
    match rename(&successor, dir) {
        Err(_) if !successor.exists() => Ok(()),
        renamed => renamed,
    }
}
