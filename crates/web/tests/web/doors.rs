//! 门 — every answer of every route says what a browser may do with it; what takes long is made for each network at its
//! pace; nothing that came in a file runs.

use crate::exits;
use crate::visitor::{Reply, Visitor};
use acts::item::{IncomingFile, Then};
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::Town;
use testkit::items::document;
use testkit::town::{Items, NOW};
use web::network::Peer;
use web::routes::{self, Effort, Exit, ROUTES, Route};
use web::{App, Forms};

/// What stands on every answer word for word.
const ALWAYS: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("origin-agent-cluster", "?1"),
    ("x-permitted-cross-domain-policies", "none"),
    ("permissions-policy", "camera=(), "),
    ("permissions-policy", "microphone=(), "),
];

fn assert_guarded(route: &Route, asked: &str, reply: &Reply) {
    for (name, value) in ALWAYS {
        let said = reply.header(name);
        assert!(said.contains(value), "{asked}: {name} is {said:?}");
    }
    let to_whom = if route.path.contains("/receipt/") {
        "no-referrer"
    } else {
        "same-origin"
    };
    assert_eq!(reply.header("referrer-policy"), to_whom, "{asked}");
    // What is too long, or no question at all, is refused beside the route.
    let is_refused_before = matches!(reply.status.as_u16(), 405 | 413);
    let may_be_read = if route.exit.is_open() && !is_refused_before {
        "cross-origin"
    } else {
        "same-origin"
    };
    let resource = reply.header("cross-origin-resource-policy");
    assert_eq!(resource, may_be_read, "{asked}");
    let policy = reply.header("content-security-policy");
    let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
    assert!(rules.contains(&"default-src 'none'"), "{asked}: {policy}");
    assert!(
        rules.contains(&"frame-ancestors 'none'"),
        "{asked}: {policy}"
    );
    for evil in ["unsafe", "script-src", "*", "http:", "https:", "data:"] {
        assert!(!policy.contains(evil), "{asked}: {policy}");
    }
    assert!(!reply.header("cache-control").is_empty(), "{asked}");
    assert_eq!(reply.header("x-request-id").len(), 17, "{asked}");
    for told in ["set-cookie", "server", "x-powered-by"] {
        assert!(!reply.headers.contains_key(told), "{asked}: {told}");
    }
    if !reply.bytes.is_empty() {
        assert!(!reply.header("content-type").is_empty(), "{asked}");
    }
    let shown = reply.header("content-type");
    let is_active = ["html", "svg", "javascript"]
        .iter()
        .any(|it| shown.contains(it));
    let is_page = matches!(route.exit, Exit::Page | Exit::Form | Exit::Asset);
    let is_given = matches!(reply.status.as_u16(), 200 | 206);
    assert!(!is_given || !is_active || is_page, "{asked}: {shown}");
    let is_file = route.exit == Exit::File || route.path == "/downloads/{file}";
    if is_file && is_given {
        assert!(rules.contains(&"sandbox"), "{asked}: {policy}");
        let disposition = reply.header("content-disposition");
        assert!(disposition.starts_with("attachment; "), "{asked}");
    }
}

#[tokio::test]
async fn every_answer_of_every_route_says_what_a_browser_may_do() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let mut seen = BTreeSet::new();
    for route in ROUTES {
        let mut addresses: Vec<String> = exits::at(route, &items)
            .unwrap()
            .into_iter()
            .map(|(_, address)| address)
            .collect();
        // An address that leads nowhere, and one with a question that nobody understands.
        let nowhere = route.path.replace(['{', '}'], "");
        addresses.push(format!("{nowhere}?edition=0&after=x&cursor=x&on=x"));
        addresses.push(nowhere);
        for address in addresses {
            let first = visitor.get(&address).await;
            let tag = first.header("etag").to_owned();
            let tag = if tag.is_empty() { "\"x\"" } else { &tag };
            for (method, header) in [
                (Method::GET, ("accept-encoding", "gzip")),
                (Method::GET, ("if-none-match", tag)),
                (Method::GET, ("range", "bytes=0-0")),
                (Method::GET, ("range", "bytes=999999999-")),
                (Method::GET, ("content-length", "9999999")),
                (Method::HEAD, ("accept", "*/*")),
                (Method::OPTIONS, ("origin", "https://elsewhere.example")),
                (Method::POST, ("content-type", "text/plain")),
                (Method::DELETE, ("accept", "*/*")),
                (Method::TRACE, ("accept", "*/*")),
            ] {
                let asked = format!("{method} {address} ({header:?})");
                let reply = visitor.ask(method, &address, &[header]).await;
                assert_guarded(route, &asked, &reply);
                seen.insert(reply.status.as_u16());
            }
            assert_guarded(route, &address, &first);
            seen.insert(first.status.as_u16());
        }
    }
    let expected = [200, 204, 206, 304, 403, 404, 405, 410, 413, 416, 422];
    for status in expected {
        assert!(seen.contains(&status), "no answer was {status}: {seen:?}");
    }
}

/// What a browser would run, under the names and types it may come with.
const ACTIVE: [(&str, &str, &str); 6] = [
    ("一.html", "text/html", "<script>alert(1)</script>"),
    (
        "二.svg",
        "image/svg+xml",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    ),
    (
        "三.xhtml",
        "application/xhtml+xml",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
    ),
    ("四.xml", "text/xml", "<?xml-stylesheet href='x'?><x/>"),
    ("五.js", "text/javascript", "alert(1)"),
    ("六.bin", "text/html; charset=utf-8", "<b>"),
];

#[tokio::test]
async fn what_a_browser_would_run_leaves_as_bytes_to_be_saved_and_is_shown_in_no_page() {
    let town = Town::new().await;
    let mut incoming = document("active", "关于活动文件的通知", "见附件。");
    for (name, media_type, words) in ACTIVE {
        incoming.files.push(IncomingFile {
            name: name.into(),
            media_type: media_type.into(),
            bytes: Bytes::from_static(words.as_bytes()),
            is_source: false,
            pixels: None,
        });
    }
    let number = town.import(incoming, Then::Release).await;
    let visitor = Visitor::of(&town);
    for (name, _, words) in ACTIVE {
        let address = format!("/documents/{number}/files/{}", web::paths::segment(name));
        let reply = visitor.get(&address).await;
        assert_eq!(reply.text(), words);
        assert_eq!(reply.header("content-type"), "application/octet-stream");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        let disposition = reply.header("content-disposition");
        assert!(disposition.starts_with("attachment; "), "{disposition}");
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("sandbox"), "{policy}");
    }
    let page = visitor.get(&format!("/documents/{number}")).await.text();
    assert!(page.contains("一.html"), "the files are named");
    for shown in ["<img", "<object", "<embed", "<iframe", "<svg onload"] {
        let files = page.split(shown).skip(1);
        let own = files.filter(|rest| rest.split('>').next().unwrap().contains("/files/"));
        assert_eq!(own.count(), 0, "{shown}");
    }
}

#[tokio::test]
async fn each_of_several_nodes_makes_its_share_of_what_a_network_may_have_made() {
    let (town, _) = Town::with_items().await;
    let forms = Forms {
        nodes: 3.try_into().unwrap(),
        ..Forms::default()
    };
    let clock = Arc::new(|| NOW);
    let node = Visitor::with(App::with_forms(town.portal(), clock, "", forms).paced(6));
    let peer = from("192.0.2.7");
    let mut answers = Vec::new();
    for word in ["操场", "招生", "古桥"] {
        let search = format!("/search?q={}", web::paths::segment(word));
        let answer = node.ask_from(peer, Method::GET, &search, &[]).await;
        answers.push(answer.status.as_u16());
    }
    assert_eq!(answers, [200, 200, 429]);
}

/// A site where one network may have three searches in a minute made, by a clock that the test moves.
async fn paced() -> (Town, Items, Visitor, Arc<AtomicI64>) {
    let (town, items) = Town::with_items().await;
    let clock = Arc::new(AtomicI64::new(NOW));
    let forms = Forms {
        proxies: vec!["127.0.0.1".parse().unwrap(), "10.0.0.5".parse().unwrap()],
        ..Forms::default()
    };
    let told = Arc::clone(&clock);
    let told = Arc::new(move || told.load(Ordering::Relaxed));
    let visitor = Visitor::with(App::with_forms(town.portal(), told, "", forms).paced(3));
    (town, items, visitor, clock)
}

fn from(address: &str) -> Peer {
    Peer(address.parse::<IpAddr>().unwrap())
}

#[tokio::test]
async fn who_searches_too_often_waits_and_is_told_how_long_in_his_own_language() {
    let (_town, _, visitor, clock) = paced().await;
    let ask = async |who: &str, address: &str| {
        visitor.ask_from(from(who), Method::GET, address, &[]).await
    };
    for address in ["/search?q=x1", "/search?q=x2", "/laws/guqiao/compare"] {
        let reply = ask("198.51.100.7", address).await;
        assert_eq!(reply.status, StatusCode::OK);
    }
    let late = ask("198.51.100.7", "/search?q=x3").await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(late.header("retry-after"), "20");
    assert_eq!(late.header("cache-control"), "no-store");
    let words = late.text();
    assert!(words.contains("请过一会儿再打开") && words.contains("过 20 秒"));
    assert!(words.contains("GK-429") && !words.contains("198.51"));
    let english = ask("198.51.100.7", "/en/search?q=x3").await.text();
    assert!(english.contains("in 20 seconds"), "{english}");
    let api = ask("198.51.100.7", "/api/v1/search?q=x3").await;
    assert_eq!(api.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(api.header("access-control-allow-origin"), "*");
    let said: serde_json::Value = serde_json::from_slice(&api.bytes).unwrap();
    assert!(said.to_string().contains("GK-429"), "{said}");
    // What is made already costs nothing, nor do pages; others are let in, and so is he, later.
    for (who, address) in [
        ("198.51.100.7", "/laws/guqiao/compare"),
        ("198.51.100.7", "/laws/guqiao"),
        ("198.51.100.8", "/search?q=x3"),
    ] {
        let reply = ask(who, address).await;
        assert_eq!(reply.status, StatusCode::OK, "{who} {address}");
    }
    clock.store(NOW + 20, Ordering::Relaxed);
    let later = ask("198.51.100.7", "/search?q=x4").await;
    assert_eq!(later.status, StatusCode::OK);
}

#[tokio::test]
async fn whatever_takes_long_is_made_at_a_pace_and_nothing_else_is() {
    let (_town, items, visitor, clock) = paced().await;
    let mut paced = BTreeSet::new();
    for (n, route) in ROUTES.iter().enumerate() {
        if route.method == routes::Method::Post {
            continue;
        }
        let Some((_, address)) = exits::at(route, &items).unwrap().into_iter().next() else {
            continue;
        };
        // In a minute of its own; what is asked for anew each time is kept nowhere.
        clock.store(NOW + 1000 + 100 * n as i64, Ordering::Relaxed);
        let mut answers = Vec::new();
        for n in 0..4 {
            let joint = if address.contains('?') { '&' } else { '?' };
            let asked = if route.exit == Exit::File {
                address.clone()
            } else {
                format!("{address}{joint}nothing={n}")
            };
            let reply = visitor
                .ask_from(from("198.51.100.7"), Method::GET, &asked, &[])
                .await;
            answers.push(reply.status.as_u16());
        }
        let is_paced = answers.contains(&429);
        assert_eq!(is_paced, route.effort != Effort::Little, "{route:?}");
        if is_paced {
            paced.insert(route.path);
        }
    }
    for costly in [
        "/search",
        "/api/v1/search",
        "/documents/{code}/{tail}/text.pdf",
    ] {
        assert!(paced.contains(costly), "{costly}: {paced:?}");
    }
}

#[tokio::test]
async fn nobody_passes_for_another_network_and_this_machine_is_not_counted() {
    let (_town, _, visitor, _) = paced().await;
    let n = std::cell::Cell::new(0);
    let ask = async |who: &str, headers: &[(&str, &str)]| {
        n.set(n.get() + 1);
        let address = format!("/search?q=y{}", n.get());
        let reply = visitor
            .ask_from(from(who), Method::GET, &address, headers)
            .await;
        reply.status.as_u16()
    };
    // A visitor may write what he likes.
    let mut answers = Vec::new();
    for last in 1..=4 {
        let other = format!("203.0.113.{last}");
        let forwarded = format!("for={other}");
        let headers = [
            ("x-forwarded-for", other.as_str()),
            ("forwarded", forwarded.as_str()),
            ("x-real-ip", other.as_str()),
        ];
        answers.push(ask("192.0.2.1", &headers).await);
    }
    assert_eq!(answers, [200, 200, 200, 429]);
    // He may do so before a proxy as well: only what the proxy saw counts, which stands last.
    let mut answers = Vec::new();
    for last in 1..=4 {
        let told = format!("203.0.113.{last}, 192.0.2.9");
        answers.push(ask("10.0.0.5", &[("x-forwarded-for", &told)]).await);
    }
    assert_eq!(answers, [200, 200, 200, 429]);
    // One household is one network, however its addresses are written.
    let mut answers = Vec::new();
    for told in [
        "2001:db8:0:1::1",
        "[2001:db8:0:1:ffff::2]:4711",
        "2001:DB8:0:1:0:0:0:3",
        "2001:db8:0:1:8000::",
    ] {
        answers.push(ask("10.0.0.5", &[("x-forwarded-for", told)]).await);
    }
    assert_eq!(answers, [200, 200, 200, 429]);
    for _ in 0..9 {
        assert_eq!(ask("127.0.0.1", &[]).await, 200);
        assert_eq!(ask("::1", &[]).await, 200);
        assert_eq!(ask("10.0.0.5", &[]).await, 200);
        assert_eq!(
            ask("127.0.0.1", &[("x-forwarded-for", "unknown")]).await,
            200
        );
    }
}
