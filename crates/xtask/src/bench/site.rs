//! Our side: the corpus, a data directory with it, and a server over that.

use super::Place;
use super::python;
use crate::background::{Service, free_port};
use crate::http;
use crate::shell::show;
use anyhow::{Context as _, Result};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_mins(10);

/// The file of so many documents, made the first time; the queries are drawn from its first ten thousand.
pub(super) fn corpus(place: &Place, size: usize) -> Result<PathBuf> {
    let file = place.work.join(format!("c{size}.jsonl"));
    if !file.is_file() {
        let begun = place.work.join(format!("c{size}.begun"));
        let mut command = python::program(place, "gen_corpus.py")?;
        command
            .arg("--source")
            .arg(place.corpus.join("laws.jsonl.gz"))
            .args(["--n", &size.to_string(), "--out"])
            .arg(&begun);
        show(command.args(["--queries"]).arg(queries(place)))?;
        fs::rename(&begun, &file)?;
    }
    Ok(file)
}

pub(super) fn queries(place: &Place) -> PathBuf {
    place.work.join("queries.json")
}

/// Bytes of all texts of a corpus.
pub(super) fn text_bytes(place: &Place, size: usize) -> Result<u64> {
    let mut bytes = 0;
    for line in BufReader::new(fs::File::open(corpus(place, size)?)?).lines() {
        let document: serde_json::Value = serde_json::from_str(&line?)?;
        for part in ["title", "body"] {
            bytes += document[part].as_str().unwrap_or_default().len() as u64;
        }
    }
    Ok(bytes)
}

/// The data directory for so many documents, whether or not they were imported yet.
pub(super) fn data(place: &Place, size: usize) -> PathBuf {
    place.work.join(format!("data-{size}"))
}

/// `gongkai --data … ARGUMENTS`.
pub(super) fn gongkai(place: &Place, size: usize, arguments: &[&str]) -> Command {
    let mut command = Command::new(&place.program);
    command.arg("--data").arg(data(place, size)).args(arguments);
    command
}

/// A server over the documents of that size, ready to answer.
pub(super) struct Site {
    pub(super) service: Service,
    pub(super) port: u16,
}

/// Imports where that has not been done, and serves.
pub(super) fn serve(place: &Place, size: usize) -> Result<Site> {
    if !data(place, size).join("done").is_file() {
        super::import::import(place, size)?;
    }
    let port = free_port()?;
    let command = gongkai(place, size, &["serve", "--port", &port.to_string()]);
    let mut service = Service::start("gongkai", &command, &place.work)?;
    service.wait_until(PATIENCE, || {
        http::get(port, "/search?q=%E5%AE%A1%E8%AE%A1")
            .is_ok_and(|page| page.status == 200 && page.body.contains("/documents/"))
    })?;
    Ok(Site { service, port })
}

impl Site {
    /// The process that answers.
    pub(super) fn pid(&self) -> u32 {
        self.service.pid()
    }

    /// Addresses of documents, as the map of the site lists them.
    pub(super) fn documents(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let index = http::get(self.port, "/sitemap.xml")?;
        let maps = index.body.split("<loc>").skip(1);
        for map in maps.filter_map(|rest| rest.split('<').next()) {
            let path = map.splitn(4, '/').nth(3).context("a map without a path")?;
            let map = http::get(self.port, &format!("/{path}"))?;
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
}
