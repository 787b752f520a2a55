//! 国密: the examples of GB/T 32905 (SM3) and GB/T 32918.5 (SM2 on the recommended curve), and a log that uses nothing else.

use crate::log::{SOURCE, Site, released, secret, withdrawal};
use crate::{hash, hex};
use proof::document::{Proof, Trust};
use proof::leaf::Digests;
use proof::note::{Algorithm, Key, Note, Secret, Signer, Verifier, WrongKey};
use proof::rotation::{self, NotLed, NotReached};
use proof::tree::TreeHash;

const PUBLIC: &str = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const SECRET: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const SIGNATURE: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

#[test]
fn the_hash_of_the_tree_is_sm3() {
    // Of the empty text.
    let empty = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b";
    assert_eq!(TreeHash::Sm3.empty(), hash(empty));
    assert_ne!(TreeHash::Sm3.leaf(b"abc"), TreeHash::Sha256.leaf(b"abc"));
    assert_eq!(Algorithm::Sm2.tree_hash(), TreeHash::Sm3);
}

#[test]
fn the_example_of_the_standard_is_verified() {
    let key = Key::new("gb.example", Algorithm::Sm2, &hex(PUBLIC)).unwrap();
    assert_eq!(Key::parse(&key.to_string()), Ok(key.clone()));
    assert!(key.verify("message digest", &hex(SIGNATURE)));
    assert!(!key.verify("message digests", &hex(SIGNATURE)));
    for n in 0..64 {
        let mut changed = hex(SIGNATURE);
        changed[n] ^= 1;
        assert!(!key.verify("message digest", &changed));
    }
    assert!(!key.verify("message digest", &hex(SIGNATURE)[1..]));
    assert!(!key.verify("message digest", &[0; 64]));
    assert!(!key.verify("message digest", &[0xff; 64]));
    let secret = Secret::from_seed("gb.example", Algorithm::Sm2, &hash(SECRET)).unwrap();
    assert_eq!(secret.key(), &key);
    assert!(key.verify("message digest", &secret.sign(b"message digest").unwrap()));
    assert_eq!(Secret::parse(&secret.expose()).unwrap().key(), &key);
}

#[test]
fn what_is_no_point_is_no_key() {
    let mut off = hex(PUBLIC);
    off[64] ^= 1;
    let compressed = [&[3][..], &hex(PUBLIC)[1..33]].concat();
    for wrong in [
        off,
        compressed,
        vec![0],
        vec![4; 65],
        hex(PUBLIC)[1..].to_vec(),
    ] {
        assert_eq!(
            Key::new("a", Algorithm::Sm2, &wrong),
            Err(WrongKey::Content)
        );
    }
    for seed in [[0; 32], [0xff; 32]] {
        assert!(Secret::from_seed("a", Algorithm::Sm2, &seed).is_err());
    }
}

#[test]
fn a_log_of_sm2_and_sm3_proves_its_files() {
    let mut site = Site::new(Algorithm::Sm2);
    let proof = released(&mut site);
    let read = Proof::parse(proof.to_string().as_bytes()).unwrap();
    let trust = Trust::key(site.key.key().clone());
    assert!(read.verify_file(&trust, &Digests::of(SOURCE)).is_ok());
    assert!(read.verify_file(&trust, &Digests::of(b"other")).is_err());
    // The same text signed by Ed25519 as well: the key that is given decides how the tree is hashed.
    let other = secret(Algorithm::Ed25519, 1);
    let both = Note::sign(read.checkpoint.text(), &[&site.key, &other]).unwrap();
    let both = Proof {
        checkpoint: both,
        ..read
    };
    assert!(both.verify(&trust).is_ok());
    let refused = both.verify(&Trust::key(other.key().clone())).unwrap_err();
    assert_eq!(refused.id(), "not_in_log");
}

#[test]
fn a_log_of_sha_256_goes_over_to_sm2_and_back_and_another_tree_does_not() {
    let mut site = Site::busy();
    let first = site.key.key().clone();
    let (mut one, before) = site.change_key_to(secret(Algorithm::Sm2OverSha256, 2));
    site.push(&withdrawal(400));
    let middle = site.key.key().clone();
    assert_eq!(Key::parse(&middle.to_string()), Ok(middle.clone()));
    let (mut two, other) = site.change_key_to(secret(Algorithm::Ed25519, 3));
    one.consistency = site.since(before);
    site.push(&withdrawal(401));
    two.consistency = site.since(other);
    let (steps, note) = ([one, two], site.checkpoint());
    for (known, keys) in [(&first, 3), (&middle, 2), (site.key.key(), 1)] {
        let reached = rotation::open(known, &steps, &note).unwrap();
        assert_eq!(reached.keys.len(), keys);
    }
    // The same seed over the other tree is another key, and leads nowhere from this log.
    let mut site = Site::busy();
    let (mut step, before) = site.change_key_to(secret(Algorithm::Sm2, 2));
    site.push(&withdrawal(400));
    step.consistency = site_since(&site, before);
    let refused = rotation::open(&first, &[step], &site.checkpoint());
    assert_eq!(refused, Err(NotReached::Led(NotLed::Other)));
}

/// The tree is one of SHA-256, whatever the key says.
fn site_since(site: &Site, before: u64) -> Vec<proof::Hash> {
    let nodes = proof::tile::FromTiles {
        hash: TreeHash::Sha256,
        tiles: &site.tiles,
    };
    proof::tree::consistency(TreeHash::Sha256, before, site.log.size(), &nodes).unwrap()
}

#[test]
fn the_algorithm_fits_the_tree_or_there_is_none() {
    for (algorithm, hash, expected) in [
        (
            Algorithm::Ed25519,
            TreeHash::Sha256,
            Some(Algorithm::Ed25519),
        ),
        (Algorithm::Ed25519, TreeHash::Sm3, None),
        (Algorithm::Sm2, TreeHash::Sm3, Some(Algorithm::Sm2)),
        (
            Algorithm::Sm2,
            TreeHash::Sha256,
            Some(Algorithm::Sm2OverSha256),
        ),
        (
            Algorithm::Sm2OverSha256,
            TreeHash::Sm3,
            Some(Algorithm::Sm2),
        ),
    ] {
        assert_eq!(algorithm.over(hash), expected);
    }
}
