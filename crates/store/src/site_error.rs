//! 我为政府网站找错 — reports of errors on this site: the row of each, with what was written until that is erased.

use crate::Error;
use crate::engine::{Param, Reader, Row, Rows, Tx, params};
use crate::seal::Part;
use law::Digest;
use law::site_error::{ErrorKind, State};

/// One report. What a person wrote stands beside salt and commitment, and is gone with the salt once it is erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteErrorRow {
    pub id: String,
    /// What the reader is given: `2026-00007`.
    pub number: String,
    pub state: State,
    pub kind: ErrorKind,
    pub received_at: i64,
    pub forwarded_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub erased_at: Option<i64>,
    /// Hash of what the address of its receipt holds.
    pub receipt: Digest,
    /// Hash of the code that the reader was shown.
    pub code: Digest,
    /// The commitment to what the reader wrote, and to what was done about it.
    pub written: Digest,
    pub replied: Option<Digest>,
    pub written_salt: Option<Vec<u8>>,
    pub page: Option<String>,
    pub what: Option<String>,
    pub contact: Option<String>,
    pub replied_salt: Option<Vec<u8>>,
    pub forwarded_to: Option<String>,
    pub answer: Option<String>,
}

/// How a report is found.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    Number(&'a str),
    Receipt(Digest),
}

const COLUMNS: &str = "id, number, state, kind, received_at, forwarded_at, closed_at, erased_at, receipt, code, written, \
                       replied, written_salt, page, what, contact, replied_salt, forwarded_to, answer";

const DOING: &str = "读取读者找错";

fn read(row: &Row) -> Result<SiteErrorRow, Error> {
    let (state, kind) = (row.text(2)?, row.text(3)?);
    let replied = match row.opt_bytes(11)? {
        Some(_) => Some(row.digest(11)?),
        None => None,
    };
    Ok(SiteErrorRow {
        id: row.text(0)?,
        number: row.text(1)?,
        state: State::from_id(&state).ok_or_else(|| Error::damaged(DOING, state))?,
        kind: ErrorKind::from_id(&kind).ok_or_else(|| Error::damaged(DOING, kind))?,
        received_at: row.int(4)?,
        forwarded_at: row.opt_int(5)?,
        closed_at: row.opt_int(6)?,
        erased_at: row.opt_int(7)?,
        receipt: row.digest(8)?,
        code: row.digest(9)?,
        written: row.digest(10)?,
        replied,
        written_salt: row.opt_bytes(12)?,
        page: row.opt_text(13)?,
        what: row.opt_text(14)?,
        contact: row.opt_text(15)?,
        replied_salt: row.opt_bytes(16)?,
        forwarded_to: row.opt_text(17)?,
        answer: row.opt_text(18)?,
    })
}

async fn by(rows: &mut (impl Rows + Send), by: By<'_>) -> Result<Option<SiteErrorRow>, Error> {
    let (column, value) = match by {
        By::Number(number) => ("number", Param::from(number)),
        By::Receipt(receipt) => ("receipt", Param::from(receipt)),
    };
    let sql = format!("SELECT {COLUMNS} FROM site_error WHERE {column} = $1");
    let row = rows.one(DOING, &sql, vec![value]).await?;
    row.as_ref().map(read).transpose()
}

async fn listed(
    rows: &mut (impl Rows + Send),
    open_only: OpenOnly,
) -> Result<Vec<SiteErrorRow>, Error> {
    let which = match open_only {
        OpenOnly::Yes => " WHERE closed_at IS NULL",
        OpenOnly::No => "",
    };
    let sql = format!("SELECT {COLUMNS} FROM site_error{which} ORDER BY received_at, number");
    let rows = rows.all("列出读者找错", &sql, vec![]).await?;
    rows.iter().map(read).collect()
}

impl Reader {
    pub async fn site_error(&mut self, way: By<'_>) -> Result<Option<SiteErrorRow>, Error> {
        by(self, way).await
    }

    /// The reports on which an answer is still owed, or all of them; the oldest first.
    pub async fn site_errors(&mut self, open_only: OpenOnly) -> Result<Vec<SiteErrorRow>, Error> {
        listed(self, open_only).await
    }

    /// Every id, for whoever looks at the rows one by one.
    pub async fn site_error_ids(&mut self) -> Result<Vec<String>, Error> {
        let sql = "SELECT id FROM site_error ORDER BY id";
        let rows = self.all("列出读者找错", sql, vec![]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// One report by its id.
    ///
    /// # Errors
    /// Also where its row cannot be read as a report.
    pub async fn site_error_of(&mut self, id: &str) -> Result<Option<SiteErrorRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM site_error WHERE id = $1");
        let row = self.one(DOING, &sql, params![id]).await?;
        row.as_ref().map(read).transpose()
    }
}

/// Which reports are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenOnly {
    Yes,
    No,
}

impl Tx {
    pub async fn site_error(&mut self, way: By<'_>) -> Result<Option<SiteErrorRow>, Error> {
        by(self, way).await
    }

    /// The reports on which an answer is still owed, or all of them; the oldest first.
    pub async fn site_errors(&mut self, open_only: OpenOnly) -> Result<Vec<SiteErrorRow>, Error> {
        listed(self, open_only).await
    }

    /// Reports that were closed before an instant and not yet erased, the longest closed first.
    pub async fn site_errors_closed_before(
        &mut self,
        instant: i64,
        limit: u32,
    ) -> Result<Vec<SiteErrorRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM site_error WHERE closed_at < $1 AND erased_at IS NULL ORDER BY closed_at, id LIMIT $2"
        );
        let rows = self
            .all("列出到期的读者找错", &sql, params![instant, limit])
            .await?;
        rows.iter().map(read).collect()
    }

    pub async fn insert_site_error(&mut self, row: &SiteErrorRow) -> Result<(), Error> {
        self.touch(Part::SiteError, &row.id);
        let sql = format!(
            "INSERT INTO site_error ({COLUMNS}) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
        );
        self.execute("登记读者找错", &sql, values(row)).await?;
        Ok(())
    }

    pub async fn update_site_error(&mut self, row: &SiteErrorRow) -> Result<(), Error> {
        self.touch(Part::SiteError, &row.id);
        let sql = "UPDATE site_error SET number = $2, state = $3, kind = $4, received_at = $5, forwarded_at = $6, \
                   closed_at = $7, erased_at = $8, receipt = $9, code = $10, written = $11, replied = $12, \
                   written_salt = $13, page = $14, what = $15, contact = $16, replied_salt = $17, forwarded_to = $18, \
                   answer = $19 WHERE id = $1";
        self.execute("更新读者找错", sql, values(row)).await?;
        Ok(())
    }
}

fn values(row: &SiteErrorRow) -> Vec<Param> {
    params![
        row.id.as_str(),
        row.number.as_str(),
        row.state.id(),
        row.kind.id(),
        row.received_at,
        row.forwarded_at,
        row.closed_at,
        row.erased_at,
        row.receipt,
        row.code,
        row.written,
        row.replied.map(|digest| digest.0.to_vec()),
        row.written_salt.clone(),
        row.page.clone(),
        row.what.clone(),
        row.contact.clone(),
        row.replied_salt.clone(),
        row.forwarded_to.clone(),
        row.answer.clone()
    ]
}
