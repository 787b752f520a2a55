//! What the types already say, held by the engine as well: whoever reads cannot write. How statements are carried out.

use super::{Rows as _, Store};
use crate::listing::{Filter, called_sql, count_sql, counts_sql, items_sql};
use crate::released::shown_sql;
use tempfile::TempDir;

#[tokio::test]
async fn a_set_of_reads_cannot_write() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_sqlite(&folder.path().join("register.sqlite"))
        .await
        .unwrap();
    cannot_write(&store).await;
}

/// The same on PostgreSQL runs where the contract of this crate runs, in the database of the server itself: nothing is
/// written to it.
#[tokio::test]
async fn a_set_of_reads_cannot_write_on_postgres_either() {
    let Some(store) = on_a_server().await else {
        return;
    };
    for mut reader in [store.read().await.unwrap(), store.watch().await.unwrap()] {
        let sql = "CREATE TABLE never (one BIGINT)";
        let refused = reader.all("trying", sql, vec![]).await;
        assert!(refused.err().unwrap().to_string().contains("read-only"));
    }
}

/// A server as it is, if this run has one.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find the server by the environment"
)]
async fn on_a_server() -> Option<Store> {
    let url = std::env::var("GONGKAI_TEST_POSTGRES").ok()?;
    Some(Store::at_postgres(&url).await.unwrap())
}

/// Pages are made by threads that end before the register is closed, and in tests long before.
#[tokio::test]
async fn a_connection_outlives_whoever_was_the_first_to_need_it() {
    let Some(store) = on_a_server().await else {
        return;
    };
    let others = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let (looked, read, wrote) = {
        let store = store.clone();
        let opened = others.spawn(async move {
            let watch = store.watch().await.unwrap();
            (
                watch,
                store.read().await.unwrap(),
                store.write().await.unwrap(),
            )
        });
        opened.await.unwrap()
    };
    others.shutdown_background();
    for mut reader in [looked, read] {
        assert!(reader.replication().await.unwrap().is_some());
    }
    wrote.commit().await.unwrap();
}

async fn cannot_write(store: &Store) {
    for mut reader in [store.read().await.unwrap(), store.watch().await.unwrap()] {
        for sql in [
            "INSERT INTO setting (key, value) VALUES ('a', 'b') RETURNING key",
            "UPDATE head SET seq = 7 RETURNING seq",
            "DELETE FROM head RETURNING seq",
        ] {
            let refused = reader.all("trying", sql, vec![]).await;
            assert!(refused.is_err(), "{sql}");
        }
    }
}

/// However many readers are out, one more can look whether anything changed.
#[tokio::test]
async fn who_watches_does_not_wait_for_who_reads() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_sqlite(&folder.path().join("register.sqlite"))
        .await
        .unwrap();
    let mut readers = Vec::new();
    for _ in 0..super::READERS {
        readers.push(store.read().await.unwrap());
    }
    let mut watcher = store.watch().await.unwrap();
    assert_eq!(watcher.head().await.unwrap().seq, 0);
    drop(readers);
}

/// What is looked up by name or id is looked up in an index of that, however many there are: SQLite would take the state
/// of an item for rarer than a few names, and go through the whole register for each page.
#[tokio::test]
async fn what_is_looked_up_by_key_never_goes_through_the_whole_register() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_sqlite(&folder.path().join("register.sqlite"))
        .await
        .unwrap();
    let mut reader = store.read().await.unwrap();
    for n in [1, 2, 10, 500] {
        for sql in [
            called_sql("title", n),
            called_sql("doc_no", n),
            items_sql(n),
            shown_sql(n),
        ] {
            let values = (0..n).map(|_| super::Param::from("x")).collect();
            let explain = format!("EXPLAIN QUERY PLAN {sql}");
            for step in reader.all("trying", &explain, values).await.unwrap() {
                let step = step.text(3).unwrap();
                let is_by_key = [
                    "(title=?)",
                    "(doc_no=?)",
                    "(id=?)",
                    "(item=? AND edition=?)",
                    "(item=?)",
                ]
                .iter()
                .any(|key| step.contains(key));
                assert!(is_by_key || step.starts_with("USE TEMP"), "{step}: {sql}");
            }
        }
    }
}

/// What every home page counts is counted in indexes alone: a row of the register is large.
#[tokio::test]
async fn what_is_counted_is_counted_in_indexes() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_sqlite(&folder.path().join("register.sqlite"))
        .await
        .unwrap();
    let mut reader = store.read().await.unwrap();
    let all = Filter::default();
    let each_once = Filter {
        standing_on: "2026-11-26".parse().ok(),
        ..Filter::default()
    };
    let in_column = Filter {
        column: Some("policy".into()),
        ..each_once.clone()
    };
    let of_agency = Filter {
        agencies: Some(vec!["XT-0001".into(), "XT-0002".into()]),
        ..each_once.clone()
    };
    for filter in [all, each_once, in_column, of_agency] {
        for (all, superseded) in [count_sql(&filter), counts_sql(&filter)] {
            let explain = format!("EXPLAIN QUERY PLAN {}", all.sql);
            for step in reader.all("trying", &explain, all.values).await.unwrap() {
                let step = step.text(3).unwrap();
                assert!(step.contains("USING COVERING INDEX"), "{step}: {}", all.sql);
            }
            let Some(superseded) = superseded else {
                continue;
            };
            let explain = format!("EXPLAIN QUERY PLAN {}", superseded.sql);
            let steps = reader.all("trying", &explain, superseded.values).await;
            let steps: Vec<String> = steps
                .unwrap()
                .iter()
                .map(|step| step.text(3).unwrap())
                .collect();
            let by_work = |step: &String| {
                step.starts_with("SEARCH i USING INDEX") && step.contains("(work=?")
            };
            assert!(steps.iter().any(by_work), "{steps:?}: {}", superseded.sql);
        }
    }
}
