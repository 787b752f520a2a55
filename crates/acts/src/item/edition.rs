//! 版 — the snapshot that an incoming document makes, and the row that a snapshot has in the register.
//!
//! Decides by which day an item is listed, and that a further edition which states no day leaves it where it was.

use crate::desk::Desk;
use crate::item::Incoming;
use crate::item::takeable;
use law::item::Snapshot;
use law::item::indexno::IndexNo;
use law::item::released::WorkVersion;
use store::agency::Agency;
use store::item::{ItemRow, State};

#[expect(
    clippy::too_many_arguments,
    reason = "each is a part of the snapshot and has another home"
)]
pub(crate) fn snapshot(
    desk: &Desk,
    incoming: &Incoming,
    item: &str,
    edition: u32,
    index_no: IndexNo,
    work: Option<WorkVersion>,
    agency: &Agency,
    change_note: String,
) -> Snapshot {
    Snapshot {
        item: item.to_owned(),
        edition,
        kind: incoming.kind.clone(),
        index_no,
        work,
        agency: agency.code.clone(),
        agency_name: agency.name.clone(),
        fields: incoming.fields.clone(),
        text: incoming.text.clone().with_anchors(),
        files: takeable::offered(&incoming.files),
        change_note,
        released_at: desk.now,
        readable_from: 1,
    }
}

/// The row that a snapshot has before it is released.
pub(crate) fn row(desk: &Desk, snapshot: &Snapshot) -> ItemRow {
    let fields = &snapshot.fields;
    let title = fields.text("title").unwrap_or_default();
    let column = desk
        .kinds()
        .get(&snapshot.kind)
        .map_or(law::item::Column::Statutory, |kind| kind.column_of(title));
    ItemRow {
        id: snapshot.item.clone(),
        kind: snapshot.kind.clone(),
        column: column.id().to_owned(),
        agency: snapshot.agency.clone(),
        index_no: snapshot.index_no.clone(),
        work: snapshot.work.clone(),
        state: State::Draft,
        edition: snapshot.edition,
        released_edition: None,
        title: title.to_owned(),
        doc_no: fields.text("doc_no").map(str::to_owned),
        written_on: fields.date("written_date"),
        published_on: snapshot.listed_on().unwrap_or_else(|| desk.today()),
        changed_seq: 0,
    }
}

/// The row that a further edition gives to an item: it stays on its day where the text states none.
pub(crate) fn again(desk: &Desk, snapshot: &Snapshot, before: &ItemRow) -> ItemRow {
    ItemRow {
        state: before.state,
        released_edition: before.released_edition,
        published_on: snapshot.listed_on().unwrap_or(before.published_on),
        ..row(desk, snapshot)
    }
}
