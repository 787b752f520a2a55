//! The keeper, the cursor, and what becomes of an index that cannot be used.

use crate::world::{Doc, ask, found};
use search::Index;
use std::fs;

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
