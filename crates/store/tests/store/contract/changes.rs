//! What changed last, by the numbers of the ledger.

use crate::home::Home;
use crate::made::{append, draft, item, version, with_items, work, writing};
use store::Store;
use store::changes::Changed;
use store::item::{ItemRow, State};
use store::listing::Filter;

/// Lets an entry be about each of these items, in this order.
async fn changed(store: &Store, items: &[&ItemRow]) {
    for item in items {
        let head = append(store, &item.id).await.unwrap();
        let mut tx = store.write().await.unwrap();
        tx.touch_items(&[(&item.id, head.seq)]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn serials(changes: &[Changed]) -> Vec<u32> {
    let serial = |change: &Changed| change.listed.item.index_no.serial;
    changes.iter().map(serial).collect()
}

pub(crate) async fn what_changed_last_comes_first_and_each_item_once(home: Home) {
    let store = home.open().await;
    let (one, two, three) = (item(1), item(2), item(3));
    let (four, gone) = (
        draft(4),
        ItemRow {
            state: State::Withdrawn,
            ..item(5)
        },
    );
    let all = [
        one.clone(),
        two.clone(),
        three.clone(),
        four.clone(),
        gone.clone(),
    ];
    with_items(&store, &all).await;
    changed(&store, &[&three, &one, &four, &gone, &two, &three]).await;
    let mut reader = store.read().await.unwrap();
    let of_agency = Filter {
        agencies: Some(vec!["XT-0001".into()]),
        ..Filter::default()
    };
    for filter in [Filter::default(), of_agency] {
        let first = reader.changed_before(&filter, None, 2).await.unwrap();
        assert_eq!(serials(&first), [3, 2]);
        assert_eq!(first[0].changed_at, 1_795_399_200);
        let seq = first[1].listed.item.changed_seq;
        let rest = reader.changed_before(&filter, Some(seq), 9).await.unwrap();
        assert_eq!(serials(&rest), [1]);
        let newest = first[0].listed.item.changed_seq;
        let above = async |reader: &mut store::Reader, limit| {
            reader.change_above(&filter, seq, limit).await.unwrap()
        };
        assert_eq!(above(&mut reader, 1).await, Some(newest));
        assert_eq!(above(&mut reader, 2).await, None);
        let withdrawn = reader.last_withdrawn(&filter).await.unwrap();
        assert_eq!(withdrawn, Some(1_795_399_200));
    }
    let other = Filter {
        kind: Some("law".into()),
        ..Filter::default()
    };
    assert!(
        reader
            .changed_before(&other, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(reader.last_withdrawn(&other).await.unwrap(), None);
}

pub(crate) async fn a_month_names_what_was_published_in_it(home: Home) {
    let store = home.open().await;
    let on = |n: u32, day: &str| ItemRow {
        published_on: day.parse().unwrap(),
        ..item(n)
    };
    let mut tx = writing(&store).await;
    tx.insert_work(&work("guqiao", "古桥保护办法"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let items = [
        on(1, "2026-02-28"),
        on(2, "2026-03-01"),
        on(3, "2026-03-31"),
        on(4, "2026-04-01"),
        ItemRow {
            published_on: "2026-03-15".parse().unwrap(),
            ..version(5, "guqiao", "2018-05-02")
        },
        draft(6),
    ];
    let mut tx = store.write().await.unwrap();
    for item in &items {
        tx.insert_item(item).await.unwrap();
    }
    tx.commit().await.unwrap();
    changed(&store, &items.iter().collect::<Vec<_>>()).await;
    let mut reader = store.read().await.unwrap();
    let months = reader.months().await.unwrap();
    let months: Vec<(&str, u64)> = months.iter().map(|m| (&*m.month, m.items)).collect();
    assert_eq!(months, [("2026-02", 1), ("2026-03", 3), ("2026-04", 1)]);
    let march = reader.standing_in("2026-03", 0, 9).await.unwrap();
    let serials: Vec<u32> = march.iter().map(|at| at.index_no.serial).collect();
    assert_eq!(serials, [2, 5, 3]);
    assert_eq!(
        march[1].work.as_ref().map(|work| &*work.work),
        Some("guqiao")
    );
    let second = reader.standing_in("2026-03", 1, 1).await.unwrap();
    assert_eq!(second[0].index_no.serial, 5);
    let works = reader.works_changed(0, 9).await.unwrap();
    assert_eq!(works.len(), 1);
    assert!(reader.works_changed(1, 9).await.unwrap().is_empty());
}

pub(crate) async fn everything_released_is_read_in_the_order_of_registration(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(2), item(1), draft(3), item(4)]).await;
    let mut reader = store.read().await.unwrap();
    let first = reader.released_after(false, None, 2).await.unwrap();
    let ids: Vec<&str> = first.iter().map(|row| &*row.item.id).collect();
    assert_eq!(ids, [item(1).id, item(2).id]);
    let rest = reader.released_after(false, Some(ids[1]), 9).await.unwrap();
    assert_eq!(rest.len(), 1);
    assert!(
        reader
            .released_after(true, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
    let second = reader.listed_from(&Filter::default(), 2, 9).await.unwrap();
    assert_eq!(second.len(), 1);
}
