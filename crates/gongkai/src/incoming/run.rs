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
use law::Digest;
use serde_json::{Value, json};
use std::collections::HashMap;
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
    /// What somebody should look at although the document was taken.
    pub(crate) notices: Vec<Trouble>,
    /// What was odd about documents that were taken.
    pub(crate) remarks: usize,
}

/// A document that was not taken, or that somebody should look at.
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
    pub(crate) fn of_line(number: u64, read: anyhow::Result<(Vec<Incoming>, usize)>) -> Self {
        let at = format!("第 {number} 行");
        match read {
            Ok((documents, remarks)) => Self {
                at,
                documents: Ok(documents),
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
    let mut given = Given::default();
    let mut done = 0;
    while let Some(one) = coming.next().await {
        done += 1;
        tally.remarks += one.remarks;
        match one.documents {
            Err(says) => tally.problems.push(Trouble { at: one.at, says }),
            Ok(documents) => {
                for document in documents {
                    if let Some(says) = given.twice(&document) {
                        let at = one.at.clone();
                        tally.problems.push(Trouble { at, says });
                        continue;
                    }
                    places.push(one.at.clone());
                    batch.push(document);
                }
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
            Ok(taken) => {
                match taken.imported {
                    Imported::New { .. } => tally.new += 1,
                    Imported::Changed { .. } => tally.changed += 1,
                    Imported::Joined { .. } => tally.joined += 1,
                    Imported::Same { .. } => tally.same += 1,
                }
                tally.notice(&at, taken.notices);
            }
            Err(failure) => tally.problems.push(Trouble {
                at,
                says: failure.to_string(),
            }),
        }
    }
    batch.clear();
    Ok(())
}

/// What one run was given: a source that gives two documents under one id would change the item to and fro for ever.
///
/// Of each the beginnings of two hashes are held, 24 bytes: a million documents take a twentieth of what an import may.
#[derive(Default)]
struct Given(HashMap<[u8; 16], [u8; 8]>);

impl Given {
    /// Why a document is not taken whose id stood before with other words.
    fn twice(&mut self, document: &Incoming) -> Option<String> {
        let origin = &document.origin;
        let id = beginning(&Digest::of(origin.source_id.as_bytes()));
        let words = beginning(&origin.digest);
        let before = self.0.entry(id).or_insert(words);
        (*before != words).then(|| {
            format!(
                "前面已经有一件编号也是“{}”而内容不同；请给其中一件另一个编号",
                origin.source_id
            )
        })
    }
}

fn beginning<const N: usize>(digest: &Digest) -> [u8; N] {
    std::array::from_fn(|at| digest.as_bytes().get(at).copied().unwrap_or_default())
}

impl Tally {
    pub(crate) fn notice(&mut self, at: &str, notices: Vec<String>) {
        self.notices.extend(notices.into_iter().map(|says| Trouble {
            at: at.to_owned(),
            says,
        }));
    }

    /// Says what came of it; problems and what is to be looked at one a line.
    pub(crate) fn tell(&self) {
        for notice in &self.notices {
            say::note(&format!("请核对 {}：{}", notice.at, notice.says));
        }
        for trouble in &self.problems {
            say::note(&format!("未登记 {}：{}", trouble.at, trouble.says));
        }
        let told = |all: &[Trouble]| {
            let told = all.iter().map(|it| json!({ "at": it.at, "says": it.says }));
            told.collect::<Vec<Value>>()
        };
        say::value(&json!({
            "new": self.new,
            "changed": self.changed,
            "joined": self.joined,
            "same": self.same,
            "remarks": self.remarks,
            "not_taken": told(&self.problems),
            "to_look_at": told(&self.notices),
        }));
        say::result(&format!(
            "新登记 {}，有变化 {}，并入已有 {}，没有变化 {}，未登记 {}，读取提示 {}{}",
            self.new,
            self.changed,
            self.joined,
            self.same,
            self.problems.len(),
            self.remarks,
            match self.notices.len() {
                0 => String::new(),
                n => format!("，请核对 {n}"),
            }
        ));
    }
}
