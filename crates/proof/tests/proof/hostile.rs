//! Bytes from anywhere: every reader answers, and what it takes prints as it was.

use crate::log::{Site, released};
use crate::note::{ARCHE, PETER};
use proof::checkpoint::Checkpoint;
use proof::document::Proof;
use proof::leaf::Leaf;
use proof::note::{Key, Note, Secret};
use proof::tile::{self, Address};
use proof::witness::Request;
use proptest::prelude::*;
use std::sync::LazyLock;

static PROOF: LazyLock<String> = LazyLock::new(|| released(&mut Site::busy()).to_string());

/// Reads the bytes as everything that is read from strangers.
fn read(bytes: &[u8]) -> Result<(), TestCaseError> {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(note) = Note::parse(bytes) {
        prop_assert_eq!(note.to_string().into_bytes(), bytes);
    }
    if let Ok(proof) = Proof::parse(bytes) {
        prop_assert_eq!(proof.to_string().into_bytes(), bytes);
    }
    if let Some(request) = Request::parse(bytes) {
        prop_assert_eq!(request.to_string().into_bytes(), bytes);
    }
    if let Some(leaf) = Leaf::from_bytes(bytes) {
        prop_assert_eq!(leaf.to_bytes(), Ok(bytes.to_vec()));
    }
    if let Some(checkpoint) = Checkpoint::parse(&text) {
        prop_assert_eq!(checkpoint.to_string(), text.as_ref());
    }
    if let Ok(key) = Key::parse(&text) {
        prop_assert_eq!(key.to_string(), text.as_ref());
    }
    if let Ok(secret) = Secret::parse(&text) {
        prop_assert_eq!(secret.expose(), text.as_ref());
    }
    if let Some(address) = Address::parse(&text) {
        prop_assert_eq!(address.to_string(), text.as_ref());
    }
    if let Some(leaves) = tile::unbundle(bytes) {
        let bundle = tile::bundle(leaves);
        prop_assert_eq!(bundle.as_deref(), Some(bytes));
    }
    if let Some(hashes) = tile::from_bytes(bytes) {
        prop_assert_eq!(tile::to_bytes(&hashes), bytes);
    }
    Ok(())
}

/// Something sound, with a part of it replaced.
fn spoiled() -> impl Strategy<Value = Vec<u8>> {
    let leaf = crate::log::withdrawal(3).to_bytes().unwrap();
    let sound = prop::sample::select(vec![
        PROOF.clone().into_bytes(),
        ARCHE.as_bytes().to_vec(),
        PETER.as_bytes().to_vec(),
        format!("old 7\n\n{ARCHE}").into_bytes(),
        b"tile/0/x001/234.p/7".to_vec(),
        leaf,
    ]);
    let part = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..8),
        "[\n+/=0-9a-zA-Z{}\":, —]{0,8}".prop_map(String::into_bytes),
    ];
    (sound, any::<prop::sample::Index>(), 0_usize..8, part).prop_map(
        |(mut bytes, at, length, part)| {
            let start = at.index(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, part);
            bytes
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn noise_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes)?;
    }

    #[test]
    fn text_is_answered(text in "(tile/|old |extra |index |— |\n|\n\n|[+/=0-9a-zé]){0,40}") {
        read(text.as_bytes())?;
    }

    #[test]
    fn what_was_sound_before_is_answered(bytes in spoiled()) {
        read(&bytes)?;
    }
}
