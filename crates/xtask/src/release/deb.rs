//! The Debian package: which file goes where, whom it runs as, and what is done with it when it comes and goes.
//!
//! Decides that a package brings the program, its units, what its settings begin as and what must travel with it, and
//! nothing that a site makes; its scripts are in `deploy/debian`. Debian's own tools say which libraries it needs and
//! pack it.

use crate::checkout::Checkout;
use crate::shell::{read, show};
use anyhow::{Context as _, Result, ensure};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The units, as they lie in `deploy`: those that are enabled from the beginning, and those for whoever wants them.
const UNITS: &[&str] = &["gongkai.service", "gongkai.socket"];
const TIMERS: &[&str] = &["gongkai-backup.timer", "gongkai-backup.service"];

/// What the units say of a program that somebody installed by hand, and of a packaged one, which has its settings where
/// an administrator looks for them.
const BY_HAND: &str = "/usr/local/bin/gongkai --data /var/lib/gongkai/site";
const PACKAGED: &str = "/usr/bin/gongkai --config /etc/gongkai/gongkai.toml";

/// What the settings begin as: everything explained, and nothing set but where the data lie.
const SETTINGS: &str = "usr/share/gongkai/gongkai.toml";
const WHERE: &str = "data = \"/var/lib/gongkai/site\"";

/// For each shell that completes words, where it looks how.
const SHELLS: &[(&str, &str)] = &[
    ("bash", "usr/share/bash-completion/completions/gongkai"),
    ("zsh", "usr/share/zsh/vendor-completions/_gongkai"),
    ("fish", "usr/share/fish/vendor_completions.d/gongkai.fish"),
];

const DOCS: &str = "usr/share/doc/gongkai";
const MANUAL: &str = "usr/share/man/man1/gongkai.1";

const MAINTAINER: &str = "Gongkai maintainers <maintainers@example.invalid>";

const DESCRIPTION: &str = "portal for the disclosure of government information
 Gongkai serves what a government releases: documents, laws with all their
 versions, search, open data, and proofs of what was released when.
 .
 One program, one folder of data; PostgreSQL and an object store if wanted.
 A site is made by `gongkai init`, and served by the unit once it is there.";

pub(super) fn make(
    checkout: &Checkout,
    version: &str,
    program: &Path,
    sbom: &Path,
    epoch: &str,
    into: &Path,
) -> Result<PathBuf> {
    // The first package of this version.
    let version = format!("{version}-1");
    let folder = TempDir::with_prefix("gongkai-deb-")?;
    let tree = Tree {
        checkout,
        root: folder.path().join("tree"),
    };
    tree.fill(&version, program, sbom, epoch)?;
    let architecture = read(Command::new("dpkg").arg("--print-architecture"))?;
    let architecture = architecture.trim();
    tree.control(&version, architecture, &needs(folder.path(), program)?)?;
    let package = into.join(format!("gongkai_{version}_{architecture}.deb"));
    show(
        Command::new("dpkg-deb")
            .env("SOURCE_DATE_EPOCH", epoch)
            .args(["--root-owner-group", "-Zxz", "--build"])
            .arg(&tree.root)
            .arg(&package),
    )?;
    Ok(package)
}

/// The files of the package, before they are packed.
struct Tree<'a> {
    checkout: &'a Checkout,
    root: PathBuf,
}

impl Tree<'_> {
    fn fill(&self, version: &str, program: &Path, sbom: &Path, epoch: &str) -> Result<()> {
        self.put("usr/bin/gongkai", &fs::read(program)?, 0o755)?;
        for unit in UNITS.iter().chain(TIMERS) {
            let text = self.text(&format!("deploy/{unit}"))?;
            let text = text.replace(BY_HAND, PACKAGED);
            self.put(
                &format!("usr/lib/systemd/system/{unit}"),
                text.as_bytes(),
                0o644,
            )?;
        }
        let settings = read(Command::new(program).args(["config", "describe", "--toml"]))?;
        let unset = format!("#{WHERE}");
        ensure!(settings.contains(&unset), "no setting says where data lie");
        self.put(SETTINGS, settings.replace(&unset, WHERE).as_bytes(), 0o644)?;
        for (shell, to) in SHELLS {
            let script = read(Command::new(program).args(["completions", shell]))?;
            self.put(to, script.as_bytes(), 0o644)?;
        }
        for (from, to) in [
            ("deploy/debian/copyright", "copyright"),
            ("deploy/nginx.conf.example", "examples/nginx.conf"),
            ("deploy/grafana.json", "examples/grafana.json"),
            (
                "deploy/prometheus-alarms.yml",
                "examples/prometheus-alarms.yml",
            ),
            ("deploy/README.md", "deploying.md"),
            ("README.md", "README.md"),
            ("SECURITY.md", "SECURITY.md"),
            ("LICENSE-MULAN", "LICENSE-MULAN"),
        ] {
            self.put(&format!("{DOCS}/{to}"), self.text(from)?.as_bytes(), 0o644)?;
        }
        for folder in ["docs/guide", "docs/ops", "docs/reference", "docs/licences"] {
            for entry in fs::read_dir(self.checkout.path(folder))? {
                let file = entry?.path();
                let name = file.file_name().context("no name")?.to_string_lossy();
                let to = folder.trim_start_matches("docs/");
                let bytes = fs::read(&file)?;
                self.put(&format!("{DOCS}/{to}/{name}"), &bytes, 0o644)?;
            }
        }
        self.put(
            "usr/share/lintian/overrides/gongkai",
            self.text("deploy/debian/lintian-overrides")?.as_bytes(),
            0o644,
        )?;
        let read = |file: &str| fs::read(self.checkout.path(file)).with_context(|| file.to_owned());
        for (bytes, to) in [
            (read("deploy/debian/gongkai.1")?, MANUAL.to_owned()),
            (read("CHANGELOG.md")?, format!("{DOCS}/changelog")),
            (
                news(version, epoch)?.into_bytes(),
                format!("{DOCS}/changelog.Debian"),
            ),
            (read("THIRD-PARTY.md")?, format!("{DOCS}/THIRD-PARTY.md")),
            (fs::read(sbom)?, format!("{DOCS}/sbom.cdx.json")),
        ] {
            self.put(&to, &bytes, 0o644)?;
            show(
                Command::new("gzip")
                    .args(["-9", "--no-name", "--"])
                    .arg(self.root.join(to)),
            )?;
        }
        // What lies in the package is as old as the commit, whenever it was packed.
        show(
            Command::new("find")
                .arg(&self.root)
                .args(["-exec", "touch", "--no-dereference"])
                .args([&format!("--date=@{epoch}"), "{}", "+"]),
        )
    }

    fn control(&self, version: &str, architecture: &str, needs: &str) -> Result<()> {
        let size = read(
            Command::new("du")
                .args(["-sk", "--apparent-size"])
                .arg(&self.root),
        )?;
        let size = size.split_whitespace().next().unwrap_or("0");
        let mut control = String::new();
        for (key, value) in [
            ("Package", "gongkai"),
            ("Version", version),
            ("Architecture", architecture),
            ("Maintainer", MAINTAINER),
            ("Installed-Size", size),
            (
                "Depends",
                &format!("{needs}, adduser, init-system-helpers (>= 1.54~)"),
            ),
            // For witnesses and an object store over https.
            ("Recommends", "ca-certificates"),
            ("Suggests", "nginx | caddy, postgresql, prometheus"),
            ("Section", "web"),
            ("Priority", "optional"),
            ("Description", DESCRIPTION),
        ] {
            writeln!(control, "{key}: {value}")?;
        }
        self.put("DEBIAN/control", control.as_bytes(), 0o644)?;
        for script in ["postinst", "prerm", "postrm"] {
            let text = self.text(&format!("deploy/debian/{script}"))?;
            let text = text.replace("@UNITS@", &UNITS.join(" "));
            let text = text.replace("@TIMERS@", &TIMERS.join(" "));
            self.put(&format!("DEBIAN/{script}"), text.as_bytes(), 0o755)?;
        }
        Ok(())
    }

    fn text(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.checkout.path(file)).with_context(|| file.to_owned())
    }

    fn put(&self, to: &str, bytes: &[u8], mode: u32) -> Result<()> {
        let to = self.room(to)?;
        fs::write(&to, bytes)?;
        fs::set_permissions(&to, fs::Permissions::from_mode(mode))?;
        Ok(())
    }

    /// Where a file goes, with every folder above it as all may read.
    fn room(&self, to: &str) -> Result<PathBuf> {
        let mut folder = self.root.clone();
        let mut parts = to.split('/').peekable();
        while let Some(part) = parts.next() {
            fs::create_dir_all(&folder)?;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
            folder.push(part);
            if parts.peek().is_none() {
                break;
            }
        }
        Ok(folder)
    }
}

/// What Debian wants to be told of each package.
fn news(version: &str, epoch: &str) -> Result<String> {
    let at = format!("--date=@{epoch}");
    let day = read(Command::new("date").args(["--utc", "-R", &at]))?;
    Ok(format!(
        "gongkai ({version}) stable; urgency=medium\n\n  * This version; what is new stands in changelog.gz.\n\n -- {MAINTAINER}  {day}"
    ))
}

/// The packages whose libraries the program is linked with.
fn needs(folder: &Path, program: &Path) -> Result<String> {
    // The tool asks for the source of a package, and needs no more of it than that it is there.
    let source = folder.join("source");
    fs::create_dir_all(source.join("debian"))?;
    fs::write(
        source.join("debian/control"),
        "Source: gongkai\n\nPackage: gongkai\nArchitecture: any\n",
    )?;
    let said = read(
        Command::new("dpkg-shlibdeps")
            .current_dir(&source)
            .arg("-O")
            .arg(program),
    )?;
    let needs = said
        .lines()
        .find_map(|line| line.strip_prefix("shlibs:Depends="));
    Ok(needs.context("the program needs no library")?.to_owned())
}
