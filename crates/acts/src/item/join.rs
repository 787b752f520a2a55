//! 并入 — whether what comes in is held already under another source, and what a further source adds to it.
//!
//! Decides what counts as one document from two sources: the same number, title and kind, or the same version of a work of
//! law, and words that are the same or nearly the same ([`super::alike`]) as those of one of its editions. What has the
//! number and title of another item and other words is an item of its own, since losing it would be worst and showing it
//! as the other as bad; a version of a work has one place only, so other words for it are not taken. In each case
//! somebody is told of both.

use crate::Failure;
use crate::item::alike::{Difference, Likeness, compare};
use crate::item::incoming::{Imported, Incoming, Taken, Then};
use crate::item::numbers::aliases;
use crate::ledger::{EntryKind, Prepared};
use law::item::indexno::IndexNo;
use law::item::{ReleasedFile, Snapshot, quoted};
use law::{Digest, Refusal};
use store::Tx;
use store::item::{By, ItemRow, State};
use store::source::SourceRow;

/// What the register holds of a document that comes in.
#[derive(Debug)]
pub(crate) enum Held {
    /// The document itself, and what differs.
    Same(Box<ItemRow>, Vec<String>),
    /// Not the document; perhaps others of its number and title.
    Other(Vec<Namesake>),
}

/// An item of the same number and title with other words.
#[derive(Debug)]
pub(crate) struct Namesake {
    number: IndexNo,
    difference: Difference,
}

impl Namesake {
    /// What somebody is told once the document has a number of its own.
    pub(crate) fn told(&self, given: &IndexNo) -> String {
        format!(
            "与已有的 {} 文号、名称相同而正文不同（{}），另外登记为 {given}；请核对是不是有一件写错了文号或者名称",
            self.number, self.difference
        )
    }
}

/// The held item that this document is, where another source gave it. What `pending` releases is not written as yet.
///
/// # Errors
/// [`Failure::Refused`] where such an item was withdrawn, or where a version of a work is held with other words.
pub(crate) async fn held(
    tx: &mut Tx,
    pending: &[Prepared],
    incoming: &Incoming,
) -> Result<Held, Failure> {
    let mut others = Vec::new();
    let mut near = None;
    for item in candidates(tx, incoming).await? {
        if item.state == State::Withdrawn {
            return Err(Failure::Refused(Refusal::new(format!(
                "文号、名称相同的 {} 已经撤回；要重新公开，请先在名称或者文号上与它区别",
                item.index_no
            ))));
        }
        match likeness(tx, pending, &item, incoming).await? {
            (Likeness::Same, notices) => return Ok(Held::Same(Box::new(item), notices)),
            (Likeness::Near(difference), mut notices) => {
                notices.push(format!(
                    "与已有的 {} 是同一份而正文略有出入（{difference}），已并入，正文仍用已有的；请核对",
                    item.index_no
                ));
                near.get_or_insert((item, notices));
            }
            (Likeness::Other(difference), _) if incoming.work.is_some() => {
                return Err(Failure::Refused(Refusal::new(format!(
                    "同一法规同一日期已经有 {}，正文不同（{difference}）；请核对是不是写错了日期",
                    item.index_no
                ))));
            }
            (Likeness::Other(difference), _) => others.push(Namesake {
                number: item.index_no,
                difference,
            }),
        }
    }
    Ok(match near {
        Some((item, notices)) => Held::Same(Box::new(item), notices),
        None => Held::Other(others),
    })
}

/// What may be the same by its names.
async fn candidates(tx: &mut Tx, incoming: &Incoming) -> Result<Vec<ItemRow>, Failure> {
    if let Some(work) = &incoming.work {
        let Some(known) = tx.work_by_key(&work.key).await? else {
            return Ok(Vec::new());
        };
        let by = By::Work {
            work: &known.code,
            version: &work.version,
        };
        return Ok(tx.find_item(by).await?.into_iter().collect());
    }
    let fields = &incoming.fields;
    let (Some(number), Some(title)) = (fields.text("doc_no"), fields.text("title")) else {
        return Ok(Vec::new());
    };
    Ok(tx.items_with(number, title, &incoming.kind).await?)
}

/// How a document stands to the edition of an item that is most like it, the newest first; and what else differs.
async fn likeness(
    tx: &mut Tx,
    pending: &[Prepared],
    item: &ItemRow,
    incoming: &Incoming,
) -> Result<(Likeness, Vec<String>), Failure> {
    let newest = newest(tx, pending, item).await?;
    let mut notices = missing(&newest.files, incoming, &item.index_no);
    let found = compare(&newest.text, &incoming.text);
    if found == Likeness::Same {
        return Ok((found, notices));
    }
    for edition in (1..newest.edition).rev() {
        let Some(former) = tx.release_of(&item.id, edition).await? else {
            continue;
        };
        if !matches!(compare(former.text(), &incoming.text), Likeness::Other(_)) {
            notices.push(format!(
                "来源给的是 {} 第 {edition} 版的正文，本站已有新的一版；已并入，正文不变",
                item.index_no
            ));
            return Ok((Likeness::Same, notices));
        }
    }
    Ok((found, notices))
}

/// What is shown of an item; its draft, where nothing is.
async fn newest(tx: &mut Tx, pending: &[Prepared], item: &ItemRow) -> Result<Snapshot, Failure> {
    let snapshot = if let Some(edition) = item.released_edition {
        let mut unwritten = pending.iter().filter_map(|act| act.release.as_ref());
        let here = unwritten.find(|(it, ..)| it.item == item.id && it.edition == edition);
        if let Some((snapshot, ..)) = here {
            Some(snapshot.clone())
        } else {
            let released = tx.release_of(&item.id, edition).await?;
            released.map(law::item::Released::into_snapshot)
        }
    } else {
        let draft = tx.draft(&item.id, item.edition).await?;
        draft.as_deref().and_then(Snapshot::from_bytes)
    };
    snapshot.ok_or_else(|| Failure::Bug(format!("{} 没有正文", item.id)))
}

/// Attachments that the held item does not have: they would be lost without a word.
fn missing(held: &[ReleasedFile], incoming: &Incoming, number: &IndexNo) -> Vec<String> {
    let lost = incoming.files.iter().filter(|file| !file.is_source);
    let lost = lost.filter(|file| {
        let digest = Digest::of(&file.bytes);
        held.iter().all(|held| held.digest != digest)
    });
    lost.map(|file| {
        format!(
            "附件“{}”与已有的 {number} 的附件不同，没有并入；请核对",
            file.name
        )
    })
    .collect()
}

/// Adds a further source to a held item, with the addresses that lead there.
pub(crate) async fn join(
    tx: &mut Tx,
    incoming: &Incoming,
    item: Box<ItemRow>,
    mut notices: Vec<String>,
    then: Then,
) -> Result<(Taken, Vec<Prepared>), Failure> {
    join_source(tx, incoming, &item.id).await?;
    notices.extend(aliases(tx, incoming, &item).await?);
    if item.state == State::Draft && then == Then::Release {
        notices.push(format!(
            "并入的 {0} 还是草稿，没有公开；要公开请用 gongkai release {0}",
            item.index_no
        ));
    }
    let origin = &incoming.origin;
    let prepared = Prepared::new(EntryKind::JoinSource, item.id.clone(), "")
        .say("source", origin.source.clone())
        .say("source_digest", origin.digest.to_string());
    let imported = Imported::Joined { item: item.id };
    Ok((Taken { imported, notices }, vec![prepared]))
}

pub(crate) async fn join_source(
    tx: &mut Tx,
    incoming: &Incoming,
    item: &str,
) -> Result<(), Failure> {
    let origin = &incoming.origin;
    tx.put_source(&SourceRow {
        source: origin.source.clone(),
        source_id: origin.source_id.clone(),
        item: item.to_owned(),
        digest: origin.digest,
    })
    .await?;
    Ok(())
}

/// Whether a source gives another document under the id of one that it gave before: other number, title and words. Says
/// so.
pub(crate) async fn is_another(
    tx: &mut Tx,
    pending: &[Prepared],
    item: &ItemRow,
    incoming: &Incoming,
) -> Result<Option<String>, Failure> {
    let (Some(held), Some(number)) = (&item.doc_no, incoming.fields.text("doc_no")) else {
        return Ok(None);
    };
    let title = incoming.fields.text("title").unwrap_or_default();
    if held == number || item.title == title {
        return Ok(None);
    }
    let found = compare(&newest(tx, pending, item).await?.text, &incoming.text);
    Ok(matches!(found, Likeness::Other(_)).then(|| {
        format!(
            "来源的“{}”原来是{}（{held}，{}），现在是{}（{number}），像是另一份文件；请在来源里给它另一个编号",
            incoming.origin.source_id,
            quoted(&item.title),
            item.index_no,
            quoted(title)
        )
    }))
}
