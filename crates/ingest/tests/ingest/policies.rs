//! Metadata of real policy pages, from the page alone.

#[path = "../../examples/policies/measure.rs"]
mod measure;

use crate::corpus;
use flate2::read::GzDecoder;
use std::io::{BufRead, BufReader};

fn words(document: &ingest::Document) -> String {
    let children = document.children.iter().map(|child| words(&child.document));
    document.text.plain() + &children.collect::<String>()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_words_of_every_page_are_those_of_its_text() {
    let Some(path) = corpus("policies.jsonl.gz") else {
        return;
    };
    let lines = BufReader::new(GzDecoder::new(std::fs::File::open(path).unwrap())).lines();
    let mut pages = 0;
    for line in lines {
        let record: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let Some(page) = record["html"].as_str() else {
            continue;
        };
        let read = ingest::read(ingest::Input {
            bytes: page.as_bytes(),
            ..ingest::Input::default()
        });
        let document = read.unwrap().document;
        assert_eq!(
            bare(&words(&document)),
            bare(record["text"].as_str().unwrap())
        );
        pages += 1;
    }
    assert!(pages > 0);
}

#[test]
fn number_dates_and_issuer_of_policy_pages_are_right() {
    let Some(path) = corpus("policies.jsonl.gz") else {
        return;
    };
    let measured = measure::measure(&path).unwrap();
    for miss in &measured.misses {
        eprintln!(
            "{}: {} stated, {} read in {} ({})",
            miss.field, miss.stated, miss.read, miss.record, miss.title
        );
    }
    eprintln!(
        "{} issuers are right only as publishers",
        measured.by_publisher
    );
    for field in &measured.fields {
        assert!(field.stated > 0, "no record states {}", field.name);
        assert!(
            field.percent() >= 97.0,
            "{}: {:.1} %",
            field.name,
            field.percent()
        );
    }
}
