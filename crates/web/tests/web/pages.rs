//! What pages say: addresses, page tags, errors, days.

use crate::visitor::Visitor;
use axum::http::{Method, StatusCode};
use scraper::{Html, Selector};
use testkit::Town;

const SITE_AND_COLUMN: [&str; 7] = [
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
];
const CONTENT: [&str; 3] = ["ArticleTitle", "PubDate", "ContentSource"];

fn tags(page: &str, wanted: &[&str]) -> Vec<String> {
    let page = Html::parse_document(page);
    let has = |name: &str| {
        let tag = Selector::parse(&format!("meta[name={name}]")).unwrap();
        let mut tags = page.select(&tag);
        let content = tags.next().and_then(|tag| tag.attr("content"));
        content.is_some_and(|content| !content.is_empty()) && tags.next().is_none()
    };
    wanted
        .iter()
        .filter(|name| !has(name))
        .map(|name| (*name).to_owned())
        .collect()
}

#[tokio::test]
async fn every_page_carries_its_tags_and_content_pages_all_three_groups() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for page in [
        "/",
        "/agencies",
        "/agencies/XT-0002",
        "/agencies/XT-0002/statutory",
        "/documents",
        "/topics",
        "/topics/science-education",
        "/topics/defence",
        "/published",
        "/published/2026-03",
        "/published/2026-W10",
        "/published/2026-03-05",
        "/published/1999-01",
        "/laws",
        "/search",
        "/about",
        "/accessibility",
        "/privacy",
        "/site-map",
        "/nowhere",
    ] {
        let text = visitor.get(page).await.text();
        assert_eq!(tags(&text, &SITE_AND_COLUMN), [""; 0], "{page}");
    }
    for page in [
        format!("/documents/{}", items.released),
        "/laws/guqiao".into(),
        "/laws/guqiao/2018-05-02".into(),
    ] {
        let text = visitor.get(&page).await.text();
        assert_eq!(tags(&text, &SITE_AND_COLUMN), [""; 0], "{page}");
        assert_eq!(tags(&text, &CONTENT), [""; 0], "{page}");
    }
}

#[tokio::test]
async fn every_page_of_a_demonstration_says_so_and_has_the_required_footer() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for page in [
        "/".to_owned(),
        "/laws".into(),
        "/nowhere".into(),
        format!("/documents/{}", items.withdrawn),
    ] {
        let text = visitor.get(&page).await.text();
        for said in [
            "演示系统，非政府网站",
            "主办单位",
            "承办单位",
            "联系方式",
            "政府网站标识码",
            "ICP备案编号",
            "公安机关备案号",
            "我为政府网站找错",
        ] {
            assert!(text.contains(said), "{page} does not say {said}");
        }
    }
}

#[tokio::test]
async fn every_page_has_one_first_heading_no_gap_and_no_address_twice() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let document = format!("/documents/{}", items.released);
    let gone = format!("/documents/{}", items.withdrawn);
    for page in [
        "/",
        "/agencies",
        "/agencies/XT-0002",
        "/agencies/XT-0002/guide",
        "/documents",
        "/topics",
        "/topics/science-education",
        "/topics/defence",
        "/published",
        "/published/2026-03",
        "/published/2026-W10",
        "/published/2026-03-05",
        "/published/1999-01",
        "/laws",
        "/laws/guqiao",
        "/search",
        "/search?q=%E9%80%9A%E7%9F%A5",
        "/about",
        "/accessibility",
        "/privacy",
        "/site-map",
        "/nowhere",
        &document,
        &gone,
    ] {
        let html = Html::parse_document(&visitor.get(page).await.text());
        let headings = Selector::parse("h1,h2,h3,h4,h5,h6").unwrap();
        let mut before = 0;
        let mut firsts = 0;
        for heading in html.select(&headings) {
            let rank: u32 = heading.value().name()[1..].parse().unwrap();
            firsts += u32::from(rank == 1);
            assert!(
                rank <= before + 1 || before == 0,
                "{page}: h{rank} after h{before}"
            );
            before = rank;
        }
        assert_eq!(firsts, 1, "{page}");
        let mut ids = std::collections::BTreeSet::new();
        for element in html.select(&Selector::parse("[id]").unwrap()) {
            assert!(
                ids.insert(element.attr("id").unwrap()),
                "{page}: {:?}",
                element.attr("id")
            );
        }
    }
}

#[tokio::test]
async fn every_link_of_the_site_leads_somewhere() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let mut open = vec!["/".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(address) = open.pop() {
        let address = address.split('#').next().unwrap().to_owned();
        if !address.starts_with('/') || !seen.insert(address.clone()) {
            continue;
        }
        let reply = visitor.get(&address).await;
        assert_eq!(reply.status, StatusCode::OK, "{address}");
        if reply.header("content-type").starts_with("text/html") && seen.len() < 400 {
            let html = Html::parse_document(&reply.text());
            let links = Selector::parse("a[href], link[href], form[action]").unwrap();
            open.extend(
                html.select(&links).filter_map(|link| {
                    link.attr("href").or(link.attr("action")).map(str::to_owned)
                }),
            );
        }
    }
    assert!(30 < seen.len(), "{}", seen.len());
}

#[tokio::test]
async fn the_text_of_a_day_is_that_of_the_version_then_in_force() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for (day, has, says) in [
        ("2020-01-01", "桥长每年查看一次。", "今天不能作为依据"),
        ("2023-04-30", "桥长每年查看一次。", "今天不能作为依据"),
        (
            "2023-05-01",
            "桥长每月查看一次。",
            "下面是2023年5月1日的文本",
        ),
        (
            "2017-01-01",
            "也可能有更早的文本而本站没有收录",
            "2017年1月1日在已知最早的文本之前",
        ),
    ] {
        let page = visitor.get(&format!("/laws/guqiao?on={day}")).await.text();
        assert!(page.contains(has), "{day}");
        assert!(page.contains(says), "{day}");
    }
    let boxes = visitor.get("/laws/guqiao?y=2020&m=1&d=1").await.text();
    assert!(boxes.contains("桥长每年查看一次。"));
    let old = visitor.get("/laws/guqiao/2018-05-02").await.text();
    assert!(old.contains("看现行有效的文本") && old.contains("今天不能作为依据"));
    assert!(old.contains("id=\"art-2\""));
}

#[tokio::test]
async fn what_cannot_be_asked_is_answered_in_chinese() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let long = format!("/search?q={}", "a".repeat(5000));
    for (address, status, says) in [
        (
            "/laws/guqiao?on=2021-02-29",
            StatusCode::UNPROCESSABLE_ENTITY,
            "没有“2021-02-29”这一天",
        ),
        (
            "/laws/guqiao?y=2021",
            StatusCode::UNPROCESSABLE_ENTITY,
            "年、月、日要一起填写",
        ),
        (
            "/laws?validity=maybe",
            StatusCode::UNPROCESSABLE_ENTITY,
            "没有“maybe”这种效力",
        ),
        (
            "/documents?kind=poem",
            StatusCode::UNPROCESSABLE_ENTITY,
            "没有“poem”这个种类",
        ),
        ("/search?q=%FF", StatusCode::BAD_REQUEST, "不能识别的编码"),
        ("/agencies/%FF", StatusCode::BAD_REQUEST, "不能识别的编码"),
        (
            "/agencies/XT-0002/nothing",
            StatusCode::NOT_FOUND,
            "没有找到这个网页",
        ),
        (
            "/agencies/XT-9999",
            StatusCode::NOT_FOUND,
            "没有找到这个网页",
        ),
        ("/nowhere", StatusCode::NOT_FOUND, "没有找到这个网页"),
        (long.as_str(), StatusCode::URI_TOO_LONG, "网址太长"),
    ] {
        let reply = visitor.get(address).await;
        assert_eq!(reply.status, status, "{address}");
        assert!(reply.text().contains(says), "{address}");
        assert!(reply.text().contains("回到首页"), "{address}");
        assert_eq!(reply.header("cache-control"), "no-store", "{address}");
    }
    let large = [("content-length", "9999999")];
    let reply = visitor.ask(Method::GET, "/about", &large).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_a_visitor_types_is_shown_as_text_and_never_as_markup() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let typed = web::paths::segment("\"><script>alert(1)</script>");
    for page in ["/search?q=", "/laws?q=", "/search?issuers="] {
        let text = visitor.get(&format!("{page}{typed}")).await.without_data();
        assert!(!text.contains("<script"), "{page}");
        assert!(text.contains("&#60;script&#62;"), "{page}");
    }
}

#[tokio::test]
async fn the_site_lives_under_a_sub_path_whether_the_proxy_keeps_it_or_not() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::under(&town, "/xxgk");
    for address in ["/xxgk/", "/xxgk/laws", "/laws", "/xxgk/healthz"] {
        assert_eq!(
            visitor.get(address).await.status,
            StatusCode::OK,
            "{address}"
        );
    }
    let moved = visitor.get("/xxgk").await;
    assert_eq!(moved.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(moved.header("location"), "/xxgk/");
    for page in [
        "/xxgk/".to_owned(),
        format!("/xxgk/documents/{}", items.released),
    ] {
        let html = Html::parse_document(&visitor.get(&page).await.text());
        for link in html.select(&Selector::parse("a[href], link[href], form[action]").unwrap()) {
            let link = link.attr("href").or(link.attr("action")).unwrap();
            let link = link
                .strip_prefix("https://www.shushi.example")
                .unwrap_or(link);
            assert!(
                link.starts_with("/xxgk/") || link.starts_with('#'),
                "{page}: {link}"
            );
        }
    }
}

#[tokio::test]
async fn a_way_of_showing_holds_from_page_to_page_and_files_have_none() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::under(&town, "/xxgk");
    let page = format!("/xxgk/en/elder/documents/{}", items.released);
    let reply = visitor.get(&page).await;
    assert_eq!(reply.status, StatusCode::OK);
    let html = Html::parse_document(&reply.text());
    let root = html.root_element();
    assert_eq!(root.attr("lang"), Some("en"));
    assert_eq!(root.attr("data-mode"), Some("elder"));
    for link in html.select(&Selector::parse("main a[href^='/']").unwrap()) {
        let link = link.attr("href").unwrap();
        let is_file = ["/text.", "/files/", "/SHA256SUMS"]
            .iter()
            .any(|part| link.contains(part));
        assert_eq!(link.starts_with("/xxgk/en/elder/"), !is_file, "{link}");
    }
    let showing = Selector::parse(".showing a").unwrap();
    let ways: Vec<&str> = html
        .select(&showing)
        .filter_map(|a| a.attr("href"))
        .collect();
    let rest = format!("documents/{}", items.released);
    assert_eq!(
        ways,
        [
            format!("/xxgk/elder/{rest}"),
            format!("/xxgk/zh-hant/elder/{rest}"),
            format!("/xxgk/en/{rest}")
        ]
    );
    for (asked, stands) in [
        ("/xxgk/en", "/xxgk/en/"),
        ("/en/elder", "/xxgk/en/elder/"),
        ("/zh-hant/laws/", "/xxgk/zh-hant/laws"),
        ("/en/api/v1/items?kind=law", "/xxgk/api/v1/items?kind=law"),
    ] {
        let reply = visitor.get(asked).await;
        assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY, "{asked}");
        assert_eq!(reply.header("location"), stands);
    }
    let lost = visitor.get("/en/nowhere").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.text().contains("<html lang=\"en\""));
}

#[tokio::test]
async fn an_address_with_one_stroke_too_many_is_sent_on() {
    let (town, _) = Town::with_items().await;
    let reply = Visitor::of(&town).get("/laws/").await;
    assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(reply.header("location"), "/laws");
}

#[tokio::test]
async fn an_exact_number_is_answered_first_in_a_frame_of_its_own() {
    let (town, items) = Town::with_items().await;
    let number = web::paths::segment("漱教〔2026〕1号");
    let page = Visitor::of(&town)
        .get(&format!("/search?q={number}"))
        .await
        .text();
    let html = Html::parse_document(&page);
    let frame = Selector::parse(".result-exact a").unwrap();
    let first = html
        .select(&frame)
        .next()
        .and_then(|a| a.attr("href").map(str::to_owned));
    assert_eq!(first, Some(format!("/documents/{}", items.released)));
    assert!(page.contains("文号完全相同"));
}

#[tokio::test]
async fn an_empty_search_says_why_and_what_next() {
    let (town, _) = Town::with_items().await;
    let page = Visitor::of(&town)
        .get("/search?q=%E7%81%AB%E6%98%9F%E7%A7%BB%E6%B0%91")
        .await
        .text();
    for said in ["没有搜到“火星移民”", "可能是这几种情况", "怎样申请公开"]
    {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test]
async fn an_address_of_a_former_system_leads_to_where_the_item_is_now() {
    let town = Town::new().await;
    let mut old = testkit::items::document("old", "关于旧址的通知", "旧址。");
    old.aliases
        .push(("address".into(), "/gkml/2019/0001.html".into()));
    let number = town.import(old, acts::item::Then::Release).await;
    let visitor = Visitor::under(&town, "/xxgk");
    let reply = visitor.get("/xxgk/gkml/2019/0001.html").await;
    assert_eq!(reply.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(
        reply.header("location"),
        format!("/xxgk/documents/{number}")
    );
    assert_eq!(reply.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn where_the_register_cannot_be_reached_nothing_is_shown_but_a_number() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let document = format!("/documents/{}", items.released);
    assert_eq!(visitor.get(&document).await.status, StatusCode::OK);
    town.register.close().await;
    for page in ["/", &document, "/laws/guqiao", "/search?q=x", "/nowhere"] {
        let reply = visitor.get(page).await;
        if page != "/nowhere" {
            assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
            let number = reply.header("x-request-id").to_owned();
            assert!(reply.text().contains(&number), "{page}");
            assert_eq!(reply.header("retry-after"), "60", "{page}");
        }
        for inside in ["sqlite", "pool", "SELECT", "register"] {
            assert!(!reply.text().contains(inside), "{page} tells {inside}");
        }
    }
    assert_eq!(visitor.get("/healthz").await.status, StatusCode::OK);
    let ready = visitor.get("/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let api = visitor.get("/api/v1/items").await;
    assert!(api.text().contains("GK-503"));
}

#[tokio::test]
async fn a_node_that_lost_its_register_says_so_in_the_language_of_the_reader_and_shows_no_item() {
    let (town, items) = Town::with_items().await;
    let portal = town.portal();
    let seen = portal.look().await.unwrap();
    let visitor = Visitor::before(portal.clone());
    let document = format!("/documents/{}", items.released);
    assert_eq!(visitor.get(&document).await.status, StatusCode::OK);
    let long_ago = std::time::Instant::now().checked_sub(std::time::Duration::from_secs(3));
    portal.seen().note(seen, long_ago.unwrap());
    for address in [&document, "/", "/search?q=%E6%93%8D%E5%9C%BA&sort=newest"] {
        for (prefix, says) in [("", "和数据库的联系断了"), ("/en", "has lost its database")]
        {
            let address = format!("{prefix}{address}");
            let reply = visitor.get(&address).await;
            assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
            let page = reply.text();
            assert!(page.contains(says) && page.contains("GK-503-CUT"), "{page}");
            let here = address.trim_end_matches('/').replace('&', "&#38;");
            assert!(page.contains(&format!("href=\"{here}")), "{here}: {page}");
            assert!(!page.contains("关于校园开放日的通知"), "{page}");
            assert!(!page.contains("class=\"search-box\""), "{page}");
        }
    }
    let api = visitor.get("/api/v1/items").await;
    assert_eq!(api.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(api.text().contains("GK-503-CUT"));
    let ready = visitor.get("/readyz").await.status;
    assert_eq!(ready, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(visitor.get("/healthz").await.status, StatusCode::OK);
    // It comes back by itself.
    portal.look().await.unwrap();
    assert_eq!(visitor.get(&document).await.status, StatusCode::OK);
    assert_eq!(visitor.get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sitemap_names_every_released_item_and_no_other() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let index = visitor.get("/sitemap.xml").await.text();
    let parts = index.split("<loc>https://www.shushi.example").skip(1);
    let mut map = String::new();
    for part in parts.map(|rest| rest.split('<').next().unwrap()) {
        map += &visitor.get(part).await.text();
    }
    for law in ["guqiao", "guqiao/2018-05-02", "guqiao/2023-04-01"] {
        let address = format!("<loc>https://www.shushi.example/laws/{law}</loc><lastmod>");
        assert_eq!(map.matches(&address).count(), 1, "{address}");
    }
    for shown in [&items.released, &items.corrected] {
        let address = format!("<loc>https://www.shushi.example/documents/{shown}</loc>");
        assert!(map.contains(&address), "{address}");
    }
    for hidden in [&items.withdrawn, &items.draft] {
        assert!(!map.contains(hidden.as_str()), "{hidden}");
    }
    let robots = visitor.get("/robots.txt").await.text();
    assert!(robots.contains("Sitemap: https://www.shushi.example/sitemap.xml"));
    assert!(robots.contains("Disallow: /search?\nDisallow: /*/search?\n"));
    assert!(robots.contains("Disallow: /search/suggest\n"));
    let is_left_out = async |path: &str| {
        let page = visitor.get(path).await.text();
        page.contains(r#"<meta name="robots" content="noindex">"#)
    };
    assert!(!is_left_out("/search").await);
    assert!(is_left_out("/search?q=%E6%A1%A5").await);
}

#[tokio::test]
async fn what_a_text_names_is_a_link_and_its_words_are_as_released() {
    let (town, _) = Town::with_items().await;
    let words = "依照《漱石县古桥保护办法》第二条，参照漱教〔2026〕1号。";
    let mut citing = testkit::items::document("citing", "关于桥的通知", words);
    citing.fields.set("written_date", "2020-01-02");
    let number = town.import(citing, acts::item::Then::Release).await;
    let visitor = Visitor::of(&town);
    let page = visitor.get(&format!("/en/documents/{number}")).await.text();
    let html = Html::parse_document(&page);
    let paragraph = Selector::parse(".official__p").unwrap();
    let paragraph = html.select(&paragraph).next().unwrap();
    assert_eq!(paragraph.text().collect::<String>(), words);
    let links = Selector::parse("a").unwrap();
    let links: Vec<&str> = paragraph
        .select(&links)
        .filter_map(|a| a.attr("href"))
        .collect();
    let [rule, document] = links.as_slice() else {
        panic!("{links:?}");
    };
    assert_eq!(*rule, "/en/laws/guqiao/2018-05-02#art-2");
    assert!(document.starts_with("/en/documents/XT-0002/"), "{document}");
    let law = visitor.get("/laws/guqiao/2018-05-02").await.text();
    assert!(law.contains("id=\"art-2\""));
}

#[tokio::test]
async fn the_newest_first_is_the_same_order_in_the_search_and_in_the_list() {
    let town = Town::new().await;
    for (slug, title, written) in [
        ("reprint", "转载的旧要点", "2020-06-21"),
        ("new", "新的要点", "2026-01-05"),
    ] {
        let mut item = testkit::items::document(slug, title, "要点如下。");
        item.fields.remove("published_at");
        item.fields.set("written_date", written);
        town.import(item, acts::item::Then::Release).await;
    }
    town.follow().await;
    let visitor = Visitor::of(&town);
    for list in ["/documents", "/search?sort=newest"] {
        let page = visitor.get(list).await.text().replace("<wbr>", "");
        let at = |title: &str| page.find(title).unwrap();
        assert!(at("新的要点") < at("转载的旧要点"), "{list}");
    }
}
