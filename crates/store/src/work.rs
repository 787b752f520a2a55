//! Works of law: what its versions have in common.

use crate::Error;
use crate::engine::{Param, Reader, Rows, Tx, params};
use crate::item::{COLUMNS, FACTS};
use crate::listing::Listed;
use crate::seal::Part;
use std::fmt::Write as _;

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
    row.map(|row| {
        Ok(Work {
            code: row.text(0)?,
            key: row.text(1)?,
            title: row.text(2)?,
            kind: row.text(3)?,
        })
    })
    .transpose()
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

    /// The released versions of several works, oldest first.
    pub async fn versions_of_all(&mut self, works: &[String]) -> Result<Vec<Listed>, Error> {
        if works.is_empty() {
            return Ok(Vec::new());
        }
        let marks: Vec<String> = (1..=works.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id \
             WHERE i.work IN ({}) AND i.state = 'released' ORDER BY i.version, i.id",
            marks.join(", ")
        );
        self.listed_by(
            &sql,
            works
                .iter()
                .map(|code| Param::from(code.as_str()))
                .collect(),
        )
        .await
    }

    /// Works with at least one released version, by title, after the one with this title and code.
    pub async fn works(
        &mut self,
        kind: Option<&str>,
        words: Option<&str>,
        after: Option<(&str, &str)>,
        limit: u32,
    ) -> Result<Vec<Work>, Error> {
        let (filter, mut values) = narrow(kind, words);
        let mut sql = format!("SELECT w.code, w.key, w.title, w.kind FROM work w WHERE {filter}");
        if let Some((title, code)) = after {
            values.extend(params![title, code]);
            let n = values.len();
            let _ = write!(
                sql,
                " AND (w.title > ${} OR (w.title = ${} AND w.code > ${n}))",
                n - 1,
                n - 1
            );
        }
        values.push(limit.into());
        let _ = write!(sql, " ORDER BY w.title, w.code LIMIT ${}", values.len());
        let rows = self.all("列出法规", &sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(Work {
                    code: row.text(0)?,
                    key: row.text(1)?,
                    title: row.text(2)?,
                    kind: row.text(3)?,
                })
            })
            .collect()
    }

    pub async fn count_works(
        &mut self,
        kind: Option<&str>,
        words: Option<&str>,
    ) -> Result<u64, Error> {
        let (filter, values) = narrow(kind, words);
        let sql = format!("SELECT COUNT(*) FROM work w WHERE {filter}");
        let row = self.one("统计法规", &sql, values).await?;
        row.map_or(Ok(0), |row| row.int(0).map(|n| n as u64))
    }
}

fn narrow(kind: Option<&str>, words: Option<&str>) -> (String, Vec<Param>) {
    let mut values = Vec::new();
    let mut sql = String::from(
        "EXISTS (SELECT 1 FROM item i WHERE i.work = w.code AND i.state = 'released')",
    );
    if let Some(kind) = kind {
        values.push(kind.into());
        let _ = write!(sql, " AND w.kind = ${}", values.len());
    }
    for word in words.unwrap_or_default().split_whitespace().take(8) {
        let mut pattern = String::from("%");
        for c in word.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        values.push(pattern.into());
        // SQLite does not mind the case of Latin letters, PostgreSQL does.
        let _ = write!(
            sql,
            " AND lower(w.title) LIKE lower(${}) ESCAPE '\\'",
            values.len()
        );
    }
    (sql, values)
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
