//! The list of laws, its tables, and two texts side by side.

use crate::visitor::{Reply, Visitor};
use acts::item::{Incoming, IncomingWork, Then};
use axum::http::StatusCode;
use scraper::{Html, Selector};
use testkit::Town;
use testkit::items::{articles, rule};

/// A county with the rule on old bridges in two versions and two rules more.
async fn town() -> Town {
    let (town, _) = Town::with_items().await;
    for (code, title, effective) in [
        ("shuiqu", "=漱石县水渠办法", "2030-06-01"),
        ("dukou", "漱石县渡口办法", "2019-06-01"),
    ] {
        town.import(own(code, title, effective), Then::Release)
            .await;
    }
    town
}

fn own(code: &str, title: &str, effective: &str) -> Incoming {
    let mut incoming = rule(code, code, "2019-05-02", effective, "甲。");
    incoming.fields.set("title", title);
    incoming.work = Some(IncomingWork {
        key: code.into(),
        title: title.into(),
        version: "2019-05-02".into(),
        code: Some(code.into()),
    });
    incoming
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

fn hrefs(page: &str, select: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let select = Selector::parse(select).unwrap();
    let href = |element: scraper::ElementRef<'_>| element.attr("href").map(str::to_owned);
    html.select(&select).filter_map(href).collect()
}

async fn page(town: &Town, address: &str) -> String {
    let reply = Visitor::of(town).get(address).await;
    assert_eq!(reply.status, StatusCode::OK, "{address}");
    reply.text()
}

const TITLES: &str = ".library__list tbody th a";

#[tokio::test]
async fn every_number_of_the_inventory_leads_to_as_many_works() {
    let town = town().await;
    let first = page(&town, "/laws").await;
    let counts = all(&first, ".library__inventory td a");
    let links = hrefs(&first, ".library__inventory td a");
    // Works, and texts in force, to come and superseded, of the kind and in all.
    assert_eq!(links.len(), 8, "{counts:?}");
    for (count, link) in counts.iter().zip(&links) {
        let digits: String = count.chars().filter(char::is_ascii_digit).collect();
        let found = all(&page(&town, link).await, TITLES).len();
        assert_eq!(found.to_string(), digits, "{link}: {count}");
    }
}

#[tokio::test]
async fn a_head_sorts_by_its_column_and_turns_the_order_when_asked_again() {
    let town = town().await;
    let first = page(&town, "/laws").await;
    let sorted = |page: &str| all(page, ".library__list th[aria-sort]");
    assert_eq!(sorted(&first), ["公布"]);
    let heads = hrefs(&first, ".library__list thead a");
    assert_eq!(heads[0], "/laws?sort=title");
    let by_title = page(&town, &heads[0]).await;
    assert!(by_title.contains(r#"aria-sort="ascending""#));
    let turned = hrefs(&by_title, ".library__list thead a");
    assert_eq!(turned[0], "/laws?sort=-title");
    let mut names = all(&by_title, TITLES);
    names.reverse();
    assert_eq!(all(&page(&town, &turned[0]).await, TITLES), names);
}

#[tokio::test]
async fn what_the_list_is_narrowed_to_is_shown_and_can_be_taken_away() {
    let town = town().await;
    let asked = "/laws?q=%E5%8A%9E%E6%B3%95&kind=local_gov_rule&validity=in_force&year=2019";
    let narrowed = page(&town, asked).await;
    assert_eq!(all(&narrowed, TITLES), ["漱石县渡口办法"]);
    let chosen = all(&narrowed, ".facet-chosen a");
    assert_eq!(chosen.len(), 4, "{chosen:?}");
    let without_year = &hrefs(&narrowed, ".facet-chosen a")[3];
    assert_eq!(all(&page(&town, without_year).await, TITLES).len(), 2);
    let none = page(&town, "/laws?q=%E7%81%AB%E6%98%9F&year=2019").await;
    assert!(
        none.contains("本站收录 3 部、4 个文本，没有符合上面所选条件的。"),
        "{none}"
    );
    for wrong in ["/laws?year=19", "/laws?sort=colour", "/laws?kind=poem"] {
        let reply = Visitor::of(&town).get(wrong).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn a_table_holds_the_whole_narrowed_list_and_computes_nothing() {
    let town = town().await;
    let visitor = Visitor::of(&town);
    let csv = visitor.get("/laws.csv?sort=title").await;
    let text = csv.text();
    assert!(text.starts_with("\u{feff}名称,文号,"), "{text}");
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(
        text.contains("\"'=漱石县水渠办法\",漱石县人民政府令第1号,地方政府规章,"),
        "{text}"
    );
    assert!(text.contains("自2030年6月1日起施行"), "{text}");
    assert!(
        text.contains("https://www.shushi.example/laws/dukou\r\n"),
        "{text}"
    );
    assert!(
        csv.header("content-disposition")
            .starts_with("attachment; filename=\"laws-2026-11-23.csv\"")
    );
    let narrowed = visitor.get("/laws.csv?validity=not_yet_effective").await;
    assert_eq!(narrowed.text().lines().count(), 2);
    let book = visitor.get("/laws.xlsx").await;
    assert!(book.bytes.starts_with(b"PK"));
    assert_eq!(book.bytes, visitor.get("/laws.xlsx").await.bytes);
    let page = visitor.get("/laws?validity=in_force").await.text();
    let links = hrefs(&page, ".library__take a");
    assert_eq!(
        links,
        [
            "/laws.xlsx?validity=in_force",
            "/laws.csv?validity=in_force"
        ]
    );
}

/// The rule of the county in three versions, of which each changes something.
async fn changed() -> Town {
    let town = Town::new().await;
    for (version, effective, words) in [
        (
            "2018-05-02",
            "2018-06-01",
            &["为了保护古桥，制定本办法。", "桥长每年查看一次。"][..],
        ),
        (
            "2023-04-01",
            "2023-05-01",
            &[
                "为了保护古桥，制定本办法。",
                "古桥不许过车。",
                "桥长每月查看一次。",
            ],
        ),
    ] {
        let mut incoming = rule(version, "guqiao", version, effective, "");
        incoming.text = articles(words);
        town.import(incoming, Then::Release).await;
    }
    town
}

#[tokio::test]
async fn a_change_is_said_in_words_and_marked_on_both_sides() {
    let town = changed().await;
    let compared = page(&town, "/laws/guqiao/compare").await;
    assert!(
        compared.contains("1 条有改动，1 条新增，0 条删去，0 条只改了条号，1 条没有变化。"),
        "{compared}"
    );
    assert_eq!(
        all(&compared, ".compare h2"),
        ["第二条", "第二条 现为 第三条"]
    );
    assert_eq!(all(&compared, ".compare__says"), ["新增", "有改动"]);
    assert_eq!(all(&compared, ".compare del"), ["（删去：年）"]);
    assert_eq!(
        all(&compared, ".compare ins"),
        ["（增加：古桥不许过车。）", "（增加：月）"]
    );
    assert_eq!(
        hrefs(&compared, ".compare__side h3 a"),
        [
            "/laws/guqiao/2023-04-01#art-2",
            "/laws/guqiao/2018-05-02#art-2",
            "/laws/guqiao/2023-04-01#art-3"
        ]
    );
    let whole = page(&town, "/laws/guqiao/compare?show=all").await;
    assert_eq!(
        all(&whole, ".compare__says"),
        ["没有变化", "新增", "有改动"]
    );
    let added = page(&town, "/laws/guqiao/compare?show=added").await;
    assert_eq!(all(&added, ".compare__says"), ["新增"]);
    let turned = page(
        &town,
        "/laws/guqiao/compare?from=2023-04-01&to=2018-05-02&show=removed",
    )
    .await;
    assert_eq!(all(&turned, ".compare__says"), ["删去"]);
}

#[tokio::test]
async fn texts_that_cannot_be_compared_say_why() {
    let town = changed().await;
    town.import(own("dukou", "漱石县渡口办法", "2019-06-01"), Then::Release)
        .await;
    let visitor = Visitor::of(&town);
    let same = page(&town, "/laws/guqiao/compare?from=2018-05-02&to=2018-05-02").await;
    assert!(same.contains("请选两个不同的文本"));
    let single = page(&town, "/laws/dukou/compare").await;
    assert!(single.contains("比较要有两个文本，这部法本站收录 1 个。"));
    let status = |reply: Reply| reply.status.as_u16();
    for (address, is) in [
        ("/laws/guqiao/compare?from=1999-01-01", 422),
        ("/laws/guqiao/compare?show=colour", 422),
        ("/laws/nothing/compare", 404),
    ] {
        assert_eq!(status(visitor.get(address).await), is, "{address}");
    }
    acts::item::withdraw::withdraw(&town.desk, &testkit::town::which("2018-05-02"), "文本有误")
        .await
        .unwrap();
    let gone = visitor.get("/laws/guqiao/compare?from=2018-05-02").await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("文本有误") && !gone.text().contains("每年查看"));
    let told = page(&town, "/laws/guqiao").await;
    assert!(told.contains("2018年6月1日起的文本已经撤回"), "{told}");
    assert_eq!(hrefs(&told, ".timeline a"), ["/laws/guqiao/2018-05-02"]);
    let left = page(&town, "/laws/guqiao/compare").await;
    assert!(left.contains("没有可以比较的文本") && !left.contains("每年查看"));
}

#[tokio::test]
async fn an_old_text_leads_to_the_one_that_holds_and_to_what_changed() {
    let town = changed().await;
    let old = page(&town, "/laws/guqiao/2018-05-02").await;
    assert_eq!(
        hrefs(&old, ".banner a"),
        [
            "/laws/guqiao/2023-04-01",
            "/laws/guqiao/compare?from=2018-05-02&to=2023-04-01"
        ]
    );
    let now = page(&town, "/laws/guqiao").await;
    let ways = hrefs(&now, ".timeline a");
    assert_eq!(
        ways,
        [
            "/laws/guqiao/2018-05-02",
            "/laws/guqiao/compare?from=2018-05-02&to=2023-04-01"
        ]
    );
    let head = all(&now, ".law-head p").concat();
    for said in [
        "2023年4月1日公布的文本",
        "漱石县人民政府令第1号",
        "自2023年5月1日起施行",
    ] {
        assert!(head.contains(said), "{said}: {head}");
    }
    assert_eq!(
        all(&now, ".statute__note"),
        ["（2023-04-01 漱石县人民政府令第1号公布）"]
    );
}

#[tokio::test]
async fn a_law_that_is_public_and_not_in_force_is_shown_as_one_to_come() {
    let town = town().await;
    let coming = page(&town, "/laws/shuiqu").await;
    for said in [
        "2026年11月23日已经公布，还没有施行。下面是将要施行的文本。",
        "这个文本还没有施行，今天不能作为依据",
        "甲。",
    ] {
        assert!(coming.contains(said), "{said}");
    }
    let visitor = Visitor::of(&town);
    let answer = visitor.get("/api/v1/laws/shuiqu").await.text();
    assert!(answer.contains(r#""answer":"not_yet""#), "{answer}");
    let begun = page(&town, "/laws/shuiqu?on=2030-06-01").await;
    assert!(begun.contains("下面是2030年6月1日的文本。"));
}

#[tokio::test]
async fn the_open_list_of_laws_is_read_by_cursor_under_the_same_filters() {
    let town = town().await;
    let visitor = Visitor::of(&town);
    let list = visitor
        .get("/api/v1/laws?sort=title&validity=in_force")
        .await;
    let list: serde_json::Value = serde_json::from_slice(&list.bytes).unwrap();
    assert_eq!(list["total"], 2);
    assert_eq!(list["on"], "2026-11-23");
    let line = &list["laws"][1];
    assert_eq!(line["work"], "guqiao");
    assert_eq!(line["version"], "2023-04-01");
    assert_eq!(line["number"], "漱石县人民政府令第1号");
    assert_eq!(line["standing"]["status"], "in_force");
    for wrong in ["after=x", "cursor=x", "year=19", "sort=newest"] {
        let reply = visitor.get(&format!("/api/v1/laws?{wrong}")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let one = visitor.get("/api/v1/laws/guqiao").await;
    let one: serde_json::Value = serde_json::from_slice(&one.bytes).unwrap();
    assert_eq!(one["versions"][1]["act"], "promulgated");
    assert_eq!(one["versions"][1]["made_on"], "2023-04-01");
}
