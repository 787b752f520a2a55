//! Files, small and large.

use crate::home::Home;
use bytes::Bytes;
use law::Digest;
use store::blob::LARGE;
use store::{Error, Space};

fn bytes(n: usize) -> Bytes {
    (0..n).map(|i| (i % 251) as u8).collect::<Vec<_>>().into()
}

pub(crate) async fn a_small_file_lives_in_the_register(home: Home) {
    let (store, blobs) = (home.open().await, home.blobs());
    for bytes in [Bytes::new(), bytes(1), bytes(LARGE - 1)] {
        let digest = Digest::of(&bytes);
        let mut tx = store.write().await.unwrap();
        for _ in 0..2 {
            tx.put_blob(Space::Original, digest, &bytes).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        let found = reader.blob(&blobs, Space::Original, digest).await.unwrap();
        assert_eq!(found, Some(bytes));
    }
    assert!(std::fs::read_dir(home.files()).unwrap().next().is_none());
}

pub(crate) async fn a_large_file_lives_beside_it(home: Home) {
    let (store, blobs) = (home.open().await, home.blobs());
    for bytes in [bytes(LARGE), bytes(3_000_000)] {
        let digest = Digest::of(&bytes);
        for _ in 0..2 {
            blobs
                .put_large(Space::Released, digest, bytes.clone())
                .await
                .unwrap();
        }
        let mut tx = store.write().await.unwrap();
        tx.put_blob(Space::Released, digest, &bytes).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        let found = reader.blob(&blobs, Space::Released, digest).await.unwrap();
        assert_eq!(found, Some(bytes.clone()));
        let listed = reader.blobs().await.unwrap();
        assert!(listed.contains(&("released".into(), digest, bytes.len() as u64)));
        let hex = digest.to_string();
        let file = home.files().join("released").join(&hex[..2]).join(&hex);
        assert_eq!(std::fs::read(file).unwrap(), bytes);
    }
}

pub(crate) async fn the_two_name_spaces_never_meet(home: Home) {
    let (store, blobs) = (home.open().await, home.blobs());
    for bytes in [bytes(9), bytes(LARGE)] {
        let digest = Digest::of(&bytes);
        blobs
            .put_large(Space::Original, digest, bytes.clone())
            .await
            .unwrap();
        let mut tx = store.write().await.unwrap();
        tx.put_blob(Space::Original, digest, &bytes).await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        let found = reader.blob(&blobs, Space::Released, digest).await.unwrap();
        assert_eq!(found, None);
    }
}

pub(crate) async fn a_file_that_changed_is_an_error(home: Home) {
    let (store, blobs) = (home.open().await, home.blobs());
    let (small, large) = (bytes(9), bytes(LARGE));
    let mut tx = store.write().await.unwrap();
    for bytes in [&small, &large] {
        let digest = Digest::of(bytes);
        blobs
            .put_large(Space::Released, digest, bytes.clone())
            .await
            .unwrap();
        tx.put_blob(Space::Released, digest, bytes).await.unwrap();
    }
    tx.commit().await.unwrap();
    let forged = if home.is_postgres() {
        "'\\x00'"
    } else {
        "x'00'"
    };
    home.raw(&format!(
        "UPDATE blob SET bytes = {forged} WHERE bytes IS NOT NULL"
    ))
    .await
    .unwrap();
    let hex = Digest::of(&large).to_string();
    let file = home.files().join("released").join(&hex[..2]).join(&hex);
    std::fs::write(&file, b"forged").unwrap();
    let mut reader = store.read().await.unwrap();
    for bytes in [&small, &large] {
        let error = reader
            .blob(&blobs, Space::Released, Digest::of(bytes))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{error}");
    }
    std::fs::remove_file(&file).unwrap();
    let missing = reader
        .blob(&blobs, Space::Released, Digest::of(&large))
        .await;
    assert!(matches!(missing, Err(Error::Objects { .. })));
}
