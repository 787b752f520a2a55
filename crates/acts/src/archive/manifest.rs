//! 清单 — what an archive holds, piece by piece with its SHA-256; the last file that is written.
//!
//! Decides the form of a manifest (ADR 0030). Its own name ends with the SHA-256 of its bytes, so that one name, kept
//! elsewhere, binds the whole archive.

use super::Trouble;
use law::Digest;
use serde::{Deserialize, Serialize};

/// The form that this program writes and reads.
pub(super) const FORM: &str = "gongkai/archive/1";

#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub form: String,
    /// Of which program.
    pub program: String,
    /// Of which site.
    pub site: String,
    /// Seconds since 1970 UTC.
    pub made_at: i64,
    /// The version of the schema.
    pub schema: i64,
    /// Which engine the register was in.
    pub engine: String,
    pub ledger: Ledger,
    pub tables: Vec<TableOf>,
    pub files: FilesOf,
    /// Files of the data directory that the operator put there.
    pub beside: Vec<Beside>,
    /// The settings, without anything that is secret or names the place.
    pub settings: String,
}

/// The head of the ledger.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    pub entries: u64,
    #[serde(with = "hex")]
    pub head: Digest,
}

#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct TableOf {
    pub name: String,
    /// Name and type of each column, in the order of the cells.
    pub columns: Vec<(String, String)>,
    pub rows: u64,
    pub pieces: Vec<Piece>,
}

/// Files that lie outside of the register; each line of these pieces is space, SHA-256, size.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct FilesOf {
    pub count: u64,
    pub bytes: u64,
    pub pieces: Vec<Piece>,
}

/// Rows in the order of their keys, one line each, packed.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// Of what it says, unpacked.
    #[serde(with = "hex")]
    pub sha256: Digest,
    pub rows: u64,
    /// Unpacked.
    pub bytes: u64,
    /// As it lies there.
    pub packed: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// From the data directory on.
    pub path: String,
    #[serde(with = "hex")]
    pub sha256: Digest,
    pub bytes: u64,
}

impl Manifest {
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, Trouble> {
        let bytes = serde_json::to_vec_pretty(self);
        let mut bytes = bytes.map_err(|error| Trouble::Refused(error.to_string()))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The name of its file.
    pub(super) fn name(&self, bytes: &[u8]) -> String {
        let at = law::date::moment(self.made_at).strftime("%Y%m%dT%H%M%S+0800");
        format!("{at}-{}.json", Digest::of(bytes))
    }

    /// Reads what stands under a name.
    pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Self, Trouble> {
        let whole = name
            .strip_suffix(".json")
            .and_then(|name| name.rsplit_once('-'))
            .and_then(|(_, digest)| Digest::parse(digest));
        if whole != Some(Digest::of(bytes)) {
            return Err(Trouble::damaged(name, "清单与它名称里的校验码不符"));
        }
        let manifest: serde_json::Value = serde_json::from_slice(bytes)
            .map_err(|_| Trouble::damaged(name, "清单不是应有的写法"))?;
        let form = manifest.get("form").and_then(serde_json::Value::as_str);
        if form != Some(FORM) {
            return Err(Trouble::Refused(format!(
                "清单 {name} 的写法是“{}”，这个程序只认 {FORM}；请用更新的程序",
                form.unwrap_or_default()
            )));
        }
        serde_json::from_value(manifest)
            .map_err(|error| Trouble::damaged(name, format!("清单里有不认识的内容（{error}）")))
    }

    /// Every piece of rows.
    pub(super) fn packed(&self) -> impl Iterator<Item = &Piece> {
        let tables = self.tables.iter().flat_map(|table| &table.pieces);
        tables.chain(&self.files.pieces)
    }

    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

mod hex {
    use law::Digest;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(digest: &Digest, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(digest)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Digest, D::Error> {
        let text = String::deserialize(from)?;
        Digest::parse(&text).ok_or_else(|| D::Error::custom("not a SHA-256"))
    }
}
