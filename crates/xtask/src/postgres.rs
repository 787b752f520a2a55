//! A PostgreSQL of our own: a fresh cluster in a temporary folder, on a free port of loopback, gone afterwards.
//!
//! The server refuses to run as root, so under root it runs as the user that Debian's package brings. What it holds
//! may be lost at any time: it does not wait for the disk.

use crate::background::{Service, free_port};
use crate::shell::{is_root, read};
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// The user of the server, when we are root.
const SYSTEM_USER: &str = "postgres";

/// A server; dropping it stops the server, then removes its folder.
pub(crate) struct Postgres {
    /// `None` while it is stopped.
    service: Option<Service>,
    programs: PathBuf,
    port: u16,
    folder: TempDir,
    settings: Vec<String>,
}

/// What a server of tests is started with: nothing of it needs to last.
const FAST: [&str; 3] = [
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
];
/// What a server is started with that keeps what it acknowledged.
const LASTING: [&str; 2] = ["track_commit_timestamp=on", "wal_level=replica"];
const PATIENCE: Duration = Duration::from_mins(1);

impl Postgres {
    pub(crate) fn start() -> Result<Self> {
        Self::new(&FAST)
    }

    /// One that keeps what it acknowledged, with further settings (`name=value`).
    pub(crate) fn lasting(settings: &[&str]) -> Result<Self> {
        Self::new(&[&LASTING, settings].concat())
    }

    fn new(settings: &[&str]) -> Result<Self> {
        let mut postgres = Self::prepared(settings)?;
        read(
            as_server(&postgres.programs.join("initdb"))
                .current_dir(postgres.folder.path())
                .arg("--pgdata")
                .arg(postgres.data())
                .args(["--username=gongkai", "--auth=trust", "--encoding=UTF8"])
                .args(["--no-locale", "--no-sync"]),
        )?;
        postgres.begin()?;
        println!(
            "{} on port {}",
            postgres.ask("select version()")?.trim(),
            postgres.port
        );
        Ok(postgres)
    }

    /// A standby that receives what this server writes, under a name of its own.
    pub(crate) fn standby(&self, name: &str) -> Result<Self> {
        self.standby_by(self.port, name)
    }

    /// The same by another port that leads to this server.
    pub(crate) fn standby_by(&self, port: u16, name: &str) -> Result<Self> {
        let settings = [&*format!("cluster_name={name}")];
        let mut standby = Self::prepared(&[&LASTING, &settings[..]].concat())?;
        read(
            as_server(&self.programs.join("pg_basebackup"))
                .current_dir(standby.folder.path())
                .arg("--pgdata")
                .arg(standby.data())
                .args([
                    "--host=127.0.0.1",
                    "--username=gongkai",
                    "--checkpoint=fast",
                ])
                .arg(format!("--port={port}"))
                .args(["--write-recovery-conf", "--no-sync"]),
        )?;
        standby.begin()?;
        Ok(standby)
    }

    fn prepared(settings: &[&str]) -> Result<Self> {
        let folder = TempDir::with_prefix("gongkai-postgres-")?;
        if is_root() {
            read(Command::new("chown").arg(SYSTEM_USER).arg(folder.path()))?;
        }
        Ok(Self {
            service: None,
            programs: programs()?,
            port: free_port()?,
            folder,
            settings: settings.iter().map(|it| (*it).to_owned()).collect(),
        })
    }

    /// Lets in whoever comes from these addresses, besides those of this machine.
    pub(crate) fn let_in(&self, network: &str) -> Result<()> {
        let file = self.data().join("pg_hba.conf");
        let rules = std::fs::read_to_string(&file)?;
        std::fs::write(&file, format!("{rules}host all all {network} trust\n"))?;
        self.ask("select pg_reload_conf()")?;
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Starts it, for the first time or again.
    pub(crate) fn begin(&mut self) -> Result<()> {
        let mut server = as_server(&self.programs.join("postgres"));
        server
            .current_dir(self.folder.path())
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(self.folder.path())
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(["-c", "max_connections=200"]);
        for setting in &self.settings {
            server.args(["-c", setting]);
        }
        let mut service = Service::start("postgres", &server, self.folder.path())?;
        let (programs, port) = (&self.programs, self.port);
        service.wait_until(PATIENCE, || {
            Command::new(programs.join("pg_isready"))
                .args(["--quiet", "--host=127.0.0.1"])
                .arg(format!("--port={port}"))
                .status()
                .is_ok_and(|status| status.success())
        })?;
        self.service = Some(service);
        Ok(())
    }

    /// Ends it as an operator does who restarts it.
    pub(crate) fn stop(&mut self) -> Result<()> {
        self.end("INT")
    }

    /// Ends it as a crash does: nobody is told, nothing is written any more.
    pub(crate) fn crash(&mut self) -> Result<()> {
        self.end("QUIT")
    }

    fn end(&mut self, signal: &str) -> Result<()> {
        let service = self.service.take().context("the server is stopped")?;
        service.signal(signal);
        service.wait(PATIENCE)?;
        Ok(())
    }

    /// Makes a standby the one that takes writes.
    pub(crate) fn promote(&self) -> Result<()> {
        let promoted = self.ask("select pg_promote(true, 30)")?;
        anyhow::ensure!(promoted.trim() == "t", "the standby was not promoted");
        Ok(())
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://gongkai@127.0.0.1:{}/postgres", self.port)
    }

    /// How many records the server has written to its log since it started, whatever was dropped meanwhile.
    pub(crate) fn records_written(&self) -> Result<u64> {
        let records = self.ask("select wal_records from pg_stat_wal")?;
        Ok(records.trim().parse()?)
    }

    /// What the server answers to a question, without frills.
    pub(crate) fn ask(&self, question: &str) -> Result<String> {
        read(
            Command::new(self.programs.join("psql"))
                .args([
                    "--no-psqlrc",
                    "--tuples-only",
                    "--no-align",
                    "--command",
                    question,
                ])
                .arg(self.url()),
        )
    }
}

/// The newest installed server's folder of programs.
fn programs() -> Result<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .context("PostgreSQL is not installed: cargo xtask check --only setup")?
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .map(|(version, path)| (version, path.join("bin")))
        .filter(|(_, path)| path.join("initdb").is_file())
        .collect();
    found.sort();
    let newest = found.pop().context("no PostgreSQL server is installed")?;
    Ok(newest.1)
}

fn as_server(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid",
            SYSTEM_USER,
            "--regid",
            SYSTEM_USER,
            "--init-groups",
        ])
        .args(["--pdeathsig", "INT", "--"])
        .arg(program);
    command
}
