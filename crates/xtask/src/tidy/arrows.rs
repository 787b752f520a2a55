//! Who may use whom: the arrows between our crates, and the one crate that knows each engine.
//!
//! `law ← {ingest, press, store, search}`, `{law, ingest, press, proof, store, search} ← acts ← web ← gongkai`.
//! `testkit` serves tests, and the demo.

use super::tree::Tree;
use serde_json::Value;

/// What each crate may use when it is built, of ours.
const ARROWS: &[(&str, &[&str])] = &[
    ("law", &[]),
    ("proof", &[]),
    ("ingest", &["law"]),
    ("press", &["law"]),
    ("store", &["law"]),
    ("search", &["law"]),
    (
        "acts",
        &["law", "ingest", "press", "proof", "store", "search"],
    ),
    ("web", &["law", "acts"]),
    (
        "gongkai",
        &[
            "law", "ingest", "press", "proof", "store", "search", "acts", "web", "testkit",
        ],
    ),
    ("testkit", &["law", "proof", "store", "search", "acts"]),
    ("xtask", &[]),
    ("e2e", &[]),
];

/// Engines, and the crates that know them.
const KEEPERS: &[(&str, &[&str])] = &[
    // The made-up county makes databases for tests, and changes rows behind the back of the program.
    ("rusqlite", &["store", "testkit"]),
    ("sqlx", &["store", "testkit"]),
    ("object_store", &["store"]),
    ("tantivy", &["search"]),
    // The program binds the sockets that the routes are served on.
    ("axum", &["web", "gongkai"]),
    ("askama", &["web"]),
    ("clap", &["gongkai"]),
    ("anyhow", &["gongkai", "xtask", "e2e"]),
];

pub(super) fn wrong(tree: &Tree) -> Vec<String> {
    let ours: Vec<&str> = tree
        .crates
        .iter()
        .filter_map(|found| found["name"].as_str())
        .collect();
    let mut found = Vec::new();
    for (name, dependency, is_test) in uses(&tree.crates) {
        if ours.contains(&dependency) && !is_test {
            match ARROWS.iter().find(|(from, _)| *from == name) {
                None => found.push(format!("{name} is not in the list of arrows")),
                Some((_, allowed)) if !allowed.contains(&dependency) => {
                    found.push(format!("{name} may not use {dependency}"));
                }
                Some(_) => {}
            }
        }
        let keepers = KEEPERS.iter().find(|(engine, _)| *engine == dependency);
        if let Some((_, keepers)) = keepers
            && !keepers.contains(&name)
            && !is_test
        {
            found.push(format!(
                "{name} uses {dependency}, which only {keepers:?} may know"
            ));
        }
    }
    found
}

/// (crate, what it uses, whether only its tests do)
fn uses(crates: &[Value]) -> impl Iterator<Item = (&str, &str, bool)> {
    crates.iter().flat_map(|user| {
        let name = user["name"].as_str().unwrap_or_default();
        let dependencies = user["dependencies"].as_array().into_iter().flatten();
        dependencies.filter_map(move |dependency| {
            Some((
                name,
                dependency["name"].as_str()?,
                dependency["kind"] == "dev",
            ))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_arrow_against_the_stream_is_named_and_one_for_tests_is_not() {
        let mut tree = Tree::sample(&[]);
        tree.crates = vec![
            json!({"name": "web", "dependencies": [
                {"name": "store", "kind": null},
                {"name": "testkit", "kind": "dev"},
                {"name": "sqlx", "kind": null},
            ]}),
            json!({"name": "store", "dependencies": [{"name": "sqlx", "kind": null}]}),
            json!({"name": "testkit", "dependencies": []}),
        ];
        assert_eq!(
            wrong(&tree),
            [
                "web may not use store",
                "web uses sqlx, which only [\"store\", \"testkit\"] may know"
            ]
        );
    }
}
