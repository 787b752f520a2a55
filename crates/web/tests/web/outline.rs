//! Outline snapshots: headings, labels, links and buttons of each page, as a reader by ear would meet them.

use crate::visitor::Visitor;
use scraper::{ElementRef, Html, Selector};
use testkit::Town;

/// What can be met on the page, a line each.
fn outline(page: &str) -> String {
    let html = Html::parse_document(page);
    let met = Selector::parse(
        "main h1, main h2, main h3, main h4, main a, main label, main button, main legend, main caption, main summary, main dt, main [role=note] p, main [role=region]",
    )
    .unwrap();
    html.select(&met).map(line).collect::<Vec<_>>().join("\n")
}

fn line(element: ElementRef<'_>) -> String {
    let words: String = element.text().collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = element.value().name();
    match element.attr("href") {
        Some(href) => format!("{name} {words} → {href}"),
        None => match element.attr("aria-label") {
            Some(label) => format!("{name} [{label}]"),
            None => format!("{name} {words}"),
        },
    }
}

#[tokio::test]
async fn pages_have_their_outlines() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let document = format!("/documents/{}", items.corrected);
    let former = format!("/documents/{}?edition=1", items.corrected);
    let gone = format!("/documents/{}", items.withdrawn);
    let clock = format!("/clock?{}", crate::exits::TERM);
    let remedy = format!("/remedy?{}", crate::exits::REMEDY);
    for (name, address) in [
        ("home", "/"),
        ("agencies", "/agencies"),
        ("agency", "/agencies/XT-0002"),
        ("agency_former", "/agencies/XT-0003"),
        ("column", "/agencies/XT-0001/statutory"),
        ("column_empty", "/agencies/XT-0002/guide"),
        ("documents", "/documents"),
        ("document", &document),
        ("document_former", &former),
        ("withdrawn", &gone),
        ("laws", "/laws"),
        ("law", "/laws/guqiao"),
        ("law_compare", "/laws/guqiao/compare"),
        ("law_old", "/laws/guqiao?on=2020-01-01"),
        ("search", "/search?q=%E5%85%B3%E4%BA%8E"),
        ("search_empty", "/search?q=%E7%81%AB%E6%98%9F"),
        ("about", "/about"),
        ("error_report", "/error-report"),
        ("error_progress", "/error-report/progress"),
        ("clock", "/clock"),
        ("clock_answered", &clock),
        ("fee", "/fee?items=34"),
        ("remedy", &remedy),
        ("accessibility", "/accessibility"),
        ("privacy", "/privacy"),
        ("site_map", "/site-map"),
        ("not_found", "/nowhere"),
    ] {
        let page = visitor.get(address).await.text();
        let numbers = page
            .replace(&items.corrected, "XT-0002/更正的")
            .replace(&items.released, "XT-0002/公开的")
            .replace(&items.withdrawn, "XT-0002/撤回的");
        insta::assert_snapshot!(name, outline(&numbers));
    }
}
