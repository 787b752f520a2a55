//! What `law` does not do: ask the machine for anything, or tell it anything.
//!
//! Decides by the words of its code, tests left out, and by a list of the crates that it may be built from: none of these
//! reads a file, a clock or a setting for it. `jiff` is there for civil dates and is not asked for the time or a zone.

use super::tree::Tree;

/// Ways out of a pure function.
const WAYS_OUT: &[&str] = &[
    "std::fs",
    "std::io",
    "std::net",
    "std::os",
    "std::path",
    "std::env",
    "std::process",
    "std::thread",
    "std::time",
    "core::time",
    "Instant::",
    "SystemTime",
    "::now(",
    "TimeZone",
    "TimeZoneDatabase",
    "setlocale",
    "println!",
    "print!",
    "dbg!",
    "include_bytes!(\"/",
    "static mut",
    "OnceLock",
    "thread_local!",
];

/// What `law` may be built from.
const PARTS: &[&str] = &[
    "jiff",
    "serde",
    "serde_json",
    "sha2",
    "simdutf8",
    "similar",
    "thiserror",
];

pub(super) fn impure(tree: &Tree) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for file in tree.rust().filter(|file| file.is_in("crates/law/src")) {
        for (number, line) in file.code_lines() {
            let way = WAYS_OUT.iter().find(|way| line.contains(**way));
            found.extend(way.map(|way| format!("{}:{number} {way}", file.path)));
        }
    }
    let law = tree.crates.iter().find(|found| found["name"] == "law");
    let dependencies = law.and_then(|law| law["dependencies"].as_array());
    for dependency in dependencies.into_iter().flatten() {
        let name = dependency["name"].as_str().unwrap_or_default();
        if dependency["kind"].is_null() && !PARTS.contains(&name) {
            found.push(format!("crates/law/Cargo.toml: {name}"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_out_of_the_law_is_named() {
        let mut tree = Tree::sample(&[
            (
                "crates/law/src/fee.rs",
                "//! std::fs is not used\nuse std::fmt;\nlet day = std::fs::read(p);\n#[cfg(test)]\nmod tests {\nuse std::fs;\n}\n",
            ),
            ("crates/store/src/blob.rs", "use std::fs;\n"),
        ]);
        assert_eq!(impure(&tree), ["crates/law/src/fee.rs:3 std::fs"]);
        tree.files.clear();
        tree.crates.push(serde_json::json!({
            "name": "law",
            "dependencies": [
                { "name": "jiff", "kind": null },
                { "name": "rand", "kind": null },
                { "name": "proptest", "kind": "dev" },
            ],
        }));
        assert_eq!(impure(&tree), ["crates/law/Cargo.toml: rand"]);
    }
}
