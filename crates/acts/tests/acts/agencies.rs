//! 机构: registering them, and whose documents stand where.

use crate::world::{document as at, entries, head, refused, seen};
use acts::Failure;
use acts::agency::{Registered, register};
use acts::item::Then;
use acts::view::Whose;
use law::item::Column;
use store::agency::Agency;
use testkit::Town;
use testkit::items::document;
use testkit::town::agencies;

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
        changed(&|a| a.successor = Some("XT-0002".into())),
        changed(&|a| a.code = "XT-0001".into()),
        changed(&|a| {
            a.valid_from = "2020-02-01".parse().ok();
            a.valid_to = "2020-01-31".parse().ok();
        }),
    ] {
        refused(register(&town.desk, &all, "").await);
    }
    for name in ["漱石县\n教育局", "漱石县\r教育局", "漱石县\u{7}教育局"] {
        let invalid = register(&town.desk, &changed(&|a| a.name = name.into()), "").await;
        assert!(matches!(invalid, Err(Failure::Invalid(_))), "{invalid:?}");
    }
    // A circle of three, and everything that is wrong at once with its place.
    let mut round = agencies();
    round[0].admin_parent = Some("XT-0002".into());
    round[1].admin_parent = Some("XT-0003".into());
    round[2].admin_parent = Some("XT-0001".into());
    round[2].name = String::new();
    let found = acts::agency::check(&town.register, &round).await.unwrap();
    let found: Vec<(usize, &str)> = found.iter().map(|it| (it.at, it.field)).collect();
    let parent = "admin_parent";
    assert_eq!(found, [(0, parent), (1, parent), (2, "name"), (2, parent)]);
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
            .column(code, Column::Statutory, Whose::All, None, town.today())
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
async fn a_publisher_that_came_with_a_document_has_an_entry() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let mut batch = Vec::new();
    for slug in ["a", "b", "c"] {
        let mut reprinted = document(slug, slug, slug);
        reprinted.agency = None;
        let issuer = if slug == "c" {
            "某某市某某局"
        } else {
            "某某省某某厅"
        };
        reprinted.fields.set_list("issuers", vec![issuer.into()]);
        batch.push(reprinted);
    }
    for result in acts::item::import::import_batch(&town.desk, &batch, Then::Release)
        .await
        .unwrap()
    {
        result.unwrap();
    }
    let told = entries(&town, seq).await;
    let foreign: Vec<&str> = told
        .iter()
        .filter(|entry| entry["act"] == "register_agency")
        .filter_map(|entry| entry["subject"].as_str())
        .collect();
    assert_eq!((told.len(), foreign.len()), (5, 2), "{told:?}");
    assert!(
        foreign.iter().all(|code| code.starts_with("XW-")),
        "{foreign:?}"
    );
    crate::world::assert_sound(&town).await;
}
