//! Items, editions, aliases, sources, serials.

use crate::home::Home;
use crate::made::{draft, item, number, version, with_items, work, writing};
use law::Digest;
use law::item::indexno::IndexNo;
use law::item::validity::{Certainty, Claim, Ended, Facts, Status};
use store::Error;
use store::item::{By, ItemRow};
use store::source::SourceRow;

pub(crate) async fn an_item_is_found_by_every_name_it_has(home: Home) {
    let store = home.open().await;
    let one = version(1, "guqiao", "2018-05-02");
    let mut tx = writing(&store).await;
    tx.insert_work(&work("guqiao", "古桥保护办法"))
        .await
        .unwrap();
    tx.insert_item(&one).await.unwrap();
    tx.add_alias("url", "http://old.example/1", &one.id)
        .await
        .unwrap();
    let source = SourceRow {
        source: "town".into(),
        source_id: "one".into(),
        item: one.id.clone(),
        digest: Digest::of(b"one"),
    };
    tx.put_source(&source).await.unwrap();
    let names = [
        By::Id(&one.id),
        By::IndexNo(&one.index_no),
        By::Work {
            work: "guqiao",
            version: "2018-05-02",
        },
        By::Alias {
            kind: "url",
            value: "http://old.example/1",
        },
        By::Source {
            source: "town",
            source_id: "one",
        },
    ];
    for by in names.clone() {
        assert_eq!(tx.find_item(by).await.unwrap().as_ref(), Some(&one));
    }
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    for by in names {
        assert_eq!(reader.find_item(by).await.unwrap().as_ref(), Some(&one));
    }
    assert_eq!(reader.find_item(By::Id("none")).await.unwrap(), None);
}

pub(crate) async fn a_changed_item_keeps_its_id_and_shows_its_new_row(home: Home) {
    let store = home.open().await;
    with_items(&store, &[draft(1), item(2)]).await;
    let changed = ItemRow {
        edition: 4_000_000,
        released_edition: Some(2),
        title: "改过的标题".into(),
        doc_no: None,
        written_on: None,
        published_on: "2026-09-30".parse().unwrap(),
        changed_seq: 77,
        ..item(1)
    };
    let mut tx = store.write().await.unwrap();
    tx.update_item(&changed).await.unwrap();
    tx.touch_items(&[(&item(2).id, 78)]).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let found = reader.find_item(By::Id(&changed.id)).await.unwrap();
    assert_eq!(found, Some(changed));
    let touched = reader.find_item(By::Id(&item(2).id)).await.unwrap();
    assert_eq!(touched.map(|item| item.changed_seq), Some(78));
}

pub(crate) async fn an_index_number_and_a_version_are_given_once(home: Home) {
    let store = home.open().await;
    let mut tx = writing(&store).await;
    tx.insert_work(&work("guqiao", "古桥保护办法"))
        .await
        .unwrap();
    let first = version(1, "guqiao", "2018-05-02");
    tx.insert_item(&first).await.unwrap();
    for twice in [
        ItemRow {
            index_no: first.index_no.clone(),
            ..item(2)
        },
        version(3, "guqiao", "2018-05-02"),
    ] {
        tx.mark().await.unwrap();
        let error = tx.insert_item(&twice).await.unwrap_err();
        assert!(error.is_duplicate(), "{error}");
        tx.undo().await.unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) async fn an_item_of_an_agency_that_nobody_has_is_not_written(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    assert!(tx.insert_item(&item(1)).await.is_err());
}

pub(crate) async fn an_alias_that_is_taken_stays_with_its_first_item(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), item(2)]).await;
    let mut tx = store.write().await.unwrap();
    let (one, two) = (item(1).id, item(2).id);
    assert!(tx.add_alias("url", "/a", &one).await.unwrap());
    assert!(!tx.add_alias("url", "/a", &two).await.unwrap());
    assert!(tx.add_alias("address", "/a", &two).await.unwrap());
    let by = By::Alias {
        kind: "url",
        value: "/a",
    };
    let found = tx.find_item(by).await.unwrap().unwrap();
    assert_eq!(found.id, one);
}

pub(crate) async fn an_edition_keeps_its_draft_until_it_is_released(home: Home) {
    let store = home.open().await;
    with_items(&store, &[draft(1)]).await;
    let id = item(1).id;
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.draft(&id, 1).await.unwrap(), None);
    tx.put_edition(&id, 1, "", Some(vec![0, 255, 7]), 1)
        .await
        .unwrap();
    assert_eq!(tx.draft(&id, 1).await.unwrap(), Some(vec![0, 255, 7]));
    tx.put_edition(&id, 1, "", None, 2).await.unwrap();
    assert_eq!(tx.draft(&id, 1).await.unwrap(), None);
}

pub(crate) async fn the_facts_of_validity_come_back_as_they_were(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1)]).await;
    let id = item(1).id;
    let whole = Facts {
        effective: "2018-06-01".parse().ok(),
        amended_from: "2023-05-01".parse().ok(),
        repealed: Some(Ended {
            from: None,
            by: "《决定》".into(),
        }),
        expires_after: "2030-12-31".parse().ok(),
        claim: Some(Claim {
            status: Status::InForce,
            certainty: Certainty::Presumed,
            basis: "见于来源".into(),
        }),
    };
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.facts(&id).await.unwrap(), None);
    for facts in [whole, Facts::default()] {
        tx.put_facts(&id, &facts).await.unwrap();
        assert_eq!(tx.facts(&id).await.unwrap(), Some(facts));
    }
}

/// What a source gave of the first item.
fn spoken_of() -> SourceRow {
    SourceRow {
        source: "town".into(),
        source_id: "一".into(),
        item: item(1).id,
        digest: Digest::of(b"one"),
    }
}

pub(crate) async fn a_source_that_speaks_again_changes_its_digest(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1)]).await;
    let mut tx = store.write().await.unwrap();
    let mut row = spoken_of();
    tx.put_source(&row).await.unwrap();
    row.digest = Digest::of(b"two");
    tx.put_source(&row).await.unwrap();
    assert_eq!(tx.source("town", "一").await.unwrap(), Some(row.clone()));
    assert_eq!(tx.source("town", "二").await.unwrap(), None);
    row.source = "another".into();
    tx.put_source(&row).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let names = reader.sources(&item(1).id).await.unwrap();
    assert_eq!(names, ["another", "town"]);
}

pub(crate) async fn a_source_does_not_give_another_item_under_one_id(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), item(2)]).await;
    let mut tx = store.write().await.unwrap();
    let mut row = spoken_of();
    tx.put_source(&row).await.unwrap();
    row.item = item(2).id;
    assert!(tx.put_source(&row).await.is_err());
    let held = tx.source("town", "一").await.unwrap();
    assert_eq!(held.map(|held| held.item), Some(item(1).id));
}

pub(crate) async fn serials_are_gapless_and_go_on_above_a_stated_one(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    for n in 1..=3 {
        assert_eq!(tx.next_serial("XT-0001", 2026).await.unwrap(), n);
    }
    assert_eq!(tx.next_serial("XT-0001", 2027).await.unwrap(), 1);
    assert_eq!(tx.next_serial("XT-0002", 2026).await.unwrap(), 1);
    tx.reserve_serial(&number(900)).await.unwrap();
    tx.reserve_serial(&number(5)).await.unwrap();
    assert_eq!(tx.next_serial("XT-0001", 2026).await.unwrap(), 901);
    let other = IndexNo {
        code: "XT-0003".into(),
        ..number(7)
    };
    tx.reserve_serial(&other).await.unwrap();
    assert_eq!(tx.next_serial("XT-0003", 2026).await.unwrap(), 8);
    drop(tx);
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.next_serial("XT-0001", 2026).await.unwrap(), 1);
}

pub(crate) async fn what_is_undone_has_not_happened_and_the_rest_has(home: Home) {
    let store = home.open().await;
    let mut tx = writing(&store).await;
    tx.insert_item(&item(1)).await.unwrap();
    tx.mark().await.unwrap();
    tx.insert_item(&item(2)).await.unwrap();
    assert!(tx.insert_item(&item(2)).await.is_err());
    tx.undo().await.unwrap();
    tx.mark().await.unwrap();
    tx.insert_item(&item(3)).await.unwrap();
    tx.keep().await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    for (n, is_there) in [(1, true), (2, false), (3, true)] {
        let found = reader.find_item(By::Id(&item(n).id)).await.unwrap();
        assert_eq!(found.is_some(), is_there, "{n}");
    }
}

pub(crate) async fn a_text_with_a_nul_is_refused_on_the_way_in_and_in_a_question(home: Home) {
    let store = home.open().await;
    let mut tx = writing(&store).await;
    let hostile = ItemRow {
        title: "通知\0续".into(),
        ..item(1)
    };
    let error = tx.insert_item(&hostile).await.unwrap_err();
    assert!(matches!(error, Error::Nul { .. }), "{error}");
    // The transaction goes on: nothing reached the engine.
    tx.insert_item(&item(1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let error = reader.work("a\0b").await.unwrap_err();
    assert!(matches!(error, Error::Nul { .. }), "{error}");
}

pub(crate) async fn words_that_look_like_sql_are_words(home: Home) {
    let store = home.open().await;
    let title = "'); DROP TABLE item; -- $1 ?1 \\ \" 〔%_〕";
    let hostile = ItemRow {
        title: title.into(),
        doc_no: Some("' OR '1'='1".into()),
        ..item(1)
    };
    with_items(&store, &[hostile.clone(), item(2)]).await;
    let mut tx = store.write().await.unwrap();
    let found = tx
        .items_with("' OR '1'='1", title, "document")
        .await
        .unwrap();
    assert_eq!(found, std::slice::from_ref(&hostile));
    assert_eq!(tx.item_called(title).await.unwrap(), Some(hostile.id));
    let by = By::Alias {
        kind: "url",
        value: "' OR 1=1 --",
    };
    assert_eq!(tx.find_item(by).await.unwrap(), None);
}
