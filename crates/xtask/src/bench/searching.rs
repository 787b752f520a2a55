//! Search: 300 mixed queries, the ten best with their passages, over HTTP; the bare engine is asked without any.

use super::import::engine;
use super::python::{named, number, program, told};
use super::table::{Goal, Table};
use super::{Place, peers, site};
use anyhow::Result;
use serde_json::Value;

pub(super) fn run(place: &Place, table: &mut Table) -> Result<()> {
    peers::packages()?;
    let size = place.compared();
    engine(place, "tantivy-bigram", size)?;
    engine(place, "groonga", size)?;
    let ours = site::serve(place, size)?;
    let rows = measure(place, size, &ours, "tantivy-bigram,groonga", "1,8")?;
    let (bare, groonga, us) = (
        named(&rows, "engine", "tantivy-bigram")?,
        named(&rows, "engine", "groonga")?,
        named(&rows, "engine", "ours")?,
    );
    let processor =
        number(us, &["c1", "cpu_ms_per_query"])? / number(bare, &["c1", "cpu_ms_per_query"])?;
    table.add(
        format!("search, {size}: CPU per query"),
        one(us)?,
        format!("bare engine {}, ratio {processor:.2}", one(bare)?),
        ("≤ 4 × with facets", Goal::AtMost(4.0), processor),
    );
    let slowest = number(us, &["c1", "p99_ms"])? / number(bare, &["c1", "p99_ms"])?;
    table.add(
        format!("search, {size}: p99"),
        one(us)?,
        format!("bare engine {}, ratio {slowest:.2}", one(bare)?),
        ("≤ 4 × with facets", Goal::AtMost(4.0), slowest),
    );
    let (rate, theirs) = (
        number(us, &["c8", "qps"])?,
        number(groonga, &["c8", "qps"])?,
    );
    table.add(
        format!("search, {size}: 8 clients"),
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

/// Ours and those engines, in turns.
pub(super) fn measure(
    place: &Place,
    size: usize,
    ours: &site::Site,
    engines: &str,
    clients: &str,
) -> Result<Vec<Value>> {
    let comma = if engines.is_empty() { "" } else { "," };
    let mut command = program(place, "search_bench.py")?;
    command.args(["query", "--engines"]);
    command.arg(format!(
        "{engines}{comma}http:ours=http://127.0.0.1:{}/search?q={{q}}",
        ours.port
    ));
    command.args(["--pid", &format!("ours={}", ours.pid())]);
    command.args(["--n", &size.to_string(), "--clients", clients]);
    command.args(["--rounds", &place.rounds.to_string()]);
    command.arg("--dir").arg(place.work.join("index"));
    command.arg("--queries").arg(site::queries(place));
    told(&mut command)
}
