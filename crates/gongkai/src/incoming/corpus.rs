//! A plain corpus: lines `{id, number, title, agency, category, date, body}`.

use super::children::children;
use super::lines::Lines;
use super::run::{Coming, Tally, run, width};
use super::shape::CORPUS;
use super::{How, fitting, set};
use crate::reader::{Isolation, Pool};
use acts::desk::Desk;
use acts::item::{Incoming, Origin};
use futures_util::{StreamExt as _, stream};
use law::Digest;
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

const SOURCE: &str = "corpus";

#[derive(Debug, Deserialize)]
struct Record {
    id: Value,
    #[serde(default)]
    number: Option<String>,
    title: String,
    #[serde(default)]
    agency: Option<String>,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    date: Option<String>,
    body: String,
}

/// Imports a corpus.
///
/// # Errors
/// Where the file cannot be read or is of another collection.
pub(crate) async fn import(
    desk: &Desk,
    pool: &Pool,
    file: &Path,
    how: &How,
) -> anyhow::Result<Tally> {
    CORPUS.expect(file)?;
    let total = Lines::count(file)?;
    let coming = stream::iter(Lines::open(file)?)
        .map(|(number, line)| async move {
            let read = async { one(desk, pool, how, &line?).await };
            Coming::of_line(number, read.await)
        })
        .buffered(width(pool));
    run(desk, coming, total, "文件", how.then).await
}

async fn one(
    desk: &Desk,
    pool: &Pool,
    how: &How,
    line: &str,
) -> anyhow::Result<(Vec<Incoming>, usize)> {
    let record: Record = CORPUS.read(line)?;
    let kind = desk.register_kinds().get("document");
    let kind = kind.ok_or_else(|| anyhow::anyhow!("没有“document”这一种信息"))?;
    let input = ingest::Input {
        bytes: record.body.as_bytes(),
        name: Some("body.txt"),
        media_type: None,
        url: None,
    };
    let read = pool.read(input, Isolation::Reused).await?;
    let mut fields = fitting(&read.document.fields, kind);
    set(&mut fields, kind, "title", &record.title);
    let stated = [
        ("doc_no", &record.number),
        ("issuers", &record.agency),
        ("theme_class", &record.category),
        ("published_at", &record.date),
    ];
    for (id, value) in stated {
        set(&mut fields, kind, id, value.as_deref().unwrap_or_default());
    }
    // The collector's day is the only one that is sure; a day read from the words may be any day they speak of.
    if fields.date("written_date") > fields.date("published_at") {
        fields.remove("written_date");
    }
    let id = match record.id {
        Value::String(id) => id,
        Value::Number(id) => id.to_string(),
        _ => anyhow::bail!("“id”应当是文字或者数字"),
    };
    how.name_source(&mut fields, kind);
    let mut incoming = Incoming {
        kind: kind.id.to_owned(),
        fields,
        text: read.document.text,
        origin: Origin {
            source: SOURCE.into(),
            source_id: id,
            digest: Digest::of(line.trim_end().as_bytes()),
        },
        ..Incoming::default()
    };
    let (mut documents, odd) = children(desk, how, &mut incoming, read.document.children)?;
    // What is forwarded stands in the register before what forwards it, so that the relation finds its end.
    documents.push(incoming);
    Ok((documents, read.document.problems.len() + odd))
}
