//! A collection of policy pages, one a line, with what its collector knows of each and the page itself.
//!
//! Decides that the page is read by the ordinary reader; where collector and page both state a field, the collector's
//! statement is kept, since it is the source's own; what only the page states is added.

use super::children::children;
use super::lines::Lines;
use super::pictures::file;
use super::run::{Coming, Tally, run, width};
use super::shape::PAGES;
use super::{How, fitting, set};
use crate::reader::{Isolation, Pool};
use acts::desk::Desk;
use acts::item::{Incoming, Origin};
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
    text: Option<String>,
    html: Option<String>,
}

/// Imports a collection of policy pages.
///
/// # Errors
/// Where the file cannot be read or is of another collection.
pub(crate) async fn import(
    desk: &Desk,
    pool: &Pool,
    file: &Path,
    how: &How,
) -> anyhow::Result<Tally> {
    PAGES.expect(file)?;
    let total = Lines::count(file)?;
    let coming = stream::iter(Lines::open(file)?)
        .map(|(number, line)| async move {
            let read = async { one(desk, pool, how, &line?).await };
            Coming::of_line(number, read.await)
        })
        .buffered(width(pool));
    run(desk, coming, total, "政策文件", how.then).await
}

async fn one(
    desk: &Desk,
    pool: &Pool,
    how: &How,
    line: &str,
) -> anyhow::Result<(Vec<Incoming>, usize)> {
    let record: Record = PAGES.read(line)?;
    let kind = kind(desk, &record)?;
    let (bytes, name) = match &record.html {
        Some(html) => (html.as_bytes(), "page.html"),
        None => (
            record.text.as_deref().unwrap_or_default().as_bytes(),
            "page.txt",
        ),
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
    how.name_source(&mut fields, kind);
    let mut incoming = Incoming {
        kind: kind.id.to_owned(),
        fields,
        text: read.document.text,
        files: read.document.images.into_iter().map(file).collect(),
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
    let (mut documents, odd) = children(desk, how, &mut incoming, read.document.children)?;
    // What is forwarded stands in the register before what forwards it, so that the relation finds its end.
    documents.push(incoming);
    Ok((documents, read.document.problems.len() + odd))
}

fn kind<'a>(desk: &'a Desk, record: &Record) -> anyhow::Result<&'a KindDef> {
    let kind = desk.register_kinds().of_source_type(&record.kind);
    kind.ok_or_else(|| anyhow::anyhow!("不认识的文件类型“{}”", record.kind))
}
