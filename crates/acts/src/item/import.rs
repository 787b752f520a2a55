//! 登记 — a document from a source becomes an item, once.
//!
//! Decides what is the same document: the same source and its id; or, by its words, what is held under the same number
//! and title or as the same version of a work of law (`item/join.rs`). A second source of a held document adds a source,
//! not an item. A source that changed since the last run makes a new edition, whose note says so. An index number that the
//! source states is kept, unless another item has it; otherwise one is given.
//!
//! Invariants
//! - Importing again what was imported changes nothing.
//! - A document that cannot be taken leaves no trace in the register.
//! - A new edition that is kept as a draft changes nothing that is shown: neither the lines of lists nor the validity nor
//!   the relations of the released edition.

use crate::Failure;
use crate::desk::Desk;
use crate::item::edition::{again, row, snapshot};
use crate::item::incoming::{Imported, Incoming, Taken, Then};
use crate::item::join::{Held, Namesake, held, is_another, join, join_source};
use crate::item::numbers::{aliases, number};
use crate::item::release::{keep_facts, keep_stated_facts, prepare, restate_facts, unknown_kind};
use crate::item::takeable;
use crate::ledger::{EntryKind, Prepared, finish};
use bytes::Bytes;
use law::Digest;
use law::item::Snapshot;
use law::item::indexno::IndexNo;
use law::item::kind::may_make;
use law::item::validity::facts_of;
use store::agency::Agency;
use store::item::{By, ItemRow, State};
use store::relation::RelationRow;
use store::{Space, Tx};

/// What readers are told of an edition that follows its source.
const FOLLOWED: &str = "来源的内容有变化，随来源更新";

/// Imports a batch in one transaction: all of it or nothing. At most 500 documents.
///
/// A document that cannot be taken does not hold up the others: its failure stands in its place.
///
/// # Errors
/// Where the register cannot be written; then nothing of the batch happened.
pub async fn import_batch(
    desk: &Desk,
    batch: &[Incoming],
    then: Then,
) -> Result<Vec<Result<Taken, Failure>>, Failure> {
    for bytes in batch.iter().flat_map(Incoming::bytes) {
        put_large(desk, bytes).await?;
    }
    // Nearly always all of them can be taken, and what each may leave behind need not be marked.
    if let Some(taken) = attempt(desk, batch, then, Marks::None).await? {
        return Ok(taken);
    }
    let taken = attempt(desk, batch, then, Marks::Each).await?;
    taken.ok_or_else(|| Failure::Bug("登记没有得到结果".into()))
}

/// Whether one document of a batch can be undone alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    None,
    Each,
}

/// Imports a batch; `None`, and nothing happened, where a document cannot be taken and cannot be undone alone.
async fn attempt(
    desk: &Desk,
    batch: &[Incoming],
    then: Then,
    marks: Marks,
) -> Result<Option<Vec<Result<Taken, Failure>>>, Failure> {
    let mut tx = desk.register.store.write().await?;
    let mut agencies = tx.agencies().await?;
    let mut results = Vec::with_capacity(batch.len());
    let mut acts = Vec::new();
    for incoming in batch {
        let known = agencies.len();
        if marks == Marks::Each {
            tx.mark().await?;
        }
        let (clean, strays) = takeable::without_strays(incoming);
        match import_one(desk, &mut tx, &mut agencies, &acts, &clean, then).await {
            Ok((mut taken, prepared)) => {
                if let Imported::New { item } | Imported::Changed { item, .. } = &taken.imported
                    && 0 < strays
                {
                    let held = tx.find_item(By::Id(item)).await?;
                    let number = held.map_or_else(String::new, |held| held.index_no.to_string());
                    taken.notices.push(format!(
                        "{number} 的标题、正文或者附件名里有 {strays} 个看不见的控制字符或者改变文字方向的字符，没有登记；请看来源是否损坏"
                    ));
                }
                if marks == Marks::Each {
                    tx.keep().await?;
                }
                acts.extend(prepared);
                results.push(Ok(taken));
            }
            // What concerns the register itself stops the batch; what concerns one document does not.
            Err(failure @ (Failure::Unavailable(_) | Failure::Bug(_))) => return Err(failure),
            Err(_) if marks == Marks::None => return Ok(None),
            Err(failure) => {
                tx.undo().await?;
                agencies.truncate(known);
                results.push(Err(failure));
            }
        }
    }
    if acts.is_empty() {
        tx.commit().await?;
    } else {
        finish(desk, tx, acts).await?;
    }
    Ok(Some(results))
}

/// Imports one document; what should be looked at is told by [`import_batch`] alone.
///
/// # Errors
/// See [`import_batch`].
pub async fn import(desk: &Desk, incoming: Incoming, then: Then) -> Result<Imported, Failure> {
    let results = import_batch(desk, &[incoming], then).await?;
    let taken = results
        .into_iter()
        .next()
        .unwrap_or_else(|| Err(Failure::Bug("登记没有得到结果".into())));
    taken.map(|taken| taken.imported)
}

async fn import_one(
    desk: &Desk,
    tx: &mut Tx,
    agencies: &mut Vec<Agency>,
    pending: &[Prepared],
    incoming: &Incoming,
    then: Then,
) -> Result<(Taken, Vec<Prepared>), Failure> {
    let kind = desk
        .kinds()
        .get(&incoming.kind)
        .ok_or_else(|| unknown_kind(&incoming.kind))?;
    let mut wrong = kind.check(&incoming.fields);
    wrong.extend(takeable::problems(incoming));
    if !wrong.is_empty() {
        return Err(Failure::Invalid(wrong));
    }
    let origin = &incoming.origin;
    if let Some(known) = tx.source(&origin.source, &origin.source_id).await? {
        if known.digest == origin.digest {
            let same = Imported::Same { item: known.item };
            return Ok((same.quietly(), Vec::new()));
        }
        let item = tx
            .find_item(By::Id(&known.item))
            .await?
            .ok_or(Failure::NotFound)?;
        if let Some(says) = is_another(tx, pending, &item, incoming).await? {
            return Err(Failure::Refused(law::Refusal::new(says)));
        }
        return changed(desk, tx, agencies, incoming, item, then).await;
    }
    match held(tx, pending, incoming).await? {
        Held::Same(item, notices) => join(tx, incoming, item, notices, then).await,
        Held::Other(others) => new(desk, tx, agencies, incoming, then, &others).await,
    }
}

async fn new(
    desk: &Desk,
    tx: &mut Tx,
    agencies: &mut Vec<Agency>,
    incoming: &Incoming,
    then: Then,
    others: &[Namesake],
) -> Result<(Taken, Vec<Prepared>), Failure> {
    let agency = crate::agency::publisher(tx, agencies, incoming).await?;
    let id = desk.new_id();
    let work = match &incoming.work {
        Some(work) => Some(crate::work::version(tx, work, &incoming.kind).await?),
        None => None,
    };
    let (index_no, mut notices) = number(desk, tx, incoming, &agency).await?;
    notices.extend(others.iter().map(|other| other.told(&index_no)));
    notices.extend(not_its_to_make(agencies, incoming, &agency, &index_no));
    let snapshot = snapshot(
        desk,
        incoming,
        &id,
        1,
        index_no,
        work,
        &agency,
        String::new(),
    );
    let mut item = row(desk, &snapshot);
    if then == Then::Release {
        item.state = State::Released;
        item.released_edition = Some(item.edition);
    }
    tx.insert_item(&item).await?;
    join_source(tx, incoming, &id).await?;
    notices.extend(aliases(tx, incoming, &item).await?);
    relations(tx, incoming, &id).await?;
    files(tx, incoming).await?;
    // Nothing was said of it before.
    let stated = || facts_of(&snapshot.fields, agency.is_own);
    if let Some(facts) = incoming.facts.clone().or_else(stated) {
        tx.put_facts(&id, &facts).await?;
    }
    let prepared = keep(desk, tx, &mut item, snapshot, then, "").await?;
    let mut acts = vec![from(prepared, incoming)];
    if then == Then::Release {
        acts.extend(crate::work::link_versions(tx, &item).await?);
    }
    let imported = Imported::New { item: id };
    Ok((Taken { imported, notices }, acts))
}

/// That a body of this site does not make what the source calls its document; of other bodies the level is not known.
fn not_its_to_make(
    agencies: &[Agency],
    incoming: &Incoming,
    agency: &Agency,
    index_no: &IndexNo,
) -> Option<String> {
    let issuer = incoming.fields.text("issuers").unwrap_or(&agency.name);
    let issuer = agencies.iter().find(|it| it.is_own && it.name == issuer)?;
    let refusal = may_make(&incoming.kind, issuer.level, issuer.kind).err()?;
    Some(format!(
        "{index_no} 的制定机关是{}：{refusal}；请核对它的种类",
        issuer.name
    ))
}

async fn changed(
    desk: &Desk,
    tx: &mut Tx,
    agencies: &mut Vec<Agency>,
    incoming: &Incoming,
    mut item: ItemRow,
    then: Then,
) -> Result<(Taken, Vec<Prepared>), Failure> {
    if item.state == State::Withdrawn {
        return Err(Failure::Refused(law::Refusal::new(format!(
            "{} 已经撤回，来源虽有变化也不再登记",
            item.index_no
        ))));
    }
    let agency = crate::agency::publisher(tx, agencies, incoming).await?;
    refuse_another(tx, &item, &agency, then).await?;
    let edition = item.edition + 1;
    let note = FOLLOWED.to_owned();
    let snapshot = snapshot(
        desk,
        incoming,
        &item.id,
        edition,
        item.index_no.clone(),
        item.work.clone(),
        &agency,
        note.clone(),
    );
    let is_shown = item.state == State::Released;
    let former = match item.released_edition {
        Some(edition) => tx.release_of(&item.id, edition).await?,
        None => None,
    };
    if is_shown && then == Then::KeepDraft {
        item.edition = edition;
    } else {
        item = again(desk, &snapshot, &item);
        relations(tx, incoming, &item.id).await?;
        match (&incoming.facts, &former) {
            (Some(facts), _) => keep_facts(tx, &item.id, facts.clone()).await?,
            (None, Some(former)) => {
                let (before, after) = (former.fields(), &snapshot.fields);
                restate_facts(tx, &item.id, before, after, agency.is_own).await?;
            }
            (None, None) => {
                keep_stated_facts(tx, &item.id, &snapshot.fields, agency.is_own).await?;
            }
        }
    }
    tx.update_item(&item).await?;
    join_source(tx, incoming, &item.id).await?;
    files(tx, incoming).await?;
    let id = item.id.clone();
    let prepared = keep(desk, tx, &mut item, snapshot, then, &note).await?;
    let mut acts = vec![from(prepared, incoming)];
    if then == Then::Release {
        acts.extend(crate::work::link_versions(tx, &item).await?);
    }
    Ok((Imported::Changed { item: id, edition }.quietly(), acts))
}

/// A changed source makes a new edition only of what it gave before: not of another agency's item, and not over a
/// correction that was made here, which it would take back without a word. A draft takes nothing back.
async fn refuse_another(
    tx: &mut Tx,
    item: &ItemRow,
    agency: &Agency,
    then: Then,
) -> Result<(), Failure> {
    let refuse = |says: String| Err(Failure::Refused(law::Refusal::new(says)));
    if item.agency != agency.code {
        return refuse(format!(
            "来源改成了{}的文件，{} 是另一机关的；请作为新的来源登记",
            agency.name, item.index_no
        ));
    }
    let released = item.released_edition.filter(|_| then == Then::Release);
    let Some(edition) = released.filter(|edition| *edition > 1) else {
        return Ok(());
    };
    let current = tx.release_of(&item.id, edition).await?;
    if current.is_some_and(|current| current.change_note() != FOLLOWED) {
        return refuse(format!(
            "{} 在本站更正过，来源又有变化；请核对后用 correct 更正",
            item.index_no
        ));
    }
    Ok(())
}

/// What a source calls a document is often its title, so the entry names what was given by its digest.
fn from(prepared: Prepared, incoming: &Incoming) -> Prepared {
    let prepared = prepared
        .say("source", incoming.origin.source.clone())
        .say("source_digest", incoming.origin.digest.to_string());
    if incoming.originals.is_empty() {
        return prepared;
    }
    let digests = incoming.originals.iter().map(|bytes| Digest::of(bytes));
    let digests: Vec<String> = digests.map(|digest| digest.to_string()).collect();
    prepared.say("originals", digests)
}

/// Keeps an edition as a draft, or releases it at once.
async fn keep(
    desk: &Desk,
    tx: &mut Tx,
    item: &mut ItemRow,
    snapshot: Snapshot,
    then: Then,
    reason: &str,
) -> Result<Prepared, Failure> {
    match then {
        Then::Release => prepare(desk, tx, item, snapshot, EntryKind::Release, reason).await,
        Then::KeepDraft => {
            let bytes = snapshot.to_bytes();
            tx.put_edition(
                &item.id,
                snapshot.edition,
                &snapshot.change_note,
                Some(bytes),
                desk.now,
            )
            .await?;
            Ok(Prepared::new(EntryKind::Import, item.id.clone(), reason)
                .say("edition", snapshot.edition)
                .say("kind", snapshot.kind.clone()))
        }
    }
}

async fn relations(tx: &mut Tx, incoming: &Incoming, item: &str) -> Result<(), Failure> {
    for (relation, says) in &incoming.relations {
        let other = tx.item_called(says).await?.filter(|other| other != item);
        let row = RelationRow {
            item: item.to_owned(),
            relation: *relation,
            says: says.clone(),
            other,
            since: None,
            former: None,
        };
        tx.put_relation(&row).await?;
    }
    Ok(())
}

async fn files(tx: &mut Tx, incoming: &Incoming) -> Result<(), Failure> {
    for bytes in incoming.bytes() {
        tx.put_blob(Space::Original, Digest::of(bytes), bytes)
            .await?;
    }
    Ok(())
}

pub(crate) async fn put_large(desk: &Desk, bytes: &Bytes) -> Result<(), Failure> {
    if bytes.len() >= store::blob::LARGE {
        let digest = Digest::of(bytes);
        desk.register
            .blobs
            .put_large(Space::Original, digest, bytes.clone())
            .await?;
    }
    Ok(())
}
