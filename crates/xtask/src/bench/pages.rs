//! Pages: one of 40 KB that everybody reads, and pages at random that nobody has read.

use super::python::{named, number, told};
use super::table::{Goal, Table};
use super::{Place, peers, python, site, usage};
use crate::http;
use anyhow::{Context as _, Result, anyhow, ensure};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The size of page that is asked for, and among how many it is looked for.
const PAGE: usize = 40_000;
const LOOKED_AT: usize = 400;
/// Some times as many as a server keeps pages of.
const TOO_MANY_TO_KEEP: usize = 50_000;

/// What a visitor accepts.
#[derive(Clone, Copy, Debug)]
enum Packing {
    None,
    Gzip,
}

pub(super) fn run(place: &Place, table: &mut Table) -> Result<()> {
    peers::packages()?;
    python::interpreter(place)?;
    let size = place.compared();
    let corpus = site::corpus(place, size)?;
    let begun = std::time::Instant::now();
    let ours = site::serve(place, size)?;
    println!(
        "served after {:?}; {}",
        begun.elapsed(),
        peers::versions(place)?
    );
    let documents = site::documents(ours.port)?;
    let page = nearest(&ours, &documents)?;
    let address = format!("http://127.0.0.1:{}{page}", ours.port);
    let nginx = peers::nginx(place, &corpus, &address)?;
    let (wagtail, wagtail_paths) = peers::wagtail(place, &corpus)?;

    let base = [("nginx", peers::NGINX), ("ours", &*address)];
    let rows = measure(place, &base, &[], ("32,256", Packing::Gzip), "nginx")?;
    let at = |name: &str, connections: u64| -> Result<&Value> {
        let found = rows
            .iter()
            .find(|row| row["target"] == name && row["conns"] == connections);
        found.with_context(|| format!("{name} was not measured at {connections}"))
    };
    let ratio = number(at("ours", 32)?, &["qps_vs_nginx"])?;
    table.add(
        "page of 40 KB, warm, 32 connections",
        shown(at("ours", 32)?)?,
        format!(
            "nginx gzip_static {}, ratio {ratio:.2}",
            shown(at("nginx", 32)?)?
        ),
        ("≥ 0.6 ×", Goal::AtLeast(0.6), ratio),
    );
    let slowest = number(at("ours", 256)?, &["p99_ms"])? / number(at("nginx", 256)?, &["p99_ms"])?;
    table.add(
        "the same, 256 connections",
        shown(at("ours", 256)?)?,
        format!("nginx {}, p99 {slowest:.2} ×", shown(at("nginx", 256)?)?),
        ("p99 ≤ 3 ×", Goal::AtMost(3.0), slowest),
    );

    if documents.len() < TOO_MANY_TO_KEEP {
        let few = documents.len();
        table.miss(
            "random pages, none kept",
            &anyhow!("of {few} documents every page would be kept"),
        );
    } else {
        random(place, &ours, &documents, &wagtail_paths, table)?;
    }
    let anonymous = usage::anonymous_of_all(ours.pid());
    table.add(
        format!("anonymous memory while serving {size}"),
        format!("{anonymous:.0} MiB"),
        "",
        ("≤ 150 MiB", Goal::AtMost(150.0), anonymous),
    );
    drop((nginx, wagtail));
    Ok(())
}

/// Pages in an order that never comes back to one that is still kept.
fn random(
    place: &Place,
    ours: &site::Site,
    documents: &[String],
    wagtail_paths: &PathBuf,
    table: &mut Table,
) -> Result<()> {
    let paths = place.work.join("paths.txt");
    fs::write(&paths, shuffled(documents).join("\n"))?;
    let before = usage::seconds_of(ours.pid())?;
    let home = format!("http://127.0.0.1:{}/", ours.port);
    let targets = [("wagtail", peers::WAGTAIL), ("ours", &*home)];
    let spread = [("wagtail", wagtail_paths), ("ours", &paths)];
    // Wagtail packs nothing: the same work is a page as it is. What readers' browsers ask for is told beside it.
    for (packing, how, wanted) in [
        (Packing::None, "unpacked", ("≥ 20 ×", Goal::AtLeast(20.0))),
        (Packing::Gzip, "ours packed", ("", Goal::Told)),
    ] {
        let rows = measure(place, &targets, &spread, ("32", packing), "wagtail")?;
        let (us, them) = (
            named(&rows, "target", "ours")?,
            named(&rows, "target", "wagtail")?,
        );
        let ratio = number(us, &["qps_vs_wagtail"])?;
        table.add(
            format!(
                "random pages out of {}, none kept, {how}, 32 connections",
                documents.len()
            ),
            shown(us)?,
            format!("Wagtail {}, ratio {ratio:.1}", shown(them)?),
            (wanted.0, wanted.1, ratio),
        );
    }
    println!(
        "{:.1} CPU seconds of ours in that",
        usage::seconds_of(ours.pid())? - before
    );
    Ok(())
}

fn shown(row: &Value) -> Result<String> {
    let (rate, median, worst) = (
        number(row, &["qps"])?,
        number(row, &["p50_ms"])?,
        number(row, &["p99_ms"])?,
    );
    Ok(format!("{rate:.0}/s, p50 {median} p99 {worst} ms"))
}

/// The document whose page is nearest to the size.
fn nearest(ours: &site::Site, documents: &[String]) -> Result<String> {
    let mut best: Option<(usize, &String, usize)> = None;
    for path in documents.iter().take(LOOKED_AT) {
        let length = http::get(ours.port, path)?.body.len();
        let off = length.abs_diff(PAGE);
        if best.as_ref().is_none_or(|(least, ..)| off < *least) {
            best = Some((off, path, length));
        }
    }
    let (_, path, length) = best.context("no documents")?;
    println!("the page is {path}, {length} bytes");
    Ok(path.clone())
}

/// The same each time, and far from the order of the site map.
fn shuffled(paths: &[String]) -> Vec<&str> {
    let mut keyed: Vec<(u64, &str)> = paths
        .iter()
        .zip(0_u64..)
        .map(|(path, n)| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15), path.as_str()))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, path)| path).collect()
}

fn measure(
    place: &Place,
    targets: &[(&str, &str)],
    paths: &[(&str, &PathBuf)],
    (connections, packing): (&str, Packing),
    base: &str,
) -> Result<Vec<Value>> {
    let mut command = Command::new("python3");
    command.arg(place.perf.join("http_bench.py"));
    for (name, address) in targets {
        command.args(["--target", &format!("{name}={address}")]);
    }
    for (name, file) in paths {
        command.args(["--paths", &format!("{name}={}", file.display())]);
    }
    command.args(["--conns", connections, "--secs", "4"]);
    match packing {
        Packing::Gzip => command.arg("--gzip"),
        Packing::None => &mut command,
    };
    command.args(["--rounds", &place.rounds.to_string(), "--base", base]);
    let rows = told(&mut command)?;
    for row in &rows {
        let (refused, lost) = (number(row, &["non2xx"])?, number(row, &["errors"])?);
        // Saying no is quick: a rate that counts it says nothing.
        ensure!(
            refused + lost == 0.0,
            "{refused} answers of {} were no pages, and {lost} did not come",
            row["target"]
        );
    }
    Ok(rows)
}
