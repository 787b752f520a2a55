//! `cargo xtask check`: every step in order, each timed, none stopping the next, and a table at the end.
//!
//! Decides the list of steps ([`STEPS`]) and what is a green run: all of them, or all those named by `--only`.

mod cargo;
mod demo;
mod journeys;
mod licences;
mod setup;
pub(crate) mod test;
mod typos;

use crate::checkout::Checkout;
use crate::tidy;
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// One thing that must hold.
struct Step {
    name: &'static str,
    says: &'static str,
    run: fn(&Checkout) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step {
        name: "setup",
        says: "the Debian packages and tools that the other steps need",
        run: setup::run,
    },
    Step {
        name: "fmt",
        says: "the code is formatted",
        run: cargo::fmt,
    },
    Step {
        name: "tidy",
        says: "the rules of the tree hold",
        run: tidy::run,
    },
    Step {
        name: "clippy",
        says: "no lint speaks, in code and in tests",
        run: cargo::clippy,
    },
    Step {
        name: "build",
        says: "everything builds for development",
        run: cargo::build,
    },
    Step {
        name: "test",
        says: "all tests, the store's contract on SQLite and on PostgreSQL",
        run: test::run,
    },
    Step {
        name: "gm",
        says: "the build option for SM2: its vectors, and the program that was built with it",
        run: cargo::gm,
    },
    Step {
        name: "demo",
        says: "the demo starts, serves a document, stops and starts again",
        run: demo::run,
    },
    Step {
        name: "journeys",
        says: "people's ways through the site, in a browser",
        run: journeys::run,
    },
    Step {
        name: "doc",
        says: "the documentation of the code builds without a warning",
        run: cargo::doc,
    },
    Step {
        name: "licences",
        says: "every dependency is allowed, and named in THIRD-PARTY.md",
        run: licences::run,
    },
    Step {
        name: "typos",
        says: "no misspelt English",
        run: typos::run,
    },
];

struct Outcome {
    name: &'static str,
    took: Duration,
    failure: Option<String>,
}

/// Runs the steps; whether all of them went well.
///
/// # Errors
/// Where the arguments name something that is not a step.
pub(crate) fn run(checkout: &Checkout, arguments: &[&str]) -> Result<bool> {
    let chosen = match arguments {
        [] => STEPS.iter().collect(),
        ["--list"] => {
            for step in STEPS {
                println!("{:<10} {}", step.name, step.says);
            }
            return Ok(true);
        }
        ["--only", names @ ..] if !names.is_empty() => named(names)?,
        _ => bail!("usage: cargo xtask check [--list] [--only STEP…]"),
    };
    let outcomes: Vec<Outcome> = chosen.iter().map(|step| attempt(checkout, step)).collect();
    Ok(report(&outcomes))
}

fn named(names: &[&str]) -> Result<Vec<&'static Step>> {
    names
        .iter()
        .map(|name| {
            let found = STEPS.iter().find(|step| step.name == *name);
            found.ok_or_else(|| anyhow::anyhow!("no step is called {name}; see --list"))
        })
        .collect()
}

fn attempt(checkout: &Checkout, step: &Step) -> Outcome {
    println!("\n== {} — {}", step.name, step.says);
    let started = Instant::now();
    let failure = (step.run)(checkout).err().map(|error| format!("{error:#}"));
    let took = started.elapsed();
    match &failure {
        None => println!("== {} ok in {:.1} s", step.name, took.as_secs_f32()),
        Some(why) => println!(
            "== {} FAILED in {:.1} s\n{why}",
            step.name,
            took.as_secs_f32()
        ),
    }
    Outcome {
        name: step.name,
        took,
        failure,
    }
}

fn report(outcomes: &[Outcome]) -> bool {
    println!("\nstep         seconds  result");
    for outcome in outcomes {
        let result = match &outcome.failure {
            None => "ok",
            Some(why) => why.lines().next().unwrap_or("failed"),
        };
        println!(
            "{:<10} {:>9.1}  {result}",
            outcome.name,
            outcome.took.as_secs_f32()
        );
    }
    let all: Duration = outcomes.iter().map(|outcome| outcome.took).sum();
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| outcome.failure.is_some())
        .map(|outcome| outcome.name)
        .collect();
    println!("{:<10} {:>9.1}", "all", all.as_secs_f32());
    if failed.is_empty() {
        println!("check: all {} steps are green", outcomes.len());
    } else {
        println!("check: failed: {}", failed.join(", "));
    }
    failed.is_empty()
}
