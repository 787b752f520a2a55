//! What machines ask for: robots, sitemap, icon, style sheet, probes.

use crate::assets::ICON;
use crate::error::Trouble;
use crate::extract::{Asked, AssetName, At, Pairs, Question, Visit};
use crate::middleware::cache::Keep;
use crate::page::Answer;
use crate::paths::Place;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use std::fmt::Write as _;

fn of_type(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn kept(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = of_type(media_type, body);
    response.extensions_mut().insert(Keep);
    response
}

/// Where in the list of everything to go on.
#[derive(Debug)]
pub(crate) struct Further(Option<String>);

impl Question for Further {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        pairs.cursor("after").map(Self)
    }
}

/// GET /robots.txt: everything is public; searches are left out, since their number has no end.
pub(crate) async fn robots(visit: Visit) -> Response {
    let links = visit.app.links();
    let mut text = format!("User-agent: *\nDisallow: {}\n", links.search());
    let sitemap = visit.app.absolute(&links.to(&Place::Sitemap));
    if visit.app.knows_its_domain() {
        let _ = writeln!(text, "Sitemap: {sitemap}");
    }
    kept("text/plain; charset=utf-8", text)
}

const NO_DOMAIN: &str = "本站还没有登记域名，所以没有站点地图：站点地图里的网址要写完整。登记域名以后就会有；现在可以从“公开的信息”按时间查看。";

/// Addresses in one sitemap at most (sitemaps.org), and how many are read at a time.
const SITEMAP: usize = 50_000;
const AT_A_TIME: u32 = 500;

/// GET /sitemap.xml: every item, newest first; where there are more, the address of the rest stands in a comment.
///
/// Addresses in a sitemap are whole (sitemaps.org). They are never made from what a request calls the site, which anybody
/// may choose and a cache would keep: without a domain in the register there is no sitemap.
pub(crate) async fn sitemap(visit: Visit, Asked(Further(after)): Asked<Further>) -> Answer {
    let (app, links) = (&visit.app, visit.app.links());
    if !app.knows_its_domain() {
        return Err(Trouble::Absent(NO_DOMAIN));
    }
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut named = 0;
    if after.is_none() {
        for place in [
            Place::Home,
            Place::Agencies,
            Place::Documents,
            Place::Laws,
            Place::About,
        ] {
            let _ = writeln!(
                xml,
                "<url><loc>{}</loc></url>",
                app.absolute(&links.to(&place))
            );
            named += 1;
        }
    }
    let mut cursor = after;
    loop {
        let portal = app.portal();
        let listing = portal
            .latest(None, cursor.as_deref(), AT_A_TIME, visit.today)
            .await?;
        for line in &listing.lines {
            let address = app.absolute(&links.item(&line.address));
            let day = line.published_on;
            let _ = writeln!(
                xml,
                "<url><loc>{address}</loc><lastmod>{day}</lastmod></url>"
            );
        }
        named += listing.lines.len();
        cursor = listing.next;
        if cursor.is_none() || SITEMAP < named + AT_A_TIME as usize {
            break;
        }
    }
    if let Some(next) = &cursor {
        let next = app.absolute(&links.with(&Place::Sitemap, &[("after", next)]));
        let _ = writeln!(xml, "<!-- {} -->", next.replace("--", "%2D%2D"));
    }
    xml.push_str("</urlset>\n");
    Ok(kept("application/xml; charset=utf-8", xml))
}

/// GET /favicon.svg and /favicon.ico
pub(crate) async fn icon() -> Response {
    of_type("image/svg+xml", ICON)
}

/// GET /assets/{name}
pub(crate) async fn asset(visit: Visit, At(AssetName(name)): At<AssetName>) -> Answer {
    let asset = visit
        .app
        .assets()
        .named(&name)
        .ok_or_else(Trouble::not_found)?;
    Ok(of_type(asset.media_type, asset.bytes.clone()))
}

/// GET /healthz: the process lives.
pub(crate) async fn health() -> Response {
    probe("ok\n")
}

/// GET /readyz: it can also answer.
pub(crate) async fn ready(visit: Visit) -> Response {
    match visit.app.portal().ready().await {
        Ok(()) => probe("ready\n"),
        Err(failure) => {
            tracing::warn!(cause = %failure, "not ready");
            let mut response = probe("not ready\n");
            *response.status_mut() = axum::http::StatusCode::SERVICE_UNAVAILABLE;
            response
        }
    }
}

fn probe(says: &'static str) -> Response {
    let mut response = says.into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
