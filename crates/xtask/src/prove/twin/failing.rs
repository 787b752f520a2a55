//! What goes wrong between nodes and their database: a cut network, a lost reply, a restart, a standby that takes over.
//!
//! What was acknowledged is there afterwards, what was retried happened once, and what a visitor was shown was true.

use super::site::{Node, Objects, PATIENCE, Serving, form, key, number};
use super::written::Written;
use crate::background::pause;
use crate::checkout::Checkout;
use crate::http::{self, Answer};
use crate::postgres::Postgres;
use crate::relay::Relay;
use anyhow::{Context as _, Result, bail, ensure};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// By when a node that is cut off shows nothing any more (ADR 0009), with the time that one look takes to be told.
const SILENT_AFTER: Duration = Duration::from_millis(2200);
/// By when it is back once the network is.
const BACK_AFTER: Duration = Duration::from_secs(5);
/// How many readers send forms while the server is restarted.
const READERS: usize = 4;

pub(super) fn at(postgres: &Postgres, relay: &Relay) -> String {
    let (own, other) = (postgres.port().to_string(), relay.port().to_string());
    postgres.url().replace(&own, &other)
}

/// One of three nodes loses its database, silently and then by being refused; the others serve on.
pub(super) fn a_node_is_cut_off(checkout: &Checkout, objects: &Objects) -> Result<()> {
    let postgres = Postgres::lasting(&[])?;
    let relay = Relay::to(postgres.port())?;
    let first = Node::first(checkout, objects, &postgres.url())?;
    let second = first.further(&postgres.url())?;
    let third = first.further(&at(&postgres, &relay))?;
    let (one, two, cut) = (first.serve()?, second.serve()?, third.serve()?);
    let mut documents = cut.documents()?;
    for way in ["cut", "refused"] {
        let gone = documents.pop().context("a document")?;
        let stays = documents.first().context("a document")?.clone();
        let page = cut.page(&stays)?.body;
        let file = http::links(&page).find(|link| link.contains(".csv"));
        let file = file.context("a file")?.to_owned();
        let api = "/api/v1/items".to_owned();
        let shown = [
            gone.clone(),
            stays,
            file,
            "/".into(),
            "/documents".into(),
            api,
        ];
        for path in &shown {
            ensure!(cut.status(path) == Some(200), "{path} before");
        }
        if way == "cut" {
            relay.cut();
        } else {
            relay.refuse();
        }
        let begun = Instant::now();
        while cut.status(&gone) != Some(503) {
            let lasted = begun.elapsed();
            ensure!(lasted < PATIENCE, "the node goes on showing items");
            pause(Duration::from_millis(5));
        }
        let silent = begun.elapsed();
        ensure!(silent < SILENT_AFTER, "it showed items for {silent:?}");
        let page = cut.page("/")?.body;
        ensure!(page.contains("GK-503-CUT"), "it does not say so: {page}");
        let page = cut.page("/en/")?.body;
        ensure!(page.contains("lost its database"), "not in English: {page}");
        ensure!(cut.status("/readyz") == Some(503), "it stays ready");
        ensure!(cut.status("/healthz") == Some(200), "it is not alive");
        ensure!(cut.metric("gongkai_register_up")? < 1.0, "its numbers");
        first.done(&["withdraw", number(&gone)?, "--reason", "试"])?;
        for node in [&one, &two] {
            node.until(&gone, Duration::from_secs(2), |page| page.status == 410)?;
            ensure!(node.status("/readyz") == Some(200), "the others suffer");
        }
        for path in &shown {
            let begun = Instant::now();
            let status = cut.status(path);
            let lasted = begun.elapsed();
            ensure!(
                status == Some(503),
                "{path} while it is cut off: {status:?}"
            );
            ensure!(lasted < SILENT_AFTER, "{path} answers after {lasted:?}");
        }
        relay.mend();
        let begun = Instant::now();
        loop {
            match cut.status(&gone) {
                Some(410) => break,
                Some(503) | None if begun.elapsed() < BACK_AFTER => {}
                other => bail!(
                    "after the cut {gone} is {other:?} after {:?}",
                    begun.elapsed()
                ),
            }
            pause(Duration::from_millis(5));
        }
        let back = begun.elapsed();
        cut.until("/readyz", BACK_AFTER, |page| page.status == 200)?;
        until("its numbers are well", || {
            Ok(1.0 <= cut.metric("gongkai_register_up")?)
        })?;
        for path in shown.iter().skip(1) {
            cut.until(path, BACK_AFTER, |page| page.status == 200)?;
        }
        println!("a node that is {way}: silent after {silent:?}, back after {back:?}");
    }
    for node in [one, two, cut] {
        node.stop()?;
    }
    first.verify()
}

/// The reply to a commit is lost: the same act with the same key gives the former answer and happens once.
pub(super) fn a_reply_is_lost(checkout: &Checkout, objects: &Objects) -> Result<()> {
    let postgres = Postgres::lasting(&[])?;
    let relay = Relay::to(postgres.port())?;
    let node = Node::first(checkout, objects, &postgres.url())?;
    let serving = node.serve()?;
    let document = serving.documents()?.pop().context("a document")?;
    let number = number(&document)?;
    let over_relay = node.further(&at(&postgres, &relay))?;
    let acts = [
        vec![
            "correct",
            number,
            "--note",
            "更正",
            "--replace",
            "轮次零=>轮次甲",
        ],
        vec![
            "correct",
            number,
            "--note",
            "撤下旧版",
            "--take-down-former",
        ],
        vec!["withdraw", number, "--reason", "试"],
    ];
    for (n, act) in acts.iter().enumerate() {
        let before = entries(&postgres)?;
        let key = format!("key-{n}");
        let act = [act.as_slice(), &["--key", &key]].concat();
        // Every command commits once when it opens the register.
        relay.lose_the_reply_after(1);
        let (ended_well, told) = over_relay.tried(&act)?;
        relay.lose_the_reply_after(-1);
        ensure!(
            entries(&postgres)? == before + 1,
            "{act:?} was not done: {told}"
        );
        if !ended_well {
            ensure!(told.contains("--key"), "no advice to try again: {told}");
        }
        let again = over_relay.done(&act)?;
        ensure!(entries(&postgres)? == before + 1, "{act:?} was done twice");
        let (other, refused) = over_relay.tried(&["release", number, "--key", &key])?;
        ensure!(
            !other && refused.contains("别的"),
            "a key for two acts: {refused}"
        );
        println!(
            "a lost reply: {}",
            again.trim().lines().last().unwrap_or_default()
        );
    }
    let key = key(&serving)?;
    let words = form(&key, "第一处有错，请改");
    let receipts = [send(&serving, &words)?, send(&serving, &words)?];
    ensure!(receipts[0].status == 303, "{receipts:?}");
    ensure!(
        receipts[0] == receipts[1],
        "one form, two receipts: {receipts:?}"
    );
    serving.stop()?;
    node.verify()
}

pub(super) fn entries(postgres: &Postgres) -> Result<u64> {
    Ok(postgres.ask("select seq from head")?.trim().parse()?)
}

/// What readers were told: the form they sent, and the receipt where they got one.
pub(super) type Sent = Mutex<Vec<(String, Option<Answer>)>>;

/// Sends a form, each from a network of its own, or the limits on one would be met.
pub(super) fn send(node: &Serving, words: &str) -> Result<Answer> {
    let n = words.bytes().fold(7_u32, |n, byte| {
        n.wrapping_mul(31).wrapping_add(byte.into())
    });
    let from = format!("10.{}.{}.1", n >> 8 & 255, n & 255);
    http::send(node.port, &from, "/error-report", words)
}

/// Readers who send forms one after the other until they are told to stop.
pub(super) fn readers<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    nodes: &'scope [Serving],
    keys: &'scope Mutex<Vec<String>>,
    sent: &'scope Sent,
    is_over: &'scope AtomicBool,
) {
    for n in 0..READERS {
        scope.spawn(move || {
            while !is_over.load(Ordering::SeqCst) {
                let key = keys.lock().ok().and_then(|mut keys| keys.pop());
                let (Some(key), Some(node)) = (key, nodes.get(n % nodes.len())) else {
                    return;
                };
                let words = form(&key, "第一处有错，请改");
                let answer = send(node, &words).ok();
                let answer = answer.filter(|answer| answer.status == 303);
                if let Ok(mut sent) = sent.lock() {
                    sent.push((words, answer));
                }
            }
        });
    }
}

/// Keys of forms, taken while everything is well.
pub(super) fn keys(node: &Serving, count: usize) -> Result<Mutex<Vec<String>>> {
    let keys = (0..count).map(|_| key(node)).collect::<Result<_>>()?;
    Ok(Mutex::new(keys))
}

/// Every form is sent once more: what was acknowledged has the same receipt, what was not is taken now; each is one report.
pub(super) fn sent_again(postgres: &Postgres, node: &Serving, sent: &Sent) -> Result<()> {
    let sent = sent
        .lock()
        .map_err(|_| anyhow::anyhow!("a reader crashed"))?;
    let mut lost = 0;
    for (words, answer) in sent.iter() {
        let again = send(node, words)?;
        ensure!(again.status == 303, "{again:?}");
        match answer {
            Some(answer) => ensure!(again == *answer, "{answer:?} became {again:?}"),
            None => lost += 1,
        }
    }
    let held: usize = postgres
        .ask("select count(*) from site_error")?
        .trim()
        .parse()?;
    ensure!(held == sent.len(), "{held} reports of {} forms", sent.len());
    println!(
        "  {} forms: {} acknowledged and held, {lost} without an answer and taken once on the second try",
        sent.len(),
        sent.len() - lost
    );
    ensure!(lost < sent.len(), "nothing was acknowledged");
    Ok(())
}

/// An import, readers and visitors, and the server ends in their midst, once as for an update and once as in a crash.
pub(super) fn the_server_is_restarted(checkout: &Checkout, objects: &Objects) -> Result<()> {
    let mut postgres = Postgres::lasting(&[])?;
    let node = Node::first(checkout, objects, &postgres.url())?;
    let serving = [node.serve()?, node.further(&postgres.url())?.serve()?];
    for (n, way) in ["restarted", "crashed"].into_iter().enumerate() {
        let before = reports(&postgres)?;
        ensure!(before == 0 || n == 1, "{before} reports at the beginning");
        let [first, _] = &serving;
        let keys = keys(first, 400)?;
        let (sent, is_over) = (Sent::default(), AtomicBool::new(false));
        let corpus = corpus(&node, n, DOCUMENTS)?;
        let corpus = corpus.to_string_lossy();
        let told = thread::scope(|scope| -> Result<(bool, String)> {
            readers(scope, &serving, &keys, &sent, &is_over);
            let importing = scope.spawn(|| node.tried(&["import", "corpus", &corpus]));
            pause(Duration::from_millis(1500));
            if way == "crashed" {
                postgres.crash()?;
            } else {
                postgres.stop()?;
            }
            pause(Duration::from_millis(500));
            postgres.begin()?;
            let begun = Instant::now();
            for node in &serving {
                node.until("/readyz", PATIENCE, |page| page.status == 200)?;
            }
            println!(
                "a server that {way}: nodes are ready {:?} after it",
                begun.elapsed()
            );
            pause(Duration::from_millis(500));
            is_over.store(true, Ordering::SeqCst);
            importing
                .join()
                .unwrap_or_else(|_| bail!("the import crashed"))
        })?;
        let (ended_well, told) = told;
        if !ended_well {
            let is_clear = ["PostgreSQL", "请"].iter().all(|it| told.contains(it));
            ensure!(is_clear, "the import does not say what to do: {told}");
            println!(
                "  the import: {}",
                told.trim().lines().last().unwrap_or_default()
            );
        }
        node.done(&["import", "corpus", &corpus])?;
        let held: usize = postgres
            .ask(&format!(
                "select count(*) from source where source_id like 'r{n}-%'"
            ))?
            .trim()
            .parse()?;
        ensure!(held == DOCUMENTS, "{held} documents of {DOCUMENTS}");
        let [_, second] = &serving;
        if n == 0 {
            sent_again(&postgres, second, &sent)?;
        } else {
            acknowledged(second, &sent)?;
        }
        node.verify()?;
    }
    for node in serving {
        node.stop()?;
    }
    Ok(())
}

/// Every acknowledged form has its receipt.
fn acknowledged(node: &Serving, sent: &Sent) -> Result<()> {
    let sent = sent
        .lock()
        .map_err(|_| anyhow::anyhow!("a reader crashed"))?;
    for (words, answer) in sent.iter() {
        let again = send(node, words)?;
        ensure!(again.status == 303, "{again:?}");
        if let Some(answer) = answer {
            ensure!(again == *answer, "{answer:?} became {again:?}");
        }
    }
    println!("  {} forms, every receipt stands", sent.len());
    Ok(())
}

fn reports(postgres: &Postgres) -> Result<usize> {
    Ok(postgres
        .ask("select count(*) from site_error")?
        .trim()
        .parse()?)
}

const DOCUMENTS: usize = 1500;

/// A file of so many documents.
pub(super) fn corpus(node: &Node, round: usize, documents: usize) -> Result<std::path::PathBuf> {
    let file = node.folder().join(format!("corpus-{round}.jsonl"));
    let lines: Vec<String> = (0..documents)
        .map(|n| {
            let body = format!("各单位：\n一、总体要求\n第{round}批第{n}项工作应当按期完成。\n示例局\n2026年1月1日");
            serde_json::json!({
                "id": format!("r{round}-{n}"), "number": format!("示{round}〔2026〕{}号", n + 1),
                "title": format!("关于第{round}批第{n}项工作的通知"), "agency": "示例局", "category": "综合政务",
                "date": "2026-02-01", "body": body,
            })
            .to_string()
        })
        .collect();
    std::fs::write(&file, lines.join("\n"))?;
    Ok(file)
}

/// The server dies while readers send; of its synchronous standbys the one that received most takes over, and nothing that
/// was acknowledged is gone.
pub(super) fn a_standby_takes_over(checkout: &Checkout, objects: &Objects) -> Result<()> {
    let written = Written::read(checkout)?;
    let mut primary = Postgres::lasting(&[])?;
    let slow = Relay::to(primary.port())?;
    let standbys = [
        primary.standby("standby1")?,
        primary.standby_by(slow.port(), "standby2")?,
    ];
    let node = Node::first(checkout, objects, &primary.url())?;
    let told = node.tried(&["doctor"])?.1;
    ensure!(told.contains("异步"), "doctor does not warn: {told}");
    println!("doctor, asynchronous: {}", line(&told, "数据库的复制"));
    for setting in written.block("数据库的备库", 0)?.lines() {
        if let Some((name, value)) = setting.split_once(" = ") {
            primary.ask(&format!("alter system set {name} = {value}"))?;
        }
    }
    primary.ask("select pg_reload_conf()")?;
    until("both standbys are synchronous", || {
        let sql = "select count(*) from pg_stat_replication where sync_state = 'quorum'";
        Ok(primary.ask(sql)?.trim() == "2")
    })?;
    let told = node.tried(&["doctor"])?.1;
    ensure!(told.contains("一件不丢"), "doctor warns: {told}");
    println!("doctor, synchronous: {}", line(&told, "数据库的复制"));

    let relay = Relay::to(primary.port())?;
    let address = at(&primary, &relay);
    node.settle(&address)?;
    let serving = [node.serve()?, node.further(&address)?.serve()?];
    let [first, second] = &serving;
    let keys = keys(first, 400)?;
    let (sent, is_over) = (Sent::default(), AtomicBool::new(false));
    let taken_over = thread::scope(|scope| -> Result<&Postgres> {
        readers(scope, &serving, &keys, &sent, &is_over);
        pause(Duration::from_secs(1));
        // One of the two falls behind; the answer of the other is enough.
        slow.cut();
        pause(Duration::from_secs(1));
        primary.crash()?;
        let begun = Instant::now();
        relay.refuse();
        let standby = promoted(&written, &standbys)?;
        relay.turn_to(standby.port());
        relay.mend();
        for node in &serving {
            node.until("/readyz", PATIENCE, |page| page.status == 200)?;
        }
        println!(
            "a standby took over: nodes are ready {:?} after the crash",
            begun.elapsed()
        );
        pause(Duration::from_secs(1));
        is_over.store(true, Ordering::SeqCst);
        Ok(standby)
    })?;
    sent_again(taken_over, second, &sent)?;
    node.verify()?;
    let told = node.tried(&["doctor"])?.1;
    println!("doctor, afterwards: {}", line(&told, "数据库的复制"));
    for node in serving {
        node.stop()?;
    }
    Ok(())
}

/// The standby that received most, made the one that takes writes as it is written down.
fn promoted<'a>(written: &Written, standbys: &'a [Postgres; 2]) -> Result<&'a Postgres> {
    let [first, second, promote] = &written.commands("数据库的备库", 1)?[..] else {
        bail!("a standby is not promoted by three commands");
    };
    let received = [
        standbys[0].ask(first.quoted()?)?,
        standbys[1].ask(second.quoted()?)?,
    ];
    let [first, second] = received.each_ref().map(|lsn| lsn.trim());
    let further = standbys[0].ask(&format!("select '{first}'::pg_lsn < '{second}'::pg_lsn"))?;
    println!("  received: {first} and {second}");
    let standby = &standbys[usize::from(further.trim() == "t")];
    let done = standby.ask(promote.quoted()?)?;
    ensure!(done.trim() == "t", "the standby was not promoted: {done}");
    Ok(standby)
}

/// Waits until something holds.
pub(super) fn until(what: &str, mut holds: impl FnMut() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while !holds()? {
        ensure!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
        pause(Duration::from_millis(50));
    }
    Ok(())
}

pub(super) fn line<'a>(told: &'a str, about: &str) -> &'a str {
    told.lines()
        .find(|line| line.contains(about))
        .unwrap_or_default()
}
