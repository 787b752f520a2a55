//! Which version of the database it is, and which of its schema this program knows.

use crate::engine::Rows as _;
use crate::{Error, Store};

/// The newest schema this program knows.
pub const NEWEST: i64 = 8;

impl Store {
    /// The version of the engine, in its own words.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn version(&self) -> Result<String, Error> {
        let sql = match self.engine() {
            "sqlite" => "SELECT sqlite_version()",
            _ => "SELECT current_setting('server_version')",
        };
        let mut reader = self.read().await?;
        let row = reader.one("读取数据库的版本", sql, vec![]).await?;
        row.map_or(Ok(String::new()), |row| row.text(0))
    }
}
