//! Works of law: what its versions have in common.

use crate::Error;
use crate::engine::{Param, Reader, Row, Rows, Tx, marks, params};
use crate::item::{COLUMNS, FACTS};
use crate::listing::Listed;
use crate::seal::Part;

/// How many names one statement asks for: engines allow only so many values.
const AT_ONCE: usize = 500;

/// A work of law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The minted code of its address.
    pub code: String,
    /// What makes it one work across sources: its title without 中华人民共和国, brackets and punctuation.
    pub key: String,
    pub title: String,
    pub kind: String,
}

async fn by(
    rows: &mut (impl Rows + Send),
    column: &str,
    value: &str,
) -> Result<Option<Work>, Error> {
    let sql = format!("SELECT code, key, title, kind FROM work WHERE {column} = $1");
    let row = rows.one("读取法规", &sql, params![value]).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Work, Error> {
    Ok(Work {
        code: row.text(0)?,
        key: row.text(1)?,
        title: row.text(2)?,
        kind: row.text(3)?,
    })
}

impl Reader {
    pub async fn work(&mut self, code: &str) -> Result<Option<Work>, Error> {
        by(self, "code", code).await
    }

    /// Every version of a work that is released or was withdrawn, oldest first.
    pub async fn versions(&mut self, work: &str) -> Result<Vec<Listed>, Error> {
        let sql = format!(
            "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id \
             WHERE i.work = $1 AND i.state <> 'draft' ORDER BY i.version, i.id"
        );
        self.listed_by(&sql, params![work]).await
    }

    /// Works that have one of these keys or titles.
    pub async fn works_called(
        &mut self,
        keys: &[String],
        titles: &[String],
    ) -> Result<Vec<Work>, Error> {
        let mut found: Vec<Work> = Vec::new();
        for (column, names) in [("key", keys), ("title", titles)] {
            for names in names.chunks(AT_ONCE) {
                let sql = format!(
                    "SELECT code, key, title, kind FROM work WHERE {column} IN ({})",
                    marks(names.len())
                );
                let values = names.iter().map(|name| Param::from(name.as_str()));
                let rows = self.all("按名称查找法规", &sql, values.collect()).await?;
                for row in &rows {
                    found.push(read(row)?);
                }
            }
        }
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found.dedup();
        Ok(found)
    }

    /// Every version of several works that is released or was withdrawn, oldest first.
    pub async fn known_versions(&mut self, works: &[String]) -> Result<Vec<Listed>, Error> {
        let mut found = Vec::new();
        for works in works.chunks(AT_ONCE) {
            let sql = format!(
                "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id \
                 WHERE i.work IN ({}) AND i.state <> 'draft' ORDER BY i.work, i.version, i.id",
                marks(works.len())
            );
            let values = works.iter().map(|code| Param::from(code.as_str()));
            found.extend(self.listed_by(&sql, values.collect()).await?);
        }
        Ok(found)
    }

    /// Every released version of every work, work by work, oldest first.
    pub async fn released_versions(&mut self) -> Result<Vec<Listed>, Error> {
        let sql = format!(
            "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id \
             WHERE i.work IS NOT NULL AND i.state = 'released' ORDER BY i.work, i.version, i.id"
        );
        self.listed_by(&sql, params![]).await
    }

    /// How many works have a released version.
    pub async fn count_works(&mut self) -> Result<u64, Error> {
        let sql = "SELECT COUNT(*) FROM work k WHERE EXISTS \
                   (SELECT 1 FROM item i WHERE i.work = k.code AND i.state = 'released')";
        let row = self.one("统计法规", sql, params![]).await?;
        row.map_or(Ok(0), |row| row.int(0).map(|n| n as u64))
    }
}

impl Tx {
    pub async fn work(&mut self, code: &str) -> Result<Option<Work>, Error> {
        by(self, "code", code).await
    }

    pub async fn work_by_key(&mut self, key: &str) -> Result<Option<Work>, Error> {
        by(self, "key", key).await
    }

    /// The items that are versions of a work and no drafts, with the address part of each.
    pub async fn versions_of(&mut self, work: &str) -> Result<Vec<(String, String)>, Error> {
        let sql =
            "SELECT id, version FROM item WHERE work = $1 AND state <> 'draft' ORDER BY version";
        let rows = self.all("读取法规的各个文本", sql, params![work]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.text(1)?)))
            .collect()
    }

    pub async fn insert_work(&mut self, work: &Work) -> Result<(), Error> {
        let sql = "INSERT INTO work (code, key, title, kind) VALUES ($1, $2, $3, $4)";
        let values = params![
            work.code.as_str(),
            work.key.as_str(),
            work.title.as_str(),
            work.kind.as_str()
        ];
        self.touch(Part::Work, &work.code);
        self.execute("写入法规", sql, values).await?;
        Ok(())
    }
}
