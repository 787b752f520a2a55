//! 没有搜到的词 — how often words were searched for in vain, by month.

use crate::Error;
use crate::engine::{Reader, Rows as _, Tx, params};

/// Words and how often they were searched for in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfoundRow {
    /// `2026-11`
    pub month: String,
    pub words: String,
    pub times: u64,
}

impl Reader {
    /// All of a month and later ones, by words and month.
    pub async fn unfound_since(&mut self, month: &str) -> Result<Vec<UnfoundRow>, Error> {
        let sql = "SELECT month, words, times FROM unfound WHERE month >= $1 ORDER BY words, month";
        let rows = self.all("列出没有搜到的词", sql, params![month]).await?;
        rows.iter()
            .map(|row| {
                Ok(UnfoundRow {
                    month: row.text(0)?,
                    words: row.text(1)?,
                    times: row.int(2)?.unsigned_abs(),
                })
            })
            .collect()
    }
}

impl Tx {
    /// Counts words so many times more. In a month that has `most` already, words that are new take the place of one of
    /// the rarest, which one `any` decides; not where they are rarer still: then nothing is done, and this is false.
    pub async fn add_unfound(
        &mut self,
        row: &UnfoundRow,
        most: u64,
        any: u64,
    ) -> Result<bool, Error> {
        let (month, words) = (row.month.as_str(), row.words.as_str());
        let times = i64::try_from(row.times).unwrap_or(i64::MAX);
        let doing = "记下没有搜到的词";
        let sql = "UPDATE unfound SET times = times + $3 WHERE month = $1 AND words = $2";
        let values = params![month, words, times];
        if 0 < self.execute(doing, sql, values).await? {
            return Ok(true);
        }
        let sql = "SELECT COUNT(*) FROM unfound WHERE month = $1";
        let held = self.one(doing, sql, params![month]).await?;
        let held = held.map_or(Ok(0), |row| row.int(0))?.unsigned_abs();
        if most <= held {
            let sql = "SELECT times, COUNT(*) FROM unfound WHERE month = $1 \
                       GROUP BY times ORDER BY times LIMIT 1";
            let rarest = self.one(doing, sql, params![month]).await?;
            let Some(rarest) = rarest else {
                return Ok(false);
            };
            let (least, of_them) = (rarest.int(0)?, rarest.int(1)?.unsigned_abs());
            if times < least {
                return Ok(false);
            }
            let which = i64::try_from(any % of_them.max(1)).unwrap_or(0);
            let sql = "DELETE FROM unfound WHERE month = $1 AND words = (SELECT words FROM unfound \
                       WHERE month = $1 AND times = $2 ORDER BY words LIMIT 1 OFFSET $3)";
            let values = params![month, least, which];
            self.execute(doing, sql, values).await?;
        }
        let sql = "INSERT INTO unfound (month, words, times) VALUES ($1, $2, $3)";
        let values = params![month, words, times];
        self.execute(doing, sql, values).await?;
        Ok(true)
    }

    /// Forgets the months before one; gives how many rows went.
    pub async fn forget_unfound_before(&mut self, month: &str) -> Result<u64, Error> {
        let sql = "DELETE FROM unfound WHERE month < $1";
        self.execute("删除到期的没有搜到的词", sql, params![month])
            .await
    }
}
