//! For programs: bulk files, well-known places, former addresses, and what every list owes a withdrawal.

use crate::visitor::{Reply, Visitor};
use acts::desk::{Actor, Desk};
use acts::item::Then;
use axum::http::{Method, StatusCode};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::Town;
use testkit::town::{NOW, which};

pub(crate) const FEEDS: [&str; 6] = [
    "/feeds/atom",
    "/feeds/json",
    "/feeds/atom/agencies/XT-0002",
    "/feeds/json/agencies/XT-0002",
    "/feeds/atom/agencies/XT-0002/statutory",
    "/feeds/json/agencies/XT-0002/statutory",
];

pub(crate) fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.bytes).unwrap()
}

/// The values of an attribute, or the words, of every element of a name in an XML document.
pub(crate) fn all(xml: &str, name: &str, attribute: Option<&str>) -> Vec<String> {
    let tree = roxmltree::Document::parse(xml).unwrap();
    tree.descendants()
        .filter(|node| node.has_tag_name(name) || node.tag_name().name() == name)
        .map(|node| match attribute {
            Some(attribute) => node.attribute(attribute).unwrap_or_default().to_owned(),
            None => node.text().unwrap_or_default().to_owned(),
        })
        .collect()
}

pub(crate) async fn withdraw(town: &Town, slug: &str) {
    acts::item::withdraw::withdraw(&town.desk, &which(slug), "试撤回")
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_withdrawn_is_at_once_in_no_list_for_programs() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let mut lists: Vec<&str> = FEEDS.to_vec();
    lists.extend([
        "/sitemap/2026-03-1.xml",
        "/downloads/items.jsonl.gz",
        "/api/v1/items",
        "/api/v1/search",
    ]);
    let mut tags = Vec::new();
    for list in &lists {
        let reply = visitor.get(list).await;
        assert!(reply.unpacked().contains(&items.released), "{list}");
        tags.push(reply.header("etag").to_owned());
    }
    withdraw(&town, "released").await;
    for (list, tag) in lists.iter().zip(&tags) {
        let again = [("if-none-match", tag.as_str())];
        let reply = visitor.ask(Method::GET, list, &again).await;
        assert_eq!(reply.status, StatusCode::OK, "{list}");
        assert!(!reply.unpacked().contains(&items.released), "{list}");
    }
}

#[tokio::test]
async fn a_site_without_a_domain_says_why_it_has_no_feeds_and_no_map() {
    let (town, _) = Town::with_items().await;
    let nowhere = [(acts::site::Part::Domain, String::new())];
    acts::site::change(&town.desk, &nowhere, "域名停用")
        .await
        .unwrap();
    let portal = town.portal();
    portal.look().await.unwrap();
    let visitor = Visitor::before(portal);
    for list in FEEDS.iter().chain(&["/sitemap.xml", "/sitemap/pages.xml"]) {
        let reply = visitor.get(list).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{list}");
        assert!(reply.text().contains("还没有登记域名"), "{list}");
    }
    let page = visitor.get("/agencies/XT-0002").await.text();
    assert!(!page.contains("/feeds/"));
    assert!(
        visitor
            .get("/downloads")
            .await
            .text()
            .contains("还没有登记域名")
    );
}

#[tokio::test]
async fn the_manifest_tells_the_truth_of_each_file() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let manifest = json(&visitor.get("/downloads/manifest.json").await);
    for (file, records) in [("items.jsonl.gz", 4), ("laws.jsonl.gz", 2)] {
        let files = manifest["files"].as_array().unwrap();
        let told = files.iter().find(|told| told["name"] == file).unwrap();
        let reply = visitor.get(&format!("/downloads/{file}")).await;
        let digest = law::Digest::of(&reply.bytes).to_string();
        assert_eq!(told["sha256"], digest, "{file}");
        assert_eq!(reply.header("etag"), format!("\"{digest}\""));
        assert_eq!(told["size"], reply.bytes.len(), "{file}");
        assert_eq!(told["records"], records, "{file}");
        let text = reply.unpacked();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), records, "{file}");
        // A line is what the item gives as JSON by itself.
        for line in lines {
            let at = line["address"].as_str().unwrap();
            let at = at.strip_prefix("https://www.shushi.example").unwrap();
            let alone = json(&visitor.get(&format!("{at}/text.json")).await);
            assert_eq!(line, alone);
        }
    }
    // Another process over the same register makes the same bytes.
    let other = Visitor::of(&town);
    for file in ["/downloads/items.jsonl.gz", "/downloads/manifest.json"] {
        assert_eq!(
            visitor.get(file).await.bytes,
            other.get(file).await.bytes,
            "{file}"
        );
    }
    let page = visitor.get("/downloads").await.text();
    assert!(page.contains("校验清单"));
}

#[tokio::test]
async fn who_asks_while_a_file_is_being_made_is_given_the_same_one() {
    let (town, _) = Town::with_items().await;
    town.with_many(120, 1).await;
    let visitor = Visitor::of(&town);
    let at = "/downloads/items.jsonl.gz";
    let (one, two, three) = tokio::join!(visitor.get(at), visitor.get(at), visitor.get(at));
    assert_eq!(one.status, StatusCode::OK);
    assert_eq!(one.bytes, two.bytes);
    assert_eq!(one.bytes, three.bytes);
    assert_eq!(one.unpacked().lines().count(), 125);
}

#[tokio::test]
async fn a_download_that_broke_off_goes_on_where_it_stopped() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let whole = visitor.get("/downloads/items.jsonl.gz").await;
    let tag = whole.header("etag").to_owned();
    let rest = [("range", "bytes=100-"), ("if-range", tag.as_str())];
    let part = visitor
        .ask(Method::GET, "/downloads/items.jsonl.gz", &rest)
        .await;
    assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes, whole.bytes[100..]);
    let head = visitor
        .ask(Method::HEAD, "/downloads/items.jsonl.gz", &[])
        .await;
    assert_eq!(head.header("content-length"), whole.bytes.len().to_string());
    withdraw(&town, "released").await;
    // What is new is given from its beginning.
    let anew = visitor
        .ask(Method::GET, "/downloads/items.jsonl.gz", &rest)
        .await;
    assert_eq!(anew.status, StatusCode::OK);
}

#[tokio::test]
async fn open_lists_may_be_read_by_pages_of_other_sites_and_pages_may_not() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let withdrawn = format!("/api/v1/items/{}", items.withdrawn);
    for (address, status) in [
        ("/api/v1/items", 200),
        (withdrawn.as_str(), 410),
        ("/api/v1/items?colour=red", 422),
        ("/feeds/atom", 200),
        ("/feeds/atom?after=x", 422),
        ("/downloads/laws.jsonl.gz", 200),
        ("/downloads/manifest.json", 200),
    ] {
        let reply = visitor.get(address).await;
        assert_eq!(reply.status, status, "{address}");
        assert_eq!(
            reply.header("access-control-allow-origin"),
            "*",
            "{address}"
        );
        assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
        let asks = [
            ("origin", "https://elsewhere.example"),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "if-none-match"),
        ];
        let may = visitor.ask(Method::OPTIONS, address, &asks).await;
        assert_eq!(may.status, StatusCode::NO_CONTENT, "{address}");
        assert_eq!(may.header("access-control-allow-origin"), "*");
        assert_eq!(
            may.header("access-control-allow-methods"),
            "GET, HEAD, OPTIONS"
        );
        assert!(
            may.header("access-control-allow-headers")
                .contains("If-None-Match")
        );
        assert_eq!(
            visitor.get(address).await.status,
            status,
            "{address} after OPTIONS"
        );
    }
    let page = visitor.get("/about").await;
    assert!(!page.headers.contains_key("access-control-allow-origin"));
    let refused = visitor.ask(Method::OPTIONS, "/about", &[]).await;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn who_asks_by_time_is_told_of_every_change() {
    let (town, _) = Town::with_items().await;
    // Every act of a town happens in one second: ten seconds later nothing more can fall into it.
    let visitor = Visitor::later(&town, 10);
    let first = visitor.get("/api/v1/items").await;
    let time = first.header("last-modified").to_owned();
    assert_eq!(time, "Mon, 23 Nov 2026 02:00:00 GMT");
    let since = [("if-modified-since", time.as_str())];
    let same = visitor.ask(Method::GET, "/api/v1/items", &since).await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    assert_eq!(same.header("last-modified"), time);
    let other = [since[0], ("if-none-match", "\"other\"")];
    let tagged = visitor.ask(Method::GET, "/api/v1/items", &other).await;
    assert_eq!(tagged.status, StatusCode::OK);
    // Within the second of a change there is no time to ask by.
    let at_once = Visitor::of(&town).get("/api/v1/items").await;
    assert!(!at_once.headers.contains_key("last-modified"));
    // A day begins: texts may begin or end with it.
    let tomorrow = Visitor::later(&town, 24 * 3600);
    let anew = tomorrow.ask(Method::GET, "/api/v1/items", &since).await;
    assert_eq!(anew.status, StatusCode::OK);
    assert_eq!(
        anew.header("last-modified"),
        "Mon, 23 Nov 2026 16:00:00 GMT"
    );
}

#[tokio::test]
async fn what_readers_send_moves_neither_pages_nor_lists_nor_files() {
    let (town, _) = Town::with_items().await;
    let clock = Arc::new(AtomicI64::new(NOW + 10));
    let visitor = Visitor::by(&town, &clock);
    let all = [
        "/",
        "/laws",
        "/laws.csv",
        "/feeds/atom",
        "/downloads/manifest.json",
        "/downloads/items.jsonl.gz",
    ];
    let mut before = Vec::new();
    for address in all {
        let reply = visitor.get(address).await;
        assert_eq!(
            reply.header("last-modified"),
            "Mon, 23 Nov 2026 02:00:00 GMT",
            "{address}"
        );
        before.push(reply);
    }
    let form = visitor.get("/error-report").await.text();
    let key = form
        .split_once("name=\"key\" value=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0;
    let body = format!("key={key}&page=&kind=other&what=aaaaaaaaaaaaaaaaaaaa&contact=");
    let sent = visitor.send("/error-report", &body).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    clock.store(NOW + 60, Ordering::Relaxed);
    for (address, before) in all.iter().zip(&before) {
        let after = visitor.get(address).await;
        assert_eq!(
            after.header("last-modified"),
            before.header("last-modified"),
            "{address}"
        );
        assert_eq!(after.bytes, before.bytes, "{address}");
    }
}

#[tokio::test]
async fn a_file_that_holds_everything_says_when_it_last_changed() {
    let (town, _) = Town::with_items().await;
    let clock = Arc::new(AtomicI64::new(NOW));
    let visitor = Visitor::by(&town, &clock);
    let file = "/downloads/items.jsonl.gz";
    // Within the second of a change there is no time to ask by.
    assert!(
        !visitor
            .get(file)
            .await
            .headers
            .contains_key("last-modified")
    );
    clock.store(NOW + 10, Ordering::Relaxed);
    let first = visitor.ask(Method::HEAD, file, &[]).await;
    let time = first.header("last-modified").to_owned();
    assert_eq!(time, "Mon, 23 Nov 2026 02:00:00 GMT");
    let since = [("if-modified-since", time.as_str())];
    let same = visitor.ask(Method::GET, file, &since).await;
    assert_eq!(
        (same.status, same.header("last-modified")),
        (StatusCode::NOT_MODIFIED, &*time)
    );
    let actor = Actor {
        name: "示例经办".into(),
        identified_by: "test".into(),
    };
    let later = Desk::new(town.register.clone(), actor, NOW + 20).unwrap();
    acts::item::withdraw::withdraw(&later, &which("released"), "试撤回")
        .await
        .unwrap();
    clock.store(NOW + 30, Ordering::Relaxed);
    let anew = visitor.ask(Method::GET, file, &since).await;
    assert_eq!(
        (anew.status, anew.header("last-modified")),
        (StatusCode::OK, "Mon, 23 Nov 2026 02:00:20 GMT")
    );
}

#[tokio::test]
async fn programs_find_whom_to_tell_and_what_there_is() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let text = visitor.get("/.well-known/security.txt").await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    for line in [
        "Contact: mailto:security@shushi.example\n",
        "Expires: 2027-02-21T00:00:00+08:00\n",
        "Canonical: https://www.shushi.example/.well-known/security.txt\n",
    ] {
        assert!(text.text().contains(line), "{line}");
    }
    let catalog = visitor.get("/.well-known/api-catalog").await;
    assert!(
        catalog
            .header("content-type")
            .starts_with("application/linkset+json")
    );
    assert!(catalog.header("link").contains("rel=\"api-catalog\""));
    let links = json(&catalog);
    let described = links["linkset"][0]["service-desc"][0]["href"]
        .as_str()
        .unwrap();
    let described = described
        .strip_prefix("https://www.shushi.example")
        .unwrap();
    assert_eq!(json(&visitor.get(described).await)["openapi"], "3.1.0");
    let nobody = [(acts::site::Part::Security, String::new())];
    acts::site::change(&town.desk, &nobody, "联系人变动")
        .await
        .unwrap();
    let none = Visitor::of(&town).get("/.well-known/security.txt").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert!(none.text().contains("还没有登记接收安全问题的联系方式"));
}

#[tokio::test]
async fn an_address_of_a_former_system_leads_on_in_every_way_of_showing() {
    let town = Town::new().await;
    let mut old = testkit::items::document("old", "关于旧址的通知", "旧址。");
    for (kind, value) in [
        ("address", "/zwgk/2019/t20190102_0001.html"),
        ("address", "/show.jsp?id=17&type=1"),
        ("address", "/公开/一.html"),
        ("url", "http://www.shushi.example/info/9.shtml"),
        ("url", "https://www.shushi.example/view?docid=9"),
    ] {
        old.aliases.push((kind.into(), value.into()));
    }
    let number = town.import(old, Then::Release).await;
    for base in ["", "/xxgk"] {
        let visitor = Visitor::under(&town, base);
        for old in [
            "/zwgk/2019/t20190102_0001.html",
            "/zwgk/2019/t20190102_0001.html?from=weixin",
            "/show.jsp?id=17&type=1",
            "/%E5%85%AC%E5%BC%80/%E4%B8%80.html",
            "/info/9.shtml",
            "/view?docid=9",
        ] {
            for way in ["", "/en", "/zh-hant/elder"] {
                let reply = visitor.get(&format!("{base}{way}{old}")).await;
                assert_eq!(
                    reply.status,
                    StatusCode::MOVED_PERMANENTLY,
                    "{base}{way}{old}"
                );
                let now = format!("{base}{way}/documents/{number}");
                assert_eq!(reply.header("location"), now, "{old}");
            }
        }
        for unknown in ["/show.jsp?id=18", "/show.jsp", "/info/9", "/view"] {
            let reply = visitor.get(&format!("{base}{unknown}")).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{unknown}");
        }
    }
}
