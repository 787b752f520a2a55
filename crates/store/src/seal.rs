//! 印证 — the rows that are shown, or decide what is shown, in the one form that entries of the ledger are bound to.
//!
//! Decides which rows belong together ([`Part`]) and to whom, and their canonical bytes (RFC 8785). Every write of this
//! crate notes whose rows it wrote ([`Tx::touched`]), so that an act cannot forget to have them bound.
//!
//! Invariant: the same rows have the same bytes on both engines. A cell that is empty is left out, so that a column that
//! comes later changes nothing that was bound before.

pub(crate) mod part;

use crate::Error;
use crate::engine::{Param, Reader, Row, Rows, Tx};
use law::{Digest, canon};
pub use part::Part;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How a part lies in the database.
struct Table {
    name: &'static str,
    owner: &'static str,
    /// What tells the rows of one owner apart, in their order.
    order: &'static str,
    columns: &'static [Column],
}

enum Column {
    Int(&'static str),
    Text(&'static str),
    /// Stands as its SHA-256.
    Bytes(&'static str),
}

use Column::{Bytes, Int, Text};

impl Column {
    const fn name(&self) -> &'static str {
        match self {
            Int(name) | Text(name) | Bytes(name) => name,
        }
    }

    fn read(&self, row: &Row, at: usize) -> Result<Option<Value>, Error> {
        Ok(match self {
            Int(_) => row.opt_int(at)?.map(Value::from),
            Text(_) => row.opt_text(at)?.map(Value::from),
            Bytes(_) => row
                .opt_bytes(at)?
                .map(|it| Digest::of(&it).to_string().into()),
        })
    }
}

/// How many owners one statement asks for.
const AT_ONCE: usize = 500;

impl Part {
    pub const ALL: [Self; 12] = [
        Self::Item,
        Self::Editions,
        Self::Withdrawal,
        Self::Validity,
        Self::Relations,
        Self::Aliases,
        Self::Sources,
        Self::Agency,
        Self::Work,
        Self::Setting,
        Self::Serials,
        Self::SiteError,
    ];

    /// Stands in entries for ever.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Editions => "editions",
            Self::Withdrawal => "withdrawal",
            Self::Validity => "validity",
            Self::Relations => "relations",
            Self::Aliases => "aliases",
            Self::Sources => "sources",
            Self::Agency => "agency",
            Self::Work => "work",
            Self::Setting => "setting",
            Self::Serials => "serials",
            Self::SiteError => "site_error",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.id() == id)
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Item => "登记",
            Self::Editions => "版次",
            Self::Withdrawal => "撤回说明",
            Self::Validity => "效力",
            Self::Relations => "关联",
            Self::Aliases => "旧地址",
            Self::Sources => "来源",
            Self::Agency => "机构信息",
            Self::Work => "法规条目",
            Self::Setting => "站点设置",
            Self::Serials => "流水号",
            Self::SiteError => "读者找错",
        }
    }

    /// Whether its owner is an item.
    pub const fn is_of_item(self) -> bool {
        !matches!(
            self,
            Self::Agency | Self::Work | Self::Setting | Self::Serials | Self::SiteError
        )
    }

    const fn table(self) -> Table {
        let (name, owner, order, columns): (_, _, _, &'static [Column]) = match self {
            Self::Item => (
                "item",
                "id",
                "id",
                // Not `changed_seq`: the entry itself says it.
                &[
                    Text("kind"),
                    Text("column_id"),
                    Text("agency"),
                    Text("index_code"),
                    Int("index_year"),
                    Int("index_serial"),
                    Text("work"),
                    Text("version"),
                    Text("state"),
                    Int("edition"),
                    Int("released_edition"),
                    Text("title"),
                    Text("doc_no"),
                    Text("written_on"),
                    Text("published_on"),
                ],
            ),
            Self::Editions => (
                "edition",
                "item",
                "edition",
                &[
                    Int("edition"),
                    Text("change_note"),
                    Bytes("draft"),
                    Int("created_at"),
                ],
            ),
            Self::Withdrawal => (
                "withdrawal",
                "item",
                "seq",
                &[
                    Int("seq"),
                    Int("withdrawn_at"),
                    Text("by_agency"),
                    Text("reason"),
                ],
            ),
            Self::Validity => (
                "validity",
                "item",
                "item",
                &[
                    Text("effective"),
                    Text("amended_from"),
                    Text("repealed_from"),
                    Text("repealed_by"),
                    Text("expires_after"),
                    Text("claim_status"),
                    Text("claim_certainty"),
                    Text("claim_basis"),
                ],
            ),
            Self::Relations => (
                "relation",
                "item",
                "relation, says",
                &[
                    Text("relation"),
                    Text("says"),
                    Text("other"),
                    Text("since"),
                    Text("former"),
                ],
            ),
            Self::Aliases => (
                "alias",
                "item",
                "kind, value",
                &[Text("kind"), Text("value")],
            ),
            Self::Sources => (
                "source",
                "item",
                "source, source_id",
                &[Text("source"), Text("source_id"), Bytes("digest")],
            ),
            Self::Agency => (
                "agency",
                "code",
                "code",
                &[
                    Text("name"),
                    Text("short_name"),
                    Text("level"),
                    Text("kind"),
                    Text("admin_parent"),
                    Text("system_parent"),
                    Text("valid_from"),
                    Text("valid_to"),
                    Text("successor"),
                    Text("phone"),
                    Text("address"),
                    Int("is_own"),
                    Int("position"),
                ],
            ),
            Self::Work => (
                "work",
                "code",
                "code",
                &[Text("key"), Text("title"), Text("kind")],
            ),
            Self::Setting => ("setting", "key", "key", &[Text("value")]),
            Self::Serials => ("serial", "code", "year", &[Int("year"), Int("last")]),
            Self::SiteError => (
                "site_error",
                "id",
                "id",
                // Not what a person wrote nor the salts, which are erased one day: their commitments are bound.
                &[
                    Text("number"),
                    Text("state"),
                    Text("kind"),
                    Int("received_at"),
                    Int("forwarded_at"),
                    Int("closed_at"),
                    Int("erased_at"),
                    Bytes("receipt"),
                    Bytes("code"),
                    Bytes("written"),
                    Bytes("replied"),
                ],
            ),
        };
        Table {
            name,
            owner,
            order,
            columns,
        }
    }

    /// The canonical bytes of rows of this part.
    fn bytes(self, owner: &str, rows: &[Value]) -> Vec<u8> {
        canon::to_bytes(&json!({ "part": self.id(), "owner": owner, "rows": rows }))
    }

    /// The canonical bytes of no rows at all.
    pub fn empty(self, owner: &str) -> Vec<u8> {
        self.bytes(owner, &[])
    }
}

/// The canonical bytes of the rows of each of these owners; those that have none are left out.
async fn sealed(
    rows: &mut (impl Rows + Send),
    part: Part,
    owners: &[String],
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let table = part.table();
    let names: Vec<&str> = table.columns.iter().map(Column::name).collect();
    let mut of: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for owners in owners.chunks(AT_ONCE) {
        let marks: Vec<String> = (1..=owners.len()).map(|n| format!("${n}")).collect();
        let Table {
            name, owner, order, ..
        } = table;
        let sql = format!(
            "SELECT {owner}, {} FROM {name} WHERE {owner} IN ({}) ORDER BY {owner}, {order}",
            names.join(", "),
            marks.join(", "),
        );
        let values = owners.iter().map(|it| Param::from(it.as_str())).collect();
        for row in rows.all("读取要印证的登记", &sql, values).await? {
            let mut map = Map::new();
            for (n, column) in table.columns.iter().enumerate() {
                if let Some(value) = column.read(&row, n + 1)? {
                    map.insert(column.name().to_owned(), value);
                }
            }
            of.entry(row.text(0)?).or_default().push(Value::Object(map));
        }
    }
    let bytes = |(owner, rows): (String, Vec<Value>)| {
        let bytes = part.bytes(&owner, &rows);
        (owner, bytes)
    };
    Ok(of.into_iter().map(bytes).collect())
}

impl Tx {
    /// The canonical bytes of the rows of each of these owners; those that have none are left out.
    pub async fn sealed(
        &mut self,
        part: Part,
        owners: &[String],
    ) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        sealed(self, part, owners).await
    }
}

impl Reader {
    /// The next owners that have rows of a part, in order, and the canonical bytes of these. Empty after the last.
    pub async fn sealed_after(
        &mut self,
        part: Part,
        owner: Option<&str>,
    ) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        let table = part.table();
        let (name, column) = (table.name, table.owner);
        let (after, mut values) = match owner {
            Some(owner) => (format!(" WHERE {column} > $2"), vec![Param::from(owner)]),
            None => (String::new(), Vec::new()),
        };
        values.insert(0, Param::from(AT_ONCE as i64));
        let sql = format!("SELECT DISTINCT {column} FROM {name}{after} ORDER BY {column} LIMIT $1");
        let rows = self.all("列出要印证的登记", &sql, values).await?;
        let owners: Vec<String> = rows
            .iter()
            .map(|row| row.text(0))
            .collect::<Result<_, _>>()?;
        sealed(self, part, &owners).await
    }
}
