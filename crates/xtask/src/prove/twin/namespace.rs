//! A node in a network of its own, whose cable to the database and the files is pulled by the kernel itself, in the midst of an
//! import: as `docs/ops/scale-out.md` says, line by line.
//!
//! Where no network can be made, as for whoever is not root, it says so and nothing is proved; a relay that falls silent has
//! shown the same without the kernel.

use super::site::{Node, Objects, PATIENCE, number};
use super::written::{WRITTEN_DOCUMENT, Written};
use crate::background::{Service, free_port, pause};
use crate::checkout::Checkout;
use crate::postgres::Postgres;
use crate::relay::Relay;
use crate::shell::{read, show};
use anyhow::{Result, bail, ensure};
use std::process::Command;
use std::time::{Duration, Instant};

/// The end of the cable on this side, as it is written down.
const HERE: &str = "10.193.0.1";
const SILENT_AFTER: Duration = Duration::from_millis(2500);
/// Whoever was cut off in the midst of a write holds it until the server has noticed (ADR 0027), and a little more.
const FREE_AFTER: Duration = Duration::from_secs(20);
const BACK_AFTER: Duration = Duration::from_secs(10);
const DOCUMENTS: usize = 1500;

/// The network, taken away in the end.
struct Network;

impl Drop for Network {
    fn drop(&mut self) {
        // In the end both are gone already.
        for what in [["netns", "del", "gongkai"], ["link", "del", "gk0"]] {
            drop(Command::new("ip").args(what).output());
        }
    }
}

pub(super) fn the_cable_is_pulled(checkout: &Checkout, objects: &Objects) -> Result<()> {
    let written = Written::read(checkout)?;
    let commands = written.commands("测得的数", 1)?;
    let [
        make,
        here,
        there,
        serve,
        import,
        pull,
        withdraw,
        plug,
        take_away,
    ] = &commands[..]
    else {
        bail!("a cable is not pulled by nine commands");
    };
    if let Err(error) = read(Command::new("ip").args(["netns", "add", "gongkai"])) {
        println!("NO NETWORK OF ITS OWN: {error:#}; not proved here");
        return Ok(());
    }
    read(Command::new("ip").args(["netns", "del", "gongkai"]))?;
    let _network = Network;
    for command in [make, here, there] {
        shell(&command.0)?;
    }
    // The server itself must notice who is gone, so nothing stands between.
    let postgres = Postgres::lasting(&[&format!("listen_addresses=127.0.0.1,{HERE}")])?;
    postgres.let_in("10.193.0.0/30")?;
    let files = Relay::at(HERE, objects.port()?)?;
    let first = Node::first(checkout, objects, &postgres.url())?;
    let serving = first.serve()?;
    let documents = serving.documents()?;
    let [stays, .., gone] = &documents[..] else {
        bail!("few documents");
    };
    let database = postgres.url().replace("127.0.0.1", HERE);
    let files = format!("http://{HERE}:{}", files.port());
    let away = first.further(&database)?.by(objects, &files, &database)?;
    let port = free_port()?;
    let words = [serve.words(&[]), vec!["--port"]].concat();
    let mut command = within(&away.command(&words));
    command.arg(port.to_string());
    let mut cut = Service::start("serve", &command, away.folder())?;
    cut.wait_until(PATIENCE, || status(port, "/readyz") == Some(200))?;
    ensure!(status(port, gone) == Some(200), "{gone} before");

    let corpus = super::failing::corpus(&away, 0, DOCUMENTS)?;
    let corpus = corpus.to_string_lossy().into_owned();
    let mut importing = Service::start(
        "import",
        &within(&away.command(&import.words(&[("c.jsonl", &corpus)]))),
        away.folder(),
    )?;
    let held = || -> Result<usize> {
        let sql = "select count(*) from source where source_id like 'r0-%'";
        Ok(postgres.ask(sql)?.trim().parse()?)
    };
    let writes = || -> Result<bool> {
        let sql = "select count(*) from pg_locks join pg_stat_activity using (pid) \
                   where locktype = 'advisory' and granted and client_addr = '10.193.0.2'";
        Ok(postgres.ask(sql)?.trim() != "0")
    };
    super::failing::until("the import has begun", || Ok(0 < held()?))?;
    super::failing::until("the import writes", writes)?;
    shell(&pull.0)?;
    let begun = Instant::now();
    let holds = if writes()? {
        "was writing"
    } else {
        "did not write"
    };
    while status(port, gone) != Some(503) {
        ensure!(begun.elapsed() < PATIENCE, "the node goes on showing items");
        pause(Duration::from_millis(5));
    }
    let silent = begun.elapsed();
    ensure!(silent < SILENT_AFTER, "it showed items for {silent:?}");
    ensure!(status(port, "/readyz") == Some(503), "it stays ready");
    ensure!(serving.status(stays) == Some(200), "the other suffers");
    first.done(&withdraw.words(&[(WRITTEN_DOCUMENT, number(gone)?)]))?;
    let free = begun.elapsed();
    ensure!(free < FREE_AFTER, "nobody could write for {free:?}");
    serving.until(gone, Duration::from_secs(2), |page| page.status == 410)?;
    ensure!(
        status(port, gone) == Some(503),
        "{gone} while it is cut off"
    );
    shell(&plug.0)?;
    let begun = Instant::now();
    loop {
        match status(port, gone) {
            Some(410) => break,
            Some(503) | None if begun.elapsed() < BACK_AFTER => {}
            other => bail!("after the cut {gone} is {other:?}"),
        }
        pause(Duration::from_millis(5));
    }
    let back = begun.elapsed();
    let ended = importing.end(PATIENCE, || ())?;
    let told = importing.log();
    ensure!(ended.success() || told.contains('请'), "{told}");
    println!(
        "a cable was pulled while the import {holds}: silent after {silent:?}, another could write after {free:?}, back \
         after {back:?}; the import: {}",
        told.trim().lines().last().unwrap_or_default()
    );
    read(&mut within(
        &away.command(&import.words(&[("c.jsonl", &corpus)])),
    ))?;
    let held = held()?;
    ensure!(held == DOCUMENTS, "{held} documents of {DOCUMENTS}");
    cut.interrupt(PATIENCE)?;
    serving.stop()?;
    first.verify()?;
    shell(&take_away.0)
}

fn shell(line: &str) -> Result<()> {
    show(Command::new("sh").args(["-c", line]))
}

/// A command in the network of its own.
fn within(command: &Command) -> Command {
    let mut inside = Command::new("ip");
    inside
        .args(["netns", "exec", "gongkai"])
        .arg(command.get_program())
        .args(command.get_args());
    inside
}

/// How a page is answered in that network.
fn status(port: u16, path: &str) -> Option<u16> {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--output", "/dev/null", "--max-time", "5"])
        .args(["--write-out", "%{http_code}"])
        .arg(format!("http://127.0.0.1:{port}{path}"));
    let output = within(&curl).output().ok()?;
    let code = String::from_utf8(output.stdout).ok()?.parse().ok()?;
    (code != 0).then_some(code)
}
