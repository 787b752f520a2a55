//! 草稿 — what waits to be released: items that were never shown, and further editions of those that are.

use crate::Failure;
use crate::desk::Register;
use law::item::Snapshot;
use law::item::indexno::IndexNo;

/// A draft edition, as it would be released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub index_no: IndexNo,
    pub edition: u32,
    pub kind: String,
    pub agency_name: String,
    pub title: String,
}

/// Every draft, in the order in which the items were registered. For whoever may release; never for a page.
///
/// # Errors
/// Where the register cannot be read.
pub async fn drafts(register: &Register) -> Result<Vec<Draft>, Failure> {
    let mut reader = register.store.read().await?;
    let rows = reader.waiting().await?;
    let drafts = rows.iter().map(|(item, bytes)| {
        let snapshot = Snapshot::from_bytes(bytes)
            .ok_or_else(|| Failure::Bug(format!("{item} 的草稿读不出来")))?;
        Ok(Draft {
            title: snapshot.fields.text("title").unwrap_or_default().to_owned(),
            index_no: snapshot.index_no,
            edition: snapshot.edition,
            kind: snapshot.kind,
            agency_name: snapshot.agency_name,
        })
    });
    drafts.collect()
}
