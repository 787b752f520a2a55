//! 随后 — the acts that a front asks for once its item is registered: relations, corrections, a withdrawal.
//!
//! Decides that each is done once, however often the import is run. Whether a front can be followed is asked before
//! anything is registered ([`super::front::Front::check`]).

use super::PAGES;
use super::front::Front;
use crate::say;
use acts::Failure;
use acts::desk::Desk;
use acts::item::correct::Correction;
use acts::item::{Which, correct, relate, withdraw};
use law::Date;
use law::item::Relation;

/// What is to be done with items once all of them are registered.
#[derive(Clone, Debug)]
pub(crate) struct After {
    pub(crate) source_id: String,
    pub(crate) front: Front,
    pub(crate) since: Option<Date>,
}

/// The acts that a front asks for. Each is done once, however often the import is run.
///
/// Gives what could not be done as yet.
pub(crate) async fn follow_up(desk: &Desk, after: &After) -> anyhow::Result<Vec<String>> {
    let desk = desk.at(crate::clock::now());
    let which = |id: &str| Which::Source {
        source: PAGES.into(),
        source_id: id.to_owned(),
    };
    let me = which(&after.source_id);
    let mut notices = Vec::new();
    for (relation, to, since) in after.front.related()? {
        let needs_day = matches!(
            relation,
            Relation::Amends | Relation::Repeals | Relation::Replaces
        );
        let since = since.or(after.since).filter(|_| needs_day);
        let related = match relate::relate(&desk, &me, relation, &which(to), since, "").await {
            // Not a slug of this source: the words of the relation are kept as they are.
            Err(Failure::NotFound) => relate::cite(&desk, &me, relation, to).await,
            related => related,
        };
        match related {
            Ok(()) => {}
            // A draft ends nothing: it is said again once it is released; what is withdrawn is related no more.
            Err(Failure::Refused(refusal)) => {
                notices.push(format!("关系“{} {to}”没有写上：{refusal}", relation.id()));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    for (n, corrected) in after.front.corrections.iter().enumerate() {
        let correction = Correction {
            note: corrected.note.clone(),
            expected_edition: Some(u32::try_from(n).unwrap_or(0) + 1),
            replace: corrected.replace.clone(),
            ..Correction::default()
        };
        match correct::correct(&desk, &me, &correction).await {
            // A newer edition stands, or the item is gone: it was done before.
            Ok(_) | Err(Failure::Stale(_) | Failure::Refused(_)) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    if let Some(withdrawn) = &after.front.withdraw {
        match withdraw::withdraw(&desk, &me, &withdrawn.reason).await {
            Ok(()) => say::note(&format!("已撤回 {}", after.source_id)),
            Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(notices)
}
