//! Why a database did not do what it should, and what to do about it.

/// What an engine says.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
    /// What the system says, where an engine says only that it could not read or write.
    #[error(transparent)]
    System(#[from] std::io::Error),
    /// Nobody gave a connection back in time.
    #[error("no connection is free")]
    Busy,
    #[error("the register is closed")]
    Closed,
    /// A server that was waited for in vain.
    #[error("no answer from the database")]
    Silent,
    /// A value in a row is not what the schema says.
    #[error("{0}")]
    Value(String),
}

impl Cause {
    /// Whether a row that was to be written stands there already.
    pub(crate) fn is_duplicate(&self) -> bool {
        use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(error, _)) => {
                let twice = [SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE];
                twice.contains(&error.extended_code)
            }
            Self::Postgres(sqlx::Error::Database(error)) => error.is_unique_violation(),
            _ => false,
        }
    }
}

const AWAY: &str = "连不上 PostgreSQL，请看它是否在运行、网络通不通，恢复以后再试";
const STARTING: &str = "PostgreSQL 正在停止或者启动，请等它起来再试";
const BROKEN: &str = "和 PostgreSQL 的连接断了，它可能正在重新启动，请稍后再试";

/// What to do where the database does not do what it should, by the words with which it says so.
pub(crate) fn advice(cause: &Cause) -> &'static str {
    const KNOWN: [(&str, &str); 22] = [
        ("database or disk is full", "磁盘已满，请腾出空间再试"),
        (
            "readonly database",
            "登记库只能读，请看文件系统是否只读、对 register.sqlite 和它的目录有没有写的权限",
        ),
        (
            "database is locked",
            "另一个程序正在写登记库，等了 30 秒还没有轮到，请稍后再试",
        ),
        (
            "lock timeout",
            "另一个程序正在写登记库，等了 30 秒还没有轮到，请稍后再试",
        ),
        (
            "unable to open database file",
            "打不开登记库文件，请看它在不在、权限够不够",
        ),
        (
            "file is not a database",
            "register.sqlite 不是登记库文件，请从备份恢复",
        ),
        ("disk image is malformed", "登记库已经损坏，请从备份恢复"),
        ("disk I/O error", "读写登记库出错，请看磁盘和权限"),
        (
            "pool timed out",
            "连不上 PostgreSQL，或者它没有空闲的连接；请看它是否在运行，稍后再试",
        ),
        ("no connection is free", "登记库没有空闲的连接，请稍后再试"),
        ("no answer from the database", AWAY),
        ("database system is", STARTING),
        ("terminating connection", STARTING),
        ("Connection refused", AWAY),
        ("Connection reset", BROKEN),
        ("Broken pipe", BROKEN),
        ("expected to read", BROKEN),
        ("unexpected end of file", BROKEN),
        ("timed out", AWAY),
        ("Network is unreachable", AWAY),
        (
            "too many clients",
            "PostgreSQL 的连接用完了，请看 max_connections 够不够所有节点用",
        ),
        (
            "read-only transaction",
            "连到的 PostgreSQL 只能读，它是备库：请把设置里的 database 改为主库的地址",
        ),
    ];
    let words = cause.to_string();
    let known = KNOWN.iter().find(|(says, _)| words.contains(says));
    known
        .map(|(_, advice)| *advice)
        .or_else(|| of_system(&words))
        .unwrap_or("请看登记库和磁盘是否正常，然后再试")
}

/// What the operating system says, in Chinese and with what to do; `None` where it is not known.
pub(crate) fn of_system(words: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 6] = [
        ("No space left", "磁盘已满，请腾出空间再试"),
        ("quota exceeded", "磁盘配额用完了，请腾出空间再试"),
        (
            "Read-only file system",
            "文件系统是只读的，请看磁盘是否出错（dmesg），能写以后再试",
        ),
        (
            "Too many open files",
            "打开的文件太多，请提高 ulimit -n 或者服务单元里的 LimitNOFILE",
        ),
        (
            "Permission denied",
            "权限不足，请看文件和它的目录属于谁，用有权限的用户运行",
        ),
        ("Input/output error", "读写磁盘出错，请检查硬件（dmesg）"),
    ];
    let known = KNOWN.iter().find(|(says, _)| words.contains(says));
    known.map(|(_, advice)| *advice)
}

impl Cause {
    /// What is said behind the advice. A server says itself which disk of its own it means.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Postgres(error) => format!("。原因：{error}"),
            own => reason(own),
        }
    }
}

/// What is said behind the advice: the words of the engine, for who looks them up; none where the advice says the same.
pub(crate) fn reason(cause: &impl std::fmt::Display) -> String {
    let words = cause.to_string();
    if of_system(&words).is_some() {
        return String::new();
    }
    format!("。原因：{words}")
}
