//! The peers: fetched from Debian and PyPI where they are missing, started on loopback, stopped when dropped.

use super::Place;
use crate::shell::{is_root, read, show};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Debian packages, and the program by which each is known to be there.
const PACKAGES: &[(&str, &str)] = &[
    ("wrk", "/usr/bin/wrk"),
    ("curl", "/usr/bin/curl"),
    ("nginx-light", "/usr/sbin/nginx"),
    ("groonga-bin", "/usr/bin/groonga"),
    ("pandoc", "/usr/bin/pandoc"),
    ("poppler-utils", "/usr/bin/pdftotext"),
    ("python3-venv", "/usr/share/python-wheels"),
    (
        "fonts-noto-cjk",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    ),
    (
        "libpangoft2-1.0-0",
        "/usr/lib/x86_64-linux-gnu/libpangoft2-1.0.so.0",
    ),
    (
        "libharfbuzz-subset0",
        "/usr/lib/x86_64-linux-gnu/libharfbuzz-subset.so.0",
    ),
];

/// Installs what is missing.
///
/// # Errors
/// Where this may not install; the message is the command that would.
pub(super) fn packages() -> Result<()> {
    let missing = PACKAGES
        .iter()
        .filter(|(_, file)| !PathBuf::from(file).exists());
    let names: Vec<&str> = missing.map(|(name, _)| *name).collect();
    if names.is_empty() {
        return Ok(());
    }
    ensure!(
        is_root(),
        "run as root: apt-get install --no-install-recommends {}",
        names.join(" ")
    );
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command.args(arguments);
        command
    };
    show(&mut apt(&["update", "-qq"]))?;
    show(apt(&["install", "-qq", "--yes", "--no-install-recommends"]).args(names))
}

/// A server that the measuring programs start by themselves and that leaves its number in a file.
pub(super) struct Peer {
    program: &'static str,
    pid: PathBuf,
}

impl Peer {
    /// One that is about to be started; what an interrupted run left of it is stopped.
    fn fresh(program: &'static str, pid: PathBuf) -> Self {
        drop(Self {
            program,
            pid: pid.clone(),
        });
        Self { program, pid }
    }

    /// Its number, while it runs: a number that is left over may be that of another program by now.
    fn pid(&self) -> Option<String> {
        let pid = fs::read_to_string(&self.pid).ok()?.trim().to_owned();
        let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        String::from_utf8_lossy(&command)
            .contains(self.program)
            .then_some(pid)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if let Some(pid) = self.pid() {
            // One that is already gone is what was wanted.
            drop(Command::new("kill").arg(pid).status());
        }
    }
}

/// Where nginx serves the page, compressed before.
pub(super) const NGINX: &str = "http://127.0.0.1:18082/p.html";

/// nginx with our page, byte for byte, plain and compressed.
pub(super) fn nginx(place: &Place, corpus: &std::path::Path, page: &str) -> Result<Peer> {
    let folder = place.work.join("nginx");
    let peer = Peer::fresh("nginx", folder.join("nginx.pid"));
    show(
        Command::new("bash")
            .arg(place.perf.join("nginx_peer.sh"))
            .arg(&folder)
            .arg(corpus),
    )?;
    for (accepted, file) in [("identity", "p.html"), ("gzip", "p.html.gz")] {
        show(
            Command::new("curl")
                .args(["--silent", "--fail", "--raw", "--header"])
                .arg(format!("Accept-Encoding: {accepted}"))
                .arg("--output")
                .arg(folder.join("www").join(file))
                .arg(page),
        )?;
    }
    Ok(peer)
}

/// How many pages Wagtail is given.
pub(super) const WAGTAIL_PAGES: usize = 2000;
/// Where it serves them.
pub(super) const WAGTAIL: &str = "http://127.0.0.1:18091";

/// Wagtail with two workers; its pages are made the first time.
pub(super) fn wagtail(place: &Place, corpus: &std::path::Path) -> Result<(Peer, PathBuf)> {
    let (venv, folder) = (
        place.work.join("wagtail-python"),
        place.work.join("wagtail"),
    );
    if !venv.join("bin/gunicorn").is_file() {
        show(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        show(
            Command::new(venv.join("bin/pip")).args(["install", "--quiet", "wagtail", "gunicorn"]),
        )?;
    }
    let peer = Peer::fresh("gunicorn", folder.join("gunicorn.pid"));
    show(
        Command::new("bash")
            .arg(place.perf.join("wagtail_peer.sh"))
            .args([&venv, &folder])
            .arg(corpus)
            .arg(WAGTAIL_PAGES.to_string()),
    )?;
    Ok((peer, folder.join("paths.txt")))
}

/// The versions of the peers, for the head of the table.
pub(super) fn versions(place: &Place) -> Result<String> {
    let first = |command: &mut Command| -> Result<String> {
        let output = command
            .output()
            .context("a peer that does not say its version")?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        Ok(said.lines().next().unwrap_or_default().to_owned())
    };
    let nginx = first(Command::new("/usr/sbin/nginx").arg("-v"))?;
    let groonga = first(Command::new("groonga").arg("--version"))?;
    let wheels = read(
        Command::new(place.work.join("python/bin/pip"))
            .args(["list", "--format=freeze"])
            .args(["--disable-pip-version-check"]),
    )?;
    let wheels = wheels
        .lines()
        .filter(|line| line.starts_with("tantivy") || line.starts_with("weasyprint"));
    Ok(format!(
        "{nginx}; {groonga}; {}",
        wheels.collect::<Vec<_>>().join("; ")
    ))
}
