//! What is withdrawn or changed is gone for everybody, also for those who come through a cache that is not ours: pages in
//! every way of showing, feeds, sitemap, open API, search, files and forms.
//!
//! The exits are those of the table of routes, so that a new one is asked here without anybody thinking of it.

use crate::proxy::{Answer, Proxy};
use crate::world::{Site, year};
use flate2::read::GzDecoder;
use std::io::Read as _;
use std::time::{Duration, Instant};
use web::routes::{Exit, ROUTES, Route};

/// Words of the text, and of the title that stands in every list.
const WORDS: &str = "五点到七点";
const NEW_WORDS: &str = "四点到六点";
const TITLE: &str = "关于开放操场的通知";

/// An address that was asked before anything changed.
struct Exited {
    address: String,
    encoding: &'static str,
    /// Whether it is of the one document alone.
    is_of_item: bool,
}

/// Every address of the site that can be made from the table of routes.
fn addresses(number: &str) -> Vec<(String, bool)> {
    let (code, tail) = number.split_once('/').expect("two parts");
    let mut all = Vec::new();
    for route in ROUTES.iter().filter(|route| leaves_register(route)) {
        let address = route
            .path
            .replace("{code}", code)
            .replace("{tail}", tail)
            .replace("{column}", "statutory")
            .replace("{period}", "2026-03-03")
            .replace("{file}", "items.jsonl.gz")
            .replace("{part}", "2026-03-1.xml")
            .replace("{category_id}", "0");
        if address.contains('{') {
            continue;
        }
        let is_of_item = address.contains(tail);
        let word = if route.asks.contains(&"q") {
            format!("?q={}", web::paths::segment("操场"))
        } else {
            String::new()
        };
        let ways: &[&str] = match route.exit {
            Exit::Page => &["", "/en", "/zh-hant", "/elder", "/en/elder"],
            _ => &[""],
        };
        for way in ways {
            let path = if !way.is_empty() && address == "/" {
                "/"
            } else {
                &address
            };
            all.push((format!("{way}{path}{word}"), is_of_item));
            if is_of_item {
                all.push((format!("{way}{path}?edition=1"), true));
            }
        }
    }
    all
}

fn leaves_register(route: &Route) -> bool {
    !matches!(route.exit, Exit::Asset | Exit::Probe)
}

/// A site with a domain, so that feeds and sitemaps have whole addresses to name.
fn site() -> Site {
    let site = Site::new();
    site.run(&[
        "site",
        "set",
        "domain=www.shushi.example",
        "--reason",
        "登记域名",
    ]);
    site
}

/// What an answer says, unpacked.
fn words(answer: &Answer) -> String {
    let mut bytes = answer.body.clone();
    // A packed file may travel packed once more.
    while bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        GzDecoder::new(bytes.as_slice())
            .read_to_end(&mut plain)
            .expect("a packed answer");
        bytes = plain;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Asks for everything twice, so that whoever may keep it has it.
fn warm(proxy: &Proxy, number: &str) -> Vec<Exited> {
    let mut exits = Vec::new();
    let mut kept = 0;
    for (address, is_of_item) in addresses(number) {
        for encoding in ["identity", "gzip"] {
            let first = proxy.get(&address, encoding);
            if first.status != 200 {
                continue;
            }
            let again = proxy.get(&address, encoding);
            assert_eq!(again.status, 200, "{address}");
            kept += u32::from(again.header("x-proxy") == "revalidated");
            assert_ne!(
                again.header("x-proxy"),
                "hit",
                "{address} is never asked for again"
            );
            exits.push(Exited {
                address: address.clone(),
                encoding,
                is_of_item,
            });
        }
    }
    assert!(
        40 < exits.len() && 30 < kept,
        "{} exits, {kept} kept",
        exits.len()
    );
    exits
}

/// Waits until the page of the document says that it knows; gives how long that took.
fn until(proxy: &Proxy, address: &str, knows: impl Fn(&Answer) -> bool) -> Duration {
    let begun = Instant::now();
    while !knows(&proxy.get(address, "gzip")) {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{address} stays as it was"
        );
    }
    begun.elapsed()
}

#[test]
fn what_is_changed_or_withdrawn_is_gone_from_every_exit_behind_a_caching_proxy() {
    let site = site();
    let number = format!("XT-0001/{}-00001", year());
    let page = format!("/documents/{number}");
    let server = site.serve();
    server.until("/search?q=%E6%93%8D%E5%9C%BA", |_, body| {
        body.contains(&page)
    });
    let proxy = Proxy::before(&server.address);
    let exits = warm(&proxy, &number);
    let told = exits
        .iter()
        .filter(|exit| words(&proxy.get(&exit.address, exit.encoding)).contains(TITLE));
    assert!(20 < told.count(), "the document is in few exits");

    site.run(&[
        "correct",
        &number,
        "--note",
        "更正开放时间",
        "--replace",
        &format!("{WORDS}=>{NEW_WORDS}"),
        "--take-down-former",
    ]);
    let seen = until(&proxy, &page, |answer| words(answer).contains(NEW_WORDS));
    assert!(seen < Duration::from_secs(2), "{seen:?}");
    for exit in &exits {
        let answer = proxy.get(&exit.address, exit.encoding);
        assert!(
            !words(&answer).contains(WORDS),
            "{} still says it",
            exit.address
        );
        if exit.address.ends_with("?edition=1") {
            assert_eq!(answer.status, 410, "{}", exit.address);
        }
    }

    site.run(&["withdraw", &number, "--reason", "内容有误"]);
    let seen = until(&proxy, &page, |answer| answer.status == 410);
    assert!(seen < Duration::from_secs(2), "{seen:?}");
    for exit in &exits {
        let answer = proxy.get(&exit.address, exit.encoding);
        let said = words(&answer);
        assert!(
            !said.contains(NEW_WORDS) && !said.contains(TITLE),
            "{} still says it",
            exit.address
        );
        if exit.is_of_item {
            assert_eq!(answer.status, 410, "{}", exit.address);
        } else {
            assert!(!said.contains(&page), "{} still links to it", exit.address);
        }
    }
}

#[test]
fn what_the_site_says_of_itself_changes_on_every_page_behind_a_caching_proxy() {
    let site = site();
    let number = format!("XT-0001/{}-00001", year());
    let server = site.serve();
    let proxy = Proxy::before(&server.address);
    let exits = warm(&proxy, &number);
    site.run(&["site", "set", "name=松岭县人民政府", "--reason", "撤并更名"]);
    let seen = until(&proxy, "/", |answer| {
        words(answer).contains("松岭县人民政府")
    });
    assert!(seen < Duration::from_secs(2), "{seen:?}");
    for exit in exits {
        let said = words(&proxy.get(&exit.address, exit.encoding));
        assert!(!said.contains("漱石县人民政府（示例）"), "{}", exit.address);
    }
}
