//! The file that a reader keeps: what it proves with nothing but itself, the released file and a key.

use crate::log::{NAME, SNAPSHOT, SOURCE, Site, item, released, secret};
use proof::document::{HEADING, Malformed, NotProved, Proof, Trust};
use proof::leaf::{Digests, Role, Says};
use proof::note::{Algorithm, Note, Secret, Signer};
use proof::witness::{Policy, cosign};
use std::collections::BTreeSet;

fn trust(site: &Site) -> Trust {
    Trust::key(site.key.key().clone())
}

#[test]
fn a_released_file_is_proved_to_be_what_it_is() {
    let mut site = Site::busy();
    let text = released(&mut site).to_string();
    let proof = Proof::parse(text.as_bytes()).unwrap();
    assert_eq!(proof.to_string(), text);
    let file = proof
        .verify_file(&trust(&site), &Digests::of(SOURCE))
        .unwrap();
    assert_eq!(
        (file.part.role, file.part.name.as_str()),
        (Role::Source, "关于公开的通知.pdf")
    );
    let proved = file.proved;
    assert!(matches!(proved.leaf.says, Says::Release { item: of, .. } if of == item()));
    assert_eq!((proved.leaf.seq, proved.leaf.at), (301, 1_767_225_600));
    assert_eq!((proved.index, proved.checkpoint.size), (300, 305));
    assert_eq!(proved.checkpoint.origin, NAME);
    assert_eq!(proved.keys, [site.key.key().clone()]);
    assert_eq!(proved.witnessed, []);
}

/// A release after the log had changed its key, seen by a witness.
fn kept() -> (Proof, Trust) {
    let mut site = Site::busy();
    let first = site.key.key().clone();
    let (mut step, before) = site.change_key(2);
    let mut proof = released(&mut site);
    step.consistency = site.since(before);
    proof.steps = vec![step];
    let witness = Secret::from_seed("witness.example/w1", Algorithm::Cosignature, &[101; 32]);
    let witness = witness.unwrap();
    cosign(&mut proof.checkpoint, &witness, 1_767_225_900).unwrap();
    let witnesses = Policy::new(1, vec![witness.key().clone()]).unwrap();
    let key = first;
    (proof, Trust { key, witnesses })
}

/// Readers have kept such files: they are verified by every later program, and written the same.
#[test]
fn a_proof_that_was_kept_is_verified_for_ever() {
    let text = include_str!("fixtures/release.tlog-proof");
    let (made, trust) = kept();
    assert_eq!(made.to_string(), text);
    let proof = Proof::parse(text.as_bytes()).unwrap();
    let file = proof.verify_file(&trust, &Digests::of(SOURCE)).unwrap();
    assert_eq!(file.proved.keys.len(), 2);
    assert_eq!(file.proved.witnessed.len(), 1);
    let keys = include_str!("fixtures/keys");
    let given: Vec<String> = [trust.key]
        .iter()
        .chain(trust.witnesses.witnesses())
        .map(ToString::to_string)
        .collect();
    assert_eq!(keys.lines().collect::<Vec<_>>(), given);
}

/// The whole of what C2SP tlog-proof says, line by line and without our reader.
#[test]
fn it_has_the_form_that_others_read() {
    let mut site = Site::busy();
    let proof = released(&mut site);
    let text = proof.to_string();
    let lines: Vec<&str> = text.split('\n').collect();
    assert_eq!(lines[0], "c2sp.org/tlog-proof@v1");
    assert!(lines[1].starts_with("extra "));
    assert_eq!(lines[2], "index 300");
    let end = 3 + proof.path.len();
    assert!(
        lines[3..end]
            .iter()
            .all(|line| line.len() == 44 && line.ends_with('='))
    );
    assert_eq!(lines[end], "");
    assert_eq!(lines[end + 1..].join("\n"), site.checkpoint().to_string());
}

#[test]
fn every_byte_counts() {
    let mut site = Site::busy();
    let text = released(&mut site).to_string();
    let trust = trust(&site);
    let file = Digests::of(SOURCE);
    for n in 0..text.len() {
        for flip in [1, 0x20] {
            let mut changed = text.clone().into_bytes();
            changed[n] ^= flip;
            let proof = Proof::parse(&changed);
            let proved = proof
                .map_err(NotProved::from)
                .and_then(|proof| proof.verify_file(&trust, &file));
            assert!(
                proved.is_err(),
                "byte {n}: {}",
                String::from_utf8_lossy(&changed)
            );
        }
        assert!(Proof::parse(&text.as_bytes()[..n]).is_err());
    }
}

#[test]
fn each_way_to_fail_has_its_name() {
    let mut site = Site::busy();
    let proof = released(&mut site);
    let trusted = trust(&site);
    let file = Digests::of(SOURCE);
    let mut found = BTreeSet::new();
    let mut fails = |name: &'static str, proof: &Proof, trust: &Trust, file: &Digests| {
        let error = proof.verify_file(trust, file).unwrap_err();
        assert_eq!(error.id(), name, "{error}");
        assert!(!error.to_string().is_empty());
        found.insert(name);
    };
    let with = |change: &dyn Fn(&mut Proof)| {
        let mut proof = proof.clone();
        change(&mut proof);
        proof
    };

    let longer = Digests::of(&[SOURCE, b" "].concat());
    fails("other_size", &proof, &trusted, &longer);
    let changed = Digests::of(&[&SOURCE[1..], b" "].concat());
    fails("other_bytes", &proof, &trusted, &changed);
    fails("other_size", &proof, &trusted, &Digests::of(SNAPSHOT));
    fails(
        "no_file",
        &with(&|proof| proof.opening = None),
        &trusted,
        &file,
    );
    let other_part = with(&|proof| {
        if let Some(opening) = &mut proof.opening {
            opening.part.digest[0] ^= 1;
        }
    });
    fails("not_in_leaf", &other_part, &trusted, &file);
    let withdrawn = Proof {
        opening: proof.opening.clone(),
        ..site.prove(5)
    };
    fails("nothing_released", &withdrawn, &trusted, &file);
    fails(
        "not_in_log",
        &with(&|proof| proof.index += 1),
        &trusted,
        &file,
    );
    fails(
        "not_in_log",
        &with(&|proof| {
            proof.path.pop();
        }),
        &trusted,
        &file,
    );
    fails(
        "not_in_log",
        &with(&|proof| proof.leaf.push(' ')),
        &trusted,
        &file,
    );

    let stranger = Trust::key(secret(Algorithm::Ed25519, 9).key().clone());
    fails("not_signed", &proof, &stranger, &file);
    let witness = secret(Algorithm::Cosignature, 5);
    fails(
        "key_of_witness",
        &proof,
        &Trust::key(witness.key().clone()),
        &file,
    );
    let forged = with(&|proof| {
        let text = proof.checkpoint.to_string().replace("\n305\n", "\n306\n");
        proof.checkpoint = Note::parse(text.as_bytes()).unwrap();
    });
    fails("signature_wrong", &forged, &trusted, &file);
    let sign = |text: &str| Note::sign(text, &[&site.key]).unwrap();
    let letter = sign("没有检查点\n");
    fails(
        "checkpoint_malformed",
        &with(&|proof| proof.checkpoint = letter.clone()),
        &trusted,
        &file,
    );
    let elsewhere = sign(&site.state().to_string().replace(NAME, "other.example/log"));
    fails(
        "checkpoint_of_other_log",
        &with(&|proof| proof.checkpoint = elsewhere.clone()),
        &trusted,
        &file,
    );

    let policy = |need| Policy::new(need, vec![witness.key().clone()]).unwrap();
    let witnessed = Trust {
        witnesses: policy(1),
        ..trusted.clone()
    };
    fails("not_witnessed", &proof, &witnessed, &file);
    let seen = with(&|proof| cosign(&mut proof.checkpoint, &witness, 1_767_225_900).unwrap());
    assert_eq!(
        seen.verify_file(&witnessed, &file)
            .unwrap()
            .proved
            .witnessed[0]
            .at,
        1_767_225_900
    );
    let moved = with(&|proof| {
        let lines = seen.checkpoint.to_string().replace("AAABp", "AAABq");
        proof.checkpoint = Note::parse(lines.as_bytes()).unwrap();
    });
    assert_ne!(moved.checkpoint, seen.checkpoint);
    fails("witness_wrong", &moved, &witnessed, &file);
    // Where no witness is asked for, a wrong line of one means nothing.
    assert!(moved.verify_file(&trusted, &file).is_ok());

    // A leaf of a form that this program does not know, in a log that is sound.
    let mut newer = Site::new(Algorithm::Ed25519);
    newer.log.push(b"gongkai/leaf/2\n{}");
    newer.tiles.extend(newer.log.take_changed());
    newer.leaves.push(b"gongkai/leaf/2\n{}".to_vec());
    fails("leaf_unknown", &newer.prove(0), &trusted, &file);

    let malformed = NotProved::from(Malformed::Heading);
    assert_eq!(malformed.id(), "proof_malformed");
    assert_eq!(found.len(), 14);
}

#[test]
fn an_entry_alone_is_proved_as_well() {
    let site = Site::busy();
    let proof = Proof::parse(site.prove(7).to_string().as_bytes()).unwrap();
    let proved = proof.verify(&trust(&site)).unwrap();
    assert!(matches!(proved.leaf.says, Says::Withdrawal { .. }));
    assert_eq!((proved.index, proved.leaf.seq), (7, 8));
}

#[test]
fn what_is_no_proof_is_refused_by_what_is_wrong() {
    let mut site = Site::busy();
    let text = released(&mut site).to_string();
    let lines: Vec<&str> = text.splitn(4, '\n').collect();
    let [heading, extra, index, rest] = lines[..] else {
        panic!("four parts")
    };
    assert_eq!(heading, HEADING);
    let parse = |lines: &[&str]| Proof::parse(lines.join("\n").as_bytes()).unwrap_err();
    assert_eq!(
        parse(&["wrong-header", extra, index, rest]),
        Malformed::Heading
    );
    assert_eq!(parse(&[heading, index, rest]), Malformed::Extra);
    assert_eq!(
        parse(&[heading, "extra !!notbase64!!", index, rest]),
        Malformed::Extra
    );
    assert_eq!(
        parse(&[heading, "extra e30=", index, rest]),
        Malformed::Extra
    );
    assert_eq!(parse(&[heading, extra, rest]), Malformed::Index);
    for index in [
        "index notanumber",
        "index -5",
        "index 0300",
        "index",
        "index 99999999999999999999",
    ] {
        assert_eq!(
            parse(&[heading, extra, index, rest]),
            Malformed::Index,
            "{index}"
        );
    }
    assert_eq!(
        parse(&[heading, extra, index, "!!notbase64!!", rest]),
        Malformed::Hash(1)
    );
    let hash = rest.lines().next().unwrap();
    let flood = [hash; 65].join("\n");
    assert!(matches!(
        parse(&[heading, extra, index, &flood, rest]),
        Malformed::Hash(65)
    ));
    assert!(matches!(
        parse(&[heading, extra, index, hash]),
        Malformed::Checkpoint(_)
    ));
    assert_eq!(parse(&[&"a".repeat(1_000_001)]), Malformed::TooLong);
    assert_eq!(Proof::parse(b"\xff").unwrap_err(), Malformed::Characters);
    assert!(Proof::parse(text.replace('\n', "\r\n").as_bytes()).is_err());
}
