//! Rows and snapshots of a made-up office, by what a test cares about.

use law::agency::{AgencyKind, AgencyLevel};
use law::item::indexno::IndexNo;
use law::item::released::WorkVersion;
use law::item::{Fields, Snapshot};
use law::{Digest, Text};
use store::agency::Agency;
use store::item::NewRelease;
use store::item::{ItemRow, State};
use store::ledger::{Entry, Head};
use store::work::Work;
use store::{Error, Store, Tx};

pub(crate) fn agency(code: &str) -> Agency {
    Agency {
        code: code.into(),
        name: format!("漱石县{code}局"),
        short_name: String::new(),
        level: AgencyLevel::County,
        kind: AgencyKind::Department,
        admin_parent: None,
        system_parent: None,
        valid_from: None,
        valid_to: None,
        successor: None,
        phone: String::new(),
        address: String::new(),
        is_own: true,
        position: 0,
    }
}

/// A released item; the same `n` gives the same row.
pub(crate) fn item(n: u32) -> ItemRow {
    ItemRow {
        id: format!("00000000-0000-7000-8000-{n:012}"),
        kind: "document".into(),
        column: "statutory".into(),
        agency: "XT-0001".into(),
        index_no: number(n),
        work: None,
        state: State::Released,
        edition: 1,
        released_edition: Some(1),
        title: format!("关于第{n}件事的通知"),
        doc_no: Some(format!("漱发〔2026〕{n}号")),
        written_on: "2026-03-01".parse().ok(),
        published_on: "2026-03-02".parse().unwrap(),
        changed_seq: 0,
    }
}

pub(crate) fn draft(n: u32) -> ItemRow {
    ItemRow {
        state: State::Draft,
        released_edition: None,
        ..item(n)
    }
}

pub(crate) fn version(n: u32, work: &str, version: &str) -> ItemRow {
    ItemRow {
        work: Some(WorkVersion {
            work: work.into(),
            version: version.into(),
        }),
        kind: "local_gov_rule".into(),
        ..item(n)
    }
}

pub(crate) fn work(code: &str, title: &str) -> Work {
    Work {
        code: code.into(),
        key: format!("key of {code}"),
        title: title.into(),
        kind: "local_gov_rule".into(),
    }
}

pub(crate) fn number(serial: u32) -> IndexNo {
    IndexNo {
        code: "XT-0001".into(),
        year: 2026,
        serial,
    }
}

pub(crate) fn snapshot(item: &ItemRow, edition: u32, words: &str) -> Snapshot {
    let mut fields = Fields::new();
    fields.set("title", item.title.clone());
    fields.set("abstract", words);
    Snapshot {
        item: item.id.clone(),
        edition,
        kind: item.kind.clone(),
        index_no: item.index_no.clone(),
        work: item.work.clone(),
        agency: item.agency.clone(),
        agency_name: "漱石县一局".into(),
        fields,
        text: Text::default(),
        files: vec![],
        change_note: if edition == 1 {
            String::new()
        } else {
            format!("第{edition}版")
        },
        released_at: 1_795_399_200,
        readable_from: 1,
    }
}

/// Opens a write in a register that has the agency of [`item`].
pub(crate) async fn writing(store: &Store) -> Tx {
    let mut tx = store.write().await.unwrap();
    tx.put_agency(&agency("XT-0001")).await.unwrap();
    tx
}

/// A register with these items in it.
pub(crate) async fn with_items(store: &Store, items: &[ItemRow]) {
    let mut tx = writing(store).await;
    for item in items {
        tx.insert_item(item).await.unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) async fn release(tx: &mut Tx, seq: u64, snapshot: &Snapshot) {
    let bytes = snapshot.to_bytes();
    let digest = Snapshot::digest_of(&bytes);
    let release = NewRelease {
        seq,
        snapshot,
        bytes: &bytes,
        digest,
    };
    tx.insert_releases(&[release]).await.unwrap();
}

/// Appends one entry about `subject`, whose hash is that of its bytes.
pub(crate) async fn append(store: &Store, subject: &str) -> Result<Head, Error> {
    append_one(store, subject, None).await
}

pub(crate) async fn append_one(
    store: &Store,
    subject: &str,
    shown: Option<u64>,
) -> Result<Head, Error> {
    let mut tx = store.write().await?;
    let head = tx.lock_head().await?;
    let bytes = format!("{} {subject}", head.seq + 1).into_bytes();
    let entry = Entry {
        recorded_at: 1_795_399_200,
        act: "test",
        subject,
        shown: shown.unwrap_or(head.seq + 1),
        hash: Digest::of(&bytes),
        bytes,
        salt: None,
        key: None,
    };
    let head = tx.append(head, &[entry]).await?;
    tx.commit().await?;
    Ok(head)
}
