//! 日志 — where the public log is kept: its leaves, its tiles, its signed checkpoints, and what opens a leaf (ADR 0025).
//!
//! Decides nothing about what a leaf says or how hashes are computed: bytes come in and go out. Where the log stands is one
//! row, moved in the transaction that appends.

use crate::Error;
use crate::engine::{AT_ONCE, Param, Reader, Rows, Tx, marks, params, rows_of};
use law::Digest;
use std::collections::BTreeMap;

/// How far the log has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// The newest entry of the ledger that has its leaves.
    pub seq: u64,
    /// How many leaves there are.
    pub size: u64,
    /// The hash function of its tree: `sha256` or `sm3`.
    pub hash: String,
}

/// One leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafRow {
    /// Counted from 0.
    pub place: u64,
    /// The entry of the ledger that it is of.
    pub seq: u64,
    pub bytes: Vec<u8>,
}

/// A tile by its level and its place in it.
pub type TileAt = (u8, u64);

/// A checkpoint as it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointRow {
    pub size: u64,
    pub note: Vec<u8>,
}

/// The salt under which a leaf commits to its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaltRow {
    pub seq: u64,
    pub item: String,
    pub edition: u32,
    /// 32 bytes.
    pub salt: Vec<u8>,
}

/// A copy that the press made of an edition and that a leaf commits to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivativeRow {
    pub seq: u64,
    /// Counted from 0 within its leaf.
    pub place: u32,
    pub item: String,
    pub edition: u32,
    pub name: String,
    pub media_type: String,
    pub size: u64,
    pub digest: Digest,
}

/// What the ledger has done with an item, for the leaves about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    pub index_no: String,
    pub version: Option<(String, String)>,
    /// Number and edition of each release, in the order of numbers.
    pub releases: Vec<(u64, u32)>,
    /// The number of its withdrawal.
    pub withdrawn: Option<u64>,
}

async fn log(rows: &mut (impl Rows + Send)) -> Result<LogRow, Error> {
    let doing = "读取日志的位置";
    let row = rows
        .one(
            doing,
            "SELECT seq, size, hash FROM log WHERE one = 1",
            vec![],
        )
        .await?;
    let row = row.ok_or_else(|| Error::damaged(doing, "日志的位置不见了"))?;
    Ok(LogRow {
        seq: row.int(0)? as u64,
        size: row.int(1)? as u64,
        hash: row.text(2)?,
    })
}

async fn tiles(
    rows: &mut (impl Rows + Send),
    at: &[TileAt],
) -> Result<BTreeMap<TileAt, Vec<u8>>, Error> {
    let mut found = BTreeMap::new();
    for (level, place) in at {
        let sql = "SELECT hashes FROM tile WHERE level = $1 AND place = $2";
        let values = params![i64::from(*level), *place as i64];
        if let Some(row) = rows.one("读取日志分片", sql, values).await? {
            found.insert((*level, *place), row.bytes(0)?);
        }
    }
    Ok(found)
}

async fn courses(
    rows: &mut (impl Rows + Send),
    items: &[&str],
) -> Result<BTreeMap<String, Course>, Error> {
    let doing = "读取信息的经过";
    let mut found: BTreeMap<String, Course> = BTreeMap::new();
    for items in items.chunks(AT_ONCE) {
        let marks = marks(items.len());
        let values = || items.iter().map(|item| Param::from(*item)).collect();
        let sql = format!(
            "SELECT i.id, i.index_code, i.index_year, i.index_serial, i.work, i.version, w.seq FROM item i \
             LEFT JOIN withdrawal w ON w.item = i.id WHERE i.id IN ({marks})"
        );
        for row in rows.all(doing, &sql, values()).await? {
            let number = law::item::indexno::IndexNo {
                code: row.text(1)?,
                year: u16::try_from(row.int(2)?).unwrap_or_default(),
                serial: u32::try_from(row.int(3)?).unwrap_or_default(),
            };
            let course = Course {
                index_no: number.to_string(),
                version: row.opt_text(4)?.zip(row.opt_text(5)?),
                releases: Vec::new(),
                withdrawn: row.opt_int(6)?.map(|seq| seq as u64),
            };
            found.insert(row.text(0)?, course);
        }
        let sql =
            format!("SELECT item, seq, edition FROM release WHERE item IN ({marks}) ORDER BY seq");
        for row in rows.all(doing, &sql, values()).await? {
            if let Some(course) = found.get_mut(&row.text(0)?) {
                course
                    .releases
                    .push((row.int(1)? as u64, row.int(2)? as u32));
            }
        }
    }
    Ok(found)
}

const DERIVATIVE: &str = "seq, place, item, edition, name, media_type, size, digest";

async fn derivatives(
    rows: &mut (impl Rows + Send),
    condition: &str,
    values: Vec<Param>,
) -> Result<Vec<DerivativeRow>, Error> {
    let sql = format!("SELECT {DERIVATIVE} FROM derivative WHERE {condition} ORDER BY seq, place");
    let rows = rows.all("读取登记的版式文件", &sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(DerivativeRow {
                seq: row.int(0)? as u64,
                place: row.int(1)? as u32,
                item: row.text(2)?,
                edition: row.int(3)? as u32,
                name: row.text(4)?,
                media_type: row.text(5)?,
                size: row.int(6)? as u64,
                digest: row.digest(7)?,
            })
        })
        .collect()
}

async fn checkpoint(
    rows: &mut (impl Rows + Send),
    condition: &str,
    values: Vec<Param>,
) -> Result<Option<CheckpointRow>, Error> {
    let sql = format!("SELECT size, note FROM checkpoint {condition} LIMIT 1");
    let row = rows.one("读取检查点", &sql, values).await?;
    row.map(|row| {
        Ok(CheckpointRow {
            size: row.int(0)? as u64,
            note: row.bytes(1)?,
        })
    })
    .transpose()
}

const NEWEST: &str = "ORDER BY size DESC";
const HOLDING: &str = "WHERE size >= $1 ORDER BY size";

async fn key_changes(rows: &mut (impl Rows + Send)) -> Result<Vec<u64>, Error> {
    let sql = "SELECT seq FROM ledger WHERE act = 'change_key' ORDER BY seq";
    let rows = rows.all("列出换过的密钥", sql, vec![]).await?;
    rows.iter().map(|row| Ok(row.int(0)? as u64)).collect()
}

impl Reader {
    pub async fn log(&mut self) -> Result<LogRow, Error> {
        log(self).await
    }

    /// Those of these tiles that there are; each is the whole row, which may be wider than a smaller tree has it.
    pub async fn tiles(&mut self, at: &[TileAt]) -> Result<BTreeMap<TileAt, Vec<u8>>, Error> {
        tiles(self, at).await
    }

    /// Up to `limit` tiles after one, in the order of levels and places.
    pub async fn tiles_after(
        &mut self,
        after: Option<TileAt>,
        limit: u32,
    ) -> Result<BTreeMap<TileAt, Vec<u8>>, Error> {
        let (level, place) =
            after.map_or((-1, -1), |(level, place)| (i64::from(level), place as i64));
        let sql = "SELECT level, place, hashes FROM tile WHERE level > $1 OR (level = $1 AND place > $2) \
                   ORDER BY level, place LIMIT $3";
        let rows = self
            .all("读取日志分片", sql, params![level, place, limit])
            .await?;
        rows.iter()
            .map(|row| Ok(((row.int(0)? as u8, row.int(1)? as u64), row.bytes(2)?)))
            .collect()
    }

    /// Up to `limit` leaves from a place on, in order.
    pub async fn leaves_from(&mut self, place: u64, limit: u32) -> Result<Vec<LeafRow>, Error> {
        let sql = "SELECT place, seq, bytes FROM leaf WHERE place >= $1 ORDER BY place LIMIT $2";
        self.leaves(sql, params![place as i64, limit]).await
    }

    /// The leaves of an entry of the ledger.
    pub async fn leaves_of(&mut self, seq: u64) -> Result<Vec<LeafRow>, Error> {
        let sql = "SELECT place, seq, bytes FROM leaf WHERE seq = $1 ORDER BY place";
        self.leaves(sql, params![seq as i64]).await
    }

    async fn leaves(&mut self, sql: &str, values: Vec<Param>) -> Result<Vec<LeafRow>, Error> {
        let rows = self.all("读取日志", sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(LeafRow {
                    place: row.int(0)? as u64,
                    seq: row.int(1)? as u64,
                    bytes: row.bytes(2)?,
                })
            })
            .collect()
    }

    /// The newest signed checkpoint.
    pub async fn newest_checkpoint(&mut self) -> Result<Option<CheckpointRow>, Error> {
        checkpoint(self, NEWEST, vec![]).await
    }

    /// Every signed checkpoint, the oldest first.
    pub async fn checkpoints(&mut self) -> Result<Vec<CheckpointRow>, Error> {
        let sql = "SELECT size, note FROM checkpoint ORDER BY size";
        let rows = self.all("列出检查点", sql, vec![]).await?;
        rows.iter()
            .map(|row| {
                Ok(CheckpointRow {
                    size: row.int(0)? as u64,
                    note: row.bytes(1)?,
                })
            })
            .collect()
    }

    /// The oldest signed checkpoint of at least `size` leaves.
    pub async fn checkpoint_holding(&mut self, size: u64) -> Result<Option<CheckpointRow>, Error> {
        checkpoint(self, HOLDING, params![size as i64]).await
    }

    /// The entries of the ledger that changed the key of the log, in order.
    pub async fn key_changes(&mut self) -> Result<Vec<u64>, Error> {
        key_changes(self).await
    }

    /// The salt under which the leaves of an entry commit to their parts, while it is kept.
    pub async fn leaf_salt(&mut self, seq: u64) -> Result<Option<SaltRow>, Error> {
        let found = self.salts("seq = $1", params![seq as i64]).await?;
        Ok(found.into_iter().next())
    }

    /// Up to `limit` salts after an entry, in the order of numbers.
    pub async fn salts_after(&mut self, seq: u64, limit: u32) -> Result<Vec<SaltRow>, Error> {
        let condition = "seq > $1 ORDER BY seq LIMIT $2";
        self.salts(condition, params![seq as i64, limit]).await
    }

    async fn salts(&mut self, condition: &str, values: Vec<Param>) -> Result<Vec<SaltRow>, Error> {
        let sql = format!("SELECT seq, item, edition, salt FROM leaf_salt WHERE {condition}");
        let rows = self.all("读取日志的盐", &sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(SaltRow {
                    seq: row.int(0)? as u64,
                    item: row.text(1)?,
                    edition: row.int(2)? as u32,
                    salt: row.bytes(3)?,
                })
            })
            .collect()
    }

    /// The copies of an entry, in the order of its leaf.
    pub async fn derivatives_of(&mut self, seq: u64) -> Result<Vec<DerivativeRow>, Error> {
        derivatives(self, "seq = $1", params![seq as i64]).await
    }

    /// Every entry that registered copies which are still known, in order.
    pub async fn derivative_seqs(&mut self) -> Result<Vec<u64>, Error> {
        let sql = "SELECT DISTINCT seq FROM derivative ORDER BY seq";
        let rows = self.all("列出登记的版式文件", sql, vec![]).await?;
        rows.iter().map(|row| Ok(row.int(0)? as u64)).collect()
    }

    /// The registered copy of an edition with these bytes.
    pub async fn derivative(
        &mut self,
        item: &str,
        edition: u32,
        digest: Digest,
    ) -> Result<Option<DerivativeRow>, Error> {
        let condition = "item = $1 AND edition = $2 AND digest = $3";
        let found = derivatives(self, condition, params![item, edition, digest]).await?;
        Ok(found.into_iter().next())
    }

    /// What the ledger has done with each of these items.
    pub async fn courses(&mut self, items: &[&str]) -> Result<BTreeMap<String, Course>, Error> {
        courses(self, items).await
    }
}

impl Tx {
    /// Where the log stands. Whoever appends holds the head of the ledger ([`Tx::lock_head`]).
    pub async fn log(&mut self) -> Result<LogRow, Error> {
        log(self).await
    }

    pub async fn tiles(&mut self, at: &[TileAt]) -> Result<BTreeMap<TileAt, Vec<u8>>, Error> {
        tiles(self, at).await
    }

    pub async fn courses(&mut self, items: &[&str]) -> Result<BTreeMap<String, Course>, Error> {
        courses(self, items).await
    }

    /// The copies of an entry, in the order of its leaf.
    pub async fn derivatives_of(&mut self, seq: u64) -> Result<Vec<DerivativeRow>, Error> {
        derivatives(self, "seq = $1", params![seq as i64]).await
    }

    /// Whether a copy of an edition with these bytes is registered.
    pub async fn has_derivative(
        &mut self,
        item: &str,
        edition: u32,
        digest: Digest,
    ) -> Result<bool, Error> {
        let condition = "item = $1 AND edition = $2 AND digest = $3";
        let found = derivatives(self, condition, params![item, edition, digest]).await?;
        Ok(!found.is_empty())
    }

    pub async fn insert_leaves(&mut self, leaves: &[LeafRow]) -> Result<(), Error> {
        for leaves in leaves.chunks(AT_ONCE) {
            let sql = format!(
                "INSERT INTO leaf (place, seq, bytes) VALUES {}",
                rows_of(leaves.len(), 3)
            );
            let values = leaves
                .iter()
                .flat_map(|leaf| params![leaf.place as i64, leaf.seq as i64, leaf.bytes.clone()]);
            self.execute("写入日志", &sql, values.collect()).await?;
        }
        Ok(())
    }

    /// Writes tiles as they are now; each only ever grows at its end.
    pub async fn put_tiles(&mut self, tiles: &[(TileAt, Vec<u8>)]) -> Result<(), Error> {
        for ((level, place), hashes) in tiles {
            let sql = "INSERT INTO tile (level, place, hashes) VALUES ($1, $2, $3) \
                       ON CONFLICT (level, place) DO UPDATE SET hashes = excluded.hashes";
            let values = params![i64::from(*level), *place as i64, hashes.clone()];
            self.execute("写入日志分片", sql, values).await?;
        }
        Ok(())
    }

    pub async fn insert_salts(&mut self, salts: &[SaltRow]) -> Result<(), Error> {
        for salts in salts.chunks(AT_ONCE) {
            let sql = format!(
                "INSERT INTO leaf_salt (seq, item, edition, salt) VALUES {}",
                rows_of(salts.len(), 4)
            );
            let values = salts.iter().flat_map(|row| {
                params![
                    row.seq as i64,
                    row.item.as_str(),
                    row.edition,
                    row.salt.clone()
                ]
            });
            self.execute("写入日志的盐", &sql, values.collect()).await?;
        }
        Ok(())
    }

    pub async fn insert_derivatives(&mut self, rows: &[DerivativeRow]) -> Result<(), Error> {
        for row in rows {
            let sql = format!(
                "INSERT INTO derivative ({DERIVATIVE}) VALUES {}",
                rows_of(1, 8)
            );
            let values = params![
                row.seq as i64,
                row.place,
                row.item.as_str(),
                row.edition,
                row.name.as_str(),
                row.media_type.as_str(),
                row.size as i64,
                row.digest
            ];
            self.execute("登记版式文件", &sql, values).await?;
        }
        Ok(())
    }

    /// Forgets what opens the leaves about the editions of an item before one: they tell nothing any more, except to whoever
    /// kept a proof.
    pub async fn forget_openings(&mut self, item: &str, before: u32) -> Result<(), Error> {
        for table in ["leaf_salt", "derivative"] {
            let sql = format!("DELETE FROM {table} WHERE item = $1 AND edition < $2");
            self.execute("销毁日志的盐", &sql, params![item, before])
                .await?;
        }
        Ok(())
    }

    /// Sets the hash function of a tree that has no leaves.
    ///
    /// # Errors
    /// Where it has some.
    pub async fn set_log_hash(&mut self, hash: &str) -> Result<(), Error> {
        let doing = "设定日志的散列算法";
        let sql = "UPDATE log SET hash = $1 WHERE one = 1 AND size = 0";
        match self.execute(doing, sql, params![hash]).await? {
            1 => Ok(()),
            _ => Err(Error::damaged(doing, "日志已经有条目")),
        }
    }

    /// Moves the log on.
    pub async fn move_log(&mut self, from: &LogRow, seq: u64, size: u64) -> Result<(), Error> {
        let doing = "推进日志";
        let sql = "UPDATE log SET seq = $1, size = $2 WHERE one = 1 AND seq = $3 AND size = $4";
        let values = params![seq as i64, size as i64, from.seq as i64, from.size as i64];
        match self.execute(doing, sql, values).await? {
            1 => Ok(()),
            _ => Err(Error::damaged(doing, "日志的位置在办理中被改动")),
        }
    }

    /// The newest signed checkpoint.
    pub async fn newest_checkpoint(&mut self) -> Result<Option<CheckpointRow>, Error> {
        checkpoint(self, NEWEST, vec![]).await
    }

    /// The entries of the ledger that changed the key of the log, in order.
    pub async fn key_changes(&mut self) -> Result<Vec<u64>, Error> {
        key_changes(self).await
    }

    /// The place of the newest leaf of an entry.
    pub async fn last_leaf_of(&mut self, seq: u64) -> Result<Option<u64>, Error> {
        let sql = "SELECT MAX(place) FROM leaf WHERE seq = $1";
        let row = self.one("读取日志", sql, params![seq as i64]).await?;
        let place = row.map_or(Ok(None), |row| row.opt_int(0))?;
        Ok(place.map(|place| place as u64))
    }

    /// The oldest signed checkpoint of at least `size` leaves.
    pub async fn checkpoint_holding(&mut self, size: u64) -> Result<Option<CheckpointRow>, Error> {
        checkpoint(self, HOLDING, params![size as i64]).await
    }

    /// Forgets the checkpoints before the newest, but for those of these sizes.
    pub async fn forget_checkpoints(&mut self, but: &[u64]) -> Result<(), Error> {
        let others = if but.is_empty() {
            String::new()
        } else {
            format!(" AND size NOT IN ({})", marks(but.len()))
        };
        let sql = format!(
            "DELETE FROM checkpoint WHERE size < (SELECT MAX(size) FROM checkpoint){others}"
        );
        let values = but.iter().map(|size| Param::from(*size as i64)).collect();
        self.execute("清理从前的检查点", &sql, values).await?;
        Ok(())
    }

    /// Keeps a checkpoint, in the place of the one of the same size.
    pub async fn put_checkpoint(&mut self, row: &CheckpointRow) -> Result<(), Error> {
        let sql = "INSERT INTO checkpoint (size, note) VALUES ($1, $2) \
                   ON CONFLICT (size) DO UPDATE SET note = excluded.note";
        let values = params![row.size as i64, row.note.clone()];
        self.execute("写入检查点", sql, values).await?;
        Ok(())
    }
}
