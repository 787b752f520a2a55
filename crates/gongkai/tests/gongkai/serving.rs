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
fn a_notice_and_mourning_are_seen_by_visitors_within_two_seconds_and_gone_again() {
    let site = Site::new();
    let server = site.serve();
    let number = NUMBER.replace("2026", &year());
    let said = site.run(&[
        "site",
        "notice",
        "set",
        "--title",
        "暴雨红色预警",
        "--text",
        "请不要外出。",
        "--link",
        &number,
    ]);
    assert!(
        said.contains("公告：暴雨红色预警（到撤下为止；链接"),
        "{said}"
    );
    for page in ["/", "/en/laws", "/nowhere"] {
        let seen = server.until(page, |_, body| body.contains("暴雨红色预警"));
        assert!(seen < Duration::from_secs(2), "{page}: {seen:?}");
    }
    site.run(&["site", "mourning", "on", "--reason", "公告"]);
    let seen = server.until("/", |_, body| body.contains("class=\"mourning\""));
    assert!(seen < Duration::from_secs(2), "{seen:?}");
    let shown = site.run(&["site"]);
    assert!(
        shown.contains("今天全站是灰的") && shown.contains("暴雨红色预警"),
        "{shown}"
    );
    site.run(&["site", "notice", "clear"]);
    site.run(&["site", "mourning", "off"]);
    let plain = |_: u16, body: &str| !body.contains("暴雨红色预警") && !body.contains("mourning\"");
    let seen = server.until("/", plain);
    assert!(seen < Duration::from_secs(2), "{seen:?}");
    let (code, said) = ended(&mut site.command(&["site", "mourning", "off"]));
    assert!(code == Some(1) && said.contains("不用恢复"), "{said}");
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

/// What stands between two words.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).expect(before);
    rest.split_once(after).expect(after).0
}

#[test]
fn a_report_of_a_reader_is_listed_answered_seen_and_erased_and_stands_in_no_log() {
    let site = Site::new();
    site.settle("operator = \"示例经办\"\n[errors]\nanswer_days = 5\nper_network = 1\n");
    let server = site.serve();
    let (_, form) = server.get("/error-report?page=%2Flaws");
    // A number and what it counts are kept on one line.
    let words = form
        .replace("<span class=\"whole\">", "")
        .replace("</span>", "");
    assert!(words.contains("5 个工作日内答复"), "{words}");
    let key = between(&form, "name=\"key\" value=\"", "\"");
    let sent = format!("key={key}&page=%2Flaws&kind=link&what=abcdefg&contact=0000-7654321");
    let (status, answer) = server.send("/error-report", &sent);
    assert_eq!(status, 303, "{answer}");
    let (_, receipt) = server.get(between(&answer, "location: ", "\r\n"));
    let signs: Vec<&str> = receipt.split("receipt__sign\">").skip(1).collect();
    let [number, code] = [0, 1].map(|n: usize| signs[n].split('<').next().expect("a sign"));
    let (_, other) = server.get("/error-report");
    let key = between(&other, "name=\"key\" value=\"", "\"");
    let again = format!("key={key}&kind=link&what=abcdefg");
    assert_eq!(server.send("/error-report", &again).0, 429);

    let listed = site.run(&["errors", "list"]);
    assert!(
        listed.contains(number) && listed.contains("还有 5 个工作日"),
        "{listed}"
    );
    let shown = site.run(&["errors", "show", number]);
    assert!(
        shown.contains("联系方式：0000-7654321") && shown.contains("内容：abcdefg"),
        "{shown}"
    );
    site.run(&["errors", "forward", number, "--to", "漱石县教育局"]);
    let (exit, said) = ended(&mut site.command(&["errors", "erase", number]));
    assert!(exit == Some(1) && said.contains("还没有办结"), "{said}");
    site.run(&["errors", "answer", number, "--text", "已经改正。"]);
    assert_eq!(site.run(&["errors", "list"]), "");
    let asked = format!("number={number}&code={code}");
    let (_, seen) = server.send("/error-report/progress", &asked);
    assert!(
        seen.contains("已经改正。") && seen.contains("漱石县教育局"),
        "{seen}"
    );
    site.run(&["errors", "erase", number]);
    let (_, seen) = server.send("/error-report/progress", &asked);
    assert!(
        seen.contains("按期删除") && !seen.contains("已经改正。"),
        "{seen}"
    );
    assert!(site.run(&["verify"]).contains("不符 0 处"));
    let log = server.end();
    for secret in ["abcdefg", "7654321", code, number] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn a_command_that_is_run_again_with_its_key_happens_once() {
    let site = Site::new();
    let number = NUMBER.replace("2026", &year());
    let withdraw = |reason, key: &[&str]| {
        let act = ["withdraw", &number, "--reason", reason];
        ended(&mut site.command(&[&act, key].concat()))
    };
    let key = ["--key", "撤回-1"];
    let (code, first) = withdraw("内容有误", &key);
    assert_eq!(code, Some(0), "{first}");
    assert!(
        first.contains("已撤回") && !first.contains("已经办过"),
        "{first}"
    );
    let before = site.run(&["verify"]);
    let (code, again) = withdraw("内容有误", &key);
    assert_eq!(code, Some(0), "{again}");
    assert!(again.contains("已经办过，这一次没有再办"), "{again}");
    let (code, other) = withdraw("别的原因", &key);
    assert_eq!(code, Some(1), "{other}");
    assert!(other.contains("已经用来办过别的事"), "{other}");
    let (code, without) = withdraw("内容有误", &[]);
    assert_eq!(code, Some(1), "{without}");
    assert!(without.contains("已经撤回"), "{without}");
    let after = site.run(&["verify"]);
    assert!(after == before && after.contains("不符 0 处"), "{after}");
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
