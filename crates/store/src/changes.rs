//! Released items for machines: by what changed last, by month, and all of them one after the other.
//!
//! A feed goes by the ledger and not by the day that a source states: a text of 2008 that is released today is new today,
//! and a correction comes back to the top. Every item bears the number of the entry that changed it last, so the order
//! needs no column of its own and a place in it is that number.

use crate::Error;
use crate::engine::{Param, Reader, Rows as _, params};
use crate::item::{COLUMNS, FACTS, FACTS_WIDTH, State, WIDTH, read, read_facts};
use crate::listing::{AT_ONCE, Filter, Listed, Where};
use crate::released::{Release, shown, shown_sql};
use law::item::indexno::IndexNo;
use law::item::released::WorkVersion;
use std::collections::HashMap;
use std::fmt::Write as _;

/// A released item with the instant of its last change.
#[derive(Clone, Debug)]
pub struct Changed {
    pub listed: Listed,
    pub changed_at: i64,
}

/// How much of one month of publication there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// `2026-11`
    pub month: String,
    pub items: u64,
    pub changed_at: i64,
}

/// Where an item stands, and when it changed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub index_no: IndexNo,
    pub work: Option<WorkVersion>,
    pub changed_at: i64,
}

/// A work of law with the last change of any version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkChanged {
    pub code: String,
    pub changed_at: i64,
}

/// The order of the tables is the order in which SQLite reads them: of the whole site the ledger from one of its ends, of
/// some agencies their items.
const fn tables(filter: &Filter) -> &'static str {
    if filter.agencies.is_some() {
        "item i CROSS JOIN ledger l"
    } else {
        "ledger l CROSS JOIN item i"
    }
}

impl Reader {
    /// Up to `limit` released items whose last change has a number below `before`, newest change first.
    pub async fn changed_before(
        &mut self,
        filter: &Filter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Changed>, Error> {
        let mut it = Where::of(filter);
        if let Some(before) = before {
            let mark = it.mark(before as i64);
            let _ = write!(it.sql, " AND l.seq < {mark}");
        }
        let limit = it.mark(limit);
        let from = tables(filter);
        let sql = format!(
            "SELECT {COLUMNS}, {FACTS}, l.recorded_at FROM {from} LEFT JOIN validity v ON v.item = i.id{} \
             AND i.id = l.subject AND i.changed_seq = l.seq ORDER BY l.seq DESC LIMIT {limit}",
            it.sql
        );
        let rows = self.all("列出最近的变化", &sql, it.values).await?;
        rows.iter()
            .map(|row| {
                Ok(Changed {
                    listed: Listed {
                        item: read(row)?,
                        facts: read_facts(row, WIDTH)?,
                    },
                    changed_at: row.int(WIDTH + FACTS_WIDTH)?,
                })
            })
            .collect()
    }

    /// The change that stands right before the page of so many that ends in front of `before`, counted from it towards the
    /// newest; `None` where there are not so many.
    pub async fn change_above(
        &mut self,
        filter: &Filter,
        before: u64,
        limit: u32,
    ) -> Result<Option<u64>, Error> {
        let mut it = Where::of(filter);
        let (before, limit) = (it.mark(before as i64), it.mark(limit));
        let from = tables(filter);
        let sql = format!(
            "SELECT l.seq FROM {from}{} AND {before} <= l.seq AND i.id = l.subject AND i.changed_seq = l.seq \
             ORDER BY l.seq LIMIT 1 OFFSET {limit}",
            it.sql
        );
        let row = self.all("列出较新的变化", &sql, it.values).await?;
        row.first().map(|row| Ok(row.int(0)? as u64)).transpose()
    }

    /// When anything of this was last withdrawn.
    pub async fn last_withdrawn(&mut self, filter: &Filter) -> Result<Option<i64>, Error> {
        // What is withdrawn stands for nothing any more.
        let any = Filter {
            standing_on: None,
            ..filter.clone()
        };
        let it = Where::in_state(State::Withdrawn, &any);
        let sql = format!(
            "SELECT MAX(l.recorded_at) FROM item i JOIN ledger l ON l.seq = i.changed_seq{}",
            it.sql
        );
        let row = self.all("查找最近的撤回", &sql, it.values).await?;
        row.first().map_or(Ok(None), |row| row.opt_int(0))
    }

    /// Every month in which something that is released was published, oldest first.
    pub async fn months(&mut self) -> Result<Vec<Month>, Error> {
        let sql = "SELECT substr(i.published_on, 1, 7), COUNT(*), MAX(l.recorded_at) FROM item i \
                   JOIN ledger l ON l.seq = i.changed_seq WHERE i.state = 'released' \
                   GROUP BY substr(i.published_on, 1, 7) ORDER BY 1";
        let rows = self.all("按月份统计信息", sql, vec![]).await?;
        rows.iter()
            .map(|row| {
                Ok(Month {
                    month: row.text(0)?,
                    items: row.int(1)? as u64,
                    changed_at: row.int(2)?,
                })
            })
            .collect()
    }

    /// The addresses of what was published in a month, oldest first, after the first `skip`.
    pub async fn standing_in(
        &mut self,
        month: &str,
        skip: u64,
        limit: u32,
    ) -> Result<Vec<Standing>, Error> {
        // No day of any month comes after the 31st, and none before the bare month.
        let sql = "SELECT i.index_code, i.index_year, i.index_serial, i.work, i.version, l.recorded_at FROM item i \
                   JOIN ledger l ON l.seq = i.changed_seq WHERE i.state = 'released' AND $1 <= i.published_on \
                   AND i.published_on <= $2 ORDER BY i.published_on, i.id LIMIT $3 OFFSET $4";
        let values = params![month, format!("{month}-31").as_str(), limit, skip as i64];
        let doing = "列出一个月的网址";
        let rows = self.all(doing, sql, values).await?;
        rows.iter()
            .map(|row| {
                let year = u16::try_from(row.int(1)?);
                let serial = u32::try_from(row.int(2)?);
                let (Ok(year), Ok(serial)) = (year, serial) else {
                    return Err(Error::damaged(doing, "索引号"));
                };
                let work = match (row.opt_text(3)?, row.opt_text(4)?) {
                    (Some(work), Some(version)) => Some(WorkVersion { work, version }),
                    _ => None,
                };
                Ok(Standing {
                    index_no: IndexNo {
                        code: row.text(0)?,
                        year,
                        serial,
                    },
                    work,
                    changed_at: row.int(5)?,
                })
            })
            .collect()
    }

    /// Works of which a version is released, by code, after the first `skip`.
    pub async fn works_changed(
        &mut self,
        skip: u64,
        limit: u32,
    ) -> Result<Vec<WorkChanged>, Error> {
        let sql = "SELECT i.work, MAX(l.recorded_at) FROM item i JOIN ledger l ON l.seq = i.changed_seq \
                   WHERE i.work IS NOT NULL AND i.state = 'released' GROUP BY i.work ORDER BY i.work LIMIT $1 OFFSET $2";
        let values = params![limit, skip as i64];
        let rows = self.all("列出法规的网址", sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(WorkChanged {
                    code: row.text(0)?,
                    changed_at: row.int(1)?,
                })
            })
            .collect()
    }

    /// Released items in the order in which they were registered, after the one with this id; texts of law only, or all.
    pub async fn released_after(
        &mut self,
        is_law: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Listed>, Error> {
        let law = if is_law {
            " AND i.work IS NOT NULL"
        } else {
            ""
        };
        let sql = format!(
            "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id \
             WHERE i.state = 'released'{law} AND $1 < i.id ORDER BY i.id LIMIT $2"
        );
        self.listed_by(&sql, params![after.unwrap_or_default(), limit])
            .await
    }

    /// Up to `limit` released items after the first `skip`, newest first: for who counts pages.
    pub async fn listed_from(
        &mut self,
        filter: &Filter,
        skip: u64,
        limit: u32,
    ) -> Result<Vec<Listed>, Error> {
        let mut it = Where::of(filter);
        let (limit, skip) = (it.mark(limit), it.mark(skip as i64));
        let sql = format!(
            "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id{} \
             ORDER BY i.published_on DESC, i.id DESC LIMIT {limit} OFFSET {skip}",
            it.sql
        );
        self.listed_by(&sql, it.values).await
    }

    /// What is released of several items now, by their ids.
    ///
    /// # Errors
    /// Also where the stored bytes do not have their registered hash.
    pub async fn releases_of(
        &mut self,
        items: &[String],
    ) -> Result<HashMap<String, Release>, Error> {
        let mut found = HashMap::with_capacity(items.len());
        for items in items.chunks(AT_ONCE) {
            let values = items.iter().map(|id| Param::from(id.as_str())).collect();
            let sql = shown_sql(items.len());
            for row in self.all("读取公开的文本", &sql, values).await? {
                found.extend(shown(&row)?);
            }
        }
        Ok(found)
    }
}
