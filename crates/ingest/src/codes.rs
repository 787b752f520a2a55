//! The stable names of everything odd that a reader can report.
//!
//! Decides that a name which comes back from a reader process is one of ours. A test holds the list against the code.

/// Names of problems, each beside the text it is about.
const PROBLEMS: &[&str] = &[
    "annotations",
    "control_characters",
    "embedded_object",
    "encoding_errors",
    "encoding_misdeclared",
    "field_conflict",
    "fragmented_lines",
    "front_matter_damaged",
    "heading_gap",
    "hidden_text",
    "image_animated",
    "image_colours",
    "image_missing",
    "image_not_taken",
    "line_breaks_lost",
    "macros",
    "markup_dropped",
    "no_text_layer",
    "odd_paths",
    "page_missing",
    "page_tree_circular",
    "part_damaged",
    "running_header",
    "several_documents",
    "signature",
    "slanted_text",
    "title_from_name",
    "too_deep",
    "too_many_pages",
    "unknown_field",
    "unknown_glyphs",
];

/// The same name with the life of the program; `other` for one that no reader of this version gives.
pub(crate) fn known(code: &str) -> &'static str {
    PROBLEMS
        .iter()
        .find(|known| **known == code)
        .unwrap_or(&"other")
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
