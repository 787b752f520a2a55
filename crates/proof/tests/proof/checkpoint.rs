//! Checkpoints: the examples of C2SP tlog-checkpoint, and what transparency-dev/formats refuses (`log/checkpoint_test.go`).

use crate::log::{NAME, Site, secret, withdrawal};
use crate::note::{ARCHE, ARCHE_KEY, REMORA_KEY};
use proof::checkpoint::{Checkpoint, NotOpened};
use proof::note::{Algorithm, Key, Note, Signer, Unsigned, Unverified};
use proof::tree::{TreeHash, Wrong};

const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

#[test]
fn a_checkpoint_prints_as_it_was_read() {
    for rest in ["", "lots\nof\nlines\n"] {
        let text = format!("example.com/behind-the-sofa\n20852163\n{ROOT}\n{rest}");
        let checkpoint = Checkpoint::parse(&text).unwrap();
        assert_eq!(checkpoint.origin, "example.com/behind-the-sofa");
        assert_eq!(checkpoint.size, 20_852_163);
        assert_eq!(checkpoint.extensions.len(), rest.lines().count());
        assert_eq!(checkpoint.to_string(), text);
    }
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let wrong = [
        String::new(),
        "Log\n9944\n".into(),
        format!("\n9944\n{ROOT}\n"),
        format!("Log\n123\n{ROOT}"),
        format!("Log\nbananas\n{ROOT}\n"),
        format!("Log\n-34\n{ROOT}\n"),
        format!("Log\n+34\n{ROOT}\n"),
        format!("Log\n034\n{ROOT}\n"),
        format!("Log\n\n{ROOT}\n"),
        format!("Log\n3438945738945739845734895735\n{ROOT}\n"),
        format!("Log\n123\n{ROOT}\n\n"),
        format!("Log\n123\n{ROOT}\n\nlines\n"),
        "Log\n123\nThisIsn'tBase64\n".into(),
        // Base64, but no hash.
        "Log\n123\nYmFuYW5hcw==\n".into(),
        format!("Log\n123\n{}\n", ROOT.trim_end_matches('=')),
    ];
    for text in wrong {
        assert_eq!(Checkpoint::parse(&text), None, "{text:?}");
    }
}

#[test]
fn a_checkpoint_opens_with_the_key_of_its_log_only() {
    let note = Note::parse(ARCHE.as_bytes()).unwrap();
    let opened = Checkpoint::open(&note, &Key::parse(ARCHE_KEY).unwrap()).unwrap();
    assert_eq!(
        (opened.size, opened.origin.as_str()),
        (1_432_088_532, "arche2025h1.staging.ct.transparency.dev")
    );
    // A witness signs for a log, and is not it.
    assert_eq!(
        Checkpoint::open(&note, &Key::parse(REMORA_KEY).unwrap()),
        Err(NotOpened::Origin {
            expected: "remora.n621.de".into(),
            found: "arche2025h1.staging.ct.transparency.dev".into(),
        })
    );
    let other = secret(Algorithm::Ed25519, 2);
    assert_eq!(
        Checkpoint::open(&note, other.key()),
        Err(NotOpened::Signature(Unverified::NoKnownKey))
    );
    // Signed, but no checkpoint.
    let letter = Note::sign("Dear reader,\n", &[&other]).unwrap();
    assert_eq!(Checkpoint::open(&letter, other.key()), Err(NotOpened::Form));
}

#[test]
fn an_empty_log_has_the_empty_root() {
    let site = Site::new(Algorithm::Ed25519);
    assert_eq!(site.state().root, TreeHash::Sha256.empty());
    assert!(Checkpoint::open(&site.checkpoint(), site.key.key()).is_ok());
    let mut other = site.state();
    other.root = [1; 32];
    let signed = other.sign(&[&site.key]).unwrap();
    assert_eq!(
        Checkpoint::open(&signed, site.key.key()),
        Err(NotOpened::Form)
    );
}

#[test]
fn what_would_read_as_something_else_is_not_signed() {
    let site = Site::new(Algorithm::Ed25519);
    for origin in ["", "a\nb"] {
        let mut state = site.state();
        state.origin = origin.to_owned();
        assert!(state.sign(&[&site.key]).is_err());
    }
    for line in ["", "a\nb"] {
        let mut state = site.state();
        state.extensions = vec![line.to_owned()];
        assert!(state.sign(&[&site.key]).is_err());
    }
}

/// A whole older backup put back, or a log written anew, is found against a checkpoint that was kept elsewhere.
#[test]
fn a_log_that_was_cut_or_written_anew_does_not_follow_what_was_kept() {
    let mut site = Site::busy();
    let kept = site.state();
    for seq in 301..=320 {
        site.push(&withdrawal(seq));
    }
    let proof = site.since(kept.size);
    assert_eq!(site.state().follows(&kept, site.key.key(), &proof), Ok(()));
    let older = Site::busy();
    let mut shorter = Site::new(Algorithm::Ed25519);
    (1..=299).for_each(|seq| {
        shorter.push(&withdrawal(seq));
    });
    assert_eq!(older.state(), kept);
    assert_eq!(
        shorter.state().follows(&kept, site.key.key(), &[]),
        Err(Wrong::Shrunk { old: 300, new: 299 })
    );
    let mut anew = Site::new(Algorithm::Ed25519);
    (2..=321).for_each(|seq| {
        anew.push(&withdrawal(seq));
    });
    let proof = anew.since(kept.size);
    assert_eq!(anew.state().origin, NAME);
    assert_eq!(
        anew.state().follows(&kept, site.key.key(), &proof),
        Err(Wrong::Root)
    );
}

/// What lies beside the key knows more than what lies in the data.
#[test]
fn a_log_that_was_put_back_is_not_signed_on() {
    let mut site = Site::busy();
    let first = site.state();
    for seq in 301..=310 {
        site.push(&withdrawal(seq));
    }
    let (last, proof) = (site.state(), site.since(first.size));
    let key: &dyn Signer = &site.key;
    assert!(last.sign_after(&first, &proof, &[key]).is_ok());
    // The same once more.
    assert!(last.sign_after(&last, &[], &[key]).is_ok());
    let mut restored = Site::busy();
    let shrunk = restored.state().sign_after(&last, &[], &[key]);
    assert!(matches!(
        shrunk,
        Err(Unsigned::DoesNotFollow(Wrong::Shrunk {
            old: 310,
            new: 300
        }))
    ));
    for seq in 501..=520 {
        restored.push(&withdrawal(seq));
    }
    let proof = restored.since(last.size);
    let forked = restored.state().sign_after(&last, &proof, &[key]);
    assert!(matches!(forked, Err(Unsigned::DoesNotFollow(Wrong::Root))));
    let mut renamed = last.clone();
    renamed.origin = "other.example/log".into();
    assert!(matches!(
        renamed.sign_after(&last, &[], &[key]),
        Err(Unsigned::OtherLog)
    ));
}
