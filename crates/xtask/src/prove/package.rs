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
const UNITS: &str = "usr/lib/systemd/system";
const UNIT: &str = "usr/lib/systemd/system/gongkai.service";
const BACKUP: &str = "usr/lib/systemd/system/gongkai-backup.service";
const DATA: &str = "var/lib/gongkai";
const BACKUPS: &str = "var/backups/gongkai";
const SETTINGS: &str = "etc/gongkai/gongkai.toml";
/// Commands of an operator.
const GONGKAI: [&str; 3] = ["gongkai", "--config", "/etc/gongkai/gongkai.toml"];
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
    let fresh = debian::fresh(checkout, &["adduser"])?;
    let house = House::new(&fresh, folder.path(), "lived-in")?;
    house.install(&release.deb)?;
    unit(folder.path(), &release.deb)?;
    live(&house, folder.path(), &release.deb)?;
    let former = House::new(&fresh, folder.path(), "former")?;
    upgrade(checkout, &former, folder.path(), &release.deb)?;
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
    for (path, expected) in [
        (DATA, "700 gongkai gongkai"),
        (BACKUPS, "700 gongkai gongkai"),
        ("etc/gongkai", "750 root gongkai"),
        (SETTINGS, "640 root gongkai"),
    ] {
        let found = house.run(&["stat", "--format=%a %U %G", &format!("/{path}")])?;
        ensure!(found.trim() == expected, "/{path} is {found}");
    }
    let wanted = |unit: &str, target: &str| {
        let link = format!("etc/systemd/system/{target}.wants/{unit}");
        house.at(&link).is_symlink()
    };
    ensure!(
        wanted("gongkai.service", "multi-user.target"),
        "the unit is not enabled"
    );
    ensure!(
        !wanted("gongkai-backup.timer", "timers.target"),
        "copies are made before anybody said where they should lie"
    );
    house.run(&[
        "bash",
        "-n",
        "/usr/share/bash-completion/completions/gongkai",
    ])?;
    let user = house.user()?;
    println!("the user: {}", user.trim());
    let started = house.started(UNIT)?;
    println!("the unit starts: {started}");
    house.gongkai(&["init", "--name", "漱石县人民政府（示例）"])?;
    let port = free_port()?;
    let settings = house.at(SETTINGS);
    let told = fs::read_to_string(&settings)?;
    ensure!(
        told.contains("\ndata = "),
        "the settings do not lead to the data"
    );
    let told = told.replace("#port = 8080", &format!("port = {port}"));
    fs::write(&settings, &told)?;
    let is_kept = || -> Result<()> {
        ensure!(fs::read_to_string(&settings)? == told, "settings changed");
        Ok(())
    };
    serve(house, folder, port, &started, "漱石县")?;
    house.as_user(&house.started(BACKUP)?)?;
    house.gongkai(&[
        "restore",
        "/var/backups/gongkai/site",
        "--dry-run",
        "--data",
        "/nowhere",
    ])?;
    println!("the unit of backups makes one that is whole");

    house.install(deb)?;
    is_kept()?;
    serve(house, folder, port, &started, "漱石县")?;
    println!("installed once more, it serves the same site by the same settings");

    house.run(&["dpkg", "--remove", "gongkai"])?;
    for gone in ["usr/bin/gongkai", UNIT] {
        ensure!(!house.at(gone).exists(), "{gone} is left after a removal");
    }
    is_kept()?;
    house.install(deb)?;
    is_kept()?;
    serve(house, folder, port, &started, "漱石县")?;
    println!("removed and installed again, it serves the same site by the same settings");

    fs::remove_file(&settings)?;
    house.install(deb)?;
    ensure!(!settings.exists(), "settings that were removed came back");

    let entrusted =
        || Ok::<_, anyhow::Error>((listed(&house.at(DATA))?, listed(&house.at(BACKUPS))?));
    let before = entrusted()?;
    let said = house.run(&["dpkg", "--purge", "gongkai"])?;
    for folder in [DATA, BACKUPS] {
        ensure!(
            said.contains(&format!("/{folder}")),
            "a purge does not say what stays: {said}"
        );
    }
    let left = house.left()?;
    ensure!(left.is_empty(), "a purge leaves {left:?}");
    ensure!(before == entrusted()?, "a purge touched the data");
    house.user().context("the data belong to nobody")?;
    println!(
        "purged: {} files of the site and its backups stay, nothing else",
        before.0.lines().count() + before.1.lines().count()
    );
    Ok(())
}

/// A site of the first schema, whose settings lay with it, under a package of an earlier version.
fn upgrade(checkout: &Checkout, house: &House, folder: &Path, deb: &Path) -> Result<()> {
    let tree = folder.join("earlier");
    show(
        Command::new("dpkg-deb")
            .arg("--raw-extract")
            .arg(deb)
            .arg(&tree),
    )?;
    let control = tree.join("DEBIAN/control");
    let told = fs::read_to_string(&control)?;
    let version = told.lines().find(|line| line.starts_with("Version: "));
    let version = version.context("a package without a version")?;
    fs::write(&control, told.replace(version, "Version: 0.0.1-1"))?;
    let earlier = folder.join("earlier.deb");
    show(
        Command::new("dpkg-deb")
            .arg("--build")
            .arg(&tree)
            .arg(&earlier),
    )?;
    house.install(&earlier)?;
    fs::remove_file(house.at(SETTINGS))?;
    let oldest = checkout.path("crates/gongkai/tests/fixtures/data-0001");
    let site = house.at(DATA).join("site");
    show(Command::new("cp").arg("--recursive").arg(oldest).arg(&site))?;
    let port = free_port()?;
    fs::write(
        site.join("gongkai.toml"),
        format!("operator = \"示例经办\"\nport = {port}\n[log]\nlevel = \"warn\"\n"),
    )?;
    house.run(&["chown", "-R", "gongkai:gongkai", "/var/lib/gongkai/site"])?;
    house.install(deb)?;
    let told = fs::read_to_string(house.at(SETTINGS))?;
    ensure!(
        told.contains(&format!("port = {port}")) && !site.join("gongkai.toml").exists(),
        "the settings did not come along: {told}"
    );
    house.gongkai(&["config", "check"])?;
    let said = house.gongkai(&["verify"])?;
    ensure!(said.contains("不符 0 处"), "{said}");
    serve(house, folder, port, &house.started(UNIT)?, "")?;
    println!(
        "upgraded: a site of the first schema is served and verified, its settings came along"
    );
    Ok(())
}

/// Starts what the unit starts, asks for pages, and ends it as systemd does.
fn serve(house: &House, folder: &Path, port: u16, started: &str, says: &str) -> Result<()> {
    let words: Vec<&str> = started.split_whitespace().collect();
    let mut command = house.command(&["runuser", "-u", "gongkai", "--"]);
    command.args(words);
    let mut service = Service::start("packaged", &command, folder)?;
    let page = |path| http::get(port, path).is_ok_and(|page| page.status == 200);
    service.wait_until(PATIENCE, || page("/readyz"))?;
    let home = http::get(port, "/")?;
    ensure!(
        home.status == 200 && home.body.contains(says),
        "no home page"
    );
    let ended = service.interrupt(PATIENCE)?;
    ensure!(ended.success(), "it ended with {ended}");
    Ok(())
}

/// The units as systemd reads them, among those of this machine.
fn unit(folder: &Path, deb: &Path) -> Result<()> {
    let tree = folder.join("unit");
    let units = tree.join("usr/lib/systemd");
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
            .arg(&tree),
    )?;
    // What the unit calls besides the program.
    fs::copy("/bin/sh", tree.join("usr/bin/sh"))?;
    symlink("usr/bin", tree.join("bin"))?;
    let root = format!("--root={}", tree.display());
    let analyze = |words: &[&str]| {
        let mut command = Command::new("systemd-analyze");
        command.arg(&root).args(words);
        command
    };
    let units = fs::read_dir(tree.join(UNITS))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("gongkai"))
        .collect::<Vec<_>>();
    ensure!(units.len() == 4, "{units:?}");
    for unit in &units {
        show(&mut analyze(&["verify", unit]))?;
    }
    for unit in ["gongkai.service", "gongkai-backup.service"] {
        let said = read(&mut analyze(&[
            "security",
            "--no-pager",
            "--offline=true",
            unit,
        ]))?;
        let rate = said.lines().rev().find_map(|line| {
            let (_, rate) = line.split_once(&format!("level for {unit}:"))?;
            rate.split_whitespace().next()?.parse::<f32>().ok()
        });
        let rate = rate.with_context(|| format!("no rate in {said}"))?;
        println!("systemd-analyze security: {unit} {rate}");
        ensure!(rate <= EXPOSED, "{unit} is exposed: {rate}\n{said}");
    }
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

    /// A command of an operator, as the user of the site.
    fn gongkai(&self, words: &[&str]) -> Result<String> {
        let words = [&GONGKAI[..], words].concat();
        self.run(&[&["runuser", "-u", "gongkai", "--"], &words[..]].concat())
    }

    /// A line of a unit, as the user of the site.
    fn as_user(&self, line: &str) -> Result<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        self.run(&[&["runuser", "-u", "gongkai", "--"], &words[..]].concat())
    }

    /// What a unit starts.
    fn started(&self, unit: &str) -> Result<String> {
        let unit = fs::read_to_string(self.at(unit))?;
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
            "/var/*/gongkai/*",
            "-prune",
            "-o",
            "-name",
            "*gongkai*",
            "-print",
        ])?;
        // Folders that hold what was entrusted.
        let is_kept = |path: &&str| {
            let is_of_site = [DATA, BACKUPS].contains(&path.trim_start_matches('/'));
            !(is_of_site && self.at(path.trim_start_matches('/')).join("site").is_dir())
        };
        Ok(found.lines().filter(is_kept).map(str::to_owned).collect())
    }
}
