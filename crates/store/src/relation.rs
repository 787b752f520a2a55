//! Relations, stated from one end and read from both.

use crate::Error;
use crate::engine::{Reader, Rows as _, Tx, params};
use law::item::Relation;

/// A relation as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationRow {
    /// The item that states it.
    pub item: String,
    pub relation: Relation,
    /// The other end: its number, title or address as the text has it.
    pub says: String,
    /// The other end, where it is held here.
    pub other: Option<String>,
}

impl Reader {
    /// Every relation of an item, those it states and those stated about it.
    pub async fn relations(&mut self, item: &str) -> Result<Vec<RelationRow>, Error> {
        let doing = "reading relations";
        let sql = "SELECT item, relation, says, other FROM relation WHERE item = $1 OR other = $1 \
                   ORDER BY relation, says, item";
        let rows = self.all(doing, sql, params![item]).await?;
        rows.iter()
            .map(|row| {
                let id = row.text(1)?;
                Ok(RelationRow {
                    item: row.text(0)?,
                    relation: Relation::from_id(&id).ok_or_else(|| Error::damaged(doing, id))?,
                    says: row.text(2)?,
                    other: row.opt_text(3)?,
                })
            })
            .collect()
    }
}

impl Tx {
    /// Whether the relation is stated already with this other end.
    pub async fn has_relation(
        &mut self,
        item: &str,
        relation: Relation,
        other: &str,
    ) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM relation WHERE item = $1 AND relation = $2 AND other = $3";
        let row = self
            .one(
                "reading a relation",
                sql,
                params![item, relation.id(), other],
            )
            .await?;
        Ok(row.is_some())
    }

    /// Whether the relation is stated already in these words.
    pub async fn cites(
        &mut self,
        item: &str,
        relation: Relation,
        says: &str,
    ) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM relation WHERE item = $1 AND relation = $2 AND says = $3";
        Ok(self
            .one(
                "reading a relation",
                sql,
                params![item, relation.id(), says],
            )
            .await?
            .is_some())
    }

    /// States a relation; stating it again, now with its other end known, completes it.
    pub async fn put_relation(&mut self, row: &RelationRow) -> Result<(), Error> {
        let sql = "INSERT INTO relation (item, relation, says, other) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (item, relation, says) DO UPDATE SET other = COALESCE(excluded.other, relation.other)";
        let values = params![
            row.item.as_str(),
            row.relation.id(),
            row.says.as_str(),
            row.other.as_deref()
        ];
        self.execute("stating a relation", sql, values).await?;
        Ok(())
    }

    /// Completes relations that spoke of this item before it was held.
    pub async fn complete_relations(&mut self, item: &str, names: &[&str]) -> Result<(), Error> {
        for name in names {
            let sql =
                "UPDATE relation SET other = $1 WHERE says = $2 AND other IS NULL AND item <> $1";
            self.execute("completing relations", sql, params![item, *name])
                .await?;
        }
        Ok(())
    }

    /// The items that this one repeals or replaces.
    pub async fn ended_by(&mut self, item: &str) -> Result<Vec<String>, Error> {
        let sql = "SELECT DISTINCT other FROM relation WHERE item = $1 AND relation IN ($2, $3) \
                   AND other IS NOT NULL ORDER BY other";
        let (repeals, replaces) = (Relation::Repeals.id(), Relation::Replaces.id());
        let rows = self
            .all("reading what ended", sql, params![item, repeals, replaces])
            .await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// The item that a text means by a number or a title, where exactly one that is no draft has it.
    pub async fn item_called(&mut self, name: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT id FROM item WHERE (doc_no = $1 OR title = $1) AND state <> 'draft' \
                   ORDER BY id LIMIT 2";
        let rows = self
            .all("looking for the other end", sql, params![name])
            .await?;
        match rows.as_slice() {
            [one] => one.text(0).map(Some),
            _ => Ok(None),
        }
    }
}
