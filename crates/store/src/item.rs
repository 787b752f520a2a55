//! Items and editions on their way in.

use crate::Error;
use crate::engine::{AT_ONCE, Param, Row, Rows, Tx, params, rows_of};
use crate::seal::Part;
use law::item::Snapshot;
use law::item::indexno::IndexNo;
use law::item::released::WorkVersion;
use law::item::validity::{Certainty, Claim, Ended, Facts, Status};
use law::{Date, Digest};

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    Released,
    Withdrawn,
}

impl State {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Released => "released",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn read(id: &str) -> Result<Self, Error> {
        match id {
            "draft" => Ok(Self::Draft),
            "released" => Ok(Self::Released),
            "withdrawn" => Ok(Self::Withdrawn),
            other => Err(Error::damaged("读取信息的状态", other)),
        }
    }
}

/// The row of an item: what is unique, sorted or joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    pub id: String,
    pub kind: String,
    pub column: String,
    pub agency: String,
    pub index_no: IndexNo,
    pub work: Option<WorkVersion>,
    pub state: State,
    /// The newest edition, released or not.
    pub edition: u32,
    pub released_edition: Option<u32>,
    pub title: String,
    pub doc_no: Option<String>,
    pub written_on: Option<Date>,
    pub published_on: Date,
    pub changed_seq: u64,
}

pub(crate) const COLUMNS: &str = "i.id, i.kind, i.column_id, i.agency, i.index_code, i.index_year, i.index_serial, \
     i.work, i.version, i.state, i.edition, i.released_edition, i.title, i.doc_no, i.written_on, i.published_on, \
     i.changed_seq";

/// How many columns [`read`] takes.
pub(crate) const WIDTH: usize = 17;

pub(crate) fn read(row: &Row) -> Result<ItemRow, Error> {
    let doing = "读取信息的登记";
    let work = match (row.opt_text(7)?, row.opt_text(8)?) {
        (Some(work), Some(version)) => Some(WorkVersion { work, version }),
        _ => None,
    };
    Ok(ItemRow {
        id: row.text(0)?,
        kind: row.text(1)?,
        column: row.text(2)?,
        agency: row.text(3)?,
        index_no: IndexNo {
            code: row.text(4)?,
            year: u16::try_from(row.int(5)?).map_err(|_| Error::damaged(doing, "索引号的年份"))?,
            serial: u32::try_from(row.int(6)?)
                .map_err(|_| Error::damaged(doing, "索引号的流水号"))?,
        },
        work,
        state: State::read(&row.text(9)?)?,
        edition: row.int(10)? as u32,
        released_edition: row.opt_int(11)?.map(|n| n as u32),
        title: row.text(12)?,
        doc_no: row.opt_text(13)?,
        written_on: row.date(14)?,
        published_on: row
            .date(15)?
            .ok_or_else(|| Error::damaged(doing, "没有发布日期"))?,
        changed_seq: row.int(16)? as u64,
    })
}

/// Finds one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By<'a> {
    Id(&'a str),
    IndexNo(&'a IndexNo),
    Work { work: &'a str, version: &'a str },
    Alias { kind: &'a str, value: &'a str },
    Source { source: &'a str, source_id: &'a str },
}

pub(crate) async fn find(
    rows: &mut (impl Rows + Send),
    by: &By<'_>,
) -> Result<Option<ItemRow>, Error> {
    let (tail, values) = sought(by);
    rows.one(
        "查找信息",
        &format!("SELECT {COLUMNS} FROM item i{tail}"),
        values,
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// What comes behind `FROM item i` to find one, and its values.
pub(crate) fn sought(by: &By<'_>) -> (&'static str, Vec<Param>) {
    match by {
        By::Id(id) => (" WHERE i.id = $1", params![*id]),
        By::IndexNo(number) => (
            " WHERE i.index_code = $1 AND i.index_year = $2 AND i.index_serial = $3",
            params![number.code.as_str(), i64::from(number.year), number.serial],
        ),
        By::Work { work, version } => (
            " WHERE i.work = $1 AND i.version = $2",
            params![*work, *version],
        ),
        By::Alias { kind, value } => (
            " JOIN alias a ON a.item = i.id WHERE a.kind = $1 AND a.value = $2",
            params![*kind, *value],
        ),
        By::Source { source, source_id } => (
            " JOIN source s ON s.item = i.id WHERE s.source = $1 AND s.source_id = $2",
            params![*source, *source_id],
        ),
    }
}

pub(crate) async fn draft(
    rows: &mut (impl Rows + Send),
    item: &str,
    edition: u32,
) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT draft FROM edition WHERE item = $1 AND edition = $2";
    let row = rows.one("读取草稿", sql, params![item, edition]).await?;
    row.map_or(Ok(None), |row| row.opt_bytes(0))
}

/// How many texts one statement writes.
const TEXTS_AT_ONCE: usize = 20;

/// A release on its way into the register.
#[derive(Clone, Copy, Debug)]
pub struct NewRelease<'a> {
    /// The number of the entry that releases it.
    pub seq: u64,
    pub snapshot: &'a Snapshot,
    /// The canonical bytes of the snapshot, and the hash under which they are registered.
    pub bytes: &'a [u8],
    pub digest: Digest,
}

impl Tx {
    pub async fn find_item(&mut self, by: By<'_>) -> Result<Option<ItemRow>, Error> {
        find(self, &by).await
    }

    /// The items of a kind that have both this number and this title, in the order in which they were registered.
    pub async fn items_with(
        &mut self,
        doc_no: &str,
        title: &str,
        kind: &str,
    ) -> Result<Vec<ItemRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM item i WHERE i.doc_no = $1 AND i.title = $2 AND i.kind = $3 ORDER BY i.id"
        );
        let rows = self
            .all("查找信息", &sql, params![doc_no, title, kind])
            .await?;
        rows.iter().map(read).collect()
    }

    /// The next serial of an agency and year; a number once given is never given again.
    pub async fn next_serial(&mut self, code: &str, year: u16) -> Result<u32, Error> {
        let doing = "编排索引号";
        let sql = "INSERT INTO serial (code, year, last) VALUES ($1, $2, 1) \
                   ON CONFLICT (code, year) DO UPDATE SET last = serial.last + 1 RETURNING last";
        self.touch(Part::Serials, code);
        let row = self.one(doing, sql, params![code, i64::from(year)]).await?;
        let last = row
            .ok_or_else(|| Error::damaged(doing, "没有得到流水号"))?
            .int(0)?;
        u32::try_from(last).map_err(|_| Error::damaged(doing, "流水号太大"))
    }

    /// Makes sure that numbers given later are above one that a source stated.
    pub async fn reserve_serial(&mut self, number: &IndexNo) -> Result<(), Error> {
        let sql = "INSERT INTO serial (code, year, last) VALUES ($1, $2, $3) ON CONFLICT (code, year) DO UPDATE \
                   SET last = CASE WHEN serial.last < excluded.last THEN excluded.last ELSE serial.last END";
        let values = params![number.code.as_str(), i64::from(number.year), number.serial];
        self.touch(Part::Serials, &number.code);
        self.execute("保留来源的索引号", sql, values).await?;
        Ok(())
    }

    pub async fn insert_item(&mut self, item: &ItemRow) -> Result<(), Error> {
        let sql = "INSERT INTO item (id, kind, column_id, agency, index_code, index_year, index_serial, work, version, \
                   state, edition, released_edition, title, doc_no, written_on, published_on, changed_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
        self.touch(Part::Item, &item.id);
        self.execute("写入信息的登记", sql, all_values(item))
            .await?;
        Ok(())
    }

    /// Writes every changeable column of an item.
    pub async fn update_item(&mut self, item: &ItemRow) -> Result<(), Error> {
        let sql = "UPDATE item SET kind = $2, column_id = $3, agency = $4, index_code = $5, index_year = $6, \
                   index_serial = $7, work = $8, version = $9, state = $10, edition = $11, released_edition = $12, \
                   title = $13, doc_no = $14, written_on = $15, published_on = $16, changed_seq = $17 WHERE id = $1";
        self.touch(Part::Item, &item.id);
        self.execute("更新信息的登记", sql, all_values(item))
            .await?;
        Ok(())
    }

    /// Notes the entries by which items changed last.
    pub async fn touch_items(&mut self, changed: &[(&str, u64)]) -> Result<(), Error> {
        for changed in changed.chunks(AT_ONCE) {
            let sql = format!(
                "WITH changed(id, seq) AS (VALUES {}) UPDATE item SET changed_seq = \
                 (SELECT max(seq) FROM changed WHERE changed.id = item.id) \
                 WHERE id IN (SELECT id FROM changed)",
                rows_of(changed.len(), 2)
            );
            let values = changed
                .iter()
                .flat_map(|(item, seq)| params![*item, *seq as i64]);
            self.execute("记下信息的变化", &sql, values.collect())
                .await?;
        }
        Ok(())
    }

    /// Keeps an edition; a draft holds its snapshot until it is released.
    pub async fn put_edition(
        &mut self,
        item: &str,
        edition: u32,
        change_note: &str,
        draft: Option<Vec<u8>>,
        created_at: i64,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO edition (item, edition, change_note, draft, created_at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (item, edition) DO UPDATE SET draft = excluded.draft, change_note = excluded.change_note";
        self.touch(Part::Editions, item);
        self.execute(
            "写入版次",
            sql,
            params![item, edition, change_note, draft, created_at],
        )
        .await?;
        Ok(())
    }

    /// The bytes of a draft edition.
    pub async fn draft(&mut self, item: &str, edition: u32) -> Result<Option<Vec<u8>>, Error> {
        draft(self, item, edition).await
    }

    /// 公开: editions with the entries that release them. They never change afterwards.
    pub async fn insert_releases(&mut self, releases: &[NewRelease<'_>]) -> Result<(), Error> {
        for releases in releases.chunks(TEXTS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO release (item, edition, seq, released_at, change_note, snapshot, digest) VALUES {}",
                rows_of(releases.len(), 7)
            );
            let values = releases.iter().flat_map(|release| {
                let snapshot = release.snapshot;
                params![
                    snapshot.item.as_str(),
                    snapshot.edition,
                    release.seq as i64,
                    snapshot.released_at,
                    snapshot.change_note.as_str(),
                    release.bytes.to_vec(),
                    release.digest
                ]
            });
            self.execute("写入公开的文本", &sql, values.collect())
                .await?;
        }
        Ok(())
    }

    /// 撤回
    pub async fn insert_withdrawal(
        &mut self,
        item: &str,
        seq: u64,
        withdrawn_at: i64,
        by_agency: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO withdrawal (item, seq, withdrawn_at, by_agency, reason) VALUES ($1, $2, $3, $4, $5)";
        self.touch(Part::Withdrawal, item);
        self.execute(
            "写入撤回说明",
            sql,
            params![item, seq as i64, withdrawn_at, by_agency, reason],
        )
        .await?;
        Ok(())
    }

    /// Gives an item another address; one that is taken stays with its first item.
    pub async fn add_alias(&mut self, kind: &str, value: &str, item: &str) -> Result<bool, Error> {
        let sql = "INSERT INTO alias (kind, value, item) VALUES ($1, $2, $3) ON CONFLICT (kind, value) DO NOTHING";
        self.touch(Part::Aliases, item);
        Ok(self
            .execute("写入旧地址", sql, params![kind, value, item])
            .await?
            == 1)
    }

    /// The dated facts from which the validity of an item follows.
    pub async fn put_facts(&mut self, item: &str, facts: &Facts) -> Result<(), Error> {
        let sql = "INSERT INTO validity (item, effective, amended_from, repealed_from, repealed_by, expires_after, \
                   claim_status, claim_certainty, claim_basis) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT (item) DO UPDATE SET effective = excluded.effective, \
                   amended_from = excluded.amended_from, repealed_from = excluded.repealed_from, \
                   repealed_by = excluded.repealed_by, expires_after = excluded.expires_after, \
                   claim_status = excluded.claim_status, claim_certainty = excluded.claim_certainty, \
                   claim_basis = excluded.claim_basis";
        let claim = facts.claim.as_ref();
        let values = params![
            item,
            facts.effective,
            facts.amended_from,
            facts.repealed.as_ref().and_then(|ended| ended.from),
            facts.repealed.as_ref().map(|ended| ended.by.as_str()),
            facts.expires_after,
            claim.map(|claim| claim.status.id()),
            claim.map(|claim| claim.certainty.id()),
            claim.map(|claim| claim.basis.as_str())
        ];
        self.touch(Part::Validity, item);
        self.execute("写入效力", sql, values).await?;
        Ok(())
    }

    pub async fn facts(&mut self, item: &str) -> Result<Option<Facts>, Error> {
        let sql = format!("SELECT {FACTS} FROM validity v WHERE v.item = $1");
        let row = self.one("读取效力", &sql, params![item]).await?;
        row.map_or(Ok(None), |row| read_facts(&row, 0))
    }
}

fn all_values(item: &ItemRow) -> Vec<crate::engine::Param> {
    params![
        item.id.as_str(),
        item.kind.as_str(),
        item.column.as_str(),
        item.agency.as_str(),
        item.index_no.code.as_str(),
        i64::from(item.index_no.year),
        item.index_no.serial,
        item.work.as_ref().map(|work| work.work.as_str()),
        item.work.as_ref().map(|work| work.version.as_str()),
        item.state.id(),
        item.edition,
        item.released_edition.map(i64::from),
        item.title.as_str(),
        item.doc_no.as_deref(),
        item.written_on,
        Some(item.published_on),
        item.changed_seq as i64
    ]
}

pub(crate) const FACTS: &str = "v.item, v.effective, v.amended_from, v.repealed_from, v.repealed_by, \
     v.expires_after, v.claim_status, v.claim_certainty, v.claim_basis";

/// How many columns [`FACTS`] takes.
pub(crate) const FACTS_WIDTH: usize = 9;

/// Reads [`FACTS`] from column `at` on; `None` where the item has none (an outer join).
pub(crate) fn read_facts(row: &Row, at: usize) -> Result<Option<Facts>, Error> {
    if row.opt_text(at)?.is_none() {
        return Ok(None);
    }
    let repealed = row.opt_text(at + 4)?;
    let repealed_from = row.date(at + 3)?;
    let claim = match row.opt_text(at + 6)? {
        None => None,
        Some(status) => Some(Claim {
            status: Status::from_id(&status)
                .ok_or_else(|| Error::damaged("读取效力状态", status))?,
            certainty: if row.opt_text(at + 7)?.as_deref() == Some("evidenced") {
                Certainty::Evidenced
            } else {
                Certainty::Presumed
            },
            basis: row.opt_text(at + 8)?.unwrap_or_default(),
        }),
    };
    Ok(Some(Facts {
        effective: row.date(at + 1)?,
        amended_from: row.date(at + 2)?,
        repealed: repealed.map(|by| Ended {
            from: repealed_from,
            by,
        }),
        expires_after: row.date(at + 5)?,
        claim,
    }))
}
