//! 门户 — every look-up a visitor can make, each one function.
//!
//! Decides what of the register may be seen: released items, the tombstones of withdrawn ones, agencies, works. A draft
//! is as if it were not there.

mod agencies;
mod bulk;
mod citations;
mod copies;
mod cursor;
mod find;
mod laws;
mod library;
pub(crate) mod lines;
mod lists;
mod map;
mod news;
mod order;
mod proving;
mod published;
mod queue;
mod searching;
mod suggesting;
mod taking;
mod topics;

pub use agencies::{AgenciesFilter, AgencyPage};
pub use bulk::{Addressed, Bulk, BulkFile};
pub use copies::Copies;
pub use library::{WorksBy, WorksFilter, WorksSort};
pub use lists::ItemsFilter;
pub use map::{Chapter, MapPart, Placed, Stands};
pub use news::{Change, Followed, Narrowed, News, Numbered, Page, Related, Whole};
pub use press::Form;
pub use proving::Proven;
pub use store::listing::Order;
pub use taking::{FileFound, Pieces};

use crate::Failure;
use crate::desk::Register;
use crate::follow::seen::Seen;
use crate::unfound::Unfound;
use crate::view::{Announced, Site};
use law::calendar::Calendar;
use law::item::Kinds;
use queue::Queue;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use store::ledger::Shown;
use tokio::sync::Semaphore;

/// The reading side of a site. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    pub(crate) register: Register,
    pub(crate) index: search::Index,
    pub(crate) copies: Copies,
    site: Arc<RwLock<Described>>,
    seen: Arc<Seen>,
    library: Arc<library::Library>,
    directory: Directory,
    shelf: Arc<bulk::Shelf>,
    tables: Queue,
    unfound: Arc<Unfound>,
    made: Arc<proving::Made>,
    /// As many searches as are done at once.
    searching: Arc<Semaphore>,
    /// As many texts as are compared at once: it takes a processor, and memory with the length of the texts.
    comparing: Arc<Semaphore>,
}

/// The agencies, as of the newest entry that changes pages.
type Directory = Arc<Mutex<Option<(u64, Arc<lines::Agencies>)>>>;

/// Comparisons at once; whoever comes further waits, and leaves nothing behind where it does not wait to the end.
const AT_ONCE: usize = 2;

/// Twice as many as there are processors: a search also waits for the disk.
fn searches_at_once() -> usize {
    2 * std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// How many different tables may be waited for at once.
const MOST_TABLES: usize = 16;

/// What the site says of itself, as read with a revision.
struct Described {
    shown: Shown,
    site: Arc<Site>,
    announced: Arc<Announced>,
    /// The holiday notices of the site as they are written, and what all notices say together.
    notices: String,
    calendar: Arc<Calendar>,
}

impl Portal {
    pub fn new(register: Register, index: search::Index, site: Site) -> Self {
        Self {
            register,
            index,
            copies: Copies::unkept(),
            site: Arc::new(RwLock::new(Described {
                shown: Shown {
                    seq: 0,
                    recorded_at: None,
                    hash: None,
                },
                site: Arc::new(site),
                announced: Arc::default(),
                notices: String::new(),
                calendar: Arc::new(Calendar::standard().clone()),
            })),
            seen: Arc::new(Seen::default()),
            library: Arc::default(),
            directory: Directory::default(),
            shelf: Arc::default(),
            tables: Queue::new(1, MOST_TABLES, "等着做表格的人太多，请过几分钟再下载"),
            unfound: Arc::default(),
            made: Arc::default(),
            searching: Arc::new(Semaphore::new(searches_at_once())),
            comparing: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The same, with a folder that has room for the files that hold everything.
    #[must_use]
    pub fn with_room_in(mut self, folder: PathBuf) -> Self {
        self.shelf = Arc::new(bulk::Shelf::in_folder(folder));
        self
    }

    /// The same where words that were not found are kept for so many months.
    #[must_use]
    pub fn keeping_unfound(mut self, months: u32) -> Self {
        self.unfound = Arc::new(Unfound::kept_for(months));
        self
    }

    /// What counts the words that were not found.
    pub fn unfound(&self) -> &Unfound {
        &self.unfound
    }

    /// The same with copies that are kept.
    #[must_use]
    pub fn keeping(self, copies: Copies) -> Self {
        Self { copies, ..self }
    }

    /// What the site says of itself, as of the newest revision that was looked at.
    pub fn site(&self) -> Arc<Site> {
        let described = self.site.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&described.site)
    }

    /// The notice and the mourning that every page shows where they hold, as of the same revision.
    pub fn announced(&self) -> Arc<Announced> {
        let described = self.site.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&described.announced)
    }

    /// The days that offices work, as this site knows them, as of the same revision.
    pub fn calendar(&self) -> Arc<Calendar> {
        let described = self.site.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&described.calendar)
    }

    pub fn kinds(&self) -> &Kinds {
        self.register.kinds()
    }

    /// What the follower of this process has seen; it tells the portal so.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The number of the newest ledger entry seen that changes what pages show; everything shown belongs to it or a later
    /// one. What readers send does not move it.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where the register cannot be reached, or was last reached more than two seconds ago:
    /// then nothing may be shown, since it might have been withdrawn.
    pub async fn revision(&self) -> Result<u64, Failure> {
        match self.seen.revision() {
            Some(Ok(seq)) => Ok(seq),
            Some(Err(failure)) => Err(failure),
            None => self.newest().await,
        }
    }

    /// The newest revision, read now; what the site says of itself is never older than it.
    pub(crate) async fn newest(&self) -> Result<u64, Failure> {
        // Read before the register is: what it had then it has now.
        let before = {
            let described = self.site.read().unwrap_or_else(PoisonError::into_inner);
            described.shown
        };
        let mut reader = self.register.store.watch().await?;
        let shown = reader.newest_shown().await?;
        if shown == before {
            return Ok(shown.seq);
        }
        if before.hash.is_some() && reader.link(before.seq).await? != before.hash {
            self.seen.stray();
            return Err(Failure::Unavailable(
                "登记库换成了另一段历史：页面所依的一条台账已经不在了，可能切换到了少几条的备库，或者从备份恢复过".into(),
            ));
        }
        let settings = reader.settings().await?;
        if let Some(site) = crate::site::said(&settings) {
            let announced = Arc::new(crate::announce::told(&settings));
            let mut described = self.site.write().unwrap_or_else(PoisonError::into_inner);
            if described.shown.seq < shown.seq {
                let notices = crate::calendar::written(&settings);
                let calendar = if notices == described.notices {
                    Arc::clone(&described.calendar)
                } else {
                    Arc::new(crate::calendar::told(&settings))
                };
                *described = Described {
                    shown,
                    site: Arc::new(site),
                    announced,
                    notices: notices.to_owned(),
                    calendar,
                };
            }
        }
        Ok(shown.seq)
    }

    /// When the entry of a revision was recorded; `None` where a newer one was looked at meanwhile.
    pub fn recorded_at(&self, revision: u64) -> Option<i64> {
        let described = self.site.read().unwrap_or_else(PoisonError::into_inner);
        let shown = described.shown;
        shown.recorded_at.filter(|_| shown.seq == revision)
    }

    /// Whether the register can be reached and followers are not behind: what `/readyz` says.
    pub async fn ready(&self) -> Result<(), Failure> {
        self.revision().await?;
        let mut reader = self.register.store.watch().await?;
        reader.head().await?;
        Ok(())
    }
}
