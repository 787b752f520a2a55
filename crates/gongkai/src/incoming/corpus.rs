//! A plain corpus: lines `{id, number, title, agency, category, date, body}`.

use super::lines::Lines;
use super::run::{Coming, Tally, run, width};
use super::{fitting, set};
use crate::reader::{Isolation, Pool};
use acts::desk::Desk;
use acts::item::{Incoming, Origin, Then};
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

/// Imports a corpus and releases every document of it.
pub(crate) async fn import(desk: &Desk, pool: &Pool, file: &Path) -> anyhow::Result<Tally> {
    let total = Lines::count(file)?;
    let coming = stream::iter(Lines::open(file)?)
        .map(|(number, line)| async move {
            let read = async { one(desk, pool, &line?).await };
            Coming::of_line(number, read.await)
        })
        .buffered(width(pool));
    run(desk, coming, total, "文件", Then::Release).await
}

async fn one(desk: &Desk, pool: &Pool, line: &str) -> anyhow::Result<(Incoming, usize)> {
    let record: Record = serde_json::from_str(line)?;
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
        other => other.to_string(),
    };
    let incoming = Incoming {
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
    Ok((incoming, read.document.problems.len()))
}
