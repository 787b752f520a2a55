//! 已公开 — the hash-checked reader: the only way out for what was released.
//!
//! Invariant: [`Released::open`] is called here and in the release act, nowhere else. Bytes that do not have their
//! registered hash are an error, never shown.

use crate::Error;
use crate::engine::{Param, Reader, Row, Rows, Tx, marks, params};
use crate::item::{State, draft};
use law::Digest;
use law::item::Released;

/// How many texts one statement reads.
const AT_ONCE: usize = 100;

/// A release with its place in the ledger.
#[derive(Clone, Debug)]
pub struct Release {
    pub released: Released,
    pub seq: u64,
}

/// One release in the history of an item, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseRow {
    pub edition: u32,
    pub seq: u64,
    pub released_at: i64,
    pub change_note: String,
    pub digest: Digest,
}

/// How an item stands: unread, so that what cannot be read can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub item: String,
    pub index_no: String,
    pub state: String,
    /// The edition that is shown.
    pub shown: Option<u32>,
    pub changed_seq: u64,
}

/// 撤回
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub seq: u64,
    pub withdrawn_at: i64,
    pub by_agency: String,
    pub reason: String,
}

async fn release(
    rows: &mut (impl Rows + Send),
    item: &str,
    edition: u32,
) -> Result<Option<Release>, Error> {
    let doing = "读取公开的文本";
    let sql = "SELECT seq, snapshot, digest FROM release WHERE item = $1 AND edition = $2";
    let Some(row) = rows.one(doing, sql, params![item, edition]).await? else {
        return Ok(None);
    };
    opened(item, row.int(0)?, &row.bytes(1)?, row.digest(2)?).map(Some)
}

/// A release from its row, checked against its hash.
fn opened(item: &str, seq: i64, snapshot: &[u8], digest: Digest) -> Result<Release, Error> {
    let released = Released::open(snapshot, digest)
        .map_err(|broken| Error::damaged("读取公开的文本", format!("{item}: {broken}")))?;
    Ok(Release {
        released,
        seq: seq as u64,
    })
}

/// The releases that so many items point at, with the state of each, which [`shown`] looks at: were it asked for here,
/// SQLite would rather go through all that is released than look up more than a few ids.
pub(crate) fn shown_sql(items: usize) -> String {
    let marks = marks(items);
    format!(
        "SELECT i.state, r.item, r.seq, r.snapshot, r.digest FROM item i \
         JOIN release r ON r.item = i.id AND r.edition = i.released_edition \
         WHERE i.id IN ({marks}) ORDER BY i.id"
    )
}

/// An item and its release from a row of [`shown_sql`]; `None` where it is not released now.
pub(crate) fn shown(row: &Row) -> Result<Option<(String, Release)>, Error> {
    if State::read(&row.text(0)?)? != State::Released {
        return Ok(None);
    }
    let item = row.text(1)?;
    let release = opened(&item, row.int(2)?, &row.bytes(3)?, row.digest(4)?)?;
    Ok(Some((item, release)))
}

impl Tx {
    /// What was released of an item as one of its editions, from which a next edition starts.
    pub async fn release_of(
        &mut self,
        item: &str,
        edition: u32,
    ) -> Result<Option<Released>, Error> {
        Ok(release(self, item, edition)
            .await?
            .map(|release| release.released))
    }
}

impl Reader {
    /// What was released of an item as one of its editions.
    ///
    /// # Errors
    /// Also where the stored bytes do not have their registered hash.
    pub async fn release(&mut self, item: &str, edition: u32) -> Result<Option<Release>, Error> {
        release(self, item, edition).await
    }

    /// What of several items is shown now; those that are not released are left out.
    ///
    /// # Errors
    /// Also where stored bytes do not have their registered hash.
    pub async fn shown(&mut self, items: &[String]) -> Result<Vec<Released>, Error> {
        let doing = "读取公开的文本";
        let mut found = Vec::with_capacity(items.len());
        for items in items.chunks(AT_ONCE) {
            let sql = shown_sql(items.len());
            let values = items.iter().map(|item| Param::from(item.as_str()));
            for row in self.all(doing, &sql, values.collect()).await? {
                if let Some((_, release)) = shown(&row)? {
                    found.push(release.released);
                }
            }
        }
        Ok(found)
    }

    /// Every release of an item, newest first.
    pub async fn releases(&mut self, item: &str) -> Result<Vec<ReleaseRow>, Error> {
        let sql = "SELECT edition, seq, released_at, change_note, digest FROM release WHERE item = $1 \
                   ORDER BY edition DESC";
        let rows = self.all("读取公开的各版", sql, params![item]).await?;
        rows.iter()
            .map(|row| {
                Ok(ReleaseRow {
                    edition: row.int(0)? as u32,
                    seq: row.int(1)? as u64,
                    released_at: row.int(2)?,
                    change_note: row.text(3)?,
                    digest: row.digest(4)?,
                })
            })
            .collect()
    }

    /// Every release there is: item, and its row as registered.
    pub async fn all_releases(&mut self) -> Result<Vec<(String, ReleaseRow)>, Error> {
        let sql = "SELECT item, edition, seq, released_at, change_note, digest FROM release \
                   ORDER BY item, edition";
        let rows = self.all("列出公开的文本", sql, vec![]).await?;
        rows.iter()
            .map(|row| {
                let release = ReleaseRow {
                    edition: row.int(1)? as u32,
                    seq: row.int(2)? as u64,
                    released_at: row.int(3)?,
                    change_note: row.text(4)?,
                    digest: row.digest(5)?,
                };
                Ok((row.text(0)?, release))
            })
            .collect()
    }

    /// Every withdrawal there is: item, and under which number.
    pub async fn all_withdrawals(&mut self) -> Result<Vec<(String, u64)>, Error> {
        let sql = "SELECT item, seq FROM withdrawal ORDER BY item";
        let rows = self.all("列出撤回说明", sql, vec![]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.int(1)? as u64)))
            .collect()
    }

    /// How every item stands, as the rows have it.
    pub async fn all_standing(&mut self) -> Result<Vec<Standing>, Error> {
        let sql = "SELECT id, index_code, index_year, index_serial, state, released_edition, changed_seq FROM item \
                   ORDER BY id";
        let rows = self.all("列出信息的状态", sql, vec![]).await?;
        rows.iter()
            .map(|row| {
                let (year, serial) = (row.int(2)?, row.int(3)?);
                Ok(Standing {
                    item: row.text(0)?,
                    index_no: format!("{}/{year}-{serial:05}", row.text(1)?),
                    state: row.text(4)?,
                    shown: row.opt_int(5)?.map(|n| n as u32),
                    changed_seq: row.int(6)? as u64,
                })
            })
            .collect()
    }

    /// Every draft there is: item and edition.
    pub async fn draft_editions(&mut self) -> Result<Vec<(String, u32)>, Error> {
        let sql =
            "SELECT item, edition FROM edition WHERE draft IS NOT NULL ORDER BY item, edition";
        let rows = self.all("列出草稿", sql, vec![]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.int(1)? as u32)))
            .collect()
    }

    /// The bytes of a draft edition.
    pub async fn draft(&mut self, item: &str, edition: u32) -> Result<Option<Vec<u8>>, Error> {
        draft(self, item, edition).await
    }

    pub async fn withdrawal(&mut self, item: &str) -> Result<Option<Withdrawal>, Error> {
        let sql = "SELECT seq, withdrawn_at, by_agency, reason FROM withdrawal WHERE item = $1";
        let row = self.one("读取撤回说明", sql, params![item]).await?;
        row.map(|row| {
            Ok(Withdrawal {
                seq: row.int(0)? as u64,
                withdrawn_at: row.int(1)?,
                by_agency: row.text(2)?,
                reason: row.text(3)?,
            })
        })
        .transpose()
    }
}
