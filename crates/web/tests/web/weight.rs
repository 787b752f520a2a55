//! How much a reader waits for: a document with its style sheet over the wire, and nothing that holds up or moves.

use crate::visitor::Visitor;
use acts::item::Then;
use axum::http::Method;
use scraper::{Html, Selector};
use testkit::Town;

/// What a document page may weigh with its style sheet, in bytes as sent.
const MOST: usize = 60_000;

/// The founding notice: as long as ordinary documents are.
async fn long_document(town: &Town) -> String {
    let words = include_str!("../../../../data/founding-notice.txt");
    let paragraphs: Vec<&str> = words
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut notice = testkit::items::numbered(
        "notice",
        "关于印发政务公开工作要点的通知",
        "示府〔2026〕9号",
        "",
    );
    notice.text = testkit::items::text(&paragraphs);
    format!("/documents/{}", town.import(notice, Then::Release).await)
}

#[tokio::test]
async fn a_document_with_its_style_sheet_is_light() {
    let (town, _) = Town::with_items().await;
    let page = long_document(&town).await;
    let visitor = Visitor::of(&town);
    let packed = [("accept-encoding", "gzip, deflate, br")];
    for prefix in ["", "/zh-hant", "/en", "/elder"] {
        let place = format!("{prefix}{page}");
        let html = Html::parse_document(&visitor.get(&place).await.text());
        let sheets = Selector::parse("link[rel=stylesheet]").unwrap();
        let mut weight = visitor.ask(Method::GET, &place, &packed).await.bytes.len();
        for sheet in html.select(&sheets) {
            let reply = visitor
                .ask(Method::GET, sheet.attr("href").unwrap(), &packed)
                .await;
            assert_eq!(reply.header("content-encoding"), "gzip");
            weight += reply.bytes.len();
        }
        assert!(weight < MOST, "{place} weighs {weight} bytes");
    }
}

#[tokio::test]
async fn nothing_holds_up_the_first_words_or_moves_them_later() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let document = format!("/documents/{}", items.released);
    for place in ["/", "/laws/guqiao", "/search?q=x", &document] {
        let html = Html::parse_document(&visitor.get(place).await.text());
        for script in html.select(&Selector::parse("script").unwrap()) {
            assert_eq!(script.attr("type"), Some("application/ld+json"), "{place}");
        }
        let sheets = html
            .select(&Selector::parse("link[rel=stylesheet]").unwrap())
            .count();
        assert_eq!(sheets, 1, "{place}");
        for image in html.select(&Selector::parse("img").unwrap()) {
            assert!(
                image.attr("width").is_some() && image.attr("height").is_some(),
                "{place}"
            );
        }
    }
}

/// A browser that knows no layers shows a page without styles: whatever only styles would hide must be readable so.
#[tokio::test]
async fn below_the_floor_of_browsers_nothing_is_hidden() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let home = Html::parse_document(&visitor.get("/").await.text());
    let sheet = home
        .select(&Selector::parse("link[rel=stylesheet]").unwrap())
        .next()
        .unwrap();
    let css = visitor.get(sheet.attr("href").unwrap()).await.text();
    assert_eq!(
        outside_of_layers(&css),
        "",
        "seen by browsers without layers"
    );
    let document = format!("/documents/{}", items.released);
    for place in [
        "/",
        "/laws",
        "/laws/guqiao",
        "/search?q=%E5%85%B3%E4%BA%8E",
        &document,
    ] {
        let html = Html::parse_document(&visitor.get(place).await.text());
        let hidden = Selector::parse("main [hidden]").unwrap();
        assert_eq!(html.select(&hidden).count(), 0, "{place}");
    }
}

/// The rules of a sheet that stand in no `@layer` block.
fn outside_of_layers(css: &str) -> String {
    let mut left = String::new();
    let mut rest = css;
    while let Some(at) = rest.find(|c: char| !c.is_whitespace()) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
        } else if rest.starts_with("@layer") {
            let opens = rest.find('{').unwrap_or(rest.len());
            let ends = rest.find(';').unwrap_or(rest.len());
            rest = if ends < opens {
                rest.get(ends + 1..)
            } else {
                rest.get(opens + block(rest, opens)..)
            }
            .unwrap_or_default();
        } else {
            let end = rest.find('\n').unwrap_or(rest.len());
            left.push_str(rest.get(..end).unwrap_or_default());
            rest = rest.get(end..).unwrap_or_default();
        }
    }
    left
}

/// How long the block is that opens at `from`.
fn block(css: &str, from: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in css.bytes().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1 - from,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    css.len() - from
}
