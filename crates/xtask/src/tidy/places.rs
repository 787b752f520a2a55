//! Things that may stand in one place only: opening what is released, asking for the time, SQL.

use super::tree::Tree;

/// Where released bytes may be opened: the release act, and the reader that checks their hash.
const OPENERS: &[&str] = &["crates/acts/src", "crates/store/src"];

/// The one file that asks for the time.
const CLOCK: &str = "crates/gongkai/src/clock.rs";

/// Ways to ask for the time. A stopwatch (`Instant`) measures, and is free.
const NOW: &[&str] = &[
    "Timestamp::now(",
    "Zoned::now(",
    "SystemTime::now(",
    "Utc::now(",
    "Local::now(",
    "Uuid::now_v7(",
];

/// How a statement of SQL begins, inside a string.
const SQL: &[&str] = &[
    "\"SELECT ",
    "\"INSERT INTO ",
    "\"UPDATE ",
    "\"DELETE FROM ",
    "\"CREATE TABLE",
    "\"CREATE INDEX",
    "\"ALTER TABLE",
    "\"PRAGMA ",
    "\"BEGIN IMMEDIATE",
];

/// Decisions 3: exactly one call in each of the two places, and none elsewhere.
pub(super) fn released_opened_elsewhere(tree: &Tree) -> Vec<String> {
    let calls = lines_with(tree, &["Released::open"]);
    let mut found: Vec<String> = calls
        .iter()
        .filter(|call| !OPENERS.iter().any(|place| call.starts_with(place)))
        .cloned()
        .collect();
    for place in OPENERS {
        let here: Vec<&String> = calls
            .iter()
            .filter(|call| call.starts_with(place))
            .collect();
        if here.len() != 1 {
            found.push(format!(
                "{place}: {} calls where there must be one: {here:?}",
                here.len()
            ));
        }
    }
    found
}

pub(super) fn clock_read_elsewhere(tree: &Tree) -> Vec<String> {
    let mut found = lines_with(tree, NOW);
    found.retain(|line| !line.starts_with(CLOCK));
    found
}

pub(super) fn sql_elsewhere(tree: &Tree) -> Vec<String> {
    let mut found = lines_with(tree, SQL);
    found.retain(|line| !line.starts_with("crates/store/"));
    found
}

/// `path:line` of every line of code, comments and tests left out, that contains one of the words.
fn lines_with(tree: &Tree, words: &[&str]) -> Vec<String> {
    tree.rust()
        .flat_map(|file| {
            file.code_lines()
                .map(move |(number, line)| (file, number, line))
        })
        .filter(|(_, _, line)| words.iter().any(|word| line.contains(word)))
        .map(|(file, number, _)| format!("{}:{number}", file.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_opener_of_released_bytes_is_named() {
        let tree = Tree::sample(&[
            (
                "crates/acts/src/item/release.rs",
                "let a = Released::open(b, d);\n",
            ),
            (
                "crates/store/src/released.rs",
                "/// See [`Released::open`].\nReleased::open(b, d)\n",
            ),
            ("crates/web/src/page.rs", "Released::open(b, d)\n"),
        ]);
        assert_eq!(
            released_opened_elsewhere(&tree),
            ["crates/web/src/page.rs:1"]
        );
    }

    #[test]
    fn the_clock_is_read_in_one_file() {
        let tree = Tree::sample(&[
            (CLOCK, "Timestamp::now()\n"),
            (
                "crates/acts/src/a.rs",
                "//! a\nlet now = jiff::Timestamp::now();\n",
            ),
            ("crates/acts/tests/acts/a.rs", "Timestamp::now()\n"),
        ]);
        assert_eq!(clock_read_elsewhere(&tree), ["crates/acts/src/a.rs:2"]);
    }

    #[test]
    fn a_statement_outside_store_is_named() {
        let tree = Tree::sample(&[
            ("crates/store/src/a.rs", "\"SELECT 1\"\n"),
            ("crates/acts/src/a.rs", "query(\"DELETE FROM items\")\n"),
        ]);
        assert_eq!(sql_elsewhere(&tree), ["crates/acts/src/a.rs:1"]);
    }
}
