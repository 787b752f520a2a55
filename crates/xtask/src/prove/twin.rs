//! The twin: the same program on PostgreSQL and an S3-protocol server, as one, two and three nodes, with everything in
//! between going wrong.
//!
//! The suites of the acts and of the pages run with every county on PostgreSQL and its files on the S3-protocol server, and
//! the suite of the program with every site on PostgreSQL; then nodes are set up as `docs/ops/scale-out.md` says, and
//! the network is cut, the server is restarted, a standby takes over, and replies are lost. In the end every block of that
//! page must have been done.
//! `GONGKAI_PROGRAM` names a release build where figures are wanted.

mod balanced;
mod failing;
mod following;
mod lagging;
mod namespace;
mod site;
mod written;

use crate::check::test::{SUITES, suite_on};
use crate::checkout::Checkout;
use crate::postgres::Postgres;
use anyhow::{Result, bail};
use site::Objects;
use std::time::{Duration, Instant};

/// What is proved of nodes, and how.
type Part = (&'static str, fn(&Checkout, &Objects) -> Result<()>);

const NODES: Part = ("one, two and three nodes", following::nodes_follow);
const LAGGING: Part = (
    "an asynchronous standby takes over",
    lagging::the_newest_is_lost,
);
const BALANCED: Part = ("three nodes behind nginx", balanced::nobody_notices);
const CABLE: Part = ("a cable is pulled", namespace::the_cable_is_pulled);
const FAILING: [Part; 7] = [
    ("a node is cut off", failing::a_node_is_cut_off),
    ("a reply is lost", failing::a_reply_is_lost),
    ("the server is restarted", failing::the_server_is_restarted),
    (
        "a synchronous standby takes over",
        failing::a_standby_takes_over,
    ),
    LAGGING,
    BALANCED,
    CABLE,
];

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let objects = Objects::start(checkout)?;
    let mut took = Vec::new();
    let begun = Instant::now();
    suites(checkout, &objects)?;
    took.push(("the same suites", begun.elapsed()));
    checkout.built_program()?;
    for part in [NODES].into_iter().chain(FAILING) {
        took.push(done(checkout, &objects, part)?);
    }
    written::every_block_was_done(checkout)?;
    told(&took);
    Ok(())
}

/// The nodes alone, without the suites.
pub(super) fn nodes(checkout: &Checkout) -> Result<()> {
    some(checkout, &[NODES])
}

/// What goes wrong alone.
pub(super) fn failing(checkout: &Checkout) -> Result<()> {
    some(checkout, &FAILING)
}

/// Each of these alone.
pub(super) fn lagging(checkout: &Checkout) -> Result<()> {
    some(checkout, &[LAGGING])
}

pub(super) fn balanced(checkout: &Checkout) -> Result<()> {
    some(checkout, &[BALANCED])
}

pub(super) fn cable(checkout: &Checkout) -> Result<()> {
    some(checkout, &[CABLE])
}

fn some(checkout: &Checkout, parts: &[Part]) -> Result<()> {
    checkout.built_program()?;
    let objects = Objects::start(checkout)?;
    let took = parts.iter().map(|part| done(checkout, &objects, *part));
    told(&took.collect::<Result<Vec<_>>>()?);
    Ok(())
}

/// The suites that check the acts and the pages, with everything on servers.
fn suites(checkout: &Checkout, objects: &Objects) -> Result<()> {
    let postgres = Postgres::start()?;
    let files = objects.environment();
    for suite in SUITES {
        let before = objects.files();
        suite_on(checkout, &postgres, suite, &files)?;
        let put = objects.files() - before;
        println!("the suite of {suite} put {put} files into the object store");
        if put == 0 {
            bail!("no test of {suite} put a file into the object store");
        }
    }
    suite_on(checkout, &postgres, "gongkai", &[])
}

fn done(
    checkout: &Checkout,
    objects: &Objects,
    (name, prove): Part,
) -> Result<(&'static str, Duration)> {
    println!("-- {name}");
    let begun = Instant::now();
    prove(checkout, objects)?;
    Ok((name, begun.elapsed()))
}

fn told(took: &[(&str, Duration)]) {
    for (name, took) in took {
        println!("{name:<36} {:>7.1} s", took.as_secs_f64());
    }
}
