//! `gongkai agencies` — the register of agencies, from a CSV file.
//!
//! Columns: code, name, short_name, level, kind, admin_parent, system_parent, valid_from, valid_to, successor, phone,
//! address. A renamed body is a new row; the old row names it as its successor.

use crate::place::Place;
use crate::say;
use anyhow::Context as _;
use clap::Subcommand;
use law::agency::{AgencyKind, AgencyLevel};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use store::agency::Agency;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Agencies {
    /// 从 CSV 文件登记机构
    Import {
        /// CSV 文件，第一行是列名
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 为什么登记或者变更
        #[arg(long, default_value = "", value_name = "原因")]
        reason: String,
    },
}

pub(crate) async fn agencies(
    data: &Path,
    actor: Option<&str>,
    what: Agencies,
) -> anyhow::Result<()> {
    let Agencies::Import { file, reason } = what;
    let place = Place::open(data).await?;
    let bytes = std::fs::read(&file).with_context(|| format!("不能读取 {}", file.display()))?;
    let text = text_of(&bytes)
        .with_context(|| format!("{} 不是 UTF-8 或者 GB18030 文字", file.display()))?;
    let done = acts::agency::register(&place.desk(actor)?, &from_csv(&text)?, &reason).await?;
    say::result(&format!(
        "新登记 {}，有变化 {}，没有变化 {}",
        done.new, done.changed, done.same
    ));
    Ok(())
}

/// The words of a file as a spreadsheet program may have saved it.
fn text_of(bytes: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

#[derive(Debug, Deserialize)]
struct Line {
    code: String,
    name: String,
    #[serde(default)]
    short_name: String,
    level: String,
    kind: String,
    #[serde(default)]
    admin_parent: String,
    #[serde(default)]
    system_parent: String,
    #[serde(default)]
    valid_from: String,
    #[serde(default)]
    valid_to: String,
    #[serde(default)]
    successor: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    address: String,
}

/// Reads a register of agencies.
///
/// # Errors
/// Names the line and what is wrong with it.
pub(crate) fn from_csv(text: &str) -> anyhow::Result<Vec<Agency>> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut agencies = Vec::new();
    for (n, line) in reader.deserialize().enumerate() {
        let at = n + 2;
        let line: Line = line.with_context(|| format!("第 {at} 行不合格式"))?;
        let given = |text: String| (!text.is_empty()).then_some(text);
        let day = |text: &str| -> anyhow::Result<Option<law::Date>> {
            match text {
                "" => Ok(None),
                text => Ok(Some(text.parse().map_err(|_| {
                    anyhow::anyhow!("第 {at} 行的日期“{text}”应当写作 2020-07-15")
                })?)),
            }
        };
        agencies.push(Agency {
            level: AgencyLevel::from_id(&line.level).with_context(|| {
                format!(
                    "第 {at} 行的层级“{}”应当是 national、province、city、county、township 之一",
                    line.level
                )
            })?,
            kind: AgencyKind::from_id(&line.kind)
                .with_context(|| format!("第 {at} 行的机关类型“{}”不认识", line.kind))?,
            valid_from: day(&line.valid_from)?,
            valid_to: day(&line.valid_to)?,
            code: line.code,
            name: line.name,
            short_name: line.short_name,
            admin_parent: given(line.admin_parent),
            system_parent: given(line.system_parent),
            successor: given(line.successor),
            phone: line.phone,
            address: line.address,
            is_own: true,
            position: i64::try_from(n).unwrap_or(i64::MAX),
        });
    }
    Ok(agencies)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    #[test]
    fn a_file_saved_by_a_spreadsheet_program_is_read() {
        let (gb, ..) = encoding_rs::GB18030.encode("甲县");
        assert_eq!(super::text_of(&gb).as_deref(), Some("甲县"));
        assert_eq!(super::text_of("甲县".as_bytes()).as_deref(), Some("甲县"));
        assert_eq!(super::text_of(&[0xff, 0xff]), None);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let head = "code,name,level,kind\n";
        assert_eq!(
            super::from_csv(&format!("{head}XT-1,甲县,county,government\n"))
                .unwrap()
                .len(),
            1
        );
        let wrong = super::from_csv(&format!("{head}XT-1,甲县,village,government\n")).unwrap_err();
        assert!(wrong.to_string().contains("第 2 行"), "{wrong}");
    }
}
