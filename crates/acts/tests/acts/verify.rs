//! 核对: every tampering is found and named.

use crate::world::{assert_sound, tamper};
use acts::verify::verify;
use testkit::Town;

#[tokio::test]
async fn a_county_that_nobody_touched_is_sound() {
    let (town, _) = Town::with_items().await;
    let found = verify(&town.register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    assert_eq!(found.entries, crate::world::head(&town).await);
    assert_eq!((found.releases, found.files > 0), (6, true));
}

#[tokio::test]
async fn every_tampering_is_found() {
    let last = "(SELECT MAX(seq) FROM ledger)";
    let cases = [
        ("changed bytes of an entry", "UPDATE ledger SET entry = replace(entry, 'withdraw', 'release!') WHERE act = 'withdraw'".to_owned()),
        ("an entry under another act", "UPDATE ledger SET act = 'release' WHERE act = 'withdraw'".into()),
        ("an entry of another subject", "UPDATE ledger SET subject = 'site' WHERE act = 'withdraw'".into()),
        ("an entry of another time", "UPDATE ledger SET recorded_at = 1 WHERE seq = 3".into()),
        ("an entry taken out", "DELETE FROM ledger WHERE seq = 3".into()),
        ("the newest entry cut off", format!("DELETE FROM ledger WHERE seq = {last}")),
        (
            "the newest entries cut off and the head set back",
            "DELETE FROM ledger WHERE seq > 7; UPDATE head SET seq = 7, hash = (SELECT hash FROM ledger WHERE seq = 7)".into(),
        ),
        ("another head", "UPDATE head SET hash = zeroblob(32)".into()),
        ("a head further on", "UPDATE head SET seq = seq + 1".into()),
        ("changed bytes of a release", "UPDATE release SET snapshot = replace(snapshot, '操场', '广场')".into()),
        (
            "a release exchanged together with its hash",
            "UPDATE release SET (snapshot, digest) = (SELECT o.snapshot, o.digest FROM release o WHERE o.edition = 2) \
             WHERE edition = 1 AND item = (SELECT item FROM release WHERE edition = 2)".into(),
        ),
        ("a release taken out", "DELETE FROM release WHERE edition = 2".into()),
        ("a file changed", "UPDATE blob SET bytes = zeroblob(1) WHERE space = 'released'".into()),
        ("a file that came in changed", "UPDATE blob SET bytes = zeroblob(1) WHERE space = 'original'".into()),
        ("a released file taken out", "DELETE FROM blob WHERE space = 'released'".into()),
        ("a withdrawn item brought back", "UPDATE item SET state = 'released' WHERE state = 'withdrawn'".into()),
        ("a released item hidden", "UPDATE item SET state = 'withdrawn' WHERE doc_no = '漱教〔2026〕1号'".into()),
        ("a released item made a draft", "UPDATE item SET state = 'draft' WHERE doc_no = '漱教〔2026〕1号'".into()),
        ("a former edition shown", "UPDATE item SET released_edition = 1 WHERE released_edition = 2".into()),
        ("a reason changed", "UPDATE remark SET words = '别的理由'".into()),
        ("a reason taken out", "DELETE FROM remark".into()),
        ("a withdrawal taken out", "DELETE FROM withdrawal".into()),
    ];
    for (what, sql) in cases {
        let (town, _) = Town::with_items().await;
        assert_sound(&town).await;
        tamper(&town, &sql).await;
        let found = verify(&town.register, &[]).await.unwrap();
        assert!(!found.wrong.is_empty(), "{what} was not found");
    }
}

#[tokio::test]
async fn a_large_file_changed_on_disk_is_found() {
    let town = Town::new().await;
    let mut one = testkit::items::document("one", "甲", "甲。");
    one.files
        .push(testkit::items::file("大.csv", &"甲".repeat(40_000)));
    town.import(one, acts::item::Then::Release).await;
    assert_sound(&town).await;
    let folder = town.files().folder().join("released");
    let inner = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let file = std::fs::read_dir(inner.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    std::fs::write(file.path(), b"forged").unwrap();
    assert_eq!(verify(&town.register, &[]).await.unwrap().wrong.len(), 1);
    std::fs::remove_file(file.path()).unwrap();
    assert_eq!(verify(&town.register, &[]).await.unwrap().wrong.len(), 1);
}
