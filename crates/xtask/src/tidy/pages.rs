//! Templates and assets: what the content security policy would refuse is not written in the first place.

use super::tree::{File, Tree};

const TEMPLATES: &str = "crates/web/templates";
const ASSETS: &str = "crates/web/assets";

/// What begins a block of data for programs.
const DATA: &str = "<script type=\"application/ld+json\">";

/// Names of XML vocabularies look like addresses and are never fetched.
const VOCABULARIES: &str = "http://www.w3.org/";

pub(super) fn inline_code(tree: &Tree) -> Vec<String> {
    let is_inline = |line: &str| {
        // A block of data is read and never run: the policy has nothing to refuse.
        let line = line.to_lowercase().replace(DATA, "");
        line.contains("<style")
            || line.contains(" style=")
            || line.contains("javascript:")
            || (line.contains("<script") && !line.contains("src="))
            || line.split(" on").skip(1).any(is_handler)
    };
    places(tree, TEMPLATES, is_inline)
}

/// `click="…` as it follows ` on`.
fn is_handler(rest: &str) -> bool {
    let name = rest.split('=').next().unwrap_or_default();
    rest.contains("=\"") && !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase())
}

pub(super) fn foreign_addresses(tree: &Tree) -> Vec<String> {
    places(tree, ASSETS, |line| {
        let line = line.replace(VOCABULARIES, "");
        line.contains("http://") || line.contains("https://") || line.contains("url(//")
    })
}

fn places(tree: &Tree, folder: &str, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let in_folder = |file: &&File| file.is_in(folder);
    tree.files
        .iter()
        .filter(in_folder)
        .flat_map(|file| {
            file.text
                .lines()
                .enumerate()
                .map(move |(at, line)| (file, at, line))
        })
        .filter(|(_, _, line)| is_wrong(line))
        .map(|(file, at, _)| format!("{}:{}", file.path, at + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_script_and_handlers_in_a_template_are_named() {
        let page = "<p style=\"color:red\">\n<script>x</script>\n<a onclick=\"x()\">\n\
                    <script src=\"/a.js\"></script>\n<p>based on law = good</p>\n\
                    <script type=\"application/ld+json\">{}</script>\n";
        let tree = Tree::sample(&[("crates/web/templates/a.html", page)]);
        assert_eq!(inline_code(&tree).len(), 3);
    }

    #[test]
    fn an_address_elsewhere_in_an_asset_is_named() {
        let tree = Tree::sample(&[
            (
                "crates/web/assets/a.css",
                "@import url(https://cdn.example/x.css);\n",
            ),
            (
                "crates/web/assets/a.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\">\n",
            ),
        ]);
        assert_eq!(foreign_addresses(&tree), ["crates/web/assets/a.css:1"]);
    }
}
