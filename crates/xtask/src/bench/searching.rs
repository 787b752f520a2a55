//! Search: 300 mixed queries, the ten best with their passages, over HTTP; the bare engine is asked without any.

use super::import::indexed;
use super::python::{named, number, program, told};
use super::table::{Goal, Table};
use super::{Place, peers, site};
use crate::background::pause;
use anyhow::{Result, ensure};
use serde_json::Value;
use std::time::Duration;

/// The page that people see, with its facets; and the interface for programs, which counts none where none are wanted.
pub(super) const PAGE: (&str, &str) = ("ours", "/search?q={q}");
const PLAIN: (&str, &str) = ("plain", "/api/v1/search?q={q}&facets=none");

/// How long the system keeps the port of a connection that ended.
const HELD: Duration = Duration::from_secs(65);

pub(super) fn run(place: &Place, table: &mut Table) -> Result<()> {
    peers::packages()?;
    let size = place.compared();
    indexed(place, "tantivy-bigram", size)?;
    indexed(place, "groonga", size)?;
    let ours = site::serve(place, size)?;
    let peers = ["tantivy-bigram", "groonga"];
    let rows = measure(place, size, &ours, &peers, &[PAGE, PLAIN], "1,8")?;
    let (bare, groonga, us) = (
        named(&rows, "engine", "tantivy-bigram")?,
        named(&rows, "engine", "groonga")?,
        named(&rows, "engine", "ours")?,
    );
    let (plain, as_page) = (named(&rows, "engine", "plain")?, "with facets, as a page");
    for (us, how, wanted, most) in [
        (us, as_page, "≤ 4 ×", 4.0),
        (plain, "without facets, as JSON", "≤ 2 ×", 2.0),
    ] {
        for (what, measured) in [("CPU per query", "cpu_ms_per_query"), ("p99", "p99_ms")] {
            let path = ["c1", measured];
            let ratio = number(us, &path)? / number(bare, &path)?;
            table.add(
                format!("search, {size}, {how}: {what}"),
                one(us)?,
                format!("bare engine {}, ratio {ratio:.2}", one(bare)?),
                (wanted, Goal::AtMost(most), ratio),
            );
        }
    }
    let theirs = number(groonga, &["c8", "qps"])?;
    let rate = number(us, &["c8", "qps"])?;
    table.add(
        format!("search, {size}, {as_page}: 8 clients"),
        format!("{rate:.0}/s"),
        format!("groonga {theirs:.0}/s, ratio {:.2}", rate / theirs),
        ("≥ 1.5 ×", Goal::AtLeast(1.5), rate / theirs),
    );
    found(us, size, table);
    Ok(())
}

/// Whether what was asked for by its number came first.
pub(super) fn found(us: &Value, size: usize, table: &mut Table) {
    let first = us["number_first"].as_str().unwrap_or_default();
    let (got, of) = first.split_once('/').unwrap_or_default();
    let share = if got == of && !of.is_empty() {
        1.0
    } else {
        0.0
    };
    table.add(
        format!("number first, {size}"),
        first,
        "",
        ("50 of 50", Goal::AtLeast(1.0), share),
    );
}

/// One client.
pub(super) fn one(row: &Value) -> Result<String> {
    let of = |name: &str| number(row, &["c1", name]);
    Ok(format!(
        "{:.2} CPU ms, p50 {} p99 {} ms",
        of("cpu_ms_per_query")?,
        of("p50_ms")?,
        of("p99_ms")?
    ))
}

/// Those engines and addresses of ours, in turns.
///
/// # Errors
/// Where one of them refused an answer.
pub(super) fn measure(
    place: &Place,
    size: usize,
    ours: &site::Site,
    engines: &[&str],
    addresses: &[(&str, &str)],
    clients: &str,
) -> Result<Vec<Value>> {
    let at =
        |(name, path): &(&str, &str)| format!("http:{name}=http://127.0.0.1:{}{path}", ours.port);
    let peers = engines.iter().map(|name| (*name).to_owned());
    let all: Vec<String> = peers.chain(addresses.iter().map(at)).collect();
    let mut command = program(place, "search_bench.py")?;
    command.args(["query", "--engines", &all.join(",")]);
    for (name, _) in addresses {
        command.args(["--pid", &format!("{name}={}", ours.pid())]);
    }
    command.args(["--n", &size.to_string(), "--clients", clients]);
    command.args(["--rounds", &place.rounds.to_string()]);
    command.arg("--dir").arg(place.work.join("index"));
    command.arg("--queries").arg(site::queries(place));
    // A peer has its port fixed, and for a minute a connection of before may still hold it.
    let rows = told(&mut command).or_else(|error| {
        println!("asked once more, since {error:#}");
        pause(HELD);
        told(&mut command)
    })?;
    for row in &rows {
        for clients in clients.split(',') {
            let measured = &row[format!("c{clients}")];
            let who = &row["engine"];
            ensure!(
                measured.is_object(),
                "{who} answered none of {clients} clients"
            );
            if measured["complete"] != true {
                println!("{who} had no time for all that {clients} clients asked");
            }
        }
    }
    Ok(rows)
}
