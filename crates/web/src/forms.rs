//! 表 — what readers send: how a form is taken in, from whom, how much of it and how often (ADR 0018).
//!
//! Decides what stands between a POST and the page that reads it. A form comes from a page of this site, is what a
//! browser makes of a form, is short, and arrives in time; who sends too many waits. Nothing of it is written to a log,
//! an address or a cache.

mod rate;

use crate::app::App;
use crate::error::Trouble;
use crate::extract::Pairs;
use crate::middleware::headers::LARGEST_BODY;
use crate::network::{self, Peer};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::future::{Either, select};
use law::site_error::Terms;
pub(crate) use rate::Rate;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::pin::pin;
use std::time::Duration;

/// What a site says about the forms it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    pub terms: Terms,
    /// How many days the words of a report are kept after it is closed.
    pub keep_days: u32,
    /// How many reports are taken in an hour, from one network and in all.
    pub per_network: u32,
    pub per_site: u32,
    /// How many processes serve the site together: every limit on how often is shared out among them (ADR 0027).
    pub nodes: NonZeroU32,
    /// Who is believed when it names the address a request came from.
    pub proxies: Vec<IpAddr>,
}

impl Forms {
    /// The part of a limit that falls to this process. Nobody's part of something is nothing.
    pub(crate) fn share(&self, of: u32) -> u32 {
        of.div_ceil(self.nodes.get())
    }
}

impl Default for Forms {
    fn default() -> Self {
        Self {
            terms: Terms::default(),
            keep_days: 180,
            per_network: 10,
            per_site: 200,
            nodes: NonZeroU32::MIN,
            proxies: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        }
    }
}

const HOUR: i64 = 3600;
/// Whatever is sent counts as a try, also what is mended and sent again.
const TRIES_WITHIN: i64 = 600;
const TRIES_OF_ONE: u32 = 60;
const TRIES: u32 = 3000;
/// Looks at a report, by whoever has its number and code or guesses them; apart from the tries, so that neither uses up
/// the other.
const LOOKS_WITHIN: i64 = 600;
const LOOKS_OF_ONE: u32 = 20;
const LOOKS: u32 = 1000;

/// The forms of a running site: what is said about them, and what was sent lately.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) says: Forms,
    pub(crate) reports: Rate,
    pub(crate) tries: Rate,
    pub(crate) looks: Rate,
}

impl Desk {
    pub(crate) fn new(says: Forms) -> Self {
        let rate = |within, of_one, in_all| {
            let [of_one, in_all] = [of_one, in_all].map(|limit| says.share(limit));
            Rate::new(within, of_one, in_all)
        };
        Self {
            reports: rate(HOUR, says.per_network, says.per_site),
            tries: rate(TRIES_WITHIN, TRIES_OF_ONE, TRIES),
            looks: rate(LOOKS_WITHIN, LOOKS_OF_ONE, LOOKS),
            says,
        }
    }
}

/// A form that a page of this site sent.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    pub(crate) pairs: Pairs,
    pub(crate) network: IpAddr,
}

/// How long the body of a form may take; the header has a limit of its own.
const PATIENCE: Duration = Duration::from_secs(10);

impl FromRequest<App> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let (parts, body) = request.into_parts();
        let site = app.portal().site();
        // The domain of a made-up site leads nowhere: it is looked at under whatever name it has.
        let domain = if site.is_demo { "" } else { &site.domain };
        if !is_from_here(&parts.headers, domain) {
            return Err(Trouble::FromElsewhere);
        }
        if !is_form(&parts.headers) {
            return Err(Trouble::NoForm);
        }
        let proxies = &app.forms().says.proxies;
        let peer = parts.extensions.get::<Peer>().copied();
        let network = network::of(peer, &parts.headers, proxies);
        let bytes = whole(body, tokio::time::sleep(PATIENCE)).await?;
        let unreadable = || Trouble::unreadable("提交的内容里有不能识别的编码，请重新打开表格再填");
        let text = std::str::from_utf8(&bytes).map_err(|_| unreadable())?;
        let pairs = Pairs::parse(text).ok_or_else(unreadable)?;
        Ok(Self { pairs, network })
    }
}

/// All of a body, where it arrives before patience ends and is no longer than any form.
async fn whole(body: Body, patience: impl Future<Output = ()>) -> Result<Bytes, Trouble> {
    let bytes = to_bytes(body, LARGEST_BODY as usize);
    match select(pin!(bytes), pin!(patience)).await {
        Either::Left((bytes, _)) => bytes.map_err(|_| Trouble::TooLarge),
        Either::Right(_) => Err(Trouble::TooSlow),
    }
}

/// Whether a page of this site sent it, as far as a browser tells; one that tells nothing is not believed. `domain` is
/// where the site is known to live, empty where that is not known.
///
/// A name that merely leads here (`Host` and `Origin` alike, as whoever owns the name may arrange) is not this site once
/// its domain is known; only this machine itself goes by any of its own names.
fn is_from_here(headers: &HeaderMap, domain: &str) -> bool {
    let text = |name: &header::HeaderName| headers.get(name)?.to_str().ok();
    // Browsers send it over https and on this machine only.
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    let host = text(&header::HOST).unwrap_or_default();
    let origin = text(&header::ORIGIN).and_then(|origin| origin.split_once("://"));
    let origin = origin.map(|(_, origin)| origin);
    let is_host = |name: &str| !name.is_empty() && host.eq_ignore_ascii_case(name);
    if domain.is_empty() {
        return site.is_some() || origin.is_some_and(is_host);
    }
    let is_here =
        |name: &str| name.eq_ignore_ascii_case(domain) || (is_loopback(name) && is_host(name));
    match origin {
        Some(origin) => is_here(origin),
        // A browser that is told to keep where it comes from to itself.
        None => site.is_some() && is_here(host),
    }
}

/// Whether a host, with or without a port, is this machine as seen from itself.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let address = name.parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn is_form(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE);
    let media = media.and_then(|value| value.to_str().ok()).unwrap_or("");
    let media = media.split(';').next().unwrap_or(media).trim();
    media.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// A page of a form is made for one reader: it is kept nowhere.
pub(crate) async fn private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 303: what was sent is taken in, and this is where to read on.
pub(crate) fn read_on(location: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (
                header::HeaderName::from_static(name),
                value.parse().unwrap(),
            )
        };
        pairs.iter().map(pair).collect()
    }

    const DOMAIN: &str = "www.shushi.example";

    #[test]
    fn only_what_a_page_of_this_site_sends_is_from_here() {
        let host = ("host", DOMAIN);
        let same = ("sec-fetch-site", "same-origin");
        let ours = ("origin", "https://www.shushi.example");
        let theirs = ("origin", "https://evil.example");
        for (given, expected) in [
            (vec![host, same], true),
            (vec![host, same, ours], true),
            (vec![host, ("sec-fetch-site", "same-site")], false),
            (vec![host, ("sec-fetch-site", "cross-site")], false),
            (vec![host, ("sec-fetch-site", "none")], false),
            (vec![host, ("sec-fetch-site", "cross-site"), ours], false),
            (vec![host, ours], true),
            (vec![host, ("origin", "http://WWW.shushi.example")], true),
            (vec![host, theirs], false),
            (
                vec![host, ("origin", "https://www.shushi.example:8443")],
                false,
            ),
            (vec![host, ("origin", "null")], false),
            (vec![host, ("origin", "null"), same], true),
            (vec![host], false),
            (vec![], false),
            // A proxy may call this server by another name than the visitor did.
            (vec![("host", "127.0.0.1:8080"), ours], true),
            (
                vec![("host", "[::1]:8080"), ("origin", "http://[::1]:8080")],
                true,
            ),
            (
                vec![
                    ("host", "localhost:8080"),
                    ("origin", "http://localhost:8080"),
                    same,
                ],
                true,
            ),
        ] {
            let found = is_from_here(&headers(&given), DOMAIN);
            assert_eq!(found, expected, "{given:?}");
        }
        assert!(!is_from_here(&headers(&[("origin", "https://")]), ""));
    }

    #[test]
    fn a_name_that_leads_here_is_no_page_of_a_site_whose_domain_is_known() {
        let (host, origin) = (("host", "evil.example"), ("origin", "https://evil.example"));
        let same = ("sec-fetch-site", "same-origin");
        for given in [
            &[host, origin][..],
            &[host, origin, same],
            &[host, same],
            &[host, ("origin", "null"), same],
            &[
                ("host", "127.0.0.1.evil.example"),
                ("origin", "http://127.0.0.1.evil.example"),
            ],
            &[("host", "127.0.0.1"), ("origin", "http://127.0.0.2"), same],
        ] {
            assert!(!is_from_here(&headers(given), DOMAIN), "{given:?}");
        }
        // Where no domain is known, the name that was asked for is all there is.
        assert!(is_from_here(&headers(&[host, origin]), ""));
        assert!(is_from_here(&headers(&[host, same]), ""));
    }

    #[test]
    fn a_form_is_what_a_browser_makes_of_a_form_without_files() {
        for (media, expected) in [
            ("application/x-www-form-urlencoded", true),
            ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", true),
            ("multipart/form-data; boundary=x", false),
            ("text/plain", false),
            ("application/json", false),
        ] {
            assert_eq!(is_form(&headers(&[("content-type", media)])), expected);
        }
        assert!(!is_form(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn a_body_that_does_not_arrive_is_not_waited_for_and_a_long_one_is_not_taken() {
        let silence = || {
            let silence = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
            Body::from_stream(silence)
        };
        let slow = whole(silence(), std::future::ready(())).await;
        assert!(matches!(slow, Err(Trouble::TooSlow)), "{slow:?}");
        let patient = || std::future::pending::<()>();
        let most = vec![b'a'; LARGEST_BODY as usize];
        let long = [most.clone(), vec![b'a']].concat();
        assert!(whole(Body::from(most), patient()).await.is_ok());
        let long = whole(Body::from(long), patient()).await;
        assert!(matches!(long, Err(Trouble::TooLarge)), "{long:?}");
    }
}
