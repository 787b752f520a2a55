//! An asynchronous standby takes over that lacks the newest: what may be lost is told before, what is lost is told after,
//! nothing is there by half, and the log is not signed into a second history.
//!
//! The stream between the two servers is cut while acts and readers go on, so that all that was done since is acknowledged
//! and lost. Then an operator does what `docs/ops/scale-out.md` says, line by line.

use super::failing::{Sent, at, entries, keys, line, readers, sent_again, until};
use super::site::{Node, Objects, PATIENCE, Serving, number};
use super::written::{WRITTEN_DATA, WRITTEN_DOCUMENT, WRITTEN_OLD_DATABASE, Written, replaced};
use crate::background::pause;
use crate::checkout::Checkout;
use crate::postgres::Postgres;
use crate::relay::Relay;
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

const SECTION: &str = "少了最后几件以后";

pub(super) fn the_newest_is_lost(checkout: &Checkout, objects: &Objects) -> Result<()> {
    let written = Written::read(checkout)?;
    let mut primary = Postgres::lasting(&[])?;
    let stream = Relay::to(primary.port())?;
    let standby = primary.standby_by(stream.port(), "standby1")?;
    let relay = Relay::to(primary.port())?;
    let address = at(&primary, &relay);
    let first = Node::first(checkout, objects, &primary.url())?;
    first.settle(&address)?;
    let second = first.further(&address)?;
    let serving = [first.serve()?, second.serve()?];
    let told = first.tried(&["doctor"])?.1;
    ensure!(
        told.contains("最后办成的几件可能没有"),
        "no warning: {told}"
    );
    println!("doctor, before: {}", line(&told, "数据库的复制"));

    let documents = serving[0].documents()?;
    let [stays, withdrawn, corrected, ..] = &documents[..] else {
        bail!("few documents");
    };
    first.done(&correction(number(stays)?, "轮次零=>轮次甲"))?;
    until("the standby has what was done", || {
        Ok(entries(&standby)? == entries(&primary)?)
    })?;
    let forms = keys(&serving[0], 400)?;
    let (sent, is_over) = (Sent::default(), AtomicBool::new(false));
    let kept = first.folder().join("kept.checkpoint");
    let (lost, signed) = thread::scope(|scope| {
        readers(scope, &serving, &forms, &sent, &is_over);
        let lost = lose(&first, &primary, &stream, (withdrawn, corrected));
        let signed = lost.and_then(|lost| {
            let signed = signed(&first)?;
            fs::write(&kept, serving[0].page("/log/checkpoint")?.body)?;
            Ok((lost, signed))
        });
        is_over.store(true, Ordering::SeqCst);
        signed
    })?;
    let told = first.tried(&["doctor"])?.1;
    ensure!(line(&told, "数据库的复制").contains("还差"), "{told}");
    println!("doctor, while it lags: {}", line(&told, "数据库的复制"));

    primary.crash()?;
    relay.refuse();
    standby.promote()?;
    let left = entries(&standby)?;
    ensure!(left < lost, "nothing was lost: {left} of {lost} entries");
    println!(
        "  {lost} entries were acknowledged, {left} are there, a checkpoint of {signed} leaves was given out"
    );
    relay.turn_to(standby.port());
    relay.mend();
    for node in serving {
        let log = node.ends_badly()?;
        ensure!(log.contains("另一段历史"), "it does not say why: {log}");
    }
    println!("  every node has stopped and said why");

    old_primary(&written, &mut primary, &first)?;
    restarted(&written, &first, &second, withdrawn)?;
    let serving = [first.serve()?, second.serve()?];
    for node in &serving {
        node.until(withdrawn, PATIENCE, |page| page.status == 410)?;
        node.until(stays, PATIENCE, |page| page.body.contains("轮次甲"))?;
        node.until(corrected, PATIENCE, |page| page.body.contains("轮次零"))?;
    }
    let there = standby.ask("select count(*) from site_error")?;
    println!("  reports of readers that are there: {}", there.trim());
    sent_again(&standby, &serving[1], &sent)?;
    not_signed(&first, &serving[0], (signed, corrected))?;
    // Whoever kept a checkpoint sees it, at any node and however long the log has become since.
    let kept = kept.display().to_string();
    let (is_sound, told) = second.tried(&["verify", "--against", &kept])?;
    ensure!(!is_sound && told.contains("不是同一份"), "{told}");
    println!("verify, afterwards: {}", line(&told, "不是同一份"));
    // By itself all is sound: nothing is there by half.
    second.verify()?;
    signed_anew(&written, &first, &serving[0])?;
    for node in serving {
        node.stop()?;
    }
    Ok(())
}

fn correction<'a>(number: &'a str, replace: &'a str) -> [&'a str; 6] {
    [
        "correct",
        number,
        "--note",
        "更正轮次",
        "--replace",
        replace,
    ]
}

/// Cuts the stream and does acts that are acknowledged all the same; gives how many entries there are then.
fn lose(
    node: &Node,
    primary: &Postgres,
    stream: &Relay,
    (withdrawn, corrected): (&str, &str),
) -> Result<u64> {
    pause(Duration::from_millis(500));
    stream.cut();
    node.done(&["withdraw", number(withdrawn)?, "--reason", "含有个人信息"])?;
    node.done(&correction(number(corrected)?, "轮次零=>轮次乙"))?;
    node.done(&correction(number(corrected)?, "轮次乙=>轮次丙"))?;
    entries(primary)
}

/// Waits until all of the log is signed; gives how many leaves it has.
fn signed(node: &Node) -> Result<u64> {
    let mut size = 0;
    until("the log is signed", || {
        let stands = stands(node)?;
        size = stands["size"].as_u64().unwrap_or_default();
        Ok(stands["signed"] == stands["size"])
    })?;
    Ok(size)
}

/// How the log stands, by the command.
fn stands(node: &Node) -> Result<serde_json::Value> {
    let told = node.done(&["log", "--json"])?;
    let json = told.lines().find(|line| line.starts_with('{'));
    Ok(serde_json::from_str(json.context("no JSON")?)?)
}

/// How many leaves the checkpoint has that a node shows.
fn leaves(node: &Serving) -> Result<u64> {
    let checkpoint = node.page("/log/checkpoint")?.body;
    let size = checkpoint.lines().nth(1);
    let size = size.with_context(|| format!("no checkpoint: {checkpoint}"))?;
    Ok(size.parse()?)
}

/// The old server, alone: whoever can start it again sees that nothing is missing there.
fn old_primary(written: &Written, primary: &mut Postgres, node: &Node) -> Result<()> {
    primary.begin()?;
    let [verify] = &written.commands(SECTION, 0)?[..] else {
        bail!("the old server is not looked at by one command");
    };
    let checkpoint = keys_of(node).join("log.checkpoint").display().to_string();
    let kept = format!("{WRITTEN_DATA}.keys/log.checkpoint");
    let url = primary.url();
    let told = node.done(&verify.words(&[(WRITTEN_OLD_DATABASE, &url), (&kept, &checkpoint)]))?;
    ensure!(told.contains("不符 0 处"), "the old server: {told}");
    println!("verify, the old server: {}", line(&told, "不符"));
    primary.stop()
}

fn keys_of(node: &Node) -> PathBuf {
    node.data().with_extension("keys")
}

/// What is to be done at each node before it is started again.
fn restarted(written: &Written, first: &Node, second: &Node, withdrawn: &str) -> Result<()> {
    let commands = written.commands(SECTION, 1)?;
    for (place, node) in [first, second].into_iter().enumerate() {
        for command in &commands {
            // They have stopped by themselves, and are started by whoever called this.
            if command.0.starts_with("systemctl ") {
                continue;
            }
            let words = command.words(&[(WRITTEN_DOCUMENT, number(withdrawn)?)]);
            match words[..] {
                // The first has the key, and with it the checkpoint that was signed last.
                ["verify"] if place == 0 => {
                    let (is_sound, told) = node.tried(&words)?;
                    let wrong: Vec<&str> = told
                        .lines()
                        .filter(|line| line.starts_with("不符"))
                        .collect();
                    ensure!(!is_sound && told.contains("日志只有"), "{told}");
                    ensure!(wrong.len() == 1, "more is wrong than that: {told}");
                    println!("verify, the new server: {}", wrong.join(" "));
                    let told = node.tried(&["doctor"])?.1;
                    ensure!(told.contains("登记库的日志接不上"), "{told}");
                    println!("doctor, after: {}", line(&told, "接不上"));
                }
                // What was withdrawn from one node is withdrawn.
                ["withdraw", ..] if 0 < place => {}
                _ => drop(node.done(&words)?),
            }
        }
    }
    Ok(())
}

/// Acts go on, beyond what was signed once; nothing of it is signed, and the command says why.
fn not_signed(node: &Node, serving: &Serving, (signed, corrected): (u64, &str)) -> Result<()> {
    let shown = leaves(serving)?;
    ensure!(
        shown < signed,
        "{shown} leaves are signed, as {signed} were"
    );
    let mut words = "轮次零".to_owned();
    for n in 0.. {
        if stands(node)?["size"]
            .as_u64()
            .is_some_and(|size| signed < size)
        {
            break;
        }
        let next = format!("轮次第{n}");
        node.done(&correction(number(corrected)?, &format!("{words}=>{next}")))?;
        words = next;
    }
    // It is looked at twice a second; a second and a half is time enough to sign.
    pause(Duration::from_millis(1500));
    ensure!(leaves(serving)? == shown, "a second history was signed");
    let log = serving.service.log();
    ensure!(
        log.contains("the log is not signed"),
        "nobody is told: {log}"
    );
    // While the serving process is about the keys, the command leaves it to that.
    let mut told = String::new();
    until("the command refuses to sign", || {
        let (is_signed, says) = node.tried(&["log", "sign"])?;
        told = says;
        Ok(!is_signed)
    })?;
    ensure!(told.contains("不能再签"), "{told}");
    ensure!(leaves(serving)? == shown, "a second history was signed");
    println!(
        "log sign: {}",
        told.trim().lines().last().unwrap_or_default()
    );
    Ok(())
}

/// What an operator does who gives up what was lost, and says so.
fn signed_anew(written: &Written, node: &Node, serving: &Serving) -> Result<()> {
    let keys = keys_of(node).display().to_string();
    let shown = leaves(serving)?;
    for command in written.commands(SECTION, 2)? {
        if command.0.starts_with("mv ") {
            let here = replaced(&command.0, &[(&format!("{WRITTEN_DATA}.keys"), &keys)])?;
            let [_, from, to] = here.split_whitespace().collect::<Vec<_>>()[..] else {
                bail!("{here}");
            };
            fs::rename(from, to)?;
        } else {
            until("the log is signed as it is", || {
                node.done(&command.words(&[]))?;
                Ok(shown < leaves(serving)?)
            })?;
        }
    }
    node.verify()
}
