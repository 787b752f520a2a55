//! 库 — the register in SQLite or PostgreSQL, and the files beside it.
//!
//! The only crate that knows there is a database: its functions take a [`Tx`] or a [`Reader`] and speak in `law` types.
//! One SQL text serves both engines; where they truly differ, the difference stands in `engine` and nowhere else.
//!
//! Invariants
//! - A page cannot write: only a [`Tx`] can, and it begins as a write.
//! - What comes out as released has been checked against its hash ([`released`]).
//! - Decides nothing: no rule of law, no authorisation, no clock.

pub mod agency;
pub mod blob;
pub mod changes;
mod engine;
pub mod item;
pub mod ledger;
pub mod listing;
pub mod log;
mod migrate;
pub mod relation;
pub mod released;
pub mod replication;
pub mod restoring;
pub mod seal;
pub mod setting;
pub mod shelf;
pub mod site_error;
pub mod source;
pub mod table;
pub mod unfound;
mod version;
pub mod work;

pub use blob::{Blobs, Space};
pub use engine::{Cause, Reader, Store, Tx};
pub use shelf::Shelf;
pub use version::NEWEST as NEWEST_SCHEMA;

/// What went wrong: what was being done, what to do about it, and the cause in its own words. The sentence tells all of
/// it, so an error here has no source of its own that would be told once more.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("不能{doing}：{}{}", engine::advice(.cause), .cause.reason())]
    Database { doing: &'static str, cause: Cause },
    /// Never with the password.
    #[error(
        "不能连接 PostgreSQL（主机 {host}，端口 {port}，库 {database}），请看它是否在运行、设置里的 database 是否写对。原因：{cause}"
    )]
    Unreachable {
        host: String,
        port: u16,
        database: String,
        cause: sqlx::Error,
    },
    #[error(
        "PostgreSQL 的地址不对，设置里的 database 应当写作 postgres://用户:密码@主机:5432/库名。原因：{cause}"
    )]
    Address { cause: sqlx::Error },
    #[error("不能{doing}：{}{}", blob::advice(.cause), engine::reason(.cause))]
    Objects {
        doing: &'static str,
        cause: object_store::Error,
    },
    #[error("不能{doing} {}：{}{}", directory.display(), engine::of_system(&cause.to_string()).unwrap_or("请看权限和空间够不够"), engine::reason(.cause))]
    Directory {
        doing: &'static str,
        directory: std::path::PathBuf,
        cause: std::io::Error,
    },
    /// No engine is given a text with a NUL in it.
    #[error("不能{doing}：文字里有空字符（NUL），请去掉以后再试")]
    Nul { doing: &'static str },
    #[error(
        "{doing}时看到不应有的内容，请运行 gongkai verify 核对，必要时从备份恢复。原因：{says}"
    )]
    Damaged { doing: &'static str, says: String },
    #[error("登记库的结构是第 {found} 版，这个程序只认到第 {known} 版，请安装更新的程序")]
    TooNew { found: i64, known: i64 },
    #[error("这个登记库的恢复没有做完，不能使用；请再运行一次同样的恢复命令，它从头做起")]
    Unfinished,
    #[error("这个库不是空的，里面已有表 {table}；请另建一个空的库")]
    NotEmpty { table: String },
    #[error("登记库的表 {table} 不能整表搬动：{says}")]
    Table { table: String, says: String },
}

impl Error {
    pub(crate) fn damaged(doing: &'static str, says: impl Into<String>) -> Self {
        Self::Damaged {
            doing,
            says: says.into(),
        }
    }

    /// Whether the row that was to be written stands there already.
    pub fn is_duplicate(&self) -> bool {
        match self {
            Self::Database { cause, .. } => cause.is_duplicate(),
            _ => false,
        }
    }
}
