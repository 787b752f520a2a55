//! The rules of the tree that a compiler does not know, each with a list of what breaks it.
//!
//! Decides nothing by itself: the rules are STYLE.md's, one file each below. They read the files that git knows or
//! would add, so that a rule speaks before the commit and not after.

mod arrows;
mod articles;
mod dependencies;
mod files;
mod markdown;
mod migrations;
mod pages;
mod places;
mod pure;
mod tree;
mod words;

pub(crate) use articles::generated as articles;

use crate::checkout::Checkout;
use anyhow::{Result, bail};
use tree::Tree;

/// A rule, and the sentence that it enforces.
struct Rule {
    says: &'static str,
    /// What breaks it, each beginning with its place.
    broken_by: fn(&Tree) -> Vec<String>,
}

const RULES: &[Rule] = &[
    Rule {
        says: "every module begins with //! and what it decides",
        broken_by: files::without_module_doc,
    },
    Rule {
        says: "a file is about one thing: fewer than 600 lines",
        broken_by: files::too_long,
    },
    Rule {
        says: "no file is named after nothing in particular",
        broken_by: files::badly_named,
    },
    Rule {
        says: "a lint is let go only with a reason",
        broken_by: words::lints_let_go_without_reason,
    },
    Rule {
        says: "nothing is left to do in a comment",
        broken_by: words::left_to_do,
    },
    Rule {
        says: "a file speaks of the program, not of how it came about",
        broken_by: words::of_how_it_came_about,
    },
    Rule {
        says: "crate arrows point one way, and only a keeper knows its engine",
        broken_by: arrows::wrong,
    },
    Rule {
        says: "every dependency has a line in docs/adr/dependencies.md",
        broken_by: dependencies::unexplained,
    },
    Rule {
        says: "only the release act and the checked reader open what is released",
        broken_by: places::released_opened_elsewhere,
    },
    Rule {
        says: "time is given: only gongkai::clock asks for it",
        broken_by: places::clock_read_elsewhere,
    },
    Rule {
        says: "law asks nobody: no files, network, processes, settings, clock, threads, locale or output",
        broken_by: pure::impure,
    },
    Rule {
        says: "only store speaks SQL",
        broken_by: places::sql_elsewhere,
    },
    Rule {
        says: "migrations are numbered without a gap, say why, and take no time from the database",
        broken_by: migrations::out_of_order,
    },
    Rule {
        says: "templates hold no style, no script and no handler",
        broken_by: pages::inline_code,
    },
    Rule {
        says: "assets fetch nothing from elsewhere",
        broken_by: pages::foreign_addresses,
    },
    Rule {
        says: "a document has one sentence on a line",
        broken_by: markdown::crowded_lines,
    },
    Rule {
        says: "every article cited by code is cited by a test or a case",
        broken_by: articles::untested,
    },
    Rule {
        says: "docs/law/statute.md answers for every article, as the code does",
        broken_by: articles::unanswered,
    },
];

/// Checks every rule.
///
/// # Errors
/// With all that breaks a rule.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    let tree = Tree::of(checkout)?;
    let mut broken = Vec::new();
    for rule in RULES {
        let breaches = (rule.broken_by)(&tree);
        if !breaches.is_empty() {
            broken.push(format!("{}:\n  {}", rule.says, breaches.join("\n  ")));
        }
    }
    if let Err(stale) = articles::generated(checkout)?.check(checkout) {
        broken.push(stale.to_string());
    }
    if !broken.is_empty() {
        bail!("{} rules are broken\n{}", broken.len(), broken.join("\n"));
    }
    println!(
        "{} rules hold in {} files",
        RULES.len() + 1,
        tree.files.len()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tree_is_tidy() {
        let outcome = super::run(&crate::Checkout::here());
        assert!(outcome.is_ok(), "{:#}", outcome.unwrap_err());
    }
}
