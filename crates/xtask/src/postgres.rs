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

/// A running server; dropping it stops the server, then removes its folder.
pub(crate) struct Postgres {
    _service: Service,
    programs: PathBuf,
    port: u16,
    _folder: TempDir,
}

impl Postgres {
    pub(crate) fn start() -> Result<Self> {
        let folder = TempDir::with_prefix("gongkai-postgres-")?;
        let programs = programs()?;
        let port = free_port()?;
        let data = folder.path().join("data");
        if is_root() {
            read(Command::new("chown").arg(SYSTEM_USER).arg(folder.path()))?;
        }
        read(
            as_server(&programs.join("initdb"))
                .current_dir(folder.path())
                .arg("--pgdata")
                .arg(&data)
                .args(["--username=gongkai", "--auth=trust", "--encoding=UTF8"])
                .args(["--no-locale", "--no-sync"]),
        )?;
        let mut server = as_server(&programs.join("postgres"));
        server
            .current_dir(folder.path())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-h", "127.0.0.1", "-p", &port.to_string()])
            .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
            .args(["-c", "synchronous_commit=off", "-c", "max_connections=200"]);
        let mut service = Service::start("postgres", &server, folder.path())?;
        service.wait_until(Duration::from_secs(30), || {
            Command::new(programs.join("pg_isready"))
                .args(["--quiet", "--host=127.0.0.1"])
                .arg(format!("--port={port}"))
                .status()
                .is_ok_and(|status| status.success())
        })?;
        let postgres = Self {
            _service: service,
            programs,
            port,
            _folder: folder,
        };
        println!(
            "{} on port {port}",
            postgres.ask("select version()")?.trim()
        );
        Ok(postgres)
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://gongkai@127.0.0.1:{}/postgres", self.port)
    }

    /// How many records the server has written to its log since it started, whatever was dropped meanwhile.
    pub(crate) fn records_written(&self) -> Result<u64> {
        let records = self.ask("select wal_records from pg_stat_wal")?;
        Ok(records.trim().parse()?)
    }

    fn ask(&self, question: &str) -> Result<String> {
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
