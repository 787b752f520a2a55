//! Dependencies from outside: each has its reasons in docs/adr/dependencies.md.

use super::tree::Tree;

const REASONS: &str = "docs/adr/dependencies.md";

pub(super) fn unexplained(tree: &Tree) -> Vec<String> {
    let reasons = tree.file(REASONS).map_or("", |file| &file.text);
    let manifest = tree.file("Cargo.toml").map_or("", |file| &file.text);
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let dependencies = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies")?.as_table());
    dependencies
        .into_iter()
        .flatten()
        .filter(|(_, how)| how.get("path").is_none())
        .filter(|(name, _)| !reasons.contains(&format!("| {name} |")))
        .map(|(name, _)| format!("Cargo.toml: {name} has no line in {REASONS}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_reasons_is_named() {
        let tree = Tree::sample(&[
            (
                "Cargo.toml",
                "[workspace.dependencies]\nlaw = { path = \"x\" }\nserde = \"1\"\nzip = \"9\"\n",
            ),
            (REASONS, "| serde | reads and writes | …\n"),
        ]);
        assert_eq!(
            unexplained(&tree),
            [format!("Cargo.toml: zip has no line in {REASONS}")]
        );
    }
}
