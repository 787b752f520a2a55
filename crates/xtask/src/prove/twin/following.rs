//! One, two and three nodes follow what is done from any of them, in pages and in search; and how many pages they give.

use super::site::{Node, Objects, PATIENCE, Serving, escaped, number};
use crate::checkout::Checkout;
use crate::postgres::Postgres;
use anyhow::{Context as _, Result, ensure};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const ACTS: usize = 20;
/// A page or a hit that is older than this is wrong.
const WITHIN: Duration = Duration::from_secs(1);
const LOAD: Duration = Duration::from_secs(5);
/// Who asks at once in a measurement of pages.
const CLIENTS: usize = 8;

pub(super) fn nodes_follow(checkout: &Checkout, objects: &Objects) -> Result<()> {
    for count in 1..=3 {
        let postgres = Postgres::lasting(&[])?;
        let mut nodes = vec![Node::first(checkout, objects, &postgres.url())?];
        while nodes.len() < count {
            let further = nodes.first().context("a node")?.further(&postgres.url())?;
            nodes.push(further);
        }
        let serving: Vec<Serving> = nodes.iter().map(Node::serve).collect::<Result<_>>()?;
        every_file_is_everywhere(&serving)?;
        let documents = serving.first().context("a node")?.documents()?;
        let lags = acts(&postgres, &nodes, &serving, &documents)?;
        let given = load(&serving, &documents)?;
        println!(
            "{count} node(s): {ACTS} acts seen in pages after p50 {:.0} ms, p99 {:.0} ms, in search after p50 {:.0} ms, \
             p99 {:.0} ms; {given:.0} pages a second to {CLIENTS} clients",
            at(&lags.pages, 50),
            at(&lags.pages, 99),
            at(&lags.search, 50),
            at(&lags.search, 99)
        );
        let last = lags.pages.iter().chain(&lags.search).max();
        let last = last.copied().unwrap_or_default();
        ensure!(last < WITHIN, "a node followed after {last:?}");
        for node in serving {
            node.stop()?;
        }
        nodes.first().context("a node")?.verify()?;
    }
    Ok(())
}

/// A file that one node took in is given by each.
fn every_file_is_everywhere(serving: &[Serving]) -> Result<()> {
    for node in serving {
        let document = node.documents()?.pop().context("no document")?;
        let page = node.page(&document)?.body;
        let file = crate::http::links(&page)
            .find(|link| link.contains(".csv"))
            .context("no file on the page")?;
        let taken = node.page(file)?;
        ensure!(
            taken.status == 200 && taken.body.len() > 100_000,
            "{file}: {} and {} bytes",
            taken.status,
            taken.body.len()
        );
    }
    Ok(())
}

#[derive(Default)]
struct Lags {
    pages: Vec<Duration>,
    search: Vec<Duration>,
}

/// Corrections and withdrawals from one node after the other; how long after its commit each was seen by every node.
fn acts(
    postgres: &Postgres,
    nodes: &[Node],
    serving: &[Serving],
    documents: &[String],
) -> Result<Lags> {
    let mut lags = Lags::default();
    let mut before = "轮次零".to_owned();
    let document = documents.first().context("a document")?;
    // An index that was made just now is level before anything is measured.
    for node in serving {
        node.until(&search("轮次零"), PATIENCE, |page| {
            page.body.contains(document)
        })?;
    }
    for n in 0..ACTS {
        let node = nodes.get(n % nodes.len()).context("a node")?;
        let is_last = n + 1 == ACTS;
        let next = format!("轮次{}", numeral(n));
        let number = number(document)?;
        let replace = format!("{before}=>{next}");
        let arguments: Vec<&str> = if is_last {
            vec!["withdraw", number, "--reason", "试"]
        } else {
            vec![
                "correct",
                number,
                "--note",
                "更正轮次",
                "--replace",
                &replace,
            ]
        };
        let seen: Vec<(SystemTime, SystemTime)> = thread::scope(|scope| {
            let watching: Vec<_> = serving
                .iter()
                .map(|node| {
                    let (next, before) = (next.as_str(), before.as_str());
                    scope.spawn(move || -> Result<_> {
                        let page = node.until(document, PATIENCE, |page| {
                            if is_last {
                                page.status == 410
                            } else {
                                page.body.contains(next)
                            }
                        })?;
                        let words = if is_last { before } else { next };
                        let found = node.until(&search(words), PATIENCE, |page| {
                            page.status == 200 && page.body.contains(document) != is_last
                        })?;
                        Ok((page, found))
                    })
                })
                .collect();
            node.done(&arguments)?;
            let ended = watching.into_iter().map(|it| match it.join() {
                Ok(seen) => seen,
                Err(_) => anyhow::bail!("whoever watched crashed"),
            });
            ended.collect::<Result<Vec<_>>>()
        })?;
        let committed = committed(postgres)?;
        for (page, found) in seen {
            lags.pages
                .push(page.duration_since(committed).unwrap_or_default());
            lags.search
                .push(found.duration_since(committed).unwrap_or_default());
        }
        before = next;
    }
    lags.pages.sort();
    lags.search.sort();
    Ok(lags)
}

fn search(words: &str) -> String {
    format!("/search?q=%22{}%22", escaped(words))
}

/// A number in signs that no other number begins with.
fn numeral(n: usize) -> String {
    const SIGNS: [&str; 20] = [
        "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰",
        "巳", "午", "未", "申", "酉",
    ];
    SIGNS.get(n).copied().unwrap_or("戌").to_owned()
}

/// When the newest entry was committed, by the clock of the server, which is that of this machine.
fn committed(postgres: &Postgres) -> Result<SystemTime> {
    let sql = "select (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint \
               from ledger order by seq desc limit 1";
    let micros: u64 = postgres.ask(sql)?.trim().parse()?;
    Ok(UNIX_EPOCH + Duration::from_micros(micros))
}

fn at(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    let found = sorted.get(place).copied().unwrap_or_default();
    found.as_secs_f64() * 1000.0
}

/// Pages a second: the home page, the list, a search and a text, from clients that stay connected, spread over the nodes.
fn load(serving: &[Serving], documents: &[String]) -> Result<f64> {
    let mut pages = vec!["/".to_owned(), "/documents".into(), search("按期完成")];
    pages.extend_from_slice(documents);
    let given = AtomicU64::new(0);
    let begun = Instant::now();
    thread::scope(|scope| {
        let asking: Vec<_> = (0..CLIENTS)
            .map(|n| {
                let (pages, given) = (&pages, &given);
                let port = serving.get(n % serving.len()).map(|node| node.port);
                scope.spawn(move || -> Result<()> {
                    let mut client = Client::to(port.context("a node")?)?;
                    for page in pages.iter().cycle().skip(n) {
                        if LOAD < begun.elapsed() {
                            break;
                        }
                        client.get(page)?;
                        given.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            })
            .collect();
        for it in asking {
            it.join()
                .unwrap_or_else(|_| anyhow::bail!("a client crashed"))?;
        }
        Ok::<_, anyhow::Error>(())
    })?;
    Ok(given.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64())
}

/// A visitor who stays connected.
struct Client(BufReader<TcpStream>);

impl Client {
    fn to(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    fn get(&mut self, path: &str) -> Result<()> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let is_answer = [" 200 ", " 410 "].iter().any(|it| line.contains(it));
        ensure!(is_answer, "{path}: {line}");
        let mut length = 0;
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(())
    }
}
