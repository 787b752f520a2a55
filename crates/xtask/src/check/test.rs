//! All tests of all crates, with a PostgreSQL of their own and, where it is there, the corpus.
//!
//! The store's contract runs on SQLite and PostgreSQL alike; a run in which no test wrote to PostgreSQL fails, so that
//! the second engine cannot fall silent.

use crate::checkout::Checkout;
use crate::postgres::Postgres;
use crate::shell::{cargo, show};
use anyhow::{Result, bail};

/// The migrations alone write more than this; a server left alone, less.
const A_CONTRACT_WRITES: u64 = 500;

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
    Ok(())
}
