//! 站点公告和哀悼 — the acts that put both on every page and take them off, and what stands now.
//!
//! Decides that a notice may lead to an item only while that is released, or to an address outside; the rules of both are
//! in [`law::site_notice`]. They are settings of the register, so that every node shows them and entries are bound to
//! them; an entry does not repeat their words.

use crate::Failure;
use crate::desk::{Desk, Register};
use crate::item::Which;
use crate::ledger::{EntryKind, Prepared, finish};
use crate::view::{Address, Announced, Linked};
use law::item::kind::FieldProblem;
use law::site_notice::{Mourning, Notice};
use law::{Date, Refusal};
use std::collections::BTreeMap;
use store::Tx;
use store::item::State;

/// A notice as a person writes it.
#[derive(Clone, Debug, Default)]
pub struct NewNotice {
    pub title: String,
    pub text: String,
    /// An index number, `laws/{work}/{version}`, or an address that begins with `https://`; empty for none.
    pub link: String,
    /// As [`law::site_notice::read_end`] reads it; empty for no end.
    pub until: String,
}

const TITLE: &str = "notice.title";
const TEXT: &str = "notice.text";
const ITEM: &str = "notice.item";
const ELSEWHERE: &str = "notice.elsewhere";
const UNTIL: &str = "notice.until";
const FROM: &str = "mourning.from";
const TO: &str = "mourning.to";

/// Puts a notice on every page, in place of one that stands there.
///
/// # Errors
/// [`Failure::Invalid`] with a sentence for each part that is written wrongly; [`Failure::Refused`] where it leads to an
/// item that is not released.
pub async fn set_notice(desk: &Desk, new: &NewNotice, reason: &str) -> Result<(), Failure> {
    let until = match new.until.trim() {
        "" => None,
        text => Some(law::site_notice::read_end(text).ok_or_else(|| {
            invalid(
                "until",
                format!(
                    "“{text}”不是结束时间，请写成 2026-01-01 18:00 或者 2026-01-01（到这一天结束）"
                ),
            )
        })?),
    };
    let notice = Notice {
        title: new.title.trim().to_owned(),
        text: new.text.trim().replace("\r\n", "\n"),
        until,
    };
    let problems = notice.check(desk.now);
    if !problems.is_empty() {
        return Err(Failure::Invalid(problems));
    }
    let mut tx = desk.register.store.write().await?;
    let (item, elsewhere) = leads_to(&mut tx, new.link.trim()).await?;
    let until = until.map(|until| until.to_string()).unwrap_or_default();
    for (key, value) in [
        (TITLE, notice.title.as_str()),
        (TEXT, notice.text.as_str()),
        (ITEM, item.as_str()),
        (ELSEWHERE, elsewhere.as_str()),
        (UNTIL, until.as_str()),
    ] {
        tx.set(key, value).await?;
    }
    record(desk, tx, EntryKind::SetNotice, reason).await
}

/// Takes the notice off every page.
///
/// # Errors
/// [`Failure::Refused`] where none stands.
pub async fn clear_notice(desk: &Desk, reason: &str) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    if told(&tx.settings().await?).notice.is_none() {
        return Err(Failure::Refused(Refusal::new("站点上没有公告，不用撤下")));
    }
    for key in [TITLE, TEXT, ITEM, ELSEWHERE, UNTIL] {
        tx.set(key, "").await?;
    }
    record(desk, tx, EntryKind::ClearNotice, reason).await
}

/// Shows the site in grey from a day on, today where none is named, to a last day or until it is switched off.
///
/// # Errors
/// [`Failure::Refused`] without a reason, or where the days cannot be.
pub async fn mourn(
    desk: &Desk,
    from: Option<Date>,
    to: Option<Date>,
    reason: &str,
) -> Result<Mourning, Failure> {
    let mourning = Mourning {
        from: from.unwrap_or_else(|| desk.today()),
        to,
    };
    if let Some(says) = mourning.problem(desk.today()) {
        return Err(Failure::Refused(Refusal::new(says)));
    }
    if reason.trim().is_empty() {
        return Err(Failure::Refused(Refusal::new(
            "全站变灰要写明根据什么安排（--reason），记入台账",
        )));
    }
    let mut tx = desk.register.store.write().await?;
    tx.set(FROM, &mourning.from.to_string()).await?;
    let to = mourning.to.map(|to| to.to_string()).unwrap_or_default();
    tx.set(TO, &to).await?;
    record(desk, tx, EntryKind::Mourn, reason).await?;
    Ok(mourning)
}

/// Shows the site in its colours again, and forgets days that were to come.
///
/// # Errors
/// [`Failure::Refused`] where no mourning is set.
pub async fn end_mourning(desk: &Desk, reason: &str) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    if told(&tx.settings().await?).mourning.is_none() {
        return Err(Failure::Refused(Refusal::new(
            "站点没有变灰的安排，不用恢复",
        )));
    }
    tx.set(FROM, "").await?;
    tx.set(TO, "").await?;
    record(desk, tx, EntryKind::EndMourning, reason).await
}

async fn record(desk: &Desk, tx: Tx, kind: EntryKind, reason: &str) -> Result<(), Failure> {
    let mut act = Prepared::new(kind, "site", reason);
    act.is_item = false;
    finish(desk, tx, vec![act]).await?;
    Ok(())
}

fn invalid(field: &str, says: String) -> Failure {
    Failure::Invalid(vec![FieldProblem {
        field: field.to_owned(),
        says,
    }])
}

/// The item and the address outside, of which at most one is not empty.
async fn leads_to(tx: &mut Tx, link: &str) -> Result<(String, String), Failure> {
    if link.is_empty() {
        return Ok((String::new(), String::new()));
    }
    if link.starts_with("https://") || link.starts_with("http://") {
        let is_sound = link.chars().count() <= 500
            && !link.contains(|c: char| c.is_control() || c.is_whitespace() || "\"<>".contains(c));
        return if is_sound {
            Ok((String::new(), link.to_owned()))
        } else {
            Err(invalid(
                "link",
                "公告链接的网址里有空格、引号或者尖括号，或者太长".into(),
            ))
        };
    }
    let item = Which::parse(link)?.find(tx).await?;
    if item.state != State::Released {
        return Err(Failure::Refused(Refusal::new(
            "公告链接的信息没有公开，读者打不开；请先公开，或者不写链接",
        )));
    }
    let place = match &item.work {
        Some(of) => format!("laws/{}/{}", of.work, of.version),
        None => item.index_no.to_string(),
    };
    Ok((place, String::new()))
}

/// What stands on every page, or will.
pub async fn announced(register: &Register) -> Result<Announced, Failure> {
    let mut reader = register.store.read().await?;
    Ok(told(&reader.settings().await?))
}

pub(crate) fn told(settings: &BTreeMap<String, String>) -> Announced {
    let get = |key: &str| settings.get(key).map(String::as_str).unwrap_or_default();
    let notice = (!get(TITLE).is_empty()).then(|| Notice {
        title: get(TITLE).to_owned(),
        text: get(TEXT).to_owned(),
        until: get(UNTIL).parse().ok(),
    });
    let linked = match (get(ITEM), get(ELSEWHERE)) {
        ("", "") => None,
        ("", address) => Some(Linked::Elsewhere(address.to_owned())),
        (item, _) => address(item).map(Linked::Item),
    };
    let mourning = get(FROM).parse().ok().map(|from| Mourning {
        from,
        to: get(TO).parse().ok(),
    });
    Announced {
        notice,
        linked,
        mourning,
    }
}

fn address(item: &str) -> Option<Address> {
    match Which::parse(item).ok()? {
        Which::IndexNo(number) => Some(Address::Document {
            tail: number.tail(),
            code: number.code,
        }),
        Which::Law { work, version } => Some(Address::Law { work, version }),
        Which::Id(_) | Which::Source { .. } => None,
    }
}
