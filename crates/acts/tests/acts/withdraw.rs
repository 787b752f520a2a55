//! 撤回: a tombstone and nothing else.

use crate::world::{assert_sound, document as at, refused, seen, titles};
use acts::Failure;
use acts::item::relate::relate;
use acts::item::withdraw::withdraw;
use acts::item::{Then, release};
use acts::view::{Found, Tombstone};
use law::item::Relation;
use law::item::validity::Status;
use testkit::Town;
use testkit::items::document;
use testkit::town::{NOW, which};

#[tokio::test]
async fn its_address_says_when_by_whom_and_why() {
    let town = Town::new().await;
    let index_no = town
        .import(document("one", "甲", "甲。"), Then::Release)
        .await;
    let desk = town.desk.at(NOW + 9);
    withdraw(&desk, &which("one"), " 含有个人信息 ")
        .await
        .unwrap();
    for edition in [None, Some(1), Some(7)] {
        let found = town
            .portal()
            .item(&at(&index_no), edition, town.today())
            .await;
        let Ok(Found::Withdrawn(stone)) = found else {
            panic!("{found:?}")
        };
        assert_eq!(
            stone,
            Tombstone {
                index_no: index_no.clone(),
                agency_name: "漱石县教育局".into(),
                withdrawn_at: NOW + 9,
                by: "漱石县教育局".into(),
                reason: "含有个人信息".into(),
                now: None,
            }
        );
    }
    assert!(titles(&town).await.is_empty());
    assert_sound(&town).await;
}

#[tokio::test]
async fn only_what_is_released_is_withdrawn_and_for_a_reason() {
    let town = Town::new().await;
    town.import(document("one", "甲", "甲。"), Then::Release)
        .await;
    town.import(document("draft", "乙", "乙。"), Then::KeepDraft)
        .await;
    refused(withdraw(&town.desk, &which("one"), "  ").await);
    refused(withdraw(&town.desk, &which("draft"), "有误").await);
    refused(withdraw(&town.desk, &which("one"), "有\u{202e}误").await);
    let missing = withdraw(&town.desk, &which("none"), "有误").await;
    assert!(matches!(missing, Err(Failure::NotFound)));
    let invalid = withdraw(&town.desk, &which("one"), "有\0误").await;
    assert!(matches!(invalid, Err(Failure::Invalid(_))), "{invalid:?}");
    withdraw(&town.desk, &which("one"), "有误").await.unwrap();
    refused(withdraw(&town.desk, &which("one"), "有误").await);
}

#[tokio::test]
async fn what_is_withdrawn_is_not_released_again_and_says_what_to_do() {
    let town = Town::new().await;
    town.import(document("one", "甲", "甲。"), Then::Release)
        .await;
    withdraw(&town.desk, &which("one"), "有误").await.unwrap();
    let says = refused(release(&town.desk, &which("one"), "").await);
    assert!(
        says.contains("已经撤回") && says.contains("作为新的信息登记"),
        "{says}"
    );
}

#[tokio::test]
async fn a_waiting_draft_of_a_withdrawn_item_never_leaves() {
    let town = Town::new().await;
    town.import(document("one", "甲", "甲。"), Then::Release)
        .await;
    town.import(document("one", "甲", "甲改了。"), Then::KeepDraft)
        .await;
    withdraw(&town.desk, &which("one"), "有误").await.unwrap();
    refused(release(&town.desk, &which("one"), "").await);
}

#[tokio::test]
async fn what_it_repealed_stays_repealed_and_forgets_its_title() {
    let town = Town::new().await;
    let old = town
        .import(document("old", "旧办法", "旧。"), Then::Release)
        .await;
    town.import(document("new", "含张三姓名的决定", "新。"), Then::Release)
        .await;
    let since = "2026-06-01".parse().ok();
    relate(
        &town.desk,
        &which("new"),
        Relation::Repeals,
        &which("old"),
        since,
        "",
    )
    .await
    .unwrap();
    let before = seen(&town, &at(&old)).await;
    assert!(format!("{before:?}").contains("张三"));
    withdraw(&town.desk, &which("new"), "含有个人信息")
        .await
        .unwrap();
    let after = seen(&town, &at(&old)).await;
    assert_eq!(after.standing.as_ref().unwrap().status, Status::Repealed);
    assert!(!format!("{after:?}").contains("张三"), "{after:?}");
    assert_sound(&town).await;
}
