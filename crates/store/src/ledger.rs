//! 台账 — the append-only ledger, which is also the outbox.
//!
//! Decides how an entry gets its number: the head row is locked, the chain goes one link on, the head moves with it, all
//! in the act's own transaction. Numbers are gapless, so a follower that asks for what comes after `n` loses nothing. Beside
//! each entry stands the newest one that changed what pages show (ADR 0009), so that everybody who reads the head knows it.

use crate::Error;
use crate::engine::{AT_ONCE, Reader, Row, Rows, Tx, params, rows_of};
use law::Digest;

/// The newest entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: u64,
    pub hash: Digest,
}

/// The newest entry after which public pages may look different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub seq: u64,
    /// When it was recorded; `None` before the first.
    pub recorded_at: Option<i64>,
    /// Its link of the chain, by which a history is told from another with the same numbers; `None` before the first.
    pub hash: Option<Digest>,
}

/// One entry to be appended; its bytes are made by the caller once the number is known.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    pub recorded_at: i64,
    pub act: &'a str,
    /// The item (or agency, or setting) that the act was about.
    pub subject: &'a str,
    /// The newest entry, this one included, after which pages may look different.
    pub shown: u64,
    pub bytes: Vec<u8>,
    /// With which the rows it binds are committed to.
    pub salt: Option<Vec<u8>>,
    /// By which whoever lost the answer finds the entry again.
    pub key: Option<Digest>,
    pub hash: Digest,
}

/// One entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub seq: u64,
    pub recorded_at: i64,
    pub act: String,
    pub subject: String,
    /// As [`Entry::shown`]; `None` where the entry is older than this column.
    pub shown: Option<u64>,
    pub bytes: Vec<u8>,
    pub salt: Option<Vec<u8>>,
    /// As [`Entry::key`], whatever stands there.
    pub key: Option<Vec<u8>>,
    pub previous: Digest,
    pub hash: Digest,
}

/// The columns of [`Stored`], in the order in which [`stored`] reads them.
const COLUMNS: &str = "seq, recorded_at, act, subject, entry, previous, hash, salt, shown, act_key";

fn stored(row: &Row) -> Result<Stored, Error> {
    Ok(Stored {
        seq: row.int(0)? as u64,
        recorded_at: row.int(1)?,
        act: row.text(2)?,
        subject: row.text(3)?,
        bytes: row.bytes(4)?,
        previous: row.digest(5)?,
        hash: row.digest(6)?,
        salt: row.opt_bytes(7)?,
        shown: row.opt_int(8)?.map(|seq| seq as u64),
        key: row.opt_bytes(9)?,
    })
}

async fn head_of(rows: &mut (impl Rows + Send), lock: &str) -> Result<Head, Error> {
    let doing = "读取台账的链首";
    let sql = format!("SELECT seq, hash FROM head WHERE one = 1{lock}");
    let row = rows.one(doing, &sql, vec![]).await?;
    let row = row.ok_or_else(|| Error::damaged(doing, "链首不见了"))?;
    Ok(Head {
        seq: row.int(0)? as u64,
        hash: row.digest(1)?,
    })
}

/// Beside each entry stands the newest one that pages show; one that is older than this column counts as shown itself.
async fn shown_of(rows: &mut (impl Rows + Send)) -> Result<Shown, Error> {
    let sql = "SELECT shown.seq, shown.recorded_at, shown.hash FROM head JOIN ledger newest ON newest.seq = head.seq \
               JOIN ledger shown ON shown.seq = COALESCE(newest.shown, newest.seq) WHERE head.one = 1";
    let row = rows.one("读取台账里页面所依的一条", sql, vec![]).await?;
    let Some(row) = row else {
        return Ok(Shown {
            seq: 0,
            recorded_at: None,
            hash: None,
        });
    };
    Ok(Shown {
        seq: row.int(0)? as u64,
        recorded_at: Some(row.int(1)?),
        hash: Some(row.digest(2)?),
    })
}

async fn recorded_at(rows: &mut (impl Rows + Send), seq: u64) -> Result<Option<i64>, Error> {
    let sql = "SELECT recorded_at FROM ledger WHERE seq = $1";
    let row = rows.one("读取台账", sql, params![seq as i64]).await?;
    row.map(|row| row.int(0)).transpose()
}

impl Reader {
    pub async fn head(&mut self) -> Result<Head, Error> {
        head_of(self, "").await
    }

    /// The newest entry that changed what pages show.
    pub async fn newest_shown(&mut self) -> Result<Shown, Error> {
        shown_of(self).await
    }

    /// When an entry was recorded.
    pub async fn recorded_at(&mut self, seq: u64) -> Result<Option<i64>, Error> {
        recorded_at(self, seq).await
    }

    /// The link of the chain that an entry is.
    pub async fn link(&mut self, seq: u64) -> Result<Option<Digest>, Error> {
        let sql = "SELECT hash FROM ledger WHERE seq = $1";
        let row = self.one("读取台账", sql, params![seq as i64]).await?;
        row.map(|row| row.digest(0)).transpose()
    }

    /// Up to `limit` entries after `seq`, in order.
    pub async fn entries_after(&mut self, seq: u64, limit: u32) -> Result<Vec<Stored>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2");
        let rows = self
            .all("读取台账", &sql, params![seq as i64, limit])
            .await?;
        rows.iter().map(stored).collect()
    }

    /// The entry of the act that was done with a key.
    pub async fn entry_by_key(&mut self, key: Digest) -> Result<Option<Stored>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM ledger WHERE act_key = $1");
        let row = self.one("读取台账", &sql, params![key]).await?;
        row.as_ref().map(stored).transpose()
    }

    /// The opaque ids of everybody who ever acted.
    pub async fn actors(&mut self) -> Result<Vec<String>, Error> {
        let sql = "SELECT id FROM actor ORDER BY id";
        let rows = self.all("列出经办人", sql, vec![]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// Every reason kept beside the ledger: number, salt, words.
    pub async fn remarks(&mut self) -> Result<Vec<(u64, Vec<u8>, String)>, Error> {
        let sql = "SELECT seq, salt, words FROM remark ORDER BY seq";
        let rows = self.all("列出理由", sql, vec![]).await?;
        rows.iter()
            .map(|row| Ok((row.int(0)? as u64, row.bytes(1)?, row.text(2)?)))
            .collect()
    }

    /// The subjects that changed after `seq`, up to `limit` entries, and the number of the last of them.
    pub async fn changed_after(
        &mut self,
        seq: u64,
        limit: u32,
    ) -> Result<(Vec<String>, u64), Error> {
        let sql = "SELECT seq, subject FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2";
        let rows = self
            .all("读取台账", sql, params![seq as i64, limit])
            .await?;
        let mut subjects = Vec::with_capacity(rows.len());
        let mut last = seq;
        for row in &rows {
            last = row.int(0)? as u64;
            subjects.push(row.text(1)?);
        }
        Ok((subjects, last))
    }
}

impl Tx {
    /// When an entry was recorded, as of this transaction.
    pub async fn recorded_at(&mut self, seq: u64) -> Result<Option<i64>, Error> {
        recorded_at(self, seq).await
    }

    /// The head, held until this transaction ends: take it last, every other act waits for it.
    pub async fn lock_head(&mut self) -> Result<Head, Error> {
        let lock = self.lock_row();
        head_of(self, lock).await
    }

    /// The newest entry that changed what pages show, as of this transaction.
    pub async fn newest_shown(&mut self) -> Result<Shown, Error> {
        shown_of(self).await
    }

    /// Appends entries after `head`; several of them are still one update of the head.
    pub async fn append(&mut self, head: Head, entries: &[Entry<'_>]) -> Result<Head, Error> {
        let doing = "写入台账";
        let mut at = head;
        for entries in entries.chunks(AT_ONCE) {
            let mut values = Vec::with_capacity(10 * entries.len());
            for entry in entries {
                let seq = at.seq + 1;
                values.extend(params![
                    seq as i64,
                    entry.recorded_at,
                    entry.act,
                    entry.subject,
                    entry.bytes.clone(),
                    at.hash,
                    entry.hash,
                    entry.salt.clone(),
                    entry.shown as i64,
                    entry.key
                ]);
                at = Head {
                    seq,
                    hash: entry.hash,
                };
            }
            let sql = format!(
                "INSERT INTO ledger (seq, recorded_at, act, subject, entry, previous, hash, salt, shown, act_key) VALUES {}",
                rows_of(entries.len(), 10)
            );
            self.execute(doing, &sql, values).await?;
        }
        let sql = "UPDATE head SET seq = $1, hash = $2 WHERE one = 1 AND seq = $3";
        let moved = self
            .execute(doing, sql, params![at.seq as i64, at.hash, head.seq as i64])
            .await?;
        if moved != 1 {
            return Err(Error::damaged(doing, "链首在办理中被改动"));
        }
        Ok(at)
    }

    /// Keeps words out of the ledger and beside it: the entry holds only a salted commitment.
    pub async fn remark(&mut self, seq: u64, salt: &[u8], words: &str) -> Result<(), Error> {
        let sql = "INSERT INTO remark (seq, salt, words) VALUES ($1, $2, $3)";
        self.execute("写入理由", sql, params![seq as i64, salt.to_vec(), words])
            .await?;
        Ok(())
    }

    /// The opaque id of an actor, made where there is none; names stay outside the ledger.
    pub async fn actor(
        &mut self,
        name: &str,
        identified_by: &str,
        new_id: &str,
    ) -> Result<String, Error> {
        let doing = "登记经办人";
        let insert = "INSERT INTO actor (id, name, identified_by) VALUES ($1, $2, $3) \
                      ON CONFLICT (name, identified_by) DO NOTHING";
        self.execute(doing, insert, params![new_id, name, identified_by])
            .await?;
        let select = "SELECT id FROM actor WHERE name = $1 AND identified_by = $2";
        let row = self
            .one(doing, select, params![name, identified_by])
            .await?;
        row.ok_or_else(|| Error::damaged(doing, "没有得到经办人"))?
            .text(0)
    }
}
