//! 建站: what `init` and `demo` take, what they refuse, and that a refusal leaves nothing behind.

use crate::world::{Site, command, ended};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// All that lies below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

const INIT: [&str; 5] = ["init", "--name", "某县人民政府", "--operator", "示例经办"];

#[test]
fn what_is_written_wrongly_is_refused_and_nothing_is_made() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("site");
    for (option, value, expected) in [
        ("--name", " ", "网站要有名称"),
        ("--domain", "https://www.example.gov.cn/", "不写 https://"),
        ("--id-code", "123", "10 位数字"),
        ("--icp", "05070218", "京ICP备05070218号"),
        ("--police", "11010202000001", "京公网安备11010202000001号"),
        ("--contact", "甲\n乙", "一行文字"),
        ("--base", "xxgk", "以 / 开头"),
        ("--base", "/xxgk/", "不以 / 结尾"),
        ("--base", "/信息", "字母、数字"),
        ("--database", "mysql://u:secret@h/d", "postgres://"),
        (
            "--database",
            "postgres://u:secret@localhost/none?host=/nowhere",
            "登记库",
        ),
    ] {
        let mut words = INIT.to_vec();
        if option == "--name" {
            words[2] = value;
        } else {
            words.extend([option, value]);
        }
        let (code, said) = ended(&mut command(&data, &words));
        assert_eq!(code, Some(1), "{option} {value}: {said}");
        assert!(said.contains(expected), "{option} {value}: {said}");
        assert!(!said.contains("secret"), "{said}");
        assert!(below(folder.path()).is_empty(), "{option} {value}");
    }
}

#[test]
fn a_folder_with_something_else_in_it_is_left_as_it_is() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("论文.txt"), "重要").expect("a file");
    let before = below(folder.path());
    for words in [&INIT[..], &["demo", "--port", "0"], &["serve"], &["verify"]] {
        let (code, said) = ended(&mut command(folder.path(), words));
        assert_eq!(code, Some(1), "{words:?}: {said}");
        let says_so = said.contains("论文.txt") || said.contains("没有站点");
        assert!(says_so && said.contains("--data"), "{words:?}: {said}");
        assert_eq!(below(folder.path()), before, "{words:?}");
    }
}

#[test]
fn a_site_is_not_made_twice_and_no_demonstration_is_put_into_it() {
    let site = Site::new();
    let (code, said) = ended(&mut site.command(&INIT));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("已经是一个站点") && said.contains("gongkai site set"),
        "{said}"
    );
    let (code, said) = ended(&mut site.command(&["demo", "--port", "0"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("正式站点") && said.contains("--data"),
        "{said}"
    );
}

/// What an init that was broken off leaves is no site yet: the same init completes it, another one does not touch it.
#[test]
fn what_was_broken_off_is_begun_again_and_nothing_else_is() {
    let folder = TempDir::new().expect("a folder");
    let whole = folder.path().join("whole");
    let (code, said) = ended(&mut command(&whole, &INIT));
    assert_eq!(code, Some(0), "{said}");
    let settings = fs::read(whole.join("gongkai.toml")).expect("settings");
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    for left in ["nothing", "settings", "no tables", "no entries"] {
        let data = folder.path().join(left);
        fs::create_dir(&data).expect("a folder");
        fs::write(data.join("gongkai.toml.new"), "opera").expect("half a file");
        fs::write(data.join(".probe-7"), "").expect("a probe");
        if left != "nothing" {
            fs::write(data.join("gongkai.toml"), &settings).expect("settings");
        }
        let register = data.join("register.sqlite");
        match left {
            "no tables" => fs::write(&register, "").expect("a file"),
            "no entries" => runtime.block_on(async {
                let store = store::Store::open_sqlite(&register).await;
                store.expect("a register").close().await;
            }),
            _ => {}
        }
        if left != "nothing" {
            let other = ["init", "--name", "某县人民政府", "--operator", "另一个人"];
            let (code, said) = ended(&mut command(&data, &other));
            assert!(
                code == Some(1) && said.contains("已经是一个站点"),
                "{left}: {said}"
            );
        }
        let (code, said) = ended(&mut command(&data, &INIT));
        assert_eq!(code, Some(0), "{left}: {said}");
        let (code, said) = ended(&mut command(&data, &["verify"]));
        assert_eq!(code, Some(0), "{left}: {said}");
        let (code, said) = ended(&mut command(&data, &["site"]));
        assert!(
            code == Some(0) && said.contains("某县人民政府"),
            "{left}: {said}"
        );
    }
    // A site whose register is lost is none that was broken off.
    let lost = folder.path().join("lost");
    fs::create_dir_all(lost.join("files")).expect("a folder");
    fs::write(lost.join("gongkai.toml"), &settings).expect("settings");
    let (code, said) = ended(&mut command(&lost, &INIT));
    assert!(code == Some(1) && said.contains("已经是一个站点"), "{said}");
    // Where it fails, what was found stays: it may be more than it seems.
    let data = folder.path().join("elsewhere");
    let nowhere = "postgres://u@localhost/none?host=/nowhere";
    let settings = String::from_utf8(settings).expect("a text");
    let settings = settings.replace("database = \"\"", &format!("database = \"{nowhere}\""));
    fs::create_dir_all(data.join("files")).expect("a folder");
    fs::write(data.join("gongkai.toml"), settings).expect("settings");
    let before = below(&data);
    let words = [&INIT[..], &["--database", nowhere]].concat();
    let (code, said) = ended(&mut command(&data, &words));
    assert!(code == Some(1) && said.contains("登记库"), "{said}");
    assert_eq!(below(&data), before);
}

#[test]
fn a_place_that_cannot_be_written_is_told_with_the_reason() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    for data in [file.clone(), file.join("site"), PathBuf::from("/proc/site")] {
        let (code, said) = ended(&mut command(&data, &INIT));
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("。原因："), "{said}");
        assert!(!said.contains("os error"), "{said}");
    }
}

#[test]
fn a_port_that_is_taken_is_told_before_anything_is_made() {
    let folder = TempDir::new().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let data = folder.path().join("demo");
    let (code, said) = ended(&mut command(&data, &["demo", "--port", &port]));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains(&port) && said.contains("--port") && said.contains("占用"),
        "{said}"
    );
    assert!(below(folder.path()).is_empty());
}
