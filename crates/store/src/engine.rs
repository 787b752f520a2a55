//! The two engines behind one face.
//!
//! Decides how a write begins and how values go in and out (ADR 0015); what each engine wants for it stands in its own
//! file. A write is the only one until it ends, on both: an act that looks and then writes sees nobody come between. Text
//! with a NUL is refused alike, since PostgreSQL cannot hold it.

mod cause;
mod postgres;
mod sqlite;

use crate::Error;
use crate::seal::part::Part;
pub use cause::Cause;
pub(crate) use cause::{advice, of_system, reason};
use sqlx::Row as _;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a writer waits for another, and a reader for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
const READERS: u32 = 8;
const READING: &str = "打开登记库来读";

/// An open register.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    waited: Arc<Waited>,
    /// Whether nothing that is written stays.
    is_trial: bool,
}

/// How many writes were begun, and how long they waited for their turn.
#[derive(Debug, Default)]
struct Waited {
    writes: AtomicU64,
    microseconds: AtomicU64,
}

#[derive(Clone, Debug)]
enum Pools {
    Sqlite(sqlite::File),
    Postgres(postgres::Server),
}

/// A consistent set of reads. Cannot write.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

/// A write transaction: everything in it happens, or nothing. Dropped without [`Tx::commit`], nothing.
#[derive(Debug)]
pub struct Tx {
    connection: Connection,
    /// Whose rows were written, in this order; how many that were at [`Tx::mark`].
    touched: Vec<(Part, String)>,
    marked: usize,
    /// Whether it ends as if it had never been.
    is_trial: bool,
}

#[derive(Debug)]
pub(crate) enum Connection {
    Sqlite(sqlite::Taken),
    Postgres(postgres::Taken),
}

/// A value on its way in.
#[derive(Clone, Debug)]
pub(crate) enum Param {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// A row on its way out; columns by position.
pub(crate) enum Row {
    Sqlite(sqlite::Row),
    Postgres(sqlx::postgres::PgRow),
}

macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::engine::Param::from($value)),*] };
}
pub(crate) use params;

/// How many short rows one statement writes.
pub(crate) const AT_ONCE: usize = 100;

/// The places of so many rows of so many values: `($1, $2), ($3, $4)`.
pub(crate) fn rows_of(rows: usize, width: usize) -> String {
    let row = |row: usize| {
        let values: Vec<String> = (1..=width)
            .map(|n| format!("${}", row * width + n))
            .collect();
        format!("({})", values.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// The places of so many values: `$1, $2`.
pub(crate) fn marks(values: usize) -> String {
    let marks: Vec<String> = (1..=values).map(|n| format!("${n}")).collect();
    marks.join(", ")
}

impl Store {
    /// Opens a SQLite file, making it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// Where the file cannot be opened, is no database, or is of a newer program.
    pub async fn open_sqlite(file: &Path) -> Result<Self, Error> {
        let store = Self::at_sqlite(file)?;
        store.migrate().await?;
        Ok(store)
    }

    /// Connects to PostgreSQL by URL and brings the schema up to date.
    ///
    /// # Errors
    /// Where the server cannot be reached or the database is of a newer program.
    pub async fn open_postgres(url: &str) -> Result<Self, Error> {
        let store = Self::at_postgres(url).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens a SQLite file without bringing its schema up to date: whole tables can be read, acts cannot be done.
    ///
    /// # Errors
    /// Where it cannot be opened, is of a newer program, or is not whole.
    pub async fn look_sqlite(file: &Path) -> Result<Self, Error> {
        Self::at_sqlite(file)?.looked().await
    }

    /// The same of a PostgreSQL by URL.
    ///
    /// # Errors
    /// As [`Store::look_sqlite`].
    pub async fn look_postgres(url: &str) -> Result<Self, Error> {
        Self::at_postgres(url).await?.looked().await
    }

    /// The file as it is, whatever its schema.
    pub(crate) fn at_sqlite(file: &Path) -> Result<Self, Error> {
        let file = sqlite::File::open(file).map_err(failed("打开登记库文件"))?;
        Ok(Self {
            pools: Pools::Sqlite(file),
            waited: Arc::default(),
            is_trial: false,
        })
    }

    /// The server as it is, whatever its schema.
    pub(crate) async fn at_postgres(url: &str) -> Result<Self, Error> {
        Ok(Self {
            pools: Pools::Postgres(postgres::connect(url).await?),
            waited: Arc::default(),
            is_trial: false,
        })
    }

    /// The same register on trial: a write does all it does, sees what it wrote, and ends as if it had never been.
    #[must_use]
    pub fn on_trial(self) -> Self {
        Self {
            is_trial: true,
            ..self
        }
    }

    pub fn is_on_trial(&self) -> bool {
        self.is_trial
    }

    /// Begins a set of reads.
    pub async fn read(&self) -> Result<Reader, Error> {
        let connection = match &self.pools {
            Pools::Sqlite(file) => Connection::Sqlite(file.read().await.map_err(failed(READING))?),
            Pools::Postgres(server) => {
                Connection::Postgres(server.read().await.map_err(failed(READING))?)
            }
        };
        Ok(Reader { connection })
    }

    /// Begins a short set of reads on a connection of its own, for what must not wait behind those who wait for pages:
    /// whether anything may be shown at all depends on it.
    pub async fn watch(&self) -> Result<Reader, Error> {
        let connection = match &self.pools {
            Pools::Sqlite(file) => Connection::Sqlite(file.watch().await.map_err(failed(READING))?),
            Pools::Postgres(server) => {
                Connection::Postgres(server.watch().await.map_err(failed(READING))?)
            }
        };
        Ok(Reader { connection })
    }

    /// Notes that the register is out of reach: whoever waits for it in this process is told so at once, and connections
    /// from before are not used again. A file is never out of reach in this way.
    pub fn lost(&self) {
        match &self.pools {
            Pools::Sqlite(_) => {}
            Pools::Postgres(server) => server.lost.note(),
        }
    }

    /// Begins a write; it is the only one until it ends.
    pub async fn write(&self) -> Result<Tx, Error> {
        let doing = "打开登记库来写";
        let asked = Instant::now();
        let connection = match &self.pools {
            Pools::Sqlite(file) => Connection::Sqlite(file.write().await.map_err(failed(doing))?),
            Pools::Postgres(server) => {
                Connection::Postgres(server.write().await.map_err(failed(doing))?)
            }
        };
        let waited = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.waited.writes.fetch_add(1, Ordering::Relaxed);
        self.waited
            .microseconds
            .fetch_add(waited, Ordering::Relaxed);
        Ok(Tx {
            connection,
            touched: Vec::new(),
            marked: 0,
            is_trial: self.is_trial,
        })
    }

    /// How many writes were begun, and how long they waited for their turn, all together.
    pub fn write_waits(&self) -> (u64, Duration) {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let waited = Duration::from_micros(of(&self.waited.microseconds));
        (of(&self.waited.writes), waited)
    }

    pub fn engine(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite(_) => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }

    /// Closes every connection; SQLite folds its write-ahead log back.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(file) => file.close().await,
            Pools::Postgres(server) => {
                server.pool.close().await;
                server.watcher.close().await;
            }
        }
    }
}

/// The error of what was being done.
fn failed<C: Into<Cause>>(doing: &'static str) -> impl Fn(C) -> Error + Copy {
    move |cause| Error::Database {
        doing,
        cause: cause.into(),
    }
}

impl Tx {
    /// Makes everything in this transaction last; on trial, nothing.
    ///
    /// # Errors
    /// Where it could not be made to last: then nothing of it happened.
    pub async fn commit(self) -> Result<(), Error> {
        let doing = "提交到登记库";
        if self.is_trial {
            return Ok(());
        }
        match self.connection {
            Connection::Sqlite(taken) => taken.commit().map_err(failed(doing)),
            Connection::Postgres(taken) => taken.commit().await.map_err(failed(doing)),
        }
    }

    /// Marks this place in the transaction, to which [`Tx::undo`] goes back.
    pub async fn mark(&mut self) -> Result<(), Error> {
        self.marked = self.touched.len();
        self.script("开始登记一件信息", "SAVEPOINT mark".into())
            .await
    }

    /// Makes everything since [`Tx::mark`] not have happened; the transaction goes on.
    pub async fn undo(&mut self) -> Result<(), Error> {
        self.touched.truncate(self.marked);
        self.script(
            "撤回没有完成的一件",
            "ROLLBACK TO SAVEPOINT mark; RELEASE SAVEPOINT mark".into(),
        )
        .await
    }

    /// Lets go of [`Tx::mark`]: what happened since belongs to the transaction.
    pub async fn keep(&mut self) -> Result<(), Error> {
        self.script("继续登记", "RELEASE SAVEPOINT mark".into())
            .await
    }

    /// Notes that rows of an owner are written, so that the entry of the act is bound to them.
    pub(crate) fn touch(&mut self, part: Part, owner: &str) {
        self.touched.push((part, owner.to_owned()));
    }

    /// Whose rows were written in this transaction.
    pub fn touched(&self) -> BTreeSet<(Part, String)> {
        self.touched.iter().cloned().collect()
    }

    /// Changes rows; gives how many.
    pub(crate) async fn execute(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: Vec<Param>,
    ) -> Result<u64, Error> {
        check(doing, &params)?;
        match &mut self.connection {
            Connection::Sqlite(taken) => taken.execute(sql, &params).map_err(failed(doing)),
            Connection::Postgres(taken) => {
                let done = taken.execute(sql, params).await;
                Ok(done.map_err(failed(doing))?.rows_affected())
            }
        }
    }

    /// Runs several statements without values: migrations and savepoints.
    pub(crate) async fn script(&mut self, doing: &'static str, sql: String) -> Result<(), Error> {
        match &mut self.connection {
            Connection::Sqlite(taken) => taken.script(&sql).map_err(failed(doing)),
            Connection::Postgres(taken) => taken.script(sql).await.map_err(failed(doing)),
        }
    }

    /// The engines write these differently; the only list of such differences outside migrations.
    pub(crate) fn lock_row(&self) -> &'static str {
        match self.connection {
            Connection::Sqlite(_) => "",
            Connection::Postgres(_) => " FOR UPDATE",
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.connection.is_postgres()
    }
}

impl Connection {
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Connection::Postgres(_))
    }
}

impl Reader {
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.connection, Connection::Postgres(_))
    }
}

/// Both a [`Tx`] and a [`Reader`] can be read from.
#[allow(
    async_fn_in_trait,
    reason = "used inside this workspace only, where every future is Send by construction"
)]
pub(crate) trait Rows {
    fn connection(&mut self) -> &mut Connection;

    fn all(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: Vec<Param>,
    ) -> impl Future<Output = Result<Vec<Row>, Error>> + Send
    where
        Self: Send,
    {
        async move { fetch(self.connection(), doing, sql, params).await }
    }

    fn one(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: Vec<Param>,
    ) -> impl Future<Output = Result<Option<Row>, Error>> + Send
    where
        Self: Send,
    {
        async move {
            Ok(fetch(self.connection(), doing, sql, params)
                .await?
                .into_iter()
                .next())
        }
    }
}

impl Rows for Tx {
    fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Rows for Reader {
    fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// SQLite would keep a NUL in a text and cut it off elsewhere; PostgreSQL cannot keep it.
fn check(doing: &'static str, params: &[Param]) -> Result<(), Error> {
    let has_nul = |param: &Param| matches!(param, Param::Text(Some(text)) if text.contains('\0'));
    if params.iter().any(has_nul) {
        return Err(Error::Nul { doing });
    }
    Ok(())
}

async fn fetch(
    connection: &mut Connection,
    doing: &'static str,
    sql: &str,
    params: Vec<Param>,
) -> Result<Vec<Row>, Error> {
    check(doing, &params)?;
    match connection {
        Connection::Sqlite(taken) => {
            let rows = taken.fetch(sql, &params).map_err(failed(doing))?;
            Ok(rows.into_iter().map(Row::Sqlite).collect())
        }
        Connection::Postgres(taken) => {
            let rows = taken.fetch(sql, params).await.map_err(failed(doing))?;
            Ok(rows.into_iter().map(Row::Postgres).collect())
        }
    }
}

macro_rules! column {
    ($name:ident, $type:ty) => {
        pub(crate) fn $name(&self, at: usize) -> Result<$type, Error> {
            let failed = failed("读取登记库的一列");
            match self {
                Row::Sqlite(row) => row.$name(at).map_err(failed),
                Row::Postgres(row) => row
                    .try_get::<$type, _>(at)
                    .map_err(|cause| failed(cause.into())),
            }
        }
    };
}

impl Row {
    column!(int, i64);
    column!(opt_int, Option<i64>);
    column!(text, String);
    column!(opt_text, Option<String>);
    column!(bytes, Vec<u8>);
    column!(opt_bytes, Option<Vec<u8>>);

    pub(crate) fn digest(&self, at: usize) -> Result<law::Digest, Error> {
        let bytes = self.bytes(at)?;
        let bytes = <[u8; 32]>::try_from(bytes).map_err(|b| {
            Error::damaged("读取校验码", format!("有 {} 字节，不是 32 字节", b.len()))
        })?;
        Ok(law::Digest(bytes))
    }

    pub(crate) fn date(&self, at: usize) -> Result<Option<law::Date>, Error> {
        let Some(text) = self.opt_text(at)? else {
            return Ok(None);
        };
        text.parse()
            .map(Some)
            .map_err(|_| Error::damaged("读取日期", text))
    }
}

impl From<i64> for Param {
    fn from(value: i64) -> Self {
        Param::Int(Some(value))
    }
}

impl From<Option<i64>> for Param {
    fn from(value: Option<i64>) -> Self {
        Param::Int(value)
    }
}

impl From<u32> for Param {
    fn from(value: u32) -> Self {
        Param::Int(Some(value.into()))
    }
}

impl From<&str> for Param {
    fn from(value: &str) -> Self {
        Param::Text(Some(value.to_owned()))
    }
}

impl From<String> for Param {
    fn from(value: String) -> Self {
        Param::Text(Some(value))
    }
}

impl From<Option<&str>> for Param {
    fn from(value: Option<&str>) -> Self {
        Param::Text(value.map(str::to_owned))
    }
}

impl From<Option<String>> for Param {
    fn from(value: Option<String>) -> Self {
        Param::Text(value)
    }
}

impl From<Option<law::Date>> for Param {
    fn from(value: Option<law::Date>) -> Self {
        Param::Text(value.map(|date| date.to_string()))
    }
}

impl From<Option<law::Digest>> for Param {
    fn from(value: Option<law::Digest>) -> Self {
        Param::Bytes(value.map(|digest| digest.0.to_vec()))
    }
}

impl From<Vec<u8>> for Param {
    fn from(value: Vec<u8>) -> Self {
        Param::Bytes(Some(value))
    }
}

impl From<Option<Vec<u8>>> for Param {
    fn from(value: Option<Vec<u8>>) -> Self {
        Param::Bytes(value)
    }
}

impl From<law::Digest> for Param {
    fn from(value: law::Digest) -> Self {
        Param::Bytes(Some(value.0.to_vec()))
    }
}

#[cfg(test)]
mod tests;
