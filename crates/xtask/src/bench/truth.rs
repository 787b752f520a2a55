//! Found as a scan finds: how many documents hold a term, by the search and by reading the corpus from end to end.

use super::table::{Goal, Table};
use super::{Place, site};
use crate::http;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// How many terms of the mixed queries are looked for: each is one more pass over all texts.
const TERMS: usize = 32;

pub(super) fn run(place: &Place, size: usize, ours: &site::Site, table: &mut Table) -> Result<()> {
    let terms = terms(place)?;
    let held = scan(place, size, &terms)?;
    let mut same: usize = 0;
    for (words, held) in terms.iter().zip(&held) {
        let bytes = words.bytes().map(|byte| format!("%{byte:02X}"));
        let path = format!("/api/v1/search?q={}&facets=none", bytes.collect::<String>());
        let answer: Value = serde_json::from_str(&http::get(ours.port, &path)?.body)?;
        // Where nothing holds all words the search goes on to questions.
        let found = answer["total"]
            .as_u64()
            .filter(|_| answer["mode"] == "words");
        if found.unwrap_or_default() == *held {
            same += 1;
        } else {
            println!("“{words}” is found in {found:?}, and {held} hold it");
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "dozens")]
    let share = same as f64 / terms.len() as f64;
    table.add(
        format!("found as a scan finds, {size}"),
        format!("{same}/{}", terms.len()),
        "",
        ("all", Goal::AtLeast(1.0), share),
    );
    Ok(())
}

/// Terms of two Han characters or more, also several at once, out of the mixed queries.
fn terms(place: &Place) -> Result<Vec<String>> {
    let queries: Vec<Value> = serde_json::from_slice(&fs::read(site::queries(place))?)?;
    let is_term = |words: &&str| {
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        words
            .split(' ')
            .all(|word| 2 <= word.chars().count() && word.chars().all(is_han))
    };
    let words = queries.iter().filter_map(|query| query["q"].as_str());
    Ok(words
        .filter(is_term)
        .take(TERMS)
        .map(str::to_owned)
        .collect())
}

/// How many documents of a corpus hold all words of each of the `terms` in title, number or body.
fn scan(place: &Place, size: usize, terms: &[String]) -> Result<Vec<u64>> {
    let corpus = site::corpus(place, size)?;
    let mut unpacking = None;
    let lines: Box<dyn BufRead> = if corpus.extension().is_some_and(|it| it == "gz") {
        let mut child = Command::new("gzip")
            .args(["--decompress", "--stdout"])
            .arg(&corpus)
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().context("no output")?;
        unpacking = Some(child);
        Box::new(BufReader::new(out))
    } else {
        Box::new(BufReader::new(File::open(&corpus)?))
    };
    let mut held = vec![0; terms.len()];
    for line in lines.lines() {
        let document: Value = serde_json::from_str(&line?)?;
        let texts = ["title", "number", "body"].map(|name| document[name].as_str());
        let holds = |word: &str| texts.iter().flatten().any(|text| text.contains(word));
        for (words, held) in terms.iter().zip(&mut held) {
            *held += u64::from(words.split(' ').all(holds));
        }
    }
    if let Some(mut child) = unpacking {
        ensure!(child.wait()?.success(), "the corpus was not unpacked");
    }
    Ok(held)
}
