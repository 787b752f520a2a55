//! 更正 — a new edition of a released item, with a note that everyone can read.
//!
//! Decides that what was released is never changed: a correction is a further edition, and makes no new legal version
//! (ADR 0002). The former one stays readable, unless it should never have been published: then the correction takes it
//! down, with its files. A file of which the words are no longer those of the text is not offered with the new edition.

use crate::Failure;
use crate::desk::Desk;
use crate::item::edition::again;
use crate::item::import::put_large;
use crate::item::release::{open, prepare, restate_facts};
use crate::item::{IncomingFile, Which, takeable};
use crate::ledger::{EntryKind, finish};
use bytes::Bytes;
use law::item::kind::FieldProblem;
use law::item::{Fields, Released, ReleasedFile, Snapshot, Value};
use law::{Digest, Refusal, Text};
use store::item::State;
use store::{Space, Tx};

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
    /// The corrected file, offered in place of the one from which the text was read.
    pub file: Option<IncomingFile>,
    /// The images of the whole text anew, as a reader made them; those of the former text go with it.
    pub pictures: Vec<IncomingFile>,
    /// Files as they came that are kept and never offered.
    pub originals: Vec<Bytes>,
    /// Attachments that are no longer offered, by name.
    pub without: Vec<String>,
    pub former: Former,
}

/// What becomes of the editions before a correction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Former {
    /// They can be read at their own addresses, under a banner.
    #[default]
    Readable,
    /// 撤下: nothing of them is offered any more, since they hold what should not have been published.
    TakenDown,
}

/// The fields that stand on a document itself: where one is corrected, its file says something else.
const ON_ITS_FACE: [&str; 6] = [
    "title",
    "doc_no",
    "issuers",
    "recipients",
    "written_date",
    "enactment_note",
];

/// # Errors
/// [`Failure::Stale`] where a newer edition stands; [`Failure::Refused`] without a note, for a text that does not hold
/// the words to be replaced, for an attachment that is not there, or where nothing would change.
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
    let strays = strays(correction);
    if !strays.is_empty() {
        return Err(Failure::Invalid(strays));
    }
    let files = correction.file.iter().chain(&correction.pictures);
    let files = files.map(|file| &file.bytes);
    let kept: Vec<&Bytes> = files.chain(&correction.originals).collect();
    for bytes in &kept {
        put_large(desk, bytes).await?;
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
    let current = current.ok_or_else(|| Failure::Bug(format!("{} 公开的文本不见了", item.id)))?;
    let before = current.into_snapshot();
    let mut next = apply(before.clone(), correction)?;
    change_files(&mut next, &before, correction)?;
    next.edition = item.edition + 1;
    if correction.former == Former::TakenDown {
        next.readable_from = next.edition;
    } else if next.fields == before.fields && next.text == before.text && next.files == before.files
    {
        return Err(Failure::Refused(Refusal::new("更正前后没有任何变化")));
    }
    next.change_note = correction.note.trim().to_owned();
    keep_originals(&mut tx, &kept).await?;
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
        EntryKind::Correct,
        &correction.reason,
    )
    .await?;
    let released = open(&prepared)?;
    let digests = correction.originals.iter().map(|bytes| Digest::of(bytes));
    let digests: Vec<String> = digests.map(|digest| digest.to_string()).collect();
    let mut acts = vec![if digests.is_empty() {
        prepared
    } else {
        prepared.say("originals", digests)
    }];
    acts.extend(crate::work::link_versions(&mut tx, &item).await?);
    finish(desk, tx, acts).await?;
    Ok(released)
}

/// What the correction brings of characters that are no writing; what stood there before is not its fault.
fn strays(correction: &Correction) -> Vec<FieldProblem> {
    let mut fields = Fields::new();
    for (field, value) in &correction.fields {
        fields.insert(field, value.clone());
    }
    fields.set("note", correction.note.as_str());
    for (n, (_, new)) in correction.replace.iter().enumerate() {
        fields.set(&format!("replace {}", n + 1), new.as_str());
    }
    takeable::strays(&fields, correction.text.as_ref())
}

fn apply(mut snapshot: Snapshot, correction: &Correction) -> Result<Snapshot, Failure> {
    for (field, value) in &correction.fields {
        snapshot.fields.insert(field, value.clone());
    }
    if let Some(text) = &correction.text {
        snapshot.text = text.clone();
    }
    for (old, new) in &correction.replace {
        replace(&mut snapshot.text, old, new)?;
    }
    snapshot.text = snapshot.text.with_anchors();
    Ok(snapshot)
}

/// Replaces words wherever they stand; all of them, or the correction is refused.
fn replace(text: &mut Text, old: &str, new: &str) -> Result<(), Failure> {
    let mut found = 0;
    let put = |words: &mut String| {
        if !old.is_empty() && words.contains(old) {
            found += 1;
            *words = words.replace(old, new);
        }
    };
    text.each(put);
    let refuse = |says: String| Err(Failure::Refused(Refusal::new(says)));
    let is_left = !old.is_empty() && !new.contains(old) && text.plain().contains(old);
    match (found, is_left) {
        (_, true) => refuse(format!("“{old}”有一处分在两段里，请按段分开写要更正的字句")),
        (0, false) => refuse(format!("正文里没有“{old}”，请照原文写要更正的字句")),
        _ => Ok(()),
    }
}

/// What is offered beside the corrected text: a file that says what is no longer said is left out.
fn change_files(
    next: &mut Snapshot,
    before: &Snapshot,
    correction: &Correction,
) -> Result<(), Failure> {
    for name in &correction.without {
        let count = next.files.len();
        next.files.retain(|file| file.name != *name);
        if next.files.len() == count {
            let names: Vec<&str> = next.files.iter().map(|file| &*file.name).collect();
            return Err(Failure::Refused(Refusal::new(format!(
                "没有附件“{name}”；现有：{}",
                names.join("、")
            ))));
        }
    }
    let differs = |id: &&str| next.fields.get(id) != before.fields.get(id);
    let says_otherwise = next.text != before.text
        || ON_ITS_FACE.iter().any(differs)
        || correction.former == Former::TakenDown;
    if says_otherwise || correction.file.is_some() {
        next.files.retain(|file| !file.is_source);
    }
    if correction.text.is_some() {
        next.files.retain(|file| file.pixels.is_none());
    }
    // An image is found by its name in the text, so it has the first choice.
    let former = std::mem::take(&mut next.files);
    for picture in &correction.pictures {
        let name = picture.name.clone();
        next.files.push(takeable::released(picture, name));
    }
    for mut file in former {
        file.name = free_name(&file.name, &next.files);
        next.files.push(file);
    }
    if let Some(file) = &correction.file {
        let name = free_name(&file.name, &next.files);
        next.files.insert(0, takeable::released(file, name));
    }
    Ok(())
}

fn free_name(wished: &str, files: &[ReleasedFile]) -> String {
    takeable::free_name(wished, |name| files.iter().any(|file| file.name == name))
}

async fn keep_originals(tx: &mut Tx, kept: &[&Bytes]) -> Result<(), Failure> {
    for bytes in kept {
        tx.put_blob(Space::Original, Digest::of(bytes), bytes)
            .await?;
    }
    Ok(())
}
