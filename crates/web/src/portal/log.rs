//! 公开日志 — its page, and what witnesses and monitors read (C2SP tlog-tiles).
//!
//! Nothing of it is kept with the pages: it grows also by what changes no page.

use crate::error::Trouble;
use crate::extract::{Asked, At, Pairs, Question, Spot, Visit};
use crate::machines::of_type;
use crate::page::{Answer, Channel, Frame, Page, fresh};
use crate::paths::Place;
use crate::portal::proofs::minute;
use acts::log::TileAddress;
use acts::view::LogView;
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// How many entries one page shows.
const LINES: u32 = 50;

#[derive(Debug, Template)]
#[template(path = "portal/log.html")]
struct LogPage {
    frame: Frame,
    view: LogView,
    root: String,
    older: Option<String>,
    checkpoint: String,
    /// Since when entries wait for a signature that should have it long ago.
    late: Option<String>,
}

impl Page for LogPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Before which entry those shown lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct To(Option<u32>);

impl Question for To {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        pairs.number("to").map(Self)
    }
}

/// GET /log
pub(crate) async fn show(visit: Visit, Asked(To(to)): Asked<To>) -> Answer {
    let app = &visit.app;
    let view = app.portal().log(to.map(u64::from), LINES).await?;
    let older = view.before.map(|before| {
        let before = before.to_string();
        app.links().with(&Place::Log, &[("to", &before)])
    });
    fresh(&LogPage {
        root: law::Digest(view.stands.root).to_string(),
        checkpoint: app.links().to(&Place::LogCheckpoint),
        late: view.stands.late(app.now()).map(minute),
        frame: Frame::new(app, Channel::About, "page-log", "公开日志"),
        older,
        view,
    })
}

/// GET /log/checkpoint
pub(crate) async fn checkpoint(visit: Visit) -> Answer {
    let note = visit.app.portal().checkpoint().await?;
    let note = note.ok_or(Trouble::Absent("本站的日志还没有签署过。"))?;
    Ok(plain("text/plain; charset=utf-8", note))
}

/// A tile, or a bundle of leaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tile(TileAddress);

impl Spot for Tile {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        TileAddress::parse(&format!("tile/{}", part("tile")?)).map(Self)
    }
}

/// GET /log/tile/…
pub(crate) async fn tile(visit: Visit, At(Tile(at)): At<Tile>) -> Answer {
    let bytes = visit.app.portal().tile(at).await?;
    let bytes = bytes.ok_or(Trouble::not_found())?;
    Ok(plain("application/octet-stream", bytes))
}

fn plain(media_type: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = of_type(media_type, bytes);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
