//! A corpus taken in whole: parsed, registered, entered in the ledger, kept as blobs, and indexed for search.

use super::python::{self, number};
use super::table::{Goal, Table};
use super::{MILLION, Place, site, usage};
use crate::background::Service;
use crate::shell::show;
use anyhow::Result;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A million documents on a slow machine.
const PATIENCE: Duration = Duration::from_hours(3);

/// What one import took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Import {
    pub(super) wall: f64,
    pub(super) processor: f64,
    pub(super) anonymous: f64,
}

/// Imports a corpus into an empty data directory and waits until search has all of it.
///
/// # Errors
/// Where a command fails.
pub(super) fn import(place: &Place, size: usize) -> Result<Import> {
    let data = site::data(place, size);
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let corpus = site::corpus(place, size)?;
    has_room(place, size)?;
    show(&mut site::gongkai(
        place,
        &data,
        &[
            "init",
            "--name",
            "量度用的县人民政府",
            "--domain",
            "bench.example.gov.cn",
        ],
    ))?;
    let (began, processor) = (Instant::now(), usage::children_seconds()?);
    let command = site::gongkai(
        place,
        &data,
        &["import", "corpus", &corpus.to_string_lossy()],
    );
    let mut service = Service::start("import", &command, &place.work)?;
    let mut anonymous = 0.0_f64;
    let pid = service.pid();
    let mut looked_at = Instant::now();
    let status = service.end(PATIENCE, || {
        if Duration::from_millis(500) < looked_at.elapsed() {
            looked_at = Instant::now();
            anonymous = anonymous.max(usage::anonymous_of_all(pid));
        }
    })?;
    anyhow::ensure!(
        status.success(),
        "the import ended with {status}\n{}",
        service.log()
    );
    let import = Import {
        wall: began.elapsed().as_secs_f64(),
        processor: usage::children_seconds()? - processor,
        anonymous,
    };
    fs::write(data.join("done"), format!("{import:?}\n"))?;
    Ok(import)
}

/// What a document takes on the disk, in bytes: its register and its index, which is written anew beside itself now and
/// then.
const ROOM: u64 = 32_000;

/// That a corpus fits on the disk: a full one shows itself late.
fn has_room(place: &Place, size: usize) -> Result<()> {
    let (wanted, free) = (size as u64 * ROOM, usage::free_bytes(&place.work)?);
    anyhow::ensure!(
        wanted <= free,
        "{size} documents want {} GB, and {} has {}",
        wanted / 1_000_000_000,
        place.work.display(),
        free / 1_000_000_000
    );
    Ok(())
}

/// Sees to it that an engine has its index of a corpus: one that was built once is searched again.
pub(super) fn indexed(place: &Place, name: &str, size: usize) -> Result<()> {
    if !note(place, name, size).is_file() {
        build(place, name, size)?;
    }
    Ok(())
}

fn note(place: &Place, name: &str, size: usize) -> PathBuf {
    place.work.join(format!("{name}-{size}.json"))
}

/// How an engine builds its index of a corpus, in this run: what it took in another hour says nothing of this one.
fn build(place: &Place, name: &str, size: usize) -> Result<Value> {
    let note = note(place, name, size);
    // While it is built there is none.
    drop(fs::remove_file(&note));
    let corpus = site::corpus(place, size)?;
    let mut command = python::program(place, "search_bench.py")?;
    command.args(["build", "--engine", name, "--n", &size.to_string()]);
    command
        .arg("--corpus")
        .arg(&corpus)
        .arg("--seg")
        .arg(&corpus);
    command.arg("--dir").arg(place.work.join("index"));
    let told = python::told(&mut command)?;
    let built = python::named(&told, "engine", name)?.clone();
    fs::write(note, serde_json::to_vec(&built)?)?;
    Ok(built)
}

pub(super) fn run(place: &Place, table: &mut Table) -> Result<()> {
    let compared = place.compared();
    for size in place.sizes.iter().copied() {
        let ours = import(place, size)?;
        #[expect(clippy::cast_precision_loss, reason = "millions")]
        let documents = size as f64;
        let rate = documents / ours.processor;
        let told = format!("{:.0} documents per CPU second, {:.0} s", rate, ours.wall);
        if size == compared {
            let bare = build(place, "tantivy-bigram", size)?;
            let peer = number(&bare, &["docs_per_cpu_s"])?;
            table.add(
                format!("import of {size}"),
                told,
                format!("bare engine {peer:.0}, ratio {:.2}", rate / peer),
                ("≥ 0.5 ×", Goal::AtLeast(0.5), rate / peer),
            );
        } else {
            table.add(format!("import of {size}"), told, "", ("", Goal::Told, 0.0));
        }
        if size == MILLION {
            table.add(
                "import of 1000000: time",
                format!("{:.0} min", ours.wall / 60.0),
                "",
                ("≤ 30 min", Goal::AtMost(30.0), ours.wall / 60.0),
            );
        }
        table.add(
            format!("anonymous memory of the import of {size}"),
            format!("{:.0} MiB", ours.anonymous),
            "",
            ("≤ 1024 MiB", Goal::AtMost(1024.0), ours.anonymous),
        );
        let (index, text) = (
            usage::bytes_below(&site::data(place, size).join("index"))?,
            site::text_bytes(place, size)?,
        );
        #[expect(clippy::cast_precision_loss, reason = "gigabytes")]
        let ratio = index as f64 / text;
        table.add(
            format!("index of {size} ÷ text"),
            format!("{ratio:.2}"),
            "",
            ("≤ 1.6 ×", Goal::AtMost(1.6), ratio),
        );
    }
    Ok(())
}
