//! Going through what a search finds: page by page and back, and with everything kept that was chosen.

use crate::visitor::Visitor;
use acts::item::Then;
use axum::http::StatusCode;
use scraper::{ElementRef, Html, Selector};
use testkit::Town;
use testkit::items::document;
use web::paths::segment;

fn select<T>(page: &str, select: &str, of: impl Fn(ElementRef<'_>) -> T) -> Vec<T> {
    let html = Html::parse_document(page);
    let select = Selector::parse(select).unwrap();
    html.select(&select).map(of).collect()
}

fn texts(page: &str, selector: &str) -> Vec<String> {
    select(page, selector, |element| {
        let words = element.text().collect::<String>();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    })
}

fn hrefs(page: &str, selector: &str) -> Vec<String> {
    let href = |element: ElementRef<'_>| element.attr("href").map(str::to_owned);
    select(page, selector, href).into_iter().flatten().collect()
}

async fn page(town: &Town, address: &str) -> String {
    let reply = Visitor::of(town).get(address).await;
    assert_eq!(reply.status, StatusCode::OK, "{address}");
    reply.text()
}

const TITLES: &str = ".entries__title";
const NEXT: &str = ".pagination a[rel=next]";
const PREVIOUS: &str = ".pagination a[rel=prev]";
const PLACE: &str = ".pagination__place";
const CHIPS: &str = ".facet-chosen a";

/// 条例第二十四条: 检索
#[tokio::test]
async fn what_is_found_is_gone_through_to_its_end_and_back_and_always_says_where() {
    let town = Town::new().await;
    town.with_many(45, 0).await;
    for sort in ["", "&sort=newest"] {
        let first = format!("/search?q={}{sort}", segment("例会"));
        let mut at = page(&town, &first).await;
        assert!(hrefs(&at, PREVIOUS).is_empty());
        let (mut seen, mut pages) = (texts(&at, TITLES), vec![texts(&at, TITLES)]);
        let mut places = texts(&at, PLACE);
        while let Some(next) = hrefs(&at, NEXT).first() {
            assert!(next.starts_with(&format!("{first}&after=")), "{next}");
            at = page(&town, next).await;
            seen.extend(texts(&at, TITLES));
            pages.push(texts(&at, TITLES));
            places.extend(texts(&at, PLACE));
        }
        let says = |from, to| format!("第 {from}–{to} 件，共 45 件");
        let all = [(1, 10), (11, 20), (21, 30), (31, 40), (41, 45)];
        assert_eq!(places, all.map(|(from, to)| says(from, to)));
        // Back by the links: the same pages, and the first has one address only.
        for back in pages.iter().rev().skip(1) {
            let previous = hrefs(&at, PREVIOUS);
            at = page(&town, &previous[0]).await;
            assert_eq!(&texts(&at, TITLES), back);
            assert_eq!(previous[0] == first, hrefs(&at, PREVIOUS).is_empty());
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 45);
        // A page by its number, as older addresses have it, goes on from where it ends.
        let third = page(&town, &format!("{first}&page=3")).await;
        assert_eq!(texts(&third, TITLES), pages[2]);
        assert_eq!(texts(&third, PLACE), [says(21, 30)]);
        assert_eq!(hrefs(&third, ".pagination a")[0], first);
        let fourth = page(&town, &hrefs(&third, NEXT)[0]).await;
        assert_eq!(texts(&fourth, TITLES), pages[3]);
    }
}

#[tokio::test]
async fn a_place_belongs_to_its_search_and_is_said_in_one_way() {
    let town = Town::new().await;
    town.with_many(25, 0).await;
    let words = segment("例会");
    let first = page(&town, &format!("/search?q={words}&year=2026&kind=document")).await;
    let next = &hrefs(&first, NEXT)[0];
    let second = page(&town, next).await;
    // The same filters in another order are the same search.
    let (_, after) = next.split_once("after=").unwrap();
    let turned = format!("/search?kind=document&after={after}&q={words}&year=2026");
    let turned = page(&town, &turned).await;
    assert_eq!(texts(&turned, TITLES), texts(&second, TITLES));
    for wrong in [
        next.replace("&year=2026", ""),
        next.replace("after=", "after=0"),
        next.replace("after=", "page=2&after="),
        format!("{next}&before={after}"),
    ] {
        let reply = Visitor::of(&town).get(&wrong).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    // What stood on the last page is withdrawn: the page says so and leads back.
    let last = &hrefs(&second, NEXT)[0];
    for title in texts(&page(&town, last).await, TITLES) {
        let n: String = title.chars().filter(char::is_ascii_digit).collect();
        let which = testkit::town::which(&format!("many-{n}"));
        let withdrawn = acts::item::withdraw::withdraw(&town.desk, &which, "重复公开").await;
        withdrawn.unwrap();
    }
    town.follow().await;
    let gone = page(&town, last).await;
    assert_eq!(texts(&gone, ".empty h2"), ["后面没有了"]);
    let first = format!("/search?q={words}&kind=document&year=2026");
    assert_eq!(hrefs(&gone, ".empty a"), [first]);
}

/// The form of the facets, and that of the words.
const FORMS: [&str; 2] = [".search-grid form", ".search-head form"];

/// What a form sends: its hidden fields, what is checked and what is written.
fn sent(page: &str, form: &str) -> Vec<(String, String)> {
    let fields = select(page, &format!("{form} input"), |input| {
        let of = |name| input.attr(name).unwrap_or_default().to_owned();
        let is_choice = ["radio", "checkbox"].contains(&of("type").as_str());
        let is_sent = !is_choice || input.attr("checked").is_some();
        is_sent.then(|| (of("name"), of("value")))
    });
    let fields = fields.into_iter().flatten();
    fields.filter(|(_, value)| !value.is_empty()).collect()
}

fn asked(address: &str) -> Vec<(String, String)> {
    let (_, query) = address.split_once('?').unwrap_or_default();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

#[tokio::test]
async fn whatever_was_chosen_stays_chosen_in_every_link_and_in_the_form() {
    let town = Town::new().await;
    town.with_many(25, 25).await;
    for chosen in [
        vec![
            ("kind", "document"),
            ("agency", "XT-0001"),
            ("year", "2026"),
            ("year", "2019"),
            ("from", "2026-01-01"),
            ("to", "2026-12-31"),
            ("sort", "newest"),
        ],
        vec![
            ("kind", "local_gov_rule"),
            ("validity", "in_force"),
            ("validity", "in_force_presumed"),
            ("agency", "XT-0002"),
            ("from", "2019-01-01"),
        ],
    ] {
        let words = if chosen[0].1 == "document" {
            "例会"
        } else {
            "水渠"
        };
        let mut pairs = vec![("q", words)];
        pairs.extend(chosen);
        let query = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(k, v)| format!("{k}={}", segment(v)));
            pairs.collect::<Vec<_>>().join("&")
        };
        let sorted = |pairs: Vec<(String, String)>| {
            let mut pairs = pairs;
            pairs.sort();
            pairs
        };
        let whole = sorted(asked(&format!("?{}", query(&pairs))));
        let found = page(&town, &format!("/search?{}", query(&pairs))).await;
        let without = |address: &str, keys: &[&str]| {
            let mut pairs = asked(address);
            pairs.retain(|(key, _)| !keys.contains(&key.as_str()));
            sorted(pairs)
        };
        let but = |keys: &[&str]| {
            let mut pairs = whole.clone();
            pairs.retain(|(key, _)| !keys.contains(&key.as_str()));
            pairs
        };
        let next = &hrefs(&found, NEXT)[0];
        assert_eq!(without(next, &["after"]), whole);
        let third = page(&town, &hrefs(&page(&town, next).await, NEXT)[0]).await;
        let back = &hrefs(&third, PREVIOUS)[0];
        assert_eq!(without(back, &["before"]), whole);
        let reorder = &hrefs(&found, ".search-bar a")[0];
        assert_eq!(without(reorder, &["sort"]), but(&["sort"]));
        for feed in hrefs(&found, ".follow a") {
            assert_eq!(sorted(asked(&feed)), but(&["sort"]), "{feed}");
            let feed = feed.trim_start_matches("https://www.shushi.example");
            assert_eq!(Visitor::of(&town).get(feed).await.status, StatusCode::OK);
        }
        // Each chip takes away one pair and nothing else.
        let chips = hrefs(&found, CHIPS);
        let taken: Vec<_> = chips.iter().map(|chip| sorted(asked(chip))).collect();
        let narrowing = whole
            .iter()
            .filter(|(key, _)| !["q", "sort"].contains(&key.as_str()));
        assert_eq!(chips.len(), narrowing.clone().count());
        for pair in narrowing {
            let mut rest = whole.clone();
            rest.retain(|other| other != pair);
            assert!(taken.contains(&rest), "{pair:?} cannot be taken away");
        }
        for form in FORMS {
            let sent = sent(&found, form).into_iter();
            let sent = sent.map(|(k, v)| (k, segment(&v)));
            assert_eq!(sorted(sent.collect()), whole, "{form}");
        }
    }
}

#[tokio::test]
async fn a_chosen_value_stands_in_one_piece_beside_its_cross() {
    let town = Town::new().await;
    town.with_many(1, 0).await;
    let keyword = segment("“例会”安排");
    let found = page(&town, &format!("/search?from=2026-01-01&issuers={keyword}")).await;
    let loose = select(&found, CHIPS, |chip| {
        let texts = chip.children().filter_map(|child| child.value().as_text());
        texts.map(|text| text.trim().to_owned()).collect::<String>()
    });
    assert_eq!(loose, ["", ""]);
}

#[tokio::test]
async fn what_is_in_force_is_one_choice_with_the_states_of_validity() {
    let town = Town::new().await;
    town.with_many(0, 3).await;
    let found = page(&town, "/search?in_force=presumed").await;
    let legends = texts(&found, "legend");
    assert_eq!(legends.iter().filter(|says| *says == "效力").count(), 1);
    assert!(!legends.contains(&"是否有效".to_owned()));
    let chips = texts(&found, CHIPS);
    assert!(chips[0].contains("效力：现行有效"), "{chips:?}");
    let named = page(
        &town,
        "/search?validity=in_force&validity=in_force_presumed",
    )
    .await;
    assert_eq!(texts(&found, TITLES), texts(&named, TITLES));
    assert_eq!(sent(&found, FORMS[0]), sent(&named, FORMS[0]));
    // Where both are said, both must hold.
    let both = page(&town, "/search?in_force=evidenced&validity=repealed").await;
    assert_eq!(texts(&both, CHIPS).len(), 2);
    assert!(texts(&both, TITLES).is_empty());
}

#[tokio::test]
async fn a_body_is_chosen_with_all_below_it_and_found_by_its_name() {
    let town = Town::new().await;
    for (n, agency) in [(1, "XT-0001"), (2, "XT-0002"), (3, "XT-0002")] {
        let mut notice = document(&n.to_string(), &format!("第{n}号通知"), "正文。");
        notice.agency = Some(agency.into());
        town.import(notice, Then::Release).await;
    }
    town.follow().await;
    let offered = |page: &str| {
        let of_agency = r#"label:has(input[name="agency"])"#;
        texts(page, of_agency)
    };
    let words = segment("通知");
    let found = page(&town, &format!("/search?q={words}")).await;
    let all = ["不限", "漱石县人民政府 3", "漱石县教育局 2"];
    assert_eq!(offered(&found), all);
    assert!(texts(&found, "legend").contains(&"公开机构".to_owned()));
    // Who issued them says nothing besides.
    assert!(!texts(&found, "legend").contains(&"发布机构".to_owned()));
    let county = page(&town, &format!("/search?q={words}&agency=XT-0001")).await;
    assert_eq!(texts(&county, TITLES).len(), 3);
    assert_eq!(
        texts(&county, CHIPS),
        ["公开机构：漱石县人民政府，含下级机构，去掉"]
    );
    let bureau = page(&town, &format!("/search?q={words}&agency=XT-0002")).await;
    assert_eq!(texts(&bureau, TITLES).len(), 2);
    assert_eq!(offered(&bureau), all);
    let name = segment("教育");
    let named = page(&town, &format!("/search?q={words}&agency_name={name}")).await;
    assert_eq!(offered(&named), ["不限", "漱石县教育局 2"]);
    assert_eq!(texts(&named, TITLES).len(), 3);
    // On a phone the facets are folded: who looks for a body wants to see it.
    assert_eq!(select(&named, "details.fold[open]", |_| ()).len(), 1);
    let name = segment("水务局");
    let none = page(&town, &format!("/search?q={words}&agency_name={name}")).await;
    assert!(none.contains("没有名称含“水务局”的机构公开的"), "{none}");
    let typed = segment("教育局");
    let hant = format!("/zh-hant/search?q={words}&agency_name={typed}");
    assert!(!page(&town, &hant).await.contains("没有名稱含"));
}
