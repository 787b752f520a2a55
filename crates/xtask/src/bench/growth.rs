//! The same queries over more documents: what a tenfold costs.

use super::python::{named, number};
use super::searching::{PAGE, found, measure, one};
use super::table::{Goal, Table};
use super::{MILLION, MOST_FOR_PEERS, Place, site, truth, usage};
use anyhow::Result;
use std::fs;

pub(super) fn run(place: &Place, table: &mut Table) -> Result<()> {
    let mut before: Option<(usize, f64)> = None;
    for size in place.sizes.iter().copied() {
        let ours = site::serve(place, size)?;
        let rows = measure(place, size, &ours, &[], &[PAGE], "1")?;
        let us = named(&rows, "engine", "ours")?;
        let processor = number(us, &["c1", "cpu_ms_per_query"])?;
        let told = one(us)?;
        match before {
            Some((less, then)) => {
                #[expect(clippy::cast_precision_loss, reason = "millions")]
                let tenfolds = (size as f64 / less as f64).log10();
                let growth = (processor / then).powf(1.0 / tenfolds);
                table.add(
                    format!("search, {less} → {size}"),
                    told,
                    format!("× {growth:.2} per tenfold"),
                    ("≤ 5 × per tenfold", Goal::AtMost(5.0), growth),
                );
            }
            None => table.add(format!("search, {size}"), told, "", ("", Goal::Told, 0.0)),
        }
        found(us, size, table);
        truth::run(place, size, &ours, table)?;
        if size == MILLION {
            let slowest = number(us, &["c1", "p99_ms"])?;
            table.add(
                "search, 1000000: p99",
                format!("{slowest} ms"),
                "",
                ("≤ 100 ms", Goal::AtMost(100.0), slowest),
            );
        }
        table.add(
            format!("anonymous memory after that, {size}"),
            format!("{:.0} MiB", usage::anonymous_of_all(ours.pid())),
            "",
            ("", Goal::Told, 0.0),
        );
        drop(ours);
        // So large a one is not kept for the next run.
        if MOST_FOR_PEERS < size {
            fs::remove_dir_all(site::data(place, size))?;
        }
        before = Some((size, processor));
    }
    Ok(())
}
