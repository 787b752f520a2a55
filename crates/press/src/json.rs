//! JSON: the fields by id, the outline, the blocks, the files with their checksums; canonical, so the same release gives
//! the same bytes.

use crate::Copy;
use law::canon;
use law::item::{ReleasedFile, fields};
use law::text::{Entry, wire};
use serde::Serialize;

// Canonical: in each form the keys stand in order.

#[derive(Serialize)]
struct Form<'a> {
    address: &'a str,
    agency: Agency<'a>,
    change_note: &'a str,
    digest: String,
    edition: u32,
    fields: fields::Form<'a>,
    files: Vec<File<'a>>,
    index_no: String,
    kind: Kind<'a>,
    note: String,
    outline: Vec<Heading<'a>>,
    released_at: i64,
    structure: wire::Form<'a>,
    text: String,
}

#[derive(Serialize)]
struct Agency<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct File<'a> {
    is_source: bool,
    media_type: &'a str,
    name: &'a str,
    sha256: String,
    size: u64,
}

#[derive(Serialize)]
struct Kind<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Heading<'a> {
    anchor: &'a str,
    children: Vec<Heading<'a>>,
    level: &'a str,
    text: &'a str,
}

/// The JSON of a release.
pub fn render(copy: &Copy<'_>) -> Vec<u8> {
    let mut bytes = canon::written(&form(copy, &copy.released.text().outline()));
    bytes.push(b'\n');
    bytes
}

fn form<'a>(copy: &'a Copy<'a>, outline: &'a [Entry]) -> Form<'a> {
    let (released, kind) = (copy.released, copy.kind);
    Form {
        address: copy.address,
        agency: Agency {
            code: released.agency(),
            name: released.agency_name(),
        },
        change_note: released.change_note(),
        digest: released.digest().to_string(),
        edition: released.edition(),
        fields: fields::Form::of(released.fields()),
        files: released.files().iter().map(file).collect(),
        index_no: released.index_no().to_string(),
        kind: Kind {
            id: kind.id,
            name: kind.zh,
        },
        note: copy.notice(),
        outline: headings(outline),
        released_at: released.released_at(),
        structure: wire::Form::of(released.text()),
        text: released.text().plain(),
    }
}

fn file(file: &ReleasedFile) -> File<'_> {
    File {
        is_source: file.is_source,
        media_type: &file.media_type,
        name: &file.name,
        sha256: file.digest.to_string(),
        size: file.size,
    }
}

fn headings(entries: &[Entry]) -> Vec<Heading<'_>> {
    let heading = |entry| {
        let Entry {
            level,
            text,
            anchor,
            children,
        }: &Entry = entry;
        Heading {
            anchor,
            children: headings(children),
            level: level.id(),
            text,
        }
    };
    entries.iter().map(heading).collect()
}
