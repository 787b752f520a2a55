//! `gongkai scan` — what in a file tells of a person, before anybody publishes it.
//!
//! Decides how findings are told; what is found is decided in [`law::privacy`]. The file is read in a reader process,
//! as for `gongkai read`, and what stands inside it is scanned too.

use crate::commands::read::one;
use crate::config::Config;
use crate::reader::Pool;
use crate::{clock, say};
use clap::Args;
use law::privacy::{Certainty, Located, Policy, scan_text};
use serde_json::{Value, json};
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
        match one(&pool, file, longest).await {
            Ok(reading) => {
                let mut found = Vec::new();
                inside(&reading.document, &policy, &mut found);
                let told: Vec<Value> = found.iter().map(in_json).collect();
                say::value(&json!({ "file": name.to_string(), "findings": told }));
                tell(&name.to_string(), &found);
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

fn tell(file: &str, found: &[Located]) {
    say::result(&format!("{file}：{} 处", found.len()));
    for one in found {
        let finding = &one.finding;
        let sure = match finding.certainty {
            Certainty::High => "",
            Certainty::Likely => "（请核对）",
        };
        let cell = one.cell.map_or_else(String::new, |(row, column)| {
            format!("第 {row} 行第 {column} 格")
        });
        say::result(&format!(
            "  {}{sure}\t{}\t可以写作 {}\t{} {cell}",
            finding.kind.zh(),
            one.words,
            finding.masked,
            one.anchor
        ));
    }
}

fn in_json(one: &Located) -> Value {
    let finding = &one.finding;
    json!({
        "kind": finding.kind.id(),
        "says": finding.kind.zh(),
        "certain": finding.certainty == Certainty::High,
        "text": one.words,
        "masked": finding.masked,
        "anchor": one.anchor,
        "cell": one.cell.map(|(row, column)| json!({ "row": row, "column": column })),
        "start": finding.at.start,
        "end": finding.at.end,
    })
}
