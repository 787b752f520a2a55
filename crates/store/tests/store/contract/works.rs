//! Works of law and their versions.

use crate::home::Home;
use crate::made::{draft, item, version, work, writing};
use law::item::released::WorkVersion;
use store::Store;
use store::item::{ItemRow, State};

/// Works with these titles, each with one released version; codes `w00`, `w01` …
async fn with_works(store: &Store, titles: &[&str]) {
    let mut tx = writing(store).await;
    for (n, title) in (0..).zip(titles) {
        let code = format!("w{n:02}");
        tx.insert_work(&work(&code, title)).await.unwrap();
        tx.insert_item(&version(n + 1, &code, "2020-01-01"))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) async fn a_work_is_found_by_code_and_by_key(home: Home) {
    let store = home.open().await;
    let mut tx = writing(&store).await;
    let one = work("guqiao", "古桥保护办法");
    tx.insert_work(&one).await.unwrap();
    assert_eq!(tx.work("guqiao").await.unwrap(), Some(one.clone()));
    assert_eq!(tx.work_by_key(&one.key).await.unwrap(), Some(one.clone()));
    assert_eq!(tx.work_by_key("guqiao").await.unwrap(), None);
    tx.mark().await.unwrap();
    assert!(tx.insert_work(&one).await.unwrap_err().is_duplicate());
    tx.undo().await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.work("guqiao").await.unwrap(), Some(one));
}

pub(crate) async fn versions_leave_drafts_out_and_come_oldest_first(home: Home) {
    let store = home.open().await;
    let mut tx = writing(&store).await;
    tx.insert_work(&work("guqiao", "古桥保护办法"))
        .await
        .unwrap();
    let unreleased = ItemRow {
        work: Some(WorkVersion {
            work: "guqiao".into(),
            version: "2026-01-01".into(),
        }),
        ..draft(3)
    };
    let withdrawn = ItemRow {
        state: State::Withdrawn,
        ..version(4, "guqiao", "2020-01-01")
    };
    for row in [
        version(1, "guqiao", "2023-04-01"),
        version(2, "guqiao", "2018-05-02"),
        unreleased,
        withdrawn,
        item(5),
    ] {
        tx.insert_item(&row).await.unwrap();
    }
    assert_eq!(tx.versions_of("guqiao").await.unwrap().len(), 3);
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let found = reader.versions("guqiao").await.unwrap();
    let found: Vec<u32> = found.iter().map(|l| l.item.index_no.serial).collect();
    assert_eq!(found, [2, 4, 1]);
    assert!(reader.versions("none").await.unwrap().is_empty());
}

pub(crate) async fn released_versions_come_work_by_work_oldest_first(home: Home) {
    let store = home.open().await;
    with_works(&store, &["法", "办法"]).await;
    let mut tx = writing(&store).await;
    tx.insert_work(&work("empty", "没有公开的文本"))
        .await
        .unwrap();
    let withdrawn = ItemRow {
        state: State::Withdrawn,
        ..version(4, "empty", "2020-01-01")
    };
    for row in [
        version(3, "w00", "2018-01-01"),
        withdrawn,
        item(5),
        version(6, "w00", "2026-01-01"),
    ] {
        tx.insert_item(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let found = reader.released_versions().await.unwrap();
    let found: Vec<(&str, &str)> = found
        .iter()
        .filter_map(|listed| listed.item.work.as_ref())
        .map(|work| (work.work.as_str(), work.version.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("w00", "2018-01-01"),
            ("w00", "2020-01-01"),
            ("w00", "2026-01-01"),
            ("w01", "2020-01-01")
        ]
    );
    assert_eq!(reader.count_works().await.unwrap(), 2);
}

pub(crate) async fn works_are_found_by_key_and_title_with_all_their_versions(home: Home) {
    let store = home.open().await;
    with_works(&store, &["甲办法", "乙办法", "丙办法"]).await;
    let mut tx = writing(&store).await;
    let unreleased = ItemRow {
        work: version(9, "w00", "2026-01-01").work,
        ..draft(9)
    };
    let withdrawn = ItemRow {
        state: State::Withdrawn,
        ..version(8, "w00", "2025-01-01")
    };
    for row in [unreleased, withdrawn] {
        tx.insert_item(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let names = |of: &[&str]| of.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
    let mut reader = store.read().await.unwrap();
    let (keys, titles) = (names(&["key of w01", "无"]), names(&["甲办法", "乙办法"]));
    let works = reader.works_called(&keys, &titles).await.unwrap();
    let codes: Vec<String> = works.into_iter().map(|work| work.code).collect();
    assert_eq!(codes, ["w00", "w01"]);
    let versions = reader.known_versions(&codes).await.unwrap();
    let versions: Vec<u32> = versions.iter().map(|l| l.item.index_no.serial).collect();
    assert_eq!(versions, [1, 8, 2]);
    assert!(reader.works_called(&[], &[]).await.unwrap().is_empty());
}
