//! The twin: the same program on PostgreSQL and an S3-protocol server, as one, two and three nodes, with everything in
//! between going wrong.
//!
//! The suite of the acts and the journeys of the program run with every county and site on PostgreSQL; then nodes are started as an
//! operator starts them, and the network is cut, the server is restarted, a standby takes over, and replies are lost.
//! `GONGKAI_PROGRAM` names a release build where figures are wanted.

mod failing;
mod following;
mod site;

use crate::check::test::suite_on;
use crate::checkout::Checkout;
use crate::postgres::Postgres;
use crate::shell::{cargo, show};
use anyhow::Result;
use site::Objects;

/// The tests of the program that go from a site to what its visitors see; the others look into files of the register or
/// write settings of their own.
const JOURNEYS: [&str; 3] = ["serving", "reindexing", "downstream"];

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let suites = Postgres::start()?;
    suite_on(checkout, &suites, "acts", &[])?;
    suite_on(checkout, &suites, "gongkai", &JOURNEYS)?;
    drop(suites);
    show(&mut cargo(checkout, ["build", "-p", "gongkai"]))?;
    let objects = Objects::start(checkout)?;
    following::nodes_follow(checkout, &objects)?;
    failing::all(checkout, &objects)
}

/// The nodes alone, without the suites.
pub(super) fn nodes(checkout: &Checkout) -> Result<()> {
    let objects = Objects::start(checkout)?;
    following::nodes_follow(checkout, &objects)
}

/// What goes wrong alone.
pub(super) fn failing(checkout: &Checkout) -> Result<()> {
    let objects = Objects::start(checkout)?;
    failing::all(checkout, &objects)
}
