//! 更正 — a new edition of a released item, with a note that everyone can read.
//!
//! Decides that what was released is never changed: a correction is a further edition, the former one stays readable. It
//! makes no new legal version (ADR 0002).

use crate::Failure;
use crate::desk::Desk;
use crate::item::Which;
use crate::item::import::again;
use crate::item::release::{prepare, restate_facts};
use crate::ledger::finish;
use law::item::{Released, Snapshot, Value};
use law::text::Block;
use law::{Refusal, Text};
use store::item::State;

/// What is to be put right.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// What every reader is told.
    pub note: String,
    /// Why, for the ledger; told to nobody.
    pub reason: String,
    /// The edition that was looked at; a newer one refuses the correction.
    pub expected_edition: Option<u32>,
    pub fields: Vec<(String, Value)>,
    /// Words replaced wherever they stand in the text; each must stand there.
    pub replace: Vec<(String, String)>,
    /// The whole text anew.
    pub text: Option<Text>,
}

/// # Errors
/// [`Failure::Stale`] where a newer edition stands; [`Failure::Refused`] without a note, for a text that does not hold
/// the words to be replaced, or where nothing would change.
pub async fn correct(
    desk: &Desk,
    which: &Which,
    correction: &Correction,
) -> Result<Released, Failure> {
    if correction.note.trim().is_empty() {
        return Err(Failure::Refused(Refusal::new(
            "更正要写明更正了什么，读者会看到这一句",
        )));
    }
    let mut tx = desk.register.store.write().await?;
    let item = which.find(&mut tx).await?;
    if item.state != State::Released {
        return Err(Failure::Refused(Refusal::new("只有已经公开的信息才能更正")));
    }
    if let Some(expected) = correction.expected_edition
        && expected != item.edition
    {
        return Err(Failure::Stale(format!(
            "现在是第 {} 版，您看到的是第 {expected} 版",
            item.edition
        )));
    }
    let current = tx
        .release_of(&item.id, item.released_edition.unwrap_or(item.edition))
        .await?;
    let current = current.ok_or_else(|| Failure::Bug(format!("{} has no release", item.id)))?;
    let before = current.into_snapshot();
    let mut next = apply(before.clone(), correction)?;
    if next.fields == before.fields && next.text == before.text {
        return Err(Failure::Refused(Refusal::new("更正前后没有任何变化")));
    }
    next.edition = item.edition + 1;
    next.change_note = correction.note.trim().to_owned();
    let mut item = again(desk, &next, &item);
    let agencies = tx.agencies().await?;
    let is_own = agencies
        .iter()
        .any(|agency| agency.code == item.agency && agency.is_own);
    restate_facts(&mut tx, &item.id, &before.fields, &next.fields, is_own).await?;
    let prepared = prepare(
        desk,
        &mut tx,
        &mut item,
        next,
        "correct",
        &correction.reason,
    )
    .await?;
    let id = item.id.clone();
    let edition = item.edition;
    let mut acts = vec![prepared];
    acts.extend(crate::work::link_versions(&mut tx, &item).await?);
    finish(desk, tx, acts).await?;
    let mut reader = desk.register.store.read().await?;
    let released = reader
        .release(&id, edition)
        .await?
        .ok_or(Failure::NotFound)?;
    Ok(released.released)
}

fn apply(mut snapshot: Snapshot, correction: &Correction) -> Result<Snapshot, Failure> {
    for (field, value) in &correction.fields {
        snapshot.fields.insert(field, value.clone());
    }
    if let Some(text) = &correction.text {
        snapshot.text = text.clone();
    }
    for (old, new) in &correction.replace {
        if old.is_empty() || !snapshot.text.plain().contains(old.as_str()) {
            return Err(Failure::Refused(Refusal::new(format!(
                "正文里没有“{old}”，请照原文写要更正的字句"
            ))));
        }
        for block in &mut snapshot.text.blocks {
            match block {
                Block::Heading(heading) => heading.text = heading.text.replace(old, new),
                Block::Paragraph(paragraph) => paragraph.text = paragraph.text.replace(old, new),
                Block::Table(table) => {
                    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                        cell.text = cell.text.replace(old, new);
                    }
                }
                Block::Image(image) => image.alt = image.alt.replace(old, new),
            }
        }
    }
    snapshot.text = snapshot.text.with_anchors();
    Ok(snapshot)
}
