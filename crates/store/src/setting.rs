//! What the site says of itself, kept in the register so that every node says the same.

use crate::Error;
use crate::engine::{Reader, Rows as _, Tx, params};
use std::collections::BTreeMap;

impl Reader {
    pub async fn settings(&mut self) -> Result<BTreeMap<String, String>, Error> {
        let rows = self
            .all("reading settings", "SELECT key, value FROM setting", vec![])
            .await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.text(1)?)))
            .collect()
    }
}

impl Tx {
    pub async fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.execute("writing a setting", sql, params![key, value])
            .await?;
        Ok(())
    }
}
