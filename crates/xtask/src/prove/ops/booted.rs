//! A Debian that was booted: systemd runs in it as on any machine, its network is its own, and nothing of it is left.

use crate::background::Service;
use crate::shell::{read, show};
use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_mins(1);
const HOME: &str = "root";

pub(super) struct Booted {
    root: PathBuf,
    service: Service,
    /// The process that is the first one inside.
    first: String,
}

impl Booted {
    /// Unpacks it into a folder and starts it.
    pub(super) fn start(packed: &Path, folder: &Path) -> Result<Self> {
        let root = folder.join("debian");
        fs::create_dir(&root)?;
        show(
            Command::new("tar")
                .arg("--directory")
                .arg(&root)
                .arg("--extract")
                .arg("--file")
                .arg(packed),
        )?;
        let mut command = Command::new("systemd-nspawn");
        command
            .arg("--directory")
            .arg(&root)
            .args(["--boot", "--register=no", "--keep-unit"])
            .args(["--private-network", "--console=pipe"]);
        let mut service = Service::start("debian", &command, folder)?;
        let parent = service.pid().to_string();
        let mut first = String::new();
        let is_up = |first: &str| {
            let state = inside(first, "systemctl is-system-running").output();
            let state = state.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
            state.is_ok_and(|state| ["running", "degraded"].contains(&&*state))
        };
        service.wait_until(PATIENCE, || {
            let child = read(Command::new("pgrep").args(["--parent", &parent]));
            child.unwrap_or_default().trim().clone_into(&mut first);
            !first.is_empty() && is_up(&first)
        })?;
        Ok(Self {
            root,
            service,
            first,
        })
    }

    /// A file of it, as this machine sees it.
    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// Where commands are given.
    pub(super) fn home(&self) -> PathBuf {
        self.at(HOME)
    }

    /// A line of a shell inside.
    pub(super) fn command(&self, line: &str) -> Command {
        inside(&self.first, line)
    }

    /// Gives a command; all that it said.
    ///
    /// # Errors
    /// Where it ends with anything but success.
    pub(super) fn run(&self, line: &str) -> Result<String> {
        println!("# {line}");
        let output = self.command(line).output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        ensure!(
            output.status.success(),
            "`{line}` ended with {}\n{said}\n{}",
            output.status,
            self.journal()
        );
        Ok(said)
    }

    /// What the site said last.
    fn journal(&self) -> String {
        let journal = self.command("journalctl --no-pager -n 20").output();
        journal.map_or_else(
            |error| error.to_string(),
            |output| String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    }

    /// Stops it.
    pub(super) fn end(self) {
        // A machine that is turned off takes the command with it.
        drop(self.command("systemctl poweroff").output());
        drop(self.service);
    }
}

fn inside(first: &str, line: &str) -> Command {
    let mut command = Command::new("nsenter");
    command
        .args(["--target", first, "--all", "--"])
        .args(["sh", "-ec"])
        .arg(format!("cd /{HOME}\n{line}"))
        .env_clear()
        .env(
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        )
        .env("HOME", format!("/{HOME}"))
        .env("LC_ALL", "C.UTF-8")
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}
