//! The rows that entries are bound to: the same on both engines, and noted with every write.

use crate::home::Home;
use crate::made::{agency, draft, item, with_items};
use law::item::Relation;
use law::item::validity::Facts;
use std::collections::BTreeMap;
use store::relation::RelationRow;
use store::seal::Part;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) async fn rows_have_one_form_without_their_empty_cells(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1)]).await;
    let one = item(1).id;
    let mut tx = store.write().await.unwrap();
    tx.put_facts(
        &one,
        &Facts {
            effective: "2026-04-01".parse().ok(),
            ..Facts::default()
        },
    )
    .await
    .unwrap();
    tx.add_alias("address", "/b", &one).await.unwrap();
    tx.add_alias("address", "/a", &one).await.unwrap();
    tx.put_edition(&one, 1, "", Some(b"draft".to_vec()), 7)
        .await
        .unwrap();
    let owners = [one.clone(), item(2).id];
    let validity = tx.sealed(Part::Validity, &owners).await.unwrap();
    assert_eq!(validity.len(), 1);
    assert_eq!(
        text(&validity[&one]),
        format!(r#"{{"owner":"{one}","part":"validity","rows":[{{"effective":"2026-04-01"}}]}}"#)
    );
    let aliases = tx.sealed(Part::Aliases, &owners).await.unwrap();
    assert!(
        text(&aliases[&one]).contains(
            r#""rows":[{"kind":"address","value":"/a"},{"kind":"address","value":"/b"}]"#
        )
    );
    let editions = tx.sealed(Part::Editions, &owners).await.unwrap();
    let draft = law::Digest::of(b"draft").to_string();
    assert!(text(&editions[&one]).contains(&draft));
    assert_eq!(
        text(&Part::Validity.empty("x")),
        r#"{"owner":"x","part":"validity","rows":[]}"#
    );
}

pub(crate) async fn every_write_says_whose_rows_it_wrote(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), draft(2)]).await;
    let (one, two) = (item(1).id, item(2).id);
    let mut tx = store.write().await.unwrap();
    let words = RelationRow {
        item: one.clone(),
        relation: Relation::Cites,
        says: "乙".into(),
        other: None,
        since: None,
        former: None,
    };
    tx.put_relation(&words).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.write().await.unwrap();
    assert!(tx.touched().is_empty());
    tx.put_agency(&agency("XT-0002")).await.unwrap();
    tx.next_serial("XT-0001", 2026).await.unwrap();
    tx.set("site.name", "甲").await.unwrap();
    tx.note("demo.state", "loaded").await.unwrap();
    // The relation of the first item finds its other end.
    tx.complete_relations(&two, &["乙", "丙"]).await.unwrap();
    tx.mark().await.unwrap();
    tx.update_item(&draft(2)).await.unwrap();
    tx.undo().await.unwrap();
    let touched: Vec<(Part, String)> = tx.touched().into_iter().collect();
    assert_eq!(
        touched,
        [
            (Part::Relations, one),
            (Part::Agency, "XT-0002".into()),
            (Part::Setting, "site.name".into()),
            (Part::Serials, "XT-0001".into()),
        ]
    );
}

pub(crate) async fn every_owner_is_walked_once(home: Home) {
    let store = home.open().await;
    let items: Vec<_> = (1..=1203).map(item).collect();
    with_items(&store, &items).await;
    let mut reader = store.read().await.unwrap();
    let mut found = BTreeMap::new();
    let mut after: Option<String> = None;
    loop {
        let next = reader
            .sealed_after(Part::Item, after.as_deref())
            .await
            .unwrap();
        let Some((last, _)) = next.last_key_value() else {
            break;
        };
        after = Some(last.clone());
        for (owner, bytes) in next {
            assert_eq!(found.insert(owner, bytes), None);
        }
    }
    let ids: Vec<String> = items.into_iter().map(|item| item.id).collect();
    assert_eq!(found.into_keys().collect::<Vec<_>>(), ids);
}
