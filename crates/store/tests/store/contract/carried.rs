//! A whole register taken out and put in, whatever its tables are for.

use crate::home::Home;
use crate::made::{agency, append, item, release, snapshot, with_items};
use crate::schema;
use store::table::{Table, Type, Value};
use store::{NEWEST_SCHEMA, Store};

/// A row that any table takes: what refers finds what it refers to, since every value of a type is the same.
fn made(table: &Table) -> Vec<Value> {
    let cell = |ty| match ty {
        Type::Int => Value::Int(1),
        Type::Text => Value::Text("一".into()),
        Type::Bytes => Value::Bytes(vec![0xfe; 32]),
    };
    table.columns.iter().map(|it| cell(it.ty)).collect()
}

async fn all(store: &Store, table: &Table) -> Vec<Vec<Value>> {
    let mut reader = store.read().await.unwrap();
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let rows = reader.rows_after(table, after.as_deref(), 2).await.unwrap();
        let Some(last) = rows.last() else { break };
        after = Some(table.key_of(last));
        all.extend(rows);
    }
    assert_eq!(reader.rows_in(table).await.unwrap(), all.len() as u64);
    all
}

pub(crate) async fn every_table_is_found_with_its_key_and_its_references_first(home: Home) {
    let store = home.open().await;
    let tables = store.read().await.unwrap().tables().await.unwrap();
    let mut columns: Vec<String> = Vec::new();
    for table in &tables {
        for (at, column) in table.columns.iter().enumerate() {
            let ty = match column.ty {
                Type::Int => "bigint",
                other => other.id(),
            };
            let line = format!("{}.{} {ty}", table.name, column.name);
            let known = schema::COMMITTED.lines();
            assert!(
                known
                    .clone()
                    .any(|it| it == line || it == format!("{line} not null"))
            );
            if table.key.contains(&at) {
                assert!(
                    known.clone().any(|it| it == format!("{line} not null")),
                    "{line}"
                );
            }
            columns.push(line);
        }
    }
    let known = schema::COMMITTED.lines();
    let known = known.filter(|line| {
        line.split(' ').next().is_some_and(|it| it.contains('.'))
            && !line.starts_with("schema_version.")
    });
    assert_eq!(columns.len(), known.count());
    let place = |name: &str| tables.iter().position(|table| table.name == name).unwrap();
    for line in schema::COMMITTED.lines() {
        if let Some(reference) = line.strip_prefix("reference ") {
            let (from, to) = reference.split_once(" to ").unwrap();
            let name = |it: &str| it.split(' ').next().unwrap().to_owned();
            assert!(place(&name(to)) < place(&name(from)), "{line}");
        }
    }
}

pub(crate) async fn rows_come_in_the_order_of_their_keys_and_go_back_as_they_were(home: Home) {
    let store = home.open().await;
    // By code point: 一 before 丁, capitals before small letters.
    with_items(&store, &[item(3), item(1), item(2)]).await;
    let mut tx = store.write().await.unwrap();
    for code in ["b", "一", "B", "丁", "ab"] {
        tx.put_agency(&agency(code)).await.unwrap();
    }
    release(&mut tx, 1, &snapshot(&item(1), 1, "全文")).await;
    tx.commit().await.unwrap();
    append(&store, "item").await.unwrap();
    let tables = store.read().await.unwrap().tables().await.unwrap();
    let mut kept = Vec::new();
    for table in &tables {
        kept.push(all(&store, table).await);
    }
    let agencies = tables.iter().position(|it| it.name == "agency").unwrap();
    let codes: Vec<Value> = kept[agencies].iter().map(|row| row[0].clone()).collect();
    let expected = ["B", "XT-0001", "ab", "b", "一", "丁"].map(|it| Value::Text(it.into()));
    assert_eq!(codes, expected);
    crate::home::on_sqlite(|other| async move {
        let begun = other.begin(NEWEST_SCHEMA).await;
        for (table, rows) in tables.iter().zip(&kept) {
            let mut tx = begun.write().await.unwrap();
            tx.pour(table, rows).await.unwrap();
            tx.commit().await.unwrap();
        }
        begun.complete().await.unwrap();
        let opened = other.open().await;
        for (table, rows) in tables.iter().zip(&kept) {
            assert_eq!(&all(&opened, table).await, rows, "{}", table.name);
        }
    })
    .await;
}

pub(crate) async fn a_register_of_every_earlier_schema_opens_with_its_rows(home: Home) {
    for version in 1..=NEWEST_SCHEMA {
        let begun = home.begin(version).await;
        let mut tx = begun.write().await.unwrap();
        let tables = tx.tables().await.unwrap();
        for table in &tables {
            tx.pour(table, &[made(table)]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut before = Vec::new();
        for table in &tables {
            before.push(all(&begun, table).await);
        }
        begun.complete().await.unwrap();
        let opened = home.open().await;
        assert_eq!(schema::of(&home).await, schema::COMMITTED, "{version}");
        for (table, rows) in tables.iter().zip(&before) {
            // Columns that came later are not asked for.
            assert_eq!(&all(&opened, table).await, rows, "{version} {}", table.name);
        }
        opened.close().await;
        begun.close().await;
        home.mark_unfinished().await;
    }
}

pub(crate) async fn an_unfinished_register_cannot_be_opened_and_is_begun_anew(home: Home) {
    assert!(!home.is_unfinished().await.unwrap());
    let begun = home.begin(NEWEST_SCHEMA).await;
    let tables = begun.read().await.unwrap().tables().await.unwrap();
    let mut tx = begun.write().await.unwrap();
    for table in &tables {
        tx.pour(table, &[made(table)]).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert!(matches!(
        home.try_open().await,
        Err(store::Error::Unfinished)
    ));
    assert!(home.is_unfinished().await.unwrap());
    let again = home.begin(NEWEST_SCHEMA).await;
    for table in &tables {
        assert_eq!(
            all(&again, table).await,
            Vec::<Vec<Value>>::new(),
            "{}",
            table.name
        );
    }
    again.give_up().await.unwrap();
    assert!(!home.is_unfinished().await.unwrap());
    home.open().await;
}

pub(crate) async fn only_an_empty_database_is_filled(home: Home) {
    home.open().await.close().await;
    assert!(matches!(
        home.is_unfinished().await,
        Err(store::Error::NotEmpty { .. })
    ));
    let begun = match home.url() {
        None => Store::begin_sqlite(&home.file(), NEWEST_SCHEMA).await,
        Some(url) => Store::begin_postgres(url, NEWEST_SCHEMA).await,
    };
    assert!(matches!(begun, Err(store::Error::NotEmpty { .. })));
    // A register that is whole is never cleared.
    let store = home.open().await;
    store.give_up().await.unwrap();
    store.close().await;
    home.open().await;
}
