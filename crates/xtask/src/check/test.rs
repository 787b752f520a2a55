//! All tests of all crates, with a PostgreSQL of their own and, where it is there, the corpus.
//!
//! The store's contract runs on SQLite and PostgreSQL alike, and the suites of the acts and of the pages once more with every
//! county on PostgreSQL; a run in which hardly a test wrote to PostgreSQL fails, so that the second engine cannot fall silent.

use crate::checkout::Checkout;
use crate::postgres::Postgres;
use crate::shell::{cargo, show};
use anyhow::{Result, bail};

/// The migrations alone write more than this; a server left alone, less.
const A_CONTRACT_WRITES: u64 = 500;
/// The suites whose counties can lie on a server.
pub(crate) const SUITES: [&str; 2] = ["acts", "web"];
/// What the acts' suite writes at the least.
const A_SUITE_WRITES: u64 = 10_000;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let postgres = Postgres::start()?;
    let mut tests = cargo(
        checkout,
        ["test", "--workspace", "--no-fail-fast", "--quiet"],
    );
    tests.env("GONGKAI_TEST_POSTGRES", postgres.url());
    match checkout.corpus() {
        Some(corpus) => {
            println!("the corpus is {}", corpus.display());
            tests.env("GONGKAI_CORPUS", corpus);
        }
        None => println!("NO CORPUS: set GONGKAI_CORPUS; tests that need it are skipped"),
    }
    let before = postgres.records_written()?;
    show(&mut tests)?;
    let written = postgres.records_written()? - before;
    println!("the tests made PostgreSQL write {written} records");
    if written < A_CONTRACT_WRITES {
        bail!("hardly a test wrote to PostgreSQL: the store's contract did not run on it");
    }
    for suite in SUITES {
        suite_on(checkout, &postgres, suite, &[])?;
    }
    Ok(())
}

/// The suite of a crate with every county and every site on a server, and further words for its environment.
///
/// # Errors
/// Where a test fails, or hardly one wrote to the server.
pub(crate) fn suite_on(
    checkout: &Checkout,
    postgres: &Postgres,
    crate_name: &str,
    further: &[(&str, String)],
) -> Result<()> {
    let mut tests = cargo(checkout, ["test", "--quiet", "-p", crate_name, "--test"]);
    tests
        .arg(crate_name)
        .env("GONGKAI_TEST_POSTGRES", postgres.url())
        .env("GONGKAI_TEST_ENGINE", "postgres")
        .envs(further.iter().map(|(name, value)| (name, value)));
    if let Some(corpus) = checkout.corpus() {
        tests.env("GONGKAI_CORPUS", corpus);
    }
    let before = postgres.records_written()?;
    show(&mut tests)?;
    let written = postgres.records_written()? - before;
    println!("the suite of {crate_name} made PostgreSQL write {written} records");
    if written < A_SUITE_WRITES {
        bail!("hardly a test of {crate_name} wrote to PostgreSQL");
    }
    Ok(())
}
