//! PDF: samples of the corpus against digests of what their pages print, and small files of our own in full.

mod hostile;

use ingest::{Document, Input, Refused};
use law::text::Block;
use sha2::{Digest, Sha256};

fn read(bytes: &[u8]) -> Result<Document, Refused> {
    let reading = ingest::read(Input {
        bytes,
        name: Some("文件.pdf"),
        ..Input::default()
    })?;
    assert_eq!(reading.format, ingest::Format::Pdf);
    Ok(reading.document)
}

fn sample(name: &str) -> Option<Vec<u8>> {
    std::fs::read(crate::corpus(&format!("samples/pdf/{name}"))?).ok()
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn digest(text: &str) -> String {
    let hash = Sha256::digest(solid(text).as_bytes());
    hash.iter()
        .take(8)
        .fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

/// A printed paragraph: what it is, and its words; or a table with its cells as `colspan×rowspan words`.
#[derive(Debug)]
enum Printed {
    Words {
        is: String,
        words: String,
    },
    Table {
        columns: usize,
        rows: Vec<Vec<(u16, u16, String)>>,
    },
}

/// Blocks as they stand on paper: a heading that runs on and its paragraph are one.
fn printed(document: &Document) -> Vec<Printed> {
    let mut out: Vec<Printed> = Vec::new();
    let mut runs_on = false;
    for block in &document.text.blocks {
        match block {
            Block::Heading(heading) => {
                out.push(Printed::Words {
                    is: heading.level.id().into(),
                    words: heading.text.clone(),
                });
                runs_on = heading.run_in;
            }
            Block::Paragraph(paragraph) => {
                match out.last_mut() {
                    Some(Printed::Words { words, .. }) if runs_on => {
                        words.push_str(&paragraph.text);
                    }
                    _ => out.push(Printed::Words {
                        is: paragraph.role.id().into(),
                        words: paragraph.text.clone(),
                    }),
                }
                runs_on = false;
            }
            Block::Table(table) => {
                let columns = table.rows.first().map_or(0, |row| {
                    row.cells.iter().map(|cell| usize::from(cell.colspan)).sum()
                });
                let cells = |row: &law::text::Row| {
                    row.cells
                        .iter()
                        .map(|c| (c.colspan, c.rowspan, c.text.clone()))
                        .collect()
                };
                out.push(Printed::Table {
                    columns,
                    rows: table.rows.iter().map(cells).collect(),
                });
            }
            Block::Image(_) => {}
        }
    }
    out
}

/// Every expected block in its place, as what it is expected to be.
fn agrees(name: &str) {
    let Some(bytes) = sample(&format!("{name}.pdf")) else {
        return;
    };
    let path = format!("{}/tests/expected/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let truth: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let document = read(&bytes).unwrap();
    let found = printed(&document);
    let expected = truth["block"].as_array().unwrap();
    let text =
        |value: &toml::Value, key: &str| value.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let span = |value: &toml::Value, key: &str| {
        value
            .get(key)
            .map_or(1, |n| u16::try_from(n.as_integer().unwrap()).unwrap())
    };
    for (i, (expected, found)) in expected.iter().zip(&found).enumerate() {
        let is = text(expected, "as").unwrap();
        match found {
            Printed::Words {
                is: found_as,
                words,
            } => {
                assert_eq!(
                    text(expected, "sha"),
                    Some(digest(words)),
                    "{name} {i}: {words}"
                );
                assert!(
                    is == "any" || is == *found_as,
                    "{name} {i}: {found_as} for {is}: {words}"
                );
            }
            Printed::Table { columns, rows } => {
                assert_eq!(is, "table", "{name} {i}");
                assert_eq!(
                    i64::try_from(*columns).unwrap(),
                    expected["cols"].as_integer().unwrap()
                );
                let expected = expected["rows"].as_array().unwrap();
                assert_eq!(expected.len(), rows.len(), "{name} {i}: rows");
                for (r, (expected, row)) in expected.iter().zip(rows).enumerate() {
                    let expected: Vec<(u16, u16, String)> = expected
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|c| {
                            (
                                span(c, "colspan"),
                                span(c, "rowspan"),
                                text(c, "sha").unwrap(),
                            )
                        })
                        .collect();
                    let row: Vec<(u16, u16, String)> = row
                        .iter()
                        .map(|(w, h, words)| (*w, *h, digest(words)))
                        .collect();
                    assert_eq!(expected, row, "{name} {i}: row {r}");
                }
            }
        }
    }
    assert_eq!(expected.len(), found.len(), "{name}: number of blocks");
    assert_eq!(document.problems, [], "{name}");
}

#[test]
fn the_joint_notice_is_read_with_every_element_in_its_role() {
    agrees("govdoc-397");
}

#[test]
fn the_annual_report_is_read_with_its_three_tables() {
    agrees("annual-report-2024-huaian");
}

#[test]
fn the_constitution_is_read_article_by_article() {
    agrees("constitution-2018");
}

#[test]
fn ninety_nine_in_a_hundred_characters_of_the_joint_notice_are_read_in_order() {
    let (Some(bytes), Some(truth)) = (sample("govdoc-397.pdf"), sample("govdoc-397.txt")) else {
        return;
    };
    let truth: Vec<char> = solid(&String::from_utf8(truth).unwrap()).chars().collect();
    let read: Vec<char> = solid(&read(&bytes).unwrap().text.plain()).chars().collect();
    // Longest common subsequence, a row at a time.
    let mut row = vec![0usize; read.len() + 1];
    for a in &truth {
        let mut corner = 0;
        for (j, b) in read.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if a == b {
                corner + 1
            } else {
                above.max(row[j])
            };
            corner = above;
        }
    }
    let common = row[read.len()] as f64;
    let (recall, precision) = (common / truth.len() as f64, common / read.len() as f64);
    assert!(recall >= 0.99, "recall {recall}");
    assert!(precision >= 0.99, "precision {precision}");
}

#[test]
fn every_run_is_kept_with_its_place_and_size() {
    let Some(bytes) = sample("govdoc-397.pdf") else {
        return;
    };
    let runs = ingest::pdf::runs(&bytes).unwrap();
    let title = runs
        .iter()
        .find(|run| run.text.starts_with("关于加强"))
        .unwrap();
    assert_eq!((title.page, title.size_pt.round()), (1, 22.0));
    assert_eq!(
        (title.x.round(), title.y.round(), title.width.round()),
        (111.0, 276.0, 396.0)
    );
    assert_eq!(title.font, "FZXBSK--GBK1-0");
}

/// The golden form: one line per paragraph with its role, tables row by row, then the problems.
fn golden(result: Result<Document, Refused>) -> String {
    let document = match result {
        Ok(document) => document,
        Err(refused) => return format!("refused\t{}\n", refused.code),
    };
    let mut out = String::new();
    for block in printed(&document) {
        match block {
            Printed::Words { is, words } => out.push_str(&[&is, "\t", &words, "\n"].concat()),
            Printed::Table { rows, .. } => {
                out += "table\n";
                for row in rows {
                    let cells = row.iter().map(|(w, h, words)| match (w, h) {
                        (1, 1) => words.clone(),
                        _ => format!("{words} {w}x{h}"),
                    });
                    out.push_str(&["| ", &cells.collect::<Vec<_>>().join(" | "), "\n"].concat());
                }
            }
        }
    }
    for problem in &document.problems {
        out.push_str(&["problem\t", problem.code, "\n"].concat());
    }
    out
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let dir = format!("{}/tests/files/pdf", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn every_file_of_our_own_reads_as_it_was_written() {
    let mut wrong = Vec::new();
    for (path, bytes) in fixtures() {
        let expected = std::fs::read_to_string(path.replace(".pdf", ".expected")).unwrap();
        let found = golden(read(&bytes));
        if found != expected {
            let first = expected.lines().zip(found.lines()).find(|(a, b)| a != b);
            wrong.push(format!("{path}: {first:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
