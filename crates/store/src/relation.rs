//! Relations, stated from one end and read from both.

use crate::Error;
use crate::engine::{Param, Reader, Row, Rows as _, Tx, marks, params};
use crate::listing::AT_ONCE;
use crate::seal::Part;
use law::Date;
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
    /// The day from which it ends or amends the other end.
    pub since: Option<Date>,
    /// From when the other end was amended before anything amended it here.
    pub former: Option<Date>,
}

const COLUMNS: &str = "item, relation, says, other, since, former";

fn read(row: &Row) -> Result<RelationRow, Error> {
    let id = row.text(1)?;
    Ok(RelationRow {
        item: row.text(0)?,
        relation: Relation::from_id(&id).ok_or_else(|| Error::damaged("读取关联", id))?,
        says: row.text(2)?,
        other: row.opt_text(3)?,
        since: row.date(4)?,
        former: row.date(5)?,
    })
}

impl Reader {
    /// Every relation of an item, those it states and those stated about it.
    pub async fn relations(&mut self, item: &str) -> Result<Vec<RelationRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM relation WHERE item = $1 OR other = $1 ORDER BY relation, says, item"
        );
        let rows = self.all("读取关联", &sql, params![item]).await?;
        rows.iter().map(read).collect()
    }

    /// Every relation of several items, those they state and those stated about them, each once.
    pub async fn relations_of(&mut self, items: &[String]) -> Result<Vec<RelationRow>, Error> {
        let mut found = Vec::new();
        for items in items.chunks(AT_ONCE) {
            let marks = marks(items.len());
            let sql = format!(
                "SELECT {COLUMNS} FROM relation WHERE item IN ({marks}) \
                 UNION SELECT {COLUMNS} FROM relation WHERE other IN ({marks}) ORDER BY 2, 3, 1"
            );
            let values = items.iter().map(|id| Param::from(id.as_str())).collect();
            for row in self.all("读取关联", &sql, values).await? {
                let row = read(&row)?;
                if !found.contains(&row) {
                    found.push(row);
                }
            }
        }
        Ok(found)
    }

    /// Every relation of one kind, by the item that states it.
    pub async fn relations_by(&mut self, relation: Relation) -> Result<Vec<RelationRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM relation WHERE relation = $1 ORDER BY item, says");
        let rows = self
            .all("按种类读取关联", &sql, params![relation.id()])
            .await?;
        rows.iter().map(read).collect()
    }
}

impl Tx {
    /// What an item states.
    pub async fn stated_by(&mut self, item: &str) -> Result<Vec<RelationRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM relation WHERE item = $1 ORDER BY relation, says");
        let rows = self.all("读取关联", &sql, params![item]).await?;
        rows.iter().map(read).collect()
    }

    /// What others state about an item.
    pub async fn stated_of(&mut self, other: &str) -> Result<Vec<RelationRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM relation WHERE other = $1 ORDER BY relation, item, says"
        );
        let rows = self.all("读取关联", &sql, params![other]).await?;
        rows.iter().map(read).collect()
    }

    /// States a relation; stating it again, now with its other end known, completes it.
    pub async fn put_relation(&mut self, row: &RelationRow) -> Result<(), Error> {
        let sql = "INSERT INTO relation (item, relation, says, other, since, former) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (item, relation, says) DO UPDATE SET other = COALESCE(excluded.other, relation.other), \
                   since = COALESCE(excluded.since, relation.since), \
                   former = COALESCE(excluded.former, relation.former)";
        self.touch(Part::Relations, &row.item);
        let values = params![
            row.item.as_str(),
            row.relation.id(),
            row.says.as_str(),
            row.other.as_deref(),
            row.since,
            row.former
        ];
        self.execute("写入关联", sql, values).await?;
        Ok(())
    }

    /// Takes a relation back.
    pub async fn delete_relation(&mut self, row: &RelationRow) -> Result<(), Error> {
        let sql = "DELETE FROM relation WHERE item = $1 AND relation = $2 AND says = $3";
        self.touch(Part::Relations, &row.item);
        let values = params![row.item.as_str(), row.relation.id(), row.says.as_str()];
        self.execute("撤销关联", sql, values).await?;
        Ok(())
    }

    /// Completes relations that spoke of this item before it was held.
    pub async fn complete_relations(&mut self, item: &str, names: &[&str]) -> Result<(), Error> {
        for name in names {
            let sql = "UPDATE relation SET other = $1 WHERE says = $2 AND other IS NULL AND item <> $1 RETURNING item";
            let rows = self.all("补全关联", sql, params![item, *name]).await?;
            for row in rows {
                self.touch(Part::Relations, &row.text(0)?);
            }
        }
        Ok(())
    }

    /// Which of some names a relation says whose other end is not known yet.
    pub async fn unmet(&mut self, names: &[&str]) -> Result<Vec<String>, Error> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT DISTINCT says FROM relation WHERE other IS NULL AND says IN ({})",
            marks(names.len())
        );
        let values = names.iter().map(|name| Param::from(*name)).collect();
        let rows = self.all("查找待补的关联", &sql, values).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// The item that a text means by a number or a title, where exactly one that is no draft has it.
    pub async fn item_called(&mut self, name: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT id FROM item WHERE (doc_no = $1 OR title = $1) AND state <> 'draft' \
                   ORDER BY id LIMIT 2";
        let rows = self.all("查找关联的信息", sql, params![name]).await?;
        match rows.as_slice() {
            [one] => one.text(0).map(Some),
            _ => Ok(None),
        }
    }
}
