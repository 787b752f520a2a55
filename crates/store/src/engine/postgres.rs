//! PostgreSQL, through sqlx.
//!
//! Decides that a set of reads is one snapshot, and that a write is `READ COMMITTED` behind one lock that every write takes
//! first.

use super::{PATIENCE, Param, READERS};
use crate::Error;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use std::str::FromStr as _;

/// What every write begins with. The number is ours alone; migrations wait for it as well.
const ONE_WRITER: &str =
    "SET LOCAL lock_timeout = '30s'; SELECT pg_advisory_xact_lock(7311820190515)";

/// A server by URL.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(super) pool: PgPool,
    /// A pool of one, taken when it is first asked for.
    pub(super) watcher: PgPool,
}

pub(super) async fn connect(url: &str) -> Result<Server, Error> {
    let options = PgConnectOptions::from_str(url).map_err(|cause| Error::Address { cause })?;
    let host = options.get_host().to_owned();
    let port = options.get_port();
    let database = options.get_database().unwrap_or_default().to_owned();
    let most = |most| {
        PgPoolOptions::new()
            .max_connections(most)
            .acquire_timeout(PATIENCE)
    };
    let watcher = most(1).connect_lazy_with(options.clone());
    let pool = most(READERS).connect_with(options).await;
    let pool = pool.map_err(|cause| Error::Unreachable {
        host,
        port,
        database,
        cause,
    })?;
    Ok(Server { pool, watcher })
}

pub(super) async fn read(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await
}

pub(super) async fn write(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::raw_sql(ONE_WRITER).execute(&mut *tx).await?;
    Ok(tx)
}

/// A statement with its values.
pub(super) fn query(sql: &str, params: Vec<Param>) -> Query<'static, Postgres, PgArguments> {
    let query = sqlx::query::<Postgres>(AssertSqlSafe(sql.to_owned()));
    params.into_iter().fold(query, |query, param| match param {
        Param::Int(value) => query.bind(value),
        Param::Text(value) => query.bind(value),
        Param::Bytes(value) => query.bind(value),
    })
}
