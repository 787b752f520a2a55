//! Large files in a real server of the S3 protocol: the contract of the store, the suites of the acts and of the pages with
//! the files of every county there, then a site from `init` to `verify`, with wrong keys and the server dying in the middle
//! of an import.
//!
//! The server is s3s-fs, built once into the folder of tools; a bucket is a folder of its root. It makes any bucket that is
//! named, so that a missing one is left to the tests of the store.

use crate::background::{Service, free_port};
use crate::check::test::SUITES;
use crate::checkout::Checkout;
use crate::http;
use crate::shell::{cargo, show};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const VERSION: &str = "0.14.1";
pub(super) const KEY: &str = "gongkai";
pub(super) const SECRET: &str = "a-secret-of-the-proof";
pub(super) const BUCKET: &str = "gongkai";
/// Where tests put what no site knows.
pub(super) const SUITES_BUCKET: &str = "suites";
/// What a suite puts there at the least.
const A_SUITE_PUTS: usize = 5;
/// How many pages come in, each with a file that is large.
const PAGES: usize = 40;
/// A program built for development may take this long for a step.
const PATIENCE: Duration = Duration::from_mins(2);

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let program = server(checkout)?;
    show(&mut cargo(checkout, ["build", "-p", "gongkai"]))?;
    let folder = TempDir::with_prefix("gongkai-s3-")?;
    let root = folder.path().join("objects");
    fs::create_dir_all(root.join(BUCKET))?;
    fs::create_dir_all(root.join(SUITES_BUCKET))?;
    let port = free_port()?;
    let start = || start(&program, &root, port, folder.path());
    let running = start()?;
    let endpoint = format!("http://127.0.0.1:{port}");
    show(
        cargo(
            checkout,
            ["test", "-p", "store", "--test", "store", "on_s3"],
        )
        .envs(environment(&endpoint, &root)),
    )?;
    for suite in SUITES {
        let mut tests = cargo(checkout, ["test", "--quiet", "-p", suite, "--test", suite]);
        tests.envs(environment(&endpoint, &root));
        if let Some(corpus) = checkout.corpus() {
            tests.env("GONGKAI_CORPUS", corpus);
        }
        let before = count(&root);
        show(&mut tests)?;
        let more = count(&root) - before;
        println!("the suite of {suite} put {more} files into the server");
        ensure!(A_SUITE_PUTS <= more, "hardly a test of {suite} put a file");
    }
    let site = Site::found(checkout, folder.path(), endpoint)?;
    site.refused("wrong keys", "somebody", "密钥")?;
    site.settings(KEY)?;
    site.interrupted(running, &root.join(BUCKET))?;
    let running = start()?;
    site.done("the register after it is sound", &["verify"])?;
    site.done("the import run again", &site.import())?;
    let told = site.done("everything together", &["verify"])?;
    ensure!(told.contains("不符 0 处"), "{told}");
    site.served(folder.path())?;
    site.forged(&root.join(BUCKET))?;
    drop(running);
    Ok(())
}

/// By what the tests find the server, and their files in its folder.
pub(super) fn environment(endpoint: &str, root: &Path) -> [(&'static str, String); 2] {
    [
        (
            "GONGKAI_TEST_S3",
            [endpoint, SUITES_BUCKET, KEY, SECRET].join(" "),
        ),
        ("GONGKAI_TEST_FILES", root.display().to_string()),
    ]
}

/// The server, built where it is not there yet.
pub(super) fn server(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.tools().join("s3s-fs");
    let program = folder.join("bin/s3s-fs");
    if !program.is_file() {
        println!("building s3s-fs {VERSION}, for the S3 protocol");
        show(
            Command::new("nice")
                .arg(env!("CARGO"))
                .args(["install", "s3s-fs", "--version", VERSION, "--locked"])
                .args(["--features", "binary", "--debug", "--root"])
                .arg(&folder),
        )?;
    }
    Ok(program)
}

pub(super) fn start(program: &Path, root: &Path, port: u16, folder: &Path) -> Result<Service> {
    let mut command = Command::new(program);
    command
        .args(["--access-key", KEY, "--secret-key", SECRET])
        .args(["--host", "127.0.0.1", "--port", &port.to_string()])
        .arg(root);
    let mut service = Service::start("s3s-fs", &command, folder)?;
    service.wait_until(Duration::from_secs(20), || http::get(port, "/").is_ok())?;
    Ok(service)
}

/// A site whose large files lie in the object store.
struct Site {
    program: PathBuf,
    data: PathBuf,
    pages: PathBuf,
    endpoint: String,
    /// What `init` wrote.
    settings: String,
}

impl Site {
    fn found(checkout: &Checkout, folder: &Path, endpoint: String) -> Result<Self> {
        let mut site = Self {
            program: checkout.program(),
            data: folder.join("data"),
            pages: folder.join("pages"),
            endpoint,
            settings: String::new(),
        };
        pages(&site.pages)?;
        site.done("init", &["init", "--name", "漱石县人民政府（示例）"])?;
        site.settings = fs::read_to_string(site.data.join("gongkai.toml")).unwrap_or_default();
        fs::write(folder.join("secret"), SECRET)?;
        Ok(site)
    }

    fn settings(&self, key: &str) -> Result<()> {
        let secret = self.data.with_file_name("secret");
        let objects = format!(
            "\n[objects]\nendpoint = \"{}\"\nbucket = \"{BUCKET}\"\nregion = \"us-east-1\"\naccess_key = \"{key}\"\n\
             secret_key_file = \"{}\"\n",
            self.endpoint,
            secret.display()
        );
        fs::write(
            self.data.join("gongkai.toml"),
            format!("{}{objects}", self.settings),
        )?;
        Ok(())
    }

    fn import(&self) -> [&str; 3] {
        ["import", "pages", self.pages.to_str().unwrap_or_default()]
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--data").arg(&self.data);
        command.args(["--as", "示例经办"]).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<Output> {
        let output = self.command().args(arguments).output()?;
        ensure!(
            !said(&output).contains(SECRET),
            "the secret key was told: {}",
            said(&output)
        );
        Ok(output)
    }

    /// What a command that must succeed says.
    fn done(&self, what: &str, arguments: &[&str]) -> Result<String> {
        let output = self.run(arguments)?;
        let said = said(&output);
        ensure!(output.status.success(), "{what}: {}\n{said}", output.status);
        println!("{what}: {}", last(&said));
        Ok(said)
    }

    /// An import with these settings must say what is wrong with them, and do nothing.
    fn refused(&self, what: &str, key: &str, words: &str) -> Result<()> {
        self.settings(key)?;
        let output = self.run(&self.import())?;
        let said = said(&output);
        ensure!(!output.status.success(), "{what}: it imported\n{said}");
        ensure!(
            said.contains(words),
            "{what}: it does not say {words}\n{said}"
        );
        println!("{what}: {}", last(&said));
        let told = self.done("nothing came of it", &["verify"])?;
        ensure!(told.contains("公开的文本 0 份"), "{told}");
        Ok(())
    }

    /// The server dies once some files are there.
    fn interrupted(&self, server: Service, bucket: &Path) -> Result<()> {
        let mut command = self.command();
        command.args(self.import());
        let folder = self.data.with_file_name("import");
        fs::create_dir_all(&folder)?;
        let mut import = Service::start("import", &command, &folder)?;
        import.wait_until(PATIENCE, || count(bucket) > 2)?;
        drop(server);
        let status = import.wait(PATIENCE)?;
        let said = fs::read_to_string(folder.join("import.log"))?;
        ensure!(!status.success(), "the import ended well\n{said}");
        ensure!(said.contains("连不上对象存储"), "{said}");
        ensure!(!said.contains(SECRET), "the secret key was told: {said}");
        println!("a server that died: {}", last(&said));
        Ok(())
    }

    /// A visitor finds a page and takes its file away.
    fn served(&self, folder: &Path) -> Result<()> {
        let port = free_port()?;
        let mut command = self.command();
        command.args(["serve", "--port", &port.to_string()]);
        let mut service = Service::start("serve", &command, folder)?;
        service.wait_until(PATIENCE, || http::get(port, "/").is_ok())?;
        let home = http::get(port, "/")?.body;
        let page = http::links(&home)
            .find(|link| link.contains("/documents/"))
            .context("no document on the home page")?;
        let page = http::get(port, page)?.body;
        let file = http::links(&page)
            .find(|link| link.contains(".csv"))
            .context("no file on the page")?;
        let taken = http::get(port, file)?;
        ensure!(
            taken.status == 200 && (0..PAGES).any(|n| taken.body == table(n)),
            "{file}: {} and {} bytes",
            taken.status,
            taken.body.len()
        );
        println!("a visitor took {file}, {} bytes", taken.body.len());
        service.interrupt(PATIENCE)?;
        Ok(())
    }

    /// A file that was changed in the object store is named.
    fn forged(&self, bucket: &Path) -> Result<()> {
        let file = files(bucket).pop().context("no file in the bucket")?;
        fs::write(&file, "forged")?;
        let output = self.run(&["verify"])?;
        let said = said(&output);
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        ensure!(!output.status.success(), "it was not found\n{said}");
        ensure!(said.contains(&*name), "{said}");
        println!("a forged file: {}", said.lines().next().unwrap_or_default());
        Ok(())
    }
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}

fn last(said: &str) -> &str {
    said.trim_end().lines().next_back().unwrap_or_default()
}

fn table(n: usize) -> String {
    format!("{n},甲,乙\n").repeat(12_000)
}

fn pages(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("files"))?;
    for n in 0..PAGES {
        fs::write(folder.join(format!("files/{n}.csv")), table(n))?;
        let page = format!(
            "+++\ntitle = \"关于第{n}项工作的通知\"\nissuers = [\"示例局\"]\ndoc_no = \"示〔2026〕{}号\"\n\
             published_at = \"2026-03-02 10:00\"\nattachments = [\"files/{n}.csv\"]\n+++\n\n第{n}项工作应当按期完成。\n",
            n + 1
        );
        fs::write(folder.join(format!("{n}.md")), page)?;
    }
    Ok(())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().is_some_and(|name| name.len() == 64) {
            found.push(path);
        }
    }
    found
}

pub(super) fn count(folder: &Path) -> usize {
    files(folder).len()
}
