//! A site on a database and an object store that are not on its disk, and nodes that serve it.

use crate::background::{Service, free_port};
use crate::checkout::Checkout;
use crate::http;
use crate::prove::s3;
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};
use tempfile::TempDir;

/// A program built for development may take this long for a step.
pub(super) const PATIENCE: Duration = Duration::from_mins(2);
const PAGES: usize = 12;

/// The object store of all sites of a run; its files are named by what is in them, so sites do not get in each other's way.
pub(super) struct Objects {
    _service: Service,
    endpoint: String,
    folder: TempDir,
}

impl Objects {
    pub(super) fn start(checkout: &Checkout) -> Result<Self> {
        let program = s3::server(checkout)?;
        let folder = TempDir::with_prefix("gongkai-objects-")?;
        let root = folder.path().join("objects");
        fs::create_dir_all(root.join(s3::BUCKET))?;
        let port = free_port()?;
        let service = s3::start(&program, &root, port, folder.path())?;
        fs::write(folder.path().join("secret"), s3::SECRET)?;
        Ok(Self {
            _service: service,
            endpoint: format!("http://127.0.0.1:{port}"),
            folder,
        })
    }

    fn settings(&self) -> String {
        format!(
            "\n[objects]\nendpoint = \"{}\"\nbucket = \"{}\"\nregion = \"us-east-1\"\naccess_key = \"{}\"\n\
             secret_key_file = \"{}\"\n",
            self.endpoint,
            s3::BUCKET,
            s3::KEY,
            self.folder.path().join("secret").display()
        )
    }
}

/// The program under proof: that named by `GONGKAI_PROGRAM`, else the one built for development.
fn program(checkout: &Checkout) -> PathBuf {
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever wants figures names a release build"
    )]
    let named = std::env::var_os("GONGKAI_PROGRAM");
    named.map_or_else(|| checkout.program(), PathBuf::from)
}

/// One data directory of a site, and with it one node.
pub(super) struct Node {
    program: PathBuf,
    folder: TempDir,
    settings: String,
}

impl Node {
    /// The first node: makes the site and takes in some pages, each with a large file.
    pub(super) fn first(checkout: &Checkout, objects: &Objects, database: &str) -> Result<Self> {
        let node = Self {
            program: program(checkout),
            folder: TempDir::with_prefix("gongkai-node-")?,
            settings: objects.settings(),
        };
        node.done(&[
            "init",
            "--name",
            "漱石县人民政府（示例）",
            "--database",
            database,
        ])?;
        node.settle(database)?;
        let pages = node.folder.path().join("pages");
        write_pages(&pages)?;
        node.done(&["import", "pages", &pages.to_string_lossy()])?;
        Ok(node)
    }

    /// A further node of the same site: settings are all that it needs.
    pub(super) fn further(&self, database: &str) -> Result<Self> {
        let node = Self {
            program: self.program.clone(),
            folder: TempDir::with_prefix("gongkai-node-")?,
            settings: self.settings.clone(),
        };
        fs::create_dir_all(node.data())?;
        node.settle(database)?;
        Ok(node)
    }

    /// Writes the settings, with the database at this address.
    pub(super) fn settle(&self, database: &str) -> Result<()> {
        let text = format!(
            "operator = \"示例经办\"\ndatabase = \"{database}\"\n[visitors]\nper_address = 0\n\
             [errors]\nper_network = 10000\nper_site = 100000\n{}",
            self.settings
        );
        Ok(fs::write(self.data().join("gongkai.toml"), text)?)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--data").arg(self.data()).args(arguments);
        command.stdin(Stdio::null());
        command
    }

    /// What a command that must succeed says.
    pub(super) fn done(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).output()?;
        let said = said(&output);
        ensure!(
            output.status.success(),
            "{}: {}\n{said}",
            arguments.join(" "),
            output.status
        );
        Ok(said)
    }

    /// How a command ended, and what it says.
    pub(super) fn tried(&self, arguments: &[&str]) -> Result<(bool, String)> {
        let output = self.command(arguments).output()?;
        Ok((output.status.success(), said(&output)))
    }

    /// Serves, and waits until it is ready.
    pub(super) fn serve(&self) -> Result<Serving> {
        let port = free_port()?;
        let folder = self.folder.path();
        let command = self.command(&["serve", "--port", &port.to_string()]);
        let mut service = Service::start("serve", &command, folder)?;
        service.wait_until(PATIENCE, || status(port, "/readyz") == Some(200))?;
        Ok(Serving { service, port })
    }

    /// The chain, the releases and the files.
    pub(super) fn verify(&self) -> Result<()> {
        let said = self.done(&["verify"])?;
        ensure!(said.contains("不符 0 处"), "{said}");
        println!("  verify: {}", said.lines().next().unwrap_or_default());
        Ok(())
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A node that serves.
pub(super) struct Serving {
    pub(super) service: Service,
    pub(super) port: u16,
}

impl Serving {
    pub(super) fn status(&self, path: &str) -> Option<u16> {
        status(self.port, path)
    }

    pub(super) fn page(&self, path: &str) -> Result<http::Page> {
        http::get(self.port, path)
    }

    /// Asks for a page until it is as wished.
    pub(super) fn until(
        &self,
        path: &str,
        patience: Duration,
        wished: impl Fn(&http::Page) -> bool,
    ) -> Result<SystemTime> {
        let begun = Instant::now();
        loop {
            let page = http::get(self.port, path);
            if page.as_ref().is_ok_and(&wished) {
                return Ok(now());
            }
            ensure!(
                begun.elapsed() < patience,
                "port {}: {path} stayed {:?} for {patience:?}\n{}",
                self.port,
                page.map(|page| page.status),
                self.service.log()
            );
            pause(Duration::from_millis(5));
        }
    }

    /// The addresses of the documents on the home page and in the list.
    pub(super) fn documents(&self) -> Result<Vec<String>> {
        let list = http::get(self.port, "/documents")?.body;
        let links = http::links(&list).filter(|link| link.matches('/').count() == 3);
        let mut links: Vec<String> = links
            .filter(|link| link.starts_with("/documents/") && !link.contains('?'))
            .map(str::to_owned)
            .collect();
        links.sort();
        links.dedup();
        ensure!(links.len() == PAGES, "{} documents: {links:?}", links.len());
        Ok(links)
    }

    pub(super) fn stop(self) -> Result<()> {
        self.service.interrupt(PATIENCE)?;
        Ok(())
    }
}

pub(super) fn status(port: u16, path: &str) -> Option<u16> {
    http::get(port, path).ok().map(|page| page.status)
}

/// The index number of a document by its address.
pub(super) fn number(address: &str) -> Result<&str> {
    address
        .strip_prefix("/documents/")
        .context("no address of a document")
}

pub(super) fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}

pub(super) fn pause(time: Duration) {
    #[expect(
        clippy::disallowed_methods,
        reason = "waiting for other programs; nothing else runs in this one"
    )]
    std::thread::sleep(time);
}

/// By the clock of this machine, which the database has as well.
fn now() -> SystemTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "held against the instant of a commit in the database"
    )]
    SystemTime::now()
}

fn write_pages(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("files"))?;
    for n in 0..PAGES {
        let table = format!("{n},甲,乙\n").repeat(12_000);
        fs::write(folder.join(format!("files/{n}.csv")), table)?;
        let page = format!(
            "+++\ntitle = \"关于第{n}项工作的通知\"\nissuers = [\"示例局\"]\ndoc_no = \"示〔2026〕{}号\"\n\
             published_at = \"2026-03-02 10:00\"\nattachments = [\"files/{n}.csv\"]\n+++\n\n第{n}项工作应当按期完成，轮次零。\n",
            n + 1
        );
        fs::write(folder.join(format!("{n}.md")), page)?;
    }
    Ok(())
}

/// What a reader writes, with a key of its form.
pub(super) fn form(key: &str, what: &str) -> String {
    format!(
        "key={key}&kind=wording&page=&contact=&what={}",
        escaped(what)
    )
}

/// Words as they stand in an address.
pub(super) fn escaped(words: &str) -> String {
    let bytes = words.bytes().map(|byte| format!("%{byte:02X}"));
    bytes.collect()
}

/// A key of a form as the page gives it.
pub(super) fn key(serving: &Serving) -> Result<String> {
    let page = serving.page("/error-report")?.body;
    let at = page.find("name=\"key\"").context("no key in the form")?;
    let rest = page.get(at..).unwrap_or_default();
    let value = rest.split("value=\"").nth(1).context("no value of a key")?;
    Ok(value.split('"').next().unwrap_or_default().to_owned())
}
