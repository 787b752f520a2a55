//! Witnesses: keys that transparency-dev/tessera tests with (`witness_test.go`), the cosignature of a running witness, and the
//! request of C2SP tlog-witness.

use crate::log::{NAME, Site};
use crate::note::{ARCHE, REMORA_KEY};
use proof::note::{self, Algorithm, Key, KeyId, Note, Secret, Signer, Unsigned, Unverified};
use proof::witness::{
    self, NotWitnessed, Policy, Request, Witnessed, WrongPolicy, cosign, message, take_answer,
    time_of,
};

/// Names, public and secret keys; the type is that of a log's key, so the ids are others than those of a witness.
const WITNESSES: [(&str, &str); 3] = [
    (
        "Wit1+55ee4561+AVhZSmQj9+SoL+p/nN0Hh76xXmF7QcHfytUrI1XfSClk",
        "PRIVATE+KEY+Wit1+55ee4561+AeadRiG7XM4XiieCHzD8lxysXMwcViy5nYsoXURWGrlE",
    ),
    (
        "Wit2+85ecc407+AWVbwFJte9wMQIPSnEnj4KibeO6vSIOEDUTDp3o63c2x",
        "PRIVATE+KEY+Wit2+85ecc407+AfPTvxw5eUcqSgivo2vaiC7JPOMUZ/9baHPSDrWqgdGm",
    ),
    (
        "Wit3+d3ed3be7+ASb6Uz1+fxAcXkMvDd7nGa3FjDce7LxIKmbbTCT0MpVn",
        "PRIVATE+KEY+Wit3+d3ed3be7+AR2Kg8k6ccBr5QXz5SHtnkOS4UGQGEQaWi6Gfr6Mm3X5",
    ),
];

fn witness(n: u8) -> Secret {
    let name = format!("witness.example/w{n}");
    Secret::from_seed(&name, Algorithm::Cosignature, &[100 + n; 32]).unwrap()
}

fn keys(witnesses: &[&Secret]) -> Vec<Key> {
    witnesses
        .iter()
        .map(|secret| secret.key().clone())
        .collect()
}

#[test]
fn keys_of_another_implementation_belong_together() {
    for (public, secret) in WITNESSES {
        let secret = Secret::parse(secret).unwrap();
        assert_eq!(secret.key().to_string(), public);
        // The same key as a witness has another id, so that one is never taken for the other.
        let as_log = Key::parse(public).unwrap();
        let as_witness = Key::new(as_log.name(), Algorithm::Cosignature, &as_log.bytes()).unwrap();
        assert_ne!(as_witness.id(), as_log.id());
    }
}

#[test]
fn the_cosignature_of_a_running_witness_says_its_time() {
    let note = Note::parse(ARCHE.as_bytes()).unwrap();
    let policy = Policy::new(1, vec![Key::parse(REMORA_KEY).unwrap()]).unwrap();
    let at = 0x6a12_2120;
    let name = "remora.n621.de".to_owned();
    assert_eq!(policy.check(&note), Ok(vec![Witnessed { name, at }]));
    let moved = ARCHE.replace("2net5wAAAABqEiEg", "2net5wAAAABqEiEh");
    let moved = Note::parse(moved.as_bytes()).unwrap();
    assert!(matches!(
        policy.check(&moved),
        Err(NotWitnessed::Wrong(Unverified::Wrong(_)))
    ));
    // transparency-dev/formats, `note/note_cosigv1_test.go`.
    let line = "— w ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==\n";
    let line = note::signatures(line).unwrap().remove(0);
    assert_eq!(
        (line.id, time_of(&line)),
        (KeyId(0x6468_46b9), Some(1_727_964_367))
    );
    let plain = "— w eQjRQm6eSKzFoiYalgwCPXu2y3ijtg68is9M46JKxuZB+dRfTmeQeDBoXnvxZx2ugnkyV+MUMLXpWs1hPb/W/4xkNQY=\n";
    assert_eq!(time_of(&note::signatures(plain).unwrap()[0]), None);
}

#[test]
fn what_is_signed_is_as_the_specification_writes_it() {
    let text =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let expected = format!("cosignature/v1\ntime 1679315147\n{text}");
    assert_eq!(message(1_679_315_147, text), expected.into_bytes());
}

#[test]
fn so_many_of_the_known_witnesses_must_have_signed() {
    let site = Site::busy();
    let (a, b, c) = (witness(1), witness(2), witness(3));
    let mut note = site.checkpoint();
    cosign(&mut note, &a, 1_767_225_700).unwrap();
    cosign(&mut note, &c, 1_767_225_800).unwrap();
    let policy = |need, secrets: &[&Secret]| Policy::new(need, keys(secrets)).unwrap();
    let names = |policy: &Policy| {
        let found = policy.check(&note)?;
        Ok(found
            .into_iter()
            .map(|found| found.at - 1_767_225_600)
            .collect::<Vec<_>>())
    };
    assert_eq!(names(&policy(2, &[&a, &b, &c])), Ok(vec![100, 200]));
    assert_eq!(names(&policy(0, &[&b])), Ok(vec![]));
    assert_eq!(names(&Policy::default()), Ok(vec![]));
    let too_few = |need, have| Err(NotWitnessed::TooFew { need, have });
    assert_eq!(names(&policy(3, &[&a, &b, &c])), too_few(3, 2));
    assert_eq!(names(&policy(1, &[&b])), too_few(1, 0));
    assert_eq!(
        Policy::new(2, keys(&[&a])),
        Err(WrongPolicy::TooFew { need: 2, have: 1 })
    );
    // One key under two names would count twice: what is signed does not say the name.
    let renamed = Key::new("other.example", Algorithm::Cosignature, &a.key().bytes()).unwrap();
    assert_eq!(
        Policy::new(2, vec![a.key().clone(), renamed]),
        Err(WrongPolicy::Twice("witness.example/w1".into()))
    );
    let log = site.key.key();
    assert_eq!(
        Policy::new(1, vec![log.clone()]),
        Err(WrongPolicy::NotOfWitness(log.to_string()))
    );
}

#[test]
fn logs_and_witnesses_do_not_sign_for_each_other() {
    let site = Site::busy();
    let mut note = site.checkpoint();
    assert!(matches!(note.add(&witness(1)), Err(Unsigned::NeedsTime(_))));
    assert!(matches!(
        cosign(&mut note, &site.key, 5),
        Err(Unsigned::NotOfWitness(_))
    ));
    // A time that no witness can mean.
    assert!(cosign(&mut note, &witness(1), u64::MAX).is_err());
}

#[test]
fn a_log_asks_a_witness_and_takes_its_answer() {
    let mut site = Site::new(Algorithm::Ed25519);
    (1..=5).for_each(|seq| {
        site.push(&crate::log::withdrawal(seq));
    });
    let old = site.state();
    (6..=9).for_each(|seq| {
        site.push(&crate::log::withdrawal(seq));
    });
    let request = Request {
        old: old.size,
        consistency: site.since(old.size),
        checkpoint: site.checkpoint(),
    };
    let body = request.to_string();
    assert!(body.starts_with("old 5\n"));
    assert!(body.contains(&format!("\n\n{NAME}\n9\n")));
    assert_eq!(Request::parse(body.as_bytes()).as_ref(), Some(&request));
    // As a witness does it.
    let key = site.key.key();
    let state = proof::checkpoint::Checkpoint::open(&request.checkpoint, key).unwrap();
    assert_eq!(state.follows(&old, key, &request.consistency), Ok(()));
    let (known, unknown) = (witness(1), witness(2));
    let mut seen = request.checkpoint.clone();
    cosign(&mut seen, &known, 7).unwrap();
    cosign(&mut seen, &unknown, 8).unwrap();
    let answer: String = seen.signatures()[1..]
        .iter()
        .map(ToString::to_string)
        .collect();
    // And the log takes what it knows.
    let mut note = site.checkpoint();
    let known = keys(&[&known]);
    assert_eq!(take_answer(&mut note, &answer, &known), Ok(1));
    assert_eq!(note.signatures(), &seen.signatures()[..2]);
    let mut other = site.checkpoint();
    assert_eq!(
        take_answer(&mut other, &answer.replace("AAAAAAA", "AAAAAAB"), &known),
        Ok(0)
    );
    assert!(take_answer(&mut other, "ok\n", &known).is_err());
    let policy = Policy::new(1, known).unwrap();
    assert_eq!(policy.check(&note).unwrap()[0].at, 7);
}

#[test]
fn what_is_no_request_is_refused() {
    let site = Site::busy();
    let note = site.checkpoint();
    let hash = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
    for (head, is_request) in [
        ("old 0\n".to_owned(), true),
        (format!("old 5\n{hash}{hash}"), true),
        (
            format!("old 5\n{}", hash.repeat(witness::LONGEST_PROOF)),
            true,
        ),
        (
            format!("old 5\n{}", hash.repeat(witness::LONGEST_PROOF + 1)),
            false,
        ),
        ("old 00\n".to_owned(), false),
        ("new 0\n".to_owned(), false),
        ("old 5\nPlRN\n".to_owned(), false),
        (String::new(), false),
    ] {
        let body = format!("{head}\n{note}");
        assert_eq!(
            Request::parse(body.as_bytes()).is_some(),
            is_request,
            "{head}"
        );
    }
}
