//! `gongkai report check` — whether the tables of an annual report add up.
//!
//! Decides how a file is taken (JSON here, everything else in a reader process, as for `gongkai read`), which reports are
//! of one agency in following years, and how the answer is told and with which exit code it ends; what must add up, and how
//! tables are found in a text, is decided in [`law::report`].
//!
//! Exit codes: 0 every report was read wholly and adds up; 1 some identity fails; 3 nothing fails, and something was not
//! found or could not be read; a file that cannot be read ends as for `gongkai read`, and one without a report as 65.

use crate::commands::read::{Unread, one};
use crate::config::Config;
use crate::reader::Pool;
use crate::say;
use clap::{Args, Subcommand};
use law::report::reading::{Found, find};
use law::report::wire::in_json;
use law::report::{
    Cell, Failure, Mend, Report, Weight, between_years, check, identities, mends, unchecked, wire,
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Reports {
    /// 核对年度报告的勾稽关系：第二、三、四表，几年的报告还核对结转
    Check(Check),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Check {
    /// 年度报告：JSON、XLSX、HTML、DOCX、PDF 等，可以写几个
    #[arg(required = true, value_name = "文件")]
    files: Vec<PathBuf>,
}

const FAILS: u8 = 1;
const IN_PART: u8 = 3;
/// A file that holds no report, as one that is of no known format.
const NO_REPORT: u8 = 65;

/// Said of a document in which there is no table of a report.
const NOTHING_FOUND: &str = "没有找到年度报告的表格；请确认这是政府信息公开工作年度报告，并且第二、三、四部分是表格或者文字，不是图片";

pub(crate) async fn report(data: &Path, reports: Reports) -> anyhow::Result<ExitCode> {
    let Reports::Check(asked) = reports;
    let limits = Config::of(data)?.readers.limits();
    let longest = limits.input;
    let pool = Pool::new(limits);
    let mut all: Vec<Found> = Vec::new();
    let mut unread = 0;
    let (mut fails, mut in_part) = (false, false);
    for file in &asked.files {
        let name = file.display().to_string();
        match taken(&pool, file, longest).await {
            Ok((found, notes)) => {
                let checked: Vec<Checked<'_>> = found.iter().map(Checked::of).collect();
                fails |= checked.iter().any(Checked::fails);
                in_part |= checked.iter().any(Checked::is_in_part);
                let reports: Vec<Value> = checked.iter().map(Checked::in_json).collect();
                say::value(&json!({ "file": name, "reports": reports, "problems": notes }));
                for one in &checked {
                    one.tell(&name);
                }
                for note in notes {
                    say::result(&format!("  注意 {note}"));
                }
                all.extend(found);
            }
            Err(refused) => {
                unread = unread.max(refused.exit);
                let told = json!({ "code": refused.code, "says": refused.says });
                say::value(&json!({ "file": name, "refused": told }));
                say::note(&format!("{name}：{}（{}）", refused.says, refused.code));
            }
        }
    }
    for (former, later) in in_a_row(&all) {
        let failures = between_years(former, later);
        fails |= failures.iter().any(must_hold);
        let told = failures.iter().map(|one| failure(one, &one.says));
        let told: Vec<Value> = told.collect();
        say::value(&json!({
            "between_years": {
                "organ": later.agency,
                "former": former.year,
                "later": later.year,
                "failures": told,
            },
        }));
        let agency = later.agency.as_deref().unwrap_or_default();
        let verdict = match failures.len() {
            0 => "前后两年衔接".to_owned(),
            n => format!("前后两年不一致 {n} 处"),
        };
        let years = format!("{agency} {}至{}", former.year_zh(), later.year_zh());
        say::result(&format!("{}：{verdict}", years.trim_start()));
        for one in &failures {
            tell(one, &one.says);
        }
    }
    Ok(ExitCode::from(match (unread, fails, in_part) {
        (0, true, _) => FAILS,
        (0, false, true) => IN_PART,
        (unread, ..) => unread,
    }))
}

/// The reports of a file, and what the reader noted of it.
async fn taken(
    pool: &Pool,
    file: &Path,
    longest: u64,
) -> Result<(Vec<Found>, Vec<String>), Unread> {
    if let Some(text) = json_in(file, longest)? {
        let found = wire::read(&text).map_err(|refused| no_report(refused.says))?;
        return Ok((found, Vec::new()));
    }
    let reading = one(pool, file, longest).await?;
    let mut found = Vec::new();
    let mut notes = Vec::new();
    gather(&reading.document, &mut found, &mut notes);
    if found.is_empty() {
        let says = [&[NOTHING_FOUND.to_owned()][..], &notes].concat();
        return Err(no_report(says.join("；")));
    }
    Ok((found, notes))
}

fn no_report(says: String) -> Unread {
    Unread {
        exit: NO_REPORT,
        code: "no_report".into(),
        says,
    }
}

/// The text of a file that is JSON; `None` where it is anything else, or too large for it.
fn json_in(file: &Path, longest: u64) -> std::io::Result<Option<String>> {
    use std::io::Read as _;
    let mut opened = std::fs::File::open(file)?;
    let length = opened.metadata()?.len();
    let mut head = [0; 64];
    let n = opened.read(&mut head)?;
    let head = head.get(..n).unwrap_or_default();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    if longest < length || !matches!(first, Some(b'{' | b'[')) {
        return Ok(None);
    }
    Ok(String::from_utf8(std::fs::read(file)?).ok())
}

/// The reports in a document and in those inside it.
fn gather(document: &ingest::Document, found: &mut Vec<Found>, notes: &mut Vec<String>) {
    let field = |id: &str| {
        let value = document.fields.iter().find(|(known, _)| *known == id);
        value.map(|(_, value)| value.joined())
    };
    let (title, issuer) = (field("title"), field("issuers"));
    found.extend(find(&document.text, title.as_deref(), issuer.as_deref()));
    let of_use = |problem: &&ingest::Problem| WORTH_TELLING.contains(&problem.code);
    let problems = document.problems.iter().filter(of_use);
    notes.extend(problems.map(|problem| problem.says.clone()));
    for child in &document.children {
        gather(&child.document, found, notes);
    }
}

/// Problems of a reading for which a table may be missing or wrong.
const WORTH_TELLING: [&str; 12] = [
    "drawing_dropped",
    "embedded_object",
    "formula_unsolved",
    "hidden_sheets",
    "hidden_text",
    "image_not_taken",
    "no_text_layer",
    "page_missing",
    "part_damaged",
    "table_cut",
    "too_many_pages",
    "unknown_glyphs",
];

/// Reports of one agency for a year and the next, each pair once.
fn in_a_row(found: &[Found]) -> Vec<(&Report, &Report)> {
    let reports: Vec<&Report> = found.iter().map(|one| &one.report).collect();
    let mut pairs = Vec::new();
    for later in &reports {
        let former = reports.iter().find(|former| {
            former.agency == later.agency
                && former.year.and_then(|year| year.checked_add(1)) == later.year
                && later.year.is_some()
        });
        pairs.extend(former.map(|former| (*former, *later)));
    }
    pairs.sort_by_key(|(_, later)| later.year);
    pairs
}

fn must_hold(failure: &Failure) -> bool {
    failure.rule.weight() == Weight::Must
}

/// A report with what was found out about it.
struct Checked<'a> {
    found: &'a Found,
    failures: Vec<Failure>,
    unchecked: Vec<Cell>,
    mends: Vec<Mend>,
    identities: usize,
}

impl<'a> Checked<'a> {
    fn of(found: &'a Found) -> Self {
        let report = &found.report;
        let has = |cells: &[Cell]| cells.iter().all(|cell| report.get(*cell).is_some());
        let identities = identities(report.format);
        let could = identities
            .iter()
            .filter(|one| has(&one.parts) && has(&one.whole));
        Self {
            found,
            failures: check(report),
            unchecked: unchecked(report),
            mends: mends(report),
            identities: could.count(),
        }
    }

    fn fails(&self) -> bool {
        self.failures.iter().any(must_hold)
    }

    fn is_in_part(&self) -> bool {
        self.found.is_incomplete() || !self.unchecked.is_empty()
    }

    fn tell(&self, file: &str) {
        let report = &self.found.report;
        let agency = report.agency.as_deref().unwrap_or("（没有写明机关）");
        let verdict = match self.failures.len() {
            0 if self.identities == 0 => "没有可以核对的".to_owned(),
            0 => format!("勾稽关系 {} 条，都成立", self.identities),
            n => format!("不成立 {n} 处"),
        };
        say::result(&format!(
            "{file}：{agency} {}，{}，{verdict}",
            report.year_zh(),
            report.format.zh()
        ));
        for one in &self.failures {
            tell(one, &self.found.says(one));
        }
        match self.mends.as_slice() {
            [only] => say::result(&format!("  提示 {}，就都成立", only_change(only))),
            [] => {}
            several => {
                say::result("  提示 只改下面一处，就都成立：");
                for one in several {
                    say::result(&format!("    {}", only_change(one)));
                }
            }
        }
        for oddity in &self.found.oddities {
            say::result(&format!("  注意 {}", oddity.says));
        }
        if !self.unchecked.is_empty() {
            let n = identities(report.format).len() - self.identities;
            let says = format!(
                "  注意 缺 {} 个数，{n} 条勾稽关系没有核对",
                self.unchecked.len()
            );
            say::result(&says);
        }
    }

    fn in_json(&self) -> Value {
        let report = &self.found.report;
        let failures = self.failures.iter();
        let failures: Vec<Value> = failures
            .map(|one| failure(one, &self.found.says(one)))
            .collect();
        let oddities = self.found.oddities.iter().map(
            |one| json!({ "code": one.odd.id(), "says": one.says, "gap": one.odd.is_a_gap() }),
        );
        let mends = self.mends.iter().map(|mend| {
            json!({
                "cell": mend.cell.id(),
                "is": in_json(mend.is),
                "should_be": in_json(mend.should_be),
                "says": only_change(mend),
            })
        });
        json!({
            "organ": report.agency,
            "year": report.year,
            "format": report.format.id(),
            "holds": !self.fails(),
            "complete": !self.is_in_part(),
            "checked": self.identities,
            "failures": failures,
            "mends": mends.collect::<Vec<_>>(),
            "problems": oddities.collect::<Vec<_>>(),
            "report": wire::write(report),
        })
    }
}

fn only_change(mend: &Mend) -> String {
    format!("{}由 {} 改为 {}", mend.cell, mend.is, mend.should_be)
}

fn tell(failure: &Failure, says: &str) {
    let mark = match failure.rule.weight() {
        Weight::Must => "不成立",
        Weight::Explain => "请说明",
    };
    let rule = failure.rule;
    say::result(&format!("  {mark} {says}（{}）", rule.source()));
}

fn failure(failure: &Failure, says: &str) -> Value {
    let side = |cells: &[(Cell, law::report::Figure)]| {
        let cells = cells.iter();
        cells
            .map(|(cell, figure)| json!({ "cell": cell.id(), "figure": in_json(*figure) }))
            .collect::<Vec<_>>()
    };
    json!({
        "rule": failure.rule.id(),
        "identity": failure.rule.zh(),
        "must_hold": must_hold(failure),
        "left": in_json(failure.left),
        "right": in_json(failure.right),
        "apart": in_json(failure.apart()),
        "parts": side(&failure.parts),
        "whole": side(&failure.whole),
        "source": failure.rule.source(),
        "article": failure.rule.article().to_string(),
        "says": says,
    })
}
