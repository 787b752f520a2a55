//! 订阅 — what a feed holds, how its pages hang together, and what RFC 4287, RFC 5005 and JSON Feed 1.1 demand of it.

use crate::machines::{FEEDS, all, json, withdraw};
use crate::visitor::Visitor;
use acts::item::Then;
use axum::http::StatusCode;
use scraper::{Html, Selector};
use serde_json::Value;
use std::collections::BTreeMap;
use testkit::Town;
use testkit::items::document;
use testkit::town::NOW;

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
    for rel in ["self", "first", "next", "last"] {
        assert!(rels.iter().any(|known| known == rel), "{rel}");
    }
    assert!(!rels.contains(&"previous".to_owned()));
}

/// The links of a feed by their relation.
fn rels(xml: &str) -> BTreeMap<String, String> {
    let links = all(xml, "link", Some("rel")).into_iter();
    links.zip(all(xml, "link", Some("href"))).collect()
}

#[tokio::test]
async fn the_pages_of_a_feed_are_the_same_from_either_end() {
    let town = Town::new().await;
    for n in 0..103 {
        let mut item = document(&format!("n-{n}"), &format!("关于事项{n}的通知"), "事项。");
        item.fields.set("theme_class", "综合政务\\政务公开");
        town.import(item, Then::Release).await;
    }
    town.follow().await;
    let visitor = Visitor::of(&town);
    let at = |address: &str| {
        let site = "https://www.shushi.example";
        address.strip_prefix(site).unwrap_or(address).to_owned()
    };
    for feed in [
        "/feeds/atom",
        "/feeds/atom/agencies/XT-0002/statutory",
        "/feeds/atom/topics/general-affairs",
        "/feeds/atom/search?kind=document",
    ] {
        let (mut down, mut here) = (Vec::new(), feed.to_owned());
        loop {
            let xml = visitor.get(&here).await.text();
            let rels = rels(&xml);
            down.push(all(&xml, "id", None)[1..].to_vec());
            assert_eq!(at(&rels["first"]), feed);
            let Some(next) = rels.get("next") else {
                assert_eq!(
                    at(&rels["last"]),
                    here,
                    "the last page calls itself the last"
                );
                break;
            };
            here = at(next);
        }
        assert_eq!(
            down.iter().map(Vec::len).collect::<Vec<_>>(),
            [50, 50, 3],
            "{feed}"
        );
        let mut up = Vec::new();
        loop {
            let xml = visitor.get(&here).await.text();
            up.insert(0, all(&xml, "id", None)[1..].to_vec());
            match rels(&xml).get("previous") {
                Some(previous) => here = at(previous),
                None => break,
            }
        }
        assert_eq!(here, feed, "the way back ends at the first page");
        assert_eq!(up, down, "{feed}");
    }
}

#[tokio::test]
async fn the_time_of_a_feed_never_goes_back_not_even_where_its_newest_is_withdrawn() {
    let mut town = Town::new().await;
    for (slug, later) in [("one", 100), ("two", 200), ("three", 300)] {
        town.desk = town.desk.at(NOW + later);
        let item = document(slug, &format!("关于{slug}的通知"), "事项。");
        town.import(item, Then::Release).await;
    }
    let visitor = Visitor::later(&town, 1000);
    let time = async |feed: &str| all(&visitor.get(feed).await.text(), "updated", None).remove(0);
    let mut before = Vec::new();
    for feed in ["/feeds/atom", "/feeds/atom/agencies/XT-0002"] {
        before.push((feed, time(feed).await));
    }
    withdraw(&town, "three").await;
    for (feed, was) in before {
        assert!(was <= time(feed).await, "{feed}");
    }
}

/// What RFC 4287 demands of a feed and of each entry, and what JSON Feed 1.1 does.
#[tokio::test]
async fn every_feed_has_what_its_format_demands() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for feed in FEEDS {
        let reply = visitor.get(feed).await;
        if feed.starts_with("/feeds/atom") {
            demanded_of_atom(&reply.text());
        } else {
            demanded_of_json(&json(&reply));
        }
    }
}

fn demanded_of_atom(xml: &str) {
    let tree = roxmltree::Document::parse(xml).unwrap();
    let root = tree.root_element();
    assert_eq!(
        root.tag_name().namespace(),
        Some("http://www.w3.org/2005/Atom")
    );
    let count = |node: roxmltree::Node<'_, '_>, name: &str| {
        let named = |child: &roxmltree::Node<'_, '_>| child.tag_name().name() == name;
        node.children().filter(named).count()
    };
    let entries = root
        .children()
        .filter(|node| node.tag_name().name() == "entry");
    let entries: Vec<_> = entries.collect();
    assert!(!entries.is_empty());
    for node in std::iter::once(root).chain(entries) {
        for one in ["id", "title", "updated"] {
            assert_eq!(count(node, one), 1, "{one} of {:?}", node.tag_name());
        }
        assert!(1 <= count(node, "author"));
        let links = node
            .children()
            .filter(|child| child.tag_name().name() == "link");
        let alternate = links.filter(|link| link.attribute("rel") == Some("alternate"));
        assert_eq!(alternate.count(), 1);
        for id in node
            .children()
            .filter(|child| child.tag_name().name() == "id")
        {
            assert!(
                id.text()
                    .unwrap()
                    .starts_with("https://www.shushi.example/")
            );
        }
    }
    for link in tree
        .descendants()
        .filter(|node| node.tag_name().name() == "link")
    {
        assert!(
            link.attribute("href").unwrap().starts_with("https://"),
            "{link:?}"
        );
    }
    for category in tree
        .descendants()
        .filter(|node| node.tag_name().name() == "category")
    {
        assert!(
            category
                .attribute("term")
                .is_some_and(|term| !term.is_empty())
        );
    }
}

fn demanded_of_json(feed: &Value) {
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert!(feed["title"].is_string() && feed["items"].is_array());
    for address in ["home_page_url", "feed_url"] {
        assert!(feed[address].as_str().unwrap().starts_with("https://"));
    }
    for item in feed["items"].as_array().unwrap() {
        assert!(item["id"].is_string());
        assert!(item["content_text"].is_string() || item["content_html"].is_string());
        for time in ["date_published", "date_modified"] {
            assert_eq!(
                item[time].as_str().unwrap().len(),
                "2026-11-23T10:00:00+08:00".len()
            );
        }
        for file in item["attachments"].as_array().unwrap() {
            assert!(file["url"].is_string() && file["mime_type"].is_string());
            assert!(file["size_in_bytes"].is_u64());
        }
        for author in item["authors"].as_array().unwrap() {
            assert!(author["name"].is_string());
        }
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

#[tokio::test]
async fn any_search_is_a_feed_of_what_it_finds_newest_first() {
    let (town, _) = Town::with_items().await;
    town.with_many(101, 61).await;
    town.follow().await;
    let visitor = Visitor::of(&town);
    let words = web::paths::segment("例会");
    let page = visitor
        .get(&format!("/search?q={words}&kind=document"))
        .await;
    let page = page.text();
    let at = format!("/feeds/json/search?q={words}&#38;kind=document");
    assert!(page.contains(&at), "{page}");
    let (mut at, mut seen) = (at.replace("&#38;", "&"), Vec::new());
    loop {
        let feed = json(&visitor.get(&at).await);
        let items = feed["items"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = feed["next_url"].as_str() else {
            break;
        };
        let (_, path) = next.split_once("/feeds/").unwrap();
        at = format!("/feeds/{path}");
    }
    let listed = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((listed, seen.len()), (101, 101));
    let none = json(
        &visitor
            .get("/feeds/json/search?q=%E6%91%A9%E5%A4%A9%E8%BD%AE")
            .await,
    );
    assert_eq!(none["items"].as_array().map(Vec::len), Some(0));
    assert_eq!(
        visitor.get("/feeds/atom/search?kind=poem").await.status,
        422
    );
}
