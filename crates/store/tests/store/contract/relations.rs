//! Relations from both ends.

use crate::home::Home;
use crate::made::{draft, item, with_items};
use law::item::Relation;
use store::item::ItemRow;
use store::relation::RelationRow;

fn says(n: u32, says: &str, other: Option<u32>) -> RelationRow {
    RelationRow {
        item: item(n).id,
        relation: Relation::Forwards,
        says: says.into(),
        other: other.map(|n| item(n).id),
        since: None,
        former: None,
    }
}

pub(crate) async fn a_relation_is_read_from_both_ends(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), item(2)]).await;
    let mut tx = store.write().await.unwrap();
    let row = says(1, "漱发〔2026〕2号", Some(2));
    for _ in 0..2 {
        tx.put_relation(&row).await.unwrap();
    }
    let (one, two) = (item(1).id, item(2).id);
    let only = std::slice::from_ref(&row);
    assert_eq!(tx.stated_by(&one).await.unwrap(), only);
    assert_eq!(tx.stated_by(&two).await.unwrap(), []);
    assert_eq!(tx.stated_of(&two).await.unwrap(), only);
    assert_eq!(tx.stated_of(&one).await.unwrap(), []);
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    for end in [&one, &two] {
        let found = reader.relations(end).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&row));
        let found = reader.relations_of(std::slice::from_ref(end)).await;
        assert_eq!(found.unwrap(), std::slice::from_ref(&row));
    }
    let both = reader.relations_of(&[one, two, item(3).id]).await.unwrap();
    assert_eq!(both, std::slice::from_ref(&row));
    assert_eq!(reader.relations_of(&[]).await.unwrap(), []);
    let forwards = reader.relations_by(Relation::Forwards).await.unwrap();
    assert_eq!(forwards, [row]);
    let amends = reader.relations_by(Relation::Amends).await.unwrap();
    assert_eq!(amends, []);
}

pub(crate) async fn a_relation_is_completed_when_its_other_end_comes(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), item(2)]).await;
    let mut tx = store.write().await.unwrap();
    for words in ["漱发〔2026〕2号", "漱发〔2026〕9号"] {
        tx.put_relation(&says(1, words, None)).await.unwrap();
    }
    // An item that names itself is not its own other end.
    tx.put_relation(&says(2, "漱发〔2026〕2号", None))
        .await
        .unwrap();
    let two = item(2).id;
    tx.complete_relations(&two, &["漱发〔2026〕2号", "没有人说"])
        .await
        .unwrap();
    // What is complete is not unmade by hearing the words again.
    tx.put_relation(&says(1, "漱发〔2026〕2号", None))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let found = reader.relations(&item(1).id).await.unwrap();
    assert_eq!(
        found,
        [
            says(1, "漱发〔2026〕2号", Some(2)),
            says(1, "漱发〔2026〕9号", None)
        ]
    );
    let of_two = reader.relations(&two).await.unwrap();
    assert_eq!(
        of_two,
        [
            says(1, "漱发〔2026〕2号", Some(2)),
            says(2, "漱发〔2026〕2号", None)
        ]
    );
}

pub(crate) async fn a_name_that_several_items_have_means_none_of_them(home: Home) {
    let store = home.open().await;
    let alike = |n: u32| ItemRow {
        title: "通知".into(),
        ..item(n)
    };
    with_items(&store, &[alike(1), alike(2), item(3), draft(4)]).await;
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.item_called("通知").await.unwrap(), None);
    assert_eq!(
        tx.item_called(&item(3).title).await.unwrap(),
        Some(item(3).id)
    );
    let number = item(3).doc_no.unwrap();
    assert_eq!(tx.item_called(&number).await.unwrap(), Some(item(3).id));
    // A draft is as if it were not there.
    assert_eq!(tx.item_called(&item(4).title).await.unwrap(), None);
}
