//! The same page in other languages and scripts (ADR 0017).

use crate::visitor::Visitor;
use scraper::{ElementRef, Html, Node, Selector};
use testkit::Town;
use testkit::town::Items;

/// One page of every sort, as its address without a way of showing.
fn places(items: &Items) -> Vec<String> {
    let mut places = [
        "/",
        "/agencies",
        "/agencies/XT-0002",
        "/agencies/XT-0003",
        "/agencies/XT-0001/statutory",
        "/agencies/XT-0002/guide",
        "/documents",
        "/laws",
        "/laws/guqiao",
        "/laws/guqiao?on=2020-01-01",
        "/laws/guqiao?on=1990-01-01",
        "/search",
        "/search?q=%E5%85%B3%E4%BA%8E",
        "/search?q=%E7%81%AB%E6%98%9F",
        "/search?kind=poem",
        "/laws/guqiao?y=2020&m=13&d=1",
        "/about",
        "/accessibility",
        "/privacy",
        "/site-map",
        "/nowhere",
    ]
    .map(str::to_owned)
    .to_vec();
    for number in [&items.released, &items.corrected, &items.withdrawn] {
        places.push(format!("/documents/{number}"));
    }
    places.push(format!("/documents/{}?edition=1", items.corrected));
    places
}

/// The language that is said of an element, by itself or by what it stands in.
fn language(element: ElementRef<'_>) -> String {
    let own = element.value().attr("lang");
    let above = element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find_map(|element| element.value().attr("lang"));
    own.or(above).unwrap_or_default().to_owned()
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[tokio::test]
async fn every_page_has_its_language_and_says_where_another_begins() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for place in places(&items) {
        let page = visitor.get(&format!("/en{place}")).await.text();
        let html = Html::parse_document(&page);
        assert_eq!(language(html.root_element()), "en", "{place}");
        for node in html.tree.nodes() {
            let Node::Text(words) = node.value() else {
                continue;
            };
            let parent = node.parent().and_then(ElementRef::wrap);
            let (Some(parent), true) = (parent, words.contains(is_han)) else {
                continue;
            };
            // A title in two languages can say only one; data are for programs.
            if !["title", "script"].contains(&parent.value().name()) {
                assert!(
                    language(parent).starts_with("zh"),
                    "/en{place}: {}",
                    &**words
                );
            }
        }
    }
}

#[tokio::test]
async fn the_english_interface_says_nothing_in_chinese() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let spoken =
        Selector::parse("h1, h2, h3, dt, label, legend, summary, button, caption, th").unwrap();
    let names = Selector::parse("[aria-label], [placeholder]").unwrap();
    for place in [
        "/",
        "/agencies",
        "/laws",
        "/search?q=%E5%85%B3%E4%BA%8E",
        "/about",
        "/accessibility",
        "/privacy",
        "/nowhere",
    ] {
        let html = Html::parse_document(&visitor.get(&format!("/en{place}")).await.text());
        for element in html.select(&spoken) {
            let is_a_title = element
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|above| {
                    ["entries", "tree"]
                        .iter()
                        .any(|class| above.value().classes().any(|own| own.starts_with(class)))
                });
            let words: String = element.text().collect();
            let is_of_a_law = element.value().name() == "th" && place == "/laws";
            let is_a_value = words.contains("县") || words.contains("市");
            assert!(
                is_a_title || is_of_a_law || is_a_value || !words.contains(is_han),
                "/en{place}: {words}"
            );
        }
        for element in html.select(&names) {
            for name in ["aria-label", "placeholder"] {
                let words = element.value().attr(name).unwrap_or_default();
                assert!(!words.contains(is_han), "/en{place}: {words}");
            }
        }
    }
    let document = visitor
        .get(&format!("/en/documents/{}", items.corrected))
        .await
        .text();
    for said in [
        "Index number",
        "Issued by",
        "Edition 2",
        "Download",
        "Plain text",
    ] {
        assert!(document.contains(said), "{said}");
    }
}

#[tokio::test]
async fn a_day_and_a_standing_are_said_in_english() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let law = visitor.get("/en/laws/guqiao?on=2020-01-01").await.text();
    for said in [
        "1 January 2020",
        "Local government rule",
        "cannot be relied on today: Amended",
        "Replaced by a newer text with effect from",
    ] {
        assert!(law.contains(said), "{said}");
    }
    let wrong = visitor.get("/en/laws/guqiao?y=2020&m=13&d=1").await.text();
    assert!(wrong.contains("Something needs correcting"));
    assert!(wrong.contains("please give year, month and day"));
}

#[tokio::test]
async fn traditional_script_is_converted_in_words_only_and_says_so() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let links = Selector::parse("[href]").unwrap();
    for place in places(&items) {
        let simple = Html::parse_document(&visitor.get(&place).await.text());
        let page = visitor.get(&format!("/zh-hant{place}")).await.text();
        let hant = Html::parse_document(&page);
        assert_eq!(language(hant.root_element()), "zh-Hant", "{place}");
        let notice = Selector::parse(".notice-bar").unwrap();
        let said: String = hant.select(&notice).flat_map(|bar| bar.text()).collect();
        assert!(
            said.contains("由簡體自動轉換，以簡體文本為準"),
            "{place}: {said}"
        );
        let within = |html: &Html| -> Vec<String> {
            let main = Selector::parse("main").unwrap();
            let main = html.select(&main).next().unwrap();
            let all = main
                .select(&links)
                .map(|link| link.attr("href").unwrap().to_owned());
            all.map(|href| href.replacen("/zh-hant", "", 1))
                .map(|href| if href.is_empty() { "/".into() } else { href })
                .collect()
        };
        let ids = |html: &Html| -> Vec<String> {
            let with_id = Selector::parse("[id], [name]").unwrap();
            let all = html.select(&with_id);
            all.filter_map(|element| {
                element
                    .attr("id")
                    .or(element.attr("value"))
                    .map(str::to_owned)
            })
            .collect()
        };
        if !place.starts_with("/accessibility") {
            assert_eq!(within(&simple), within(&hant), "{place}");
        }
        assert_eq!(ids(&simple), ids(&hant), "{place}");
        let body = Selector::parse("header, main, footer").unwrap();
        let words: String = hant.select(&body).flat_map(|part| part.text()).collect();
        assert!(!words.contains("政府信息公开"), "{place}");
    }
}

#[tokio::test]
async fn who_types_in_traditional_script_finds_the_same_and_sees_what_was_typed() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let typed = web::paths::segment("關於");
    let page = visitor
        .get(&format!("/zh-hant/search?q={typed}"))
        .await
        .text();
    assert!(page.contains("value=\"關於\""));
    assert!(page.contains(&items.released), "nothing was found");
}

#[tokio::test]
async fn a_file_keeps_the_script_in_which_it_was_released() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let file = format!("/documents/{}/text.txt", items.released);
    let reply = visitor.get(&format!("/zh-hant{file}")).await;
    assert_eq!(reply.header("location"), file);
}
