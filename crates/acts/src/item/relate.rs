//! 关联 — one item is put into relation with another, readable from both ends, and taken out of it again.
//!
//! A repeal or an amendment changes the validity of the other end from its day on; where several do, the earliest decides.
//! None can end, directly or through others, what ends it.

use crate::Failure;
use crate::desk::Desk;
use crate::item::Which;
use crate::ledger::{EntryKind, Prepared, finish};
use law::item::validity::{Ended, Facts, facts_of};
use law::item::{Relation, quoted};
use law::stray::has_stray;
use law::{Date, Refusal};
use std::collections::BTreeSet;
use store::Tx;
use store::item::{By, ItemRow, State};
use store::relation::RelationRow;

/// States that `from` stands in `relation` to `to`.
///
/// # Errors
/// [`Failure::Refused`] where an item is related to itself, one end is withdrawn, or a repeal, amendment or replacement has
/// no day, is stated by what is not released, or goes in a circle.
pub async fn relate(
    desk: &Desk,
    from: &Which,
    relation: Relation,
    to: &Which,
    since: Option<Date>,
    reason: &str,
) -> Result<(), Failure> {
    let mut tx = desk.register.store.write().await?;
    let one = from.find(&mut tx).await?;
    let other = to.find(&mut tx).await?;
    let prepared = join(
        &mut tx,
        &one,
        relation,
        &other,
        since,
        EntryKind::Relate,
        reason,
    )
    .await?;
    if !prepared.is_empty() {
        finish(desk, tx, prepared).await?;
    }
    Ok(())
}

/// States a relation to what is not held here, in the words of the text; held later, it is completed.
///
/// # Errors
/// [`Failure::NotFound`] for the item that states it.
pub async fn cite(
    desk: &Desk,
    from: &Which,
    relation: Relation,
    says: &str,
) -> Result<(), Failure> {
    if has_stray(says) {
        return Err(Failure::Refused(Refusal::new(
            "关联的文件名称里有看不见的控制字符，或者改变文字方向的字符，请重新输入",
        )));
    }
    let mut tx = desk.register.store.write().await?;
    let one = from.find(&mut tx).await?;
    let stated = tx.stated_by(&one.id).await?;
    if stated
        .iter()
        .any(|row| row.relation == relation && row.says == says)
    {
        return Ok(());
    }
    if one.state == State::Withdrawn {
        return Err(Failure::Refused(Refusal::new(format!(
            "{} 已经撤回，不能再与别的信息关联",
            one.index_no
        ))));
    }
    let other = tx.item_called(says).await?.filter(|other| *other != one.id);
    let row = RelationRow {
        item: one.id.clone(),
        relation,
        says: says.to_owned(),
        other,
        since: None,
        former: None,
    };
    tx.put_relation(&row).await?;
    let act = Prepared::new(EntryKind::Relate, one.id, "").say("relation", relation.id());
    finish(desk, tx, vec![act]).await?;
    Ok(())
}

/// Writes the relation and what follows from it; gives the entries, one for each item that changed.
pub(crate) async fn join(
    tx: &mut Tx,
    one: &ItemRow,
    relation: Relation,
    other: &ItemRow,
    since: Option<Date>,
    kind: EntryKind,
    reason: &str,
) -> Result<Vec<Prepared>, Failure> {
    let since = since.filter(|_| ends(relation));
    let stated = tx.stated_by(&one.id).await?.into_iter();
    let stated = stated
        .filter(|row| row.relation == relation)
        .find(|row| row.other.as_ref() == Some(&other.id));
    if let Some(row) = &stated
        && (since.is_none() || since == row.since)
    {
        return Ok(Vec::new());
    }
    check(tx, one, relation, other, since).await?;
    let before = tx.facts(&other.id).await?.unwrap_or_default();
    let former = former(&tx.stated_of(&other.id).await?, relation, &before);
    tx.put_relation(&RelationRow {
        item: one.id.clone(),
        relation,
        // Its number, not its title: the other end may be withdrawn later, and several may be called alike.
        says: stated.map_or_else(|| other.index_no.to_string(), |row| row.says),
        other: Some(other.id.clone()),
        since,
        former,
    })
    .await?;
    let mut acts = vec![
        Prepared::new(kind, one.id.clone(), reason)
            .say("relation", relation.id())
            .say("other", other.id.clone()),
    ];
    if let Some(since) = since {
        let mut facts = before.clone();
        if relation == Relation::Amends {
            facts.amended_from = first_day(&tx.stated_of(&other.id).await?, relation);
        } else {
            facts.repealed = end_of(tx, &other.id).await?;
        }
        if facts != before {
            tx.put_facts(&other.id, &facts).await?;
            acts.push(
                Prepared::new(EntryKind::ChangeValidity, other.id.clone(), "")
                    .say("by", one.id.clone())
                    .say("relation", relation.id())
                    .say("since", since.to_string()),
            );
        }
    }
    Ok(acts)
}

/// Whether a relation changes the validity of its other end.
const fn ends(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Repeals | Relation::Replaces | Relation::Amends
    )
}

async fn check(
    tx: &mut Tx,
    one: &ItemRow,
    relation: Relation,
    other: &ItemRow,
    since: Option<Date>,
) -> Result<(), Failure> {
    let refuse = |says: String| Err(Failure::Refused(Refusal::new(says)));
    if one.id == other.id {
        return refuse("一条信息不能与它自己关联".into());
    }
    for item in [one, other] {
        if item.state == State::Withdrawn {
            return refuse(format!("{} 已经撤回，不能再与别的信息关联", item.index_no));
        }
    }
    if !ends(relation) {
        return Ok(());
    }
    if one.state != State::Released {
        return refuse("只有已经公开的信息才能修改、废止或者代替别的信息".into());
    }
    if since.is_none() {
        return refuse("修改、废止、代替要写明自哪一天起（--since 2026-01-01）".into());
    }
    if is_ended_by(tx, &one.id, &other.id).await? {
        return refuse(format!(
            "{other} 已经写明修改、废止或者代替 {one}（直接的，或者经过别的信息），反过来不能成立；先前写错了的，请先撤销那一条（gongkai unrelate）",
            one = one.index_no,
            other = other.index_no
        ));
    }
    Ok(())
}

/// Whether `item` is amended, repealed or replaced by `by`, or by what `by` amends, repeals or replaces.
async fn is_ended_by(tx: &mut Tx, item: &str, by: &str) -> Result<bool, Failure> {
    let mut seen = BTreeSet::new();
    let mut left = vec![by.to_owned()];
    while let Some(at) = left.pop() {
        if at == item {
            return Ok(true);
        }
        if seen.insert(at.clone()) {
            let stated = tx.stated_by(&at).await?.into_iter();
            left.extend(
                stated
                    .filter(|row| ends(row.relation))
                    .filter_map(|row| row.other),
            );
        }
    }
    Ok(false)
}

/// From when an item was amended before anything amended it by a relation.
fn former(stated: &[RelationRow], relation: Relation, before: &Facts) -> Option<Date> {
    if relation != Relation::Amends {
        return None;
    }
    let amending = |row: &&RelationRow| row.relation == relation && row.since.is_some();
    match stated.iter().find(amending) {
        Some(row) => row.former,
        None => before.amended_from,
    }
}

/// The first day on which one of these relations takes hold.
fn first_day(stated: &[RelationRow], relation: Relation) -> Option<Date> {
    let same = stated.iter().filter(|row| row.relation == relation);
    same.filter_map(|row| row.since).min()
}

/// The end of an item that the relations about it make: the earliest, under the title of what makes it while that is
/// shown. `None` where no relation with a day ends it.
pub(crate) async fn end_of(tx: &mut Tx, item: &str) -> Result<Option<Ended>, Failure> {
    let stated = tx.stated_of(item).await?;
    let ending = stated
        .iter()
        .filter(|row| matches!(row.relation, Relation::Repeals | Relation::Replaces));
    let ending = ending.filter(|row| row.since.is_some());
    let Some(first) = ending.min_by_key(|row| (row.since, row.item.clone())) else {
        return Ok(None);
    };
    let by = tx.find_item(By::Id(&first.item)).await?;
    let by = by.filter(|by| by.state == State::Released);
    Ok(Some(Ended {
        from: first.since,
        by: by.map_or_else(String::new, |by| quoted(&by.title)),
    }))
}

/// The other end of a relation that is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    Held(Which),
    /// In the words of the text.
    Words(String),
}

/// 撤销关联: takes back what was stated; the other end holds again as if it had never been said.
///
/// # Errors
/// [`Failure::Refused`] without a reason, or where nothing of the kind is stated.
pub async fn unrelate(
    desk: &Desk,
    from: &Which,
    relation: Relation,
    to: &End,
    reason: &str,
) -> Result<(), Failure> {
    if reason.trim().is_empty() {
        return Err(Failure::Refused(Refusal::new(
            "撤销关联要写明原因（--reason），原因只记入台账",
        )));
    }
    let mut tx = desk.register.store.write().await?;
    let one = from.find(&mut tx).await?;
    let stated = tx.stated_by(&one.id).await?;
    let meant: Vec<&RelationRow> = match to {
        End::Held(which) => {
            let other = which.find(&mut tx).await?.id;
            let is_meant = |row: &&RelationRow| row.other.as_ref() == Some(&other);
            stated.iter().filter(is_meant).collect()
        }
        End::Words(words) => stated.iter().filter(|row| row.says == *words).collect(),
    };
    let meant: Vec<&RelationRow> = meant
        .into_iter()
        .filter(|row| row.relation == relation)
        .collect();
    if meant.is_empty() {
        return Err(Failure::Refused(not_stated(&one, relation, &stated)));
    }
    let mut acts = Vec::new();
    for row in meant {
        tx.delete_relation(row).await?;
        let mut act = Prepared::new(EntryKind::Unrelate, one.id.clone(), reason)
            .say("relation", relation.id());
        if let Some(other) = &row.other {
            act = act.say("other", other.clone());
        }
        acts.push(act);
        acts.extend(restore(&mut tx, &one, row).await?);
    }
    finish(desk, tx, acts).await?;
    Ok(())
}

fn not_stated(one: &ItemRow, relation: Relation, stated: &[RelationRow]) -> Refusal {
    let of = |row: &RelationRow| format!("{} {}", row.relation.id(), row.says);
    let standing: Vec<String> = stated.iter().map(of).collect();
    let standing = if standing.is_empty() {
        "它没有写明任何关联".to_owned()
    } else {
        format!("它写明的有：{}", standing.join("；"))
    };
    Refusal::new(format!(
        "{} 没有写明与它有“{}”这种关联；{standing}",
        one.index_no,
        relation.zh()
    ))
}

/// Gives the other end of a relation that is gone the validity that it has without it.
async fn restore(tx: &mut Tx, one: &ItemRow, gone: &RelationRow) -> Result<Vec<Prepared>, Failure> {
    let Some(other) = gone.other.as_deref().filter(|_| ends(gone.relation)) else {
        return Ok(Vec::new());
    };
    let (Some(other), Some(before)) = (tx.find_item(By::Id(other)).await?, tx.facts(other).await?)
    else {
        return Ok(Vec::new());
    };
    let mut facts = before.clone();
    if gone.relation == Relation::Amends {
        if gone.since.is_some() {
            let stated = tx.stated_of(&other.id).await?;
            facts.amended_from = first_day(&stated, Relation::Amends).or(gone.former);
        }
    } else if gone.since.is_some() || is_by(&before, &one.title) {
        facts.repealed = match end_of(tx, &other.id).await? {
            Some(end) => Some(end),
            None => own_end(tx, &other).await?,
        };
    }
    if facts == before {
        return Ok(Vec::new());
    }
    tx.put_facts(&other.id, &facts).await?;
    let mut acts = vec![
        Prepared::new(EntryKind::ChangeValidity, other.id.clone(), "")
            .say("by", one.id.clone())
            .say("relation", gone.relation.id()),
    ];
    acts.extend(crate::work::link_versions(tx, &other).await?);
    Ok(acts)
}

/// Relations of the first schema keep no day; the end that one made bears its title, between marks of whichever depth.
fn is_by(facts: &Facts, title: &str) -> bool {
    let by = facts.repealed.as_ref().map(|ended| ended.by.as_str());
    let by = by.and_then(|by| by.strip_prefix('《')?.strip_suffix('》'));
    by.is_some_and(|by| quoted(by) == quoted(title))
}

/// The end that a document states of itself.
async fn own_end(tx: &mut Tx, item: &ItemRow) -> Result<Option<Ended>, Failure> {
    let Some(edition) = item.released_edition else {
        return Ok(None);
    };
    let agencies = tx.agencies().await?;
    let is_own = agencies
        .iter()
        .any(|agency| agency.code == item.agency && agency.is_own);
    let released = tx.release_of(&item.id, edition).await?;
    let facts = released.and_then(|released| facts_of(released.fields(), is_own));
    Ok(facts.and_then(|facts| facts.repealed))
}
