//! `gongkai scan` — what in a file tells of a person, before anybody publishes it.
//!
//! Decides how findings are told; what is found is decided in [`law::privacy`]. The file is read in a reader process,
//! as for `gongkai read`, and what stands inside it is scanned too; so is what a reader of the document does not see and
//! the file gives away all the same: labels at its head, the furniture of a page, hidden and deleted words, comments.

use crate::commands::read::whole;
use crate::config::Config;
use crate::reader::Pool;
use crate::{clock, say};
use clap::Args;
use law::privacy::{self, Certainty, Finding, Located, Policy, scan_text};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Args)]
pub(crate) struct Scan {
    /// 要看的文件，可以写几个
    #[arg(required = true, value_name = "文件")]
    files: Vec<PathBuf>,
    /// 本机关公开的电话，可以写几次，不算个人信息
    #[arg(long, value_name = "号码")]
    office: Vec<String>,
}

/// Addresses of mail that offices have.
const OFFICE_MAIL: &str = "gov.cn";

pub(crate) async fn scan(data: &Path, scan: Scan) -> anyhow::Result<ExitCode> {
    let digits = |number: &String| number.chars().filter(char::is_ascii_digit).collect();
    let policy = Policy {
        office_phones: scan.office.iter().map(digits).collect(),
        office_mail: vec![OFFICE_MAIL.to_owned()],
        today: Some(law::date::of_instant(clock::now())),
    };
    let limits = Config::of(data)?.readers.limits();
    let longest = limits.input;
    let pool = Pool::new(limits);
    let mut exit = 0;
    for file in &scan.files {
        let name = file.display();
        match whole(&pool, file, longest).await {
            Ok((reading, words)) => {
                let mut found = Vec::new();
                inside(&reading.document, &policy, &mut found);
                let beside = beside(&words, &reading.document, &policy, &found);
                let told = found.iter().map(in_json);
                let told: Vec<Value> = told.chain(beside.iter().map(beside_in_json)).collect();
                say::value(&json!({ "file": name.to_string(), "findings": told }));
                tell(&name.to_string(), &found, &beside);
            }
            Err(unread) => {
                exit = exit.max(unread.exit);
                let refused = json!({ "code": unread.code, "says": unread.says });
                say::value(&json!({ "file": name.to_string(), "refused": refused }));
                say::note(&format!("{name}：{}（{}）", unread.says, unread.code));
            }
        }
    }
    Ok(ExitCode::from(exit))
}

/// A document, and the documents inside it.
fn inside(document: &ingest::Document, policy: &Policy, found: &mut Vec<Located>) {
    found.extend(scan_text(&document.text, policy));
    for child in &document.children {
        inside(&child.document, policy, found);
    }
}

/// What is found in the words that are no part of the document, and the words it stands in.
struct Beside {
    words: String,
    finding: Finding,
}

/// What tells of a person in the lines of a file that its document does not have; what was found in the document is not
/// told again.
fn beside(
    words: &str,
    document: &ingest::Document,
    policy: &Policy,
    found: &[Located],
) -> Vec<Beside> {
    let mut plain = String::new();
    said(document, &mut plain);
    let lines: HashSet<String> = plain.lines().map(bare).collect();
    let whole = bare(&plain);
    let is_beside = |line: &str| {
        let line = bare(line);
        !line.is_empty() && !lines.contains(&line) && !whole.contains(&line)
    };
    // An empty line stands for what the document has: what it parts is not read together.
    let left = words
        .lines()
        .map(|line| if is_beside(line) { line } else { "" });
    let left = left.collect::<Vec<_>>().join("\n");
    let known = found.iter().map(|one| (one.finding.kind, bare(&one.words)));
    let mut known: HashSet<_> = known.collect();
    let findings = privacy::scan(&left, policy).into_iter();
    let findings = findings.filter_map(|finding| {
        let words = left.get(finding.at.clone())?.to_owned();
        known
            .insert((finding.kind, bare(&words)))
            .then_some(Beside { words, finding })
    });
    findings.collect()
}

/// The words of a document and of those inside it.
fn said(document: &ingest::Document, out: &mut String) {
    out.push_str(&document.text.plain());
    out.push('\n');
    for child in &document.children {
        said(&child.document, out);
    }
}

/// Letters and digits alone: how words are parted and marked differs between a file and its document.
fn bare(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn tell(file: &str, found: &[Located], beside: &[Beside]) {
    say::result(&format!("{file}：{} 处", found.len() + beside.len()));
    for one in found {
        let cell = one.cell.map_or_else(String::new, |(row, column)| {
            format!("第 {row} 行第 {column} 格")
        });
        let place = format!("{} {cell}", one.anchor);
        tell_one(&one.finding, &one.words, &place);
    }
    for one in beside {
        tell_one(&one.finding, &one.words, "正文以外");
    }
}

fn tell_one(finding: &Finding, words: &str, place: &str) {
    let sure = match finding.certainty {
        Certainty::High => "",
        Certainty::Likely => "（请核对）",
    };
    say::result(&format!(
        "  {}{sure}\t{words}\t可以写作 {}\t{place}",
        finding.kind.zh(),
        finding.masked
    ));
}

fn in_json(one: &Located) -> Value {
    let mut value = finding_in_json(&one.finding, &one.words);
    value["anchor"] = json!(one.anchor);
    let cell = |(row, column)| json!({ "row": row, "column": column });
    value["cell"] = one.cell.map_or(Value::Null, cell);
    value["start"] = json!(one.finding.at.start);
    value["end"] = json!(one.finding.at.end);
    value
}

/// Without a place: what is no part of the document has none in it.
fn beside_in_json(one: &Beside) -> Value {
    let mut value = finding_in_json(&one.finding, &one.words);
    value["anchor"] = Value::Null;
    value
}

fn finding_in_json(finding: &Finding, words: &str) -> Value {
    json!({
        "kind": finding.kind.id(),
        "says": finding.kind.zh(),
        "certain": finding.certainty == Certainty::High,
        "text": words,
        "masked": finding.masked,
    })
}
