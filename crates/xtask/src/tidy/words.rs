//! Words that have no place in a file of this project.

use super::tree::{File, Tree};

/// Split so that this file does not break its own rule.
const LEFT_TO_DO: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
];

/// How a thing came about is the business of the version control's history, not of the thing.
const OF_MAKING: &[&str] = &[
    concat!("this sess", "ion"),
    concat!("coding ag", "ent"),
    concat!("sub", "agent"),
    concat!("Clau", "de"),
    concat!("language mo", "del"),
    concat!("issue", " #"),
    concat!("/work/", "main"),
    concat!("/work/", "shared"),
    concat!("shared/", "design"),
    concat!("shared/", "domain"),
];

pub(super) fn lints_let_go_without_reason(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.rust() {
        for (at, _) in file
            .text
            .match_indices("[allow(")
            .chain(file.text.match_indices("[expect("))
        {
            let before = file.text.get(..at).unwrap_or_default();
            let rest = file.text.get(at..).unwrap_or_default();
            let attribute = rest.split(")]").next().unwrap_or(rest);
            if before.ends_with(['#', '!']) && !attribute.contains("reason") {
                found.push(format!("{}:{}", file.path, before.lines().count()));
            }
        }
    }
    found
}

pub(super) fn left_to_do(tree: &Tree) -> Vec<String> {
    containing(tree, LEFT_TO_DO)
}

pub(super) fn of_how_it_came_about(tree: &Tree) -> Vec<String> {
    containing(tree, OF_MAKING)
}

fn containing(tree: &Tree, words: &[&str]) -> Vec<String> {
    let is_ours = |file: &&File| {
        !file.is_in("data") && !file.is_in("docs/licences") && file.path != "Cargo.lock"
    };
    let mut found = Vec::new();
    for file in tree.files.iter().filter(is_ours) {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                found.push(format!("{}:{}: {word}", file.path, index + 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lint_let_go_without_a_reason_is_named() {
        let tree = Tree::sample(&[
            (
                "a.rs",
                concat!("//! a\n#", "[allow(dead_code)]\nfn a() {}\n"),
            ),
            (
                "b.rs",
                "//! b\n#[expect(\n    dead_code,\n    reason = \"it will\"\n)]\nfn b() {}\n",
            ),
        ]);
        assert_eq!(lints_let_go_without_reason(&tree), ["a.rs:2"]);
    }

    #[test]
    fn a_thing_left_to_do_is_named_by_line() {
        let text = format!("# a\n{} later\n", LEFT_TO_DO[0]);
        let tree = Tree::sample(&[("a.md", &text)]);
        assert_eq!(left_to_do(&tree).len(), 1);
    }
}
