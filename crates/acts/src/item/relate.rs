//! 关联 — one item is put into relation with another, readable from both ends.
//!
//! A repeal or an amendment changes the validity of the other end from its day on.

use crate::Failure;
use crate::desk::Desk;
use crate::item::Which;
use crate::ledger::{Prepared, finish};
use law::item::Relation;
use law::item::validity::Ended;
use law::{Date, Refusal};
use store::Tx;
use store::item::{ItemRow, State};
use store::relation::RelationRow;

/// States that `from` stands in `relation` to `to`.
///
/// # Errors
/// [`Failure::Refused`] where an item is related to itself, or a repeal, amendment or replacement has no day or is stated
/// by what is not released.
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
    let prepared = join(&mut tx, &one, relation, &other, since, "relate", reason).await?;
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
    let mut tx = desk.register.store.write().await?;
    let one = from.find(&mut tx).await?;
    if tx.cites(&one.id, relation, says).await? {
        return Ok(());
    }
    let other = tx.item_called(says).await?.filter(|other| *other != one.id);
    let row = RelationRow {
        item: one.id.clone(),
        relation,
        says: says.to_owned(),
        other,
    };
    tx.put_relation(&row).await?;
    let act = Prepared::new("relate", one.id, "").say("relation", relation.id());
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
    act: &'static str,
    reason: &str,
) -> Result<Vec<Prepared>, Failure> {
    if one.id == other.id {
        return Err(Failure::Refused(Refusal::new("一条信息不能与它自己关联")));
    }
    let was_stated = tx.has_relation(&one.id, relation, &other.id).await?;
    let ends = matches!(
        relation,
        Relation::Repeals | Relation::Replaces | Relation::Amends
    );
    if was_stated && (since.is_none() || !ends) {
        return Ok(Vec::new());
    }
    if ends && one.state != State::Released {
        return Err(Failure::Refused(Refusal::new(
            "只有已经公开的信息才能修改、废止或者代替别的信息",
        )));
    }
    if !was_stated {
        let row = RelationRow {
            item: one.id.clone(),
            relation,
            // Its number, not its title: the other end may be withdrawn later, and several may be called alike.
            says: other.index_no.to_string(),
            other: Some(other.id.clone()),
        };
        tx.put_relation(&row).await?;
    }
    let mut acts = vec![
        Prepared::new(act, one.id.clone(), reason)
            .say("relation", relation.id())
            .say("other", other.id.clone()),
    ];
    if ends {
        let Some(since) = since else {
            return Err(Failure::Refused(Refusal::new(
                "修改、废止、代替要写明自哪一天起（--since 2026-01-01）",
            )));
        };
        let before = tx.facts(&other.id).await?.unwrap_or_default();
        let mut facts = before.clone();
        if relation == Relation::Amends {
            facts.amended_from = Some(since);
        } else {
            facts.repealed = Some(Ended {
                from: Some(since),
                by: format!("《{}》", one.title),
            });
        }
        if facts == before && was_stated {
            return Ok(Vec::new());
        }
        tx.put_facts(&other.id, &facts).await?;
        acts.push(
            Prepared::new("change_validity", other.id.clone(), "")
                .say("by", one.id.clone())
                .say("relation", relation.id())
                .say("since", since.to_string()),
        );
    }
    Ok(acts)
}
