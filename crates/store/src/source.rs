//! Where items came from: one item may have several sources.

use crate::Error;
use crate::engine::{Reader, Rows as _, Tx, params};
use crate::seal::Part;
use law::Digest;

/// A source that gave an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    pub source: String,
    pub source_id: String,
    pub item: String,
    /// Of what the source gave.
    pub digest: Digest,
}

impl Reader {
    /// The names of the sources of an item.
    pub async fn sources(&mut self, item: &str) -> Result<Vec<String>, Error> {
        let sql = "SELECT DISTINCT source FROM source WHERE item = $1 ORDER BY source";
        let rows = self.all("读取来源", sql, params![item]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }
}

impl Tx {
    pub async fn source(
        &mut self,
        source: &str,
        source_id: &str,
    ) -> Result<Option<SourceRow>, Error> {
        let sql = "SELECT source, source_id, item, digest FROM source WHERE source = $1 AND source_id = $2";
        let row = self
            .one("读取来源", sql, params![source, source_id])
            .await?;
        row.map(|row| {
            Ok(SourceRow {
                source: row.text(0)?,
                source_id: row.text(1)?,
                item: row.text(2)?,
                digest: row.digest(3)?,
            })
        })
        .transpose()
    }

    /// Keeps what a source gave. One that gave it before still gives the same item.
    pub async fn put_source(&mut self, row: &SourceRow) -> Result<(), Error> {
        let doing = "写入来源";
        let sql = "INSERT INTO source (source, source_id, item, digest) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (source, source_id) DO UPDATE SET digest = excluded.digest \
                   WHERE source.item = excluded.item";
        self.touch(Part::Sources, &row.item);
        let values = params![
            row.source.as_str(),
            row.source_id.as_str(),
            row.item.as_str(),
            row.digest
        ];
        if self.execute(doing, sql, values).await? != 1 {
            return Err(Error::damaged(doing, "同一来源的同一编号已经是另一件信息"));
        }
        Ok(())
    }
}
