//! 众所周知的位置 — what programs look for at the root of a host (RFC 8615): whom to tell of a weakness, and what
//! interfaces there are.

use super::{kept, of_type};
use crate::error::Trouble;
use crate::extract::Visit;
use crate::middleware::cache::Keep;
use crate::page::Answer;
use crate::paths::{FeedForm, Place, Stream};
use axum::http::{HeaderValue, header};
use serde_json::json;
use std::fmt::Write as _;
use std::time::Duration;

const NO_CONTACT: &str = "本站还没有登记接收安全问题的联系方式。发现安全问题请告诉页面底部的主办单位；登记以后（gongkai site set security=…）这里就会有。";

/// How long the contact is said to hold; said anew every day (RFC 9116 §2.5.5 asks for less than a year).
const HELD: Duration = Duration::from_hours(24 * 90);

/// GET /.well-known/security.txt (RFC 9116)
pub(crate) async fn security(visit: Visit) -> Answer {
    let app = &visit.app;
    let site = app.portal().site();
    if site.security.is_empty() {
        return Err(Trouble::Absent(NO_CONTACT));
    }
    let until = visit.today.saturating_add(HELD);
    let mut text = format!(
        "Contact: {}\nExpires: {until}T00:00:00+08:00\nPreferred-Languages: zh, en\n",
        site.security
    );
    if app.knows_its_domain() {
        // At the root of the host, wherever on it the site lives (RFC 8615 §3).
        let here = app.absolute(&Place::SecurityTxt.path());
        let _ = writeln!(text, "Canonical: {here}");
    }
    Ok(kept("text/plain; charset=utf-8", text))
}

/// GET /.well-known/api-catalog (RFC 9727): the interfaces of the site, as links (RFC 9264).
pub(crate) async fn catalog(visit: Visit) -> Answer {
    let app = &visit.app;
    let at = |place: &Place| app.absolute(&app.links().to(place));
    let help = format!("{}#data", at(&Place::About));
    let health = at(&Place::Ready);
    let mut links = vec![
        json!({
            "anchor": at(&Place::ApiItems),
            "service-desc": [{ "href": at(&Place::ApiSchema), "type": "application/openapi+json" }],
            "service-doc": [{ "href": help, "type": "text/html" }],
            "status": [{ "href": health, "type": "text/plain" }],
        }),
        json!({
            "anchor": at(&Place::Manifest),
            "service-doc": [{ "href": at(&Place::Downloads), "type": "text/html" }],
        }),
    ];
    if app.knows_its_domain() {
        links.push(json!({
            "anchor": at(&Place::Feed(Stream::Site, FeedForm::Atom)),
            "service-doc": [{ "href": at(&Place::Downloads), "type": "text/html" }],
        }));
    }
    let mut response = of_type(
        "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"",
        json!({ "linkset": links }).to_string(),
    );
    let here = app.absolute(&Place::ApiCatalog.path());
    if let Ok(link) = HeaderValue::from_str(&format!("<{here}>; rel=\"api-catalog\"")) {
        response.headers_mut().insert(header::LINK, link);
    }
    response.extensions_mut().insert(Keep);
    Ok(response)
}
