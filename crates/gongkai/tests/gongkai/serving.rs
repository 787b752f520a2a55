//! A site as its operator and its visitors meet it: acts from the command line beside a serving process, readers that go
//! wild, a stop and a kill.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything here may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

const PAGE: &str = "+++
kind = \"document\"
agency = \"XT-0001\"
slug = \"kaifang\"
title = \"关于开放操场的通知\"
doc_no = \"漱府〔2026〕1号\"
published_at = \"2026-03-03 10:00\"
+++

各学校：

一、开放时间

每天下午五点到七点。

漱石县人民政府

2026年3月2日
";

/// A site in a folder of its own, with one document.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Self {
            folder: TempDir::new().expect("a folder"),
        };
        site.run(&[
            "init",
            "--name",
            "漱石县人民政府（示例）",
            "--operator",
            "示例经办",
        ]);
        let csv = site.folder.path().join("agencies.csv");
        std::fs::write(
            &csv,
            "code,name,level,kind\nXT-0001,漱石县人民政府,county,government\n",
        )
        .expect("a file");
        site.run(&["agencies", "import", &csv.to_string_lossy()]);
        let page = site.folder.path().join("page.md");
        std::fs::write(&page, PAGE).expect("a file");
        site.run(&["import", "pages", &page.to_string_lossy()]);
        site
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        command(&self.data(), arguments)
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program");
        let says = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {says}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn serve(&self) -> Server {
        let mut child = self
            .command(&["serve", "--port", "0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let at = line.find("http://127.0.0.1:")?;
            Some(
                line[at + "http://".len()..]
                    .trim_end_matches('/')
                    .to_owned(),
            )
        });
        let address = address.expect("an address to open");
        // What it says later is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, address }
    }
}

fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Status and body of a page.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer
            .get(9..12)
            .and_then(|code| code.parse().ok())
            .expect("a status");
        (status, answer)
    }

    /// Asks for a page until it is as wished; gives how long that took.
    fn until(&self, path: &str, wished: impl Fn(u16, &str) -> bool) -> Duration {
        let begun = Instant::now();
        loop {
            let (status, body) = self.get(path);
            if wished(status, &body) {
                return begun.elapsed();
            }
            assert!(begun.elapsed() < PATIENCE, "{path} stayed {status}: {body}");
        }
    }

    fn stop(mut self) -> Duration {
        let begun = Instant::now();
        let status = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .expect("kill");
        assert!(status.success());
        let status = self.child.wait().expect("an end");
        assert!(status.success(), "a stop is no failure: {status}");
        begun.elapsed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

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

/// The year of entry, which is that of the real clock: the program asks it, this test follows.
fn year() -> String {
    let output = Command::new("date")
        .env("TZ", "Asia/Shanghai")
        .arg("+%Y")
        .output()
        .expect("date");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
