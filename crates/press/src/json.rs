//! JSON: the fields by id, the outline, the blocks, the files with their checksums; canonical, so the same release gives
//! the same bytes.

use crate::Copy;
use law::canon;
use law::item::fields;
use law::text::{Entry, wire};
use serde_json::{Value, json};

/// The JSON of a release.
pub fn render(copy: &Copy<'_>) -> Vec<u8> {
    let (released, kind) = (copy.released, copy.kind);
    let files = released.files().iter().map(|file| {
        json!({
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.digest.to_string(),
            "is_source": file.is_source,
        })
    });
    let mut bytes = canon::to_bytes(&json!({
        "address": copy.address,
        "index_no": released.index_no().to_string(),
        "kind": { "id": kind.id, "name": kind.zh },
        "agency": { "code": released.agency(), "name": released.agency_name() },
        "edition": released.edition(),
        "change_note": released.change_note(),
        "released_at": released.released_at(),
        "digest": released.digest().to_string(),
        "fields": fields::Form::of(released.fields()),
        "outline": outline(&released.text().outline()),
        "text": released.text().plain(),
        "structure": wire::Form::of(released.text()),
        "files": files.collect::<Vec<_>>(),
        "note": copy.notice(),
    }));
    bytes.push(b'\n');
    bytes
}

fn outline(entries: &[Entry]) -> Value {
    entries
        .iter()
        .map(|entry| {
            json!({
                "level": entry.level.id(),
                "text": entry.text,
                "anchor": entry.anchor,
                "children": outline(&entry.children),
            })
        })
        .collect()
}
