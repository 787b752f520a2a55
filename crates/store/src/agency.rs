//! 行政机关 in the register: rows with both parents and their successors.

use crate::Error;
use crate::engine::{Reader, Row, Rows, Tx, params};
use crate::seal::Part;
use law::Date;
use law::agency::{AgencyKind, AgencyLevel};

/// One agency under one name: a renamed body is a new row that follows the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub level: AgencyLevel,
    pub kind: AgencyKind,
    /// 隶属关系
    pub admin_parent: Option<String>,
    /// 系统
    pub system_parent: Option<String>,
    pub valid_from: Option<Date>,
    /// The last day under this name.
    pub valid_to: Option<Date>,
    pub successor: Option<String>,
    pub phone: String,
    pub address: String,
    /// Whether it belongs to this site; others are publishers of what is reprinted here.
    pub is_own: bool,
    pub position: i64,
}

const COLUMNS: &str = "code, name, short_name, level, kind, admin_parent, system_parent, valid_from, valid_to, \
                       successor, phone, address, is_own, position";

fn read(row: &Row) -> Result<Agency, Error> {
    let doing = "读取机构";
    let (level, kind) = (row.text(3)?, row.text(4)?);
    Ok(Agency {
        code: row.text(0)?,
        name: row.text(1)?,
        short_name: row.text(2)?,
        level: AgencyLevel::from_id(&level).ok_or_else(|| Error::damaged(doing, level))?,
        kind: AgencyKind::from_id(&kind).ok_or_else(|| Error::damaged(doing, kind))?,
        admin_parent: row.opt_text(5)?,
        system_parent: row.opt_text(6)?,
        valid_from: row.date(7)?,
        valid_to: row.date(8)?,
        successor: row.opt_text(9)?,
        phone: row.text(10)?,
        address: row.text(11)?,
        is_own: row.int(12)? != 0,
        position: row.int(13)?,
    })
}

async fn all(rows: &mut (impl Rows + Send)) -> Result<Vec<Agency>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM agency ORDER BY position, code");
    rows.all("读取机构", &sql, vec![])
        .await?
        .iter()
        .map(read)
        .collect()
}

impl Reader {
    /// Every agency, in the order of the site.
    pub async fn agencies(&mut self) -> Result<Vec<Agency>, Error> {
        all(self).await
    }
}

impl Tx {
    pub async fn agencies(&mut self) -> Result<Vec<Agency>, Error> {
        all(self).await
    }

    /// Writes an agency; one of the same code is replaced.
    pub async fn put_agency(&mut self, agency: &Agency) -> Result<(), Error> {
        let sql = format!(
            "INSERT INTO agency ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, \
             level = excluded.level, kind = excluded.kind, admin_parent = excluded.admin_parent, \
             system_parent = excluded.system_parent, valid_from = excluded.valid_from, valid_to = excluded.valid_to, \
             successor = excluded.successor, phone = excluded.phone, address = excluded.address, \
             is_own = excluded.is_own, position = excluded.position"
        );
        let values = params![
            agency.code.as_str(),
            agency.name.as_str(),
            agency.short_name.as_str(),
            agency.level.id(),
            agency.kind.id(),
            agency.admin_parent.as_deref(),
            agency.system_parent.as_deref(),
            agency.valid_from,
            agency.valid_to,
            agency.successor.as_deref(),
            agency.phone.as_str(),
            agency.address.as_str(),
            i64::from(agency.is_own),
            agency.position
        ];
        self.touch(Part::Agency, &agency.code);
        self.execute("写入机构", &sql, values).await?;
        Ok(())
    }
}
