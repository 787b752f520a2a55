//! The index lost, damaged, of another form or made anew, beside a site that serves.

use crate::world::{Server, Site, command, ended, year};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// 操场
const WORD: &str = "/search?q=%E6%93%8D%E5%9C%BA";
const NUMBER: &str = "/search?q=%E6%BC%B1%E5%BA%9C%E3%80%942026%E3%80%951%E5%8F%B7";

fn address() -> String {
    format!("/documents/XT-0001/{}-00001", year())
}

fn number() -> String {
    format!("XT-0001/{}-00001", year())
}

fn found(server: &Server) {
    let address = address();
    server.until(WORD, |_, body| body.contains(&address));
}

/// The index follows what happens from now on.
fn follows(site: &Site, server: &Server) {
    /// 四点到六点
    const CORRECTED: &str = "/search?q=%E5%9B%9B%E7%82%B9%E5%88%B0%E5%85%AD%E7%82%B9";
    let (number, address) = (number(), address());
    site.run(&[
        "correct",
        &number,
        "--note",
        "更正",
        "--replace",
        "五点到七点=>四点到六点",
    ]);
    server.until(CORRECTED, |_, body| body.contains(&address));
}

fn index(site: &Site) -> PathBuf {
    site.data().join("index")
}

/// Takes the index away at once: a site that serves makes another while files are still being removed.
fn lose(site: &Site) {
    fs::rename(index(site), site.data().join("elsewhere")).expect("an index");
}

fn files(index: &Path, ending: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(index).expect("an index");
    let all = all.map(|file| file.expect("a file").path());
    all.filter(|file| file.extension().is_some_and(|end| end == ending))
        .collect()
}

#[test]
fn the_index_is_made_anew_beside_a_site_that_serves_and_the_site_changes_over() {
    let site = Site::new();
    let server = site.serve();
    found(&server);
    let before = fs::read_to_string(index(&site).join("meta.json")).expect("an index");
    let said = site.run(&["reindex"]);
    assert!(said.contains("索引已重建，共 1 条信息"), "{said}");
    assert_ne!(
        fs::read_to_string(index(&site).join("meta.json")).expect("an index"),
        before
    );
    found(&server);
    follows(&site, &server);
    assert!(!site.data().join("index.ready").exists());
    assert!(server.end().contains("opened anew"));
}

#[test]
fn an_attempt_that_was_killed_leaves_the_index_in_use_and_the_next_begins_anew() {
    let site = Site::new();
    let server = site.serve();
    found(&server);
    let mut killed = site
        .command(&["reindex"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    killed.kill().expect("a process to kill");
    killed.wait().expect("an end");
    found(&server);
    // What it may have left.
    fs::create_dir_all(site.data().join("index.next")).expect("a folder");
    fs::write(site.data().join("index.next/meta.json"), "{").expect("a file");
    assert!(site.run(&["reindex"]).contains("共 1 条信息"));
    found(&server);
}

#[test]
fn an_index_that_is_lost_while_the_site_serves_is_made_anew_by_itself() {
    let site = Site::new();
    let server = site.serve();
    found(&server);
    lose(&site);
    assert_eq!(server.get(WORD).0, 200);
    found(&server);
    follows(&site, &server);
    assert!(index(&site).join("meta.json").exists());
    // The command may have kept the index while the site did not yet know that its own was gone.
    let kept = (0..20).any(|_| {
        let doctor = ended(&mut site.command(&["doctor"])).1;
        doctor.contains("检索索引：1 条，由运行中的站点")
    });
    assert!(kept, "{}", server.end());
}

#[test]
fn an_index_of_another_form_or_cut_short_is_made_anew_when_the_site_opens() {
    let site = Site::new();
    found(&site.serve());
    for ending in ["json", "idx", "store", "fast"] {
        for file in files(&index(&site), ending) {
            let bytes = fs::read(&file).expect("a file");
            fs::write(&file, &bytes[..bytes.len() / 2]).expect("a file");
        }
        found(&site.serve());
    }
    let meta = index(&site).join("meta.json");
    let old = fs::read_to_string(&meta).expect("an index");
    fs::write(&meta, old.replace("gongkai-grams-", "gongkai-grams-0")).expect("a file");
    found(&site.serve());
    assert!(site.data().join("index.aside").exists());
}

#[test]
fn a_byte_changed_in_the_index_is_noticed_after_the_start_and_the_index_made_anew() {
    let site = Site::new();
    found(&site.serve());
    let file = files(&index(&site), "idx").remove(0);
    let mut bytes = fs::read(&file).expect("a file");
    let middle = bytes.len() / 3;
    bytes[middle] ^= 0xff;
    fs::write(&file, bytes).expect("a file");
    let server = site.serve();
    // Whatever is asked meanwhile has an answer.
    let aside = site.data().join("index.aside");
    server.until(WORD, |status, _| {
        assert_eq!(status, 200);
        aside.exists()
    });
    found(&server);
    follows(&site, &server);
}

#[test]
fn two_attempts_at_a_time_are_told_apart() {
    let site = Site::new();
    fs::create_dir_all(site.data().join("index.next")).expect("a folder");
    let lock = fs::File::create(site.data().join("index.next/.tantivy-writer.lock"));
    let lock = lock.expect("a file");
    lock.try_lock().expect("a lock");
    let (code, said) = ended(&mut command(&site.data(), &["reindex"]));
    assert!(
        code == Some(1) && said.contains("另一个 gongkai reindex"),
        "{said}"
    );
    drop(lock);
    assert!(site.run(&["reindex"]).contains("共 1 条信息"));
}

#[test]
fn a_number_is_found_whatever_becomes_of_the_index() {
    let site = Site::new();
    let server = site.serve();
    found(&server);
    let address = address();
    assert!(server.get(NUMBER).1.contains(&address));
    lose(&site);
    for _ in 0..20 {
        let (status, body) = server.get(NUMBER);
        assert!(status == 200 && body.contains(&address), "{body}");
    }
}
