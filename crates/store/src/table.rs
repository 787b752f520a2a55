//! 表 — every table of the schema alike: what it is made of, its rows in the order of their keys, and rows put back.
//!
//! Decides how a whole register is taken out and put in without knowing what any table is for: the catalogue of the
//! database says which tables there are, so a table of a later migration comes along by itself (ADR 0030). The order of
//! rows is that of their keys, by code point on both engines, so that the same register gives the same rows everywhere.
//!
//! Invariants
//! - A table is read a step at a time, and a step is bounded.
//! - A cell that is not of the type of its column is an error, not another value.

use crate::Error;
use crate::engine::{AT_ONCE, Param, Reader, Row, Rows, Tx, marks, rows_of};
use std::collections::BTreeSet;

/// What the columns of the schema hold; there is nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Int,
    Text,
    Bytes,
}

impl Type {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Text => "text",
            Self::Bytes => "bytes",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        [Self::Int, Self::Text, Self::Bytes]
            .into_iter()
            .find(|it| it.id() == id)
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub ty: Type,
}

/// A table as the catalogue has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// Places of the columns of its primary key, in the order of the key.
    pub key: Vec<usize>,
}

impl Table {
    /// The cells of a row that make its key.
    pub fn key_of(&self, row: &[Value]) -> Vec<Value> {
        let cells = self.key.iter().filter_map(|at| row.get(*at));
        cells.cloned().collect()
    }

    fn names(&self, places: impl Iterator<Item = usize>) -> String {
        let names = places.filter_map(|at| self.columns.get(at));
        let names: Vec<String> = names.map(|column| quoted(&column.name)).collect();
        names.join(", ")
    }
}

/// Said by [`crate::migrate`] itself, and the same wherever a register is.
const NOT_CARRIED: &str = "schema_version";

/// Table, column, type, place in the key from 1 on.
const SQLITE_COLUMNS: &str = "SELECT m.name, c.name, c.type, c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_' ORDER BY m.name, c.cid";
const POSTGRES_COLUMNS: &str = "SELECT t.relname::text, a.attname::text, CASE format_type(a.atttypid, NULL) \
    WHEN 'bytea' THEN 'BLOB' ELSE upper(format_type(a.atttypid, NULL)) END, \
    COALESCE(array_position(x.indkey::int2[], a.attnum) + 1, 0)::bigint \
    FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace \
    JOIN pg_attribute a ON a.attrelid = t.oid AND 0 < a.attnum AND NOT a.attisdropped \
    LEFT JOIN pg_index x ON x.indrelid = t.oid AND x.indisprimary \
    WHERE n.nspname = current_schema() AND t.relkind IN ('r', 'p') ORDER BY t.relname COLLATE \"C\", a.attnum";

/// Table, and the table it refers to.
const SQLITE_REFERENCES: &str = "SELECT m.name, f.\"table\" FROM sqlite_master m \
    JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
const POSTGRES_REFERENCES: &str = "SELECT t.relname::text, o.relname::text FROM pg_constraint c \
    JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class o ON o.oid = c.confrelid \
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE c.contype = 'f' AND n.nspname = current_schema()";

impl Reader {
    /// Every table of the register, those that are referred to before those that refer to them.
    ///
    /// # Errors
    /// Also where a table has no key or a column of another type: it could not be carried.
    pub async fn tables(&mut self) -> Result<Vec<Table>, Error> {
        tables(self).await
    }

    pub async fn rows_in(&mut self, table: &Table) -> Result<u64, Error> {
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
        let row = self.one("数一张表", &sql, vec![]).await?;
        Ok(row.map_or(Ok(0), |row| row.int(0))? as u64)
    }

    /// Up to `limit` rows in the order of their keys, from the beginning or from behind a key on.
    pub async fn rows_after(
        &mut self,
        table: &Table,
        after: Option<&[Value]>,
        limit: u32,
    ) -> Result<Vec<Vec<Value>>, Error> {
        let key = table.names(table.key.iter().copied());
        let (mut behind, mut params) = (String::new(), Vec::new());
        if let Some(after) = after {
            behind = format!("WHERE ({key}) > ({})", marks(after.len()));
            params = bound(table, &table.key, after);
        }
        params.push(Param::from(limit));
        let sql = format!(
            "SELECT {} FROM {} {behind} ORDER BY {key} LIMIT ${}",
            table.names(0..table.columns.len()),
            quoted(&table.name),
            params.len(),
        );
        let rows = self.all("读取一张表", &sql, params).await?;
        rows.iter().map(|row| cells(table, row)).collect()
    }
}

impl Tx {
    /// Every table, as [`Reader::tables`].
    pub async fn tables(&mut self) -> Result<Vec<Table>, Error> {
        tables(self).await
    }

    /// Whether a table has no rows.
    pub async fn is_empty(&mut self, table: &Table) -> Result<bool, Error> {
        let sql = format!("SELECT 1 FROM {} LIMIT 1", quoted(&table.name));
        Ok(self.one("看一张表", &sql, vec![]).await?.is_none())
    }

    /// Takes every row out of a table, where it has any: what a migration put there gives way to what is put back.
    pub async fn empty(&mut self, table: &Table) -> Result<(), Error> {
        if !self.is_empty(table).await? {
            let sql = format!("DELETE FROM {}", quoted(&table.name));
            self.execute("清空一张表", &sql, vec![]).await?;
        }
        Ok(())
    }

    /// Puts rows back as they were. No entry is written: the rows bring the ledger along.
    pub async fn pour(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), Error> {
        let all: Vec<usize> = (0..table.columns.len()).collect();
        let head = format!(
            "INSERT INTO {} ({}) VALUES ",
            quoted(&table.name),
            table.names(all.iter().copied())
        );
        for rows in rows.chunks(AT_ONCE) {
            let sql = head.clone() + &rows_of(rows.len(), all.len());
            let params = rows.iter().flat_map(|row| bound(table, &all, row));
            let params = params.collect();
            self.execute("放回一张表", &sql, params).await?;
        }
        Ok(())
    }
}

/// Names come from the catalogue alone, never from a person.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Values with the types of their columns: also what is not there has one.
fn bound(table: &Table, places: &[usize], values: &[Value]) -> Vec<Param> {
    let of = |(at, value): (&usize, &Value)| match value {
        Value::Int(value) => Param::Int(Some(*value)),
        Value::Text(value) => Param::Text(Some(value.clone())),
        Value::Bytes(value) => Param::Bytes(Some(value.clone())),
        Value::Null => match table.columns.get(*at).map(|column| column.ty) {
            Some(Type::Int) => Param::Int(None),
            Some(Type::Bytes) => Param::Bytes(None),
            Some(Type::Text) | None => Param::Text(None),
        },
    };
    places.iter().zip(values).map(of).collect()
}

fn cells(table: &Table, row: &Row) -> Result<Vec<Value>, Error> {
    let cell = |(at, column): (usize, &Column)| {
        let found = match column.ty {
            Type::Int => row.opt_int(at).map(|value| value.map(Value::Int)),
            Type::Text => row.opt_text(at).map(|value| value.map(Value::Text)),
            Type::Bytes => row.opt_bytes(at).map(|value| value.map(Value::Bytes)),
        };
        let found = found.map_err(|_| Error::Table {
            table: table.name.clone(),
            says: format!(
                "列 {} 里有一格不是应有的类型；请运行 gongkai verify，看是哪一条",
                column.name
            ),
        });
        Ok(found?.unwrap_or(Value::Null))
    };
    table.columns.iter().enumerate().map(cell).collect()
}

async fn tables(rows: &mut (impl Rows + Send)) -> Result<Vec<Table>, Error> {
    let doing = "读取登记库的结构";
    let (columns, references) = if rows.connection().is_postgres() {
        (POSTGRES_COLUMNS, POSTGRES_REFERENCES)
    } else {
        (SQLITE_COLUMNS, SQLITE_REFERENCES)
    };
    let mut found: Vec<(Table, Vec<(i64, usize)>)> = Vec::new();
    for row in rows.all(doing, columns, vec![]).await? {
        let (name, column, ty) = (row.text(0)?, row.text(1)?, row.text(2)?);
        if name == NOT_CARRIED {
            continue;
        }
        let ty = match ty.as_str() {
            "BIGINT" => Type::Int,
            "TEXT" => Type::Text,
            "BLOB" => Type::Bytes,
            other => {
                let says = format!("列 {column} 的类型是 {other}");
                return Err(Error::Table { table: name, says });
            }
        };
        if found.last().is_none_or(|(table, _)| table.name != name) {
            let table = Table {
                name,
                columns: Vec::new(),
                key: Vec::new(),
            };
            found.push((table, Vec::new()));
        }
        if let Some((table, key)) = found.last_mut() {
            let place = row.int(3)?;
            if 0 < place {
                key.push((place, table.columns.len()));
            }
            table.columns.push(Column { name: column, ty });
        }
    }
    let references = rows.all(doing, references, vec![]).await?;
    let references = references
        .iter()
        .map(|row| Ok((row.text(0)?, row.text(1)?)))
        .collect::<Result<BTreeSet<_>, Error>>()?;
    let keyed = found.into_iter().map(|(mut table, mut key)| {
        key.sort_unstable();
        table.key = key.into_iter().map(|(_, at)| at).collect();
        if table.key.is_empty() {
            return Err(Error::Table {
                table: table.name,
                says: "它没有主键".into(),
            });
        }
        Ok(table)
    });
    in_order(keyed.collect::<Result<_, _>>()?, &references)
}

/// What is referred to comes first.
fn in_order(
    mut left: Vec<Table>,
    references: &BTreeSet<(String, String)>,
) -> Result<Vec<Table>, Error> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |table: &Table| {
            left.iter()
                .any(|other| references.contains(&(table.name.clone(), other.name.clone())))
        };
        let (later, now): (Vec<Table>, Vec<Table>) = left.iter().cloned().partition(waits);
        if now.is_empty() {
            return Err(Error::Table {
                table: later.first().map(|it| it.name.clone()).unwrap_or_default(),
                says: "它与别的表互相引用".into(),
            });
        }
        ordered.extend(now);
        left = later;
    }
    Ok(ordered)
}
