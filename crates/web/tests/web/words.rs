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

/// A translation: its forms, one or two.
#[derive(Debug, serde::Deserialize)]
#[serde(untagged)]
enum English {
    Plain(String),
    Counted { one: String, other: String },
}

impl English {
    fn forms(&self) -> Vec<&str> {
        match self {
            Self::Plain(words) => vec![words],
            Self::Counted { one, other } => vec![one, other],
        }
    }
}

/// The translations of every table of `i18n/en`.
fn translated() -> BTreeMap<String, English> {
    let mut all = BTreeMap::new();
    for (path, text) in files("i18n/en", "toml") {
        let table: BTreeMap<String, English> = toml::from_str(&text).unwrap();
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

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}')
}

/// What stands in quotes and has Chinese in it.
fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('"') {
        let mut is_escaped = false;
        let end = after.find(|c| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        });
        let (words, next) = after.split_at(end.unwrap_or(after.len()));
        if words.contains(is_chinese) {
            found.push(words);
        }
        rest = next.strip_prefix('"').unwrap_or_default();
    }
    found
}

/// A template without its comments.
fn without_comments(text: &str) -> String {
    let mut parts = text.split("{#");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        all + part.split_once("#}").map_or("", |(_, after)| after)
    })
}

/// The source of a module without comments and tests; a quote as a character is no beginning of words.
fn without_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n").replace("'\"'", "' '")
}

/// Modules whose Chinese is not for the reader of a page: the open API and files speak Chinese, titles are broken by their words.
const NOT_FOR_PAGES: [&str; 8] = [
    "/api/",
    "/api.rs",
    "machines/feed",
    "machines/last_days",
    "portal/take.rs",
    "laws_table.rs",
    "titles.rs",
    "tests.rs",
];

/// Chinese that stays: page tags of a fixed vocabulary (国办发〔2017〕47号 附件), what a script calls itself, and parts of what
/// is typed.
const STAYS: [&str; 21] = [
    "简体",
    "繁體",
    "机构,政府信息公开",
    "机构职能",
    "政策文件,政府信息",
    "信息公开目录",
    "法律,法规,规章",
    "政策文件",
    "搜索,检索",
    "关于本站,帮助",
    "批量下载,开放数据,订阅",
    "概况信息",
    "政府信息公开,{}",
    "信息公开",
    "；",
    "y、m、d",
    "from、to",
    "{year}年{month}月{day}日",
    "{}（{version}）",
    "（{line}）",
    "第 {} 页，共 {} 页",
];

#[test]
fn every_word_of_the_interface_has_its_english() {
    let table = translated();
    let mut missing = BTreeSet::new();
    for (path, text) in files("templates", "html") {
        let text = without_comments(&text);
        for part in text.split("t(\"").skip(1) {
            let words = part.split('"').next().unwrap_or_default();
            if words.contains(is_chinese) && !table.contains_key(words) {
                missing.insert(format!("{}: {words}", path.display()));
            }
        }
    }
    for (path, text) in files("src", "rs") {
        let name = path.to_string_lossy().replace('\\', "/");
        if NOT_FOR_PAGES.iter().any(|part| name.contains(part)) {
            continue;
        }
        for words in quoted(&without_tests(&text)) {
            if !table.contains_key(words) && !STAYS.contains(&words) {
                missing.insert(format!("{name}: {words}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "no English in crates/web/i18n/en: {missing:#?}"
    );
}

#[test]
fn a_template_says_no_chinese_past_the_tables() {
    let mut bare = BTreeSet::new();
    for (path, text) in files("templates", "html") {
        for line in without_comments(&text).lines() {
            let mut outside = String::new();
            let mut parts = line.split("t(\"");
            outside.push_str(parts.next().unwrap_or_default());
            for part in parts {
                outside.push_str(part.split_once('"').map_or("", |(_, after)| after));
            }
            if outside.contains(is_chinese) && !line.contains("lang=\"zh-CN\">政府信息公开") {
                bare.insert(format!("{}: {line}", path.display()));
            }
        }
    }
    assert!(bare.is_empty(), "{bare:#?}");
}

#[test]
fn every_name_that_the_law_gives_has_its_english() {
    use law::agency::{AgencyKind, AgencyLevel};
    use law::item::kind::{DISCLOSURES, GENRES};
    use law::item::relation::Relation;
    use law::item::validity::{Status, facet_values, facet_zh};
    use law::item::{Column, Kinds};
    let table = translated();
    let mut names: Vec<String> = Vec::new();
    names.extend(Column::ALL.map(|column| column.zh().to_owned()));
    names.extend(Status::ALL.map(|status| status.zh().to_owned()));
    names.extend(AgencyLevel::ALL.map(|level| level.zh().to_owned()));
    names.extend(AgencyKind::ALL.map(|kind| kind.zh().to_owned()));
    names.extend(Relation::ALL.map(|relation| relation.zh().to_owned()));
    names.extend(Relation::ALL.map(|relation| relation.zh_inverse().to_owned()));
    let choices = GENRES.iter().chain(DISCLOSURES);
    names.extend(choices.map(|(_, zh)| (*zh).to_owned()));
    let presumed = facet_values().into_iter().map(|value| facet_zh(&value));
    names.extend(presumed.filter(|zh| !zh.ends_with("（据来源推定，未核实）")));
    let missing: Vec<&String> = names.iter().filter(|zh| !table.contains_key(*zh)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for kind in Kinds::standard().iter() {
        assert!(!kind.en.is_empty(), "{}", kind.id);
        assert!(
            kind.fields.iter().all(|field| !field.en.is_empty()),
            "{}",
            kind.id
        );
    }
}

#[test]
fn every_translation_belongs_to_words_that_are_still_said() {
    let source: String = files("templates", "html")
        .into_iter()
        .chain(files("src", "rs"))
        .chain(files("../law/src", "rs"))
        .chain(files("../press/src", "rs"))
        .chain(files("../acts/src", "rs"))
        .map(|(_, text)| text)
        .collect();
    let table = translated();
    let orphans: Vec<&String> = table
        .keys()
        .filter(|zh| !source.contains(&format!("\"{zh}\"")) && !is_composed(zh))
        .collect();
    assert!(orphans.is_empty(), "no longer said: {orphans:?}");
}

/// Whether it comes finished: a sentence that is put together from parts elsewhere, or a subject that a source states.
fn is_composed(zh: &str) -> bool {
    let finished = ["sentences.toml", "subjects.toml"];
    let tables = files("i18n/en", "toml").into_iter();
    let mut tables = tables.filter(|(path, _)| finished.iter().any(|name| path.ends_with(name)));
    tables.any(|(_, text)| text.contains(&format!("\n\"{zh}\" = ")))
}

#[test]
fn every_subject_of_the_demonstration_has_its_english() {
    let table = translated();
    let mut unknown = BTreeSet::new();
    for (_, item) in files("../../data/town/items", "md") {
        let stated = item
            .lines()
            .filter_map(|line| line.strip_prefix("theme_class = "));
        for class in stated.flat_map(|stated| stated.trim_matches('"').split("\\\\")) {
            if !table.contains_key(class) {
                unknown.insert(class.to_owned());
            }
        }
    }
    assert!(unknown.is_empty(), "no English: {unknown:?}");
}

#[test]
fn blanks_are_as_many_in_a_translation_as_in_its_source() {
    for (zh, en) in translated() {
        for form in en.forms() {
            let blanks = form.matches("{}").count();
            let is_one = matches!(&en, English::Counted { one, .. } if one == form);
            let wanted = zh.matches("{}").count();
            assert!(blanks == wanted || is_one && blanks + 1 == wanted, "{zh}");
        }
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

#[test]
fn the_five_columns_stand_on_one_line_in_english() {
    let table = translated();
    let names = law::item::Column::ALL.map(|column| table[column.zh()].forms()[0].to_owned());
    // About what a page of a desk has room for beside the counts.
    let length: usize = names.iter().map(|name| name.chars().count()).sum();
    assert!(length <= 110, "{length}: {names:?}");
}
