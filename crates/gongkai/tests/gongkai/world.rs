//! A site as its operator and its visitors meet it: the program as it runs, on folders of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything here may take before the test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

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
pub(crate) struct Site {
    pub(crate) folder: TempDir,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::begun_with(&[])
    }

    /// With more said to `init`.
    pub(crate) fn begun_with(more: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let database = database(folder.path());
        Self::made(folder, database.as_deref(), more)
    }

    /// One whose register is a SQLite file, whatever engine the run is on: for what looks into that file, or writes all of the
    /// settings anew.
    pub(crate) fn in_a_file() -> Self {
        Self::made(TempDir::new().expect("a folder"), None, &[])
    }

    fn made(folder: TempDir, database: Option<&str>, more: &[&str]) -> Self {
        let site = Self { folder };
        let mut init = vec!["init", "--name", "漱石县人民政府（示例）"];
        init.extend(more);
        init.extend(["--operator", "示例经办"]);
        if let Some(url) = database {
            init.extend(["--database", url]);
        }
        site.run(&init);
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

    pub(crate) fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// Writes other settings, with the database that the site has.
    pub(crate) fn settle(&self, text: &str) {
        let file = self.data().join("gongkai.toml");
        let before = std::fs::read_to_string(&file).expect("settings");
        let mut lines = before.lines();
        let database = lines.find(|line| line.starts_with("database"));
        let text = format!("{}\n{text}", database.unwrap_or_default());
        std::fs::write(file, text).expect("a file");
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        command(&self.data(), arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program");
        let says = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {says}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub(crate) fn serve(&self) -> Server {
        Server::start(&mut self.command(&["serve", "--port", "0"]))
    }
}

/// The address of a database of its own, where the run is on a server.
fn database(folder: &Path) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    match runtime.block_on(testkit::Database::new(folder)) {
        testkit::Database::File(_) => None,
        testkit::Database::Server(url) => Some(url),
    }
}

pub(crate) fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
    /// Where else it listens on this machine, in the order it names them.
    pub(crate) others: Vec<String>,
    /// What it says after its address.
    said: Option<JoinHandle<String>>,
}

impl Server {
    /// Starts a command that serves, and waits for the address it names.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program");
        let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
        let before = lines.by_ref().map_while(Result::ok);
        let before = before.take_while(|line| !line.contains("按 Ctrl-C 停止"));
        let mut addresses = before.filter_map(|line| {
            let (_, behind) = line.split_once("://127.0.0.1:")?;
            let (port, _) = behind.split_once('/')?;
            Some(format!("127.0.0.1:{port}"))
        });
        let address = addresses.next().expect("an address to open");
        let others = addresses.collect();
        // What it says later is read, so that it never waits for a reader.
        let said = std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .map(|line| line + "\n")
                .collect()
        });
        Self {
            child,
            address,
            others,
            said: Some(said),
        }
    }

    /// Status and body of a page.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        ))
    }

    /// The same as a proxy on this machine passes it on from another address.
    pub(crate) fn get_for(&self, from: &str, path: &str) -> (u16, String) {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: {from}\r\nConnection: close\r\n\r\n",
            self.address
        ))
    }

    /// Sends a form as a browser on a page of the site does; status and answer.
    pub(crate) fn send(&self, path: &str, body: &str) -> (u16, String) {
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {1}\r\n\r\n{body}",
            self.address,
            body.len()
        ))
    }

    /// Status and answer to a request as it is written.
    pub(crate) fn ask(&self, request: &str) -> (u16, String) {
        ask(&self.address, request)
    }

    /// Asks for a page until it is as wished; gives how long that took.
    pub(crate) fn until(&self, path: &str, wished: impl Fn(u16, &str) -> bool) -> Duration {
        let begun = Instant::now();
        loop {
            let (status, body) = self.get(path);
            if wished(status, &body) {
                return begun.elapsed();
            }
            assert!(begun.elapsed() < PATIENCE, "{path} stayed {status}: {body}");
        }
    }

    /// Stops it; gives all it said while it ran.
    pub(crate) fn end(mut self) -> String {
        self.terminate();
        let said = self.said.take().expect("what it said");
        said.join().expect("its words")
    }

    /// Sends it a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .expect("kill");
        assert!(status.success());
    }

    pub(crate) fn stop(mut self) -> Duration {
        self.terminate()
    }

    fn terminate(&mut self) -> Duration {
        let begun = Instant::now();
        self.signal("TERM");
        let status = self.child.wait().expect("an end");
        assert!(status.success(), "a stop is no failure: {status}");
        begun.elapsed()
    }
}

/// Status and body of a page at any address.
pub(crate) fn get_at(address: &str, path: &str) -> (u16, String) {
    ask(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
    )
}

/// Status and answer to a request as it is written.
fn ask(address: &str, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer
        .get(9..12)
        .and_then(|code| code.parse().ok())
        .expect("a status");
    (status, answer)
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The year of entry, which is that of the real clock: the program asks it, this test follows.
pub(crate) fn year() -> String {
    let output = Command::new("date")
        .env("TZ", "Asia/Shanghai")
        .arg("+%Y")
        .output()
        .expect("date");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// How a command ended and all it said, first its results.
pub(crate) fn ended(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the program");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// Whether everything that a test needs must be here.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says whether one may be skipped"
)]
pub(crate) fn is_ci() -> bool {
    std::env::var_os("CI").is_some()
}
