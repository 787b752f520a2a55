//! 时钟: no act at an instant before the newest entry, until somebody says that the clock of then was wrong.

use crate::world::{assert_sound, entries, refused};
use acts::Failure;
use acts::clock::{SKEW, adjust};
use acts::desk::Desk;
use acts::item::Then;
use acts::item::withdraw::withdraw;
use acts::site_error::{new_key, receive};
use law::site_error::{ErrorKind, Written};
use testkit::Town;
use testkit::items::document;
use testkit::town::{NOW, which};

#[tokio::test]
async fn time_in_the_ledger_goes_back_only_where_somebody_says_why() {
    let town = Town::new().await;
    town.import(document("one", "甲", "甲。"), Then::Release)
        .await;
    let count = entries(&town, 0).await.len();
    // Nodes may be a little apart.
    let late = town.desk.at(NOW - SKEW - 1);
    let says = refused(withdraw(&late, &which("one"), "有误").await);
    assert!(
        says.contains("校准时钟") && says.contains("log clock"),
        "{says}"
    );
    assert_eq!(entries(&town, 0).await.len(), count);
    let says = refused(adjust(&late, " ").await);
    assert!(says.contains("--reason"), "{says}");
    adjust(&late, "时钟走快了").await.unwrap();
    withdraw(&late, &which("one"), "有误").await.unwrap();
    let says = refused(adjust(&late, "再说一次").await);
    assert!(says.contains("照常办理"), "{says}");
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_reader_is_not_blamed_for_the_clock() {
    let town = Town::new().await;
    let visitor = Desk::of_visitor(&town.portal(), NOW - 86_400).unwrap();
    let written = Written {
        page: None,
        kind: ErrorKind::Other,
        what: "第二段有错，请改正".into(),
        contact: None,
    };
    let received = receive(&visitor, &written, &new_key()).await;
    assert!(
        matches!(received, Err(Failure::Unavailable(_))),
        "{received:?}"
    );
}
