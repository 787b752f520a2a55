//! `gongkai doctor`: what it looks at, and that it does not call well what is not.

use crate::world::{Site, command, ended};
use std::fs;
use std::net::TcpListener;
use tempfile::TempDir;

/// Writes the settings of a site anew, with more lines.
fn settings(site: &Site, more: &str) {
    let text = format!("operator = \"示例经办\"\n{more}");
    fs::write(site.data().join("gongkai.toml"), text).expect("a file");
}

#[test]
fn a_fit_site_is_told_line_by_line() {
    let site = Site::new();
    settings(&site, "port = 0\n");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(0), "{said}");
    for what in [
        "数据目录：",
        "文件系统",
        "磁盘：剩余",
        "阅读进程：资源上限",
        "阅读进程：系统调用白名单",
        "阅读进程：读了一份试读的文件，读得对",
        "登记库：sqlite",
        "版结构",
        "站点：漱石县人民政府（示例）",
        "经办人：示例经办",
        "大文件：",
        "时钟：",
        "检索索引：1 条",
        "端口：",
    ] {
        assert!(said.contains(what), "{what}: {said}");
    }
    assert!(
        said.lines().all(|line| line.starts_with(['✓', '！'])),
        "{said}"
    );
}

#[test]
fn readers_that_cannot_start_are_a_failure() {
    let site = Site::new();
    settings(&site, "port = 0\n[readers]\nmemory_mib = 128\n");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("✗ 阅读进程："), "{said}");
}

#[test]
fn a_port_of_another_program_is_a_failure_and_that_of_the_site_is_not() {
    let site = Site::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    settings(&site, &format!("port = {port}\nlisten = \"127.0.0.1\"\n"));
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("✗ 端口：") && said.contains("占用"), "{said}");
    drop(taken);
    let server = crate::world::Server::start(&mut site.command(&["serve"]));
    server.until("/readyz", |status, _| status == 200);
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("站点在运行"), "{said}");
}

#[test]
fn a_register_that_is_damaged_or_gone_is_a_failure() {
    let site = Site::new();
    let register = site.data().join("register.sqlite");
    fs::write(
        &register,
        "no database at all, but long enough to be looked at as one",
    )
    .expect("a file");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("✗ 登记库：") && said.contains("备份"),
        "{said}"
    );
    fs::remove_file(&register).expect("a file");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("不见了"), "{said}");
    assert!(!register.exists());
}

#[test]
fn a_machine_can_be_looked_at_before_there_is_a_site() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("none");
    let (_, said) = ended(&mut command(&data, &["doctor"]));
    assert!(
        said.contains("gongkai init") && said.contains("阅读进程："),
        "{said}"
    );
    assert!(!data.exists());
}

#[test]
fn pairs_of_a_site_are_counted_and_a_wrong_one_keeps_it_shut() {
    let site = Site::new();
    settings(&site, "port = 0\n[search]\npairs = \"pairs.csv\"\n");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("✗ 日常说法：不能读取"), "{said}");
    let table = site.data().join("pairs.csv");
    let header = "everyday,official,law,article";
    let right = format!("{header}\n三轮车,摩托车,云溪县道路办法,第三条\n");
    fs::write(&table, &right).expect("a file");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("✓ 日常说法：本站另有 1 对"), "{said}");
    fs::write(&table, format!("{right}车,摩托车\n")).expect("a file");
    for words in [&["doctor"][..], &["serve", "--port", "0"]] {
        let (code, said) = ended(&mut site.command(words));
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("第 3 行：应当有四项"), "{said}");
    }
}
