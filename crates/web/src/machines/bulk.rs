//! 批量下载 — the page, the files, and the list of their checksums.
//!
//! A file belongs to a revision, whose time it bears: what is withdrawn is in no file that is asked for afterwards. Its tag
//! is its hash, so who has it is told so, and a download that broke off goes on where it stopped or begins anew.

use super::{described, feed, kept};
use crate::app::App;
use crate::error::Trouble;
use crate::extract::{At, Spot, Visit};
use crate::middleware::cache::settled;
use crate::page::{Answer, Channel, Frame, Page, fresh};
use crate::paths::{Place, Stream};
use crate::portal::documents::Which;
use crate::portal::take::Head;
use acts::portal::{Addressed, Bulk, BulkFile};
use askama::Template;
use axum::body::Body;
use axum::http::HeaderMap;
use serde_json::json;
use std::sync::Arc;

const GZIP: &str = "application/gzip";

#[derive(Debug, Template)]
#[template(path = "portal/downloads.html")]
struct DownloadsPage {
    frame: Frame,
    files: Vec<Row>,
    feeds: Option<feed::Offered>,
}

/// A file on the page.
#[derive(Debug)]
struct Row {
    bulk: Bulk,
    holds: &'static str,
    href: String,
    /// Where it has been made and nothing changed since.
    made: Option<BulkFile>,
}

impl Page for DownloadsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl Spot for Bulk {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Self::from_file_name(part("file")?)
    }
}

/// What a file holds.
fn holds(bulk: Bulk) -> &'static str {
    match bulk {
        Bulk::Items => "全部公开的信息",
        Bulk::Laws => "法律法规规章的全部文本",
    }
}

fn addressed(app: &App) -> Addressed {
    let app = app.clone();
    Arc::new(move |address| app.absolute(&app.links().item(address)))
}

/// GET /downloads
///
/// Not kept: whether a file has been made changes without any entry.
pub(crate) async fn show(visit: Visit) -> Answer {
    let app = &visit.app;
    let title = "批量下载和订阅";
    let mut frame = Frame::new(app, Channel::About, "page-downloads", title);
    frame.column.name = title.into();
    frame.column.description = "全部公开的信息，一次下载；有更新时得到通知".into();
    frame.column.keywords = "批量下载,开放数据,订阅".into();
    let mut files = Vec::new();
    for bulk in Bulk::ALL {
        files.push(Row {
            bulk,
            holds: holds(bulk),
            href: app.links().to(&Place::Bulk(bulk)),
            made: app.portal().bulk_made(bulk).await?,
        });
    }
    let feeds = feed::Offered::of(app, &Stream::Site, &Which::default(), title);
    if app.knows_its_domain() {
        let sizes = files
            .iter()
            .map(|row| (row.bulk, row.made.as_ref().map(|made| made.size)));
        let sizes: Vec<_> = sizes.collect();
        frame = frame.describing([described::downloads(app, &sizes)]);
    }
    fresh(&DownloadsPage {
        frame,
        files,
        feeds,
    })
}

/// GET /downloads/{file}
pub(crate) async fn file(visit: Visit, At(bulk): At<Bulk>, headers: HeaderMap) -> Answer {
    let portal = visit.app.portal();
    let made = portal.bulk(bulk, addressed(&visit.app)).await?;
    let head = Head::of(GZIP, bulk.file_name(), made.size, made.digest)
        .changed(settled(made.changed_at, visit.app.now()))
        .asked(&headers, visit.wants_head)?;
    if visit.wants_head || head.is_known {
        return Ok(head.with(Body::empty()));
    }
    let (from, to) = head
        .part
        .map_or((0, made.size), |part| (part.from, part.to));
    Ok(head.with(Body::from_stream(made.pieces(from, to))))
}

/// GET /downloads/manifest.json
pub(crate) async fn manifest(visit: Visit) -> Answer {
    let app = &visit.app;
    let mut files = Vec::new();
    for bulk in Bulk::ALL {
        let made = app.portal().bulk(bulk, addressed(app)).await?;
        files.push(json!({
            "name": bulk.file_name(),
            "says": holds(bulk),
            "address": app.absolute(&app.links().to(&Place::Bulk(bulk))),
            "media_type": GZIP,
            "revision": made.revision,
            "records": made.records,
            "size": made.size,
            "sha256": made.digest.to_string(),
        }));
    }
    let mut bytes = serde_json::to_vec_pretty(&json!({
        "site": app.portal().site().name,
        "files": files,
    }))
    .map_err(|error| Trouble::bug(format!("JSON: {error}")))?;
    bytes.push(b'\n');
    Ok(kept("application/json; charset=utf-8", bytes))
}
