//! What the register gives to the audit: what is released, as it holds on the day, and nothing else.

use acts::audit::{Spot, observe};
use acts::item::relate::relate;
use acts::item::withdraw::withdraw;
use acts::item::{Then, Which};
use acts::view::Address;
use law::Date;
use law::item::Relation;
use law::item::validity::Status;
use law::site_health::{ItemSeen, Observed, Pace};
use std::collections::BTreeSet;
use testkit::Town;
use testkit::items::document;
use testkit::town::{DRAFT_SECRET, WITHDRAWN_SECRET, which};

fn written(spot: Spot<'_>) -> String {
    match spot {
        Spot::Item(Address::Document { code, tail }) => format!("document {code} {tail}"),
        Spot::Item(Address::Law { work, version }) => format!("law {work} {version}"),
        Spot::Agency(code) => format!("agency {code}"),
        Spot::Column(code, column) => format!("column {code} {}", column.id()),
    }
}

async fn seen(town: &Town, day: Date) -> Observed {
    observe(&town.register, day, &written).await.unwrap()
}

fn law<'a>(seen: &'a Observed, version: &str) -> &'a ItemSeen {
    let wanted = format!("law guqiao {version}");
    seen.items
        .iter()
        .find(|item| item.address == wanted)
        .unwrap()
}

#[tokio::test]
async fn only_what_is_released_is_seen_and_as_it_holds_on_the_day() {
    let (town, _) = Town::with_items().await;
    let seen_today = seen(&town, town.today()).await;
    assert_eq!(seen_today.items.len(), 4);
    let all = format!("{seen_today:?}");
    assert!(!all.contains(DRAFT_SECRET) && !all.contains(WITHDRAWN_SECRET));
    assert!(law(&seen_today, "2018-05-02").is_law);
    assert!(!law(&seen_today, "2018-05-02").is_own_document);
    // The older text holds until the day on which the newer begins.
    let eve = seen(&town, Date::constant(2023, 4, 30)).await;
    assert_eq!(
        law(&eve, "2023-04-01").status,
        Some(Status::NotYetEffective)
    );
    let day = seen(&town, Date::constant(2023, 5, 1)).await;
    assert_ne!(
        law(&day, "2018-05-02").status,
        law(&eve, "2018-05-02").status
    );
}

#[tokio::test]
async fn columns_are_those_of_bodies_that_exist_with_their_newest_day() {
    let (town, _) = Town::with_items().await;
    let seen = seen(&town, town.today()).await;
    let agencies: Vec<&str> = seen.agencies.iter().map(|it| it.address.as_str()).collect();
    assert_eq!(agencies, ["agency XT-0001", "agency XT-0002"]);
    // Four columns each: the request column is a way in.
    assert_eq!(seen.columns.len(), 8);
    let of = |address: &str| {
        seen.columns
            .iter()
            .find(|it| it.address == address)
            .unwrap()
    };
    let statutory = of("column XT-0002 statutory");
    assert_eq!(statutory.pace, Pace::Below);
    assert_eq!(of("column XT-0001 statutory").pace, Pace::Policy);
    assert_eq!(statutory.newest, Some(Date::constant(2026, 3, 5)));
    // What bodies below released counts for the one above.
    assert_eq!(of("column XT-0001 statutory").items, statutory.items);
    assert_eq!(of("column XT-0002 guide").items, 0);
}

#[tokio::test]
async fn an_interpretation_is_seen_while_both_ends_are_released() {
    let town = Town::new().await;
    for (slug, title, day) in [
        ("policy", "办法", "2026-03-03"),
        ("reading", "解读", "2026-03-09"),
    ] {
        let mut one = document(slug, title, title);
        one.fields.set("published_at", format!("{day} 10:00"));
        town.import(one, Then::Release).await;
    }
    let (from, to): (Which, Which) = (which("reading"), which("policy"));
    relate(&town.desk, &from, Relation::Interprets, &to, None, "")
        .await
        .unwrap();
    let before = seen(&town, town.today()).await;
    let pair = before.interpretations.first().unwrap();
    assert_eq!(
        (pair.title.as_str(), pair.policy.as_str()),
        ("解读", "办法")
    );
    assert_eq!(pair.policy_published_on, Date::constant(2026, 3, 3));
    withdraw(&town.desk, &to, "有误").await.unwrap();
    assert_eq!(seen(&town, town.today()).await.interpretations, []);
}

#[tokio::test]
async fn the_years_of_annual_reports_are_read_from_the_reports() {
    let town = Town::new().await;
    for (slug, year) in [("r25", "2025"), ("r24", "2024年")] {
        let mut report = document(slug, &format!("{year}年度报告"), "报告。");
        report.kind = "annual_report".into();
        report.fields.set("report_year", year);
        town.import(report, Then::Release).await;
    }
    let seen = seen(&town, town.today()).await;
    let bureau = seen
        .agencies
        .iter()
        .find(|it| it.address.ends_with("XT-0002"));
    assert_eq!(bureau.unwrap().reports, BTreeSet::from([2024, 2025]));
}
