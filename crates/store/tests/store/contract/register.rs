//! Agencies, settings, opening and transactions.

use crate::home::Home;
use crate::made::{agency, append, item, with_items, writing};
use crate::schema;
use store::Error;
use store::agency::Agency;
use store::item::By;
use store::listing::Filter;

pub(crate) async fn agencies_come_back_in_order_and_are_replaced_by_code(home: Home) {
    let store = home.open().await;
    let whole = Agency {
        short_name: "一局".into(),
        admin_parent: Some("XT-0002".into()),
        system_parent: Some("XT-0003".into()),
        valid_from: "2019-01-01".parse().ok(),
        valid_to: "2026-12-31".parse().ok(),
        successor: Some("XT-0003".into()),
        is_own: false,
        position: 9,
        ..agency("XT-0001")
    };
    let mut tx = store.write().await.unwrap();
    for agency in [&whole, &agency("XT-0003"), &agency("XT-0002")] {
        tx.put_agency(agency).await.unwrap();
    }
    let again = Agency {
        name: "改了名".into(),
        ..agency("XT-0003")
    };
    tx.put_agency(&again).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let all = reader.agencies().await.unwrap();
    assert_eq!(all, [agency("XT-0002"), again, whole]);
}

pub(crate) async fn a_setting_is_written_over(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    tx.set("site.name", "旧").await.unwrap();
    tx.set("site.name", "新").await.unwrap();
    tx.commit().await.unwrap();
    let settings = store.read().await.unwrap().settings().await.unwrap();
    assert_eq!(
        settings.into_iter().collect::<Vec<_>>(),
        [("site.name".into(), "新".into())]
    );
}

pub(crate) async fn a_register_tells_its_version_and_counts_its_writes(home: Home) {
    let store = home.open().await;
    let version = store.version().await.unwrap();
    let major = version.split('.').next().unwrap();
    assert!(
        major.parse::<u32>().is_ok_and(|major| 3 <= major),
        "{version}"
    );
    let (before, _) = store.write_waits();
    drop(store.write().await.unwrap());
    assert_eq!(store.write_waits().0, before + 1);
}

pub(crate) async fn reopening_keeps_everything(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), item(2)]).await;
    let head = append(&store, "one").await.unwrap();
    store.close().await;
    let store = home.open().await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.head().await.unwrap(), head);
    assert_eq!(reader.count(&Filter::default()).await.unwrap(), 2);
    assert_eq!(reader.entries_after(0, 9).await.unwrap().len(), 1);
    drop(reader);
    assert_eq!(append(&store, "two").await.unwrap().seq, 2);
}

pub(crate) async fn what_is_not_committed_never_was(home: Home) {
    let store = home.open().await;
    let mut tx = writing(&store).await;
    tx.insert_item(&item(1)).await.unwrap();
    drop(tx);
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.count(&Filter::default()).await.unwrap(), 0);
    assert_eq!(reader.agencies().await.unwrap(), []);
}

pub(crate) async fn a_set_of_reads_sees_one_state(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1)]).await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.count(&Filter::default()).await.unwrap(), 1);
    with_items(&store, &[item(2)]).await;
    assert_eq!(reader.count(&Filter::default()).await.unwrap(), 1);
    let by = By::Id("00000000-0000-7000-8000-000000000002");
    assert_eq!(reader.find_item(by).await.unwrap(), None);
    let mut later = store.read().await.unwrap();
    assert_eq!(later.count(&Filter::default()).await.unwrap(), 2);
}

pub(crate) async fn a_schema_of_a_newer_program_is_not_opened(home: Home) {
    home.open().await.close().await;
    home.raw("INSERT INTO schema_version (version, name) VALUES (999, 'from the future')")
        .await
        .unwrap();
    match home.try_open().await {
        Err(Error::TooNew { found: 999, known }) => assert!(known < 999),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn opening_again_changes_no_schema(home: Home) {
    home.open().await.close().await;
    let fresh = schema::of(&home).await;
    home.open().await.close().await;
    assert_eq!(schema::of(&home).await, fresh);
    let agreed: Vec<&str> = schema::COMMITTED.lines().collect();
    let fresh: Vec<&str> = fresh.lines().collect();
    assert_eq!(fresh, agreed, "if this is meant, write it to schema.txt");
}

pub(crate) async fn a_write_on_trial_sees_what_it_wrote_and_leaves_nothing(home: Home) {
    let store = home.open().await;
    let trial = store.clone().on_trial();
    assert!(trial.is_on_trial() && !store.is_on_trial());
    let mut tx = trial.write().await.unwrap();
    tx.set("name", "甲").await.unwrap();
    assert_eq!(tx.settings().await.unwrap()["name"], "甲");
    tx.commit().await.unwrap();
    for store in [&store, &trial] {
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.settings().await.unwrap().get("name"), None);
    }
    // Nobody waits for it, and what is meant stays.
    let mut tx = store.write().await.unwrap();
    tx.set("name", "乙").await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = trial.read().await.unwrap();
    assert_eq!(reader.settings().await.unwrap()["name"], "乙");
}
