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

pub(crate) async fn works_are_listed_by_title_and_page_without_loss(home: Home) {
    let store = home.open().await;
    // By code point on both engines: capital letters, small ones, Han; the same title twice; a bar in a title.
    let titles = ["法", "a-b", "B", "法", "Ab", "a|b", "办法"];
    with_works(&store, &titles).await;
    let mut tx = writing(&store).await;
    tx.insert_work(&work("empty", "没有公开的文本"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    for limit in [1, 2, 100] {
        let mut found = Vec::new();
        let mut place: Option<(String, String)> = None;
        loop {
            let after = place
                .as_ref()
                .map(|(title, code)| (title.as_str(), code.as_str()));
            let page = reader.works(None, None, after, limit).await.unwrap();
            let Some(last) = page.last() else { break };
            place = Some((last.title.clone(), last.code.clone()));
            found.extend(page.into_iter().map(|work| work.code));
        }
        let sorted = ["w04", "w02", "w01", "w05", "w06", "w00", "w03"];
        assert_eq!(found, sorted, "{limit} a page");
    }
    assert_eq!(reader.count_works(None, None).await.unwrap(), 7);
    assert_eq!(reader.count_works(Some("law"), None).await.unwrap(), 0);
}

pub(crate) async fn words_of_a_title_are_taken_as_they_are(home: Home) {
    let store = home.open().await;
    let titles = ["增值税100%办法", "增值税法", "WTO_协定", r"路径\规定"];
    with_works(&store, &titles).await;
    let mut reader = store.read().await.unwrap();
    for (words, codes) in [
        ("增值税", vec!["w00", "w01"]),
        ("办法 增值税", vec!["w00"]),
        ("100%", vec!["w00"]),
        ("%", vec!["w00"]),
        ("_", vec!["w02"]),
        (r"\", vec!["w03"]),
        ("wto", vec!["w02"]),
        ("' OR 1=1 --", vec![]),
        ("  ", vec!["w02", "w00", "w01", "w03"]),
    ] {
        let found = reader.works(None, Some(words), None, 9).await.unwrap();
        let found: Vec<String> = found.into_iter().map(|work| work.code).collect();
        assert_eq!(found, codes, "{words}");
        let n = reader.count_works(None, Some(words)).await.unwrap();
        assert_eq!(n, codes.len() as u64, "{words}");
    }
}
