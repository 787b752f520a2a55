//! The ledger: append-only, gapless, followed without loss.

use crate::home::Home;
use crate::made::{append, append_one};
use law::Digest;
use store::Store;

pub(crate) async fn the_ledger_cannot_be_changed_or_shortened(home: Home) {
    let store = home.open().await;
    append(&store, "one").await.unwrap();
    append(&store, "two").await.unwrap();
    for sql in [
        "UPDATE ledger SET subject = 'three' WHERE seq = 1",
        "DELETE FROM ledger WHERE seq = 2",
        "DELETE FROM ledger",
    ] {
        let error = home.raw(sql).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
    if home.is_postgres() {
        let error = home.raw("TRUNCATE ledger").await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.entries_after(0, 9).await.unwrap().len(), 2);
}

const WRITERS: u64 = 8;
const EACH: u64 = 12;

async fn follow(store: Store) -> Vec<String> {
    let (mut found, mut at) = (Vec::new(), 0);
    while (found.len() as u64) < WRITERS * EACH {
        let mut reader = store.read().await.unwrap();
        let (subjects, last) = reader.changed_after(at, 5).await.unwrap();
        assert_eq!(last, at + subjects.len() as u64, "a number was skipped");
        at = last;
        found.extend(subjects);
        drop(reader);
        tokio::task::yield_now().await;
    }
    found
}

pub(crate) async fn eight_writers_leave_no_gap_and_a_follower_loses_nothing(home: Home) {
    let store = home.open().await;
    let following = tokio::spawn(follow(store.clone()));
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            for n in 0..EACH {
                append(&store, &format!("{writer}-{n}")).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let mut followed = following.await.unwrap();
    let mut reader = store.read().await.unwrap();
    let head = reader.head().await.unwrap();
    assert_eq!(head.seq, WRITERS * EACH);
    let entries = reader.entries_after(0, 1000).await.unwrap();
    let mut previous = Digest([0; 32]);
    for (n, entry) in (1..).zip(&entries) {
        assert_eq!(entry.seq, n);
        assert_eq!(entry.previous, previous);
        assert_eq!(entry.bytes, format!("{n} {}", entry.subject).into_bytes());
        previous = entry.hash;
    }
    assert_eq!(head.hash, previous);
    let subjects: Vec<String> = entries.into_iter().map(|entry| entry.subject).collect();
    assert_eq!(followed, subjects);
    followed.sort();
    followed.dedup();
    assert_eq!(followed.len() as u64, WRITERS * EACH);
}

pub(crate) async fn a_step_of_a_follower_ends_where_the_next_begins(home: Home) {
    let store = home.open().await;
    for n in 1..=5 {
        append(&store, &n.to_string()).await.unwrap();
    }
    let mut reader = store.read().await.unwrap();
    assert_eq!(
        reader.changed_after(0, 3).await.unwrap(),
        (vec!["1".into(), "2".into(), "3".into()], 3)
    );
    assert_eq!(
        reader.changed_after(3, 3).await.unwrap(),
        (vec!["4".into(), "5".into()], 5)
    );
    assert_eq!(reader.changed_after(5, 3).await.unwrap(), (vec![], 5));
}

pub(crate) async fn what_pages_show_moves_with_the_entries_that_change_them(home: Home) {
    let (store, other) = (home.open().await, home.open().await);
    let shown = async |store: &Store| store.read().await.unwrap().newest_shown().await.unwrap();
    assert_eq!(
        (shown(&store).await.seq, shown(&store).await.recorded_at),
        (0, None)
    );
    for (said, expected) in [
        (Some(0), 0),
        (None, 2),
        (Some(2), 2),
        (Some(2), 2),
        (None, 5),
    ] {
        let head = append_one(&store, "one", said).await.unwrap();
        assert_eq!(shown(&other).await.seq, expected, "after {}", head.seq);
    }
    assert!(shown(&other).await.recorded_at.is_some());
    // An entry of a program that knows of no such number counts as shown.
    let sql = "INSERT INTO ledger (seq, recorded_at, act, subject, entry, previous, hash) \
               SELECT 6, 7, act, subject, entry, previous, hash FROM ledger WHERE seq = 5";
    home.raw(sql).await.unwrap();
    home.raw("UPDATE head SET seq = 6").await.unwrap();
    assert_eq!(shown(&store).await.seq, 6);
    append_one(&other, "seven", Some(6)).await.unwrap();
    let now = shown(&store).await;
    assert_eq!((now.seq, now.recorded_at), (6, Some(7)));
}

pub(crate) async fn an_actor_has_one_id(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.actor("经办", "--as", "id-1").await.unwrap(), "id-1");
    assert_eq!(tx.actor("经办", "--as", "id-2").await.unwrap(), "id-1");
    let other = tx.actor("经办", "system user", "id-3").await.unwrap();
    assert_eq!(other, "id-3");
}

pub(crate) async fn a_reason_is_kept_beside_its_entry(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    tx.remark(7, &[1; 16], "含有个人信息").await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let kept = reader.remarks().await.unwrap();
    assert_eq!(kept, [(7, vec![1; 16], "含有个人信息".into())]);
}

pub(crate) async fn two_programs_write_to_one_register(home: Home) {
    let (serving, importing) = tokio::join!(home.open(), home.open());
    let write = |store: Store, name: &'static str| {
        tokio::spawn(async move {
            for n in 0..20 {
                append(&store, &format!("{name}-{n}")).await.unwrap();
            }
        })
    };
    let (one, two) = (write(serving.clone(), "a"), write(importing, "b"));
    one.await.unwrap();
    two.await.unwrap();
    let mut reader = serving.read().await.unwrap();
    assert_eq!(reader.head().await.unwrap().seq, 40);
    assert_eq!(reader.entries_after(0, 99).await.unwrap().len(), 40);
}
