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
        assert!(tx.add_unfound(&added, 100, 0).await.unwrap());
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

pub(crate) async fn a_month_takes_so_many_different_words_and_the_rarest_give_way(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    for (words, times, any, is_taken) in [
        ("甲词", 6, 0, true),
        ("乙词", 6, 0, true),
        ("甲词", 6, 0, true),
        ("丙词", 5, 0, false),
        ("丙词", 6, 7, true),
        ("丁词", 6, 7, true),
        ("甲词", 1, 0, true),
    ] {
        let added = row("2026-11", words, times);
        let taken = tx.add_unfound(&added, 2, any).await.unwrap();
        assert_eq!(taken, is_taken, "{words} {times}");
    }
    let december = row("2026-12", "丙词", 6);
    assert!(tx.add_unfound(&december, 2, 0).await.unwrap());
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    assert_eq!(
        reader.unfound_since("").await.unwrap(),
        [
            row("2026-11", "丁词", 6),
            december,
            row("2026-11", "甲词", 13),
        ]
    );
}
