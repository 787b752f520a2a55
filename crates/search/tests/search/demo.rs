//! The documents of the demo as the index is given them.

use ingest::Input;
use law::Date;
use law::item::indexno::IndexNo;
use law::item::validity::{Ended, Facts, facts_of, standing_on};
use law::item::{Fields, Kinds, Released, Snapshot};
use search::{Entry, Index};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The day on which everything is looked at.
const TODAY: Date = Date::constant(2026, 11, 23);

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/town")
}

/// A file of the demo.
struct Page {
    slug: String,
    kind: String,
    agency: String,
    fields: Fields,
    text: law::Text,
    work: Option<String>,
    facts: Option<Facts>,
    ends: Vec<String>,
}

/// The index over all that is released, and the slug of each item; a document inside another has the slug of the outer.
pub(crate) fn index() -> &'static (Index, HashMap<String, String>) {
    static DEMO: OnceLock<(Index, HashMap<String, String>)> = OnceLock::new();
    DEMO.get_or_init(make)
}

fn make() -> (Index, HashMap<String, String>) {
    let mut pages = pages();
    pages.sort_by(|a, b| a.slug.cmp(&b.slug));
    end(&mut pages);
    let index = Index::in_memory().unwrap();
    let mut keeper = index.keeper().unwrap().unwrap();
    let kinds = Kinds::standard();
    let mut slugs = HashMap::new();
    for (n, page) in (1..).zip(&pages) {
        let item = format!("demo-{n:04}");
        slugs.insert(item.clone(), page.slug.clone());
        let bytes = Snapshot {
            item,
            edition: 1,
            kind: page.kind.clone(),
            index_no: IndexNo::exact(&format!("{}/2026-{n:05}", page.agency)).unwrap(),
            work: None,
            agency: page.agency.clone(),
            agency_name: String::new(),
            fields: page.fields.clone(),
            text: page.text.clone(),
            files: vec![],
            change_note: String::new(),
            released_at: 1_767_225_600,
            readable_from: 1,
        }
        .to_bytes();
        let released = Released::open(&bytes, Snapshot::digest_of(&bytes)).unwrap();
        let facts = page.facts.as_ref();
        let standing = facts.map(|facts| standing_on(facts, TODAY).facet());
        keeper
            .put(&Entry {
                released: &released,
                standing: &standing.unwrap_or_default(),
                agencies: &[],
                kind_rank: kinds.get(&page.kind).map_or(0, |kind| kind.rank),
            })
            .unwrap();
    }
    keeper.commit(1).unwrap();
    (index, slugs)
}

fn pages() -> Vec<Page> {
    let mut pages = Vec::new();
    for file in std::fs::read_dir(folder().join("items")).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let (_, rest) = source.split_once("+++").unwrap();
        let (front, body) = rest.split_once("+++").unwrap();
        let front: toml::Table = front.parse().unwrap();
        if front.contains_key("withdraw") {
            continue;
        }
        let slug = text_of(&front, "slug");
        let read = ingest::read(Input {
            bytes: body.as_bytes(),
            name: Some("page.md"),
            media_type: None,
            url: None,
        })
        .unwrap()
        .document;
        let kind = text_of(&front, "kind");
        let fields = fields_of(&front);
        pages.push(Page {
            facts: facts_of(&fields, true),
            work: front.get("work").map(|_| text_of(&front, "work")),
            ends: ended_by(&front),
            agency: text_of(&front, "agency"),
            slug: slug.clone(),
            kind,
            fields,
            text: read.text,
        });
        for child in read.children {
            pages.push(Page {
                slug: slug.clone(),
                kind: "document".into(),
                agency: text_of(&front, "agency"),
                fields: child.document.fields,
                text: child.document.text,
                work: None,
                facts: None,
                ends: vec![],
            });
        }
    }
    for page in &mut pages {
        if page.fields.text("published_at").is_none() {
            page.fields.set("published_at", "2026-01-01");
        }
        if page.fields.text("title").is_none() {
            page.fields.set("title", page.slug.clone());
        }
    }
    pages
}

fn text_of(front: &toml::Table, key: &str) -> String {
    front[key].as_str().unwrap().to_owned()
}

/// What a front states of its item.
fn fields_of(front: &toml::Table) -> Fields {
    const NO_FIELDS: [&str; 9] = [
        "kind",
        "agency",
        "slug",
        "attachments",
        "relations",
        "corrections",
        "withdraw",
        "work",
        "version",
    ];
    let mut fields = Fields::new();
    for (key, value) in front {
        if NO_FIELDS.contains(&key.as_str()) {
            continue;
        }
        match value {
            toml::Value::String(text) => fields.set(key, text.clone()),
            toml::Value::Array(list) => {
                let list: Vec<String> = list
                    .iter()
                    .filter_map(|one| one.as_str().map(str::to_owned))
                    .collect();
                fields.set_list(key, list);
            }
            _ => {}
        }
    }
    fields
}

/// What a page says it puts an end to.
fn ended_by(front: &toml::Table) -> Vec<String> {
    let relations = front.get("relations").and_then(toml::Value::as_array);
    let relations = relations.into_iter().flatten();
    relations
        .filter(|one| matches!(one["kind"].as_str(), Some("repeals" | "replaces")))
        .filter_map(|one| one["to"].as_str().map(str::to_owned))
        .collect()
}

/// Lets former versions end where the next begins, and what others put an end to.
fn end(pages: &mut [Page]) {
    let mut starts: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    for page in pages.iter() {
        if let (Some(work), Some(from)) =
            (&page.work, page.facts.as_ref().and_then(|f| f.effective))
        {
            starts.entry(work.clone()).or_default().push(from);
        }
    }
    let ends: Vec<String> = pages.iter().flat_map(|page| page.ends.clone()).collect();
    for page in pages {
        let number = page.fields.text("doc_no").unwrap_or_default().to_owned();
        let is_ended = ends.contains(&page.slug) || ends.contains(&number);
        let Some(facts) = &mut page.facts else {
            continue;
        };
        if let (Some(work), Some(from)) = (&page.work, facts.effective) {
            let later = starts[work].iter().filter(|day| from < **day);
            facts.amended_from = later.min().copied();
        }
        if is_ended && facts.repealed.is_none() {
            facts.repealed = Some(Ended {
                from: None,
                by: String::new(),
            });
        }
    }
}
