//! A visitor with a browser: asks for addresses, reads what comes.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::Town;
use testkit::town::NOW;
use tower::ServiceExt as _;
use web::network::Peer;
use web::survey::{self, Ground, Share, Survey};

pub(crate) struct Visitor {
    router: Router,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    /// The words, without the marks that only keep a date or a count on one line.
    pub(crate) fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        let mut parts = text.split("<span class=\"whole\">");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |words, part| {
            words + &part.replacen("</span>", "", 1)
        })
    }

    /// A page without its block of data, which is read and never run: it holds nothing that could end it.
    pub(crate) fn without_data(&self) -> String {
        let page = self.text();
        let Some((before, rest)) = page.split_once("<script type=\"application/ld+json\">") else {
            return page;
        };
        let (data, after) = rest.split_once("</script>").unwrap();
        assert!(!data.contains(['<', '>', '&']), "{data}");
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["@context"], "https://schema.org");
        format!("{before}{after}")
    }

    /// The words also of a file that is packed itself.
    pub(crate) fn unpacked(&self) -> String {
        use std::io::Read as _;
        if self.header("content-type") != "application/gzip" {
            return self.text();
        }
        let mut text = String::new();
        flate2::read::GzDecoder::new(self.bytes.as_slice())
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Visitor {
    /// Someone before the site of a town, at the instant at which every test happens.
    pub(crate) fn of(town: &Town) -> Self {
        Self::under(town, "")
    }

    /// The same where the site lives under a sub-path.
    pub(crate) fn under(town: &Town, base: &str) -> Self {
        Self::at(town.portal(), base, NOW)
    }

    /// The same some seconds after every act of the town.
    pub(crate) fn later(town: &Town, seconds: i64) -> Self {
        Self::at(town.portal(), "", NOW + seconds)
    }

    /// Someone before another portal.
    pub(crate) fn before(portal: acts::Portal) -> Self {
        Self::at(portal, "", NOW)
    }

    fn at(portal: acts::Portal, base: &str, now: i64) -> Self {
        Self::with(web::App::new(portal, Arc::new(move || now), base))
    }

    /// Someone before a site whose clock the test sets.
    pub(crate) fn by(town: &Town, clock: &Arc<AtomicI64>) -> Self {
        let clock = Arc::clone(clock);
        let clock = Arc::new(move || clock.load(Ordering::Relaxed));
        Self::with_clock(town.portal(), clock)
    }

    /// Someone before a site that was set up by the test.
    pub(crate) fn with(app: web::App) -> Self {
        Self {
            router: web::router(app),
        }
    }

    /// The same at an instant that the test moves.
    pub(crate) fn with_clock(portal: acts::Portal, clock: web::Clock) -> Self {
        let app = web::App::new(portal, clock, "");
        Self {
            router: web::router(app),
        }
    }

    /// Follows every link, or a share of them.
    pub(crate) async fn survey(&self, ground: &Ground, share: Share) -> Survey {
        let today = law::date::of_instant(NOW);
        let ask = async |ask| survey::from_router(&self.router, ask).await;
        survey::survey(ground, share, today, ask, |_, _| {}).await
    }

    pub(crate) async fn get(&self, address: &str) -> Reply {
        self.ask(Method::GET, address, &[]).await
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        address: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.reply(request.body(Body::empty()).unwrap()).await
    }

    /// The same from an address.
    pub(crate) async fn ask_from(
        &self,
        peer: Peer,
        method: Method,
        address: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(peer);
        self.reply(request).await
    }

    /// Sends a form as a browser on a page of the site does.
    pub(crate) async fn send(&self, address: &str, body: &str) -> Reply {
        self.post(address, body, &FROM_HERE).await
    }

    /// The same from an address.
    pub(crate) async fn send_from(&self, peer: Peer, address: &str, body: &str) -> Reply {
        let mut request = posting(address, &FROM_HERE, Body::from(body.to_owned()));
        request.extensions_mut().insert(peer);
        self.reply(request).await
    }

    pub(crate) async fn post(&self, address: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
        self.reply(posting(address, headers, Body::from(body.to_owned())))
            .await
    }

    async fn reply(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status,
            headers: parts.headers,
            bytes: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    /// The body of an answer, not yet read.
    pub(crate) async fn begin(&self, address: &str) -> Body {
        self.begin_with(address, &[]).await
    }

    pub(crate) async fn begin_with(&self, address: &str, headers: &[(&str, &str)]) -> Body {
        let mut request = Request::builder().uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        self.router
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .into_body()
    }
}

/// What a browser says of a form that a page of the site sends.
const FROM_HERE: [(&str, &str); 2] = [
    ("sec-fetch-site", "same-origin"),
    ("content-type", "application/x-www-form-urlencoded"),
];

fn posting(address: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
    let mut request = Request::builder().method(Method::POST).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).unwrap()
}
