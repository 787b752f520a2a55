//! A fresh register for one test, on either engine.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Blobs, Cause, Store};
use tempfile::TempDir;

/// Where a register lives.
#[derive(Debug)]
pub(crate) struct Home {
    folder: TempDir,
    /// The database of PostgreSQL; `None` for SQLite.
    url: Option<String>,
}

impl Home {
    pub(crate) async fn open(&self) -> Store {
        self.try_open().await.unwrap()
    }

    pub(crate) async fn try_open(&self) -> Result<Store, store::Error> {
        match &self.url {
            None => Store::open_sqlite(&self.file()).await,
            Some(url) => Store::open_postgres(url).await,
        }
    }

    /// An unfinished register of a schema, to be filled.
    pub(crate) async fn begin(&self, schema: i64) -> Store {
        let begun = match &self.url {
            None => Store::begin_sqlite(&self.file(), schema).await,
            Some(url) => Store::begin_postgres(url, schema).await,
        };
        begun.unwrap()
    }

    /// Whether an unfinished one stands here.
    pub(crate) async fn is_unfinished(&self) -> Result<bool, store::Error> {
        match &self.url {
            None => Store::is_unfinished_sqlite(&self.file()).await,
            Some(url) => Store::is_unfinished_postgres(url).await,
        }
    }

    pub(crate) fn blobs(&self) -> Blobs {
        Blobs::on_disk(&self.files()).unwrap()
    }

    pub(crate) fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    /// Lets the next [`Home::begin`] clear what stands here.
    pub(crate) async fn mark_unfinished(&self) {
        let sql = "INSERT INTO schema_version (version, name) VALUES (0, 'unfinished')";
        self.raw(sql).await.unwrap();
    }

    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("register.sqlite")
    }

    /// Does something to the database behind the program's back.
    pub(crate) async fn raw(&self, sql: &str) -> Result<u64, Cause> {
        match &self.url {
            None => {
                let connection = rusqlite::Connection::open(self.file())?;
                connection.execute_batch(sql)?;
                Ok(connection.changes())
            }
            Some(url) => {
                let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
                let mut connection = sqlx::PgConnection::connect(url).await?;
                let done = connection.execute(sql).await?;
                connection.close().await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// Asks the database behind the program's back: rows of texts.
    pub(crate) async fn ask(&self, sqlite: &str, postgres: &str) -> Vec<String> {
        match &self.url {
            None => {
                let connection = rusqlite::Connection::open(self.file()).unwrap();
                let mut asked = connection.prepare(sqlite).unwrap();
                let rows = asked.query_map([], |row| row.get(0)).unwrap();
                rows.collect::<Result<_, _>>().unwrap()
            }
            Some(url) => {
                let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
                sqlx::query_scalar(AssertSqlSafe(postgres.to_owned()))
                    .fetch_all(&mut connection)
                    .await
                    .unwrap()
            }
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.url.is_some()
    }
}

pub(crate) async fn on_sqlite<F, Fut>(test: F)
where
    F: FnOnce(Home) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = TempDir::new().unwrap();
    test(Home { folder, url: None }).await;
}

pub(crate) async fn on_postgres<F, Fut>(test: F)
where
    F: FnOnce(Home) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Some(server) = server() else { return };
    let name = format!(
        "gongkai_test_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    make(&server, &name).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    let home = Home {
        folder: TempDir::new().unwrap(),
        url: Some(format!("{base}/{name}")),
    };
    // In a task of its own, so that the database is dropped also when the test fails.
    let done = tokio::spawn(async move { test(home).await }).await;
    on_server(
        &server,
        &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await
    .unwrap();
    if let Err(failed) = done {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// Makes a database that sorts as people do where the server can: the register must not depend on how it was made.
async fn make(server: &str, name: &str) {
    let plain = format!("CREATE DATABASE {name}");
    let sorted = format!(
        "{plain} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'"
    );
    if on_server(server, &sorted).await.is_err() {
        on_server(server, &plain).await.unwrap();
    }
}

async fn on_server(url: &str, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = sqlx::PgConnection::connect(url).await?;
    connection.execute(AssertSqlSafe(sql.to_owned())).await?;
    connection.close().await
}

/// The server named by `GONGKAI_TEST_POSTGRES`. Without it the tests say so loudly and pass over; under CI they fail.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find the server by the environment"
)]
#[expect(
    clippy::print_stderr,
    reason = "a test that is passed over must be seen"
)]
fn server() -> Option<String> {
    let url = std::env::var("GONGKAI_TEST_POSTGRES").ok();
    if url.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "GONGKAI_TEST_POSTGRES names no server, and CI must have one"
        );
        eprintln!("SKIPPED: GONGKAI_TEST_POSTGRES names no PostgreSQL server");
    }
    url
}
