//! Large files: one contract, held on disk and in an object store alike.

use crate::s3;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use law::Digest;
use store::blob::{LARGE, S3};
use store::{Blobs, Error, Space};
use tempfile::TempDir;

fn bytes(n: usize) -> Bytes {
    (0..n).map(|i| (i % 251) as u8).collect::<Vec<_>>().into()
}

macro_rules! wherever_they_lie {
    ($($test:ident),* $(,)?) => {
        mod on_disk {
            $(#[tokio::test]
            async fn $test() {
                let folder = super::TempDir::new().unwrap();
                super::$test(super::Blobs::on_disk(folder.path()).unwrap()).await;
            })*
        }
        mod on_s3 {
            $(#[tokio::test]
            async fn $test() { super::$test(crate::s3::blobs().await).await; })*
        }
    };
}

wherever_they_lie! {
    the_pieces_of_a_file_are_the_file,
    a_file_that_is_not_what_it_was_never_ends_whole,
    a_file_that_nobody_has_is_an_error,
    the_place_of_files_answers,
    the_place_of_files_can_be_written,
    a_file_that_is_put_on_trial_is_found_by_the_trial_alone,
}

async fn the_pieces_of_a_file_are_the_file(blobs: Blobs) {
    for bytes in [bytes(LARGE), bytes(3_000_000)] {
        let digest = Digest::of(&bytes);
        for _ in 0..2 {
            blobs
                .put_large(Space::Released, digest, bytes.clone())
                .await
                .unwrap();
        }
        let pieces = blobs.pieces(Space::Released, digest).await.unwrap();
        let pieces: Vec<Bytes> = pieces.try_collect().await.unwrap();
        assert!(pieces.iter().all(|piece| !piece.is_empty()));
        assert_eq!(pieces.concat(), bytes);
    }
}

/// Cut off, with something behind, or changed in its middle: whoever counts or checks what came sees that it is not whole.
async fn a_file_that_is_not_what_it_was_never_ends_whole(blobs: Blobs) {
    let whole = bytes(200_000);
    let mut changed = whole.to_vec();
    changed[100_000] ^= 1;
    let longer = [whole.as_ref(), b"more"].concat();
    for (n, forged) in [changed, longer, whole[..150_000].to_vec()]
        .into_iter()
        .enumerate()
    {
        // What comes next is told apart by its digest, under which something else is put.
        let digest = Digest::of(format!("file {n}").as_bytes());
        let length = forged.len();
        blobs
            .put_large(Space::Released, digest, forged.into())
            .await
            .unwrap();
        let mut pieces = blobs.pieces(Space::Released, digest).await.unwrap();
        let mut came = 0;
        let error = loop {
            match pieces.try_next().await {
                Ok(Some(piece)) => came += piece.len(),
                Ok(None) => panic!("it ended whole"),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, Error::Damaged { .. }), "{error}");
        assert!(came < length, "all of it came");
    }
}

async fn a_file_that_nobody_has_is_an_error(blobs: Blobs) {
    let digest = Digest::of(b"nobody");
    let missing = blobs.pieces(Space::Original, digest).await.err().unwrap();
    assert!(matches!(missing, Error::Objects { .. }), "{missing}");
}

async fn the_place_of_files_can_be_written(blobs: Blobs) {
    for _ in 0..2 {
        blobs.writable().await.unwrap();
    }
}

async fn a_file_that_is_put_on_trial_is_found_by_the_trial_alone(blobs: Blobs) {
    let (old, new) = (bytes(70_000), bytes(80_000));
    let place = |bytes: &Bytes| (Space::Original, Digest::of(bytes));
    let (space, known) = place(&old);
    blobs.put_large(space, known, old).await.unwrap();
    let trial = blobs.clone().on_trial().unwrap();
    let (space, digest) = place(&new);
    trial.put_large(space, digest, new).await.unwrap();
    for digest in [known, digest] {
        assert!(trial.pieces(space, digest).await.is_ok());
    }
    assert!(blobs.pieces(space, known).await.is_ok());
    assert!(blobs.pieces(space, digest).await.is_err());
}

async fn the_place_of_files_answers(blobs: Blobs) {
    blobs.reachable().await.unwrap();
}

async fn says(s3: &S3) -> [String; 2] {
    let blobs = Blobs::on_s3(s3).unwrap();
    let bytes = bytes(LARGE);
    let put = blobs
        .put_large(Space::Original, Digest::of(&bytes), bytes)
        .await;
    let asked = blobs.reachable().await;
    [put.unwrap_err().to_string(), asked.unwrap_err().to_string()]
}

#[tokio::test]
async fn wrong_keys_a_missing_bucket_and_a_dead_server_say_what_to_do() {
    let server = s3::fake().await;
    let mut keys = s3::reached(&server);
    keys.access_key = "somebody".into();
    let mut bucket = s3::reached(&server);
    bucket.bucket = "none".into();
    let dead = s3::reached("http://127.0.0.1:9");
    for (s3, words) in [(&keys, "密钥"), (&bucket, "没有这个桶"), (&dead, "连不上")] {
        for says in says(s3).await {
            assert!(says.contains(words) && says.contains("原因："), "{says}");
            assert!(!says.contains("hush"), "{says}");
        }
    }
}
