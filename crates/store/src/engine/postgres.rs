//! PostgreSQL, through sqlx.
//!
//! Decides that a set of reads is one snapshot, and that a write is `READ COMMITTED` behind one lock that every write takes
//! first; and how long a server that says nothing is waited for (ADR 0027). A network that is cut tells nobody: whoever waits
//! for an answer would wait for a quarter of an hour. So every statement has an end to its patience, and who finds the server
//! out of reach says so to all others of this process ([`Lost`]): what they wait for fails at once, and connections from
//! before are not used again. A connection lives as long as the runtime that opened it, so all are opened by the one that
//! opened the register, whoever was the first to need them: pages are made by threads of another, which ends before.

use super::{Cause, PATIENCE, Param, READERS};
use crate::Error;
use sqlx::postgres::{
    PgArguments, PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgQueryResult, PgRow,
};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Postgres, Transaction};
use std::io;
use std::pin::Pin;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What every write begins with. The number is ours alone; migrations wait for it as well.
const ONE_WRITER: &str =
    "SET LOCAL lock_timeout = '30s'; SELECT pg_advisory_xact_lock(7311820190515)";

/// What the server is told of each connection: a node that is cut off holds up the writes of the others for seconds, not
/// for hours.
const ON_CONNECTING: &str = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; \
    SET tcp_keepalives_count = 3; SET tcp_user_timeout = 10000";

/// The longest that one statement may say nothing, waiting for another writer included.
const SILENCE: Duration = Duration::from_mins(10);
/// The same for a look whether anything changed, connecting included.
const LOOK: Duration = Duration::from_secs(1);
/// The longest for a connection to show that it is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);
/// A connection that rested for so long is asked whether it is still there before it is used.
const RESTED: Duration = Duration::from_secs(5);

/// A server by URL.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(super) pool: PgPool,
    /// For looks; taken when it is first asked for. One that hangs does not keep the next from looking.
    pub(super) watcher: PgPool,
    pub(super) lost: Lost,
    /// Where connections are opened.
    pub(super) home: Handle,
}

/// When the server was last found out of reach.
#[derive(Clone, Debug)]
pub(crate) struct Lost(Arc<watch::Sender<Option<Instant>>>);

impl Default for Lost {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Lost {
    pub(super) fn note(&self) {
        self.0.send_replace(Some(Instant::now()));
    }

    /// Whether a connection of this age is from before.
    fn is_before(&self, age: Duration) -> bool {
        let born = Instant::now().checked_sub(age);
        match (*self.0.borrow(), born) {
            (Some(lost), Some(born)) => born <= lost,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    fn waiting(&self, most: Duration) -> Waiting {
        Waiting {
            most,
            lost: self.0.subscribe(),
        }
    }
}

/// What the driver will say.
type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, sqlx::Error>> + Send + 'a>>;

/// How long somebody waits for the server.
#[derive(Debug)]
struct Waiting {
    most: Duration,
    lost: watch::Receiver<Option<Instant>>,
}

impl Waiting {
    /// The answer is boxed, or all who wait would be as large as the driver.
    async fn on<T>(&mut self, answer: Answer<'_, T>) -> Result<T, Cause> {
        tokio::select! {
            biased;
            answer = answer => Ok(answer?),
            // Where nobody can note it any more nobody will; then time alone counts.
            Ok(()) = self.lost.changed() => Err(Cause::Silent),
            () = tokio::time::sleep(self.most) => Err(Cause::Silent),
        }
    }
}

/// Work on another runtime, given up when nobody waits for it any more.
struct Elsewhere<T>(JoinHandle<T>);

impl<T> Drop for Elsewhere<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A transaction, and how long its statements are waited for.
#[derive(Debug)]
pub(crate) struct Taken {
    tx: Transaction<'static, Postgres>,
    waiting: Waiting,
}

impl Taken {
    pub(super) async fn fetch(
        &mut self,
        sql: &str,
        params: Vec<Param>,
    ) -> Result<Vec<PgRow>, Cause> {
        let rows = query(sql, params).fetch_all(&mut *self.tx);
        self.waiting.on(Box::pin(rows)).await
    }

    pub(super) async fn execute(
        &mut self,
        sql: &str,
        params: Vec<Param>,
    ) -> Result<PgQueryResult, Cause> {
        let done = query(sql, params).execute(&mut *self.tx);
        self.waiting.on(Box::pin(done)).await
    }

    pub(super) async fn script(&mut self, sql: String) -> Result<(), Cause> {
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *self.tx);
        self.waiting.on(Box::pin(done)).await.map(|_| ())
    }

    /// Where the answer is lost it is not known whether it lasts.
    pub(super) async fn commit(mut self) -> Result<(), Cause> {
        self.waiting.on(Box::pin(self.tx.commit())).await
    }
}

pub(super) async fn connect(url: &str) -> Result<Server, Error> {
    let options = PgConnectOptions::from_str(url).map_err(|cause| Error::Address { cause })?;
    // Waiting for another writer is no slow statement.
    let options = options.disable_statement_logging();
    let host = options.get_host().to_owned();
    let port = options.get_port();
    let database = options.get_database().unwrap_or_default().to_owned();
    let lost = Lost::default();
    let watcher = pooled(2, LOOK, &lost).connect_lazy_with(options.clone());
    let pool = pooled(READERS, PATIENCE, &lost).connect_with(options).await;
    let pool = pool.map_err(|cause| Error::Unreachable {
        host,
        port,
        database,
        cause,
    })?;
    Ok(Server {
        pool,
        watcher,
        lost,
        home: Handle::current(),
    })
}

/// Connections that are given up once they show no sign of life, when they come back and when they have rested.
fn pooled(most: u32, patience: Duration, lost: &Lost) -> PgPoolOptions {
    let (before, after) = (lost.clone(), lost.clone());
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(patience)
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move {
                match sqlx::raw_sql(ON_CONNECTING).execute(connection).await {
                    // A server that does not know them, or one reached by a socket, does without.
                    Ok(_) | Err(sqlx::Error::Database(_)) => Ok(()),
                    Err(error) => Err(error),
                }
            })
        })
        .before_acquire(move |connection, meta| {
            let (age, rested) = (meta.age, meta.idle_for);
            let is_before = before.is_before(age);
            Box::pin(async move {
                if is_before {
                    return Err(silent());
                }
                if RESTED <= rested {
                    is_there(connection).await?;
                }
                Ok(true)
            })
        })
        .after_release(move |connection, meta| {
            let is_before = after.is_before(meta.age);
            Box::pin(async move {
                if is_before {
                    return Err(silent());
                }
                is_there(connection).await?;
                Ok(true)
            })
        })
}

async fn is_there(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let sign = tokio::time::timeout(SIGN_OF_LIFE, connection.ping()).await;
    sign.unwrap_or_else(|_| Err(silent()))
}

fn silent() -> sqlx::Error {
    sqlx::Error::Io(io::ErrorKind::TimedOut.into())
}

impl Server {
    /// A set of reads on one state.
    pub(super) async fn read(&self) -> Result<Taken, Cause> {
        self.snapshot(&self.pool, SILENCE).await
    }

    /// The same, short, and on a connection of its own.
    pub(super) async fn watch(&self) -> Result<Taken, Cause> {
        self.snapshot(&self.watcher, LOOK).await
    }

    async fn snapshot(&self, pool: &PgPool, most: Duration) -> Result<Taken, Cause> {
        let mut waiting = self.lost.waiting(most);
        let begun = self.begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        let tx = waiting.on(Box::pin(begun)).await?;
        Ok(Taken { tx, waiting })
    }

    async fn begin(
        &self,
        pool: &PgPool,
        how: &'static str,
    ) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        if Handle::current().id() == self.home.id() {
            return pool.begin_with(how).await;
        }
        let pool = pool.clone();
        let mut begun = Elsewhere(self.home.spawn(async move { pool.begin_with(how).await }));
        let begun = (&mut begun.0).await;
        // It was ended there: nobody opens connections any more.
        begun.unwrap_or(Err(sqlx::Error::PoolClosed))
    }

    pub(super) async fn write(&self) -> Result<Taken, Cause> {
        let mut waiting = self.lost.waiting(SILENCE);
        let begun = self.begin(&self.pool, "BEGIN");
        let tx = waiting.on(Box::pin(begun)).await?;
        let mut taken = Taken { tx, waiting };
        taken.script(ONE_WRITER.to_owned()).await?;
        Ok(taken)
    }
}

/// A statement with its values.
fn query(sql: &str, params: Vec<Param>) -> Query<'static, Postgres, PgArguments> {
    let query = sqlx::query::<Postgres>(AssertSqlSafe(sql.to_owned()));
    params.into_iter().fold(query, |query, param| match param {
        Param::Int(value) => query.bind(value),
        Param::Text(value) => query.bind(value),
        Param::Bytes(value) => query.bind(value),
    })
}
