//! The keeper, the cursor, and what becomes of an index that cannot be used.

use crate::world::{Doc, ask, found};
use search::{Error, Index};
use std::fs;
use std::path::{Path, PathBuf};

fn doc(n: u32, body: &str) -> Doc {
    Doc::new(n, "通知", body)
}

#[test]
fn there_is_one_keeper_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    let keeper = index.keeper().unwrap();
    assert!(keeper.is_some());
    assert!(index.keeper().unwrap().is_none());
    assert!(Index::open(dir.path()).unwrap().keeper().unwrap().is_none());
    drop(keeper);
    assert!(index.keeper().unwrap().is_some());
}

#[test]
fn nothing_is_seen_before_it_is_committed() {
    let index = Index::in_memory().unwrap();
    let mut keeper = index.keeper().unwrap().unwrap();
    doc(1, "公开").put(&mut keeper);
    assert_eq!((index.count(), index.cursor()), (0, 0));
    keeper.commit(7).unwrap();
    assert_eq!((index.count(), index.cursor()), (1, 7));
}

#[test]
fn what_was_not_committed_never_was() {
    let dir = tempfile::tempdir().unwrap();
    {
        let index = Index::open(dir.path()).unwrap();
        let mut keeper = index.keeper().unwrap().unwrap();
        doc(1, "公开").put(&mut keeper);
        keeper.commit(3).unwrap();
        doc(2, "公开").put(&mut keeper);
    }
    let index = Index::open(dir.path()).unwrap();
    assert_eq!((index.count(), index.cursor()), (1, 3));
    assert_eq!(found(&ask(&index, "公开")), [1]);
}

#[test]
fn a_new_edition_takes_the_place_of_the_old() {
    let index = Index::in_memory().unwrap();
    let mut keeper = index.keeper().unwrap().unwrap();
    doc(1, "原来的文字").put(&mut keeper);
    doc(1, "再改的文字").put(&mut keeper);
    keeper.commit(1).unwrap();
    assert_eq!((index.count(), ask(&index, "原来").total), (1, 0));
    doc(1, "最后的文字").put(&mut keeper);
    keeper.commit(2).unwrap();
    assert_eq!(index.count(), 1);
    assert_eq!(found(&ask(&index, "最后的文字")), [1]);
    assert_eq!(ask(&index, "再改").total, 0);
}

#[test]
fn what_is_removed_is_gone_even_if_it_was_never_committed() {
    let index = Index::in_memory().unwrap();
    let mut keeper = index.keeper().unwrap().unwrap();
    doc(1, "公开").put(&mut keeper);
    doc(2, "公开").put(&mut keeper);
    keeper.remove(doc(2, "").item()).unwrap();
    keeper.commit(1).unwrap();
    assert_eq!(found(&ask(&index, "公开")), [1]);
    keeper.remove(doc(1, "").item()).unwrap();
    keeper.remove("no such item").unwrap();
    keeper.commit(2).unwrap();
    assert_eq!((index.count(), ask(&index, "公开").total), (0, 0));
}

#[test]
fn while_an_index_is_made_anew_the_old_one_answers() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    let mut keeper = index.keeper().unwrap().unwrap();
    doc(1, "公开").put(&mut keeper);
    doc(2, "公开").put(&mut keeper);
    keeper.commit(5).unwrap();
    for n in 1..50 {
        keeper.remove(doc(n, "").item()).unwrap();
        doc(n, "公开").put(&mut keeper);
    }
    keeper.clear().unwrap();
    doc(1, "公开").put(&mut keeper);
    assert_eq!((index.count(), index.cursor()), (2, 5));
    let reading = Index::open(dir.path()).unwrap();
    assert_eq!((reading.count(), reading.cursor()), (2, 5));
    keeper.commit(6).unwrap();
    assert_eq!((index.count(), index.cursor()), (1, 6));
    assert_eq!(found(&ask(&index, "公开")), [1]);
}

#[test]
fn another_handle_sees_a_commit_when_it_looks() {
    let dir = tempfile::tempdir().unwrap();
    let writing = Index::open(dir.path()).unwrap();
    let reading = Index::open(dir.path()).unwrap();
    let mut keeper = writing.keeper().unwrap().unwrap();
    doc(1, "公开").put(&mut keeper);
    keeper.commit(5).unwrap();
    assert_eq!((reading.count(), reading.cursor()), (0, 0));
    reading.refresh().unwrap();
    assert_eq!((reading.count(), reading.cursor()), (1, 5));
    keeper.finish().unwrap();
}

#[test]
fn an_index_of_another_form_is_moved_aside_and_made_anew() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    for round in 0..2 {
        let index = Index::open(&dir).unwrap();
        let mut keeper = index.keeper().unwrap().unwrap();
        doc(1, "公开").put(&mut keeper);
        keeper.commit(9).unwrap();
        drop((keeper, index));
        let meta = dir.join("meta.json");
        let old = fs::read_to_string(&meta).unwrap();
        fs::write(&meta, old.replace("gongkai-grams-", "gongkai-grams-0")).unwrap();
        let index = Index::open(&dir).unwrap();
        assert_eq!((index.count(), index.cursor()), (0, 0), "{round}");
        assert!(parent.path().join("index.aside/meta.json").exists());
    }
}

#[test]
fn a_damaged_index_is_moved_aside_and_made_anew() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    let fill = || {
        let index = Index::open(&dir).unwrap();
        let mut keeper = index.keeper().unwrap().unwrap();
        doc(1, "公开").put(&mut keeper);
        keeper.commit(9).unwrap();
    };
    fill();
    fs::write(dir.join("meta.json"), "{").unwrap();
    assert_eq!(Index::open(&dir).unwrap().cursor(), 0);
    fill();
    for file in fs::read_dir(&dir).unwrap().map(Result::unwrap) {
        if file.path().extension().is_some_and(|end| end == "idx") {
            fs::remove_file(file.path()).unwrap();
        }
    }
    assert_eq!(Index::open(&dir).unwrap().cursor(), 0);
}

#[test]
fn an_index_of_another_form_that_is_being_written_is_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    let index = Index::open(&dir).unwrap();
    let keeper = index.keeper().unwrap();
    let meta = dir.join("meta.json");
    let old = fs::read_to_string(&meta).unwrap();
    fs::write(&meta, old.replace("gongkai-grams-", "gongkai-grams-0")).unwrap();
    assert!(Index::open(&dir).is_err_and(|error| error.to_string().contains("另一个进程")));
    drop(keeper);
}

/// An index in a directory with some documents, up to a ledger number.
fn filled(dir: &Path, documents: std::ops::RangeInclusive<u32>, cursor: u64) -> Index {
    let index = Index::open(dir).unwrap();
    fill(&index, documents, cursor);
    index
}

fn fill(index: &Index, documents: std::ops::RangeInclusive<u32>, cursor: u64) {
    let mut keeper = index.keeper().unwrap().unwrap();
    for n in documents {
        doc(n, "公开").put(&mut keeper);
    }
    keeper.commit(cursor).unwrap();
}

/// The files of one kind in an index.
fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    all.filter(|file| file.extension().is_some_and(|end| end == ending))
        .collect()
}

#[test]
fn an_index_made_by_a_program_of_another_form_takes_no_place() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    drop(filled(&dir, 1..=2, 5));
    let next = Index::beside(&dir).unwrap();
    fill(&next, 1..=3, 9);
    drop(next);
    Index::make_successor(&dir).unwrap();
    let meta = parent.path().join("index.ready/meta.json");
    let made = fs::read_to_string(&meta).unwrap();
    fs::write(&meta, made.replace("gongkai-grams-", "gongkai-grams-0")).unwrap();
    let index = Index::open(&dir).unwrap();
    assert_eq!((index.count(), index.cursor()), (2, 5));
    assert!(!Index::has_successor(&dir));
}

#[test]
fn an_index_made_beside_the_old_takes_its_place_when_the_keeper_lets_go() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    let serving = filled(&dir, 1..=2, 5);
    let clone = serving.clone();
    let keeper = serving.keeper().unwrap();
    let next = Index::beside(&dir).unwrap();
    fill(&next, 1..=3, 9);
    drop(next);
    Index::make_successor(&dir).unwrap();
    // Another process that opens the index leaves it to whoever keeps it, and so does a handle that does not.
    assert_eq!(Index::open(&dir).unwrap().cursor(), 5);
    assert!(serving.is_stale(true) && !serving.is_stale(false));
    assert_eq!((serving.count(), serving.cursor()), (2, 5));
    drop(keeper);
    serving.reopen().unwrap();
    assert!(!serving.is_stale(true) && !Index::has_successor(&dir));
    for index in [&serving, &clone, &Index::open(&dir).unwrap()] {
        assert_eq!((index.count(), index.cursor()), (3, 9));
    }
    fill(&clone, 4..=4, 10);
    assert_eq!((serving.count(), serving.cursor()), (4, 10));
}

#[test]
fn where_nobody_keeps_the_old_index_a_successor_takes_its_place_at_the_next_opening() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    filled(&dir, 1..=1, 5);
    fill(&Index::beside(&dir).unwrap(), 1..=2, 9);
    Index::make_successor(&dir).unwrap();
    // As if the program had ended between one move and the other.
    fs::remove_dir_all(&dir).unwrap();
    assert_eq!(Index::open(&dir).unwrap().cursor(), 9);
}

#[test]
fn what_an_interrupted_attempt_left_is_begun_anew_but_not_what_is_being_made() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    filled(&dir, 1..=1, 5);
    let first = Index::beside(&dir).unwrap();
    fill(&first, 1..=9, 7);
    let keeper = first.keeper().unwrap();
    assert!(matches!(Index::beside(&dir), Err(Error::Held { .. })));
    drop(keeper);
    assert_eq!(Index::beside(&dir).unwrap().count(), 0);
    assert_eq!(Index::open(&dir).unwrap().count(), 1);
}

#[test]
fn a_lost_index_answers_until_it_is_opened_anew() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    let index = filled(&dir, 1..=2, 5);
    fs::remove_dir_all(&dir).unwrap();
    assert!(index.is_stale(false));
    assert_eq!(found(&ask(&index, "公开")).len(), 2);
    // Another process makes one in its place: it is not the one that is open.
    drop(Index::open(&dir).unwrap());
    assert!(index.is_stale(false));
    index.reopen().unwrap();
    assert!(!index.is_stale(true));
    assert_eq!((index.count(), index.cursor()), (0, 0));
    fill(&index, 1..=2, 5);
    assert_eq!(index.count(), 2);
}

#[test]
fn a_file_that_was_cut_short_is_damage_and_the_index_is_made_anew() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    for ending in ["idx", "store", "fast", "term"] {
        drop(filled(&dir, 1..=2, 5));
        for file in files(&dir, ending) {
            let bytes = fs::read(&file).unwrap();
            fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
        }
        assert_eq!(Index::open(&dir).unwrap().cursor(), 0, "{ending}");
    }
}

#[test]
fn a_changed_byte_is_found_by_reading_the_files_and_the_index_is_made_anew() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    drop(filled(&dir, 1..=9, 5));
    assert!(!Index::open(&dir).unwrap().is_damaged().unwrap());
    let file = files(&dir, "idx").remove(0);
    let mut bytes = fs::read(&file).unwrap();
    bytes[10] ^= 0xff;
    fs::write(&file, bytes).unwrap();
    let index = Index::open(&dir).unwrap();
    assert!(index.is_damaged().unwrap());
    index.renew().unwrap();
    assert_eq!((index.count(), index.cursor()), (0, 0));
    assert!(!index.is_damaged().unwrap());
    assert!(parent.path().join("index.aside").exists());
}

#[test]
fn whatever_stands_in_the_files_the_index_is_opened_or_made_anew() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    for ending in ["idx", "store", "fast", "term", "pos", "fieldnorm"] {
        drop(filled(&dir, 1..=9, 5));
        for file in files(&dir, ending) {
            let mut bytes = fs::read(&file).unwrap();
            // All but the end by which the engine knows its own.
            let long = bytes.len().saturating_sub(150);
            bytes[..long].fill(0x5a);
            fs::write(&file, bytes).unwrap();
        }
        let index = Index::open(&dir).unwrap();
        if index.is_damaged().unwrap() {
            index.renew().unwrap();
        }
        assert!(!index.is_damaged().unwrap(), "{ending}");
        fill(&index, 1..=9, 6);
        assert_eq!(found(&ask(&index, "公开")).len(), 9, "{ending}");
    }
}

#[test]
fn a_lost_file_is_damage_too() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("index");
    let index = filled(&dir, 1..=2, 5);
    fs::remove_file(files(&dir, "pos").remove(0)).unwrap();
    assert!(index.is_damaged().unwrap());
    assert!(!index.take_suspicion());
}
