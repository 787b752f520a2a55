//! 跟随 — what follows the ledger: the revision that pages belong to, and the search index.
//!
//! Decides that a follower asks for what comes after its cursor and takes withdrawals before additions, so that a
//! withdrawal leaves search at once even while thousands of documents are coming in; and that the items of an agency that
//! moved are put in again, since each stands in the index under all that is above its agency.

pub(crate) mod seen;

use crate::Failure;
use crate::desk::Register;
use crate::portal::Portal;
use crate::portal::lines::{Agencies, standing};
use law::Date;
use search::FacetCounts;
use std::collections::{HashMap, HashSet};
use std::time::Instant;
use store::item::State;
use store::listing::{Filter, Listed};

impl Portal {
    /// Reads the newest revision, and what the site says of itself where it moved on; notes and gives its number. Where it
    /// has not been read for too long, whoever waits for the register in this process is told so.
    pub async fn look(&self) -> Result<u64, Failure> {
        match self.newest().await {
            Ok(seq) => {
                self.seen().note(seq, Instant::now());
                Ok(seq)
            }
            Err(failure) => {
                if let Some(Err(_)) = self.seen().revision() {
                    self.register.store.lost();
                }
                Err(failure)
            }
        }
    }
}

impl Portal {
    /// Takes away kept copies of what is no longer public, withdrawn or taken down: where nothing was followed yet
    /// (`after` is `None`) of all there are, else of what changed after a ledger number. Gives the number to go on from.
    ///
    /// # Errors
    /// Where the register cannot be read; then some may still be there.
    pub async fn tidy_copies(&self, after: Option<u64>) -> Result<u64, Failure> {
        let Some(mut at) = after else {
            let mut reader = self.register.store.read().await?;
            let head = reader.head().await?.seq;
            drop(reader);
            self.tidy(self.copies.items().await).await?;
            return Ok(head);
        };
        while at < self.revision().await? {
            let mut reader = self.register.store.read().await?;
            let (mut subjects, last) = reader.changed_after(at, STEP).await?;
            drop(reader);
            if subjects.is_empty() {
                break;
            }
            subjects.sort_unstable();
            subjects.dedup();
            self.tidy(self.copies.of_these(subjects).await).await?;
            at = last;
        }
        Ok(at)
    }

    async fn tidy(&self, items: Vec<String>) -> Result<(), Failure> {
        for some in items.chunks(STEP as usize) {
            for (item, readable_from) in self.readable_from(some.to_vec()).await? {
                self.copies
                    .forget(&item, readable_from.unwrap_or(u32::MAX))
                    .await;
            }
        }
        Ok(())
    }
}

/// How far an index has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The ledger number the index has followed to.
    pub cursor: u64,
    /// The newest ledger number.
    pub head: u64,
}

/// How many ledger entries one step takes.
const STEP: u32 = 500;

/// Takes the index one step on: what changed after its cursor. Call until `cursor == head`. An index that is ahead of the
/// ledger is emptied, to be filled anew.
pub async fn follow_index(
    register: &Register,
    index: &search::Index,
    keeper: &mut search::Keeper,
    today: Date,
) -> Result<Progress, Failure> {
    let cursor = index.cursor();
    let progress = follow_from(register, index, cursor, keeper, today).await?;
    if cursor < progress.cursor {
        keeper.commit(progress.cursor)?;
        index.refresh()?;
    }
    Ok(progress)
}

/// How many ledger entries are put in before they are seen, where nobody waits for them: each commit makes segments that
/// have to be merged later.
const UNSEEN: u64 = 40_000;

/// Brings the index up to the ledger for an import, whose documents nobody waits for one by one.
///
/// Tells after each step how far it has come.
///
/// # Errors
/// Where the register or the index cannot be read or written; what was committed stays.
pub async fn fill_index(
    register: &Register,
    index: &search::Index,
    keeper: &mut search::Keeper,
    today: Date,
    mut told: impl FnMut(Progress),
) -> Result<(), Failure> {
    let mut at = index.cursor();
    loop {
        let progress = follow_from(register, index, at, keeper, today).await?;
        at = progress.cursor;
        told(progress);
        let is_level = progress.head <= at;
        if index.cursor() < at && (is_level || UNSEEN <= at - index.cursor()) {
            keeper.commit(at)?;
            index.refresh()?;
        }
        if is_level {
            return Ok(());
        }
    }
}

/// Puts in what changed after `cursor`, without making it seen. An index that is ahead of the ledger is emptied.
async fn follow_from(
    register: &Register,
    index: &search::Index,
    cursor: u64,
    keeper: &mut search::Keeper,
    today: Date,
) -> Result<Progress, Failure> {
    let mut reader = register.store.read().await?;
    let head = reader.head().await?.seq;
    // An index of another register, or of this one before it was restored from a backup.
    if cursor > head {
        keeper.clear()?;
        keeper.commit(0)?;
        index.refresh()?;
        return Ok(Progress { cursor: 0, head });
    }
    let (mut subjects, last) = reader.changed_after(cursor, STEP).await?;
    if subjects.is_empty() {
        return Ok(Progress { cursor, head });
    }
    subjects.sort_unstable();
    subjects.dedup();
    let agencies = Agencies::new(reader.agencies().await?);
    put(register, &mut reader, &agencies, keeper, &subjects, today).await?;
    drop(reader);
    let moved = moved(&agencies, index, &subjects)?;
    if !moved.is_empty() {
        let follow = Moving {
            register,
            index,
            today,
            cursor,
        };
        follow.put_again(keeper, moved, last).await?;
    }
    Ok(Progress { cursor: last, head })
}

/// The bodies at or below an agency that changed, where the index has their items still under what was above them before.
/// It asks the index, so it finds the same after a restart, and nothing in an index that is being made.
fn moved(
    agencies: &Agencies,
    index: &search::Index,
    subjects: &[String],
) -> Result<Vec<String>, Failure> {
    let mut moved: Vec<String> = Vec::new();
    for code in subjects {
        if agencies.get(code).is_none() || moved.contains(code) {
            continue;
        }
        let counted = index.values_beside(FacetCounts::AGENCY, code)?;
        let of = |code: &str| {
            let of = counted.iter().find(|(known, _)| known == code);
            of.map_or(0, |(_, n)| *n)
        };
        let below = agencies.subtree(code);
        let above: HashSet<String> = below.iter().flat_map(|code| agencies.above(code)).collect();
        let is_missing = agencies.above(code).iter().any(|up| of(up) < of(code));
        if is_missing || counted.iter().any(|(known, _)| !above.contains(known)) {
            moved.extend(below);
        }
    }
    moved.sort_unstable();
    moved.dedup();
    Ok(moved)
}

/// Putting in again the items of bodies that moved, which may be most of all there are.
struct Moving<'a> {
    register: &'a Register,
    index: &'a search::Index,
    today: Date,
    /// Where the index stays until it is done, so that whoever is interrupted begins again.
    cursor: u64,
}

impl Moving<'_> {
    /// A page at a time, each seen at once; what changes after `seen` is put in between, so that nobody waits for the
    /// end.
    async fn put_again(
        &self,
        keeper: &mut search::Keeper,
        agencies: Vec<String>,
        mut seen: u64,
    ) -> Result<(), Failure> {
        let filter = Filter {
            agencies: Some(agencies),
            ..Filter::default()
        };
        let mut at = None;
        loop {
            let mut reader = self.register.store.read().await?;
            let (mut items, last) = reader.changed_after(seen, STEP).await?;
            let page = reader.listed(&filter, at.as_ref(), STEP).await?;
            let Some(end) = page.last() else {
                return Ok(());
            };
            items.extend(page.iter().map(|listed| listed.item.id.clone()));
            items.sort_unstable();
            items.dedup();
            let agencies = Agencies::new(reader.agencies().await?);
            put(
                self.register,
                &mut reader,
                &agencies,
                keeper,
                &items,
                self.today,
            )
            .await?;
            keeper.commit(self.cursor)?;
            self.index.refresh()?;
            (at, seen) = (Some(end.place()), last);
        }
    }
}

/// Makes an index anew from the register, up to its newest entry; nothing of it is seen before everything is in that was
/// there at the beginning. What changes meanwhile follows.
///
/// Tells after each step how many items are in.
///
/// # Errors
/// Where the register or the index cannot be read or written; then what was in the index stays.
pub async fn rebuild_index(
    register: &Register,
    index: &search::Index,
    keeper: &mut search::Keeper,
    today: Date,
    mut told: impl FnMut(u64),
) -> Result<(), Failure> {
    let head = register.store.read().await?.head().await?.seq;
    keeper.clear()?;
    let (mut cursor, mut done) = (None, 0);
    loop {
        // A reader for each page: one for all would keep the database from tidying up meanwhile.
        let mut reader = register.store.read().await?;
        let page = reader
            .listed(&Filter::default(), cursor.as_ref(), STEP)
            .await?;
        let Some(last) = page.last() else { break };
        cursor = Some(last.place());
        let items: Vec<String> = page.iter().map(|listed| listed.item.id.clone()).collect();
        let agencies = Agencies::new(reader.agencies().await?);
        put(register, &mut reader, &agencies, keeper, &items, today).await?;
        done += items.len() as u64;
        told(done);
    }
    keeper.commit(head)?;
    index.refresh()?;
    loop {
        let progress = follow_index(register, index, keeper, today).await?;
        if progress.cursor >= progress.head {
            return Ok(());
        }
    }
}

/// Indexes anew what starts or stops holding between two days, the second included.
pub async fn follow_days(
    register: &Register,
    index: &search::Index,
    keeper: &mut search::Keeper,
    after: Date,
    today: Date,
) -> Result<usize, Failure> {
    let mut reader = register.store.read().await?;
    // A clock that was set back has days to take back.
    let items = reader.turning(after.min(today), after.max(today)).await?;
    let agencies = Agencies::new(reader.agencies().await?);
    put(register, &mut reader, &agencies, keeper, &items, today).await?;
    keeper.commit(index.cursor())?;
    index.refresh()?;
    Ok(items.len())
}

async fn put(
    register: &Register,
    reader: &mut store::Reader,
    agencies: &Agencies,
    keeper: &mut search::Keeper,
    items: &[String],
    today: Date,
) -> Result<(), Failure> {
    let held = reader.items(items).await?;
    for gone in held
        .iter()
        .filter(|held| held.item.state != State::Released)
    {
        keeper.remove(&gone.item.id)?;
    }
    let mut held: HashMap<&str, &Listed> = held
        .iter()
        .map(|held| (held.item.id.as_str(), held))
        .collect();
    for released in reader.shown(items).await? {
        let Some(here) = held.remove(released.item()) else {
            continue;
        };
        let standing = standing(
            register.kinds(),
            &here.item.kind,
            here.facts.as_ref(),
            today,
        );
        let standing = standing.map_or_else(String::new, |standing| standing.facet());
        let above = agencies.above(&here.item.agency);
        keeper.put(&search::Entry {
            released: &released,
            standing: &standing,
            agencies: &above,
            kind_rank: register
                .kinds()
                .get(&here.item.kind)
                .map_or(0, |kind| kind.rank),
        })?;
    }
    Ok(())
}
