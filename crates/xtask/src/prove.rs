//! `cargo xtask prove`: the proofs that take longer than a change should wait for.
//!
//! Each has a short form among the tests that `check` runs.

mod api;
mod attack;
mod crawl;
mod deny;
mod faults;
mod forms;
mod fuzz;
mod kills;
mod lighthouse;
mod mutants;
mod ops;
mod package;
mod pages;
mod proxy;
mod release;
mod s3;
mod twin;

use crate::checkout::Checkout;
use anyhow::{Result, bail};

struct Proof {
    name: &'static str,
    says: &'static str,
    run: fn(&Checkout) -> Result<()>,
}

const PROOFS: &[Proof] = &[
    Proof {
        name: "kills",
        says: "every act killed twenty times in its midst, and an import fifty times: nothing lost, doubled or by half",
        run: kills::run,
    },
    Proof {
        name: "faults",
        says: "full, failing and slow disks, too few files, too little memory, clocks that jump: refused clearly, nothing lost",
        run: faults::run,
    },
    Proof {
        name: "forms",
        says: "every form of every item, read by programs that are not ours",
        run: forms::run,
    },
    Proof {
        name: "release",
        says: "the release build from nothing, timed",
        run: release::run,
    },
    Proof {
        name: "deny",
        says: "the dependencies as cargo-deny sees them, and known weaknesses where their list can be had",
        run: deny::run,
    },
    Proof {
        name: "package",
        says: "the SBOM is true, and the Debian package comes, serves, goes and loses nothing in a fresh Debian",
        run: package::run,
    },
    Proof {
        name: "ops",
        says: "the procedures of docs/ops, carried out as written in a Debian that was booted for them",
        run: ops::run,
    },
    Proof {
        name: "s3",
        says: "large files in a real server of the S3 protocol, which also refuses and dies",
        run: s3::run,
    },
    Proof {
        name: "twin",
        says: "PostgreSQL and an object store, one to three nodes, cut networks, restarts, a standby that takes over",
        run: twin::run,
    },
    Proof {
        name: "api",
        says: "the open API keeps what its description promises, asked by a fuzzer that reads it",
        run: api::run,
    },
    Proof {
        name: "attack",
        says: "wapiti and sqlmap find nothing on the demo",
        run: attack::run,
    },
    Proof {
        name: "fuzz",
        says: "every reader, ten minutes each, on files that nobody would write",
        run: fuzz::run,
    },
    Proof {
        name: "mutants",
        says: "every change of one thing in the law is noticed by a test; in hours",
        run: mutants::run,
    },
    Proof {
        name: "crawl",
        says: "every page of the demo and of the real documents, link by link",
        run: crawl::run,
    },
    Proof {
        name: "pages",
        says: "every page for everybody: by keyboard, with axe, in every window, colour and size of words",
        run: pages::run,
    },
    Proof {
        name: "lighthouse",
        says: "four pages as Lighthouse sees them, the median of five looks",
        run: lighthouse::run,
    },
    Proof {
        name: "proxy",
        says: "a withdrawal is seen within a second through a caching nginx",
        run: proxy::run,
    },
];

/// Parts of longer proofs, which run where they are named.
const PARTS: &[Proof] = &[
    Proof {
        name: "nodes",
        says: "of the twin: how soon one, two and three nodes follow, and how many pages they give",
        run: twin::nodes,
    },
    Proof {
        name: "failing",
        says: "of the twin: cut networks, lost replies, restarts, standbys that take over, nodes behind nginx",
        run: twin::failing,
    },
    Proof {
        name: "lagging",
        says: "of the twin: an asynchronous standby takes over that lacks the newest",
        run: twin::lagging,
    },
    Proof {
        name: "balanced",
        says: "of the twin: three nodes behind nginx, one cut off, all started anew",
        run: twin::balanced,
    },
    Proof {
        name: "cable",
        says: "of the twin: a node in a network of its own, whose cable is pulled",
        run: twin::cable,
    },
];

/// Runs the proofs named, or all of them; the first that fails ends it.
///
/// # Errors
/// Where a name is unknown or a proof fails.
pub(crate) fn run(checkout: &Checkout, names: &[&str]) -> Result<bool> {
    if names == ["--list"] {
        for proof in PROOFS.iter().chain(PARTS) {
            println!("{:<10} {}", proof.name, proof.says);
        }
        return Ok(true);
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| PROOFS.iter().chain(PARTS).all(|p| p.name != **name))
    {
        bail!("no proof is called {unknown}; see --list");
    }
    let parts = PARTS.iter().filter(|part| names.contains(&part.name));
    for proof in PROOFS.iter().chain(parts) {
        if names.is_empty() || names.contains(&proof.name) {
            println!("== {} — {}", proof.name, proof.says);
            (proof.run)(checkout)?;
        }
    }
    Ok(true)
}
