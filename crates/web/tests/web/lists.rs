//! Lists of what was released: by day, by column, by agency, by subject; and what they say where there is nothing.

use crate::visitor::Visitor;
use acts::item::{IncomingWork, Then};
use axum::http::StatusCode;
use law::item::Relation;
use scraper::{Html, Selector};
use serde_json::Value;
use testkit::Town;
use testkit::items::{document, rule};

fn all(page: &str, select: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let select = Selector::parse(select).unwrap();
    let words = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
    html.select(&select)
        .map(words)
        .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn hrefs(page: &str, select: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let select = Selector::parse(select).unwrap();
    let href = |element: scraper::ElementRef<'_>| element.attr("href").map(str::to_owned);
    html.select(&select).filter_map(href).collect()
}

/// A page as it is.
async fn page(town: &Town, address: &str) -> String {
    let reply = Visitor::of(town).get(address).await;
    assert_eq!(reply.status, StatusCode::OK, "{address}");
    reply.text()
}

const TITLES: &str = ".entries__title";

/// Notices of four days, and the rule on old bridges in three texts of which one holds.
async fn town() -> Town {
    let town = Town::new().await;
    for (slug, title, day) in [
        ("a", "甲通知", "2026-03-05"),
        ("b", "乙通知", "2026-03-05"),
        ("c", "丙通知", "2026-05-01"),
        ("d", "丁通知", "2025-11-30"),
    ] {
        let mut notice = document(slug, title, "正文。");
        notice.fields.remove("written_date");
        notice.fields.set("published_at", day);
        town.import(notice, Then::Release).await;
    }
    for (slug, version, effective) in [
        ("2018", "2018-05-02", "2018-06-01"),
        ("2023", "2023-04-01", "2023-05-01"),
        ("2027", "2026-11-06", "2027-03-01"),
    ] {
        let text = rule(slug, "guqiao", version, effective, "桥长每年查看一次。");
        town.import(text, Then::Release).await;
    }
    town.follow().await;
    town
}

#[tokio::test]
async fn everything_is_listed_between_two_days_and_from_either_end() {
    let town = town().await;
    let asked = "/documents?kind=document&from=2026-03-05&to=2026-05-01&sort=oldest";
    let found = page(&town, asked).await;
    assert_eq!(all(&found, TITLES), ["甲通知", "乙通知", "丙通知"]);
    // The tabs keep the days, the days can be taken away, the feed follows the same days.
    let tabs = hrefs(&found, ".listing__tabs a");
    assert_eq!(
        tabs[0],
        "/documents?from=2026-03-05&to=2026-05-01&sort=oldest"
    );
    let without = hrefs(&found, ".facet-chosen a");
    assert_eq!(without, ["/documents?kind=document&sort=oldest"]);
    assert_eq!(all(&page(&town, &without[0]).await, TITLES)[0], "丁通知");
    let feed = "https://www.shushi.example/feeds/atom?kind=document&from=2026-03-05&to=2026-05-01";
    let feeds = hrefs(&found, r#"link[type="application/atom+xml"]"#).join(" ");
    let path = feed.trim_start_matches("https://www.shushi.example");
    assert!(feeds.contains(path), "{feeds}");
    let entries = Visitor::of(&town).get(path).await.text();
    assert_eq!(entries.matches("<entry>").count(), 3, "{entries}");
    assert!(!entries.contains("丁通知"), "{entries}");
    let none = page(&town, "/documents?from=2024-01-01&to=2024-01-31").await;
    assert_eq!(all(&none, ".empty h2"), ["本站没有登记这个范围里的信息"]);
    for wrong in [
        "from=2026-05-01&to=2026-03-05",
        "column=poem",
        "sort=size",
        "from=x",
    ] {
        let reply = Visitor::of(&town).get(&format!("/documents?{wrong}")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn a_list_goes_on_page_by_page_from_the_oldest() {
    let town = Town::new().await;
    for n in 1..=25 {
        let mut notice = document(&n.to_string(), &format!("第{n:02}号"), "正文。");
        notice.fields.remove("written_date");
        notice.fields.set("published_at", format!("2026-03-{n:02}"));
        town.import(notice, Then::Release).await;
    }
    let first = page(&town, "/documents?sort=oldest").await;
    let next = hrefs(&first, r#".pagination a[rel="next"]"#);
    assert!(
        next[0].starts_with("/documents?sort=oldest&after="),
        "{next:?}"
    );
    let rest = all(&page(&town, &next[0]).await, TITLES);
    assert_eq!(rest, ["第21号", "第22号", "第23号", "第24号", "第25号"]);
    // The place belongs to the list of this order only.
    let other = next[0].replace("sort=oldest&", "");
    let reply = Visitor::of(&town).get(&other).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_column_names_a_work_once_and_counts_what_it_lists() {
    let town = town().await;
    let mut on_disclosure = rule(
        "zf",
        "zf",
        "2019-04-03",
        "2019-05-15",
        "为了公开，制定本条例。",
    );
    on_disclosure.kind = "admin_regulation".into();
    let title = "中华人民共和国政府信息公开条例";
    on_disclosure.fields.set("title", title);
    on_disclosure.work = Some(IncomingWork {
        key: "zf".into(),
        title: title.into(),
        version: "2019-04-03".into(),
        code: Some("zf".into()),
    });
    town.import(on_disclosure, Then::Release).await;
    let home = page(&town, "/").await;
    let columns = hrefs(&home, ".columns a");
    let counts = all(&home, ".columns p");
    for (column, n, titles) in [
        ("policy", 1, vec![title]),
        (
            "statutory",
            5,
            vec!["丙通知", "甲通知", "乙通知", "丁通知", "漱石县古桥保护办法"],
        ),
    ] {
        let link = format!("/documents?column={column}");
        let at = columns.iter().position(|href| *href == link).unwrap();
        assert!(counts[at].contains(&format!("{n} 件")), "{counts:?}");
        let mut listed = all(&page(&town, &link).await, TITLES);
        let mut titles: Vec<String> = titles.into_iter().map(str::to_owned).collect();
        listed.sort();
        titles.sort();
        assert_eq!(listed, titles);
        // The same on the page of an agency, in its column, and in the feed of it.
        let of_agency = format!("/agencies/XT-0001/{column}");
        assert_eq!(all(&page(&town, &of_agency).await, TITLES).len(), n);
        let agency = page(&town, "/agencies/XT-0001").await;
        let section = format!(r#"section[aria-labelledby="c-{column}"]"#);
        let says = all(&agency, &format!("{section} .home-section__head")).concat();
        assert!(says.contains(&format!("{n} 件")), "{says}");
        let feed = format!("/feeds/atom/agencies/XT-0001/{column}");
        let feed = Visitor::of(&town).get(&feed).await.text();
        assert_eq!(feed.matches("<entry>").count(), n, "{feed}");
    }
}

#[tokio::test]
async fn a_later_text_is_listed_under_its_own_day() {
    let town = Town::new().await;
    let mut text = rule("2023", "guqiao", "2023-05-01", "2023-05-01", "新。");
    let note = "2018年4月10日漱石县人民政府令第5号公布　根据2023年3月16日漱石县人民政府令第14号修订　自2023年5月1日起施行";
    text.fields.set("enactment_note", note);
    text.fields.set("promulgated", "2018-04-10");
    text.fields.remove("published_at");
    town.import(text, Then::Release).await;
    town.follow().await;
    let day = page(&town, "/published/2023-03-16").await;
    assert_eq!(all(&day, TITLES).len(), 1);
    let months = page(&town, "/published").await;
    assert!(!hrefs(&months, "a").contains(&"/published/2018-04".to_owned()));
    let list = page(&town, "/laws").await;
    assert_eq!(all(&list, ".library__list time")[0], "2023-03-16");
    let law = page(&town, "/laws/guqiao").await;
    assert!(law.contains("2023年3月16日"), "{law}");
    let api = Visitor::of(&town).get("/api/v1/laws/guqiao").await;
    let api: Value = serde_json::from_slice(&api.bytes).unwrap();
    assert_eq!(api["versions"][0]["promulgated"], "2023-03-16");
}

#[tokio::test]
async fn a_day_without_anything_says_what_is_known_of_it() {
    let town = town().await;
    for (period, says) in [
        ("2026-04-02", "本站没有登记2026年4月2日公开的信息"),
        ("2030-01-01", "2030年1月1日还没有到"),
        ("2026-12", "2026年12月还没有到"),
    ] {
        let empty = page(&town, &format!("/published/{period}")).await;
        assert_eq!(all(&empty, ".empty h2"), [says]);
    }
    let english = page(&town, "/en/published/2030-01-01").await;
    assert_eq!(
        all(&english, ".empty h2"),
        ["Still to come: 1 January 2030"]
    );
}

#[tokio::test]
async fn a_month_without_anything_is_shown_as_none() {
    let town = town().await;
    let months = page(&town, "/published").await;
    let year = all(&months, r#"[aria-labelledby="y-2026"] li"#);
    assert_eq!(year.len(), 11, "as far as the year has come: {year:?}");
    assert_eq!(
        (year[2].as_str(), year[3].as_str()),
        ("3月 5 件", "4月 0 件")
    );
    let links = hrefs(&months, r#"[aria-labelledby="y-2026"] a"#);
    assert!(links.contains(&"/published/2026-03".to_owned()));
    assert!(!links.contains(&"/published/2026-04".to_owned()));
}

#[tokio::test]
async fn the_directory_is_found_through_by_name_level_and_kind_with_the_dissolved_apart() {
    let town = town().await;
    let whole = page(&town, "/agencies").await;
    let groups = all(&whole, ".directory h2");
    assert_eq!(groups, ["县（市、区）", "已撤销或更名"]);
    let former = all(&whole, r#"[aria-labelledby="g-former"] .tree__row"#).concat();
    assert!(
        former.contains("漱石县教育体育局") && former.contains("职责现由 漱石县教育局 承担"),
        "{former}"
    );
    let first = &all(&whole, ".tree__row")[0];
    assert!(
        first.contains("漱石县人民政府") && first.contains("还没有公开"),
        "{first}"
    );
    for (query, codes) in [
        ("q=%E6%95%99%E8%82%B2", vec!["XT-0002", "XT-0003"]),
        ("q=%E6%95%99%E8%82%B2%20%E4%BD%93%E8%82%B2", vec!["XT-0003"]),
        ("kind=government", vec!["XT-0001"]),
        ("level=county&q=%E6%94%BF%E5%BA%9C", vec!["XT-0001"]),
        ("level=city", vec![]),
    ] {
        let found = page(&town, &format!("/agencies?{query}")).await;
        let links = hrefs(&found, ".tree__row > a");
        let is: Vec<String> = codes
            .iter()
            .map(|code| format!("/agencies/{code}"))
            .collect();
        assert_eq!(links, is, "{query}");
        assert_eq!(
            all(&found, ".empty h2").is_empty(),
            !codes.is_empty(),
            "{query}"
        );
    }
    for wrong in ["level=galaxy", "kind=club", "after=x"] {
        let reply = Visitor::of(&town).get(&format!("/agencies?{wrong}")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn a_long_directory_has_a_form_and_pages() {
    let town = Town::new().await;
    let mut agencies = testkit::town::agencies();
    for n in 0..250 {
        let mut one = agencies[1].clone();
        one.code = format!("XT-1{n:03}");
        one.name = format!("漱石县第{n:03}局");
        one.position = 10 + n;
        agencies.push(one);
    }
    acts::agency::register(&town.desk, &agencies, "")
        .await
        .unwrap();
    let first = page(&town, "/agencies").await;
    assert_eq!(all(&first, ".tree__row").len(), 200);
    assert_eq!(all(&first, "#f-level option")[1], "县（市、区）（252）");
    let next = hrefs(&first, r#".pagination a[rel="next"]"#);
    assert_eq!(all(&page(&town, &next[0]).await, ".tree__row").len(), 53);
    let one = page(&town, "/agencies?q=%E7%AC%AC117%E5%B1%80").await;
    assert_eq!(all(&one, ".tree__row a"), ["漱石县第117局"]);
    assert!(one.contains("找到 1 个机构，共登记 253 个。"), "{one}");
}

#[tokio::test]
async fn the_site_map_marks_what_is_dissolved_and_the_one_for_programs_names_columns() {
    let town = town().await;
    let map = page(&town, "/site-map").await;
    let agencies = all(&map, r#"[aria-labelledby="m-agencies"] li"#);
    assert!(
        agencies.contains(&"漱石县教育体育局 已撤销".to_owned()),
        "{agencies:?}"
    );
    let pages = Visitor::of(&town).get("/sitemap/pages.xml").await.text();
    for address in [
        "/agencies/XT-0002/statutory",
        "/agencies/XT-0001/statutory",
        "/documents?column=statutory",
    ] {
        let whole = format!("<loc>https://www.shushi.example{address}</loc>");
        assert!(pages.contains(&whole), "{address}: {pages}");
    }
    assert!(
        !pages.contains("/agencies/XT-0001/guide"),
        "nothing stands there: {pages}"
    );
}

#[tokio::test]
async fn a_document_that_another_corrects_says_so_before_its_text() {
    let town = Town::new().await;
    let fees = town
        .import(
            document("fees", "收费目录", "停车每小时二元。"),
            Then::Release,
        )
        .await;
    let mut correction = document("again", "关于更正收费目录的公告", "二元应为三元。");
    correction
        .relations
        .push((Relation::Corrects, "收费目录".into()));
    let by = town.import(correction, Then::Release).await;
    let at = |index_no: &str| format!("/documents/{index_no}");
    let corrected = page(&town, &at(&fees)).await;
    assert!(
        all(&corrected, ".banner")
            .concat()
            .contains("关于更正收费目录的公告")
    );
    assert_eq!(hrefs(&corrected, ".banner a"), [at(&by)]);
    let (banner, text) = (corrected.find("banner__title"), corrected.find("<article"));
    assert!(banner < text, "the banner comes first");
    assert!(all(&page(&town, &at(&by)).await, ".banner").is_empty());
    let english = page(&town, &format!("/en{}", at(&fees))).await;
    assert!(hrefs(&english, ".banner a")[0].starts_with("/en/documents/"));
    // A correction that is withdrawn corrects nothing.
    acts::item::withdraw::withdraw(&town.desk, &testkit::town::which("again"), "公告有误")
        .await
        .unwrap();
    assert!(all(&page(&town, &at(&fees)).await, ".banner").is_empty());
}

#[tokio::test]
async fn the_page_of_a_subject_tells_programs_where_it_stands() {
    let town = Town::new().await;
    let mut notice = document("a", "甲通知", "正文。");
    notice.fields.set("theme_class", "卫生、体育\\医疗");
    town.import(notice, Then::Release).await;
    town.follow().await;
    let topics = page(&town, "/topics").await;
    let topic = hrefs(&topics, "main a")
        .into_iter()
        .find(|href| href.starts_with("/topics/"))
        .unwrap();
    let subject = page(&town, &topic).await;
    let html = Html::parse_document(&subject);
    let select = Selector::parse(r#"script[type="application/ld+json"]"#).unwrap();
    let block = html.select(&select).next().unwrap().inner_html();
    let block: Value = serde_json::from_str(&block).unwrap();
    let graph = block["@graph"].as_array().unwrap();
    let way = graph
        .iter()
        .find(|node| node["@type"] == "BreadcrumbList")
        .unwrap();
    let steps = way["itemListElement"].as_array().unwrap();
    let names: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["name"].as_str())
        .collect();
    assert_eq!(names, ["首页", "公开的信息", "卫生、体育"]);
    assert_eq!(steps[0]["item"], "https://www.shushi.example/");
    assert_eq!(steps[1]["item"], "https://www.shushi.example/documents");
}
