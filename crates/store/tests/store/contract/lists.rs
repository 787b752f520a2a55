//! Lists, their cursors and counts.

use crate::home::Home;
use crate::made::{agency, draft, item, with_items, writing};
use law::item::released::WorkVersion;
use law::item::validity::Facts;
use store::Reader;
use store::item::{ItemRow, State};
use store::listing::{Filter, Order, Place};
use store::work::Work;

/// Item `n`, published on that day of March.
fn on(day: u32, n: u32) -> ItemRow {
    ItemRow {
        published_on: format!("2026-03-{day:02}").parse().unwrap(),
        ..item(n)
    }
}

async fn all_pages(reader: &mut Reader, filter: &Filter, limit: u32) -> Vec<u32> {
    pages_in(reader, Order::NewestFirst, filter, limit).await
}

async fn pages_in(reader: &mut Reader, order: Order, filter: &Filter, limit: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut cursor: Option<Place> = None;
    loop {
        let page = reader.listed_in(order, filter, cursor.as_ref(), limit);
        let page = page.await.unwrap();
        let Some(last) = page.last() else {
            return found;
        };
        cursor = Some(last.place());
        found.extend(page.iter().map(|listed| listed.item.index_no.serial));
    }
}

pub(crate) async fn a_list_is_newest_first_and_goes_on_after_its_cursor(home: Home) {
    let store = home.open().await;
    // Several on one day, so that the id decides.
    let days = [5, 1, 5, 3, 5, 2, 31];
    let items: Vec<ItemRow> = (1..).zip(days).map(|(n, day)| on(day, n)).collect();
    with_items(&store, &items).await;
    let mut reader = store.read().await.unwrap();
    for limit in [1, 2, 3, 100] {
        let found = all_pages(&mut reader, &Filter::default(), limit).await;
        assert_eq!(found, [7, 5, 3, 1, 4, 6, 2], "{limit} a page");
        let found = pages_in(&mut reader, Order::OldestFirst, &Filter::default(), limit).await;
        assert_eq!(found, [2, 6, 4, 1, 3, 5, 7], "{limit} a page, oldest first");
    }
    assert_eq!(reader.count(&Filter::default()).await.unwrap(), 7);
}

pub(crate) async fn a_work_is_listed_once_by_the_text_of_the_day(home: Home) {
    let store = home.open().await;
    let text = |n: u32, work: &str, version: &str, state: State| ItemRow {
        work: Some(WorkVersion {
            work: work.into(),
            version: version.into(),
        }),
        state,
        ..on(n, n)
    };
    let mut tx = writing(&store).await;
    for code in ["a", "b"] {
        let work = Work {
            code: code.into(),
            key: code.into(),
            title: code.into(),
            kind: "local_regulation".into(),
        };
        tx.insert_work(&work).await.unwrap();
    }
    let released = State::Released;
    for (row, effective) in [
        (text(1, "a", "2018-05-02", released), Some("2018-06-01")),
        (text(2, "a", "2023-04-01", released), Some("2023-05-01")),
        (text(3, "a", "2026-11-06", released), Some("2027-03-01")),
        (text(4, "a", "2028-01-01", State::Withdrawn), None),
        // Nothing of it has begun before 2030.
        (text(5, "b", "2026-01-01", released), Some("2030-01-01")),
        (text(6, "b", "2026-02-01", released), Some("2031-01-01")),
        (item(7), None),
    ] {
        tx.insert_item(&row).await.unwrap();
        let facts = Facts {
            effective: effective.map(|day| day.parse().unwrap()),
            ..Facts::default()
        };
        tx.put_facts(&row.id, &facts).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    for (day, serials) in [
        ("2020-01-01", [7, 6, 1]),
        ("2026-11-23", [7, 6, 2]),
        ("2027-03-01", [7, 6, 3]),
        ("2030-06-01", [7, 5, 3]),
    ] {
        let filter = Filter {
            standing_on: day.parse().ok(),
            ..Filter::default()
        };
        let mut found = all_pages(&mut reader, &filter, 2).await;
        found.sort_by(|a, b| b.cmp(a));
        assert_eq!(found, serials, "{day}");
        assert_eq!(reader.count(&filter).await.unwrap(), 3);
        let counted: u64 = reader
            .counts(&filter)
            .await
            .unwrap()
            .iter()
            .map(|(.., n)| n)
            .sum();
        assert_eq!(counted, 3);
    }
    assert_eq!(reader.count(&Filter::default()).await.unwrap(), 6);
}

pub(crate) async fn a_page_stays_where_it_was_while_others_are_added(home: Home) {
    let store = home.open().await;
    with_items(&store, &[on(10, 1), on(11, 2), on(12, 3), on(13, 4)]).await;
    let mut reader = store.read().await.unwrap();
    let first = reader.listed(&Filter::default(), None, 2).await.unwrap();
    let cursor = first.last().unwrap().place();
    drop(reader);
    with_items(&store, &[on(14, 5), on(12, 2000), on(9, 6)]).await;
    let mut reader = store.read().await.unwrap();
    let next = reader
        .listed(&Filter::default(), Some(&cursor), 9)
        .await
        .unwrap();
    let next: Vec<u32> = next.iter().map(|l| l.item.index_no.serial).collect();
    assert_eq!(next, [2, 1, 6]);
}

pub(crate) async fn only_released_items_are_listed_and_counted(home: Home) {
    let store = home.open().await;
    let withdrawn = ItemRow {
        state: State::Withdrawn,
        ..item(3)
    };
    let elsewhere = ItemRow {
        agency: "XT-0002".into(),
        column: "policy".into(),
        kind: "law".into(),
        ..item(4)
    };
    let mut tx = writing(&store).await;
    tx.put_agency(&agency("XT-0002")).await.unwrap();
    for row in [&item(1), &draft(2), &withdrawn, &elsewhere] {
        tx.insert_item(row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let one = |agency: &str, column: &str, kind: &str| Filter {
        agencies: Some(vec![agency.into(), "XT-9999".into()]),
        column: Some(column.into()),
        kind: Some(kind.into()),
        ..Filter::default()
    };
    for (filter, serials) in [
        (Filter::default(), vec![4, 1]),
        (one("XT-0001", "statutory", "document"), vec![1]),
        (one("XT-0002", "policy", "law"), vec![4]),
        (one("XT-0002", "policy", "document"), vec![]),
    ] {
        assert_eq!(all_pages(&mut reader, &filter, 10).await, serials);
        assert_eq!(reader.count(&filter).await.unwrap(), serials.len() as u64);
    }
    let mut counts = reader.counts(&Filter::default()).await.unwrap();
    counts.sort();
    assert_eq!(
        counts,
        [
            ("XT-0001".into(), "statutory".into(), 1),
            ("XT-0002".into(), "policy".into(), 1)
        ]
    );
    assert_eq!(
        reader.states().await.unwrap(),
        [
            ("draft".into(), 1),
            ("released".into(), 2),
            ("withdrawn".into(), 1)
        ]
    );
    assert_eq!(reader.all_standing().await.unwrap().len(), 4);
}

pub(crate) async fn an_empty_filter_finds_nothing(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1)]).await;
    let mut reader = store.read().await.unwrap();
    let nobody = Filter {
        agencies: Some(vec![]),
        ..Filter::default()
    };
    assert!(reader.listed(&nobody, None, 9).await.unwrap().is_empty());
    assert_eq!(reader.count(&nobody).await.unwrap(), 0);
}

pub(crate) async fn more_ids_than_one_statement_takes_are_found(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), draft(2)]).await;
    let mut ids: Vec<String> = (0..70_000).map(|n| format!("none-{n}")).collect();
    ids.push(item(1).id);
    ids.insert(0, item(2).id);
    let mut reader = store.read().await.unwrap();
    let found = reader.items(&ids).await.unwrap();
    let found: Vec<u32> = found.iter().map(|l| l.item.index_no.serial).collect();
    assert_eq!(found, [2, 1]);
    assert!(reader.items(&[]).await.unwrap().is_empty());
}

pub(crate) async fn what_turns_on_a_day_is_found_on_that_day_only(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), item(2)]).await;
    let mut tx = store.write().await.unwrap();
    let starts = Facts {
        effective: "2026-11-24".parse().ok(),
        ..Facts::default()
    };
    let ends = Facts {
        expires_after: "2026-11-24".parse().ok(),
        ..Facts::default()
    };
    tx.put_facts(&item(1).id, &starts).await.unwrap();
    tx.put_facts(&item(2).id, &ends).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    for (after, until, ids) in [
        ("2026-11-22", "2026-11-23", vec![]),
        ("2026-11-23", "2026-11-24", vec![item(1).id]),
        // The last day of validity still holds: it turns on the day after.
        ("2026-11-24", "2026-11-25", vec![item(2).id]),
        ("2026-11-25", "2026-11-26", vec![]),
    ] {
        let found = reader
            .turning(after.parse().unwrap(), until.parse().unwrap())
            .await
            .unwrap();
        assert_eq!(found, ids, "{after} to {until}");
    }
}

pub(crate) async fn days_and_months_are_counted_and_only_what_is_released(home: Home) {
    let store = home.open().await;
    let hidden = |n| ItemRow {
        state: State::Withdrawn,
        ..on(7, n)
    };
    let later = ItemRow {
        published_on: "2026-04-02".parse().unwrap(),
        ..item(5)
    };
    with_items(&store, &[on(5, 1), on(5, 2), on(31, 3), hidden(4), later]).await;
    let mut reader = store.read().await.unwrap();
    let day = |text: &str| text.parse().unwrap();
    let (from, to) = (day("2026-03-05"), day("2026-03-31"));
    assert_eq!(reader.by_day(from, to).await.unwrap(), [(from, 2), (to, 1)]);
    assert_eq!(
        reader.by_month().await.unwrap(),
        [("2026-03".to_owned(), 3), ("2026-04".to_owned(), 1)]
    );
    let around = reader.published_around(day("2026-03-06"), day("2026-03-30"));
    let around = around.await.unwrap().unwrap();
    assert_eq!(
        (around.first, around.last, around.before, around.after),
        (from, day("2026-04-02"), Some(from), Some(to))
    );
    let span = Filter {
        from: Some(day("2026-03-06")),
        to: Some(to),
        ..Filter::default()
    };
    assert_eq!(all_pages(&mut reader, &span, 9).await, [3]);
    assert_eq!(reader.count(&span).await.unwrap(), 1);
}

pub(crate) async fn items_are_found_by_title_and_number_together(home: Home) {
    let store = home.open().await;
    let named = |n: u32, title: &str, doc_no: Option<&str>| ItemRow {
        title: title.into(),
        doc_no: doc_no.map(str::to_owned),
        ..item(n)
    };
    let hidden = ItemRow {
        state: State::Withdrawn,
        ..named(4, "甲", Some("一号"))
    };
    let rows = [
        named(1, "甲", Some("一号")),
        named(2, "乙", Some("二号")),
        named(3, "甲", None),
        hidden,
    ];
    with_items(&store, &rows).await;
    let mut reader = store.read().await.unwrap();
    let own = |of: &[&str]| of.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
    let (titles, numbers) = (own(&["甲", "丙"]), own(&["一号", "二号"]));
    let found: Vec<u32> = reader
        .called(&titles, &numbers)
        .await
        .unwrap()
        .iter()
        .map(|it| it.index_no.serial)
        .collect();
    assert_eq!(found, [1, 2, 3]);
    assert!(reader.called(&[], &[]).await.unwrap().is_empty());
    let many: Vec<String> = (0..2_100).map(|n| format!("甲{n}")).collect();
    assert!(reader.called(&many, &many).await.unwrap().is_empty());
}
