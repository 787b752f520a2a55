//! Words that were searched for in vain.

use crate::home::Home;
use store::unfound::UnfoundRow;

fn row(month: &str, words: &str, times: u64) -> UnfoundRow {
    UnfoundRow {
        month: month.into(),
        words: words.into(),
        times,
    }
}

pub(crate) async fn words_are_added_up_by_month_and_forgotten_with_it(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    for added in [
        row("2026-11", "上牌", 6),
        row("2026-11", "'; DROP TABLE unfound; --", 6),
        row("2026-11", "上牌", 1),
        row("2026-10", "上牌", 9),
        row("2025-12", "上牌", 7),
    ] {
        tx.add_unfound(&added, 100).await.unwrap();
    }
    assert!(tx.touched().is_empty());
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let strange = row("2026-11", "'; DROP TABLE unfound; --", 6);
    assert_eq!(
        reader.unfound_since("2026-10").await.unwrap(),
        [
            strange.clone(),
            row("2026-10", "上牌", 9),
            row("2026-11", "上牌", 7)
        ]
    );
    drop(reader);
    let mut tx = store.write().await.unwrap();
    assert_eq!(tx.forget_unfound_before("2026-11").await.unwrap(), 2);
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    assert_eq!(
        reader.unfound_since("").await.unwrap(),
        [strange, row("2026-11", "上牌", 7)]
    );
}

pub(crate) async fn a_month_takes_so_many_different_words_and_no_more(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    for words in ["甲词", "乙词", "丙词", "甲词"] {
        tx.add_unfound(&row("2026-11", words, 6), 2).await.unwrap();
    }
    tx.add_unfound(&row("2026-12", "丙词", 6), 2).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    assert_eq!(
        reader.unfound_since("").await.unwrap(),
        [
            row("2026-12", "丙词", 6),
            row("2026-11", "乙词", 6),
            row("2026-11", "甲词", 12),
        ]
    );
}
