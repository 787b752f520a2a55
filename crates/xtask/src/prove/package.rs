//! A release as its operator meets it: the list of what it is made of is true, and its package comes into a fresh Debian,
//! serves a site as the user it made, comes and goes again, and takes nothing with it that was entrusted to it.
//!
//! It proves the package that `cargo xtask release` left, and makes one where there is none. There is no systemd in the
//! fresh Debian: the unit is read by `systemd-analyze`, and the line that it starts is started as it says.

mod sbom;

use crate::background::{Service, free_port};
use crate::checkout::Checkout;
use crate::release::{self, Release};
use crate::shell::{is_root, read, show};
use crate::{debian, http};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_mins(2);
const UNIT: &str = "usr/lib/systemd/system/gongkai.service";
const DATA: &str = "var/lib/gongkai";
const SITE: &str = "/var/lib/gongkai/site";
/// From which rate on `systemd-analyze security` no longer calls a unit well guarded: tenths, less is better.
const EXPOSED: f32 = 2.0;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    ensure!(is_root(), "a fresh Debian is entered by root only");
    debian::need(&["debootstrap", "lintian", "dpkg-dev", "systemd"])?;
    let release = match Release::lying(checkout)? {
        Some(release) => release,
        None => release::make(checkout, "release")?,
    };
    sbom::prove(checkout, &release)?;
    show(
        Command::new("lintian")
            .args([
                "--fail-on",
                "error",
                "--tag-display-limit",
                "0",
                "--allow-root",
            ])
            .arg(&release.deb),
    )?;
    let folder = TempDir::with_prefix("gongkai-package-")?;
    let fresh = fresh(checkout)?;
    let house = House::new(&fresh, folder.path(), "lived-in")?;
    house.install(&release.deb)?;
    unit(folder.path(), &release.deb)?;
    live(&house, folder.path(), &release.deb)?;
    let empty = House::new(&fresh, folder.path(), "empty")?;
    empty.install(&release.deb)?;
    empty.run(&["dpkg", "--purge", "gongkai"])?;
    let left = empty.left()?;
    ensure!(
        left.is_empty(),
        "where no site was made, this is left: {left:?}"
    );
    ensure!(empty.user().is_err(), "the user is left, who owns nothing");
    println!("where no site was made, nothing is left");
    Ok(())
}

/// From the first site to a purge.
fn live(house: &House, folder: &Path, deb: &Path) -> Result<()> {
    let owner = read(
        Command::new("stat")
            .args(["--format=%a"])
            .arg(house.at(DATA)),
    )?;
    ensure!(owner.trim() == "700", "{DATA} is open: {owner}");
    let wanted = house.at("etc/systemd/system/multi-user.target.wants/gongkai.service");
    ensure!(wanted.is_symlink(), "the unit is not enabled");
    let user = house.user()?;
    println!("the user: {}", user.trim());
    let started = house.started()?;
    println!("the unit starts: {started}");
    let as_user = |words: &[&str]| {
        let mut all = vec!["runuser", "-u", "gongkai", "--"];
        all.extend(words);
        house.run(&all)
    };
    as_user(&[
        "gongkai",
        "--data",
        SITE,
        "init",
        "--name",
        "漱石县人民政府（示例）",
    ])?;
    let port = free_port()?;
    let settings = house.at("etc/gongkai/gongkai.toml");
    let inside = house.at(fs::read_link(&settings)?
        .to_string_lossy()
        .trim_start_matches('/'));
    let told = fs::read_to_string(&inside)?;
    fs::write(&inside, format!("port = {port}\n{told}"))?;
    serve(house, folder, port, &started)?;

    house.install(deb)?;
    let told = fs::read_to_string(&inside)?;
    ensure!(told.contains(&format!("port = {port}")), "settings changed");
    serve(house, folder, port, &started)?;
    println!("installed once more, it serves the same site");

    house.run(&["dpkg", "--remove", "gongkai"])?;
    for gone in ["usr/bin/gongkai", UNIT] {
        ensure!(!house.at(gone).exists(), "{gone} is left after a removal");
    }
    house.install(deb)?;
    serve(house, folder, port, &started)?;
    println!("removed and installed again, it serves the same site");

    let before = listed(&house.at(DATA))?;
    let said = house.run(&["dpkg", "--purge", "gongkai"])?;
    ensure!(
        said.contains("/var/lib/gongkai"),
        "a purge does not say where the data stay: {said}"
    );
    let left = house.left()?;
    ensure!(left.is_empty(), "a purge leaves {left:?}");
    ensure!(
        before == listed(&house.at(DATA))?,
        "a purge touched the data"
    );
    house.user().context("the data belong to nobody")?;
    println!(
        "purged: {} files of the site stay, nothing else",
        before.lines().count()
    );
    Ok(())
}

/// Starts what the unit starts, asks for pages, and ends it as systemd does.
fn serve(house: &House, folder: &Path, port: u16, started: &str) -> Result<()> {
    let words: Vec<&str> = started.split_whitespace().collect();
    let mut command = house.command(&["runuser", "-u", "gongkai", "--"]);
    command.args(words);
    let mut service = Service::start("packaged", &command, folder)?;
    let page = |path| http::get(port, path).is_ok_and(|page| page.status == 200);
    service.wait_until(PATIENCE, || page("/readyz"))?;
    let home = http::get(port, "/")?;
    ensure!(
        home.status == 200 && home.body.contains("漱石县"),
        "no home page"
    );
    let ended = service.interrupt(PATIENCE)?;
    ensure!(ended.success(), "it ended with {ended}");
    Ok(())
}

/// The unit as systemd reads it, among those of this machine.
fn unit(folder: &Path, deb: &Path) -> Result<()> {
    let root = folder.join("unit");
    let units = root.join("usr/lib/systemd");
    fs::create_dir_all(&units)?;
    show(
        Command::new("cp")
            .args(["--recursive", "/usr/lib/systemd/system"])
            .arg(&units),
    )?;
    show(
        Command::new("dpkg-deb")
            .arg("--extract")
            .arg(deb)
            .arg(&root),
    )?;
    // What the unit calls besides the program.
    fs::copy("/bin/kill", root.join("usr/bin/kill"))?;
    symlink("usr/bin", root.join("bin"))?;
    let root = format!("--root={}", root.display());
    show(
        Command::new("systemd-analyze")
            .arg(&root)
            .args(["verify", "gongkai.service"]),
    )?;
    let said = read(Command::new("systemd-analyze").arg(&root).args([
        "security",
        "--no-pager",
        "--offline=true",
        "gongkai.service",
    ]))?;
    let rate = said.lines().rev().find_map(|line| {
        let (_, rate) = line.split_once("level for gongkai.service:")?;
        rate.split_whitespace().next()?.parse::<f32>().ok()
    });
    let rate = rate.with_context(|| format!("no rate in {said}"))?;
    println!("systemd-analyze security: {rate}");
    ensure!(rate <= EXPOSED, "the unit is exposed: {rate}\n{said}");
    Ok(())
}

/// Every file below a folder, with its size and its owner.
fn listed(folder: &Path) -> Result<String> {
    let list = read(
        Command::new("find")
            .arg(folder)
            .args(["-printf", "%P %s %U %m\n"]),
    )?;
    let mut lines: Vec<&str> = list.lines().collect();
    lines.sort_unstable();
    Ok(lines.join("\n"))
}

/// A fresh Debian of this machine's release, packed and kept among the tools.
fn fresh(checkout: &Checkout) -> Result<PathBuf> {
    let told = fs::read_to_string("/etc/os-release")?;
    let suite = told
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let suite = suite.context("this machine is no Debian")?;
    let packed = checkout.tools().join(format!("debian-{suite}.tar"));
    if packed.is_file() {
        return Ok(packed);
    }
    let folder = TempDir::with_prefix("gongkai-debian-")?;
    let root = folder.path().join("root");
    show(
        Command::new("debootstrap")
            .args(["--variant=minbase", "--include=adduser", suite])
            .arg(&root),
    )?;
    fs::create_dir_all(checkout.tools())?;
    show(
        Command::new("tar")
            .arg("--directory")
            .arg(&root)
            .arg("--create")
            .arg("--file")
            .arg(&packed)
            .arg("."),
    )?;
    Ok(packed)
}

/// A Debian of its own in a folder.
struct House {
    root: PathBuf,
}

impl House {
    fn new(fresh: &Path, folder: &Path, name: &str) -> Result<Self> {
        let root = folder.join(name);
        fs::create_dir(&root)?;
        show(
            Command::new("tar")
                .arg("--directory")
                .arg(&root)
                .arg("--extract")
                .arg("--file")
                .arg(fresh),
        )?;
        Ok(Self { root })
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn install(&self, deb: &Path) -> Result<()> {
        let inside = self.at("gongkai.deb");
        fs::copy(deb, &inside)?;
        let said = self.run(&["dpkg", "--install", "/gongkai.deb"]);
        fs::remove_file(inside)?;
        said.map(drop)
    }

    /// A command inside, with the processes of the machine in sight for as long as it runs.
    fn command(&self, words: &[&str]) -> Command {
        const ENTER: &str = "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"";
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "--propagation", "private", "sh", "-c", ENTER])
            .arg(&self.root)
            .args(words)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    }

    /// Runs it; all that it said.
    fn run(&self, words: &[&str]) -> Result<String> {
        println!("$ {}", words.join(" "));
        let output = self.command(words).output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        ensure!(
            output.status.success(),
            "{words:?}: {}\n{said}",
            output.status
        );
        Ok(said)
    }

    fn user(&self) -> Result<String> {
        self.run(&["getent", "passwd", "gongkai"])
    }

    /// What the unit starts.
    fn started(&self) -> Result<String> {
        let unit = fs::read_to_string(self.at(UNIT))?;
        let started = unit
            .lines()
            .find_map(|line| line.strip_prefix("ExecStart="));
        Ok(started.context("the unit starts nothing")?.to_owned())
    }

    /// What bears our name and is not of the site.
    fn left(&self) -> Result<Vec<String>> {
        let found = self.run(&[
            "find",
            "/",
            "-xdev",
            "-path",
            "/proc",
            "-prune",
            "-o",
            "-path",
            SITE,
            "-prune",
            "-o",
            "-name",
            "*gongkai*",
            "-print",
        ])?;
        let is_kept =
            |path: &&str| *path != "/var/lib/gongkai" || !self.at(DATA).join("site").is_dir();
        Ok(found.lines().filter(is_kept).map(str::to_owned).collect())
    }
}
