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
    /// Counts words so many times more; words that are new in a month that has `most` already are left out.
    pub async fn add_unfound(&mut self, row: &UnfoundRow, most: u64) -> Result<(), Error> {
        let (month, words) = (row.month.as_str(), row.words.as_str());
        let times = i64::try_from(row.times).unwrap_or(i64::MAX);
        let doing = "记下没有搜到的词";
        let sql = "UPDATE unfound SET times = times + $3 WHERE month = $1 AND words = $2";
        if 0 < self
            .execute(doing, sql, params![month, words, times])
            .await?
        {
            return Ok(());
        }
        let sql = "SELECT COUNT(*) FROM unfound WHERE month = $1";
        let held = self.one(doing, sql, params![month]).await?;
        let held = held.map_or(Ok(0), |row| row.int(0))?.unsigned_abs();
        if held < most {
            let sql = "INSERT INTO unfound (month, words, times) VALUES ($1, $2, $3)";
            self.execute(doing, sql, params![month, words, times])
                .await?;
        }
        Ok(())
    }

    /// Forgets the months before one; gives how many rows went.
    pub async fn forget_unfound_before(&mut self, month: &str) -> Result<u64, Error> {
        let sql = "DELETE FROM unfound WHERE month < $1";
        self.execute("删除到期的没有搜到的词", sql, params![month])
            .await
    }
}
