//! Notes: keys, texts and signatures of the Go checksum database's tests (golang.org/x/mod, `sumdb/note/note_test.go`), and a
//! checkpoint of a Certificate Transparency log (arche2025h1, staging) as its witnesses signed it.

use proof::note::{
    self, Algorithm, Key, KeyId, Malformed, Note, Secret, Signer, Unsigned, Unverified, Verifier,
    WrongKey,
};

pub(crate) const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
const PETER_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCH_LINE: &str = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

/// The whole checkpoint, with two signatures of its log, of which one is of a type that is unknown here, and four witnesses.
pub(crate) const ARCHE: &str = include_str!("fixtures/arche2025h1.note");
pub(crate) const ARCHE_KEY: &str = include_str!("fixtures/arche2025h1.key");
pub(crate) const REMORA_KEY: &str =
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

fn parse(text: &str) -> Result<Note, Malformed> {
    Note::parse(text.as_bytes())
}

/// Whose signatures were found.
fn names(note: &Note, keys: &[&dyn Verifier]) -> Result<Vec<bool>, Unverified> {
    let found = note.verify(keys)?;
    Ok(found.iter().map(Option::is_some).collect())
}

#[test]
fn a_key_reads_back_what_it_prints_and_no_part_of_it_can_be_changed() {
    for text in [PETER, ENOCH, ARCHE_KEY, REMORA_KEY] {
        assert_eq!(key(text).to_string(), text);
    }
    assert_eq!(key(PETER).id(), KeyId(0xc74f_20a3));
    assert_eq!(key(REMORA_KEY).algorithm(), Algorithm::Cosignature);
    let secret = Secret::parse(PETER_SECRET).unwrap();
    assert_eq!(secret.expose(), PETER_SECRET);
    assert_eq!(secret.key(), &key(PETER));
    for (whole, is_secret) in [(PETER, false), (PETER_SECRET, true)] {
        let is_key = |text: &str| {
            if is_secret {
                Secret::parse(text).is_ok()
            } else {
                Key::parse(text).is_ok()
            }
        };
        for start in 0..whole.len() {
            for end in start + 1..=whole.len() {
                let is_whole = start == 0 && end == whole.len();
                assert_eq!(is_key(&whole[start..end]), is_whole);
            }
            let mut changed = whole.as_bytes().to_vec();
            changed[start] += 1;
            assert!(!is_key(std::str::from_utf8(&changed).unwrap()));
        }
    }
    // With ids that fit: too long, and of an unknown type.
    let long = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
    assert!(Key::parse(long).is_err());
    let unknown = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(Key::parse(unknown), Err(WrongKey::Algorithm));
    // An ECDSA key of another log: no type that is known here.
    let ecdsa = "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";
    assert_eq!(Key::parse(ecdsa), Err(WrongKey::Algorithm));
    // Which program knows this one depends on how it was built; what is wrong with it is told either way.
    let sm2 = "gb.example+00000000+/2dvbmdrYWkvc20yLXdpdGgtc20zLzEKBAn53zEeVCGhUN19Fh5LxcZyF5+tGDP8B2uwj/NW81AgzOpJDOJndaUtxupxjMGqYArtBfvzXghKZjL2By2prRM=";
    let expected = if cfg!(feature = "gm") {
        WrongKey::Id
    } else {
        WrongKey::NeedsGm
    };
    assert_eq!(Key::parse(sm2), Err(expected));
}

#[test]
fn a_key_that_signs_anything_is_none() {
    // The neutral point and other points of small order.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    for weak in [neutral, [0; 32]] {
        assert_eq!(
            Key::new("weak", Algorithm::Ed25519, &weak),
            Err(WrongKey::Content)
        );
    }
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", &"a".repeat(256)] {
        assert_eq!(
            Key::new(name, Algorithm::Ed25519, &key(PETER).bytes()),
            Err(WrongKey::Name)
        );
    }
}

#[test]
fn a_secret_never_prints_itself() {
    let printed = format!("{:?}", Secret::parse(PETER_SECRET).unwrap());
    assert!(printed.contains(PETER));
    assert!(!printed.contains("AYEKFALVFGyNhPJEMzD1QIDr"));
}

#[test]
fn a_text_is_signed_as_other_implementations_sign_it() {
    let secret = Secret::parse(PETER_SECRET).unwrap();
    let signed = Note::sign(TEXT, &[&secret]).unwrap();
    assert_eq!(signed.to_string(), format!("{TEXT}\n{PETER_LINE}"));
    let mut again = signed.clone();
    again.add(&secret).unwrap();
    assert_eq!(again, signed);
    for wrong in ["abc", "", "abc\u{1}\n", "abc\r\n"] {
        assert!(Note::sign(wrong, &[&secret]).is_err(), "{wrong:?}");
    }
}

#[test]
fn known_keys_are_found_and_unknown_ones_mean_nothing() {
    let whole = format!("{TEXT}\n{PETER_LINE}{ENOCH_LINE}");
    let note = parse(&whole).unwrap();
    assert_eq!(note.text(), TEXT);
    assert_eq!(note.to_string(), whole);
    let (peter, enoch) = (key(PETER), key(ENOCH));
    assert_eq!(names(&note, &[&peter]), Ok(vec![true]));
    assert_eq!(names(&note, &[&enoch, &peter]), Ok(vec![true, true]));
    let remora = key(REMORA_KEY);
    assert_eq!(names(&note, &[&remora, &peter]), Ok(vec![false, true]));
    assert_eq!(names(&note, &[&remora]), Err(Unverified::NoKnownKey));
    assert_eq!(names(&note, &[]), Err(Unverified::NoKnownKey));
    assert_eq!(
        names(&note, &[&peter, &enoch, &peter]),
        Err(Unverified::Ambiguous("PeterNeumann+c74f20a3".into()))
    );
    // The name or the id alone makes no known key.
    let misnamed = whole.replace("— PeterNeumann", "— CarmenSandiego");
    assert_eq!(
        names(&parse(&misnamed).unwrap(), &[&peter]),
        Err(Unverified::NoKnownKey)
    );
    let other_id = whole.replace(" x08go", " xxxxo");
    assert_eq!(
        names(&parse(&other_id).unwrap(), &[&peter]),
        Err(Unverified::NoKnownKey)
    );
}

#[test]
fn every_signature_of_a_known_key_must_hold() {
    let peter = key(PETER);
    let wrong = format!("{}ABCD{}", &PETER_LINE[..60], &PETER_LINE[60..]);
    let refused = Err(Unverified::Wrong("PeterNeumann+c74f20a3".into()));
    for lines in [wrong.clone(), PETER_LINE.to_owned() + &wrong] {
        let note = parse(&format!("{TEXT}\n{lines}")).unwrap();
        assert_eq!(names(&note, &[&peter]), refused);
        assert_eq!(names(&note, &[&key(ENOCH)]), Err(Unverified::NoKnownKey));
    }
    let twice = parse(&format!("{TEXT}\n{PETER_LINE}{PETER_LINE}")).unwrap();
    assert_eq!(names(&twice, &[&peter]), Ok(vec![true]));
    let changed = parse(&format!("{TEXT}\n{PETER_LINE}").replace("problem is", "problem was"));
    assert_eq!(names(&changed.unwrap(), &[&peter]), refused);
}

/// RFC 8032, section 5.1.7: a signature of which another can be made without the key is none.
#[test]
fn a_signature_has_one_form() {
    let peter = key(PETER);
    let sound = note::signatures(PETER_LINE).unwrap().remove(0).bytes;
    assert!(peter.verify(TEXT, &sound));
    // The order of the group, added to the second half.
    let order = crate::hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut same = sound.clone();
    let mut carry = 0;
    for (byte, more) in same[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert!(!peter.verify(TEXT, &same));
    let mut neutral = vec![0; 64];
    neutral[0] = 1;
    for wrong in [
        neutral,
        vec![0; 64],
        vec![0xff; 64],
        vec![],
        sound[..63].to_vec(),
        [&sound[..], &[0]].concat(),
    ] {
        assert!(!peter.verify(TEXT, &wrong));
    }
}

/// Whatever others call their keys, the signatures of known ones are found.
#[test]
fn names_of_unknown_keys_may_be_any() {
    let unknown = ENOCH_LINE.replace("EnochRoot", &"名\u{80}".repeat(200));
    let whole = format!("{TEXT}\n{unknown}{PETER_LINE}");
    let note = parse(&whole).unwrap();
    assert_eq!(note.to_string(), whole);
    assert_eq!(names(&note, &[&key(PETER)]), Ok(vec![true]));
}

#[test]
fn what_is_no_note_is_refused_by_what_is_wrong() {
    let lines = |lines: &str| parse(&format!("{TEXT}\n{lines}"));
    let cases = [
        (parse(TEXT), Malformed::NoSignature),
        (lines(""), Malformed::NoSignature),
        (lines(PETER_LINE.trim_end()), Malformed::Line(1)),
        (
            lines(&format!("{PETER_LINE}Unexpected line.\n")),
            Malformed::Line(2),
        ),
        (lines("— Bad Name x08go/ZJkuA=\n"), Malformed::Line(1)),
        (lines("— Bad+Name x08go/ZJkuA=\n"), Malformed::Line(1)),
        (lines("- PeterNeumann x08go/ZJkuA=\n"), Malformed::Line(1)),
        (lines("— PeterNeumann  x08go/ZJkuA=\n"), Malformed::Line(1)),
        (lines("— PeterNeumann x08go/ZJkuA\n"), Malformed::Line(1)),
        // An id and nothing after it.
        (lines("— PeterNeumann x08gow==\n"), Malformed::Line(1)),
        (lines(&PETER_LINE.repeat(101)), Malformed::TooMany),
        (
            parse(&format!("\u{1}{TEXT}\n{PETER_LINE}")),
            Malformed::Characters,
        ),
        (
            parse(&format!("{TEXT}\r\n\n{PETER_LINE}")),
            Malformed::Characters,
        ),
        (
            parse(&("a".repeat(note::LONGEST) + "\n\n" + PETER_LINE)),
            Malformed::TooLong,
        ),
        (Note::parse(b"\xff\n\n"), Malformed::Characters),
    ];
    for (n, (found, expected)) in cases.into_iter().enumerate() {
        assert_eq!(found, Err(expected), "{n}");
    }
    assert!(lines(&PETER_LINE.repeat(100)).is_ok());
    // The last empty line divides; the text may have others.
    let note = parse(&format!("a\n\nb\n\n{PETER_LINE}")).unwrap();
    assert_eq!(note.text(), "a\n\nb\n");
}

#[test]
fn a_checkpoint_of_a_public_log_is_verified_by_its_key_and_its_witness() {
    let note = parse(ARCHE).unwrap();
    assert_eq!(note.to_string(), ARCHE);
    let (log, witness) = (key(ARCHE_KEY), key(REMORA_KEY));
    assert_eq!(names(&note, &[&log, &witness]), Ok(vec![true, true]));
    let changed = parse(&ARCHE.replace("1432088532", "1432088533")).unwrap();
    for key in [&log, &witness] {
        assert!(matches!(names(&changed, &[key]), Err(Unverified::Wrong(_))));
    }
}

/// A hardware module that answers with what it was given.
struct Module {
    key: Key,
    answer: Result<Vec<u8>, &'static str>,
}

impl Signer for Module {
    fn key(&self) -> &Key {
        &self.key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unsigned> {
        assert_eq!(message, TEXT.as_bytes());
        let answer = self.answer.clone();
        answer.map_err(|words| Unsigned::Device(words.to_owned()))
    }
}

#[test]
fn what_a_module_answers_is_checked_before_it_stands_under_a_note() {
    let bytes = note::signatures(PETER_LINE).unwrap().remove(0).bytes;
    let module = |answer| Module {
        key: key(PETER),
        answer,
    };
    let signed = Note::sign(TEXT, &[&module(Ok(bytes.clone()))]).unwrap();
    assert_eq!(signed.to_string(), format!("{TEXT}\n{PETER_LINE}"));
    let wrong = Note::sign(TEXT, &[&module(Ok(vec![0; 64]))]);
    assert!(matches!(wrong, Err(Unsigned::Mismatch(_))));
    let silent = Note::sign(TEXT, &[&module(Err("没有插好"))]);
    assert!(matches!(silent, Err(Unsigned::Device(_))));
}
