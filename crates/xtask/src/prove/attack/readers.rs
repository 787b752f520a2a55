//! What wapiti sends as XML, given to the readers: the site takes no XML from visitors, so that its XXE module finds no
//! reader behind any address. Here each of its payloads is a file, by itself and in every part of a DOCX and of an OFD,
//! that an operator takes in.
//!
//! No file of this machine may come back, and nobody may be asked for more.

use crate::checkout::Checkout;
use crate::http;
use crate::shell::read;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = include_str!("entities.py");
/// What an entity would bring from this machine.
const BROUGHT: &str = "root:x:0:0";
/// The parts that every reader of these forms must read.
const READ: [&str; 4] = ["word/document.xml", "OFD.xml", "D/Document.xml", "D/P.xml"];

pub(super) fn feed(checkout: &Checkout, wapiti: &Path, folder: &Path, site: u16) -> Result<()> {
    let endpoint = TcpListener::bind("127.0.0.1:0")?;
    endpoint.set_nonblocking(true)?;
    let files = folder.join("entities");
    fs::create_dir(&files)?;
    let base = files.join("base.docx");
    fs::write(&base, word(site)?)?;
    let script = folder.join("entities.py");
    fs::write(&script, SCRIPT)?;
    let made = read(
        Command::new("python3")
            .arg(script)
            .arg(payloads(wapiti)?)
            .arg(base)
            .arg(&files)
            .arg(format!("http://{}/", endpoint.local_addr()?)),
    )?;
    let mut refused = 0;
    let mut all = 0;
    for line in made.lines() {
        let told: Value = serde_json::from_str(line)?;
        let text = |key: &str| told[key].as_str().unwrap_or_default();
        let (name, part) = (text("name"), text("part"));
        let output = Command::new(checkout.program())
            .args(["--data", "/nonexistent", "read", "--json"])
            .arg(files.join(name))
            .output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        // What stands apart in a line of an OFD is read apart.
        let is_brought = said.replace(' ', "").contains(BROUGHT);
        if name.starts_with("clean.") {
            ensure!(is_brought, "{name}: its own words were not read:\n{said}");
            continue;
        }
        all += 1;
        ensure!(!is_brought, "{name}: a file of this machine came back");
        let is_refused = said.contains("\"entities\"");
        refused += u32::from(is_refused);
        ensure!(
            is_refused || !READ.contains(&part),
            "{name}: {part} was read, whatever it declares:\n{said}"
        );
    }
    ensure!(refused != 0, "nothing reached a reader of XML");
    match endpoint.accept() {
        Err(error) if error.kind() == ErrorKind::WouldBlock => {}
        _ => anyhow::bail!("a reader asked for what an entity names"),
    }
    println!(
        "readers: {all} files with entities, {refused} refused for them, none brought or fetched anything"
    );
    Ok(())
}

/// The payloads that came with the tool.
fn payloads(wapiti: &Path) -> Result<String> {
    let folder = wapiti.ancestors().nth(2).context("no folder of the tool")?;
    let found = read(
        Command::new("find")
            .arg(folder)
            .args(["-name", "xxePayloads.ini"]),
    )?;
    let first = found.lines().next();
    Ok(first.context("the tool brings no payloads")?.to_owned())
}

/// A DOCX of the site itself.
fn word(port: u16) -> Result<Vec<u8>> {
    let home = http::get(port, "/")?.body;
    let document = http::links(&home)
        .find(|link| link.starts_with("/documents/") && link.matches('/').count() == 3)
        .context("the home page leads to no document")?;
    let answer = http::bytes(port, &format!("{document}/text.docx"))?;
    let head = answer.windows(4).position(|it| it == b"\r\n\r\n");
    let head = head.context("no head")? + 4;
    let body = answer.get(head..).unwrap_or_default();
    ensure!(body.starts_with(b"PK"), "{document} has no DOCX");
    Ok(body.to_vec())
}
