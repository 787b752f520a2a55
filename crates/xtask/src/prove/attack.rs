//! The demo under attack by tools that are not ours: wapiti walks through it and tries what it knows at every address and
//! form, sqlmap tries every question that reaches a database. Neither may find anything.
//!
//! Each request comes as from another visitor (`visitors`), so that no limit stands before what is to be tried. The site
//! takes no XML from anybody; what wapiti sends as such is given to the readers besides (`readers`).
//! Schemathesis does the same to the open API (`prove api`). What a tool asks is counted by the numbers that the site
//! itself gives to requests.

mod readers;
mod visitors;

use crate::checkout::Checkout;
use crate::shell::show;
use crate::{debian, demo, http};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use visitors::Visitors;

/// Of the registry of Python: Debian's is too old to leave an address out.
const WAPITI: &str = "wapiti3==3.2.3";

/// All that needs no server beside the one under attack. Not `csrf`: it looks for a token in each form, and forms here are
/// told apart by where they come from (ADR 0018), which `web`'s tests try. Not `ldap` and `spring4shell`: there is neither a
/// directory nor Java here, and both take for a finding that one wrong question is refused and another is not.
const MODULES: &str = "backup,cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,\
                       shellshock,sql,upload,xss,xxe";

/// Findings that are none, each with the reason.
const KNOWN: &[(&str, &str, &str)] = &[(
    "HTTP Strict Transport Security (HSTS)",
    "",
    "the demo speaks plain HTTP, where this header means nothing (RFC 6797 §7.2)",
)];

/// As many reports in an hour as may be set.
const SETTINGS: &str = "[errors]\nper_network = 10000\nper_site = 100000\n";

/// What is asked by sqlmap; `*` is where it writes.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "/search?q=x&kind=document&from=2026-01-01&sort=newest&page=1",
        "",
    ),
    ("/laws?q=x&kind=law", ""),
    ("/documents?kind=document&from=2026-01-01&to=2026-12-31", ""),
    ("/documents?after=x", ""),
    ("/agencies?q=x", ""),
    ("/api/v1/search?q=x&kind=document", ""),
    ("/api/v1/items?kind=document", ""),
    ("/api/v1/items?cursor=x", ""),
    ("/api/v1/laws?q=x", ""),
    ("/api/v1/suggest?q=x", ""),
    ("/gkmlpt/api/all/0?page=1", ""),
    ("/feeds/json/search?q=x", ""),
    ("/documents/*/2026-00001", ""),
    ("/laws/*", ""),
    ("/published/*", ""),
    (
        "/error-report/progress",
        "number=2026-00001&code=AAAA-AAAA-AAAA",
    ),
    (
        "/error-report",
        "key=x&page=/laws&kind=link&what=x&contact=x",
    ),
];

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    debian::need(&["sqlmap", "python3-venv"])?;
    let wapiti = wapiti(checkout)?;
    checkout.built_program()?;
    let folder = TempDir::with_prefix("gongkai-attack-")?;
    let (running, port) = demo::start_with(checkout, folder.path(), SETTINGS)?;
    readers::feed(checkout, &wapiti, folder.path(), port)?;
    let visitors = Visitors::of(port)?;
    let begun = asked(port)?;
    let mut found = walk(&wapiti, folder.path(), visitors.port)?;
    let walked = asked(port)?;
    println!(
        "wapiti: {} requests, {} findings",
        walked - begun,
        found.len()
    );
    let injected = inject(folder.path(), visitors.port)?;
    let ended = asked(port)?;
    println!(
        "sqlmap: {} requests, {} findings",
        ended - walked,
        injected.len()
    );
    let forms = visitors.forms();
    println!("{} visitors; forms by status: {forms:?}", visitors.asked());
    let sent: u32 = forms.values().sum();
    let waited = forms.get(&429).copied().unwrap_or(0);
    ensure!(
        waited * 10 < sent,
        "of {sent} forms {waited} were only asked to wait"
    );
    let log = running.log();
    drop(running);
    found.extend(injected);
    ensure!(found.is_empty(), "found:\n{}", found.join("\n"));
    for trouble in ["panicked", "ERROR", "GK-500"] {
        ensure!(!log.contains(trouble), "the site was in trouble:\n{log}");
    }
    Ok(())
}

/// How many requests the site has had, by the number of this one.
fn asked(port: u16) -> Result<u64> {
    let answer = http::bytes(port, "/healthz")?;
    let answer = String::from_utf8_lossy(&answer).to_lowercase();
    let number = answer
        .lines()
        .find_map(|line| line.strip_prefix("x-request-id: ")?.split_once('-'));
    let (_, count) = number.context("an answer without its number")?;
    Ok(u64::from_str_radix(count.trim(), 16)?)
}

fn walk(wapiti: &Path, folder: &Path, port: u16) -> Result<Vec<String>> {
    let site = format!("http://127.0.0.1:{port}");
    let report = folder.join("wapiti.json");
    let mut command = Command::new(wapiti);
    command
        .current_dir(folder)
        .args(["--url", &format!("{site}/"), "--scope", "domain"])
        .args(["--module", MODULES]);
    for begin in ["/search?q=x", "/laws", "/error-report", "/api/v1/items"] {
        command.args(["--start", &format!("{site}{begin}")]);
    }
    // The same pages in other ways of showing.
    for shown in ["en", "zh-hant", "elder"] {
        command.args(["--exclude", &format!("{site}/{shown}/*")]);
    }
    show(
        command
            .args(["--max-links-per-page", "20", "--max-files-per-dir", "5"])
            .args(["--max-parameters", "8", "--max-scan-time", "90"])
            .args([
                "--max-attack-time",
                "30",
                "--no-bugreport",
                "--flush-session",
            ])
            .arg("--store-session")
            .arg(folder.join("wapiti"))
            .args(["--verbose", "0", "--format", "json", "--output"])
            .arg(&report),
    )?;
    let report: Value = serde_json::from_slice(&fs::read(report)?)?;
    println!(
        "wapiti walked over {} addresses",
        report["infos"]["crawled_pages_nbr"]
    );
    let mut found = Vec::new();
    for kind in ["vulnerabilities", "anomalies"] {
        let kinds = report[kind].as_object().context("no findings at all")?;
        for (name, findings) in kinds {
            for finding in findings.as_array().into_iter().flatten() {
                let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
                let (path, info) = (text("path"), text("info"));
                let known = KNOWN
                    .iter()
                    .find(|(known, part, _)| name == known && info.contains(part));
                match known {
                    Some((_, _, why)) => println!("known: {name}: {why}"),
                    None => found.push(format!("wapiti: {name}: {path}: {info}")),
                }
            }
        }
    }
    Ok(found)
}

fn inject(folder: &Path, port: u16) -> Result<Vec<String>> {
    let site = format!("http://127.0.0.1:{port}");
    let mut found = Vec::new();
    for (n, (question, form)) in QUESTIONS.iter().enumerate() {
        let mut command = Command::new("sqlmap");
        command
            .args(["-u", &format!("{site}{question}"), "--batch"])
            .args(["--level", "2", "--risk", "2", "--technique", "BEUSQ"])
            .args(["--threads", "4", "--disable-coloring", "--flush-session"])
            // Whether a refusal differs is worth trying too.
            .arg("--ignore-code=400,404,409,422,429")
            .arg(format!("--header=Origin: {site}"))
            .arg(format!(
                "--output-dir={}",
                folder.join(format!("sqlmap-{n}")).display()
            ));
        if !form.is_empty() {
            command.args(["--data", form]);
        }
        let output = command.output().context("sqlmap does not start")?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let is_clean = said.contains("do not appear to be injectable");
        // It goes on by itself where an address answers with a refusal, and says so where it could not try at all.
        if !is_clean || said.contains("identified the following injection point") {
            let last: Vec<&str> = said.lines().rev().take(6).collect();
            found.push(format!("sqlmap: {question}: {}", last.join(" | ")));
        }
    }
    Ok(found)
}

fn wapiti(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.tools().join(WAPITI.replace("==", "-"));
    let program = folder.join("bin/wapiti");
    if !program.is_file() {
        println!("installing {WAPITI}");
        show(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        show(Command::new(folder.join("bin/pip")).args(["install", "--quiet", WAPITI]))?;
    }
    if !program.is_file() {
        bail!("{} was not in the wheel", program.display());
    }
    Ok(program)
}
