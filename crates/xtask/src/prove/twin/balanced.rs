//! Three nodes behind nginx, all with the settings that `docs/ops/scale-out.md` gives: what one network may send is what
//! the site lets in, a node that is cut off is noticed by nobody, and neither is a change of program, one node after the
//! other.

use super::failing::at;
use super::site::{Node, Objects, PATIENCE, Serving, form, key, number};
use super::written::{Written, replaced};
use crate::background::{Service, free_port, pause};
use crate::checkout::Checkout;
use crate::http;
use crate::postgres::Postgres;
use crate::prove::proxy;
use crate::relay::Relay;
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Reports that one network may send in an hour.
const OF_A_NETWORK: usize = 10;
const VISITORS: usize = 4;
/// The longest that a visitor waits while a node is cut off: for the node to notice, and for another to answer.
const LONGEST: Duration = Duration::from_secs(5);

pub(super) fn nobody_notices(checkout: &Checkout, objects: &Objects) -> Result<()> {
    proxy::install()?;
    let written = Written::read(checkout)?;
    let postgres = Postgres::lasting(&[])?;
    let relay = Relay::to(postgres.port())?;
    let first = Node::as_written(checkout, objects, &postgres.url())?;
    let nodes = [
        first.further(&postgres.url())?,
        first.further(&at(&postgres, &relay))?,
    ];
    let serving = [first.serve()?, nodes[0].serve()?, nodes[1].serve()?];
    let front = free_port()?;
    let ports = serving.each_ref().map(|node| node.port);
    let mut nginx = nginx(&written, first.folder(), front, ports)?;
    nginx.wait_until(PATIENCE, || {
        http::get(front, "/readyz").is_ok_and(|page| page.status == 200)
    })?;
    let documents = serving[0].documents()?;

    let taken = sent_until_refused(&serving[0], front)?;
    ensure!(
        (OF_A_NETWORK..OF_A_NETWORK + ports.len()).contains(&taken),
        "three nodes let {taken} reports of one network in"
    );
    println!(
        "three nodes let {taken} reports of one network in, of {OF_A_NETWORK} that the site does"
    );

    let seen = while_visited(front, &documents, || {
        pause(Duration::from_millis(500));
        relay.cut();
        pause(Duration::from_secs(4));
        let gone = documents.last().context("a document")?;
        first.done(&["withdraw", number(gone)?, "--reason", "试"])?;
        pause(Duration::from_secs(1));
        relay.mend();
        serving[2].until("/readyz", PATIENCE, |page| page.status == 200)?;
        Ok(())
    })?;
    println!("a node was cut off: {seen}");

    let all = [&first, &nodes[0], &nodes[1]];
    let mut running: Vec<Serving> = serving.into();
    let seen = while_visited(front, &documents, || {
        for (node, port) in all.into_iter().zip(ports) {
            running.remove(0).stop()?;
            running.push(node.serve_at(port)?);
            // By then nginx asks it again.
            pause(Duration::from_secs(6));
        }
        Ok(())
    })?;
    println!("every node was started anew, one after the other: {seen}");
    for node in running {
        node.stop()?;
    }
    first.verify()
}

/// The nginx that is written down, before these nodes.
fn nginx(written: &Written, folder: &Path, front: u16, nodes: [u16; 3]) -> Result<Service> {
    let at = folder.display();
    let listen = format!("listen 127.0.0.1:{front};");
    let [one, two, three] = nodes.map(|port| format!("127.0.0.1:{port}"));
    let block = replaced(
        written.block("nginx", 0)?,
        &[
            ("# 其余各行见 deploy/nginx.conf.example", &listen),
            ("10.0.0.11:8080", &one),
            ("10.0.0.12:8080", &two),
            ("10.0.0.13:8080", &three),
        ],
    )?;
    let settings = format!(
        "user root; daemon off; pid {at}/nginx.pid; error_log stderr; worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi;
  uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;
{block}}}
"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, settings)?;
    let mut command = Command::new("/usr/sbin/nginx");
    command.arg("-p").arg(folder).arg("-c").arg(&file);
    Service::start("nginx", &command, folder)
}

/// How many reports one network got in before it was told by all nodes to wait.
fn sent_until_refused(node: &Serving, front: u16) -> Result<usize> {
    let (mut taken, mut refused) = (0, 0);
    while refused < OF_A_NETWORK {
        ensure!(taken < 10 * OF_A_NETWORK, "nobody is told to wait");
        let words = form(&key(node)?, "第一处有错，请改");
        match http::send(front, "192.0.2.7", "/error-report", &words)?.status {
            303 => taken += 1,
            429 => refused += 1,
            other => bail!("a report is answered by {other}"),
        }
    }
    Ok(taken)
}

/// Visitors who read through nginx while something happens; all that they are told must be a page.
fn while_visited(
    front: u16,
    documents: &[String],
    happens: impl FnOnce() -> Result<()>,
) -> Result<String> {
    let (is_over, given) = (AtomicBool::new(false), AtomicUsize::new(0));
    let longest = thread::scope(|scope| {
        let visitors: Vec<_> = (0..VISITORS)
            .map(|n| {
                let (is_over, given) = (&is_over, &given);
                scope.spawn(move || -> Result<Duration> {
                    let mut longest = Duration::ZERO;
                    let pages = documents.iter().cycle().skip(n);
                    for (turn, page) in pages.enumerate() {
                        if is_over.load(Ordering::SeqCst) {
                            break;
                        }
                        // Each second one is made anew.
                        let page = match turn % 2 {
                            0 => page.clone(),
                            _ => format!("/search?q=%E5%B7%A5%E4%BD%9C{n}%20{turn}"),
                        };
                        let begun = Instant::now();
                        let status = http::get(front, &page)?.status;
                        ensure!(matches!(status, 200 | 410), "{page}: {status}");
                        longest = longest.max(begun.elapsed());
                        given.fetch_add(1, Ordering::Relaxed);
                        pause(Duration::from_millis(10));
                    }
                    Ok(longest)
                })
            })
            .collect();
        let happened = happens();
        is_over.store(true, Ordering::SeqCst);
        let mut longest = Duration::ZERO;
        for visitor in visitors {
            let waited = visitor
                .join()
                .unwrap_or_else(|_| bail!("a visitor crashed"))?;
            longest = longest.max(waited);
        }
        happened.map(|()| longest)
    })?;
    let given = given.into_inner();
    ensure!(longest < LONGEST, "a visitor waited {longest:?}");
    Ok(format!(
        "{given} pages given, none refused, the longest wait {longest:?}"
    ))
}
