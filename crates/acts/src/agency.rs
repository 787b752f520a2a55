//! 机构 — the acts on agencies, and which agency a document belongs to.
//!
//! Decides that a renamed body is a new agency that follows the old one, so that a document shows the name of its day;
//! and that a publisher this site does not know is kept as one that is not its own, under a stand-in code.

use crate::Failure;
use crate::desk::{Desk, Register};
use crate::item::Incoming;
use crate::ledger::{EntryKind, Prepared, finish};
use law::agency::{AgencyKind, AgencyLevel};
use law::item::indexno;
use law::item::kind::FieldProblem;
use law::stray::is_turning;
use law::{Date, Digest, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;
use store::agency::Agency;

/// The longest name of an agency, in characters.
const LONGEST_NAME: usize = 200;

/// What registering agencies did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Registered {
    pub new: usize,
    pub changed: usize,
    pub same: usize,
}

/// Why an agency cannot be registered as it is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Which of those that were given, from 0.
    pub at: usize,
    /// The field of [`Agency`] that must be mended.
    pub field: &'static str,
    /// What is wrong and what to write.
    pub says: String,
    /// Whether the words themselves cannot be kept, whatever else is registered.
    is_form: bool,
}

/// Registers agencies: new ones are added, known ones changed where they differ; none is ever removed.
///
/// # Errors
/// [`Failure::Refused`] for a code that is none or stands twice, a name that is missing or too long, an end before the
/// beginning, a parent or successor that nobody has, or a circle of them; [`Failure::Invalid`] for words with control
/// characters. Then nothing happened.
pub async fn register(
    desk: &Desk,
    incoming: &[Agency],
    reason: &str,
) -> Result<Registered, Failure> {
    let mut tx = desk.register.store.write().await?;
    let known = tx.agencies().await?;
    if let Some(failure) = failure(incoming, wrongs(&known, incoming)) {
        return Err(failure);
    }
    let mut done = Registered::default();
    let mut acts = Vec::new();
    for agency in incoming {
        match known.iter().find(|old| old.code == agency.code) {
            Some(old) if old == agency => {
                done.same += 1;
                continue;
            }
            Some(_) => done.changed += 1,
            None => done.new += 1,
        }
        tx.put_agency(agency).await?;
        let mut act = Prepared::new(EntryKind::RegisterAgency, agency.code.clone(), reason);
        act.is_item = false;
        acts.push(act);
    }
    if !acts.is_empty() {
        finish(desk, tx, acts).await?;
    }
    Ok(done)
}

/// Everything that keeps agencies from being registered; nothing is written.
pub async fn check(register: &Register, incoming: &[Agency]) -> Result<Vec<Wrong>, Failure> {
    let mut reader = register.store.read().await?;
    Ok(wrongs(&reader.agencies().await?, incoming))
}

fn failure(incoming: &[Agency], wrongs: Vec<Wrong>) -> Option<Failure> {
    let first = wrongs.first()?;
    if wrongs.iter().any(|wrong| wrong.is_form) {
        let problems = wrongs.into_iter().map(|wrong| FieldProblem {
            field: wrong.field.to_owned(),
            says: wrong.says,
        });
        return Some(Failure::Invalid(problems.collect()));
    }
    let agency = incoming.get(first.at)?;
    Some(Failure::Refused(Refusal::new(format!(
        "{}（{}）：{}",
        agency.name, agency.code, first.says
    ))))
}

/// The next agency upward or onward, by one of the relations of an agency.
type Next = fn(&Agency) -> Option<&str>;

/// The relations of an agency to others, each without circles.
const NEXT: [(&str, Next, &str); 3] = [
    ("admin_parent", |a| a.admin_parent.as_deref(), "隶属机关"),
    (
        "system_parent",
        |a| a.system_parent.as_deref(),
        "业务指导机关",
    ),
    ("successor", |a| a.successor.as_deref(), "后继机构"),
];

fn wrongs(known: &[Agency], incoming: &[Agency]) -> Vec<Wrong> {
    let mut stated: BTreeMap<&str, &Agency> = BTreeMap::new();
    let mut wrongs = Vec::new();
    for (at, agency) in incoming.iter().enumerate() {
        wrongs.extend(wrong_words(agency).map(|(field, says)| Wrong {
            at,
            field,
            says,
            is_form: true,
        }));
        let mut say = |field, says| {
            wrongs.push(Wrong {
                at,
                field,
                says,
                is_form: false,
            });
        };
        let code = agency.code.as_str();
        if !indexno::is_code(code) {
            say(
                "code",
                format!(
                    "代码“{code}”不是统一社会信用代码，也不是以 X 开头的暂用代码（如 XT-0001）"
                ),
            );
        } else if let Some(first) = stated.get(code) {
            say(
                "code",
                format!(
                    "代码 {code} 前面已经写给{}；一个机构写一行，更名的另编代码",
                    first.name
                ),
            );
        }
        if agency.name.trim().is_empty() {
            say("name", "没有机构名称".into());
        } else if agency.name.chars().count() > LONGEST_NAME {
            say("name", format!("名称超过 {LONGEST_NAME} 个字"));
        }
        if let (Some(from), Some(to)) = (agency.valid_from, agency.valid_to)
            && to < from
        {
            say(
                "valid_to",
                format!("停用日期 {to} 早于启用日期 {from}，请核对"),
            );
        }
        stated.entry(code).or_insert(agency);
    }
    let before = known.iter().map(|agency| (agency.code.as_str(), agency));
    let mut all: BTreeMap<&str, &Agency> = before.collect();
    all.extend(stated);
    for (at, agency) in incoming.iter().enumerate() {
        for (field, next, zh) in NEXT {
            let Some(other) = next(agency) else { continue };
            let says = if !all.contains_key(other) {
                format!("{zh} {other} 不在册；请先登记它，或者写在同一个文件里")
            } else if goes_round(agency, next, &all) {
                format!("{zh} {other} 绕一圈又回到它自己，请核对")
            } else {
                continue;
            };
            wrongs.push(Wrong {
                at,
                field,
                says,
                is_form: false,
            });
        }
    }
    wrongs.sort_by_key(|wrong| wrong.at);
    wrongs
}

/// Words that would break a line or that no engine keeps.
fn wrong_words(agency: &Agency) -> impl Iterator<Item = (&'static str, String)> {
    let words = [
        ("name", "名称", agency.name.as_str()),
        ("short_name", "简称", &agency.short_name),
        ("phone", "电话", &agency.phone),
        ("address", "地址", &agency.address),
    ];
    let broken = words
        .into_iter()
        .filter(|(_, _, words)| words.contains(|c: char| c.is_control() || is_turning(c)));
    broken.map(|(field, zh, _)| (field, format!("{zh}里有换行或者控制字符，请写在一行里")))
}

/// Whether a relation, followed on and on, comes back to where it began.
fn goes_round(from: &Agency, next: Next, all: &BTreeMap<&str, &Agency>) -> bool {
    let mut seen = BTreeSet::new();
    let mut at = next(from);
    while let Some(code) = at {
        if code == from.code {
            return true;
        }
        // A circle of others is said of them.
        if !seen.insert(code) {
            return false;
        }
        at = all.get(code).and_then(|agency| next(agency));
    }
    false
}

/// The agency that publishes an incoming document: the one named by code, else the one of that name on that day, else a
/// body that is not this site's own.
pub(crate) async fn publisher(
    tx: &mut Tx,
    agencies: &mut Vec<Agency>,
    incoming: &Incoming,
) -> Result<Agency, Failure> {
    if let Some(code) = &incoming.agency {
        let known = agencies.iter().find(|agency| agency.code == *code);
        return known.cloned().ok_or_else(|| {
            Failure::Refused(Refusal::new(format!(
                "机构 {code} 不在册，请先导入机构名录"
            )))
        });
    }
    let name = incoming
        .fields
        .text("issuers")
        .unwrap_or("来源未载明的机关")
        .to_owned();
    let fields = &incoming.fields;
    let day = fields
        .date("written_date")
        .or_else(|| fields.date("promulgated"))
        .or_else(|| fields.date("published_at"));
    if let Some(agency) = named(agencies, &name, day) {
        return Ok(agency.clone());
    }
    let agency = foreign(&name, agencies.len());
    tx.put_agency(&agency).await?;
    agencies.push(agency.clone());
    Ok(agency)
}

fn named<'a>(agencies: &'a [Agency], name: &str, day: Option<Date>) -> Option<&'a Agency> {
    let called = agencies.iter().filter(|agency| agency.name == name);
    let held = |agency: &&Agency| {
        day.is_none_or(|day| {
            agency.valid_from.is_none_or(|from| from <= day)
                && agency.valid_to.is_none_or(|to| day <= to)
        })
    };
    let mut called = called.collect::<Vec<_>>();
    called.sort_by_key(|agency| !held(agency));
    called.first().copied()
}

/// A body whose texts are reprinted here: its code is visibly no social credit code.
fn foreign(name: &str, position: usize) -> Agency {
    let hex = Digest::of(name.as_bytes()).to_string();
    let level = if name.contains("省") || name.contains("自治区") {
        AgencyLevel::Province
    } else if name.contains("市") && !name.starts_with("国家") {
        AgencyLevel::City
    } else {
        AgencyLevel::National
    };
    Agency {
        code: format!(
            "XW-{}",
            hex.chars().take(10).collect::<String>().to_uppercase()
        ),
        name: name.to_owned(),
        short_name: String::new(),
        level,
        kind: AgencyKind::Department,
        admin_parent: None,
        system_parent: None,
        valid_from: None,
        valid_to: None,
        successor: None,
        phone: String::new(),
        address: String::new(),
        is_own: false,
        position: 1_000_000 + position as i64,
    }
}
