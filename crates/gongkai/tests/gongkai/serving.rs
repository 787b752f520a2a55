//! A site as its operator and its visitors meet it: acts from the command line beside a serving process, readers that go
//! wild, a stop and a kill.

use crate::world::{Site, command, ended, year};
use std::process::{Child, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const ADDRESS: &str = "/documents/XT-0001/2026-00001";
const NUMBER: &str = "XT-0001/2026-00001";

#[test]
fn acts_beside_a_serving_process_are_seen_by_visitors_within_two_seconds() {
    let site = Site::new();
    let address = ADDRESS.replace("2026", &year());
    let number = NUMBER.replace("2026", &year());
    let server = site.serve();
    assert_eq!(server.get(&address).0, 200);
    server.until("/search?q=%E6%93%8D%E5%9C%BA", |_, body| {
        body.contains(&address)
    });
    site.run(&[
        "correct",
        &number,
        "--note",
        "更正开放时间",
        "--replace",
        "五点到七点=>四点到六点",
    ]);
    let seen = server.until(&address, |_, body| body.contains("四点到六点"));
    assert!(seen < Duration::from_secs(2), "{seen:?}");
    let (status, former) = server.get(&format!("{address}?edition=1"));
    assert!(status == 200 && former.contains("五点到七点"));
    site.run(&["withdraw", &number, "--reason", "内容有误，重新研究"]);
    let seen = server.until(&address, |status, _| status == 410);
    assert!(seen < Duration::from_secs(2), "{seen:?}");
    let (_, tombstone) = server.get(&address);
    assert!(tombstone.contains("内容有误，重新研究") && !tombstone.contains("四点到六点"));
    server.until("/search?q=%E6%93%8D%E5%9C%BA", |_, body| {
        !body.contains(&address)
    });
    assert!(site.run(&["verify"]).contains("不符 0 处"));
    assert!(server.stop() < Duration::from_secs(5));
}

#[test]
fn a_change_of_the_site_is_seen_by_visitors_within_two_seconds() {
    let site = Site::new();
    let server = site.serve();
    let (_, before) = server.get("/");
    let tag = |page: &str| {
        let mut lines = page.lines();
        lines.find_map(|line| line.strip_prefix("etag: ").map(str::to_owned))
    };
    assert!(before.contains("漱石县人民政府（示例）") && tag(&before).is_some());
    let said = site.run(&[
        "site",
        "set",
        "name=松岭县人民政府",
        "domain=www.songling.example",
        "id-code=1303000020",
        "icp=京ICP备05070218号-1",
        "--reason",
        "撤并更名",
    ]);
    assert!(
        said.contains("网站名称：“漱石县人民政府（示例）”改为“松岭县人民政府”"),
        "{said}"
    );
    let seen = server.until("/", |_, body| body.contains("松岭县人民政府"));
    assert!(seen < Duration::from_secs(2), "{seen:?}");
    let (_, after) = server.get("/");
    assert_ne!(tag(&before), tag(&after));
    for part in ["www.songling.example", "1303000020", "京ICP备05070218号-1"] {
        assert!(after.contains(part), "{part}");
    }
    assert!(!after.contains("漱石县人民政府（示例）</"));
    let shown = site.run(&["site"]);
    assert!(
        shown.contains("domain 域名：www.songling.example"),
        "{shown}"
    );
    assert!(
        shown.contains("police 公安机关备案号：（没有写）"),
        "{shown}"
    );
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

#[test]
fn a_change_of_the_site_that_is_written_wrongly_changes_nothing() {
    let site = Site::new();
    let before = site.run(&["site"]);
    for (change, expected) in [
        ("domain=https://a.gov.cn", "不写 https://"),
        ("operator=某人", "undertaker（承办单位）"),
        ("name", "项=值"),
        ("name=", "网站要有名称"),
    ] {
        let mut command =
            site.command(&["site", "set", "contact=0000-9", change, "--reason", "试"]);
        let (code, said) = ended(&mut command);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(expected), "{change}: {said}");
    }
    assert_eq!(site.run(&["site"]), before);
}

#[test]
fn visitors_notice_nothing_of_readers_that_hang_die_or_swell() {
    let site = Site::new();
    let address = ADDRESS.replace("2026", &year());
    let server = site.serve();
    let faults = ["panic", "hang", "memory", "flood"];
    let wild: Vec<Child> = faults
        .iter()
        .map(|fault| {
            let file = site.folder.path().join(format!("{fault}.txt"));
            std::fs::write(&file, format!("GONGKAI-READER-FAULT {fault}")).expect("a file");
            let mut command = site.command(&["read", &file.to_string_lossy()]);
            command
                .env("GONGKAI_READER_FAULTS", "1")
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.spawn().expect("the program")
        })
        .collect();
    for _ in 0..50 {
        let (status, body) = server.get(&address);
        assert!(status == 200 && body.contains("关于开放操场的通知"));
    }
    for mut child in wild {
        child.kill().expect("a process to kill");
        child.wait().expect("an end");
    }
    assert_eq!(server.get(&address).0, 200);
}

#[test]
fn a_site_killed_while_serving_opens_again_as_it_was() {
    let site = Site::new();
    let address = ADDRESS.replace("2026", &year());
    let mut server = site.serve();
    assert_eq!(server.get(&address).0, 200);
    server.child.kill().expect("a process to kill");
    server.child.wait().expect("an end");
    let server = site.serve();
    assert_eq!(server.get(&address).0, 200);
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

#[test]
fn wrong_use_says_what_to_do() {
    let folder = TempDir::new().expect("a folder");
    let says = |arguments: &[&str]| {
        let output = command(&folder.path().join("none"), arguments)
            .output()
            .expect("the program");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(says(&["serve"]).contains("gongkai init"));
    assert!(says(&["init", "--name", "某县", "--id-code", "123"]).contains("10 位数字"));
    let site = Site::new();
    let unknown = site
        .command(&["withdraw", "not-a-number", "--reason", "试"])
        .output()
        .expect("the program");
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("索引号"));
}
