//! 复制 — what a PostgreSQL says of its copies, and of how it keeps what it acknowledged.
//!
//! Reads only; what follows for the operator is for those who ask.

use crate::Error;
use crate::engine::{Reader, Rows as _};

/// How a server keeps what it acknowledged, and who receives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replication {
    /// Whether the server is itself a standby, which can only be read.
    pub is_standby: bool,
    /// Whether it waits for its own disk at all.
    pub fsync: bool,
    /// `off`, `local`, `remote_write`, `on` or `remote_apply`.
    pub synchronous_commit: String,
    /// Whose answer a commit waits for; empty for nobody's.
    pub synchronous_standby_names: String,
    pub standbys: Vec<Standby>,
}

/// One who receives what the server writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standby {
    pub name: String,
    /// `streaming` where it receives what is new; `None` where this user may not see it.
    pub state: Option<String>,
    /// `sync`, `quorum`, `potential` or `async`.
    pub sync_state: Option<String>,
    /// How many bytes it has yet to write to its disk.
    pub bytes_behind: Option<i64>,
}

impl Reader {
    /// How the server is replicated; `None` on SQLite, which is a file.
    ///
    /// # Errors
    /// Where it cannot be asked, as a server may that is no PostgreSQL but speaks its protocol.
    pub async fn replication(&mut self) -> Result<Option<Replication>, Error> {
        if !self.is_postgres() {
            return Ok(None);
        }
        let doing = "查看 PostgreSQL 的复制";
        let sql = "SELECT pg_is_in_recovery()::int::bigint, current_setting('fsync'), \
                   current_setting('synchronous_commit'), current_setting('synchronous_standby_names')";
        let row = self.one(doing, sql, vec![]).await?;
        let row = row.ok_or_else(|| Error::damaged(doing, "没有一行"))?;
        // On a standby there is no end of its own log to measure from.
        let sql = "SELECT application_name::text, state::text, sync_state::text, \
                   CASE WHEN pg_is_in_recovery() THEN NULL \
                   ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn)::bigint END \
                   FROM pg_stat_replication ORDER BY application_name, pid";
        let rows = self.all(doing, sql, vec![]).await?;
        let standbys = rows.iter().map(|row| {
            Ok(Standby {
                name: row.opt_text(0)?.unwrap_or_default(),
                state: row.opt_text(1)?,
                sync_state: row.opt_text(2)?,
                bytes_behind: row.opt_int(3)?,
            })
        });
        Ok(Some(Replication {
            is_standby: row.int(0)? != 0,
            fsync: row.text(1)? == "on",
            synchronous_commit: row.text(2)?,
            synchronous_standby_names: row.text(3)?,
            standbys: standbys.collect::<Result<_, Error>>()?,
        }))
    }
}
