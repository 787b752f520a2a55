//! Midnight at +08:00: what holds changes without any entry in the ledger, and no page that was kept may say otherwise.

use crate::visitor::Visitor;
use acts::item::Then;
use axum::http::{Method, StatusCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::Town;
use testkit::items::rule;
use testkit::town::NOW;

/// 2026-11-23 23:59:59 at +08:00: `NOW` is 10:00 of that day.
const LAST_SECOND: i64 = NOW + 14 * 3600 - 1;

/// A county with a rule that begins tomorrow, and a visitor whose clock the test moves.
async fn on_the_eve() -> (Town, Visitor, Arc<AtomicI64>) {
    let town = Town::new().await;
    for (slug, version, effective, words) in [
        ("old", "2018-05-02", "2018-06-01", "桥长每年查看一次。"),
        ("new", "2026-11-01", "2026-11-24", "桥长每月查看一次。"),
    ] {
        let rule = rule(slug, "guqiao", version, effective, words);
        town.import(rule, Then::Release).await;
    }
    town.follow().await;
    let now = Arc::new(AtomicI64::new(LAST_SECOND));
    let told = Arc::clone(&now);
    let clock: web::Clock = Arc::new(move || told.load(Ordering::SeqCst));
    let visitor = Visitor::with_clock(town.portal(), clock);
    (town, visitor, now)
}

#[tokio::test]
async fn a_kept_page_does_not_outlive_the_day_it_speaks_of() {
    let (_town, visitor, now) = on_the_eve().await;
    let pages = [
        "/laws/guqiao",
        "/elder/laws/guqiao",
        "/zh-hant/laws/guqiao",
        "/en/laws/guqiao",
    ];
    let mut tags = Vec::new();
    for page in pages {
        let first = visitor.get(page).await;
        assert!(first.text().contains("每年"), "{page} before midnight");
        // A second time, so that what is kept answers.
        assert_eq!(visitor.get(page).await.bytes, first.bytes, "{page}");
        tags.push(first.header("etag").to_owned());
    }
    now.store(LAST_SECOND + 1, Ordering::SeqCst);
    for (page, tag) in pages.into_iter().zip(tags) {
        // As a browser or a proxy asks that has the page of yesterday.
        let known = [("if-none-match", tag.as_str())];
        let after = visitor.ask(Method::GET, page, &known).await;
        assert_eq!(after.status, StatusCode::OK, "{page}");
        assert!(after.text().contains("每月"), "{page} after midnight");
    }
}

#[tokio::test]
async fn every_page_and_answer_that_shows_validity_turns_at_midnight() {
    let (_town, visitor, now) = on_the_eve().await;
    let places = [
        "/laws",
        "/laws/guqiao/2026-11-01",
        "/laws/guqiao/2018-05-02",
        "/documents",
        "/agencies/XT-0002",
        "/",
        "/api/v1/items",
        "/api/v1/laws/guqiao",
    ];
    let mut before = Vec::new();
    for place in places {
        let reply = visitor.get(place).await;
        assert_eq!(reply.status, StatusCode::OK, "{place}");
        before.push((reply.header("etag").to_owned(), reply.text()));
    }
    now.store(LAST_SECOND + 1, Ordering::SeqCst);
    for (place, (tag, text)) in places.into_iter().zip(before) {
        let reply = visitor.get(place).await;
        assert_ne!(reply.header("etag"), tag, "{place}");
        assert_ne!(reply.text(), text, "{place}");
    }
}

#[tokio::test]
async fn a_page_asked_for_on_a_named_day_stays_that_of_the_day() {
    let (_town, visitor, now) = on_the_eve().await;
    let on = "/laws/guqiao?on=2026-11-23";
    assert!(visitor.get(on).await.text().contains("桥长每年查看一次。"));
    now.store(LAST_SECOND + 1, Ordering::SeqCst);
    let after = visitor.get(on).await.text();
    assert!(after.contains("桥长每年查看一次。"));
    assert!(after.contains("今天不能作为依据"));
}
