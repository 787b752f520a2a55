//! 站点公告和哀悼: on every page, in every way of showing, from the instant and the day on, and no longer.

use crate::visitor::Visitor;
use acts::announce::{NewNotice, clear_notice, mourn, set_notice};
use law::Date;
use scraper::{Html, Selector};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::Town;
use testkit::town::NOW;

/// A page of each sort, errors among them.
fn pages(items: &testkit::town::Items) -> Vec<String> {
    let mut pages: Vec<String> = [
        "/",
        "/agencies",
        "/agencies/XT-0002",
        "/documents",
        "/laws",
        "/laws/guqiao",
        "/search?q=x",
        "/about",
        "/nowhere",
        "/documents?after=x",
    ]
    .map(str::to_owned)
    .into();
    pages.push(format!("/documents/{}", items.released));
    pages.push(format!("/documents/{}", items.withdrawn));
    pages
}

const WAYS: [&str; 6] = [
    "",
    "/en",
    "/zh-hant",
    "/elder",
    "/en/elder",
    "/zh-hant/elder",
];

fn notice(link: &str, until: &str) -> NewNotice {
    NewNotice {
        title: "预警 <b>".into(),
        text: "请不要外出。".into(),
        link: link.into(),
        until: until.into(),
    }
}

/// The region of the notice, named by its heading.
fn region(page: &str) -> Option<(String, Option<String>)> {
    let html = Html::parse_document(page);
    let of = |selector: &str| Selector::parse(selector).unwrap();
    let section = html.select(&of("section.site-notice")).next()?;
    let name = section.attr("aria-labelledby").unwrap();
    let heading = section.select(&of(&format!("h2#{name}"))).next().unwrap();
    let link = section.select(&of("a")).next();
    let link = link.map(|link| link.attr("href").unwrap().to_owned());
    Some((heading.text().collect(), link))
}

#[tokio::test]
async fn a_notice_stands_on_every_page_in_every_way_of_showing_until_it_is_cleared() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    assert_eq!(region(&visitor.get("/").await.text()), None);
    let new = notice(&items.released, "");
    set_notice(&town.desk, &new, "").await.unwrap();
    for way in WAYS {
        for page in pages(&items) {
            let reply = visitor.get(&format!("{way}{page}")).await;
            let (heading, link) = region(&reply.text()).unwrap_or_else(|| panic!("{way}{page}"));
            let said = if way.starts_with("/zh-hant") {
                "預警 <b>"
            } else {
                "预警 <b>"
            };
            assert!(heading.contains(said), "{way}{page}: {heading}");
            let link = link.unwrap();
            assert_eq!(link, format!("{way}/documents/{}", items.released));
        }
    }
    let english = visitor.get("/en/about").await.text();
    assert!(english.contains("<p class=\"site-notice__text\" lang=\"zh-CN\">请不要外出。"));
    clear_notice(&town.desk, "").await.unwrap();
    for page in pages(&items) {
        assert_eq!(region(&visitor.get("/").await.text()), None);
        assert_eq!(region(&visitor.get(&page).await.text()), None, "{page}");
    }
}

#[tokio::test]
async fn a_notice_that_leads_away_says_so_and_sends_no_address_along() {
    let town = Town::new().await;
    let new = notice("https://www.weather.example/", "");
    set_notice(&town.desk, &new, "").await.unwrap();
    let page = Visitor::of(&town).get("/").await.text();
    let link = "href=\"https://www.weather.example/\" rel=\"external noreferrer\">看公告全文（将离开本站）";
    assert!(page.contains(link));
}

#[tokio::test]
async fn a_notice_ends_at_its_minute_also_on_a_page_that_is_kept() {
    let (town, items) = Town::with_items().await;
    let clock = Arc::new(AtomicI64::new(NOW));
    let visitor = Visitor::by(&town, &clock);
    let new = notice("", "2026-11-23 18:00");
    set_notice(&town.desk, &new, "").await.unwrap();
    let end = NOW + 8 * 3600;
    clock.store(end - 1, Ordering::Relaxed);
    for page in pages(&items) {
        assert!(region(&visitor.get(&page).await.text()).is_some(), "{page}");
    }
    let shown = visitor.get("/").await;
    let before = shown.header("etag").to_owned();
    let since = shown.header("last-modified").to_owned();
    clock.store(end, Ordering::Relaxed);
    for page in pages(&items) {
        assert_eq!(region(&visitor.get(&page).await.text()), None, "{page}");
    }
    let asked = [("if-none-match", before.as_str())];
    let again = visitor.ask(axum::http::Method::GET, "/", &asked).await;
    assert_eq!(again.status, 200);
    // Who asks by time is told as well.
    for seconds in [0, 60] {
        clock.store(end + seconds, Ordering::Relaxed);
        let asked = [("if-modified-since", since.as_str())];
        let again = visitor.ask(axum::http::Method::GET, "/", &asked).await;
        assert_eq!(again.status, 200, "{seconds} s after the end");
    }
}

#[tokio::test]
async fn a_site_is_grey_on_the_days_of_mourning_also_where_the_page_was_kept_the_day_before() {
    let (town, items) = Town::with_items().await;
    let clock = Arc::new(AtomicI64::new(NOW));
    let visitor = Visitor::by(&town, &clock);
    let day = Date::constant(2026, 11, 24);
    mourn(&town.desk, Some(day), Some(day), "公告")
        .await
        .unwrap();
    let midnight = NOW + 14 * 3600;
    for (at, is_grey) in [
        (midnight - 1, false),
        (midnight, true),
        (midnight + 86_399, true),
        (midnight + 86_400, false),
    ] {
        clock.store(at, Ordering::Relaxed);
        for way in WAYS {
            for page in pages(&items) {
                let text = visitor.get(&format!("{way}{page}")).await.text();
                let root = text.split("<head>").next().unwrap();
                let class = root.contains(" class=\"mourning\"");
                assert_eq!(class, is_grey, "{way}{page} at {at}");
            }
        }
    }
}

/// `#rrggbb` in grey as a browser makes it (Filter Effects §12.1, grayscale(1)), then its relative luminance (WCAG 2.2).
fn luminance_in_grey(colour: &str) -> f64 {
    let channel = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap());
    let grey = (0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)) / 255.0;
    if grey <= 0.04045 {
        grey / 12.92
    } else {
        ((grey + 0.055) / 1.055).powf(2.4)
    }
}

#[test]
fn words_in_grey_keep_the_contrast_that_reading_needs() {
    let css = include_str!("../../assets/css/tokens.css");
    let (light, dark) = css.split_once("prefers-color-scheme: dark").unwrap();
    let read = |css: &str| -> BTreeMap<String, String> {
        let lines = css.lines().filter_map(|line| line.trim().split_once(": #"));
        lines
            .map(|(name, value)| (name.to_owned(), format!("#{}", &value[..6])))
            .collect()
    };
    let (light, dark) = (read(light), read(dark));
    let pairs = [
        ("--ink", "--paper", 4.5),
        ("--ink-2", "--wash-2", 4.5),
        ("--ink-3", "--wash", 4.5),
        ("--main", "--paper", 4.5),
        ("--main", "--main-wash", 4.5),
        ("--on-main", "--main", 4.5),
        // The red head and the rule: large, or no words at all.
        ("--official", "--paper", 3.0),
        ("--red", "--red-wash", 4.5),
        ("--on-red", "--red-fill", 4.5),
        ("--ochre", "--ochre-wash", 4.5),
        ("--ink", "--mark", 4.5),
        ("--ink", "--focus-wash", 4.5),
        ("--focus", "--paper", 3.0),
        ("--line-strong", "--paper", 3.0),
    ];
    for (scheme, colours) in [("light", &light), ("dark", &dark)] {
        for (words, ground, least) in pairs {
            let [one, other] = [words, ground].map(|name| luminance_in_grey(&colours[name]));
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(
                least <= contrast,
                "{scheme} {words} on {ground}: {contrast:.2}"
            );
        }
    }
}
