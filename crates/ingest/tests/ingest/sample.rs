//! Samples of the corpus against what their rendered pages print, kept as digests in `tests/expected`.
#![allow(clippy::format_collect, reason = "shortest for a test")]

use ingest::{Document, Input, Reading};
use law::text::Block;
use sha2::{Digest, Sha256};

/// One thing in reading order, as expected or as read.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Item {
    pub(crate) kind: String,
    pub(crate) role: Option<String>,
    pub(crate) chars: usize,
    /// `None` where the words are those of a person and only their length is kept.
    pub(crate) sha: Option<String>,
    /// Rows, columns, and the cells that span, as `cell:columns x rows`.
    pub(crate) grid: Option<(usize, usize, Vec<String>)>,
}

/// Reads a sample.
pub(crate) fn read(path: &str) -> Option<Reading> {
    let bytes = std::fs::read(crate::corpus(&format!("samples/{path}"))?).unwrap();
    Some(
        ingest::read(Input {
            bytes: &bytes,
            name: Some(path),
            ..Input::default()
        })
        .unwrap(),
    )
}

pub(crate) fn expected(name: &str) -> (toml::Table, Vec<Item>) {
    let path = format!("{}/tests/expected/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let text = |item: &toml::Value, key: &str| item.get(key)?.as_str().map(str::to_owned);
    let number = |item: &toml::Value, key: &str| {
        item.get(key)
            .and_then(toml::Value::as_integer)
            .map(|n| usize::try_from(n).unwrap())
    };
    let items = table["block"].as_array().unwrap().iter().map(|item| Item {
        kind: text(item, "kind").unwrap(),
        role: text(item, "role").or_else(|| text(item, "level")),
        chars: number(item, "chars").unwrap_or_default(),
        sha: text(item, "sha"),
        grid: number(item, "rows").map(|rows| {
            let spans = item["spans"].as_array().unwrap().iter();
            let spans = spans
                .map(|span| span.as_str().unwrap().to_owned())
                .collect();
            (rows, number(item, "columns").unwrap(), spans)
        }),
    });
    (table["facts"].as_table().unwrap().clone(), items.collect())
}

/// How many of the facts stated of a sample the fields meet, and how many there are.
pub(crate) fn facts(facts: &toml::Table, document: &Document) -> (usize, usize) {
    let mut met = 0;
    let mut stated = 0;
    for (id, fact) in facts.iter().filter(|(id, _)| *id != "signed") {
        let fact: Vec<&str> = match fact {
            toml::Value::Array(list) => list.iter().filter_map(toml::Value::as_str).collect(),
            fact => fact.as_str().into_iter().collect(),
        };
        stated += 1;
        if document.fields.list(id) == fact {
            met += 1;
        } else {
            eprintln!(
                "  {id}: expected {fact:?}, read {:?}",
                document.fields.list(id)
            );
        }
    }
    (met, stated)
}

/// What was read, in the form of what is expected.
pub(crate) fn items(document: &Document) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut open = String::new();
    for block in &document.text.blocks {
        let (kind, role, words) = match block {
            Block::Heading(heading) if heading.run_in => {
                open.clone_from(&heading.text);
                continue;
            }
            Block::Heading(heading) => ("heading", Some(heading.level.id()), heading.text.clone()),
            Block::Paragraph(p) => ("paragraph", Some(p.role.id()), open.clone() + &p.text),
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                (
                    "table",
                    None,
                    cells.map(|cell| cell.text.as_str()).collect(),
                )
            }
            Block::Image(_) => ("image", None, String::new()),
        };
        open.clear();
        let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        items.push(Item {
            kind: kind.into(),
            role: role.map(str::to_owned),
            chars: words.chars().count(),
            sha: Some(digest(&words)),
            grid: if let Block::Table(table) = block {
                Some(grid(table))
            } else {
                None
            },
        });
    }
    for child in &document.children {
        items.extend(self::items(&child.document));
    }
    items
}

fn digest(words: &str) -> String {
    let hash = Sha256::digest(words.as_bytes());
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn grid(table: &law::text::Table) -> (usize, usize, Vec<String>) {
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let spans = cells
        .enumerate()
        .filter(|(_, cell)| cell.colspan > 1 || cell.rowspan > 1);
    let spans = spans
        .map(|(n, cell)| format!("{n}:{}x{}", cell.colspan, cell.rowspan))
        .collect();
    let columns = table.rows.iter().map(|row| {
        row.cells
            .iter()
            .map(|cell| usize::from(cell.colspan))
            .sum::<usize>()
    });
    (table.rows.len(), columns.max().unwrap_or_default(), spans)
}

/// How well a reading meets what is expected: characters in blocks that are the same and in the same order, and
/// blocks whose role, level or grid is right, each with the number there should be.
pub(crate) fn score(expected: &[Item], read: &[Item]) -> ((usize, usize), (usize, usize)) {
    // The longest common subsequence, by characters.
    let same = |a: &Item, b: &Item| a.chars == b.chars && (a.sha.is_none() || a.sha == b.sha);
    let (n, m) = (expected.len(), read.len());
    let mut best = vec![vec![0; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let skip = best[i + 1][j].max(best[i][j + 1]);
            best[i][j] = if same(&expected[i], &read[j]) {
                skip.max(best[i + 1][j + 1] + expected[i].chars)
            } else {
                skip
            };
        }
    }
    let (mut i, mut j, mut right) = (0, 0, 0);
    let stated = |item: &&Item| item.role.is_some() || item.grid.is_some();
    while i < n && j < m {
        if same(&expected[i], &read[j]) && best[i][j] == best[i + 1][j + 1] + expected[i].chars {
            let item = &expected[i];
            let role = item.role.is_none() || item.role == read[j].role;
            let grid = item.grid.is_none() || item.grid == read[j].grid;
            if role && grid {
                right += usize::from(stated(&item));
            } else {
                eprintln!("  expected {item:?}\n  read     {:?}", read[j]);
            }
            i += 1;
            j += 1;
        } else if best[i + 1][j] >= best[i][j + 1] {
            eprintln!("  missing  {:?}", expected[i]);
            i += 1;
        } else {
            j += 1;
        }
    }
    expected[i..]
        .iter()
        .for_each(|item| eprintln!("  missing  {item:?}"));
    let chars = expected.iter().map(|item| item.chars).sum();
    (
        (best[0][0], chars),
        (right, expected.iter().filter(stated).count()),
    )
}
