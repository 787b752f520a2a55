//! Every translation belongs to words that are still said, and templates are free of what the policy forbids.

use std::collections::{BTreeMap, BTreeSet};
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

/// The translations of every table of `i18n/en`.
fn translated() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (path, text) in files("i18n/en", "toml") {
        let table: BTreeMap<String, String> = toml::from_str(&text).unwrap();
        for (zh, en) in table {
            let before = all.insert(zh.clone(), en);
            assert!(
                before.is_none(),
                "{zh} is translated twice: {}",
                path.display()
            );
        }
    }
    all
}

#[test]
fn every_translation_belongs_to_words_that_are_still_said() {
    let source: String = files("templates", "html")
        .into_iter()
        .chain(files("src", "rs"))
        .chain(files("../law/src", "rs"))
        .chain(files("../press/src", "rs"))
        .map(|(_, text)| text)
        .collect();
    let table = translated();
    let orphans: Vec<&String> = table
        .keys()
        .filter(|zh| !source.contains(&format!("\"{zh}\"")))
        .collect();
    assert!(orphans.is_empty(), "no longer said: {orphans:?}");
}

#[test]
fn blanks_are_as_many_in_a_translation_as_in_its_source() {
    for (zh, en) in translated() {
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
