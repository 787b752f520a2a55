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
fn laws() -> Option<Vec<Doc>> {
    let law = |(n, line): (u32, std::io::Result<String>)| {
        let value: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let mut doc = Doc::law(n, text("title").trim(), &[]);
        doc.snapshot.text = cut(&text("text"));
        doc
    };
    Some((1..).zip(collection()?.step_by(STEP)).map(law).collect())
}

/// The lines of the collection, each a law.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "only the environment says where the corpus lies, and a test that was skipped says so"
)]
fn collection() -> Option<impl Iterator<Item = std::io::Result<String>>> {
    let Some(folder) = std::env::var_os("GONGKAI_CORPUS") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "GONGKAI_CORPUS must be set where CI is"
        );
        eprintln!("SKIPPED: GONGKAI_CORPUS is not set, no real law was searched");
        return None;
    };
    let file = File::open(PathBuf::from(folder).join("laws.jsonl.gz")).unwrap();
    Some(BufReader::new(GzDecoder::new(file)).lines())
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
        for long in [1, 2, 3, 4, 7, 12] {
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
    assert!(asked > 400, "{asked}");

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

/// A piece between two places that begins and ends with two word characters, and holds what is wished.
fn mixed(
    text: &[char],
    from: usize,
    long: usize,
    wished: impl Fn(&char) -> bool,
) -> Option<String> {
    let is_word = |c: &char| c.is_ascii_alphanumeric() || ('\u{4e00}'..='\u{9fff}').contains(c);
    let holds = |piece: &&[char]| {
        let (first, last) = (&piece[..2], &piece[piece.len() - 2..]);
        first.iter().chain(last).all(is_word)
            && piece.iter().any(&wished)
            && !piece
                .iter()
                .any(|c| c.is_whitespace() || "\"“”".contains(*c))
    };
    let piece = text.get(from..)?.windows(long).find(holds)?;
    Some(piece.iter().collect())
}

#[test]
fn numbers_latin_words_and_mixtures_in_real_laws_are_found_as_a_scan_finds_them() {
    let Some(docs) = laws() else { return };
    let index = index_of(&docs);
    // The scan makes no more difference between signs than the search does, and knows no blanks beside a number.
    let plain: Vec<String> = docs
        .iter()
        .map(|doc| folded(&format!("{}\n{}", title(doc), doc.snapshot.text.plain())))
        .collect();
    let kinds: [fn(&char) -> bool; 3] = [
        |c| c.is_ascii_digit(),
        |c| c.is_ascii_alphabetic(),
        |c| "、，。；：".contains(*c),
    ];
    let mut asked = [0; 3];
    for (i, body) in plain.iter().enumerate() {
        let chars: Vec<char> = body.chars().collect();
        for (kind, wished) in kinds.iter().enumerate() {
            for long in [4, 6, 9] {
                let from = chars.len() * ((i * 7 + long) % 20) / 20;
                let Some(term) = mixed(&chars, from, long, wished) else {
                    continue;
                };
                let scanned = plain.iter().filter(|body| body.contains(&term)).count();
                let answer = ask(&index, &format!("“{term}”"));
                assert_eq!(answer.total as usize, scanned, "{term}");
                asked[kind] += 1;
            }
        }
    }
    assert!(asked[0] > 30 && asked[1] > 5 && asked[2] > 100, "{asked:?}");
}

/// A text with its brackets and dashes as the search knows them, in lower case and without blanks beside a digit.
fn folded(text: &str) -> String {
    let mut folded = String::new();
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap(),
            c => c,
        };
        folded.push(match c {
            '〔' | '[' | '【' => '(',
            '〕' | ']' | '】' => ')',
            '—' | '–' | '－' => '-',
            '○' => '〇',
            c => c.to_ascii_lowercase(),
        });
    }
    folded
}

#[test]
fn every_official_word_stands_in_the_article_that_its_pair_names() {
    let Some(lines) = collection() else { return };
    let name = |title: &str| title.replace("中华人民共和国", "");
    let mut open: Vec<&search::Everyday> = search::everyday().iter().collect();
    for line in lines {
        let value: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let law = name(value["title"].as_str().unwrap_or_default());
        if !open.iter().any(|pair| pair.law == law) {
            continue;
        }
        let articles = cut(value["text"].as_str().unwrap_or_default()).articles();
        open.retain(|pair| {
            let is_there = articles.iter().any(|article| {
                article.number == pair.article && article.words.contains(pair.official)
            });
            pair.law != law || !is_there
        });
    }
    assert!(open.is_empty(), "{open:#?}");
}
