//! `cargo xtask bench`: how fast we are, beside the best alternatives, on this machine and in the same run.
//!
//! Decides what is compared with what: the page server with nginx and Wagtail, search with the bare engine and groonga,
//! the import with the bare engine's index, readers and typesetter with the tools others use. Peers and ours take turns,
//! and what counts is the ratio within a run, since a shared machine drifts.
//!
//! Invariants
//! - Figures are for reading: a slow one never makes this fail; what could not be measured is named, never guessed.
//! - Everything listens on loopback only and is gone at the end.
//!
//! The measuring programs (`gen_corpus.py`, `search_bench.py`, `http_bench.py`, `cmd_bench.py`) are not ours: they lie in
//! the folder `perf` beside the corpus and measure us as one more of their targets.

mod growth;
mod import;
mod office;
mod pages;
mod peers;
mod prompt;
mod python;
mod searching;
mod site;
mod table;
mod truth;
mod usage;

use crate::checkout::Checkout;
use crate::shell::{cargo, show};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::PathBuf;
use table::Table;

/// One measurement.
struct Bench {
    name: &'static str,
    says: &'static str,
    run: fn(&Place, &mut Table) -> Result<()>,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "import",
        says: "a corpus taken in whole, against the bare engine's index of it",
        run: import::run,
    },
    Bench {
        name: "pages",
        says: "a page of 40 KB and pages at random, against nginx and Wagtail",
        run: pages::run,
    },
    Bench {
        name: "search",
        says: "300 mixed queries, against the bare engine and groonga",
        run: searching::run,
    },
    Bench {
        name: "growth",
        says: "the same queries over ten times as many documents",
        run: growth::run,
    },
    Bench {
        name: "prompt",
        says: "how soon a release is seen and found; how soon the program is up",
        run: prompt::run,
    },
    Bench {
        name: "office",
        says: "DOCX and PDF read, letters set, against pandoc, pdftotext and WeasyPrint",
        run: office::run,
    },
];

const USAGE: &str = "\
Usage: cargo xtask bench [--list] [--work DIR] [--sizes 10000,100000] [--rounds N] [--json FILE] [BENCH…]

  --work    where corpora, indexes and peers are kept between runs (target/bench)
  --sizes   how many documents; peers are measured at the largest up to 100000, beyond it only growth and import
  --json    also write the table as JSON
";

/// Where everything lies and how much is measured.
pub(crate) struct Place {
    /// The corpora, indexes and peers, kept between runs.
    work: PathBuf,
    /// The measuring programs.
    perf: PathBuf,
    /// The laws that documents are made of.
    corpus: PathBuf,
    /// Our program, built as it is handed out.
    program: PathBuf,
    sizes: Vec<usize>,
    rounds: usize,
}

/// The most documents that peers are asked to take.
const MOST_FOR_PEERS: usize = 100_000;
/// The size for which some things are wanted that no peer is asked for.
const MILLION: usize = 1_000_000;

impl Place {
    /// The size at which peers are compared.
    fn compared(&self) -> usize {
        let fitting = self.sizes.iter().filter(|size| **size <= MOST_FOR_PEERS);
        fitting.max().copied().unwrap_or(MOST_FOR_PEERS)
    }
}

/// Measures what is named, or all of it, and prints the table.
///
/// # Errors
/// Where something cannot be prepared; a slow figure is none.
pub(crate) fn run(checkout: &Checkout, arguments: &[&str]) -> Result<bool> {
    let mut work = checkout.target().join("bench");
    let mut sizes = vec![10_000, MOST_FOR_PEERS];
    let mut rounds = 3;
    let mut json = None;
    let mut names = Vec::new();
    let mut words = arguments.iter().copied();
    while let Some(word) = words.next() {
        let mut value = || {
            words
                .next()
                .with_context(|| format!("{word} wants a value"))
        };
        match word {
            "--list" => {
                for bench in BENCHES {
                    println!("{:<8} {}", bench.name, bench.says);
                }
                return Ok(true);
            }
            "--work" => work = PathBuf::from(value()?),
            "--json" => json = Some(PathBuf::from(value()?)),
            "--rounds" => rounds = value()?.parse()?,
            "--sizes" => {
                let each = value()?.split(',').map(str::parse);
                sizes = each.collect::<Result<_, _>>()?;
            }
            name if BENCHES.iter().any(|bench| bench.name == name) => names.push(name),
            _ => {
                eprint!("{USAGE}");
                return Ok(false);
            }
        }
    }
    sizes.sort_unstable();
    let corpus = checkout
        .corpus()
        .context("the corpus is not there: set GONGKAI_CORPUS")?;
    let perf = corpus.join("../perf");
    if !perf.is_dir() {
        bail!("the measuring programs are not at {}", perf.display());
    }
    show(&mut cargo(
        checkout,
        ["build", "--release", "--package", "gongkai"],
    ))?;
    fs::create_dir_all(&work)?;
    let place = Place {
        work: work.canonicalize()?,
        perf: perf.canonicalize()?,
        corpus,
        program: checkout.target().join("release/gongkai"),
        sizes,
        rounds,
    };
    let mut table = Table::default();
    for bench in BENCHES {
        if names.is_empty() || names.contains(&bench.name) {
            println!("== {} — {}", bench.name, bench.says);
            if let Err(error) = (bench.run)(&place, &mut table) {
                println!("not measured: {error:#}");
                table.miss(bench.name, &error);
            }
        }
    }
    print!("{table}");
    if let Some(file) = json {
        fs::write(&file, serde_json::to_vec_pretty(&table.to_json())?)?;
    }
    Ok(true)
}
