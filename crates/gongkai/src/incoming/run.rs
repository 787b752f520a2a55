//! An import from end to end: documents are read by several readers at once and registered in batches, in order.
//!
//! Decides ADR 0007: at most 500 documents or 200 milliseconds of reading a transaction. Killed at any instant, what was
//! registered stays and a rerun goes on, because a document that is held already changes nothing.

use crate::progress::Progress;
use crate::reader::Pool;
use crate::say;
use acts::desk::Desk;
use acts::item::import::import_batch;
use acts::item::{Imported, Incoming, Then};
use futures_util::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::{Duration, Instant};

/// The most documents, and the longest gathering, of one transaction.
const BATCH: usize = 500;
const GATHER: Duration = Duration::from_millis(200);

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) new: usize,
    pub(crate) changed: usize,
    pub(crate) joined: usize,
    pub(crate) same: usize,
    /// Documents that were not taken, each with the reason.
    pub(crate) problems: Vec<Trouble>,
    /// What was odd about documents that were taken.
    pub(crate) remarks: usize,
}

/// A document that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// Where it stands in the source: a line, a path.
    pub(crate) at: String,
    pub(crate) says: String,
}

/// One document on its way: what it became, or why it cannot be taken.
pub(crate) struct Coming {
    pub(crate) at: String,
    /// A file may hold several documents.
    pub(crate) documents: Result<Vec<Incoming>, String>,
    pub(crate) remarks: usize,
}

impl Coming {
    /// What one line of a collection became.
    pub(crate) fn of_line(number: u64, read: anyhow::Result<(Incoming, usize)>) -> Self {
        let at = format!("第 {number} 行");
        match read {
            Ok((incoming, remarks)) => Self {
                at,
                documents: Ok(vec![incoming]),
                remarks,
            },
            Err(error) => Self {
                at,
                documents: Err(format!("{error:#}")),
                remarks: 0,
            },
        }
    }
}

/// How many files are read at once.
pub(crate) fn width(_pool: &Pool) -> usize {
    4
}

/// Registers a stream of documents.
pub(crate) async fn run(
    desk: &Desk,
    coming: impl Stream<Item = Coming>,
    total: u64,
    what: &'static str,
    then: Then,
) -> anyhow::Result<Tally> {
    let mut coming = pin!(coming);
    let mut progress = Progress::new(what, total);
    let mut tally = Tally::default();
    let mut batch: Vec<Incoming> = Vec::new();
    let mut places: Vec<String> = Vec::new();
    let mut since = Instant::now();
    let mut done = 0;
    while let Some(one) = coming.next().await {
        done += 1;
        tally.remarks += one.remarks;
        match one.documents {
            Err(says) => tally.problems.push(Trouble { at: one.at, says }),
            Ok(documents) => {
                places.extend(std::iter::repeat_n(one.at, documents.len()));
                batch.extend(documents);
            }
        }
        if batch.len() >= BATCH || (since.elapsed() >= GATHER && !batch.is_empty()) {
            flush(desk, &mut batch, &mut places, then, &mut tally).await?;
            since = Instant::now();
        }
        progress.at(done);
    }
    flush(desk, &mut batch, &mut places, then, &mut tally).await?;
    progress.done();
    Ok(tally)
}

async fn flush(
    desk: &Desk,
    batch: &mut Vec<Incoming>,
    places: &mut Vec<String>,
    then: Then,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    let desk = desk.at(crate::clock::now());
    for (result, at) in import_batch(&desk, batch, then)
        .await?
        .into_iter()
        .zip(places.drain(..))
    {
        match result {
            Ok(Imported::New { .. }) => tally.new += 1,
            Ok(Imported::Changed { .. }) => tally.changed += 1,
            Ok(Imported::Joined { .. }) => tally.joined += 1,
            Ok(Imported::Same { .. }) => tally.same += 1,
            Err(failure) => tally.problems.push(Trouble {
                at,
                says: failure.to_string(),
            }),
        }
    }
    batch.clear();
    Ok(())
}

impl Tally {
    /// Says what came of it; problems one a line.
    pub(crate) fn tell(&self) {
        for trouble in &self.problems {
            say::note(&format!("未登记 {}：{}", trouble.at, trouble.says));
        }
        say::result(&format!(
            "新登记 {}，有变化 {}，并入已有 {}，没有变化 {}，未登记 {}，读取提示 {}",
            self.new,
            self.changed,
            self.joined,
            self.same,
            self.problems.len(),
            self.remarks
        ));
    }
}
