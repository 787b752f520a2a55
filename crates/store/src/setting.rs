//! What the site says of itself, kept in the register so that every node says the same; and the form of the register.

use crate::Error;
use crate::engine::{Reader, Rows, Tx, params};
use crate::seal::Part;
use std::collections::BTreeMap;

async fn all(rows: &mut (impl Rows + Send)) -> Result<BTreeMap<String, String>, Error> {
    let sql = "SELECT key, value FROM setting";
    let rows = rows.all("读取站点设置", sql, vec![]).await?;
    rows.iter()
        .map(|row| Ok((row.text(0)?, row.text(1)?)))
        .collect()
}

impl Reader {
    pub async fn settings(&mut self) -> Result<BTreeMap<String, String>, Error> {
        all(self).await
    }

    /// The schema that the database has; [`Store::open_sqlite`](crate::Store::open_sqlite) brings it up to date.
    pub async fn schema(&mut self) -> Result<i64, Error> {
        let sql = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
        let row = self.one("读取登记库的结构版本", sql, vec![]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }
}

impl Tx {
    pub async fn settings(&mut self) -> Result<BTreeMap<String, String>, Error> {
        all(self).await
    }

    /// Writes what an act says of the site.
    pub async fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        self.touch(Part::Setting, key);
        self.note(key, value).await
    }

    /// Writes a note of the program to itself, which no entry is bound to.
    pub async fn note(&mut self, key: &str, value: &str) -> Result<(), Error> {
        let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.execute("写入站点设置", sql, params![key, value])
            .await?;
        Ok(())
    }
}
