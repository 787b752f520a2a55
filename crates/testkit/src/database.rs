//! Where the register of a county lies: in a SQLite file in its folder, or on a PostgreSQL.
//!
//! `GONGKAI_TEST_ENGINE=postgres` chooses the server that `GONGKAI_TEST_POSTGRES` names, for every county of a run: so the
//! suites of the acts and of the pages run on both. Each county has a schema of its own there, which costs a test little.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use store::Store;

/// An empty register for one test.
#[derive(Clone, Debug)]
pub enum Database {
    File(PathBuf),
    /// A schema of its own on a server, by URL.
    Server(String),
}

impl Database {
    /// One on the engine of this run.
    pub async fn new(folder: &Path) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Some(server) = server() else {
            return Self::file(folder);
        };
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("town_{}_{n}", std::process::id());
        let url = format!("{server}?options=-csearch_path%3D{schema}");
        let database = Self::Server(url);
        database.run(&format!("CREATE SCHEMA {schema}")).await;
        database
    }

    /// A file in a folder, whatever the run is on.
    pub fn file(folder: &Path) -> Self {
        Self::File(folder.join("register.sqlite"))
    }

    pub async fn open(&self) -> Store {
        let opened = match self {
            Self::File(file) => Store::open_sqlite(file).await,
            Self::Server(url) => Store::open_postgres(url).await,
        };
        opened.expect("a register")
    }

    pub fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Changes rows behind the back of the program, as no act can: triggers and references do not hold.
    pub async fn tamper(&self, sql: &str) {
        let sql = match self {
            Self::File(_) => format!(
                "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS ledger_no_update; \
                 DROP TRIGGER IF EXISTS ledger_no_delete; {sql}"
            ),
            Self::Server(_) => format!("{AS_ON_SQLITE}; {sql}"),
        };
        self.run(&sql).await;
    }

    async fn run(&self, sql: &str) {
        match self {
            Self::File(file) => {
                let connection = rusqlite::Connection::open(file).expect("a register");
                connection.execute_batch(sql).expect("a statement");
            }
            Self::Server(url) => {
                let mut connection = PgConnection::connect(url).await.expect("a server");
                let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
                connection.execute(sql).await.expect("a statement");
                connection.close().await.expect("an end");
            }
        }
    }
}

/// What lets statements against the bytes of a SQLite file do the same on a server.
const AS_ON_SQLITE: &str = "SET session_replication_role = replica; \
    CREATE OR REPLACE FUNCTION zeroblob(n INT) RETURNS BYTEA LANGUAGE sql AS \
    $$ SELECT decode(repeat('00', n), 'hex') $$; \
    CREATE OR REPLACE FUNCTION replace(bytes BYTEA, old TEXT, new TEXT) RETURNS BYTEA LANGUAGE sql AS \
    $$ SELECT convert_to(pg_catalog.replace(convert_from(bytes, 'UTF8'), old, new), 'UTF8') $$";

/// The server of this run; `None` where it is on SQLite.
#[expect(
    clippy::disallowed_methods,
    reason = "a run is on the engine that the environment names"
)]
fn server() -> Option<String> {
    let engine = std::env::var("GONGKAI_TEST_ENGINE").unwrap_or_default();
    match engine.as_str() {
        "" | "sqlite" => None,
        "postgres" => {
            let url = std::env::var("GONGKAI_TEST_POSTGRES");
            Some(url.expect("GONGKAI_TEST_POSTGRES names the server"))
        }
        other => panic!("GONGKAI_TEST_ENGINE is sqlite or postgres, not {other}"),
    }
}
