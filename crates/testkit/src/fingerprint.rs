//! What a register holds, told without ids and instants, so that two registers can be compared.

use law::item::{Released, Snapshot};
use std::collections::BTreeMap;
use std::path::Path;
use store::{Reader, Store};

/// One line for every item, edition, relation, file and ledger entry, in an order of their own.
pub async fn fingerprint(data: &Path) -> Vec<String> {
    let store = Store::open_sqlite(&data.join("register.sqlite"))
        .await
        .expect("a register");
    let mut reader = store.read().await.expect("a reader");
    let mut names = BTreeMap::new();
    let mut lines = Vec::new();
    for (item, row) in reader.all_releases().await.expect("releases") {
        let release = reader
            .release(&item, row.edition)
            .await
            .expect("a sound release")
            .expect("a release");
        names.insert(item, release.released.index_no().to_string());
        lines.push(told(release.released));
    }
    for (state, count) in reader.states().await.expect("states") {
        lines.push(format!("state {state} {count}"));
    }
    for (space, digest, size) in reader.blobs().await.expect("files") {
        lines.push(format!("file {space} {digest} {size}"));
    }
    for item in names.keys() {
        for row in reader.relations(item).await.expect("relations") {
            let name = |id: &String| names.get(id).cloned().unwrap_or_default();
            lines.push(format!(
                "relation {} {} {} {:?}",
                name(&row.item),
                row.relation.id(),
                row.says,
                row.other.map(|o| name(&o))
            ));
        }
    }
    lines.extend(acts(&mut reader, &names).await);
    lines.sort();
    lines.dedup();
    drop(reader);
    store.close().await;
    lines
}

fn told(released: Released) -> String {
    let snapshot = Snapshot {
        item: String::new(),
        released_at: 0,
        ..released.into_snapshot()
    };
    let bytes = snapshot.to_bytes();
    format!(
        "release {} {} {}",
        snapshot.index_no,
        snapshot.edition,
        law::Digest::of(&bytes)
    )
}

/// How often each act was done on each item: an act done twice is seen.
async fn acts(reader: &mut Reader, names: &BTreeMap<String, String>) -> Vec<String> {
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut after = 0;
    loop {
        let entries = reader.entries_after(after, 1000).await.expect("the ledger");
        let Some(last) = entries.last() else { break };
        after = last.seq;
        for entry in entries {
            let subject = names.get(&entry.subject).cloned().unwrap_or(entry.subject);
            *counts.entry((entry.act, subject)).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .map(|((act, subject), n)| format!("act {act} {subject} {n}"))
        .collect()
}
