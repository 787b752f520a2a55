//! 撤回 — a released item leaves every exit; its address keeps saying when, by whom and why.

use crate::Failure;
use crate::desk::Desk;
use crate::item::Which;
use crate::item::relate::end_of;
use crate::ledger::{EntryKind, Prepared, finish};
use law::Refusal;
use law::item::Relation;
use law::item::validity::{Ended, Facts};
use law::stray::has_stray;
use std::collections::BTreeSet;
use store::Tx;
use store::item::State;

/// Withdraws an item for a reason that every visitor of its address will read.
///
/// # Errors
/// [`Failure::Refused`] without a reason, or where the item is not released.
pub async fn withdraw(desk: &Desk, which: &Which, reason: &str) -> Result<(), Failure> {
    if reason.trim().is_empty() {
        return Err(Failure::Refused(Refusal::new(
            "撤回要写明原因，原地址上会显示这一句",
        )));
    }
    if has_stray(reason) {
        return Err(Failure::Refused(Refusal::new(
            "撤回的原因里有看不见的控制字符，或者改变文字方向的字符，请重新输入",
        )));
    }
    let mut tx = desk.register.store.write().await?;
    let mut item = which.find(&mut tx).await?;
    match item.state {
        State::Released => {}
        State::Withdrawn => return Err(Failure::Refused(Refusal::new("这条信息已经撤回"))),
        State::Draft => {
            return Err(Failure::Refused(Refusal::new(
                "这条信息没有公开过，不用撤回",
            )));
        }
    }
    let by = tx
        .agencies()
        .await?
        .into_iter()
        .find(|agency| agency.code == item.agency);
    item.state = State::Withdrawn;
    tx.update_item(&item).await?;
    let mut prepared = Prepared::new(EntryKind::Withdraw, item.id.clone(), reason)
        .say("index_no", item.index_no.to_string())
        .say("edition", item.released_edition.unwrap_or(item.edition));
    prepared.withdrawal = Some(by.map_or_else(|| item.agency.clone(), |agency| agency.name));
    let mut acts = vec![prepared];
    acts.extend(forget_name(&mut tx, &item.id).await?);
    finish(desk, tx, acts).await?;
    Ok(())
}

/// What it repealed stays repealed, but no longer says by what: that was its title.
async fn forget_name(tx: &mut Tx, item: &str) -> Result<Vec<Prepared>, Failure> {
    let stated = tx.stated_by(item).await?.into_iter();
    let ending = stated
        .filter(|row| matches!(row.relation, Relation::Repeals | Relation::Replaces))
        .filter_map(|row| row.other);
    let mut acts = Vec::new();
    for other in ending.collect::<BTreeSet<_>>() {
        let Some(facts) = tx.facts(&other).await? else {
            continue;
        };
        let Some(ended) = facts.repealed.as_ref().filter(|it| it.by.starts_with('《')) else {
            continue;
        };
        let unnamed = Ended {
            by: String::new(),
            ..ended.clone()
        };
        // Relations of the first schema keep no day, so that none is found.
        let ended = end_of(tx, &other).await?.unwrap_or(unnamed);
        let facts = Facts {
            repealed: Some(ended),
            ..facts
        };
        tx.put_facts(&other, &facts).await?;
        acts.push(Prepared::new(EntryKind::ChangeValidity, other, "").say("by", item));
    }
    Ok(acts)
}
