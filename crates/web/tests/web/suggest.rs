//! What is offered to somebody who has begun to type: on the page, to programs, and in the box of a browser.

use crate::machines::{all, json, withdraw};
use crate::visitor::Visitor;
use axum::http::StatusCode;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use testkit::Town;
use testkit::town::{DRAFT_SECRET, WITHDRAWN_SECRET};

async fn suggested(visitor: &Visitor, typed: &str) -> Vec<Value> {
    let asked = web::paths::segment(typed);
    let reply = visitor.get(&format!("/api/v1/suggest?q={asked}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{typed}");
    json(&reply)["suggestions"].as_array().unwrap().clone()
}

fn names(suggested: &[Value]) -> Vec<&str> {
    let names = suggested.iter();
    names.map(|one| one["name"].as_str().unwrap()).collect()
}

/// What a page offers: names and where they lead.
fn offered(page: &str) -> Vec<(String, String)> {
    let html = Html::parse_document(page);
    let links = Selector::parse(".suggested a").unwrap();
    let link = |element: scraper::ElementRef<'_>| {
        let name: String = element.text().collect();
        (name, element.attr("href").unwrap().to_owned())
    };
    html.select(&links).map(link).collect()
}

#[tokio::test]
async fn laws_documents_and_agencies_are_suggested_however_they_are_typed() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for typed in [
        "漱石县古桥",
        "shushixiangu",
        "ssxgqbh",
        "漱石县guqiao",
        "shushixianguq",
    ] {
        let found = suggested(&visitor, typed).await;
        // Two texts of it have that name: the one that holds is meant.
        assert_eq!(names(&found), ["漱石县古桥保护办法"], "{typed}");
        assert_eq!(found[0]["address"], "/laws/guqiao/2023-04-01");
        assert_eq!(found[0]["standing"]["status"], "in_force");
    }
    for typed in ["关于校园", "xiaoyuankaifang", "xykfr", "校园kf"] {
        let found = suggested(&visitor, typed).await;
        assert_eq!(names(&found), ["关于校园开放日的通知"], "{typed}");
        assert_eq!(
            found[0]["address"],
            format!("/documents/{}", items.released)
        );
    }
    for typed in ["教育局", "jiaoyuju", "jyj"] {
        let found = suggested(&visitor, typed).await;
        // What it was called before is no body of today.
        assert_eq!(names(&found), ["漱石县教育局"], "{typed}");
        assert_eq!(found[0]["address"], "/agencies/XT-0002");
        assert_eq!(found[0]["kind"], Value::Null);
    }
    let county = suggested(&visitor, "shushixian").await;
    assert_eq!(
        names(&county),
        ["漱石县古桥保护办法", "漱石县教育局", "漱石县人民政府"]
    );
    for typed in ["", "《》", "qqq", "火星移民"] {
        assert!(suggested(&visitor, typed).await.is_empty(), "{typed}");
    }
}

#[tokio::test]
async fn what_is_not_public_is_never_suggested_and_what_is_withdrawn_no_longer() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for typed in [
        DRAFT_SECRET,
        WITHDRAWN_SECRET,
        "caogaoanyu",
        "cgay",
        "chehuianyu",
        "chay",
    ] {
        assert!(suggested(&visitor, typed).await.is_empty(), "{typed}");
    }
    assert_eq!(suggested(&visitor, "xykfr").await.len(), 1);
    withdraw(&town, "released").await;
    // The index has not followed yet.
    for address in [
        "/api/v1/suggest?q=xykfr",
        "/search/suggest?q=xykfr",
        "/search?q=xykfr",
    ] {
        let reply = visitor.get(address).await;
        assert!(!reply.text().contains("校园开放日"), "{address}");
    }
    town.follow().await;
    assert!(suggested(&visitor, "xykfr").await.is_empty());
}

#[tokio::test]
async fn the_box_of_a_browser_is_told_how_to_search_and_what_is_meant() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::under(&town, "/xxgk");
    let home = visitor.get("/xxgk/en/").await.text();
    let html = Html::parse_document(&home);
    let link = Selector::parse("head link[rel=search]").unwrap();
    let link = html.select(&link).next().unwrap();
    assert_eq!(
        link.attr("type"),
        Some("application/opensearchdescription+xml")
    );
    let description = visitor.get(link.attr("href").unwrap()).await;
    assert_eq!(
        description.header("content-type"),
        "application/opensearchdescription+xml; charset=utf-8"
    );
    let xml = description.text();
    let short = all(&xml, "ShortName", None);
    assert!(short[0].chars().count() <= 16, "{short:?}");
    let site = "https://www.shushi.example/xxgk";
    let templates = all(&xml, "Url", Some("template"));
    assert!(templates.contains(&format!("{site}/search?q={{searchTerms}}")));
    let ask = format!("{site}/search/suggest?q={{searchTerms}}");
    assert!(templates.contains(&ask), "{templates:?}");
    let reply = visitor.get("/xxgk/search/suggest?q=xykf").await;
    assert_eq!(
        reply.header("content-type"),
        "application/x-suggestions+json; charset=utf-8"
    );
    let told = json(&reply);
    assert_eq!(told[0], "xykf");
    assert_eq!(told[1], json!(["关于校园开放日的通知"]));
    assert_eq!(told[2].as_array().unwrap().len(), 1);
    assert!(
        told[3][0]
            .as_str()
            .unwrap()
            .starts_with(&format!("{site}/documents/"))
    );
    // An answer that depends on the index is not kept.
    assert_ne!(reply.header("cache-control"), "public");
}

#[tokio::test]
async fn a_site_without_a_domain_describes_no_search() {
    let (town, _) = Town::with_items().await;
    let nowhere = [(acts::site::Part::Domain, String::new())];
    acts::site::change(&town.desk, &nowhere, "域名停用")
        .await
        .unwrap();
    let portal = town.portal();
    portal.look().await.unwrap();
    let visitor = Visitor::before(portal);
    let reply = visitor.get("/opensearch.xml").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert!(reply.text().contains("还没有登记域名"));
    let page = visitor.get("/search").await.text();
    assert!(!page.contains("opensearch"));
}

#[tokio::test]
async fn who_finds_nothing_is_offered_names_that_begin_so() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let page = visitor.get("/search?q=xiaoyuankaifang").await.text();
    let address = format!("/documents/{}", items.released);
    assert_eq!(
        offered(&page),
        [("关于校园开放日的通知".to_owned(), address.clone())]
    );
    assert!(page.contains("您是不是要找") && page.contains("没有搜到"));
    // The rest of the page still says why.
    assert!(page.contains("可能是这几种情况"));
    let english = visitor.get("/en/search?q=xiaoyuankaifang").await.text();
    assert_eq!(offered(&english)[0].1, format!("/en{address}"));
    assert!(english.contains("Did you mean"));
    // Typed in traditional script, a title is known by its simplified characters.
    let traditional = web::paths::segment("關於校園kaifang");
    let page = visitor
        .get(&format!("/zh-hant/search?q={traditional}"))
        .await
        .text();
    assert_eq!(offered(&page)[0].1, format!("/zh-hant{address}"));
    // Who finds what was typed is not asked whether something else is meant.
    for words in ["校园", "关于校园", ""] {
        let asked = web::paths::segment(words);
        let page = visitor.get(&format!("/search?q={asked}")).await.text();
        assert!(offered(&page).is_empty(), "{words}");
    }
}

/// Whichever way the words are taken, who finds nothing is told why and how to go on.
#[tokio::test]
async fn nothing_found_says_why_and_offers_near_terms_in_every_way_of_asking() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let page = async |query: &str| visitor.get(&format!("/search?{query}")).await.text();
    let ask = |words: &str| format!("q={}", web::paths::segment(words));
    let words = page(&ask("火星移民")).await;
    // In quotation marks, where parts of it stand apart.
    let exact = page(&ask("“校园招生操场”")).await;
    for (way, page) in [("words", &words), ("exact", &exact)] {
        for said in [
            "没有搜到",
            "可能是这几种情况",
            "看本站有哪些机构",
            "怎样申请公开",
        ] {
            assert!(page.contains(said), "{way}: {said}");
        }
    }
    assert!(!words.contains("去掉引号"));
    assert!(exact.contains("要一字不差"));
    // The marks are said once.
    assert!(exact.contains("没有搜到“校园招生操场”"));
    let unquoted = format!("href=\"/search?{}\"", ask("校园招生操场"));
    assert!(exact.contains(&unquoted), "{exact}");
    // Several words that no item holds together: taken as a question, with what comes closest.
    let question = page(&ask("操场 桥长 招生")).await;
    assert!(question.contains("没有完全匹配"));
    // Narrowed until nothing is left: the way back, with the number.
    let narrowed = page(&format!("{}&year=1999", ask("校园"))).await;
    assert!(narrowed.contains("没有搜到“校园”"));
    assert!(narrowed.contains("不限范围，有 1 件"), "{narrowed}");
    // The same of several words: by themselves they are there.
    let parted = page(&format!("{}&year=1999", ask("操场 桥长 招生"))).await;
    assert!(parted.contains("分开来可以搜到"), "{parted}");
    for near in ["操场", "桥长", "招生"] {
        assert!(
            parted.contains(&format!("href=\"/search?{}\"", ask(near))),
            "{near}"
        );
    }
    let browsed = page("year=1999").await;
    assert!(browsed.contains("这个范围里没有公开的信息"));
    assert!(browsed.contains("不限范围"));
}
