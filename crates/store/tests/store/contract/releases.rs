//! What was released, and what it left when it was withdrawn.

use crate::home::Home;
use crate::made::{item, release, snapshot, with_items};
use law::item::Snapshot;
use std::fmt::Write as _;
use store::Error;
use store::item::{ItemRow, State};
use store::released::Withdrawal;

pub(crate) async fn a_release_comes_back_as_it_was_written(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1)]).await;
    let said = snapshot(&item(1), 1, "各学校应当开放操场。");
    let mut tx = store.write().await.unwrap();
    release(&mut tx, 41, &said).await;
    let again = tx.release_of(&item(1).id, 1).await.unwrap().unwrap();
    assert_eq!(again.into_snapshot(), said);
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let found = reader.release(&item(1).id, 1).await.unwrap().unwrap();
    assert_eq!(found.seq, 41);
    assert_eq!(
        found.released.digest(),
        Snapshot::digest_of(&said.to_bytes())
    );
    assert_eq!(found.released.into_snapshot(), said);
    assert!(reader.release(&item(1).id, 2).await.unwrap().is_none());
}

pub(crate) async fn changed_bytes_are_an_error_and_never_shown(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1)]).await;
    let said = snapshot(&item(1), 1, "各学校应当开放操场。");
    let mut tx = store.write().await.unwrap();
    release(&mut tx, 1, &said).await;
    tx.commit().await.unwrap();
    let forged = snapshot(&item(1), 1, "各学校应当关闭操场。").to_bytes();
    let hex = forged.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let value = if home.is_postgres() {
        format!("'\\x{hex}'")
    } else {
        format!("x'{hex}'")
    };
    home.raw(&format!("UPDATE release SET snapshot = {value}"))
        .await
        .unwrap();
    let mut reader = store.read().await.unwrap();
    let error = reader.release(&item(1).id, 1).await.unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    assert!(!error.to_string().contains("操场"));
    drop(reader);
    let mut tx = store.write().await.unwrap();
    assert!(tx.release_of(&item(1).id, 1).await.is_err());
}

pub(crate) async fn the_history_of_an_item_is_newest_first(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1), item(2)]).await;
    let mut tx = store.write().await.unwrap();
    for (seq, edition) in [(4, 1), (7, 2), (9, 3)] {
        release(&mut tx, seq, &snapshot(&item(1), edition, "甲")).await;
    }
    release(&mut tx, 10, &snapshot(&item(2), 1, "乙")).await;
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let of = |row: store::released::ReleaseRow| (row.edition, row.seq, row.change_note);
    let history = reader.releases(&item(1).id).await.unwrap();
    let history: Vec<_> = history.into_iter().map(of).collect();
    assert_eq!(
        history,
        [
            (3, 9, "第3版".into()),
            (2, 7, "第2版".into()),
            (1, 4, String::new())
        ]
    );
    assert_eq!(reader.all_releases().await.unwrap().len(), 4);
}

pub(crate) async fn a_withdrawal_says_when_by_whom_and_why(home: Home) {
    let store = home.open().await;
    with_items(&store, &[item(1)]).await;
    let id = item(1).id;
    let mut tx = store.write().await.unwrap();
    tx.insert_withdrawal(&id, 12, 1_795_399_200, "漱石县一局", "含有个人信息")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let found = reader.withdrawal(&id).await.unwrap();
    assert_eq!(
        found,
        Some(Withdrawal {
            seq: 12,
            withdrawn_at: 1_795_399_200,
            by_agency: "漱石县一局".into(),
            reason: "含有个人信息".into(),
        })
    );
    assert_eq!(reader.withdrawal(&item(2).id).await.unwrap(), None);
    assert_eq!(reader.all_withdrawals().await.unwrap(), [(id, 12)]);
}

pub(crate) async fn what_is_shown_of_several_items_is_read_together(home: Home) {
    let store = home.open().await;
    let shown = |n: u32, edition| ItemRow {
        edition,
        released_edition: Some(edition),
        ..item(n)
    };
    let hidden = ItemRow {
        state: State::Withdrawn,
        ..shown(3, 1)
    };
    with_items(&store, &[shown(1, 2), shown(2, 1), hidden]).await;
    let mut tx = store.write().await.unwrap();
    for (seq, n, edition, words) in [
        (1, 1, 1, "旧"),
        (2, 1, 2, "新"),
        (3, 2, 1, "乙"),
        (4, 3, 1, "撤"),
    ] {
        release(&mut tx, seq, &snapshot(&item(n), edition, words)).await;
    }
    tx.commit().await.unwrap();
    let ids: Vec<String> = (1..=4).map(|n| item(n).id).collect();
    let mut reader = store.read().await.unwrap();
    let found = reader.shown(&ids).await.unwrap();
    let words: Vec<&str> = found
        .iter()
        .filter_map(|it| it.fields().text("abstract"))
        .collect();
    assert_eq!(words, ["新", "乙"]);
    assert!(reader.shown(&[]).await.unwrap().is_empty());
}
