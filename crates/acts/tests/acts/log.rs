//! 日志: what was released here can be proved to whoever trusts nothing but the key, and what was done to the register shows.

use crate::home::{Home, on_postgres, on_sqlite};
use acts::Failure;
use acts::desk::Register;
use acts::item::Then;
use acts::item::correct::{Correction, Former, correct};
use acts::item::import::import;
use acts::item::relate::relate;
use acts::item::withdraw::withdraw;
use acts::log::{Last, Unsignable, catch_up, change_key, follows, sign, stands};
use acts::portal::{FileFound, Form, Portal, Proven};
use acts::verify::{Against, verify};
use acts::view::Address;
use law::Digest;
use law::item::released::{self, ReleasedFile};
use law::item::{Kinds, Relation, Snapshot};
use proof::document::{Proof, ProvedFile, Trust};
use proof::leaf::{Digests, Role, SNAPSHOT_DOMAIN};
use proof::note::{Key, Note, Secret, Signer, Unsigned};
use rusqlite::Connection;
use std::sync::{Mutex, mpsc};
use store::Store;
use tempfile::TempDir;
use testkit::Town;
use testkit::items::{document, file, numbered};
use testkit::town::{document_at, secret, which};

on_both_engines! {
    everything_that_leaves_is_proved_offline,
    what_is_withdrawn_has_no_proof_here_and_keeps_those_that_were_taken,
    what_was_there_before_the_log_is_taken_in,
}

async fn town(home: &Home) -> Town {
    let folder = TempDir::new().unwrap();
    Town::over(home.open().await, folder, Kinds::standard()).await
}

/// The proof as a visitor gets it.
fn taken(found: FileFound<Proven>) -> Proof {
    match found {
        FileFound::Released(Proven::Proof { proof, .. }) => Proof::parse(proof.as_bytes()).unwrap(),
        other => panic!("{other:?}"),
    }
}

async fn form(portal: &Portal, at: &Address, form: Form) -> Vec<u8> {
    match portal.form(at, None, form, "").await.unwrap() {
        FileFound::Released(file) => file.bytes.to_vec(),
        FileFound::Withdrawn(_) => panic!("it is gone"),
    }
}

fn proved(proof: &Proof, key: &Key, bytes: &[u8]) -> ProvedFile {
    let trust = Trust::key(key.clone());
    proof.verify_file(&trust, &Digests::of(bytes)).unwrap()
}

async fn everything_that_leaves_is_proved_offline(home: Home) {
    let town = town(&home).await;
    let portal = town.portal();
    let mut item = document("one", "关于开放的通知", "操场开放。");
    item.files.push(file("名单.csv", "学校,日期\n"));
    let number = town.import(item, Then::Release).await;
    let at = document_at(&number);
    let asked = portal.proof_of_file(&at, None, "名单.csv").await.unwrap();
    assert!(
        matches!(asked, FileFound::Released(Proven::Unsigned)),
        "{asked:?}"
    );
    let asked = portal
        .proof_of_form(&at, None, Form::Docx, "")
        .await
        .unwrap();
    assert!(
        matches!(asked, FileFound::Released(Proven::Soon)),
        "{asked:?}"
    );
    let key = town.sign(&portal).await;

    let proof = taken(portal.proof_of_file(&at, None, "名单.csv").await.unwrap());
    let bytes = "学校,日期\n".as_bytes();
    let found = proved(&proof, &key, bytes);
    assert_eq!(found.part.name, "名单.csv");
    let item = found.proved.leaf.item().unwrap();
    assert_eq!((item.index_no.as_str(), item.edition), (number.as_str(), 1));
    let other = Digests::of("学校,日期\r\n".as_bytes());
    let refused = proof.verify_file(&Trust::key(key.clone()), &other);
    assert_eq!(refused.unwrap_err().id(), "other_size");

    let docx = form(&portal, &at, Form::Docx).await;
    let proof = taken(
        portal
            .proof_of_form(&at, None, Form::Docx, "")
            .await
            .unwrap(),
    );
    assert_eq!(proved(&proof, &key, &docx).part.role, Role::Rendering);

    let snapshot = match portal.snapshot(&at, None).await.unwrap() {
        FileFound::Released(file) => file.bytes,
        FileFound::Withdrawn(_) => panic!("it is gone"),
    };
    let proof = taken(portal.proof_of_release(&at, None).await.unwrap());
    assert_eq!(proved(&proof, &key, &snapshot).part.role, Role::Snapshot);

    let found = verify(&town.register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    assert!(2 <= found.log.leaves && 1 <= found.log.checkpoints);
}

async fn what_is_withdrawn_has_no_proof_here_and_keeps_those_that_were_taken(home: Home) {
    let town = town(&home).await;
    let portal = town.portal();
    let mut item = document("one", "关于开放的通知", "操场开放，张三。");
    item.files.push(file("名单.csv", "张三\n"));
    let at = document_at(&town.import(item, Then::Release).await);
    let key = town.sign(&portal).await;
    let first = taken(portal.proof_of_file(&at, None, "名单.csv").await.unwrap());

    let leak = Correction {
        note: "更正一处".into(),
        replace: vec![("张三".into(), "张某".into())],
        without: vec!["名单.csv".into()],
        former: Former::TakenDown,
        ..Correction::default()
    };
    correct(&town.desk, &which("one"), &leak).await.unwrap();
    town.sign(&portal).await;
    let gone = portal.proof_of_file(&at, Some(1), "名单.csv").await;
    assert!(!matches!(gone, Ok(FileFound::Released(_))), "{gone:?}");
    let second = taken(portal.proof_of_release(&at, None).await.unwrap());
    assert_eq!(
        second
            .verify(&Trust::key(key.clone()))
            .unwrap()
            .leaf
            .item()
            .unwrap()
            .edition,
        2
    );

    withdraw(&town.desk, &which("one"), "不应公开")
        .await
        .unwrap();
    town.sign(&portal).await;
    let gone = portal.proof_of_release(&at, None).await.unwrap();
    assert!(matches!(gone, FileFound::Withdrawn(_)), "{gone:?}");
    // Whoever kept a proof can still show that it was released.
    assert_eq!(
        proved(&first, &key, "张三\n".as_bytes()).part.name,
        "名单.csv"
    );
    let found = verify(&town.register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    let kinds: Vec<&str> = portal
        .log(None, 50)
        .await
        .unwrap()
        .lines
        .iter()
        .map(|line| line.kind)
        .collect();
    for kind in ["release", "takedown", "withdrawal"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
}

async fn what_was_there_before_the_log_is_taken_in(home: Home) {
    let town = town(&home).await;
    town.fill().await;
    let before = stands(&town.register).await.unwrap();
    let found = verify(&town.register, &[]).await.unwrap();
    assert_eq!((found.wrong, found.log.behind), (Vec::new(), 0));
    // As an earlier program left it.
    let none = "DELETE FROM leaf; DELETE FROM tile; DELETE FROM leaf_salt; DELETE FROM derivative; \
                DELETE FROM checkpoint; UPDATE log SET seq = 0, size = 0";
    home.raw(none).await.unwrap();
    let mut told = 0;
    catch_up(&town.register, |at| told = at).await.unwrap();
    let after = stands(&town.register).await.unwrap();
    // The salts are others, and so is the root.
    assert_eq!((after.size, told), (before.size, found.entries));
    let found = verify(&town.register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
}

#[test]
fn a_snapshot_is_hashed_alike_by_those_who_release_and_those_who_prove() {
    assert_eq!(SNAPSHOT_DOMAIN, released::DOMAIN);
}

#[tokio::test]
async fn a_draft_has_no_leaf() {
    let town = Town::new().await;
    let before = stands(&town.register).await.unwrap().size;
    town.import(document("one", "草稿", "草稿。"), Then::KeepDraft)
        .await;
    assert_eq!(stands(&town.register).await.unwrap().size, before);
    town.import(document("two", "通知", "通知。"), Then::Release)
        .await;
    let next = stands(&town.register).await.unwrap().size;
    assert_eq!(next, before + 1);
    // A further draft of what is released is nobody's business.
    town.import(document("two", "通知（新稿）", "新。"), Then::KeepDraft)
        .await;
    assert_eq!(stands(&town.register).await.unwrap().size, next);
}

#[tokio::test]
async fn more_files_than_one_leaf_can_hold_are_refused_with_what_to_do() {
    let town = Town::new().await;
    let mut item = document("one", "附件很多的通知", "附件很多。");
    item.files = (0..10_000)
        .map(|n| file(&format!("{n}.csv"), "甲"))
        .collect();
    let refused = import(&town.desk, item, Then::Release).await;
    match refused {
        Err(Failure::Refused(says)) => assert!(says.to_string().contains("打包"), "{says}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        verify(&town.register, &[]).await.unwrap().wrong,
        Vec::<String>::new()
    );
}

/// Has the newest entry have released an item with so many files, as a program without a limit would have written it.
fn released_with_files(town: &Town, files: usize) {
    let raw = Connection::open(town.folder().join("register.sqlite")).unwrap();
    raw.execute_batch("DROP TRIGGER ledger_no_update").unwrap();
    let newest = "SELECT seq, previous, entry FROM ledger ORDER BY seq DESC LIMIT 1";
    let (seq, previous, entry): (i64, [u8; 32], Vec<u8>) = raw
        .query_row(newest, [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    let of = "SELECT snapshot, digest FROM release WHERE seq = ?1";
    let (snapshot, digest): (Vec<u8>, [u8; 32]) = raw
        .query_row(of, [seq], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let mut snapshot = Snapshot::from_bytes(&snapshot).unwrap();
    let first = snapshot.files[0].clone();
    let named = |n| ReleasedFile {
        name: format!("{n}.csv"),
        ..first.clone()
    };
    snapshot.files = (0..files).map(named).collect();
    let bytes = snapshot.to_bytes();
    let new = Snapshot::digest_of(&bytes);
    let entry = String::from_utf8(entry).unwrap();
    let entry = entry.replace(&Digest(digest).to_string(), &new.to_string());
    let hash = proof::chain::link(&previous, entry.as_bytes());
    raw.execute(
        "UPDATE release SET snapshot = ?2, digest = ?3 WHERE seq = ?1",
        (seq, bytes, new.0),
    )
    .unwrap();
    raw.execute(
        "UPDATE ledger SET entry = ?2, hash = ?3 WHERE seq = ?1",
        (seq, entry.into_bytes(), hash),
    )
    .unwrap();
    raw.execute("UPDATE head SET hash = ?1", [hash]).unwrap();
    // There was no log.
    raw.execute_batch(
        "DELETE FROM leaf; DELETE FROM tile; DELETE FROM leaf_salt; UPDATE log SET seq = 0, size = 0",
    )
    .unwrap();
}

#[tokio::test]
async fn what_was_released_with_more_files_before_there_was_a_limit_is_taken_in_and_proved() {
    let town = Town::in_a_file().await;
    let mut item = document("one", "附件很多的通知", "附件很多。");
    item.files.push(file("0.csv", "甲"));
    let at = document_at(&town.import(item, Then::Release).await);
    released_with_files(&town, 10_001);
    catch_up(&town.register, |_| {}).await.unwrap();
    let found = verify(&town.register, &[]).await.unwrap();
    assert_eq!((found.wrong, found.log.behind), (Vec::new(), 0));
    let portal = town.portal();
    let key = town.sign(&portal).await;
    for name in ["0.csv", "10000.csv"] {
        let proof = taken(portal.proof_of_file(&at, None, name).await.unwrap());
        let proof = Proof::parse(proof.to_string().as_bytes()).unwrap();
        assert_eq!(proved(&proof, &key, "甲".as_bytes()).part.name, name);
    }
    // It can be withdrawn, and its salt goes.
    withdraw(&town.desk, &which("one"), "不应公开")
        .await
        .unwrap();
    let found = verify(&town.register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
}

#[tokio::test]
async fn a_change_of_what_is_shown_has_a_leaf() {
    let town = Town::new().await;
    town.import(document("one", "旧办法", "旧。"), Then::Release)
        .await;
    town.import(
        numbered("two", "新办法", "漱政〔2026〕2号", "新。"),
        Then::Release,
    )
    .await;
    let before = stands(&town.register).await.unwrap().size;
    let day = "2026-06-01".parse().ok();
    relate(
        &town.desk,
        &which("two"),
        Relation::Repeals,
        &which("one"),
        day,
        "施行",
    )
    .await
    .unwrap();
    let view = town.portal().log(None, 50).await.unwrap();
    assert!(before < view.stands.size);
    assert!(view.lines.iter().any(|line| line.kind == "change"));
}

#[tokio::test]
async fn a_proof_leads_from_the_first_key_to_the_newest() {
    let town = Town::new().await;
    let portal = town.portal();
    let at = document_at(
        &town
            .import(document("one", "通知", "通知。"), Then::Release)
            .await,
    );
    let first = town.sign(&portal).await;
    for n in [1, 2] {
        let (old, new) = (secret(n - 1), secret(n));
        change_key(&town.desk, Some(old.key()), new.key())
            .await
            .unwrap();
        town.sign_by(&[&old, &new]).await;
        town.import(
            document(&format!("after-{n}"), "通知", &format!("第{n}件。")),
            Then::Release,
        )
        .await;
        town.sign_by(&[&new]).await;
    }
    let proof = taken(portal.proof_of_release(&at, None).await.unwrap());
    let reached = proof.verify(&Trust::key(first)).unwrap();
    assert_eq!(reached.keys.len(), 3);
    proof.verify(&Trust::key(secret(2).key().clone())).unwrap();
    let stranger = proof.verify(&Trust::key(secret(9).key().clone()));
    assert!(stranger.is_err());
    assert_eq!(
        verify(&town.register, &[]).await.unwrap().wrong,
        Vec::<String>::new()
    );
}

/// A module that signs only once it is told to.
struct Slow {
    secret: Secret,
    asked: mpsc::Sender<()>,
    told: Mutex<mpsc::Receiver<bool>>,
}

impl Signer for Slow {
    fn key(&self) -> &Key {
        self.secret.key()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unsigned> {
        self.asked.send(()).unwrap();
        match self.told.lock().unwrap().recv() {
            Ok(true) => self.secret.sign(message),
            _ => Err(Unsigned::Device("没有插好".into())),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_module_takes_its_time_acts_go_on_and_one_that_fails_shows_nothing() {
    let town = Town::in_a_file().await;
    town.import(document("one", "通知", "通知。"), Then::Release)
        .await;
    change_key(&town.desk, None, secret(0).key()).await.unwrap();
    for (is_signed, id) in [(false, "two"), (true, "three")] {
        let (asked, is_asked) = mpsc::channel();
        let (tell, told) = mpsc::channel();
        let module = Slow {
            secret: secret(0),
            asked,
            told: Mutex::new(told),
        };
        let register = town.register.clone();
        let signing = tokio::spawn(async move {
            let signed = sign(&register, &[&module], &Last::None, |_| Ok(())).await;
            signed.map(|signed| signed.is_some())
        });
        tokio::task::spawn_blocking(move || is_asked.recv().unwrap())
            .await
            .unwrap();
        // It has been asked and does not answer: acts are done, look-ups too.
        town.import(document(id, "通知", &format!("{id}。")), Then::Release)
            .await;
        let before = stands(&town.register).await.unwrap();
        tell.send(is_signed).unwrap();
        let signed = signing.await.unwrap();
        let after = stands(&town.register).await.unwrap();
        if is_signed {
            assert!(matches!(signed, Ok(true)), "{signed:?}");
            // What was done meanwhile waits for the next one.
            assert_eq!(after.signed, Some(after.size - 1));
        } else {
            assert!(
                matches!(signed, Err(Unsignable::Unsigned(Unsigned::Device(_)))),
                "{signed:?}"
            );
            assert_eq!(before, after);
        }
    }
}

/// The register as a file, to be put back later.
fn backup(town: &Town) -> Vec<u8> {
    let file = town.folder().join("register.sqlite");
    let raw = Connection::open(&file).unwrap();
    raw.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    std::fs::read(file).unwrap()
}

async fn put_back(town: &Town, bytes: &[u8]) -> Register {
    town.register.close().await;
    let file = town.folder().join("register.sqlite");
    for end in ["-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{end}", file.display())));
    }
    std::fs::write(&file, bytes).unwrap();
    let store = Store::open_sqlite(&file).await.unwrap();
    Register::new(store, town.files().open(), Kinds::standard())
}

#[tokio::test]
async fn an_older_backup_put_back_is_found_and_never_signed() {
    let town = Town::in_a_file().await;
    let portal = town.portal();
    town.import(document("one", "通知", "通知。"), Then::Release)
        .await;
    town.sign(&portal).await;
    let older = backup(&town);
    town.import(document("two", "通知二", "通知二。"), Then::Release)
        .await;
    town.sign(&portal).await;
    let kept = std::fs::read(town.folder().join("log.checkpoint")).unwrap();
    let note = Note::parse(&kept).unwrap();
    let register = put_back(&town, &older).await;
    let secret = secret(0);
    // By itself it is sound, as a whole and untouched.
    assert_eq!(
        verify(&register, &[]).await.unwrap().wrong,
        Vec::<String>::new()
    );
    let against = Against {
        named: "留存的检查点".into(),
        note: note.clone(),
        was_shown: true,
    };
    let found = verify(&register, std::slice::from_ref(&against))
        .await
        .unwrap();
    assert!(
        found.wrong.iter().any(|line| line.contains("较早的备份")),
        "{:?}",
        found.wrong
    );

    // It is noticed at once, though what it holds was signed.
    let noticed = follows(&register, &note).await.unwrap();
    assert!(noticed.is_err(), "{noticed:?}");
    let last = Last::Kept(note.clone());
    let refused = sign(&register, &[&secret], &last, |_| Ok(())).await;
    assert!(
        matches!(refused, Err(Unsignable::Unsigned(_))),
        "{refused:?}"
    );

    // Another history grows on it, to the same size and beyond: nothing of it is signed.
    let actor = acts::desk::Actor {
        name: "示例经办".into(),
        identified_by: "test".into(),
    };
    let desk = acts::desk::Desk::new(register.clone(), actor, testkit::town::NOW).unwrap();
    for n in 0..3 {
        import(
            &desk,
            document(&format!("other-{n}"), "另一件", &format!("另一件{n}。")),
            Then::Release,
        )
        .await
        .unwrap();
    }
    let refused = sign(&register, &[&secret], &Last::Kept(note.clone()), |_| Ok(())).await;
    assert!(
        matches!(refused, Err(Unsignable::Unsigned(_))),
        "{refused:?}"
    );
    let found = verify(&register, &[against]).await.unwrap();
    assert!(
        found.wrong.iter().any(|line| line.contains("不是同一份")),
        "{:?}",
        found.wrong
    );
}

#[tokio::test]
async fn a_checkpoint_that_was_kept_is_the_beginning_of_the_log_and_no_other_key_signs() {
    let town = Town::new().await;
    let portal = town.portal();
    town.import(document("one", "通知", "通知。"), Then::Release)
        .await;
    town.sign(&portal).await;
    let note = Note::parse(&std::fs::read(town.folder().join("log.checkpoint")).unwrap()).unwrap();
    town.import(document("two", "通知二", "通知二。"), Then::Release)
        .await;
    let key = secret(3);
    let wrong_key = sign(&town.register, &[&key], &Last::Kept(note.clone()), |_| {
        Ok(())
    })
    .await;
    assert!(
        matches!(wrong_key, Err(Unsignable::OtherKey { .. })),
        "{wrong_key:?}"
    );
    let against = Against {
        named: "检查点".into(),
        note,
        was_shown: true,
    };
    assert_eq!(
        verify(&town.register, &[against]).await.unwrap().wrong,
        Vec::<String>::new()
    );
}
