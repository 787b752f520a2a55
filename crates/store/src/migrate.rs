//! Migrations — forward only, numbered, each in one transaction.
//!
//! Decides which scripts bring a database from the schema it has to the one this program knows. A script is one text for
//! both engines, with `{bytes}` and `{genesis}` put in; what only one engine needs stands in a file of its own beside it.

use crate::Error;
use crate::engine::{Rows, Store, Tx, params};
use crate::restoring::is_unfinished;
use crate::version::NEWEST;

struct Migration {
    version: i64,
    name: &'static str,
    both: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "register",
        both: include_str!("../migrations/0001_register.sql"),
        sqlite: include_str!("../migrations/0001_register.sqlite.sql"),
        postgres: include_str!("../migrations/0001_register.postgres.sql"),
    },
    Migration {
        version: 2,
        name: "seals",
        both: include_str!("../migrations/0002_seals.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 3,
        name: "site_errors",
        both: include_str!("../migrations/0003_site_errors.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 4,
        name: "shown",
        both: include_str!("../migrations/0004_shown.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 5,
        name: "unfound",
        both: include_str!("../migrations/0005_unfound.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 6,
        name: "columns",
        both: include_str!("../migrations/0006_columns.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 7,
        name: "log",
        both: include_str!("../migrations/0007_log.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 8,
        name: "act_keys",
        both: include_str!("../migrations/0008_act_keys.sql"),
        sqlite: "",
        postgres: "",
    },
];

impl Store {
    pub(crate) async fn looked(self) -> Result<Self, Error> {
        let mut reader = self.read().await?;
        let found = schema(&mut reader).await?;
        if found > NEWEST {
            return Err(Error::TooNew {
                found,
                known: NEWEST,
            });
        }
        if is_unfinished(&mut reader).await? {
            return Err(Error::Unfinished);
        }
        drop(reader);
        Ok(self)
    }

    pub(crate) async fn migrate(&self) -> Result<(), Error> {
        // Two programs started together cannot both migrate: a write waits for the one before it.
        let mut tx = self.write().await?;
        tx.has_versions().await?;
        if is_unfinished(&mut tx).await? {
            return Err(Error::Unfinished);
        }
        tx.migrate_to(NEWEST).await?;
        tx.commit().await
    }
}

impl Tx {
    /// Makes the table that tells the version of the schema, where there is none.
    pub(crate) async fn has_versions(&mut self) -> Result<(), Error> {
        self.script(
            "准备更新登记库的结构",
            "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL)".into(),
        )
        .await
    }

    /// Brings the schema up to a version; one that it has already stays.
    ///
    /// # Errors
    /// Where the database is of a newer program.
    pub(crate) async fn migrate_to(&mut self, version: i64) -> Result<(), Error> {
        let found = schema(self).await?;
        if found > NEWEST {
            return Err(Error::TooNew {
                found,
                known: NEWEST,
            });
        }
        for migration in MIGRATIONS
            .iter()
            .filter(|migration| found < migration.version && migration.version <= version)
        {
            migration.run(self).await?;
        }
        Ok(())
    }
}

async fn schema(rows: &mut (impl Rows + Send)) -> Result<i64, Error> {
    let sql = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
    let row = rows.one("读取登记库的结构版本", sql, vec![]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

impl Migration {
    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        let (bytes, genesis, own) = if tx.is_postgres() {
            ("BYTEA", format!("'\\x{}'", "00".repeat(32)), self.postgres)
        } else {
            ("BLOB", format!("x'{}'", "00".repeat(32)), self.sqlite)
        };
        let mut script = self
            .both
            .replace("{bytes}", bytes)
            .replace("{genesis}", &genesis);
        if tx.is_postgres() {
            // By code point as on SQLite, whatever the database was made with: lists and cursors agree everywhere.
            script = script.replace(" TEXT", " TEXT COLLATE \"C\"");
        }
        tx.script("更新登记库的结构", script).await?;
        tx.script("更新登记库的结构", own.to_owned()).await?;
        let sql = "INSERT INTO schema_version (version, name) VALUES ($1, $2)";
        tx.execute(
            "记下登记库的结构版本",
            sql,
            params![self.version, self.name],
        )
        .await?;
        Ok(())
    }
}
