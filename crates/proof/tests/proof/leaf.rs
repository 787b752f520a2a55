//! Leaves: their exact bytes, what they take, and what they tell.

use crate::log::{SNAPSHOT, SOURCE, contents, item, withdrawal};
use proof::leaf::{Content, Contents, DOMAIN, Digests, Item, Leaf, Part, Role, Says, Seen, Unfit};
use proof::tree::{TreeHash, Wrong};
use proptest::prelude::*;

const SHA256: TreeHash = TreeHash::Sha256;

fn leaves() -> Vec<(Leaf, &'static str)> {
    let leaf = |says| Leaf {
        seq: 12,
        link: [0xab; 32],
        at: 1_767_225_600,
        says,
    };
    let content = Content {
        parts: 3,
        root: [0xcd; 32],
    };
    let law = Item {
        version: Some(("zfxxgk".into(), "2019-04-03".into())),
        ..item()
    };
    let key = "xt.example/log+00000000+AQ==".to_owned();
    vec![
        (
            leaf(Says::Release { item: law, content }),
            r#"{"at":1767225600,"content":"CD","edition":2,"index_no":"XT-0001/2026-00001","item":"0190b7c0-0000-7000-8000-000000000001","kind":"release","link":"AB","parts":3,"seq":12,"version":"2019-04-03","work":"zfxxgk"}"#,
        ),
        (
            leaf(Says::Derivative {
                item: item(),
                content,
            }),
            r#"{"at":1767225600,"content":"CD","edition":2,"index_no":"XT-0001/2026-00001","item":"0190b7c0-0000-7000-8000-000000000001","kind":"derivative","link":"AB","parts":3,"seq":12}"#,
        ),
        (
            leaf(Says::Change {
                item: item(),
                act: "change_validity".into(),
            }),
            r#"{"act":"change_validity","at":1767225600,"edition":2,"index_no":"XT-0001/2026-00001","item":"0190b7c0-0000-7000-8000-000000000001","kind":"change","link":"AB","seq":12}"#,
        ),
        (
            leaf(Says::Withdrawal { item: item() }),
            r#"{"at":1767225600,"edition":2,"index_no":"XT-0001/2026-00001","item":"0190b7c0-0000-7000-8000-000000000001","kind":"withdrawal","link":"AB","seq":12}"#,
        ),
        (
            leaf(Says::Takedown {
                item: item(),
                readable_from: 2,
            }),
            r#"{"at":1767225600,"edition":2,"index_no":"XT-0001/2026-00001","item":"0190b7c0-0000-7000-8000-000000000001","kind":"takedown","link":"AB","readable_from":2,"seq":12}"#,
        ),
        (
            leaf(Says::Key {
                old: key.clone(),
                new: key.clone(),
            }),
            r#"{"at":1767225600,"kind":"key","link":"AB","new":"xt.example/log+00000000+AQ==","old":"xt.example/log+00000000+AQ==","seq":12}"#,
        ),
        (
            leaf(Says::KeyLost {
                old: key.clone(),
                new: key,
            }),
            r#"{"at":1767225600,"kind":"key_lost","link":"AB","new":"xt.example/log+00000000+AQ==","old":"xt.example/log+00000000+AQ==","seq":12}"#,
        ),
    ]
}

/// These bytes are in logs for ever.
#[test]
fn a_leaf_is_written_in_one_way() {
    for (leaf, json) in leaves() {
        let json = json
            .replace("AB\"", &("ab".repeat(32) + "\""))
            .replace("CD\"", &("cd".repeat(32) + "\""));
        let bytes = format!("gongkai/leaf/1\n{json}").into_bytes();
        assert_eq!(leaf.to_bytes().as_deref(), Ok(&bytes[..]));
        assert_eq!(Leaf::from_bytes(&bytes), Some(leaf));
    }
}

#[test]
fn what_would_not_be_written_so_is_not_read() {
    let bytes = withdrawal(12).to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let wrong = [
        text.replace("leaf/1", "leaf/2"),
        text.replace(DOMAIN, ""),
        text.replace(':', ": "),
        text.clone() + "\n",
        text.replace("{\"at\"", "{\"act\":\"x\",\"at\""),
        text.replace("{\"at\"", "{\"more\":1,\"at\""),
        text.replace("\"seq\":12", "\"seq\":0"),
        text.replace("\"seq\":12", "\"seq\":12.0"),
        text.replace("\"seq\":12", "\"seq\":\"12\""),
        text.replace("\"seq\":12", "\"seq\":9007199254740992"),
        text.replace("\"seq\":12", "\"seq\":12,\"seq\":12"),
        text.replace("\"edition\":2", "\"edition\":0"),
        text.replace("\"edition\":2", "\"edition\":null"),
        text.replace("\"edition\":2,", ""),
        text.replace("withdrawal", "release"),
        text.replace("withdrawal", "other"),
        text.replace("0c0c", "0C0C"),
        text.replace("XT-0001", "XT\\u002d0001"),
        text.replace("\"seq\":12", "\"seq\":12,\"work\":\"a\""),
    ];
    for wrong in wrong {
        assert_ne!(wrong, text);
        assert_eq!(Leaf::from_bytes(wrong.as_bytes()), None, "{wrong}");
    }
}

#[test]
fn nothing_that_could_be_a_title_or_a_name_stands_in_a_leaf() {
    for words in [
        "关于公开的通知",
        "Zhang San",
        "a\"b",
        "",
        "a\n",
        "张三",
        &"9".repeat(129),
    ] {
        let with = |change: &dyn Fn(&mut Item)| {
            let mut item = item();
            change(&mut item);
            Leaf {
                says: Says::Withdrawal { item },
                ..withdrawal(1)
            }
            .to_bytes()
        };
        assert!(with(&|item| item.id = words.into()).is_err());
        assert!(with(&|item| item.index_no = words.into()).is_err());
        assert!(with(&|item| item.version = Some((words.into(), "1".into()))).is_err());
        assert!(with(&|item| item.version = Some(("a".into(), words.into()))).is_err());
        let says = Says::Change {
            item: item(),
            act: words.into(),
        };
        assert!(
            Leaf {
                says,
                ..withdrawal(1)
            }
            .to_bytes()
            .is_err()
        );
    }
    let long = "k".repeat(1025);
    let says = Says::Key {
        old: long,
        new: "a".into(),
    };
    assert!(
        Leaf {
            says,
            ..withdrawal(1)
        }
        .to_bytes()
        .is_err()
    );
}

#[test]
fn one_part_is_shown_without_the_others() {
    let contents = contents();
    let content = contents.commit(SHA256);
    assert_eq!(content.parts, 3);
    let openings: Vec<_> = (0..3)
        .map(|place| contents.open(SHA256, place).unwrap())
        .collect();
    assert_eq!(contents.open(SHA256, 3), None);
    for (place, opening) in openings.iter().enumerate() {
        assert_eq!(opening.part, contents.parts()[place]);
        assert_eq!(opening.verify(SHA256, &content), Ok(()));
        let mut elsewhere = opening.clone();
        elsewhere.place = (elsewhere.place + 1) % 3;
        assert!(elsewhere.verify(SHA256, &content).is_err());
        elsewhere.place = 3;
        assert_eq!(
            elsewhere.verify(SHA256, &content),
            Err(Wrong::Outside { index: 3, size: 3 })
        );
        let mut renamed = opening.clone();
        renamed.part.name.push('x');
        assert_eq!(renamed.verify(SHA256, &content), Err(Wrong::Root));
        let mut recast = opening.clone();
        recast.part.role = if place == 0 {
            Role::Source
        } else {
            Role::Snapshot
        };
        assert_eq!(recast.verify(SHA256, &content), Err(Wrong::Root));
        // The salt of one part opens no other, and another salt opens nothing.
        let mut guessed = opening.clone();
        guessed.salt = openings[(place + 1) % 3].salt;
        assert_eq!(guessed.verify(SHA256, &content), Err(Wrong::Root));
        assert_ne!(opening.salt, [7; 32]);
    }
    // The same files under another salt cannot be told to be the same.
    let again = Contents::new([8; 32], contents.parts().to_vec()).unwrap();
    assert_ne!(again.commit(SHA256).root, content.root);
}

#[test]
fn a_file_is_known_by_its_bytes_in_its_role() {
    let parts = contents();
    let [snapshot, source, _] = parts.parts() else {
        panic!("three parts")
    };
    assert!(snapshot.is(&Digests::of(SNAPSHOT)));
    assert!(source.is(&Digests::of(SOURCE)));
    assert!(!source.is(&Digests::of(SNAPSHOT)));
    let as_file = Part {
        role: Role::Attachment,
        ..snapshot.clone()
    };
    assert!(!as_file.is(&Digests::of(SNAPSHOT)));
    let mut pieces = Seen::default();
    SOURCE.chunks(3).for_each(|piece| pieces.push(piece));
    assert_eq!(pieces.end(), Digests::of(SOURCE));
}

#[test]
fn parts_that_cannot_stand_in_a_proof_are_refused() {
    let good = contents().parts()[1].clone();
    let unfit = |parts| Contents::new([1; 32], parts).err();
    assert_eq!(unfit(vec![]), Some(Unfit::Count));
    for name in ["", "a\nb", "\u{7f}", &"名".repeat(342)] {
        let wrong = Part {
            name: name.into(),
            ..good.clone()
        };
        assert_eq!(unfit(vec![good.clone(), wrong]), Some(Unfit::Part(2)));
    }
    // However many there are: how many are sensible, an act decides.
    assert_eq!(unfit(vec![good; 10_001]), None);
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        seq in 1_u64..(1 << 53),
        at in 0_u64..(1 << 53),
        link in any::<[u8; 32]>(),
        code in "[A-Za-z0-9./_-]{1,128}",
        edition in 1_u32..,
        parts in 1_u32..,
    ) {
        let item = Item { id: code.clone(), index_no: code, edition, version: None };
        let content = Content { parts, root: link };
        let leaf = Leaf { seq, link, at, says: Says::Release { item, content } };
        let bytes = leaf.to_bytes().unwrap();
        prop_assert!(bytes.len() < proof::tile::LONGEST_LEAF);
        prop_assert_eq!(Leaf::from_bytes(&bytes), Some(leaf));
    }
}
