//! A serving site killed under its readers: while it opens, while a form is received, while copies are registered.

use super::county::{county, entries_after, year};
use super::trial::{Act, Bench, Tried, WRITES, counted};
use crate::background::{Service, free_port};
use crate::http::{self, links};
use anyhow::{Context as _, Result, ensure};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);
/// The key of the form that is sent, again and again.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Asks a site for something that it writes down; gives whether it told that it was done.
type Ask = fn(u16) -> Result<bool>;

/// What is asked of a serving site.
pub(super) const ASKED: &[(&str, Ask)] = &[
    ("report", |port| {
        let answer = http::send(
            port,
            "127.0.0.1",
            "/error-report",
            &form(KEY, "第一处有错，请改"),
        )?;
        Ok(answer.status == 303)
    }),
    ("copies", |port| {
        let page = http::get(port, &document()?)?.body;
        let copy = links(&page)
            .find(|link| link.contains("docx"))
            .context("no copy is offered")?
            .to_owned();
        let copy = http::get(port, &copy)?;
        ensure!(copy.status == 200, "a copy is not given: {}", copy.status);
        // That it was given says nothing of the register: the copy is written down afterwards.
        Ok(false)
    }),
];

/// The document that is asked for.
fn document() -> Result<String> {
    Ok(format!("/documents/XT-0001/{}-00002", year()?))
}

fn form(key: &str, what: &str) -> String {
    let bytes = what.bytes().map(|byte| format!("%{byte:02X}"));
    let what: String = bytes.collect();
    format!("key={key}&kind=wording&page=&contact=&what={what}")
}

/// Two reports of readers, for those who answer them.
pub(super) fn send_reports(bench: &Bench, data: &Path) -> Result<()> {
    let port = free_port()?;
    let mut site = served(bench, data, port, &[])?;
    site.wait_until(PATIENCE, || http::get(port, "/").is_ok())?;
    for n in 1..=2 {
        let form = form(&format!("{n:032}"), "有错，请改正");
        let answer = http::send(port, "127.0.0.1", "/error-report", &form)?;
        ensure!(
            answer.status == 303,
            "a report is answered with {}",
            answer.status
        );
    }
    site.interrupt(PATIENCE)?;
    Ok(())
}

/// A site that is served, perhaps watched.
fn served(bench: &Bench, data: &Path, port: u16, watched: &[String]) -> Result<Service> {
    let mut command = match watched {
        [] => Command::new(&bench.program),
        watched => {
            let mut strace = Command::new("strace");
            strace.args(["-f", "-qq"]).args(watched).arg(&bench.program);
            strace
        }
    };
    command
        .arg("--data")
        .arg(data)
        .args(["serve", "--port", &port.to_string()]);
    Service::start("serve", &command, &bench.folder)
}

/// Serves a fresh county, asks, and waits until it has written that down or is dead.
fn ask(
    bench: &Bench,
    data: &Path,
    ask: Ask,
    (before, is_new): (u64, bool),
    watched: &[String],
) -> Result<bool> {
    let port = free_port()?;
    let mut site = served(bench, data, port, watched)?;
    if site
        .wait_until(PATIENCE, || http::get(port, "/").is_ok())
        .is_err()
    {
        return Ok(false);
    }
    let was_told = ask(port).unwrap_or_default();
    let begun = Instant::now();
    // It ends by itself where it is killed.
    let written = || {
        let count = entries_after(data, before).map_or(0, |entries| entries.len());
        count == usize::from(is_new)
    };
    let is_done = site.wait_until(PATIENCE, || {
        Duration::from_secs(2) < begun.elapsed() && (written() || PATIENCE / 3 < begun.elapsed())
    });
    if is_done.is_ok() {
        drop(site.interrupt(PATIENCE));
    }
    Ok(was_told)
}

/// Kills a serving site as often as asked, at writes spread over its opening and what is asked of it.
pub(super) fn kill(bench: &Bench, name: &'static str, asked: Ask, kills: usize) -> Result<Tried> {
    let act = Act {
        name,
        from: county(bench)?,
        words: Vec::new(),
        entries: Vec::new(),
        again: true,
    };
    let before = bench.verified(&bench.fresh(&act, "before")?);
    let before = before.map_err(anyhow::Error::msg)?;
    let after = before + 1;
    let (undisturbed, trace) = (
        bench.fresh(&act, "undisturbed")?,
        bench.folder.join("trace"),
    );
    let watched = [
        "-o",
        &trace.to_string_lossy(),
        "-e",
        &format!("trace={WRITES}"),
    ]
    .map(str::to_owned);
    ask(bench, &undisturbed, asked, (before, true), &watched)?;
    let end = bench.verified(&undisturbed).map_err(anyhow::Error::msg)?;
    ensure!(
        end == after,
        "{name} undisturbed ends with {end} entries instead of {after}"
    );
    let mut tried = Tried {
        writes: counted(&trace)?,
        ..Tried::default()
    };
    for n in 0..kills {
        let at = 1 + n * tried.writes / kills;
        let data = bench.fresh(&act, "killed")?;
        let inject = format!("inject={WRITES}:signal=KILL:when={at}");
        let trace = format!("trace={WRITES}");
        let watched = ["-o", "/dev/null", "-e", &trace, "-e", &inject].map(str::to_owned);
        let was_told = ask(bench, &data, asked, (before, true), &watched)?;
        tried.kills += 1;
        tried.done += usize::from(was_told);
        let judged = judge(bench, &data, asked, (before, after), was_told);
        if let Err(wrong) = judged {
            let writes = tried.writes;
            tried.wrong.push(format!(
                "{name} killed at write {at} of {writes}: {wrong:#}"
            ));
        }
    }
    Ok(tried)
}

fn judge(
    bench: &Bench,
    data: &Path,
    asked: Ask,
    (before, after): (u64, u64),
    was_told: bool,
) -> Result<()> {
    let left = bench.verified(data).map_err(anyhow::Error::msg)?;
    ensure!(
        left == before || left == after,
        "{left} entries, neither {before} nor {after}"
    );
    ensure!(
        !was_told || left == after,
        "it was told as done, and is not there"
    );
    ask(bench, data, asked, (before, true), &[])?;
    let end = bench.verified(data).map_err(anyhow::Error::msg)?;
    ensure!(
        end == after,
        "asked again it has {end} entries instead of {after}"
    );
    Ok(())
}
