//! The stable names of everything odd that a reader can report.
//!
//! Decides that a name which comes back from a reader process is one of ours. A test holds the list against the code.

/// Names of problems, each beside the text it is about.
const PROBLEMS: &[&str] = &[
    "annotations",
    "attachments_cut",
    "comments",
    "contents_dropped",
    "control_characters",
    "drawing_dropped",
    "embedded_object",
    "encoding_errors",
    "encoding_misdeclared",
    "field_conflict",
    "formula_flattened",
    "formula_unsolved",
    "fragmented_lines",
    "front_matter_damaged",
    "heading_gap",
    "hidden_from_screen_readers",
    "hidden_sheets",
    "hidden_text",
    "image_animated",
    "image_colours",
    "image_missing",
    "image_not_taken",
    "line_breaks_lost",
    "macros",
    "markup_dropped",
    "no_text_layer",
    "not_read",
    "odd_paths",
    "page_missing",
    "page_tree_circular",
    "part_damaged",
    "ruby_dropped",
    "running_header",
    "several_documents",
    "signature",
    "slanted_text",
    "symbol_unknown",
    "table_cut",
    "title_from_name",
    "too_deep",
    "too_many_objects",
    "too_many_pages",
    "tracked_changes",
    "unknown_field",
    "unknown_glyphs",
];

/// Whether a name is in the list.
pub(crate) fn is_known(code: &str) -> bool {
    code == OTHER || PROBLEMS.contains(&code)
}

/// Stands for a name that no reader of this version gives.
const OTHER: &str = "other";

/// The same name with the life of the program; `other` for one that no reader of this version gives.
pub(crate) fn known(code: &str) -> &'static str {
    PROBLEMS
        .iter()
        .find(|known| **known == code)
        .unwrap_or(&OTHER)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says so by failing"
)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Every name given to `Problem::new` in the sources.
    fn given(dir: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                given(&path, found);
            } else {
                let source = std::fs::read_to_string(&path).unwrap();
                for call in source.split(concat!("Problem::", "new(")).skip(1) {
                    if let Some(code) = call.trim_start().strip_prefix('"') {
                        found.insert(code.split('"').next().unwrap().to_owned());
                    }
                }
            }
        }
    }

    #[test]
    fn the_list_is_what_the_readers_give() {
        let mut found = BTreeSet::new();
        given(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        let listed: BTreeSet<String> = PROBLEMS.iter().map(|code| (*code).to_owned()).collect();
        let missing: Vec<&String> = found.difference(&listed).collect();
        assert!(missing.is_empty(), "not in the list: {missing:?}");
    }
}
