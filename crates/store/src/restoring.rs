//! 恢复中 — a register that is being filled from outside, and that nobody can open before it is whole.
//!
//! Decides that filling begins in an empty database only; that the mark of an unfinished one stands in the database
//! itself, so that every program sees it; and that only what bears the mark is ever cleared.

use crate::engine::{Rows, Tx, params};
use crate::table::quoted;
use crate::version::NEWEST;
use crate::{Error, Store};
use std::path::{Path, PathBuf};

/// No schema has this version; it says that what stands here is not whole.
const UNFINISHED: i64 = 0;

impl Store {
    /// A SQLite file with the empty tables of a schema, to be filled; an unfinished one is begun anew.
    ///
    /// # Errors
    /// Where there is a register already, or the schema is of a newer program.
    pub async fn begin_sqlite(file: &Path, schema: i64) -> Result<Self, Error> {
        if !file.exists() {
            // It has its name only once it bears the mark: nobody opens what has no tables yet.
            let mut beside = file.as_os_str().to_owned();
            beside.push(".begun");
            let beside = PathBuf::from(beside);
            for ending in ["", "-wal", "-shm"] {
                let mut left = beside.clone().into_os_string();
                left.push(ending);
                // What is not there need not be taken away; what cannot be is told when it is opened.
                let _ = std::fs::remove_file(left);
            }
            let store = Self::at_sqlite(&beside)?.begun(schema).await?;
            store.close().await;
            std::fs::rename(&beside, file).map_err(|cause| Error::Directory {
                doing: "放好登记库",
                directory: file.to_owned(),
                cause,
            })?;
            return Self::at_sqlite(file);
        }
        Self::at_sqlite(file)?.begun(schema).await
    }

    /// The same in an empty database of a PostgreSQL.
    ///
    /// # Errors
    /// As [`Store::begin_sqlite`]; also where the server cannot be reached.
    pub async fn begin_postgres(url: &str, schema: i64) -> Result<Self, Error> {
        Self::at_postgres(url).await?.begun(schema).await
    }

    /// Whether an unfinished one stands in a SQLite file; it is not made where there is none.
    ///
    /// # Errors
    /// Where there is a register already.
    pub async fn is_unfinished_sqlite(file: &Path) -> Result<bool, Error> {
        if !file.exists() {
            return Ok(false);
        }
        Self::at_sqlite(file)?.looked_at().await
    }

    /// The same in a database of a PostgreSQL.
    ///
    /// # Errors
    /// Where there is a register or anything else; also where the server cannot be reached.
    pub async fn is_unfinished_postgres(url: &str) -> Result<bool, Error> {
        Self::at_postgres(url).await?.looked_at().await
    }

    /// Whether nothing was ever recorded in a SQLite file: there is none, it has no tables, or its ledger has no entry. An
    /// unfinished register counts as recorded.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn is_unwritten_sqlite(file: &Path) -> Result<bool, Error> {
        if !file.exists() {
            return Ok(true);
        }
        let store = Self::at_sqlite(file)?;
        let mut tx = store.write().await?;
        let names = tx.table_names().await?;
        let has = |table: &str| names.iter().any(|name| name == table);
        let is_unwritten = if !has("ledger") {
            names.iter().all(|name| name == "schema_version")
        } else if is_unfinished(&mut tx).await? {
            false
        } else {
            let entry = tx.one("看台账有没有内容", "SELECT 1 FROM ledger LIMIT 1", vec![]);
            entry.await?.is_none()
        };
        drop(tx);
        store.close().await;
        Ok(is_unwritten)
    }

    async fn looked_at(self) -> Result<bool, Error> {
        let mut tx = self.write().await?;
        let found = tx.has_room().await;
        drop(tx);
        self.close().await;
        found
    }

    async fn begun(self, schema: i64) -> Result<Self, Error> {
        if NEWEST < schema {
            return Err(Error::TooNew {
                found: schema,
                known: NEWEST,
            });
        }
        let mut tx = self.write().await?;
        if tx.has_room().await? {
            tx.clear().await?;
        }
        tx.has_versions().await?;
        tx.migrate_to(schema).await?;
        for table in tx.tables().await? {
            tx.empty(&table).await?;
        }
        let sql = "INSERT INTO schema_version (version, name) VALUES ($1, $2)";
        let mark = params![UNFINISHED, "unfinished"];
        tx.execute("记下恢复没有做完", sql, mark).await?;
        tx.commit().await?;
        Ok(self)
    }

    /// Brings what was filled up to a schema; it stays unfinished.
    pub async fn bring_up(&self, schema: i64) -> Result<(), Error> {
        let mut tx = self.write().await?;
        tx.migrate_to(schema).await?;
        tx.commit().await
    }

    /// From now on it is a register like any other.
    pub async fn complete(&self) -> Result<(), Error> {
        let mut tx = self.write().await?;
        let sql = "DELETE FROM schema_version WHERE version = $1";
        tx.execute("记下恢复做完了", sql, params![UNFINISHED])
            .await?;
        tx.commit().await
    }

    /// Takes away all tables of a register that was not completed; one that was stays.
    pub async fn give_up(&self) -> Result<(), Error> {
        let mut tx = self.write().await?;
        if is_unfinished(&mut tx).await? {
            tx.clear().await?;
        }
        tx.commit().await
    }
}

pub(crate) async fn is_unfinished(rows: &mut (impl Rows + Send)) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM schema_version WHERE version = $1";
    let mark = rows.one("看恢复是否做完", sql, params![UNFINISHED]);
    Ok(mark.await?.is_some())
}

impl Tx {
    /// Whether something unfinished is to be cleared first.
    ///
    /// # Errors
    /// Where there is anything else.
    async fn has_room(&mut self) -> Result<bool, Error> {
        let names = self.table_names().await?;
        let Some(first) = names.first() else {
            return Ok(false);
        };
        if names.iter().any(|name| name == "schema_version") && is_unfinished(self).await? {
            return Ok(true);
        }
        Err(Error::NotEmpty {
            table: first.clone(),
        })
    }

    async fn table_names(&mut self) -> Result<Vec<String>, Error> {
        let sql = if self.is_postgres() {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY 1"
        };
        let rows = self.all("读取登记库的结构", sql, vec![]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// Takes away every table, what refers to others first, and what only PostgreSQL keeps outside of them.
    async fn clear(&mut self) -> Result<(), Error> {
        let doing = "清除没有做完的恢复";
        for table in self.tables().await?.iter().rev() {
            let sql = format!("DROP TABLE {}", quoted(&table.name));
            self.script(doing, sql).await?;
        }
        self.script(doing, "DROP TABLE schema_version".into())
            .await?;
        if self.is_postgres() {
            let sql = "SELECT p.proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
                       WHERE n.nspname = current_schema() AND p.prorettype = 'trigger'::regtype \
                       AND p.proowner = current_user::regrole";
            for row in self.all(doing, sql, vec![]).await? {
                let sql = format!("DROP FUNCTION {}()", quoted(&row.text(0)?));
                self.script(doing, sql).await?;
            }
        }
        Ok(())
    }
}
