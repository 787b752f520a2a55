//! Measures the ranking of articles over questions whose right articles are known:
//! `cargo run -p search --example evaluate -- --statutes FILE --queries FILE [--json]`; `cargo xtask eval search` runs it.
//!
//! The statutes are put into an index as the product puts laws, each law one item with its articles, and asked as the
//! product asks a question. The questions are parted for good: the first, third, fifth … of the file are those the
//! values of the ranking were chosen on; the figures of the others were seen meanwhile, so they are no blind test.
//! What goes in and what comes out is in `docs/reference/evaluation.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a tool of developers, which says by failing what is wrong"
)]

use flate2::read::MultiGzDecoder;
use law::Text;
use law::item::heading::number_of;
use law::item::indexno::IndexNo;
use law::item::{Fields, Kinds, Released, Snapshot};
use law::text::{Block, Heading, Level, Paragraph, Role};
use search::{Entry, Index, Ranking};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

/// How deep recall is told.
const DEPTHS: [usize; 4] = [5, 10, 20, 100];

#[derive(Deserialize)]
struct Statute {
    #[serde(rename = "statute_id")]
    id: String,
    law: String,
    article: String,
    text: String,
}

#[derive(Deserialize)]
struct Question {
    query: String,
    relevant: Vec<String>,
}

/// Means over some questions.
#[derive(Clone, Copy, Default)]
struct Figures {
    questions: usize,
    /// At each of [`DEPTHS`].
    recall: [f64; DEPTHS.len()],
    /// Of the first right article among the first hundred.
    reciprocal_rank: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let named = |name: &str| {
        let at = arguments.iter().position(|word| word == name);
        let value = at.and_then(|at| arguments.get(at + 1));
        value
            .unwrap_or_else(|| panic!("{name} FILE is missing"))
            .clone()
    };
    let statutes: Vec<Statute> = read(&named("--statutes"));
    let questions: Vec<Question> = read(&named("--queries"));
    let table = table_of(&statutes, &questions);
    if arguments.iter().any(|word| word == "--json") {
        println!("{}", json(&table, statutes.len()));
    } else {
        print(&table, statutes.len());
    }
}

/// The figures of the product's ranking, then those without each of its reasons.
fn table_of(statutes: &[Statute], questions: &[Question]) -> Vec<(&'static str, [Figures; 3])> {
    let (index, ids) = index_of(statutes);
    let mut table = vec![("all", measure(&index, &ids, questions))];
    for (name, ranking) in Ranking::ablations_of_questions() {
        let ablated = index.clone().with_ranking(ranking);
        table.push((name, measure(&ablated, &ids, questions)));
    }
    table
}

/// Lines of JSON, packed by gzip or not. A field that is not a number in the source (`NaN`) is none of ours.
fn read<T: for<'a> Deserialize<'a>>(path: &str) -> Vec<T> {
    /// How a file of gzip begins.
    const GZIP: &[u8] = &[0x1f, 0x8b];
    let file = File::open(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut file = BufReader::new(file);
    let is_packed = file.fill_buf().unwrap().starts_with(GZIP);
    let source: Box<dyn Read> = if is_packed {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let line = |line: std::io::Result<String>| {
        let line = line.unwrap().replace(": NaN", ": null");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{path}: {error}: {line}"))
    };
    BufReader::new(source).lines().map(line).collect()
}

/// The index, and for item and anchor the id of the statute.
fn index_of(statutes: &[Statute]) -> (Index, HashMap<(String, String), String>) {
    let mut laws: BTreeMap<&str, Vec<&Statute>> = BTreeMap::new();
    for statute in statutes {
        laws.entry(&statute.law).or_default().push(statute);
    }
    let index = Index::in_memory().unwrap();
    let mut keeper = index.keeper().unwrap().expect("the index is ours");
    let kinds = Kinds::standard();
    let mut ids = HashMap::new();
    for (n, (law, mut articles)) in laws.into_iter().enumerate() {
        // As a text of law has them; a text whose articles go to and fro only quotes them.
        articles.sort_by_key(|statute| place_of(&statute.article));
        let item = format!("law-{n:06}");
        let text = text_of(&articles);
        for (article, statute) in text.articles().into_iter().zip(&articles) {
            ids.insert((item.clone(), article.anchor), statute.id.clone());
        }
        let mut fields = Fields::new();
        fields.set("title", law);
        fields.set("published_at", "2020-01-01");
        let kind = kind_of(law);
        let bytes = Snapshot {
            item,
            edition: 1,
            kind: kind.into(),
            index_no: IndexNo::exact(&format!("XT-0001/2020-{:05}", n + 1)).unwrap(),
            work: None,
            agency: "XT-0001".into(),
            agency_name: "法律库".into(),
            fields,
            text,
            files: vec![],
            change_note: String::new(),
            released_at: 1_577_836_800,
            readable_from: 1,
        }
        .to_bytes();
        let released = Released::open(&bytes, Snapshot::digest_of(&bytes)).unwrap();
        let entry = Entry {
            released: &released,
            standing: "",
            agencies: &[],
            kind_rank: kinds.get(kind).map_or(0, |kind| kind.rank),
        };
        keeper.put(&entry).unwrap();
    }
    keeper.commit(1).unwrap();
    (index, ids)
}

/// Where an article stands in its law, by its number; one without a number last.
fn place_of(article: &str) -> (u32, u32) {
    let number = number_of(article).unwrap_or_default();
    let (of, inserted) = number.split_once('.').unwrap_or((&number, "0"));
    let read = |part: &str| part.parse().unwrap_or(u32::MAX);
    (read(of), read(inserted))
}

fn text_of(articles: &[&Statute]) -> Text {
    let mut blocks = Vec::new();
    for statute in articles {
        blocks.push(Block::Heading(Heading {
            level: Level::Article,
            text: statute.article.clone(),
            run_in: true,
            anchor: String::new(),
        }));
        for line in statute.text.lines() {
            blocks.push(Block::Paragraph(Paragraph {
                role: Role::Body,
                text: line.into(),
                anchor: String::new(),
            }));
        }
    }
    Text { blocks }.with_anchors()
}

/// The kind of a text of law by its name: all that the collection says of it.
fn kind_of(law: &str) -> &'static str {
    if law.starts_with("最高人民") {
        "judicial_interpretation"
    } else if law.ends_with("法典") || (law.ends_with('法') && !law.ends_with("办法")) {
        "law"
    } else if law.ends_with("条例") {
        "admin_regulation"
    } else {
        "dept_rule"
    }
}

/// The figures of the half designed on, of the other, and of all.
fn measure(
    index: &Index,
    ids: &HashMap<(String, String), String>,
    questions: &[Question],
) -> [Figures; 3] {
    let parts = std::thread::scope(|scope| {
        let half = |half| scope.spawn(move || half_of(index, ids, questions, half));
        let halves = [half(0), half(1)];
        halves.map(|half| half.join().expect("a half is measured"))
    });
    let [designed, other] = parts;
    [designed, other, joined(&designed, &other)]
}

fn half_of(
    index: &Index,
    ids: &HashMap<(String, String), String>,
    questions: &[Question],
    half: usize,
) -> Figures {
    let mut figures = Figures::default();
    for question in questions.iter().skip(half).step_by(2) {
        let right: HashSet<&str> = question.relevant.iter().map(String::as_str).collect();
        let found = index.passages(&question.query, 100).unwrap();
        let hits: Vec<bool> = found
            .into_iter()
            .map(|one| {
                ids.get(&(one.item, one.anchor))
                    .is_some_and(|id| right.contains(id.as_str()))
            })
            .collect();
        for (recall, depth) in figures.recall.iter_mut().zip(DEPTHS) {
            let found = hits.iter().take(depth).filter(|hit| **hit).count();
            *recall += found as f64 / right.len().max(1) as f64;
        }
        if let Some(first) = hits.iter().position(|hit| *hit) {
            figures.reciprocal_rank += 1.0 / (first + 1) as f64;
        }
        figures.questions += 1;
    }
    let all = figures.questions.max(1) as f64;
    figures.recall = figures.recall.map(|sum| sum / all);
    figures.reciprocal_rank /= all;
    figures
}

fn joined(a: &Figures, b: &Figures) -> Figures {
    let (of_a, of_b) = (a.questions as f64, b.questions as f64);
    let mean = |x: f64, y: f64| (x * of_a + y * of_b) / (of_a + of_b).max(1.0);
    let mut recall = a.recall;
    for (mine, other) in recall.iter_mut().zip(b.recall) {
        *mine = mean(*mine, other);
    }
    Figures {
        questions: a.questions + b.questions,
        recall,
        reciprocal_rank: mean(a.reciprocal_rank, b.reciprocal_rank),
    }
}

const PARTS: [&str; 3] = ["designed_on", "held_out", "all"];

fn print(table: &[(&str, [Figures; 3])], statutes: usize) {
    let Some((_, whole)) = table.first() else {
        return;
    };
    println!("{} questions over {statutes} articles", whole[2].questions);
    println!();
    println!("part         recall@5  recall@10  recall@20  recall@100    MRR");
    for (part, figures) in PARTS.iter().zip(whole) {
        let [a, b, c, d] = figures.recall;
        let mrr = figures.reciprocal_rank;
        println!("{part:<12} {a:>8.4}  {b:>9.4}  {c:>9.4}  {d:>10.4}  {mrr:.4}");
    }
    println!();
    println!("without          recall@10 (all, held out)     MRR (all, held out)");
    for (name, [_, other, all]) in table {
        let name = if *name == "all" { "(nothing)" } else { name };
        println!(
            "{name:<16} {:>9.4} {:>9.4}           {:>9.4} {:>9.4}",
            all.recall[1], other.recall[1], all.reciprocal_rank, other.reciprocal_rank
        );
    }
}

fn json(table: &[(&str, [Figures; 3])], statutes: usize) -> serde_json::Value {
    let figures = |figures: &Figures| {
        let mut of = serde_json::Map::new();
        of.insert("questions".into(), figures.questions.into());
        for (depth, recall) in DEPTHS.iter().zip(figures.recall) {
            of.insert(format!("recall@{depth}"), recall.into());
        }
        of.insert("mrr".into(), figures.reciprocal_rank.into());
        serde_json::Value::Object(of)
    };
    let halves = |all: &[Figures; 3]| {
        let parts = PARTS.iter().zip(all);
        let parts = parts.map(|(part, of)| ((*part).to_owned(), figures(of)));
        serde_json::Value::Object(parts.collect())
    };
    let without = table.iter().skip(1);
    let without = without.map(|(name, all)| ((*name).to_owned(), halves(all)));
    serde_json::json!({
        "statutes": statutes,
        "figures": table.first().map(|(_, all)| halves(all)),
        "without": serde_json::Value::Object(without.collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    const STATUTES: &str = r#"{"statute_id": "a1", "law": "云溪县水法", "article": "第一条", "text": "用水应当节约。"}
{"statute_id": "a2", "law": "云溪县水法", "article": "第二条", "text": "水井应当登记，\n不得转让。"}
{"statute_id": "b1", "law": "云溪县桥梁条例", "article": "第一条", "text": "古桥不得通行汽车。", "note": NaN}
"#;
    const QUESTIONS: &str = r#"{"query": "古桥上能开汽车吗", "relevant": ["b1"]}
{"query": "水井怎么登记", "relevant": ["a2"]}
{"query": "谁来打扫广场", "relevant": ["a1"]}
"#;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn path(file: &tempfile::NamedTempFile) -> &str {
        file.path().to_str().unwrap()
    }

    fn table() -> (usize, Vec<(&'static str, [Figures; 3])>) {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(STATUTES.as_bytes()).unwrap();
        let statutes = file(&packed.finish().unwrap());
        let questions = file(QUESTIONS.as_bytes());
        let statutes: Vec<Statute> = read(path(&statutes));
        let questions: Vec<Question> = read(path(&questions));
        (statutes.len(), table_of(&statutes, &questions))
    }

    #[test]
    fn files_are_read_packed_or_not_and_right_articles_are_counted() {
        let (statutes, table) = table();
        assert_eq!(statutes, 3);
        let (_, [designed, other, all]) = table[0];
        assert_eq!(
            [designed.questions, other.questions, all.questions],
            [2, 1, 3]
        );
        // One of the two questions of the first half has no word of its article.
        let is = |figure: f64, expected: f64| (figure - expected).abs() < 1e-9;
        assert!(is(designed.recall[0], 0.5) && is(other.recall[0], 1.0));
        assert!(is(all.recall[0], 2.0 / 3.0) && is(other.reciprocal_rank, 1.0));
    }

    #[test]
    fn figures_as_json_have_the_form_that_is_written_down() {
        let (statutes, table) = table();
        let json = json(&table, statutes);
        let keys = |value: &serde_json::Value| -> Vec<String> {
            let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
            keys.sort_unstable();
            keys
        };
        assert_eq!(keys(&json), ["figures", "statutes", "without"]);
        assert_eq!(json["statutes"], 3);
        let reasons = Ranking::ablations_of_questions();
        let mut reasons: Vec<&str> = reasons.iter().map(|(name, _)| *name).collect();
        reasons.sort_unstable();
        assert_eq!(keys(&json["without"]), reasons);
        let mut parts = vec![&json["figures"]];
        parts.extend(json["without"].as_object().unwrap().values());
        for figures in parts {
            assert_eq!(keys(figures), ["all", "designed_on", "held_out"]);
            for part in figures.as_object().unwrap().values() {
                assert_eq!(
                    keys(part),
                    [
                        "mrr",
                        "questions",
                        "recall@10",
                        "recall@100",
                        "recall@20",
                        "recall@5"
                    ]
                );
                assert!(part["mrr"].is_f64() && part["questions"].is_u64());
            }
        }
        let written = include_str!("../../../docs/reference/evaluation.md");
        for name in reasons {
            assert!(written.contains(&format!("`{name}`")), "{name}");
        }
        for name in [
            "figures",
            "statutes",
            "without",
            "all",
            "designed_on",
            "held_out",
            "mrr",
        ] {
            assert!(written.contains(&format!("`{name}`")), "{name}");
        }
    }
}
