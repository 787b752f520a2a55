//! 已公开 — the hash-checked reader: the only way out for what was released.
//!
//! Invariant: [`Released::open`] is called here and in the release act, nowhere else. Bytes that do not have their
//! registered hash are an error, never shown.

use crate::Error;
use crate::engine::{Reader, Rows, Tx, params};
use crate::item::State;
use law::Digest;
use law::item::Released;

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
    let doing = "reading a release";
    let sql = "SELECT seq, snapshot, digest FROM release WHERE item = $1 AND edition = $2";
    let Some(row) = rows.one(doing, sql, params![item, edition]).await? else {
        return Ok(None);
    };
    let released = Released::open(&row.bytes(1)?, row.digest(2)?)
        .map_err(|broken| Error::damaged(doing, format!("{item}: {broken}")))?;
    Ok(Some(Release {
        released,
        seq: row.int(0)? as u64,
    }))
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

    /// Every release of an item, newest first.
    pub async fn releases(&mut self, item: &str) -> Result<Vec<ReleaseRow>, Error> {
        let sql = "SELECT edition, seq, released_at, change_note, digest FROM release WHERE item = $1 \
                   ORDER BY edition DESC";
        let rows = self
            .all("reading the releases of an item", sql, params![item])
            .await?;
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
        let rows = self.all("listing releases", sql, vec![]).await?;
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
        let rows = self.all("listing withdrawals", sql, vec![]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.int(1)? as u64)))
            .collect()
    }

    /// Every item that is no draft: its id, its state and the edition that is shown.
    pub async fn all_shown(&mut self) -> Result<Vec<(String, State, Option<u32>)>, Error> {
        let sql = "SELECT id, state, released_edition FROM item WHERE state <> 'draft' ORDER BY id";
        let rows = self.all("listing what is shown", sql, vec![]).await?;
        rows.iter()
            .map(|row| {
                let edition = row.opt_int(2)?.map(|n| n as u32);
                Ok((row.text(0)?, State::read(&row.text(1)?)?, edition))
            })
            .collect()
    }

    pub async fn withdrawal(&mut self, item: &str) -> Result<Option<Withdrawal>, Error> {
        let sql = "SELECT seq, withdrawn_at, by_agency, reason FROM withdrawal WHERE item = $1";
        let row = self.one("reading a withdrawal", sql, params![item]).await?;
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
