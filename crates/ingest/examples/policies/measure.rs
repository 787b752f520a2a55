//! Measures number, dates and issuer of the policy records against what is read from their pages alone.
//!
//! Decides what counts as right. A number is right in its canonical form, a date as a day. The issuer is right if all
//! organs that the record names were read, by any of the names of the same institution; a record that names the site
//! which published a page counts against the publisher of the page, and those are counted apart.

use flate2::read::GzDecoder;
use law::item::docnum::DocNumber;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// One field over all records that state it.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) stated: usize,
    pub(crate) right: usize,
}

impl Field {
    pub(crate) fn percent(&self) -> f64 {
        100.0 * self.right as f64 / self.stated.max(1) as f64
    }
}

/// One field of one record that was not read right.
pub(crate) struct Miss {
    pub(crate) field: &'static str,
    pub(crate) record: String,
    pub(crate) title: String,
    pub(crate) stated: String,
    pub(crate) read: String,
}

pub(crate) struct Measured {
    pub(crate) fields: Vec<Field>,
    pub(crate) misses: Vec<Miss>,
    /// Issuers that are right only as the publisher of the page.
    pub(crate) by_publisher: usize,
}

const FIELDS: &[(&str, &str)] = &[
    ("doc_number", "doc_no"),
    ("written_date", "written_date"),
    ("publish_date", "published_at"),
    ("issuer", "issuers"),
    ("title", "title"),
];

/// Names of one institution: 中央和国家机关 with two plates, and its usual abbreviations.
const SAME: &[&[&str]] = &[&[
    "国家互联网信息办公室",
    "国家网信办",
    "中央网信办",
    "中央网络安全和信息化委员会办公室",
]];

pub(crate) fn measure(file: &Path) -> std::io::Result<Measured> {
    let mut measured = Measured {
        fields: FIELDS
            .iter()
            .map(|(name, _)| Field {
                name,
                stated: 0,
                right: 0,
            })
            .collect(),
        misses: Vec::new(),
        by_publisher: 0,
    };
    for line in BufReader::new(GzDecoder::new(std::fs::File::open(file)?)).lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let text = |key: &str| record.get(key).and_then(Value::as_str);
        let Some(page) = text("html").or_else(|| text("text_as_crawled")) else {
            continue;
        };
        let read = ingest::read(ingest::Input {
            bytes: page.as_bytes(),
            ..ingest::Input::default()
        });
        let document = read.map(|reading| reading.document).unwrap_or_default();
        for (field, (key, id)) in measured.fields.iter_mut().zip(FIELDS) {
            let Some(stated) = text(key) else { continue };
            field.stated += 1;
            let joined = document.fields.list(id).join("、");
            let right = match *key {
                "issuer" => {
                    let issued = issued(stated, &document.fields.list(id));
                    let published = issued || issued_by(stated, &document.fields.list("publisher"));
                    measured.by_publisher += usize::from(published && !issued);
                    published
                }
                "doc_number" => number(stated) == number(&joined),
                "title" => bare(stated) == bare(&joined),
                _ => document
                    .fields
                    .date(id)
                    .is_some_and(|day| day.to_string() == stated),
            };
            field.right += usize::from(right);
            if !right {
                measured.misses.push(Miss {
                    field: key,
                    record: text("id").unwrap_or_default().to_owned(),
                    title: text("title").unwrap_or_default().to_owned(),
                    stated: stated.to_owned(),
                    read: joined,
                });
            }
        }
    }
    Ok(measured)
}

fn number(text: &str) -> String {
    DocNumber::parse(text).map_or_else(|_| text.to_owned(), |(number, _)| number.to_string())
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}

/// Whether every organ of the record was read.
fn issued(stated: &str, read: &[&str]) -> bool {
    let mut organs = stated
        .split(['、', ' ', '，'])
        .filter(|name| !name.is_empty());
    organs.all(|name| issued_by(name, read))
}

fn issued_by(stated: &str, read: &[&str]) -> bool {
    read.iter().any(|name| {
        *name == stated
            || SAME
                .iter()
                .any(|names| names.contains(name) && names.contains(&stated))
    })
}
