//! 公开: a draft leaves, once, and never before it may.

use crate::world::{document as at, refused, row, seen, titles};
use acts::Failure;
use acts::item::{Then, Which, release, withdraw};
use store::item::State;
use testkit::Town;
use testkit::items::document;
use testkit::town::{NOW, which};

#[tokio::test]
async fn a_draft_is_released_under_the_instant_of_the_desk() {
    let town = Town::new().await;
    let index_no = town
        .import(document("one", "甲", "甲。"), Then::KeepDraft)
        .await;
    let missing = town.portal().item(&at(&index_no), None, town.today()).await;
    assert!(matches!(missing, Err(Failure::NotFound)));
    let later = town.desk.at(NOW + 60);
    let released = release(&later, &which("one"), "").await.unwrap();
    assert_eq!(released.released_at(), NOW + 60);
    assert_eq!(seen(&town, &at(&index_no)).await.released, released);
    assert_eq!(titles(&town).await, ["甲"]);
}

#[tokio::test]
async fn nothing_is_released_twice_nor_after_its_withdrawal() {
    let town = Town::new().await;
    town.import(document("one", "甲", "甲。"), Then::Release)
        .await;
    refused(release(&town.desk, &which("one"), "").await);
    withdraw::withdraw(&town.desk, &which("one"), "有误")
        .await
        .unwrap();
    refused(release(&town.desk, &which("one"), "").await);
    let missing = release(&town.desk, &which("none"), "").await;
    assert!(matches!(missing, Err(Failure::NotFound)));
}

#[tokio::test]
async fn a_text_published_before_it_was_written_stays_a_draft() {
    let town = Town::new().await;
    let mut early = document("early", "甲", "甲。");
    early.fields.set("written_date", "2026-03-09");
    town.import(early, Then::KeepDraft).await;
    let says = refused(release(&town.desk, &which("early"), "").await);
    assert!(
        says.contains("2026-03-03") && says.contains("2026-03-09"),
        "{says}"
    );
    assert!(says.ends_with("（条例第六条第一款）"), "{says}");
    assert_eq!(row(&town, "early").await.unwrap().state, State::Draft);
}

#[tokio::test]
async fn an_item_is_named_in_every_way_that_a_person_may_write() {
    let town = Town::new().await;
    let index_no = town
        .import(document("one", "甲", "甲。"), Then::KeepDraft)
        .await;
    for text in [index_no.clone(), format!("/documents/{index_no}")] {
        let found = Which::parse(&text).unwrap();
        assert!(matches!(found, Which::IndexNo(_)), "{text}");
    }
    refused(Which::parse("关于甲的通知"));
    refused(Which::parse("laws/only"));
    let none = Which::parse("laws/none/2020-01-01").unwrap();
    let missing = release(&town.desk, &none, "").await;
    assert!(matches!(missing, Err(Failure::NotFound)));
}

#[tokio::test]
async fn nobody_acts_without_a_name() {
    let town = Town::new().await;
    let nobody = acts::desk::Actor {
        name: "  ".into(),
        identified_by: "test".into(),
    };
    refused(acts::desk::Desk::new(town.register.clone(), nobody, NOW));
}
