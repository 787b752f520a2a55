//! From the first key of a log to the newest, and every way in which it does not lead there.

use crate::log::{Site, released, secret, withdrawal};
use proof::document::{NotProved, Proof, Trust};
use proof::leaf::{Leaf, Says};
use proof::note::{Algorithm, Key, Note, Signer};
use proof::rotation::{self, NotLed, NotReached, Step};

/// A log that changed its key twice, with its changes and its first key.
fn changed() -> (Site, Vec<Step>, Key) {
    let mut site = Site::busy();
    let first = site.key.key().clone();
    let (mut one, before) = site.change_key(2);
    (400..410).for_each(|seq| {
        site.push(&withdrawal(seq));
    });
    let (mut two, other) = site.change_key(3);
    one.consistency = site.since(before);
    (410..420).for_each(|seq| {
        site.push(&withdrawal(seq));
    });
    two.consistency = site.since(other);
    (site, vec![one, two], first)
}

fn led(known: &Key, steps: &[Step], note: &Note) -> Result<usize, NotLed> {
    match rotation::open(known, steps, note) {
        Ok(reached) => Ok(reached.keys.len()),
        Err(NotReached::Led(error)) => Err(error),
        Err(NotReached::Checkpoint(error)) => panic!("{error}"),
    }
}

#[test]
fn every_key_of_the_log_leads_to_the_newest() {
    let (site, steps, first) = changed();
    let note = site.checkpoint();
    let second = secret(Algorithm::Ed25519, 2).key().clone();
    assert_eq!(led(&first, &steps, &note), Ok(3));
    assert_eq!(led(&second, &steps, &note), Ok(2));
    assert_eq!(led(site.key.key(), &steps, &note), Ok(1));
    assert_eq!(led(site.key.key(), &[], &note), Ok(1));
    let reached = rotation::open(&first, &steps, &note).unwrap();
    assert_eq!(reached.checkpoint, site.state());
    assert_eq!(reached.keys, [first, second, site.key.key().clone()]);
}

#[test]
fn while_a_key_is_changed_both_sign() {
    let (site, steps, _) = changed();
    let second = secret(Algorithm::Ed25519, 2);
    let note = site.state().sign(&[&site.key, &second]).unwrap();
    assert_eq!(led(second.key(), &steps, &note), Ok(1));
    assert_eq!(led(site.key.key(), &steps, &note), Ok(1));
}

#[test]
fn a_key_that_is_not_named_does_not_lead_anywhere() {
    let (site, steps, first) = changed();
    let note = site.checkpoint();
    let stranger = secret(Algorithm::Ed25519, 9);
    assert_eq!(led(stranger.key(), &steps, &note), Err(NotLed::Unknown));
    assert!(matches!(
        rotation::open(&first, &steps[..1], &note),
        Err(NotReached::Checkpoint(_))
    ));
    assert!(matches!(
        rotation::open(&first, &[], &note),
        Err(NotReached::Checkpoint(_))
    ));
    let gap = [steps[0].clone(), steps[0].clone()];
    assert!(led(&first, &gap, &note).is_err());
    assert_eq!(
        led(&first, &vec![steps[0].clone(); 65], &note),
        Err(NotLed::TooMany)
    );
}

#[test]
fn a_change_holds_only_in_the_log_that_it_was_made_in() {
    let (site, steps, first) = changed();
    let note = site.checkpoint();
    let with = |change: &dyn Fn(&mut Step)| {
        let mut steps = steps.clone();
        change(&mut steps[0]);
        led(&first, &steps, &note)
    };
    assert!(matches!(
        with(&|step| step.index += 1),
        Err(NotLed::NotInLog(_))
    ));
    assert!(matches!(
        with(&|step| {
            step.path.pop();
        }),
        Err(NotLed::NotInLog(_))
    ));
    assert!(matches!(
        with(&|step| {
            step.consistency.pop();
        }),
        Err(NotLed::NotSameLog(_))
    ));
    // Another leaf in its place, which the old key did not put there.
    let other = secret(Algorithm::Ed25519, 9);
    let named = other.key().to_string();
    let second = secret(Algorithm::Ed25519, 2).key().to_string();
    let forged = with(&|step| step.leaf = step.leaf.replace(&second, &named));
    assert!(matches!(forged, Err(NotLed::NotInLog(_))));
    // A checkpoint that the old key did not sign.
    let mut unsigned = Site::busy();
    unsigned.key = secret(Algorithm::Ed25519, 9);
    let unsigned = unsigned.checkpoint();
    assert!(matches!(
        with(&|step| step.checkpoint = unsigned.clone()),
        Err(NotLed::Checkpoint(_))
    ));
}

/// A new key whose log does not begin with the old one.
#[test]
fn a_log_that_was_written_anew_is_not_the_same() {
    let mut site = Site::busy();
    let first = site.key.key().clone();
    let (mut step, before) = site.change_key(2);
    let mut anew = Site::new(Algorithm::Ed25519);
    anew.key = secret(Algorithm::Ed25519, 2);
    (1000..1400).for_each(|seq| {
        anew.push(&withdrawal(seq));
    });
    step.consistency = anew.since(before);
    assert!(matches!(
        led(&first, &[step], &anew.checkpoint()),
        Err(NotLed::NotSameLog(_))
    ));
}

#[test]
fn the_new_key_is_one_of_this_log_and_was_not_used_before() {
    let first = secret(Algorithm::Ed25519, 1);
    let elsewhere =
        proof::note::Secret::from_seed("other.example", Algorithm::Ed25519, &[2; 32]).unwrap();
    let witness = secret(Algorithm::Cosignature, 2);
    let next = secret(Algorithm::Ed25519, 2);
    let mut spoiled = next.key().to_string();
    spoiled.pop();
    spoiled.push('A');
    let cases = [
        (elsewhere.key().to_string(), false),
        (witness.key().to_string(), false),
        (first.key().to_string(), false),
        (spoiled, false),
        (next.key().to_string(), true),
    ];
    for (new, is_taken) in cases {
        let mut site = Site::new(Algorithm::Ed25519);
        let old = first.key().to_string();
        let leaf = Leaf {
            says: Says::Key {
                old,
                new: new.clone(),
            },
            ..withdrawal(1)
        };
        let index = site.push(&leaf);
        let step = Step {
            leaf: String::from_utf8(leaf.to_bytes().unwrap()).unwrap(),
            index,
            path: site.path(index),
            checkpoint: site.checkpoint(),
            consistency: Vec::new(),
        };
        site.key = secret(Algorithm::Ed25519, 2);
        let found = led(first.key(), &[step], &site.checkpoint());
        assert_eq!(found.is_ok(), is_taken, "{new}: {found:?}");
        if !is_taken {
            assert!(matches!(found, Err(NotLed::Other | NotLed::Key(_))));
        }
    }
}

#[test]
fn from_a_key_that_was_lost_nothing_leads_on() {
    let mut site = Site::busy();
    let first = site.key.key().clone();
    let next = secret(Algorithm::Ed25519, 2);
    let lost = Leaf {
        says: Says::KeyLost {
            old: first.to_string(),
            new: next.key().to_string(),
        },
        ..withdrawal(400)
    };
    let index = site.push(&lost);
    // Even where the old key signed it after all.
    let step = Step {
        leaf: String::from_utf8(lost.to_bytes().unwrap()).unwrap(),
        index,
        path: site.path(index),
        checkpoint: site.checkpoint(),
        consistency: Vec::new(),
    };
    site.key = next;
    let note = site.checkpoint();
    assert_eq!(
        led(&first, std::slice::from_ref(&step), &note),
        Err(NotLed::Unknown)
    );
    assert_eq!(led(site.key.key(), &[step], &note), Ok(1));
    assert!(NotLed::Unknown.to_string().contains("丢失"));
}

#[test]
fn a_proof_brings_the_changes_along() {
    let mut site = Site::busy();
    let first = site.key.key().clone();
    let (mut step, before) = site.change_key(2);
    let proof = released(&mut site);
    step.consistency = site.since(before);
    let proof = Proof {
        steps: vec![step],
        ..proof
    };
    let text = proof.to_string();
    let read = Proof::parse(text.as_bytes()).unwrap();
    assert_eq!(read, proof);
    let proved = read.verify(&Trust::key(first.clone())).unwrap();
    assert_eq!(proved.keys, [first.clone(), site.key.key().clone()]);
    let stranger = secret(Algorithm::Ed25519, 9).key().clone();
    let refused = read.verify(&Trust::key(stranger)).unwrap_err();
    assert!(matches!(refused, NotProved::KeyChange(NotLed::Unknown)));
    assert_eq!(refused.id(), "key_change_wrong");
}
