//! Our side: the corpus, a data directory with it, and a server over that.

use super::{MOST_FOR_PEERS, Place, python, usage};
use crate::background::{Service, free_port, pause};
use crate::http;
use crate::shell::show;
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_mins(10);
/// Who uses no more than this share of a processor for so long is at rest.
const RESTS: f64 = 0.05;
const A_WHILE: Duration = Duration::from_secs(1);

/// The file of so many documents, made the first time; the queries are drawn from its first ten thousand. One that no
/// peer reads is kept compressed.
pub(super) fn corpus(place: &Place, size: usize) -> Result<PathBuf> {
    let is_packed = MOST_FOR_PEERS < size;
    let ending = if is_packed { "jsonl.gz" } else { "jsonl" };
    let (file, about) = (
        place.work.join(format!("c{size}.{ending}")),
        about(place, size),
    );
    if file.is_file() && about.is_file() {
        return Ok(file);
    }
    let begun = place.work.join(format!("c{size}.begun"));
    drop(fs::remove_file(&begun));
    let mut generator = python::program(place, "gen_corpus.py")?;
    generator
        .arg("--source")
        .arg(place.corpus.join("laws.jsonl.gz"))
        .args(["--n", &size.to_string(), "--out"])
        .arg(&begun)
        .arg("--queries")
        .arg(queries(place));
    if is_packed {
        let packed = place.work.join(format!("c{size}.packed"));
        show(Command::new("mkfifo").arg(&begun))?;
        let mut packing = Command::new("sh");
        packing.args(["-c", "exec gzip -1 < \"$0\" > \"$1\""]);
        packing.arg(&begun).arg(&packed);
        let packing = Service::start("gzip", &packing, &place.work)?;
        show(&mut generator)?;
        let status = packing.wait(PATIENCE)?;
        ensure!(status.success(), "gzip ended with {status}");
        fs::remove_file(&begun)?;
        fs::rename(&packed, &file)?;
    } else {
        show(&mut generator)?;
        fs::rename(&begun, &file)?;
    }
    let told = place.work.join(format!("c{size}.begun.meta.json"));
    fs::rename(told, about)?;
    Ok(file)
}

/// What the generator tells of a corpus.
fn about(place: &Place, size: usize) -> PathBuf {
    place.work.join(format!("c{size}.jsonl.meta.json"))
}

pub(super) fn queries(place: &Place) -> PathBuf {
    place.work.join("queries.json")
}

/// Bytes of all texts of a corpus.
pub(super) fn text_bytes(place: &Place, size: usize) -> Result<f64> {
    corpus(place, size)?;
    let told = serde_json::from_slice(&fs::read(about(place, size))?)?;
    python::number(&told, &["text_bytes"])
}

/// The data directory for so many documents, whether or not they were imported yet.
pub(super) fn data(place: &Place, size: usize) -> PathBuf {
    place.work.join(format!("data-{size}"))
}

/// `gongkai --data … ARGUMENTS`.
pub(super) fn gongkai(place: &Place, data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(&place.program);
    command.arg("--data").arg(data).args(arguments);
    command
}

/// A server over the documents of that size, ready to answer.
pub(super) struct Site {
    pub(super) service: Service,
    pub(super) port: u16,
}

/// Imports where that has not been done.
///
/// # Errors
/// Where the import fails.
pub(super) fn imported(place: &Place, size: usize) -> Result<PathBuf> {
    let data = data(place, size);
    if !data.join("done").is_file() {
        super::import::import(place, size)?;
    }
    Ok(data)
}

/// Imports where that has not been done, and serves.
pub(super) fn serve(place: &Place, size: usize) -> Result<Site> {
    let data = imported(place, size)?;
    let port = free_port()?;
    let command = gongkai(place, &data, &["serve", "--port", &port.to_string()]);
    let mut service = Service::start("gongkai", &command, &place.work)?;
    service.wait_until(PATIENCE, || {
        http::get(port, "/search?q=%E5%AE%A1%E8%AE%A1")
            .is_ok_and(|page| page.status == 200 && page.body.contains("/documents/"))
    })?;
    let serving = Site { service, port };
    serving.rest()?;
    Ok(serving)
}

impl Site {
    /// Waits until it has nothing to do of its own: after an import it puts small parts of the index together, which is
    /// counted to no query.
    fn rest(&self) -> Result<()> {
        let (begun, mut used) = (Instant::now(), usage::seconds_of(self.pid())?);
        let first = used;
        loop {
            pause(A_WHILE);
            let now = usage::seconds_of(self.pid())?;
            if now - used < RESTS {
                println!(
                    "at rest after {:.0} s and {:.1} CPU seconds",
                    begun.elapsed().as_secs_f64(),
                    used - first
                );
                return Ok(());
            }
            ensure!(begun.elapsed() < PATIENCE, "it never came to rest");
            used = now;
        }
    }

    /// The process that answers.
    pub(super) fn pid(&self) -> u32 {
        self.service.pid()
    }
}

/// Addresses of documents, as the map of a site lists them.
pub(super) fn documents(port: u16) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let index = http::get(port, "/sitemap.xml")?;
    let maps = index.body.split("<loc>").skip(1);
    for map in maps.filter_map(|rest| rest.split('<').next()) {
        let path = map.splitn(4, '/').nth(3).context("a map without a path")?;
        let map = http::get(port, &format!("/{path}"))?;
        let pages = map.body.split("<loc>").skip(1);
        let paths = pages.filter_map(|rest| rest.split('<').next()?.splitn(4, '/').nth(3));
        found.extend(
            paths
                .filter(|path| path.starts_with("documents/"))
                .map(|path| format!("/{path}")),
        );
    }
    Ok(found)
}
