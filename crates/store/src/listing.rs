//! Lists of released items, newest first, page by page at constant cost.
//!
//! A list goes on after the [`Place`] of the last row shown, so that a page stays where it was while others are added.

use crate::Error;
use crate::engine::{Param, Reader, Rows as _, marks, params};
use crate::item::{By, COLUMNS, FACTS, ItemRow, State, WIDTH, find, read, read_facts, sought};
use law::Date;
use law::item::validity::Facts;
use std::fmt::Write as _;

/// How many ids one statement asks for: engines allow only so many values.
pub(crate) const AT_ONCE: usize = 1000;

/// How a list is narrowed. Empty fields do not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub agencies: Option<Vec<String>>,
    pub column: Option<String>,
    pub kind: Option<String>,
    /// Days of publication, both ends included.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Each work of law once, by the text that stands for it on this day: the newest that has begun, else the newest.
    pub standing_on: Option<Date>,
}

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    #[default]
    NewestFirst,
    OldestFirst,
}

/// An item in a list, with the facts of its validity where it has any.
#[derive(Clone, Debug)]
pub struct Listed {
    pub item: ItemRow,
    pub facts: Option<Facts>,
}

impl Listed {
    /// Give this to [`Reader::listed`] to go on after this row.
    pub fn place(&self) -> Place {
        Place {
            published_on: self.item.published_on,
            id: self.item.id.clone(),
        }
    }
}

/// Where a row stands in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub published_on: Date,
    pub id: String,
}

/// Days on which something was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    pub first: Date,
    pub last: Date,
    /// The nearest before and after the span that was asked for.
    pub before: Option<Date>,
    pub after: Option<Date>,
}

pub(crate) struct Where {
    pub(crate) sql: String,
    pub(crate) values: Vec<Param>,
}

impl Where {
    pub(crate) fn of(filter: &Filter) -> Self {
        Self::in_state(State::Released, filter)
    }

    pub(crate) fn in_state(state: State, filter: &Filter) -> Self {
        Self::by(&[], state, filter)
    }

    /// `unsought` are columns that are asked for and looked up by no index: SQLite takes the first that fits a column, not
    /// the one that has all the others.
    fn by(unsought: &[&str], state: State, filter: &Filter) -> Self {
        let named = |column: &'static str| {
            if unsought.contains(&column) {
                format!("COALESCE(i.{column}, '')")
            } else {
                format!("i.{column}")
            }
        };
        let mut it = Self {
            sql: format!(" WHERE {} = '{}'", named("state"), state.id()),
            values: Vec::new(),
        };
        if let Some(agencies) = &filter.agencies {
            let marks: Vec<String> = agencies.iter().map(|code| it.mark(code.as_str())).collect();
            let _ = write!(
                it.sql,
                " AND {} IN ({})",
                named("agency"),
                if marks.is_empty() {
                    "NULL".into()
                } else {
                    marks.join(", ")
                }
            );
        }
        if let Some(column) = &filter.column {
            let mark = it.mark(column.as_str());
            let _ = write!(it.sql, " AND {} = {mark}", named("column_id"));
        }
        if let Some(kind) = &filter.kind {
            let mark = it.mark(kind.as_str());
            let _ = write!(it.sql, " AND {} = {mark}", named("kind"));
        }
        if let Some(from) = filter.from {
            let mark = it.mark(from.to_string());
            let _ = write!(it.sql, " AND {} >= {mark}", named("published_on"));
        }
        if let Some(to) = filter.to {
            let mark = it.mark(to.to_string());
            let _ = write!(it.sql, " AND {} <= {mark}", named("published_on"));
        }
        if let Some(day) = filter.standing_on {
            let condition = it.standing_on(day);
            let _ = write!(it.sql, " AND {condition}");
        }
        it
    }

    /// That a row is no text of law, or the text that stands for its work on a day.
    fn standing_on(&mut self, day: Date) -> String {
        format!("(i.work IS NULL OR i.id = {})", self.stands(day))
    }

    /// The text that stands for the work of a row on a day.
    fn stands(&mut self, day: Date) -> String {
        let day = self.mark(day.to_string());
        format!(
            "(SELECT o.id FROM item o LEFT JOIN validity w ON w.item = o.id \
             WHERE o.work = i.work AND o.state = 'released' \
             ORDER BY CASE WHEN w.effective > {day} THEN 1 ELSE 0 END, o.version DESC, o.id DESC LIMIT 1)"
        )
    }

    pub(crate) fn mark(&mut self, value: impl Into<Param>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

/// How many rows there are under a filter, and how many of them are texts of law that do not stand for their works on the
/// day of it. The second are few and looked up by work; asked for together, each of the first would be looked at.
pub(crate) fn count_sql(filter: &Filter) -> (Where, Option<Where>) {
    // The index of agencies does not begin with the state.
    let unsought: &[&str] = if filter.agencies.is_some() {
        &["state"]
    } else {
        &[]
    };
    let (mut all, superseded) = parted(filter, unsought);
    all.sql = format!("SELECT COUNT(*) FROM item i{}", all.sql);
    let superseded = superseded.map(|it| Where {
        sql: format!("SELECT COUNT(*) FROM work k CROSS JOIN item i{}", it.sql),
        ..it
    });
    (all, superseded)
}

/// The same by agency and column.
pub(crate) fn counts_sql(filter: &Filter) -> (Where, Option<Where>) {
    let (mut all, superseded) = parted(filter, &["state", "column_id", "published_on"]);
    let what = "SELECT i.agency, i.column_id, COUNT(*) FROM";
    let by = "GROUP BY i.agency, i.column_id";
    all.sql = format!("{what} item i{} {by}", all.sql);
    let superseded = superseded.map(|it| Where {
        sql: format!("{what} work k CROSS JOIN item i{} {by}", it.sql),
        ..it
    });
    (all, superseded)
}

/// The condition without its day, and that of the rows which the day leaves out.
fn parted(filter: &Filter, unsought: &[&str]) -> (Where, Option<Where>) {
    let narrowed = Filter {
        standing_on: None,
        ..filter.clone()
    };
    let superseded = filter.standing_on.map(|day| {
        let all = ["agency", "column_id", "kind", "published_on"];
        let mut it = Where::by(&all, State::Released, &narrowed);
        let stands = it.stands(day);
        let _ = write!(it.sql, " AND i.work = k.code AND i.id <> {stands}");
        it
    });
    (Where::by(unsought, State::Released, &narrowed), superseded)
}

/// The rows whose `column` is one of so many names, whatever their state: were the state asked for as well, SQLite would
/// rather go through all that is released than look up more than one name.
pub(crate) fn called_sql(column: &str, names: usize) -> String {
    let marks = marks(names);
    format!("SELECT {COLUMNS} FROM item i WHERE i.{column} IN ({marks})")
}

/// The rows of so many ids, with their facts.
pub(crate) fn items_sql(ids: usize) -> String {
    let marks = marks(ids);
    format!(
        "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id WHERE i.id IN ({marks})"
    )
}

impl Reader {
    pub async fn find_item(&mut self, by: By<'_>) -> Result<Option<ItemRow>, Error> {
        find(self, &by).await
    }

    /// An item with its facts.
    pub async fn find_listed(&mut self, by: By<'_>) -> Result<Option<Listed>, Error> {
        let (tail, values) = sought(&by);
        let sql = format!(
            "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id{tail}"
        );
        Ok(self.listed_by(&sql, values).await?.into_iter().next())
    }

    /// Up to `limit` released items after a place, newest first.
    pub async fn listed(
        &mut self,
        filter: &Filter,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<Listed>, Error> {
        self.listed_in(Order::NewestFirst, filter, after, limit)
            .await
    }

    /// Up to `limit` released items after a place, in an order of days.
    pub async fn listed_in(
        &mut self,
        order: Order,
        filter: &Filter,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<Listed>, Error> {
        let (beyond, ordered) = match order {
            Order::NewestFirst => ('<', "DESC"),
            Order::OldestFirst => ('>', "ASC"),
        };
        let mut it = Where::of(filter);
        if let Some(place) = after {
            let date = it.mark(place.published_on.to_string());
            let id = it.mark(place.id.as_str());
            let _ = write!(
                it.sql,
                " AND (i.published_on {beyond} {date} OR (i.published_on = {date} AND i.id {beyond} {id}))"
            );
        }
        let limit = it.mark(limit);
        let sql = format!(
            "SELECT {COLUMNS}, {FACTS} FROM item i LEFT JOIN validity v ON v.item = i.id{} \
             ORDER BY i.published_on {ordered}, i.id {ordered} LIMIT {limit}",
            it.sql
        );
        self.listed_by(&sql, it.values).await
    }

    pub async fn count(&mut self, filter: &Filter) -> Result<u64, Error> {
        let (all, superseded) = count_sql(filter);
        let doing = "统计信息";
        let mut counted = [0, 0];
        for (it, n) in [Some(all), superseded]
            .into_iter()
            .flatten()
            .zip(&mut counted)
        {
            if let Some(row) = self.one(doing, &it.sql, it.values).await? {
                *n = row.int(0)? as u64;
            }
        }
        let [all, superseded] = counted;
        Ok(all.saturating_sub(superseded))
    }

    /// How many released items each agency has in each column, under a filter.
    pub async fn counts(&mut self, filter: &Filter) -> Result<Vec<(String, String, u64)>, Error> {
        let (all, superseded) = counts_sql(filter);
        let mut counted = self.counted(all).await?;
        if let Some(superseded) = superseded {
            for (agency, column, n) in self.counted(superseded).await? {
                let of = counted
                    .iter_mut()
                    .find(|(of, at, _)| *of == agency && *at == column);
                if let Some((_, _, all)) = of {
                    *all = all.saturating_sub(n);
                }
            }
            counted.retain(|(_, _, n)| 0 < *n);
        }
        Ok(counted)
    }

    async fn counted(&mut self, it: Where) -> Result<Vec<(String, String, u64)>, Error> {
        let rows = self.all("按机构统计信息", &it.sql, it.values).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.text(1)?, row.int(2)? as u64)))
            .collect()
    }

    /// The released items that have one of these titles or numbers, in the order in which they were registered.
    pub async fn called(
        &mut self,
        titles: &[String],
        numbers: &[String],
    ) -> Result<Vec<ItemRow>, Error> {
        let mut found: Vec<ItemRow> = Vec::new();
        for (column, names) in [("title", titles), ("doc_no", numbers)] {
            for names in names.chunks(AT_ONCE) {
                let sql = called_sql(column, names.len());
                let values = names.iter().map(|name| Param::from(name.as_str()));
                let rows = self
                    .all("按名称和文号查找信息", &sql, values.collect())
                    .await?;
                for row in &rows {
                    found.push(read(row)?);
                }
            }
        }
        found.retain(|item| item.state == State::Released);
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found.dedup_by(|a, b| a.id == b.id);
        Ok(found)
    }

    /// How many items were published on each day of a span, both ends included; days without any are left out.
    pub async fn by_day(&mut self, from: Date, to: Date) -> Result<Vec<(Date, u64)>, Error> {
        let doing = "按日统计信息";
        let sql = "SELECT published_on, COUNT(*) FROM item WHERE state = 'released' \
                   AND published_on >= $1 AND published_on <= $2 GROUP BY published_on ORDER BY published_on";
        let rows = self.all(doing, sql, params![Some(from), Some(to)]).await?;
        rows.iter()
            .map(|row| {
                let day = row.date(0)?;
                let day = day.ok_or_else(|| Error::damaged(doing, "没有发布日期"))?;
                Ok((day, row.int(1)? as u64))
            })
            .collect()
    }

    /// How many items were published in each month, as `2026-11`, oldest first.
    pub async fn by_month(&mut self) -> Result<Vec<(String, u64)>, Error> {
        let sql = "SELECT substr(published_on, 1, 7) AS month, COUNT(*) FROM item WHERE state = 'released' \
                   GROUP BY substr(published_on, 1, 7) ORDER BY month";
        let rows = self.all("按月统计信息", sql, vec![]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.int(1)? as u64)))
            .collect()
    }

    /// The first and the last day on which something was published, and the nearest such days before and after a span.
    pub async fn published_around(
        &mut self,
        from: Date,
        to: Date,
    ) -> Result<Option<Around>, Error> {
        let sql = "SELECT MIN(published_on), MAX(published_on), \
                   MAX(CASE WHEN published_on < $1 THEN published_on END), \
                   MIN(CASE WHEN published_on > $2 THEN published_on END) FROM item WHERE state = 'released'";
        let row = self
            .one("查找前后的发布日期", sql, params![Some(from), Some(to)])
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (Some(first), Some(last)) = (row.date(0)?, row.date(1)?) else {
            return Ok(None);
        };
        Ok(Some(Around {
            first,
            last,
            before: row.date(2)?,
            after: row.date(3)?,
        }))
    }

    /// Items by id with their facts, whatever their state; those that are not there are left out.
    pub async fn items(&mut self, ids: &[String]) -> Result<Vec<Listed>, Error> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(AT_ONCE) {
            let sql = items_sql(ids.len());
            let values = ids.iter().map(|id| Param::from(id.as_str())).collect();
            found.extend(self.listed_by(&sql, values).await?);
        }
        Ok(found)
    }

    pub(crate) async fn listed_by(
        &mut self,
        sql: &str,
        values: Vec<Param>,
    ) -> Result<Vec<Listed>, Error> {
        let rows = self.all("列出信息", sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(Listed {
                    item: read(row)?,
                    facts: read_facts(row, WIDTH)?,
                })
            })
            .collect()
    }

    /// The released items that start or stop holding after one day and up to another.
    pub async fn turning(&mut self, after: Date, until: Date) -> Result<Vec<String>, Error> {
        let sql = "SELECT v.item FROM validity v WHERE (v.effective > $1 AND v.effective <= $2) \
                   OR (v.amended_from > $1 AND v.amended_from <= $2) \
                   OR (v.repealed_from > $1 AND v.repealed_from <= $2) \
                   OR (v.expires_after >= $1 AND v.expires_after < $2)";
        let rows = self
            .all("查找效力变化的信息", sql, params![Some(after), Some(until)])
            .await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// The newest edition of every item that waits to be released, in the order in which they were registered.
    pub async fn waiting(&mut self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let sql = "SELECT i.id, e.draft FROM item i JOIN edition e ON e.item = i.id AND e.edition = i.edition \
                   WHERE i.state <> 'withdrawn' AND e.draft IS NOT NULL \
                   AND (i.released_edition IS NULL OR i.released_edition < i.edition) ORDER BY i.id";
        let rows = self.all("列出草稿", sql, vec![]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.bytes(1)?)))
            .collect()
    }

    /// How many items there are in each state: what an import is measured by.
    pub async fn states(&mut self) -> Result<Vec<(String, u64)>, Error> {
        let sql = "SELECT state, COUNT(*) FROM item GROUP BY state ORDER BY state";
        let rows = self.all("按状态统计信息", sql, params![]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.int(1)? as u64)))
            .collect()
    }
}
