//! 资源不够 — too few files, too little memory, an index that cannot be written: said clearly, and nothing is harmed.
//!
//! The short form of `cargo xtask prove faults`, with what needs neither mounts nor another program.

use crate::world::{Site, command, ended, year};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A command under a limit of the shell.
fn limited(limit: &str, data: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("{limit}; exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_gongkai"))
        .arg("--data")
        .arg(data)
        .args(words)
        .stdin(Stdio::null());
    ended(&mut shell)
}

fn entries(site: &Site) -> String {
    let said = site.run(&["verify", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(told["wrong"], serde_json::json!([]), "{said}");
    told["entries"].to_string()
}

#[test]
fn with_too_few_files_an_act_is_done_or_refused_and_says_which() {
    let site = Site::new();
    let (one, before) = (format!("XT-0001/{}-00001", year()), entries(&site));
    let mut refused = 0;
    for files in (6..40).step_by(2) {
        let words = [
            "correct",
            &one,
            "--note",
            "更正",
            "--replace",
            "五点=>六点",
            "--key",
            "k",
        ];
        let (code, said) = limited(&format!("ulimit -n {files}"), &site.data(), &words);
        if code == Some(0) {
            assert!(entries(&site) != before, "{files}: told as done: {said}");
            break;
        }
        refused += 1;
        assert!(
            code == Some(1) && said.contains("打开的文件太多"),
            "{files}: {said}"
        );
        assert!(!said.contains("os error"), "{files}: {said}");
        assert_eq!(entries(&site), before, "{files}: told as not done: {said}");
    }
    assert!((2..17).contains(&refused), "{refused}");
    // With files enough it goes on by itself.
    site.run(&[
        "correct",
        &one,
        "--note",
        "更正",
        "--replace",
        "五点=>六点",
        "--key",
        "k",
    ]);
}

#[test]
fn with_too_little_memory_nothing_is_begun() {
    let site = Site::new();
    let before = entries(&site);
    for words in [
        &["reindex"][..],
        &["serve", "--port", "0"],
        &["log", "rotate"],
    ] {
        let (code, said) = limited("ulimit -v 900000", &site.data(), words);
        assert!(
            code == Some(1) && said.contains("内存的上限"),
            "{words:?}: {said}"
        );
    }
    assert_eq!(entries(&site), before);
}

#[test]
fn an_act_is_told_as_done_also_where_search_cannot_follow() {
    let site = Site::new();
    let index = site.data().join("index");
    let aside = site.folder.path().join("aside");
    fs::rename(&index, &aside).unwrap();
    fs::write(&index, "no folder").unwrap();
    let one = format!("XT-0001/{}-00001", year());
    let (code, said) = ended(&mut site.command(&["withdraw", &one, "--reason", "有误"]));
    assert!(code == Some(0) && said.contains("已撤回"), "{said}");
    assert!(said.contains("检索还没有跟上"), "{said}");
    fs::remove_file(&index).unwrap();
    fs::rename(&aside, &index).unwrap();
    let server = site.serve();
    server.until("/search?q=%E6%93%8D%E5%9C%BA", |_, page| {
        !page.contains("关于开放操场的通知")
    });
    server.stop();
    entries(&site);
}

#[test]
fn an_archive_that_finds_no_room_says_so_and_leaves_nothing() {
    let site = Site::new();
    let zip = site.folder.path().join("site.zip");
    let unfinished = site.folder.path().join("site.zip.unfinished");
    // Writing goes where there never is room.
    std::os::unix::fs::symlink("/dev/full", &unfinished).unwrap();
    let (code, said) = ended(&mut site.command(&["export", "archive", &zip.to_string_lossy()]));
    assert!(code == Some(1) && said.contains("磁盘已满"), "{said}");
    assert!(!zip.exists() && fs::symlink_metadata(&unfinished).is_err());
    site.run(&["export", "archive", &zip.to_string_lossy()]);
}

#[test]
fn a_change_of_key_that_ended_before_it_was_signed_is_finished_and_not_made_twice() {
    let site = Site::new();
    site.run(&["log", "sign"]);
    let keys = site.folder.path().join("data.keys");
    let old = fs::read(keys.join("log.key")).unwrap();
    site.run(&["log", "rotate"]);
    let after = entries(&site);
    // As it lay when the ledger had named the new key, and nothing more was done.
    fs::rename(keys.join("log.key"), keys.join("log.next.key")).unwrap();
    fs::write(keys.join("log.key"), old).unwrap();
    let rights = fs::metadata(keys.join("log.next.key"))
        .unwrap()
        .permissions();
    fs::set_permissions(keys.join("log.key"), rights).unwrap();
    site.run(&["log", "rotate"]);
    assert_eq!(entries(&site), after);
    assert!(!keys.join("log.next.key").exists());
}

#[test]
fn a_clock_that_was_set_back_lets_nothing_be_recorded_until_it_is_right_or_owned_up_to() {
    let site = Site::new();
    let Some(ahead) = faketime(
        "+400d",
        &site.data(),
        &["site", "set", "contact=0000-1", "--reason", "改"],
    ) else {
        eprintln!("SKIPPED: faketime is not installed");
        return;
    };
    assert_eq!(ahead.0, Some(0), "{}", ahead.1);
    let before = entries(&site);
    let words = ["site", "set", "contact=0000-2", "--reason", "改"];
    let (code, said) = ended(&mut site.command(&words));
    assert!(code == Some(1) && said.contains("校准时钟"), "{said}");
    assert_eq!(entries(&site), before);
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert!(
        code == Some(1) && said.contains("比台账最后一条还早"),
        "{said}"
    );
    site.run(&["log", "clock", "--reason", "主机电池坏了，时钟走快了四百天"]);
    site.run(&words);
    let (code, said) = ended(&mut command(
        &site.data(),
        &["log", "clock", "--reason", "再说一次"],
    ));
    assert!(code == Some(1) && said.contains("并不晚于现在"), "{said}");
    entries(&site);
}

/// A command by a clock that is wrong; `None` where that cannot be had.
fn faketime(by: &str, data: &Path, words: &[&str]) -> Option<(Option<i32>, String)> {
    let there = Command::new("faketime").arg("--version").output().ok()?;
    if !there.status.success() {
        assert!(!crate::world::is_ci(), "faketime is missing");
        return None;
    }
    let mut wrong = Command::new("faketime");
    wrong.args(["-f", by]).arg(env!("CARGO_BIN_EXE_gongkai"));
    wrong
        .arg("--data")
        .arg(data)
        .args(words)
        .stdin(Stdio::null());
    Some(ended(&mut wrong))
}
