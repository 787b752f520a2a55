//! SQLite, in the thread that asks.
//!
//! Decides how a connection is made: one writer, `BEGIN IMMEDIATE`, write-ahead log, `synchronous = FULL`, and patience
//! with another process that writes, so that a command-line act can run beside a serving process. A statement takes
//! microseconds where its pages are in memory, so it runs where it is asked for; a thread of its own for it would cost many
//! times as much. What may wait, for another process or for the disk, lets the other tasks of its thread go on.
//!
//! Invariants
//! - A connection that is given back has no transaction open; one on which that cannot be reached is closed.
//! - A reader cannot write (`query_only`).

use super::{Cause, PATIENCE, Param, READERS};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};
use rustix::fs::{Access, StatVfsMountFlags, access, statvfs};
use rustix::io::Errno;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How many statements a connection keeps prepared.
const PREPARED: usize = 64;

/// Pages that the writer keeps, in KiB: an import touches the ends of many indexes again and again.
const WRITER_PAGES: i64 = 64 * 1024;

/// With less than this, in bytes, neither the write-ahead log nor what goes with it can be begun.
const ROOM: u64 = 1 << 20;

/// How many files an open register needs at least: itself, its log, what is shared of that, and the folder.
const FILES: usize = 4;

/// Pages of the write-ahead log before it is folded back: 64 MiB.
const LOG_PAGES: i64 = 16 * 1024;

/// An open file.
#[derive(Clone, Debug)]
pub(crate) struct File(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    readers: Pool,
    watcher: Pool,
    writer: Pool,
}

/// Whose connection it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Reader,
    Watcher,
    Writer,
}

/// Connections that nobody uses, and how many more may be taken.
#[derive(Debug)]
struct Pool {
    turns: Arc<Semaphore>,
    most: u32,
    idle: Mutex<Vec<Connection>>,
}

/// A connection within a transaction. Dropped without [`Taken::commit`], nothing of it happened.
#[derive(Debug)]
pub(crate) struct Taken {
    file: Arc<Inner>,
    /// `None` once it is closed.
    connection: Option<Connection>,
    role: Role,
    /// Given back last, so that who comes next finds the connection.
    _turn: OwnedSemaphorePermit,
}

/// The values of a row. SQLite holds what it was given: where somebody changed the file, a text may stand for bytes and
/// nothing for a key. These are read all the same, so that verification can name the row; it is bound by its entry.
#[derive(Debug)]
pub(crate) struct Row(Vec<Value>);

impl File {
    pub(super) fn open(path: &Path) -> Result<Self, Cause> {
        let writer = apart(|| writer(path))?;
        Ok(Self(Arc::new(Inner {
            path: path.to_owned(),
            readers: Pool::of(READERS, Vec::new()),
            watcher: Pool::of(1, Vec::new()),
            writer: Pool::of(1, vec![writer]),
        })))
    }

    pub(super) async fn read(&self) -> Result<Taken, Cause> {
        self.begin(Role::Reader).await
    }

    pub(super) async fn watch(&self) -> Result<Taken, Cause> {
        self.begin(Role::Watcher).await
    }

    pub(super) async fn write(&self) -> Result<Taken, Cause> {
        self.begin(Role::Writer).await
    }

    async fn begin(&self, role: Role) -> Result<Taken, Cause> {
        let pool = self.0.pool(role);
        let turn = pool.turn().await?;
        let connection = match (pool.take(), role) {
            (Some(connection), _) => connection,
            (None, Role::Writer) => apart(|| writer(&self.0.path))?,
            (None, Role::Reader | Role::Watcher) => apart(|| reader(&self.0.path))?,
        };
        let taken = Taken {
            file: self.0.clone(),
            connection: Some(connection),
            role,
            _turn: turn,
        };
        match role {
            Role::Writer => apart(|| taken.run("BEGIN IMMEDIATE"))?,
            Role::Reader | Role::Watcher => taken.run("BEGIN")?,
        }
        Ok(taken)
    }

    /// Closes every connection once it is given back; the last one folds the write-ahead log back.
    pub(super) async fn close(&self) {
        for pool in [&self.0.readers, &self.0.watcher, &self.0.writer] {
            let all = pool.turns.acquire_many(pool.most).await;
            pool.turns.close();
            drop(all);
            let mut idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let idle = std::mem::take(&mut *idle);
            apart(|| drop(idle));
        }
    }
}

impl Inner {
    fn pool(&self, role: Role) -> &Pool {
        match role {
            Role::Reader => &self.readers,
            Role::Watcher => &self.watcher,
            Role::Writer => &self.writer,
        }
    }
}

impl Pool {
    fn of(most: u32, idle: Vec<Connection>) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(most as usize)),
            most,
            idle: Mutex::new(idle),
        }
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Cause> {
        match timeout(PATIENCE, self.turns.clone().acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_closed)) => Err(Cause::Closed),
            Err(_late) => Err(Cause::Busy),
        }
    }

    fn take(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop()
    }
}

fn writer(path: &Path) -> Result<Connection, Cause> {
    let open = || {
        let made = OpenFlags::SQLITE_OPEN_CREATE;
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | made)?;
        connection.pragma_update(None, "cache_size", -WRITER_PAGES)?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        Ok(connection)
    };
    open().map_err(|error| why(path, error))
}

fn reader(path: &Path) -> Result<Connection, Cause> {
    let open = || {
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    };
    open().map_err(|error| why(path, error))
}

/// What stands in the way where SQLite says only that it could not open, read or write.
fn why(path: &Path, error: rusqlite::Error) -> Cause {
    let says_little = [
        ErrorCode::CannotOpen,
        ErrorCode::SystemIoFailure,
        ErrorCode::ReadOnly,
    ];
    let code = error.sqlite_error_code();
    let looked = code.is_some_and(|code| says_little.contains(&code));
    match looked.then(|| obstacle(path)).flatten() {
        Some(obstacle) => Cause::System(obstacle),
        None => error.into(),
    }
}

/// What the system would say of writing here. The file itself is not opened: to close it again would give up the locks
/// that this process holds on it.
fn obstacle(path: &Path) -> Option<io::Error> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let disk = statvfs(folder).ok()?;
    if disk.f_flag.contains(StatVfsMountFlags::RDONLY) {
        return Some(Errno::ROFS.into());
    }
    if disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM {
        return Some(Errno::NOSPC.into());
    }
    let opened: io::Result<Vec<_>> = (0..FILES).map(|_| std::fs::File::open(folder)).collect();
    let denied = || access(path, Access::READ_OK | Access::WRITE_OK).err();
    match opened {
        Err(error) => Some(error),
        Ok(_) => denied()
            .filter(|error| *error != Errno::NOENT)
            .map(io::Error::from),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    // One thread at a time has a connection: it needs no lock of its own.
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    // A plan depends on the statement alone; otherwise a statement is prepared again for other values.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What was erased, a reader's words or the salt of what was withdrawn, is overwritten.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

/// What may wait; the other tasks of this thread go on elsewhere.
fn apart<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

impl Taken {
    fn connection(&self) -> Result<&Connection, Cause> {
        self.connection.as_ref().ok_or(Cause::Closed)
    }

    /// What SQLite answered; an error with what stands behind it.
    fn told<T>(&self, answer: rusqlite::Result<T>) -> Result<T, Cause> {
        answer.map_err(|error| why(&self.file.path, error))
    }

    /// A statement without values and rows.
    fn run(&self, sql: &str) -> Result<(), Cause> {
        self.execute(sql, &[]).map(|_| ())
    }

    /// Runs a statement to its end; gives how many rows it changed.
    pub(super) fn execute(&self, sql: &str, params: &[Param]) -> Result<u64, Cause> {
        let connection = self.connection()?;
        let mut statement = self.told(connection.prepare_cached(sql))?;
        bind(&mut statement, sql, params)?;
        let mut rows = statement.raw_query();
        while self.told(rows.next())?.is_some() {}
        drop(rows);
        Ok(connection.changes())
    }

    pub(super) fn fetch(&self, sql: &str, params: &[Param]) -> Result<Vec<Row>, Cause> {
        let mut statement = self.told(self.connection()?.prepare_cached(sql))?;
        bind(&mut statement, sql, params)?;
        let width = statement.column_count();
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = self.told(rows.next())? {
            let values = (0..width).map(|at| row.get_ref(at).map(value));
            found.push(Row(values.collect::<Result<_, _>>()?));
        }
        Ok(found)
    }

    pub(super) fn script(&self, sql: &str) -> Result<(), Cause> {
        let connection = self.connection()?;
        self.told(apart(|| connection.execute_batch(sql)))
    }

    pub(super) fn commit(self) -> Result<(), Cause> {
        match self.role {
            Role::Writer => apart(|| self.run("COMMIT")),
            Role::Reader | Role::Watcher => self.run("COMMIT"),
        }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        if !connection.is_autocommit() {
            let ended = connection.prepare_cached("ROLLBACK");
            // One that still is within its transaction is of no use to anybody.
            if ended.and_then(|mut ended| ended.raw_execute()).is_err() {
                return;
            }
        }
        let pool = self.file.pool(self.role);
        let mut idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(connection);
    }
}

/// SQLite numbers `$2` by where it first stands in a statement, not by its name, and looks names up one after the other.
fn bind(statement: &mut Statement<'_>, sql: &str, params: &[Param]) -> Result<(), Cause> {
    let mut bound = vec![false; params.len()];
    let mut place = 0;
    for after in sql.split('$').skip(1) {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let number = after
            .get(..digits)
            .and_then(|digits| digits.parse::<usize>().ok());
        let at = number
            .and_then(|number| number.checked_sub(1))
            .unwrap_or(params.len());
        let (Some(param), Some(bound)) = (params.get(at), bound.get_mut(at)) else {
            return Err(Cause::Value(format!("${} has no value", at + 1)));
        };
        if !*bound {
            *bound = true;
            place += 1;
            statement.raw_bind_parameter(place, param)?;
        }
    }
    Ok(())
}

/// Text that is none stays as the bytes it is.
fn value(found: ValueRef<'_>) -> Value {
    Value::try_from(found)
        .unwrap_or_else(|_| Value::Blob(found.as_bytes().unwrap_or_default().to_vec()))
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Param::Int(Some(value)) => ValueRef::Integer(*value),
            Param::Text(Some(value)) => ValueRef::Text(value.as_bytes()),
            Param::Bytes(Some(value)) => ValueRef::Blob(value),
            Param::Int(None) | Param::Text(None) | Param::Bytes(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

impl Row {
    fn at(&self, at: usize) -> Result<&Value, Cause> {
        let value = self.0.get(at);
        value.ok_or_else(|| Cause::Value(format!("a row has no column {at}")))
    }

    pub(super) fn opt_int(&self, at: usize) -> Result<Option<i64>, Cause> {
        match self.at(at)? {
            Value::Null => Ok(None),
            Value::Integer(value) => Ok(Some(*value)),
            other => Err(unfit(at, "an integer", other)),
        }
    }

    pub(super) fn opt_text(&self, at: usize) -> Result<Option<String>, Cause> {
        match self.at(at)? {
            Value::Null => Ok(None),
            Value::Text(value) => Ok(Some(value.clone())),
            other => Err(unfit(at, "a text", other)),
        }
    }

    pub(super) fn opt_bytes(&self, at: usize) -> Result<Option<Vec<u8>>, Cause> {
        match self.at(at)? {
            Value::Null => Ok(None),
            Value::Blob(value) => Ok(Some(value.clone())),
            Value::Text(value) => Ok(Some(value.clone().into_bytes())),
            other => Err(unfit(at, "bytes", other)),
        }
    }

    pub(super) fn int(&self, at: usize) -> Result<i64, Cause> {
        Ok(self.opt_int(at)?.unwrap_or_default())
    }

    pub(super) fn text(&self, at: usize) -> Result<String, Cause> {
        Ok(self.opt_text(at)?.unwrap_or_default())
    }

    pub(super) fn bytes(&self, at: usize) -> Result<Vec<u8>, Cause> {
        Ok(self.opt_bytes(at)?.unwrap_or_default())
    }
}

fn unfit(at: usize, wanted: &str, found: &Value) -> Cause {
    let found = found.data_type();
    Cause::Value(format!(
        "column {at} should hold {wanted} and holds {found}"
    ))
}
