//! What a visitor rarely meets: gaps between texts, long chains, every field, the longest title, large tables, many pages.

use crate::visitor::Visitor;
use axum::http::StatusCode;
use scraper::{Html, Selector};
use testkit::{Rarities, Town};

async fn town() -> (Town, Rarities) {
    let (town, _) = Town::with_items().await;
    let rare = town.with_rarities().await;
    (town, rare)
}

fn all(page: &str, select: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let select = Selector::parse(select).unwrap();
    let words = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
    html.select(&select)
        .map(words)
        .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[tokio::test]
async fn a_day_whose_text_is_not_held_is_answered_with_no_text_at_all() {
    let (town, rare) = town().await;
    let visitor = Visitor::of(&town);
    let page = visitor
        .get(&format!("/laws/{}?on=2017-01-01", rare.gap))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for said in [
        "该日文本未收录",
        "2017年1月1日的文本本站没有收录。",
        "不用别的文本代替",
        "看这个文本",
    ] {
        assert!(text.contains(said), "{said}");
    }
    assert!(all(&text, "article").is_empty());
    // No span reaches over the change whose text is not held, and each text is told by the line of its own day.
    let told = all(&text, ".timeline__what");
    assert!(
        told[0].starts_with("2012年5月1日至2015年7月9日"),
        "{told:?}"
    );
    assert_eq!(told[1], "2015年7月10日修改的文本没有收录");
    assert!(told[2].starts_with("自2019年7月1日起"), "{told:?}");
    let more = all(&text, ".timeline__more");
    assert!(
        more[0].starts_with("2012-03-01 漱石县人民政府令第2号公布"),
        "{more:?}"
    );
    assert!(more[1].starts_with("2019-06-01 公布"), "{more:?}");
    let api = visitor.get("/api/v1/laws/dukou").await.text();
    assert!(api.contains(r#""missed":["2015-07-10"]"#), "{api}");
    assert!(!text.contains("的条文。") && !text.contains("下载这个文本"));
    // The days beside the gap have their texts.
    for (day, says) in [
        ("2014-01-01", "自2012-05-01起施行"),
        ("2020-01-01", "自2019-07-01起施行"),
    ] {
        let page = visitor.get(&format!("/laws/{}?on={day}", rare.gap)).await;
        assert!(page.text().contains(says), "{day}");
    }
}

#[tokio::test]
async fn a_work_with_many_versions_shows_each_with_its_span_and_the_one_to_come() {
    let (town, rare) = town().await;
    let page = Visitor::of(&town)
        .get(&format!("/laws/{}", rare.chain))
        .await
        .text();
    let spans = all(&page, ".timeline__what");
    assert_eq!(spans.len(), 6, "{spans:?}");
    assert!(
        spans[0].starts_with("1998年3月1日至2004年2月29日 已修改"),
        "{}",
        spans[0]
    );
    assert!(
        spans[4].starts_with("2021年3月1日至2027年2月28日，您正在看"),
        "{}",
        spans[4]
    );
    assert!(
        spans[5].starts_with("自2027年3月1日起 尚未施行"),
        "{}",
        spans[5]
    );
}

#[tokio::test]
async fn every_field_of_a_kind_is_shown_and_the_source_is_a_link() {
    let (town, rare) = town().await;
    let visitor = Visitor::of(&town);
    let page = visitor
        .get(&format!("/documents/{}", rare.full))
        .await
        .text();
    let kinds = law::item::Kinds::standard();
    for field in kinds.get("document").unwrap().fields {
        if !["content_source", "source_url"].contains(&field.id) {
            assert!(
                all(&page, "dt").contains(&field.zh.to_owned()),
                "{}",
                field.zh
            );
        }
    }
    for said in [
        "主动公开",
        "校舍、安全",
        "列出需要整改的学校和期限。",
        "将自2028年1月1日起废止",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let sources = all(&page, ".doc-bar a[rel~=external]");
    assert_eq!(sources, ["漱石县教育局办公室（原网页，将离开本站）"]);
}

#[tokio::test]
async fn a_source_is_named_in_words_and_never_as_a_file() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    for (n, stated, says) in [
        (1, "国家法律法规数据库", "来源：国家法律法规数据库"),
        (2, "新华社/某报", "来源：新华社/某报"),
        (
            3,
            "https://flk.example/a/1",
            "来源：漱石县教育局（原网页，将离开本站）",
        ),
        (4, "LawRefBook/Laws@73bcd8a", "来源：漱石县教育局"),
        (5, "/home/me/laws/某法.docx", "来源：漱石县教育局"),
        (6, r"C:\资料\某法", "来源：漱石县教育局"),
        (7, "", "来源：漱石县教育局"),
    ] {
        let mut one =
            testkit::items::document(&format!("s{n}"), &format!("关于第{n}件事的通知"), "甲。");
        one.fields.set("content_source", stated);
        let number = town.import(one, acts::item::Then::Release).await;
        let page = visitor.get(&format!("/documents/{number}")).await.text();
        let bar = all(&page, ".doc-bar span");
        assert!(bar.contains(&says.to_owned()), "{stated}: {bar:?}");
    }
}

#[tokio::test]
async fn the_longest_title_and_the_largest_table_are_whole() {
    let (town, rare) = town().await;
    let visitor = Visitor::of(&town);
    let long = visitor
        .get(&format!("/documents/{}", rare.long))
        .await
        .text();
    let title = all(&long, "h1").concat();
    assert_eq!(title.chars().count(), law::item::kind::LONGEST_TITLE);
    let table = visitor
        .get(&format!("/documents/{}", rare.table))
        .await
        .text();
    assert_eq!(all(&table, "tbody tr").len(), 100);
    assert_eq!(all(&table, "thead th").len(), 8);
    assert_eq!(
        all(&table, "[role=region][tabindex='0'] caption"),
        ["2026年校舍年检情况"]
    );
}

#[tokio::test]
async fn of_a_body_that_is_none_of_the_site_nothing_is_claimed() {
    let (town, rare) = town().await;
    let visitor = Visitor::of(&town);
    let code = rare.foreign.split('/').next().unwrap();
    let directory = visitor.get("/agencies").await.text();
    assert_eq!(
        all(&directory, "[aria-labelledby=g-reprinted] > p"),
        ["不是本站的机构，本站转载它们的文件。"]
    );
    let page = visitor.get(&format!("/agencies/{code}")).await.text();
    assert!(page.contains("不是本站的机构，本站转载它的文件"));
    assert!(
        !all(&page, "dt")
            .iter()
            .any(|name| name == "层级" || name == "机关类型")
    );
}

#[tokio::test]
async fn a_renamed_body_keeps_its_name_and_says_who_it_is_now() {
    let (town, rare) = town().await;
    let visitor = Visitor::of(&town);
    let page = visitor
        .get(&format!("/documents/{}", rare.renamed))
        .await
        .text();
    assert!(page.contains("漱石县教育体育局") && page.contains("发布机构现名"));
    let former = visitor.get("/agencies/XT-0003").await.text();
    assert!(
        former.contains("这个机构的名称已经不再使用") && former.contains("使用到2018年12月31日")
    );
}

#[tokio::test]
async fn a_column_says_how_many_are_of_bodies_below_and_can_leave_them_out() {
    let (town, _) = Town::with_items().await;
    let mut own = testkit::items::document("own", "关于全县工作的通知", "全县。");
    own.agency = Some("XT-0001".into());
    town.import(own, acts::item::Then::Release).await;
    let visitor = Visitor::of(&town);
    let agency = visitor.get("/agencies/XT-0001").await.text();
    assert!(agency.contains("5 件，可在其中搜索") && agency.contains("其中下属机构 4 件"));
    let all_of = visitor.get("/agencies/XT-0001/statutory").await.text();
    // The rule in two texts is found twice, and stands in the column once.
    assert_eq!(all(&all_of, ".entries__title").len(), 4);
    assert!(all_of.contains("其中下属机构 3 件。"));
    let only = visitor
        .get("/agencies/XT-0001/statutory?whose=own")
        .await
        .text();
    assert_eq!(all(&only, ".entries__title"), ["关于全县工作的通知"]);
    assert!(only.contains("连同下属机构的 3 件一起看"));
    // A body with nothing below it says nothing of that.
    let bureau = visitor.get("/agencies/XT-0002/statutory").await.text();
    assert!(!bureau.contains("下属机构 ") && !bureau.contains("只看本机构的"));
    let wrong = visitor.get("/agencies/XT-0001/statutory?whose=all").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_count_of_a_body_is_the_count_of_the_search_within_it() {
    let (town, _) = town().await;
    let visitor = Visitor::of(&town);
    for code in ["XT-0001", "XT-0002", "XT-0003"] {
        let page = visitor.get(&format!("/agencies/{code}")).await.text();
        let link = all(&page, "dd a")
            .into_iter()
            .find(|words| words.contains("可在其中搜索"));
        let count = link.unwrap().split(' ').next().unwrap().to_owned();
        let found = visitor
            .get(&format!("/api/v1/search?agency={code}"))
            .await
            .text();
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        assert_eq!(found["total"].to_string(), count, "{code}");
    }
}

#[tokio::test]
async fn a_document_without_force_has_no_validity_in_page_search_and_api_alike() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let item = visitor
        .get(&format!("/api/v1/items/{}", items.released))
        .await
        .text();
    assert!(item.contains("\"standing\":null"));
    let found = visitor.get("/api/v1/search").await.text();
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let known = law::item::validity::facet_values();
    for count in found["facets"]["validity"].as_array().unwrap() {
        let value = count["value"].as_str().unwrap();
        assert!(known.iter().any(|known| known == value), "{value}");
        let page = visitor
            .get(&format!("/search?validity={value}"))
            .await
            .text();
        assert!(
            page.contains(&law::item::validity::facet_zh(value)),
            "{value}"
        );
    }
    for path in ["/search", "/api/v1/search", "/laws"] {
        let none = visitor.get(&format!("{path}?validity=none")).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(none.text().contains("in_force_presumed"), "{path}");
    }
}

#[tokio::test]
async fn lists_are_read_to_their_ends_page_by_page() {
    let town = Town::new().await;
    town.with_many(45, 45).await;
    let visitor = Visitor::of(&town);
    for (first, each) in [
        ("/documents?kind=document", ".entries__title"),
        ("/agencies/XT-0002/statutory?whose=own", ".entries__title"),
        ("/laws", ".library__list tbody tr"),
        (
            "/laws?kind=local_gov_rule&q=%E6%B0%B4%E6%B8%A0",
            ".library__list tbody tr",
        ),
    ] {
        let (mut address, mut seen, mut pages) = (first.to_owned(), Vec::new(), 0);
        loop {
            let reply = visitor.get(&address).await;
            assert_eq!(reply.status, StatusCode::OK, "{address}");
            let text = reply.text();
            seen.extend(all(&text, each));
            pages += 1;
            let html = Html::parse_document(&text);
            let next = Selector::parse("a[rel=next]").unwrap();
            match html.select(&next).next().and_then(|a| a.attr("href")) {
                Some(next) => next.clone_into(&mut address),
                None => break,
            }
        }
        let found = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(found, seen.len(), "{first} shows something twice");
        assert_eq!(pages, found.div_ceil(20), "{first}");
        assert!(45 <= found, "{first}: {found}");
    }
}

#[tokio::test]
async fn a_search_without_words_lists_the_newest_and_says_so() {
    let (town, _) = Town::with_items().await;
    let page = Visitor::of(&town).get("/search").await.text();
    assert!(page.contains("按公开时间排列") && !page.contains("按相关程度排列"));
    let days = all(&page, ".entries__meta time");
    let mut newest_first = days.clone();
    newest_first.sort_by(|a, b| b.cmp(a));
    assert_eq!(days, newest_first);
}

#[tokio::test]
async fn thousands_of_results_are_counted_and_turned_as_far_as_allowed() {
    let town = Town::new().await;
    town.with_many(45, 0).await;
    let visitor = Visitor::of(&town);
    let words = web::paths::segment("例会");
    let last = visitor
        .get(&format!("/search?q={words}&page=5"))
        .await
        .text();
    assert!(last.contains("第 41–45 件，共 45 件"));
    let beyond = visitor
        .get(&format!("/search?q={words}&page=6"))
        .await
        .text();
    assert!(
        beyond.contains("没有第 6 页") && beyond.contains("看第 1 页"),
        "{beyond}"
    );
}

#[tokio::test]
async fn without_a_domain_there_is_no_sitemap_and_no_way_to_it() {
    let town = Town::new().await;
    let site = acts::view::Site {
        domain: String::new(),
        ..testkit::town::site()
    };
    acts::site::describe(&town.desk, &site, "").await.unwrap();
    let portal = acts::Portal::new(town.register.clone(), town.index.clone(), site);
    let visitor = Visitor::before(portal);
    let host = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
    ];
    let map = visitor
        .ask(axum::http::Method::GET, "/sitemap.xml", &host)
        .await;
    assert_eq!(map.status, StatusCode::NOT_FOUND);
    assert!(map.text().contains("本站还没有登记域名，所以没有站点地图"));
    assert!(!map.text().contains("evil.example"));
    assert!(!visitor.get("/about").await.text().contains("sitemap.xml"));
    assert!(!visitor.get("/robots.txt").await.text().contains("Sitemap"));
}
