//! A site on a database and an object store that are not on its disk, and nodes that serve it.

use super::written::{WRITTEN_DATABASE, Written, replaced};
use crate::background::{Service, free_port, pause};
use crate::checkout::Checkout;
use crate::http;
use crate::prove::s3;
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
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
        fs::create_dir_all(root.join(s3::SUITES_BUCKET))?;
        let port = free_port()?;
        let service = s3::start(&program, &root, port, folder.path())?;
        fs::write(folder.path().join("secret"), s3::SECRET)?;
        Ok(Self {
            _service: service,
            endpoint: format!("http://127.0.0.1:{port}"),
            folder,
        })
    }

    pub(super) fn port(&self) -> Result<u16> {
        let port = self.endpoint.rsplit(':').next();
        Ok(port.context("a port")?.parse()?)
    }

    /// How many files lie there.
    pub(super) fn files(&self) -> usize {
        s3::count(&self.folder.path().join("objects"))
    }

    /// By what tests find it.
    pub(super) fn environment(&self) -> [(&'static str, String); 2] {
        s3::environment(&self.endpoint, &self.folder.path().join("objects"))
    }
}

/// One data directory of a site, and with it one node.
pub(super) struct Node {
    program: PathBuf,
    folder: TempDir,
    /// As [`Written::settings`] has them, but for the database.
    settings: String,
    metrics: u16,
}

/// What readers of a proof may do that sends more than any reader would.
const NO_LIMITS: &str = "[errors]\nper_network = 10000\nper_site = 100000\n";

impl Node {
    /// The first node, for readers who send much.
    pub(super) fn first(checkout: &Checkout, objects: &Objects, database: &str) -> Result<Self> {
        let written = Written::read(checkout)?;
        let settings =
            written.settings(&objects.endpoint, &objects.folder.path().join("secret"))?;
        // Each of few nodes is sent what would fall to three.
        let settings = settings.replace("nodes = 3", "nodes = 1");
        Self::made(
            checkout,
            &written,
            format!("{settings}{NO_LIMITS}"),
            database,
        )
    }

    /// The first node, with the settings as they are written down.
    pub(super) fn as_written(
        checkout: &Checkout,
        objects: &Objects,
        database: &str,
    ) -> Result<Self> {
        let written = Written::read(checkout)?;
        let settings =
            written.settings(&objects.endpoint, &objects.folder.path().join("secret"))?;
        Self::made(checkout, &written, settings, database)
    }

    /// Makes the site and takes in some pages, each with a large file.
    fn made(
        checkout: &Checkout,
        written: &Written,
        settings: String,
        database: &str,
    ) -> Result<Self> {
        let node = Self {
            program: checkout.program(),
            folder: TempDir::with_prefix("gongkai-node-")?,
            settings,
            metrics: free_port()?,
        };
        let [init] = &written.commands("建立", 0)?[..] else {
            bail!("the site is not made by one command");
        };
        node.done(&init.words(&[(WRITTEN_DATABASE, database)]))?;
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
            metrics: free_port()?,
        };
        fs::create_dir_all(node.data())?;
        node.settle(database)?;
        Ok(node)
    }

    /// Writes the settings, with the database at this address.
    pub(super) fn settle(&self, database: &str) -> Result<()> {
        let text = self.settings.replace(WRITTEN_DATABASE, database);
        let text = format!(
            "operator = \"示例经办\"\n{text}[metrics]\nport = {}\n",
            self.metrics
        );
        let file = self.data().join("gongkai.toml");
        fs::write(&file, text)?;
        // It may hold a password: `doctor` minds where others can read it.
        Ok(fs::set_permissions(
            file,
            fs::Permissions::from_mode(0o600),
        )?)
    }

    /// The same node with the files at another address, which leads to them as well.
    pub(super) fn by(mut self, objects: &Objects, endpoint: &str, database: &str) -> Result<Self> {
        self.settings = replaced(&self.settings, &[(&objects.endpoint, endpoint)])?;
        self.settle(database)?;
        Ok(self)
    }

    pub(super) fn data(&self) -> PathBuf {
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
        self.serve_at(free_port()?)
    }

    /// The same at the port it had before.
    pub(super) fn serve_at(&self, port: u16) -> Result<Serving> {
        let folder = self.folder.path();
        let command = self.command(&["serve", "--port", &port.to_string()]);
        let mut service = Service::start("serve", &command, folder)?;
        service.wait_until(PATIENCE, || status(port, "/readyz") == Some(200))?;
        Ok(Serving {
            service,
            port,
            metrics: self.metrics,
        })
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
    metrics: u16,
}

impl Serving {
    pub(super) fn status(&self, path: &str) -> Option<u16> {
        status(self.port, path)
    }

    /// A number of this process that has no labels.
    pub(super) fn metric(&self, name: &str) -> Result<f64> {
        let page = http::get(self.metrics, "/metrics")?.body;
        let value = page
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(value
            .with_context(|| format!("no {name} in {page}"))?
            .parse()?)
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

    /// Waits until it has ended by itself, with an error; gives what it said.
    pub(super) fn ends_badly(mut self) -> Result<String> {
        let ended = self.service.end(PATIENCE, || ())?;
        let log = self.service.log();
        ensure!(!ended.success(), "it ended as if all were well: {log}");
        Ok(log)
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
