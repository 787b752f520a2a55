//! 机构 — the acts on agencies, and which agency a document belongs to.
//!
//! Decides that a renamed body is a new agency that follows the old one, so that a document shows the name of its day;
//! and that a publisher this site does not know is kept as one that is not its own, under a stand-in code.

use crate::Failure;
use crate::desk::Desk;
use crate::item::Incoming;
use crate::ledger::{Prepared, finish};
use law::agency::{AgencyKind, AgencyLevel};
use law::item::indexno;
use law::{Date, Digest, Refusal};
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

/// Registers agencies: new ones are added, known ones changed where they differ; none is ever removed.
///
/// # Errors
/// [`Failure::Refused`] for a code that is none, a name that is missing or too long, a parent or successor that nobody has, or a
/// circle of parents; then nothing happened.
pub async fn register(
    desk: &Desk,
    incoming: &[Agency],
    reason: &str,
) -> Result<Registered, Failure> {
    let mut tx = desk.register.store.write().await?;
    let known = tx.agencies().await?;
    check(&known, incoming)?;
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
        let mut act = Prepared::new("register_agency", agency.code.clone(), reason);
        act.is_item = false;
        acts.push(act);
    }
    if !acts.is_empty() {
        finish(desk, tx, acts).await?;
    }
    Ok(done)
}

fn check(known: &[Agency], incoming: &[Agency]) -> Result<(), Failure> {
    let refuse = |says: String| Err(Failure::Refused(Refusal::new(says)));
    let find = |code: &str| {
        incoming
            .iter()
            .chain(known)
            .find(|agency| agency.code == code)
    };
    for agency in incoming {
        if !indexno::is_code(&agency.code) {
            return refuse(format!(
                "“{}”不是统一社会信用代码，也不是以 X 开头的暂用代码（如 XT-0001）",
                agency.code
            ));
        }
        if agency.name.trim().is_empty() {
            return refuse(format!("{} 没有机构名称", agency.code));
        }
        if agency.name.chars().count() > LONGEST_NAME {
            return refuse(format!("{} 的名称超过 {LONGEST_NAME} 个字", agency.code));
        }
        for other in [
            &agency.admin_parent,
            &agency.system_parent,
            &agency.successor,
        ]
        .into_iter()
        .flatten()
        {
            if find(other).is_none() {
                return refuse(format!(
                    "{}（{}）提到的机构 {other} 不在册",
                    agency.name, agency.code
                ));
            }
        }
        for parent in [
            |a: &Agency| a.admin_parent.clone(),
            |a: &Agency| a.system_parent.clone(),
            |a: &Agency| a.successor.clone(),
        ] {
            let mut at = parent(agency);
            let mut steps = 0;
            while let Some(code) = at {
                steps += 1;
                if code == agency.code || steps > 64 {
                    return refuse(format!(
                        "{}（{}）的上级或者后继机构绕成了圈",
                        agency.name, agency.code
                    ));
                }
                at = find(&code).and_then(parent);
            }
        }
    }
    Ok(())
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
