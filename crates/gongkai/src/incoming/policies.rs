//! A collection of policy pages, one a line, with what its collector knows of each and the page itself.
//!
//! Decides that the page is read by the ordinary reader; where collector and page both state a field, the collector's
//! statement is kept, since it is the source's own; what only the page states is added.

use super::lines::Lines;
use super::run::{Coming, Tally, run, width};
use super::{fitting, set};
use crate::reader::{Isolation, Pool};
use acts::desk::Desk;
use acts::item::{Incoming, Origin, Then};
use futures_util::{StreamExt as _, stream};
use law::Digest;
use law::item::KindDef;
use serde::Deserialize;
use std::path::Path;

const SOURCE: &str = "policies";

#[derive(Debug, Deserialize)]
struct Record {
    id: String,
    title: String,
    doc_number: Option<String>,
    index_number: Option<String>,
    topic_category: Option<String>,
    issuer: Option<String>,
    written_date: Option<String>,
    publish_date: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    url: Option<String>,
    #[serde(default)]
    text: String,
    html: Option<String>,
}

/// Whether the first line of a file is such a record.
pub(crate) fn is_such(line: &str) -> bool {
    serde_json::from_str::<Record>(line).is_ok()
}

/// Imports a collection of policy pages and releases each of them.
pub(crate) async fn import(desk: &Desk, pool: &Pool, file: &Path) -> anyhow::Result<Tally> {
    let total = Lines::count(file)?;
    let coming = stream::iter(Lines::open(file)?)
        .map(|(number, line)| async move {
            let read = async { one(desk, pool, &line?).await };
            Coming::of_line(number, read.await)
        })
        .buffered(width(pool));
    run(desk, coming, total, "政策文件", Then::Release).await
}

async fn one(desk: &Desk, pool: &Pool, line: &str) -> anyhow::Result<(Incoming, usize)> {
    let record: Record = serde_json::from_str(line)?;
    let kind = kind(desk, &record)?;
    let (bytes, name) = match &record.html {
        Some(html) => (html.as_bytes(), "page.html"),
        None => (record.text.as_bytes(), "page.txt"),
    };
    let input = ingest::Input {
        bytes,
        name: Some(name),
        media_type: None,
        url: record.url.as_deref(),
    };
    let read = pool.read(input, Isolation::Reused).await?;
    let mut fields = fitting(&read.document.fields, kind);
    set(&mut fields, kind, "title", &record.title);
    let stated = [
        ("doc_no", &record.doc_number),
        ("theme_class", &record.topic_category),
        ("issuers", &record.issuer),
        ("written_date", &record.written_date),
        ("published_at", &record.publish_date),
        ("source_url", &record.url),
    ];
    for (id, value) in stated {
        set(&mut fields, kind, id, value.as_deref().unwrap_or_default());
    }
    if kind.id == "annual_report" && !fields.contains("report_year") {
        let year: String = record
            .title
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take(4)
            .collect();
        set(&mut fields, kind, "report_year", &year);
    }
    let incoming = Incoming {
        kind: kind.id.to_owned(),
        fields,
        text: read.document.text,
        origin: Origin {
            source: SOURCE.into(),
            source_id: record.id,
            digest: Digest::of(line.trim_end().as_bytes()),
        },
        index_no: record.index_number,
        aliases: record
            .url
            .into_iter()
            .map(|url| ("url".to_owned(), url))
            .collect(),
        ..Incoming::default()
    };
    Ok((incoming, read.document.problems.len()))
}

fn kind<'a>(desk: &'a Desk, record: &Record) -> anyhow::Result<&'a KindDef> {
    let kind = desk.register_kinds().of_source_type(&record.kind);
    kind.ok_or_else(|| anyhow::anyhow!("不认识的文件类型“{}”", record.kind))
}
