//! Real texts of law: finding equals scanning, a title comes first, a named article is shown first.

use crate::world::{Doc, ask, found, index_of};
use flate2::read::GzDecoder;
use law::Text;
use law::item::heading::marker;
use law::text::{Block, Heading, Level, Paragraph, Role};
use search::Exact;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

/// Every so many laws one is taken.
const STEP: usize = 37;

/// A sample of the collection, cut into articles by the numbers at the heads of lines; `None` where there is none.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "only the environment says where the corpus lies, and a test that was skipped says so"
)]
fn laws() -> Option<Vec<Doc>> {
    let Some(folder) = std::env::var_os("GONGKAI_CORPUS") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "GONGKAI_CORPUS must be set where CI is"
        );
        eprintln!("SKIPPED: GONGKAI_CORPUS is not set, no real law was searched");
        return None;
    };
    let file = File::open(PathBuf::from(folder).join("laws.jsonl.gz")).unwrap();
    let lines = BufReader::new(GzDecoder::new(file)).lines().step_by(STEP);
    let law = |(n, line): (u32, std::io::Result<String>)| {
        let value: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let mut doc = Doc::law(n, text("title").trim(), &[]);
        doc.snapshot.text = cut(&text("text"));
        doc
    };
    Some((1..).zip(lines).map(law).collect())
}

fn cut(text: &str) -> Text {
    let mut blocks = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let article = marker(line).filter(|marker| marker.level == Level::Article);
        let head = article.map_or(0, |marker| marker.len);
        if head > 0 {
            blocks.push(Block::Heading(Heading {
                level: Level::Article,
                text: line[..head].into(),
                run_in: true,
                anchor: String::new(),
            }));
        }
        blocks.push(Block::Paragraph(Paragraph {
            role: Role::Body,
            text: line[head..].trim_start().into(),
            anchor: String::new(),
        }));
    }
    Text { blocks }.with_anchors()
}

fn title(doc: &Doc) -> &str {
    doc.snapshot.fields.text("title").unwrap()
}

/// The first stretch of so many Han characters at or after a place.
fn stretch(text: &[char], from: usize, long: usize) -> Option<String> {
    text.get(from..)?
        .windows(long)
        .find(|piece| piece.iter().all(|c| ('\u{4e00}'..='\u{9fff}').contains(c)))
        .map(|piece| piece.iter().collect())
}

#[test]
fn real_laws_are_found_as_a_scan_finds_them_by_title_and_by_article() {
    let Some(docs) = laws() else { return };
    let index = index_of(&docs);
    let plain: Vec<String> = docs.iter().map(|doc| doc.snapshot.text.plain()).collect();
    let mut asked = 0;
    for (i, body) in plain.iter().enumerate() {
        let chars: Vec<char> = body.chars().collect();
        for long in [2, 3, 4, 7, 12] {
            let Some(term) = stretch(&chars, chars.len() * (long + i % 5) / 20, long) else {
                continue;
            };
            let holds =
                |(doc, body): (&Doc, &String)| title(doc).contains(&term) || body.contains(&term);
            let scanned = docs.iter().zip(&plain).filter(|pair| holds(*pair)).count();
            assert_eq!(
                ask(&index, &format!("“{term}”")).total as usize,
                scanned,
                "{term}"
            );
            asked += 1;
        }
    }
    assert!(asked > 300, "{asked}");

    let mut by_title: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (n, doc) in (1..).zip(&docs) {
        by_title.entry(title(doc)).or_default().push(n);
    }
    for (title, numbers) in &by_title {
        let answer = ask(&index, title);
        assert!(numbers.contains(&found(&answer)[0]), "{title}");
        assert_eq!(answer.hits[0].exact, Exact::Title, "{title}");
    }
    for (n, doc) in (1..).zip(&docs) {
        let articles = doc.snapshot.text.articles();
        let Some(article) = articles.get(articles.len() / 2) else {
            continue;
        };
        let answer = ask(&index, &format!("《{}》{}", title(doc), article.number));
        let hit = answer
            .hits
            .iter()
            .find(|hit| crate::world::number(hit) == n)
            .unwrap();
        assert_eq!(hit.exact, Exact::Article, "{}", title(doc));
        assert_eq!(hit.articles[0].number, article.number, "{}", title(doc));
    }
}
