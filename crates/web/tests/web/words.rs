//! Every translation belongs to words that are still said, and templates are free of what the policy forbids.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The words of every `t("…")` and `say(…, "…")`.
fn said() -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for (_, text) in files("templates", "html")
        .into_iter()
        .chain(files("src", "rs"))
    {
        for before in ["t(\"", "say(Lang::Zh, \""] {
            for rest in text.split(before).skip(1) {
                said.extend(rest.split('"').next().map(str::to_owned));
            }
        }
    }
    said
}

#[test]
fn every_translation_belongs_to_words_that_are_still_said() {
    let table = include_str!("../../i18n/en.toml");
    let table: std::collections::BTreeMap<String, String> = toml::from_str(table).unwrap();
    let said = said();
    let orphans: Vec<&String> = table.keys().filter(|zh| !said.contains(*zh)).collect();
    assert!(orphans.is_empty(), "no longer said: {orphans:?}");
    let open = said.iter().filter(|zh| !table.contains_key(*zh)).count();
    println!(
        "{} of {} words have an English translation",
        table.len(),
        table.len() + open
    );
}

#[test]
fn blanks_are_as_many_in_a_translation_as_in_its_source() {
    let table = include_str!("../../i18n/en.toml");
    let table: std::collections::BTreeMap<String, String> = toml::from_str(table).unwrap();
    for (zh, en) in table {
        assert_eq!(zh.matches("{}").count(), en.matches("{}").count(), "{zh}");
    }
}

#[test]
fn every_class_in_a_style_sheet_is_used_by_a_page() {
    let pages: String = files("templates", "html")
        .into_iter()
        .chain(files("src", "rs"))
        .map(|(_, text)| text)
        .collect();
    let mut unused = BTreeSet::new();
    for (path, css) in files("assets/css", "css") {
        for rest in css.split('.').skip(1) {
            let class: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
                .collect();
            let is_class = class.starts_with(|c: char| c.is_ascii_lowercase()) && class != "css";
            if is_class && !pages.contains(&class) {
                unused.insert(format!(
                    "{} in {}",
                    class,
                    path.file_name().unwrap().display()
                ));
            }
        }
    }
    assert!(unused.is_empty(), "{unused:#?}");
}
