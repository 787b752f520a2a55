//! 公开 — the release act: a draft edition becomes what may leave.
//!
//! Decides invariant 3 from the writing side: the snapshot's canonical bytes are opened as [`Released`] before they are
//! written, so nothing is ever stored as released that could not be shown. The instant is the ledger's; it is never
//! back-dated (ADR 0002).

use crate::Failure;
use crate::desk::Desk;
use crate::item::Which;
use crate::item::edition::again;
use crate::item::takeable;
use crate::ledger::{EntryKind, Prepared, finish};
use law::item::validity::{Facts, facts_of};
use law::item::{Released, Snapshot};
use law::{Article, Digest, Refusal};
use store::item::{ItemRow, State};
use store::{Space, Tx};

/// 公开一份草稿。
///
/// # Errors
/// [`Failure::Refused`] where there is no draft to release, or its fields do not make an item of its kind.
pub async fn release(desk: &Desk, which: &Which, reason: &str) -> Result<Released, Failure> {
    let mut tx = desk.register.store.write().await?;
    let mut item = which.find(&mut tx).await?;
    if item.state == State::Withdrawn {
        return Err(Failure::Refused(Refusal::new(format!(
            "{} 已经撤回，不能再次公开，原地址一直显示撤回的说明；要重新公开，请作为新的信息登记，并在名称或者文号上与它区别",
            item.index_no
        ))));
    }
    if item.released_edition == Some(item.edition) {
        return Err(Failure::Refused(Refusal::new(
            "这一版已经公开，没有新的草稿",
        )));
    }
    let draft = tx.draft(&item.id, item.edition).await?;
    let snapshot = draft.as_deref().and_then(Snapshot::from_bytes);
    let snapshot = snapshot.ok_or_else(|| Failure::Bug(format!("{} 的草稿读不出来", item.id)))?;
    let former = item.released_edition;
    if let Some(edition) = former.filter(|edition| *edition != snapshot.edition)
        && let Some(former) = tx.release_of(&item.id, edition).await?
    {
        let is_own = tx
            .agencies()
            .await?
            .iter()
            .any(|agency| agency.code == snapshot.agency && agency.is_own);
        restate_facts(&mut tx, &item.id, former.fields(), &snapshot.fields, is_own).await?;
    }
    item = again(desk, &snapshot, &item);
    let prepared = prepare(
        desk,
        &mut tx,
        &mut item,
        snapshot,
        EntryKind::Release,
        reason,
    )
    .await?;
    let released = open(&prepared)?;
    let mut acts = vec![prepared];
    acts.extend(crate::work::link_versions(&mut tx, &item).await?);
    finish(desk, tx, acts).await?;
    Ok(released)
}

/// The most files of an item that is released. The proof of each is made from the list of all of them, and nobody reads a
/// longer one; what was released with more before there was this limit stays, and its proofs take longer.
const MOST_FILES: usize = 9_999;

/// Everything of a release but its number: checks, bytes, files, row, relations. For acts that release as they go.
pub(crate) async fn prepare(
    desk: &Desk,
    tx: &mut Tx,
    item: &mut ItemRow,
    mut snapshot: Snapshot,
    kind_of_entry: EntryKind,
    reason: &str,
) -> Result<Prepared, Failure> {
    let kind = desk
        .kinds()
        .get(&snapshot.kind)
        .ok_or_else(|| unknown_kind(&snapshot.kind))?;
    let mut wrong = kind.check(&snapshot.fields);
    wrong.extend(takeable::nuls(&snapshot.fields, &snapshot.text));
    if !wrong.is_empty() {
        return Err(Failure::Invalid(wrong));
    }
    if let (Some(written), Some(published)) = (
        snapshot.fields.date("written_date"),
        snapshot.fields.date("published_at"),
    ) && published < written
    {
        return Err(Failure::Refused(Refusal::under(
            Article("条例第六条第一款"),
            format!("发布日期 {published} 早于成文日期 {written}，请核对后再公开"),
        )));
    }
    if MOST_FILES < snapshot.files.len() {
        return Err(Failure::Refused(Refusal::new(format!(
            "一件信息最多带 {MOST_FILES} 个文件，这一件有 {} 个：请把附件打包，或者分成几件",
            snapshot.files.len()
        ))));
    }
    // What was taken down stays down, whatever comes after.
    let former = item.released_edition;
    if let Some(edition) = former.filter(|edition| *edition != snapshot.edition)
        && let Some(former) = tx.release_of(&item.id, edition).await?
    {
        snapshot.readable_from = snapshot.readable_from.max(former.readable_from());
    }
    snapshot.released_at = desk.now;
    let bytes = snapshot.to_bytes();
    let digest = Snapshot::digest_of(&bytes);
    for file in &snapshot.files {
        release_file(desk, tx, file.digest).await?;
    }
    // A new item that is released at once was registered so.
    if item.state != State::Released || item.released_edition != Some(snapshot.edition) {
        item.state = State::Released;
        item.released_edition = Some(snapshot.edition);
        tx.update_item(item).await?;
    }
    tx.put_edition(
        &item.id,
        snapshot.edition,
        &snapshot.change_note,
        None,
        desk.now,
    )
    .await?;
    let names: Vec<&str> = [item.doc_no.as_deref(), Some(item.title.as_str())]
        .into_iter()
        .flatten()
        .collect();
    for name in tx.unmet(&names).await? {
        // A name that several items have means none of them.
        if tx.item_called(&name).await?.as_ref() == Some(&item.id) {
            tx.complete_relations(&item.id, &[&name]).await?;
        }
    }
    let mut prepared = Prepared::new(kind_of_entry, item.id.clone(), reason)
        .say("edition", snapshot.edition)
        .say("kind", snapshot.kind.clone())
        .say("index_no", snapshot.index_no.to_string())
        .say("digest", digest.to_string())
        .say(
            "files",
            snapshot
                .files
                .iter()
                .map(|file| file.digest.to_string())
                .collect::<Vec<_>>(),
        );
    prepared.release = Some((snapshot, bytes, digest));
    // Opened before it is written: what cannot be shown is never stored as released.
    open(&prepared)?;
    Ok(prepared)
}

/// What a prepared act releases.
pub(crate) fn open(prepared: &Prepared) -> Result<Released, Failure> {
    let (_, bytes, digest) = prepared
        .release
        .as_ref()
        .ok_or_else(|| Failure::Bug("没有备好要公开的文本".into()))?;
    Released::open(bytes, *digest).map_err(|broken| Failure::Bug(broken.to_string()))
}

/// A file of the original name space gets its place among the released.
async fn release_file(desk: &Desk, tx: &mut Tx, digest: Digest) -> Result<(), Failure> {
    let bytes = tx
        .blob(&desk.register.blobs, Space::Original, digest)
        .await?;
    let bytes = bytes.ok_or_else(|| Failure::Bug(format!("文件 {digest} 没有登记")))?;
    if bytes.len() >= store::blob::LARGE {
        desk.register
            .blobs
            .put_large(Space::Released, digest, bytes.clone())
            .await?;
    }
    tx.put_blob(Space::Released, digest, &bytes).await?;
    Ok(())
}

pub(crate) fn unknown_kind(kind: &str) -> Failure {
    Failure::Refused(Refusal::new(format!("没有“{kind}”这一种信息")))
}

/// The validity that a document's own fields state, written beside it.
pub(crate) async fn keep_stated_facts(
    tx: &mut Tx,
    item: &str,
    fields: &law::item::Fields,
    is_own: bool,
) -> Result<(), Failure> {
    match facts_of(fields, is_own) {
        Some(facts) => keep_facts(tx, item, facts).await,
        None => Ok(()),
    }
}

/// Writes what a further edition states otherwise than the one before; what others said of the item stays.
pub(crate) async fn restate_facts(
    tx: &mut Tx,
    item: &str,
    before: &law::item::Fields,
    after: &law::item::Fields,
    is_own: bool,
) -> Result<(), Failure> {
    let (before, after) = (facts_of(before, is_own), facts_of(after, is_own));
    if before == after {
        return Ok(());
    }
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let mut facts = tx.facts(item).await?.unwrap_or_default();
    if before.effective != after.effective {
        facts.effective = after.effective;
    }
    if before.expires_after != after.expires_after {
        facts.expires_after = after.expires_after;
    }
    if facts.repealed == before.repealed {
        facts.repealed = after.repealed;
    }
    if facts.claim == before.claim {
        facts.claim = after.claim;
    }
    tx.put_facts(item, &facts).await?;
    Ok(())
}

/// Writes what is newly stated; an end that another item's act brought stays, since no text takes it back.
pub(crate) async fn keep_facts(tx: &mut Tx, item: &str, stated: Facts) -> Result<(), Failure> {
    let before = tx.facts(item).await?.unwrap_or_default();
    let facts = Facts {
        amended_from: stated.amended_from.or(before.amended_from),
        repealed: stated.repealed.or(before.repealed),
        ..stated
    };
    tx.put_facts(item, &facts).await?;
    Ok(())
}
