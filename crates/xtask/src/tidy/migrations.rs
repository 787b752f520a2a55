//! Migrations: forward only, numbered and named, with a header that says why.
//!
//! Both engines run the same file, so that they cannot drift. What an engine must do in its own words follows in a
//! part of the same number for each of the two, `0001_register.sqlite.sql` beside `0001_register.postgres.sql`.

use super::tree::{File, Tree};

const FOLDER: &str = "crates/store/migrations";

/// The database's own clock: the time of an act is given to it.
const CLOCKS: &[&str] = &["current_timestamp", "now()", "datetime('now", "strftime("];

pub(super) fn out_of_order(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let mut number = 0;
    for file in tree
        .files
        .iter()
        .filter(|file| file.is_in(FOLDER) && file.has_ending("sql"))
    {
        found.extend(unwell(file));
        if let Some(twin) = twin(&file.path) {
            if tree.file(&twin).is_none() {
                found.push(format!("{}: {twin} is missing", file.path));
            }
            continue;
        }
        number += 1;
        if !file.path.starts_with(&format!("{FOLDER}/{number:04}_")) {
            found.push(format!("{}: the next number is {number:04}", file.path));
        }
    }
    found
}

/// The part for the other engine, where this is a part for one.
fn twin(path: &str) -> Option<String> {
    let other = |from: &str, to: &str| Some(format!("{}{to}", path.strip_suffix(from)?));
    other(".sqlite.sql", ".postgres.sql").or_else(|| other(".postgres.sql", ".sqlite.sql"))
}

fn unwell(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    if !file.text.starts_with("-- ") {
        found.push(format!("{}: no header says why", file.path));
    }
    for (index, line) in file.text.lines().enumerate() {
        let words = line.to_lowercase();
        let statement = words.split("--").next().unwrap_or_default();
        if CLOCKS.iter().any(|clock| statement.contains(clock)) {
            found.push(format!(
                "{}:{}: asks the database for the time",
                file.path,
                index + 1
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_a_missing_twin_a_missing_header_and_a_clock_are_named() {
        let tree = Tree::sample(&[
            (
                "crates/store/migrations/0001_items.sql",
                "-- Items.\ncreate table items (id text);\n",
            ),
            (
                "crates/store/migrations/0003_more.sql",
                "create table more (at text default now());\n",
            ),
        ]);
        assert_eq!(out_of_order(&tree).len(), 3);
    }
}
