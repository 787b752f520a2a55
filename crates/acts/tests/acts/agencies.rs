//! 机构 and 站点: registering them, and whose documents stand where.

use crate::world::{document as at, entries, head, refused, seen};
use acts::agency::{Registered, register};
use acts::item::Then;
use acts::site::{describe, described};
use acts::{Failure, view::Site};
use law::item::Column;
use store::agency::Agency;
use testkit::Town;
use testkit::items::document;
use testkit::town::{agencies, site};

#[tokio::test]
async fn registering_again_changes_nothing_and_a_change_is_told() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let again = register(&town.desk, &agencies(), "").await.unwrap();
    let same = Registered {
        same: 3,
        ..Registered::default()
    };
    assert_eq!(again, same);
    assert_eq!(head(&town).await, seq);
    let mut changed = agencies();
    changed[1].phone = "0000-1111111".into();
    changed.push(Agency {
        code: "XT-0009".into(),
        ..changed[0].clone()
    });
    let done = register(&town.desk, &changed, "换了电话").await.unwrap();
    assert_eq!((done.new, done.changed, done.same), (1, 1, 2));
    let told = entries(&town, seq).await;
    let subjects: Vec<_> = told.iter().map(|entry| entry["subject"].as_str()).collect();
    assert_eq!(subjects, [Some("XT-0002"), Some("XT-0009")]);
}

#[tokio::test]
async fn an_agency_that_cannot_be_is_refused_and_nothing_happens() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let changed = |change: &dyn Fn(&mut Agency)| {
        let mut all = agencies();
        change(&mut all[1]);
        all
    };
    for all in [
        changed(&|a| a.code = "no code".into()),
        changed(&|a| a.name = "  ".into()),
        changed(&|a| a.name = "长".repeat(201)),
        changed(&|a| a.admin_parent = Some("XT-9999".into())),
        changed(&|a| a.successor = Some("XT-9999".into())),
        changed(&|a| a.admin_parent = Some("XT-0002".into())),
        changed(&|a| a.successor = Some("XT-0003".into())),
    ] {
        refused(register(&town.desk, &all, "").await);
    }
    let invalid = register(&town.desk, &changed(&|a| a.phone = "\0".into()), "").await;
    assert!(matches!(invalid, Err(Failure::Invalid(_))), "{invalid:?}");
    assert_eq!(head(&town).await, seq);
}

#[tokio::test]
async fn a_document_shows_the_name_of_its_day_and_where_the_body_is_today() {
    let town = Town::new().await;
    let mut old = document("old", "甲", "甲。");
    old.agency = None;
    old.fields
        .set_list("issuers", vec!["漱石县教育体育局".into()]);
    old.fields.set("written_date", "2017-03-02");
    old.fields.set("published_at", "2017-03-03");
    let index_no = town.import(old, Then::Release).await;
    assert!(index_no.starts_with("XT-0003/"), "{index_no}");
    let view = seen(&town, &at(&index_no)).await;
    assert_eq!(view.released.agency_name(), "漱石县教育体育局");
    assert_eq!(view.agency_today.unwrap().code, "XT-0002");
    // It stands in the columns of the body of today and of what is above it.
    for code in ["XT-0001", "XT-0002", "XT-0003"] {
        let (_, list) = town
            .portal()
            .column(code, Column::Statutory, None, town.today())
            .await
            .unwrap();
        assert_eq!(list.total, 1, "{code}");
    }
}

#[tokio::test]
async fn a_document_of_an_agency_that_nobody_has_is_refused() {
    let town = Town::new().await;
    let mut lost = document("lost", "甲", "甲。");
    lost.agency = Some("XT-9999".into());
    refused(acts::item::import::import(&town.desk, lost, Then::Release).await);
}

#[tokio::test]
async fn a_site_says_what_it_was_told_and_has_a_name() {
    let town = Town::new().await;
    assert_eq!(described(&town.register).await.unwrap(), Some(site()));
    let nameless = Site {
        name: " ".into(),
        ..site()
    };
    refused(describe(&town.desk, &nameless, "").await);
    let renamed = Site {
        name: "新名".into(),
        is_demo: false,
        ..site()
    };
    describe(&town.desk, &renamed, "改名").await.unwrap();
    assert_eq!(described(&town.register).await.unwrap(), Some(renamed));
}
