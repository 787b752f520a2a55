//! For programs: feeds, bulk files, well-known places, data in pages, and what all of them owe a withdrawal.

use crate::visitor::{Reply, Visitor};
use acts::item::Then;
use axum::http::{Method, StatusCode};
use scraper::{Html, Selector};
use serde_json::Value;
use testkit::Town;
use testkit::items::document;
use testkit::town::which;

const FEEDS: [&str; 6] = [
    "/feeds/atom",
    "/feeds/json",
    "/feeds/atom/agencies/XT-0002",
    "/feeds/json/agencies/XT-0002",
    "/feeds/atom/agencies/XT-0002/statutory",
    "/feeds/json/agencies/XT-0002/statutory",
];

fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.bytes).unwrap()
}

/// The values of an attribute, or the words, of every element of a name in an XML document.
fn all(xml: &str, name: &str, attribute: Option<&str>) -> Vec<String> {
    let tree = roxmltree::Document::parse(xml).unwrap();
    tree.descendants()
        .filter(|node| node.has_tag_name(name) || node.tag_name().name() == name)
        .map(|node| match attribute {
            Some(attribute) => node.attribute(attribute).unwrap_or_default().to_owned(),
            None => node.text().unwrap_or_default().to_owned(),
        })
        .collect()
}

async fn withdraw(town: &Town, slug: &str) {
    acts::item::withdraw::withdraw(&town.desk, &which(slug), "试撤回")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_feed_tells_of_the_newest_change_first_and_of_nothing_that_is_not_released() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let reply = visitor.get("/feeds/atom").await;
    assert_eq!(
        reply.header("content-type"),
        "application/atom+xml; charset=utf-8"
    );
    let xml = reply.text();
    let ids = all(&xml, "id", None);
    let site = "https://www.shushi.example";
    assert_eq!(ids[0], format!("{site}/feeds/atom"));
    // The text of 2023 ended that of 2018, whose entry therefore is the last; both came after the documents of this year.
    assert_eq!(ids[1], format!("{site}/laws/guqiao/2018-05-02"));
    assert_eq!(ids[2], format!("{site}/laws/guqiao/2023-04-01"));
    assert_eq!(ids.len(), 5);
    for hidden in [&items.withdrawn, &items.draft] {
        assert!(!xml.contains(hidden.as_str()));
    }
    let corrected = format!("{site}/documents/{}", items.corrected);
    assert!(ids.contains(&corrected), "{ids:?}");
    for time in all(&xml, "updated", None)
        .iter()
        .chain(&all(&xml, "published", None))
    {
        assert_eq!(time.len(), "2026-11-23T10:00:00+08:00".len(), "{time}");
        assert!(time.ends_with(":00+08:00"), "{time}");
    }
    // The file of an item travels with it.
    let file = format!(
        "{site}/documents/{}/files/{}",
        items.released,
        web::paths::segment("名单.csv")
    );
    assert!(all(&xml, "link", Some("href")).contains(&file));
}

#[tokio::test]
async fn both_forms_of_a_feed_say_the_same() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for of in [
        "",
        "/agencies/XT-0002",
        "/agencies/XT-0002/statutory",
        "?kind=document",
    ] {
        let atom = visitor.get(&format!("/feeds/atom{of}")).await.text();
        let feed = json(&visitor.get(&format!("/feeds/json{of}")).await);
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        let items = feed["items"].as_array().unwrap();
        let ids: Vec<&str> = items
            .iter()
            .map(|item| item["id"].as_str().unwrap())
            .collect();
        assert!(!ids.is_empty(), "{of}");
        assert_eq!(all(&atom, "id", None)[1..], ids, "{of}");
        for item in items {
            assert!(!item["content_text"].as_str().unwrap().is_empty());
            assert_eq!(item["url"], item["id"]);
        }
    }
    let kind = json(&visitor.get("/feeds/json?kind=local_gov_rule").await);
    assert_eq!(kind["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(visitor.get("/feeds/atom?kind=poem").await.status, 422);
    assert_eq!(
        visitor.get("/feeds/atom/agencies/XT-9999").await.status,
        404
    );
}

#[tokio::test]
async fn a_feed_is_read_to_its_end_page_by_page_and_each_item_comes_once() {
    let (town, _) = Town::with_items().await;
    town.with_many(101, 21).await;
    let visitor = Visitor::of(&town);
    let (mut at, mut seen, mut pages) = ("/feeds/json".to_owned(), Vec::new(), 0);
    loop {
        let page = json(&visitor.get(&at).await);
        pages += 1;
        let items = page["items"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next_url"].as_str() else {
            break;
        };
        next.strip_prefix("https://www.shushi.example")
            .unwrap()
            .clone_into(&mut at);
    }
    let total = json(&visitor.get("/api/v1/items").await)["total"].as_u64();
    assert_eq!(total, Some(seen.len() as u64));
    assert!(2 < pages);
    seen.sort_unstable();
    let listed = seen.len();
    seen.dedup();
    assert_eq!(seen.len(), listed);
    let atom = visitor.get("/feeds/atom").await.text();
    let rels = all(&atom, "link", Some("rel"));
    for rel in ["self", "first", "next"] {
        assert!(rels.iter().any(|known| known == rel), "{rel}");
    }
}

#[tokio::test]
async fn words_that_look_like_markup_stay_words_in_a_feed() {
    let town = Town::new().await;
    let title = "关于<b>“甲”&乙</b>]]>的通知";
    let odd = testkit::items::document("odd", title, "一</summary>二&amp;。");
    town.import(odd, Then::Release).await;
    let visitor = Visitor::of(&town);
    let xml = visitor.get("/feeds/atom").await.text();
    assert_eq!(all(&xml, "title", None)[1], title);
    assert!(all(&xml, "summary", None)[0].contains("一</summary>二&amp;。"));
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

/// What a page says of its subject, by type.
async fn described(visitor: &Visitor, address: &str, sort: &str) -> Value {
    let page = visitor.get(address).await.text();
    let html = Html::parse_document(&page);
    let select = Selector::parse("script[type='application/ld+json']").unwrap();
    let block = html
        .select(&select)
        .next()
        .unwrap()
        .text()
        .collect::<String>();
    let block: Value = serde_json::from_str(&block).unwrap();
    let graph = block["@graph"].as_array().unwrap();
    let node = graph.iter().find(|node| node["@type"] == sort);
    node.unwrap_or_else(|| panic!("{address} has no {sort}: {block}"))
        .clone()
}

#[tokio::test]
async fn pages_say_of_what_they_are() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let site = described(&visitor, "/", "WebSite").await;
    assert_eq!(
        site["potentialAction"]["target"]["urlTemplate"],
        "https://www.shushi.example/search?q={words}"
    );
    let agency = described(&visitor, "/agencies/XT-0002", "GovernmentOrganization").await;
    assert_eq!(agency["identifier"], "XT-0002");
    let released = format!("/documents/{}", items.released);
    let document = described(&visitor, &released, "DigitalDocument").await;
    assert_eq!(document["identifier"], items.released);
    assert_eq!(document["datePublished"], "2026-03-05T10:00:00+08:00");
    assert_eq!(document["encoding"][0]["name"], "名单.csv");
    let law = described(&visitor, "/laws/guqiao/2018-05-02", "Legislation").await;
    assert_eq!(law["legislationDateVersion"], "2018-05-02");
    assert_eq!(
        law["legislationLegalForce"],
        "https://schema.org/NotInForce"
    );
    for page in [&released, "/laws", "/agencies/XT-0002/statutory"] {
        let way = described(&visitor, page, "BreadcrumbList").await;
        assert_eq!(
            way["itemListElement"][0]["item"],
            "https://www.shushi.example/"
        );
    }
    let missing = visitor.get("/nowhere").await.text();
    assert!(!missing.contains("ld+json"));
}

#[tokio::test]
async fn a_page_names_the_feed_of_what_it_lists() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::under(&town, "/xxgk");
    for (page, feed) in [
        (
            "/xxgk/agencies/XT-0002",
            "/xxgk/feeds/atom/agencies/XT-0002",
        ),
        (
            "/xxgk/en/agencies/XT-0002/statutory",
            "/xxgk/feeds/atom/agencies/XT-0002/statutory",
        ),
        (
            "/xxgk/documents?kind=document",
            "/xxgk/feeds/atom?kind=document",
        ),
        ("/xxgk/about", "/xxgk/feeds/atom"),
    ] {
        let html = Html::parse_document(&visitor.get(page).await.text());
        let select = Selector::parse("link[rel=alternate][type='application/atom+xml']").unwrap();
        let first = html.select(&select).next().unwrap();
        assert_eq!(first.value().attr("href"), Some(feed), "{page}");
        assert_eq!(visitor.get(feed).await.status, StatusCode::OK, "{feed}");
    }
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

#[tokio::test]
async fn a_subject_is_listed_and_followed_and_forgets_what_is_withdrawn() {
    let town = Town::new().await;
    for n in 0..3 {
        let mut item = document(
            &format!("theme-{n}"),
            &format!("政务公开安排之{n}"),
            "安排如下。",
        );
        item.fields.set("theme_class", "综合政务\\政务公开");
        town.import(item, Then::Release).await;
    }
    town.import(document("other", "关于停水的通告", "停水。"), Then::Release)
        .await;
    town.follow().await;
    let visitor = Visitor::of(&town);
    let titles = |feed: &Value| {
        let items = feed["items"].as_array().unwrap().iter();
        let titles = items.map(|item| item["title"].as_str().unwrap().to_owned());
        titles.collect::<std::collections::BTreeSet<_>>()
    };
    let page = visitor.get("/topics/general-affairs").await.text();
    let page = page.replace("<wbr>", "");
    assert!(page.contains("/feeds/atom/topics/general-affairs"));
    assert!(page.contains("政务公开安排之2") && !page.contains("停水"));
    let feed = json(&visitor.get("/feeds/json/topics/general-affairs").await);
    assert_eq!(titles(&feed).len(), 3);
    let atom = visitor
        .get("/feeds/atom/topics/general-affairs")
        .await
        .text();
    assert_eq!(all(&atom, "entry", None).len(), 3);
    withdraw(&town, "theme-1").await;
    let feed = json(&visitor.get("/feeds/json/topics/general-affairs").await);
    let left = ["政务公开安排之0", "政务公开安排之2"];
    assert_eq!(titles(&feed), left.map(str::to_owned).into());
    let unknown = visitor.get("/feeds/atom/topics/astrology").await;
    assert_eq!(unknown.status, 404);
}
