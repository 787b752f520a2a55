//! Released items to search, written for these tests.

use law::Text;
use law::item::indexno::IndexNo;
use law::item::{Fields, Released, Snapshot};
use law::text::{Block, Heading, Level, Paragraph, Role};
use search::{Answer, Entry, Hit, Index, Keeper, Query, Segment};

/// One item, built field by field.
#[derive(Clone)]
pub(crate) struct Doc {
    pub(crate) snapshot: Snapshot,
    pub(crate) standing: &'static str,
    pub(crate) agencies: Vec<String>,
    pub(crate) rank: u8,
}

impl Doc {
    pub(crate) fn new(n: u32, title: &str, body: &str) -> Self {
        let mut fields = Fields::new();
        fields.set("title", title);
        fields.set("published_at", "2020-07-26");
        let blocks = body
            .lines()
            .map(|line| {
                Block::Paragraph(Paragraph {
                    role: Role::Body,
                    text: line.into(),
                    anchor: String::new(),
                })
            })
            .collect();
        Self {
            snapshot: Snapshot {
                item: format!("0190-{n:06}"),
                edition: 1,
                kind: "document".into(),
                index_no: IndexNo::exact(&format!("XT-0001/2026-{n:05}")).unwrap(),
                work: None,
                agency: "XT-0001".into(),
                agency_name: "云溪县人民政府".into(),
                fields,
                text: Text { blocks }.with_anchors(),
                files: vec![],
                change_note: String::new(),
                released_at: 1_767_225_600,
                readable_from: 1,
            },
            standing: "unknown",
            agencies: vec![],
            rank: 0,
        }
    }

    /// A text of law; each article is a number and its words.
    pub(crate) fn law(n: u32, title: &str, articles: &[(&str, &str)]) -> Self {
        let mut doc = Self::new(n, title, "");
        doc.snapshot.kind = "admin_regulation".into();
        doc.rank = 3;
        let mut blocks = vec![];
        for (number, words) in articles {
            blocks.push(Block::Heading(Heading {
                level: Level::Article,
                text: (*number).into(),
                run_in: true,
                anchor: String::new(),
            }));
            blocks.push(Block::Paragraph(Paragraph {
                role: Role::Body,
                text: (*words).into(),
                anchor: String::new(),
            }));
        }
        doc.snapshot.text = Text { blocks }.with_anchors();
        doc
    }

    pub(crate) fn with(mut self, field: &str, value: &str) -> Self {
        self.snapshot.fields.set(field, value);
        self
    }

    pub(crate) fn under(mut self, agencies: &[&str]) -> Self {
        self.agencies = agencies.iter().map(|&code| code.to_owned()).collect();
        self
    }

    pub(crate) fn standing(mut self, standing: &'static str) -> Self {
        self.standing = standing;
        self
    }

    pub(crate) fn item(&self) -> &str {
        &self.snapshot.item
    }

    pub(crate) fn put(&self, keeper: &mut Keeper) {
        let bytes = self.snapshot.to_bytes();
        let released = Released::open(&bytes, Snapshot::digest_of(&bytes)).unwrap();
        let entry = Entry {
            released: &released,
            standing: self.standing,
            agencies: &self.agencies,
            kind_rank: self.rank,
        };
        keeper.put(&entry).unwrap();
    }
}

pub(crate) fn index_of(docs: &[Doc]) -> Index {
    let index = Index::in_memory().unwrap();
    let mut keeper = index.keeper().unwrap().unwrap();
    for doc in docs {
        doc.put(&mut keeper);
    }
    keeper.commit(1).unwrap();
    index
}

pub(crate) fn ask(index: &Index, words: &str) -> Answer {
    index
        .search(&Query {
            limit: 100,
            ..Query::words(words)
        })
        .unwrap()
}

/// The numbers of the found items, in order.
pub(crate) fn found(answer: &Answer) -> Vec<u32> {
    answer.hits.iter().map(number).collect()
}

pub(crate) fn number(hit: &Hit) -> u32 {
    hit.item.trim_start_matches("0190-").parse().unwrap()
}

/// A passage with its matches in brackets.
pub(crate) fn shown(segments: &[Segment]) -> String {
    segments
        .iter()
        .map(|segment| {
            if segment.hit {
                format!("[{}]", segment.text)
            } else {
                segment.text.clone()
            }
        })
        .collect()
}

pub(crate) fn plain(segments: &[Segment]) -> String {
    segments
        .iter()
        .map(|segment| segment.text.as_str())
        .collect()
}
