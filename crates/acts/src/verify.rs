//! 核对 — the chain, every released text and every file against their hashes, and every row against its ledger.
//!
//! Recomputes and compares; changes nothing. Every difference is named: what, where, and by which entry. What stands in
//! the register must be what the newest entry about it is bound to, and the other way round: a text or a row that was
//! changed together with its own hash still differs from its entry. Entries of the first form bind releases, withdrawals
//! and reasons only; what rests on them alone is counted ([`Found::unproven`]) and never called wrong.

mod index;
mod log;
mod rows;
mod site_errors;
mod told;

use crate::Failure;
use crate::archive::Step;
use crate::desk::Register;
use law::Digest;
use law::item::Snapshot;
use proof::chain::{Break, GENESIS, Stored, step};
use std::collections::{BTreeMap, BTreeSet};
use store::item::State;
use store::{Reader, Space};
use told::Told;

pub use index::{FoundIndex, index};
pub use log::{Against, FoundLog};

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub entries: u64,
    pub releases: u64,
    pub files: u64,
    /// The newest link of the chain as recomputed.
    pub head: Digest,
    pub wrong: Vec<String>,
    /// How many of the entries are of the first form.
    pub early: u64,
    /// Sets of rows that only such entries speak of: whether these were changed cannot be said.
    pub unproven: u64,
    /// The public log over the ledger.
    pub log: FoundLog,
}

const STEP: u32 = 1000;

/// Compares everything with everything, and the log with checkpoints that were kept elsewhere.
///
/// # Errors
/// Only where the register cannot be read at all.
pub async fn verify(register: &Register, against: &[Against]) -> Result<Found, Failure> {
    verify_telling(register, against, &mut |_| {}).await
}

/// The same, which tells how far it has come.
///
/// # Errors
/// As [`verify`].
pub async fn verify_telling(
    register: &Register,
    against: &[Against],
    at_step: &mut (dyn FnMut(Step) + Send),
) -> Result<Found, Failure> {
    let mut reader = register.store.read().await?;
    let mut wrong = Vec::new();
    let mut told = Told::default();
    let at = chain(&mut reader, &mut told, &mut wrong, at_step).await?;
    let names = shown(&mut reader, &told, &mut wrong).await?;
    let mut needed = Needed::default();
    at_step(Step {
        what: "公开的文本",
        done: 0,
        total: told.releases.len() as u64,
    });
    let releases = releases(&mut reader, &told, &names, &mut needed, &mut wrong).await?;
    drafts(&mut reader, &names, &mut needed, &mut wrong).await?;
    needed.originals.extend(&told.originals);
    withdrawals(&mut reader, &told, &names, &mut wrong).await?;
    reasons(&mut reader, &told, &mut wrong).await?;
    actors(&mut reader, &told, &mut wrong).await?;
    site_errors::compare(&mut reader, &told, &mut wrong).await?;
    let unproven = rows::compare(&mut reader, &mut told, &names, &mut wrong).await?;
    at_step(Step {
        what: "日志",
        done: 0,
        total: at.0,
    });
    let log = log::compare(&mut reader, against, at.0, &mut wrong).await?;
    let files = files(register, &mut reader, needed, &mut wrong, at_step).await?;
    Ok(Found {
        entries: at.0,
        releases,
        files,
        head: Digest(at.1),
        wrong,
        early: told.early,
        unproven,
        log,
    })
}

/// The index number of each item.
struct Names(BTreeMap<String, String>);

impl Names {
    fn of<'a>(&'a self, item: &'a str) -> &'a str {
        self.0.get(item).map_or(item, String::as_str)
    }
}

async fn chain(
    reader: &mut Reader,
    told: &mut Told,
    wrong: &mut Vec<String>,
    at_step: &mut (dyn FnMut(Step) + Send),
) -> Result<(u64, proof::Hash), Failure> {
    let mut at = (0, GENESIS);
    let total = reader.head().await.map_or(0, |head| head.seq);
    loop {
        at_step(Step {
            what: "台账",
            done: at.0,
            total,
        });
        let entries = reader.entries_after(at.0, STEP).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            if !told.note(&entry) {
                wrong.push(format!("台账第 {} 条旁边记的事项与它的内容不符", entry.seq));
            }
            let stored = Stored {
                seq: entry.seq,
                entry: entry.bytes,
                previous: entry.previous.0,
                hash: entry.hash.0,
            };
            at = match step(at, &stored) {
                Ok(next) => next,
                Err(found) => {
                    wrong.push(broken(&found));
                    (stored.seq, stored.hash)
                }
            };
        }
    }
    match reader.head().await {
        Ok(head) if (head.seq, head.hash.0) == at => {}
        Ok(head) => wrong.push(format!(
            "链首记作第 {} 条，台账到第 {} 条，或者链首的校验码不符",
            head.seq, at.0
        )),
        Err(error) => wrong.push(format!("链首读不出来：{}", cause(&error))),
    }
    Ok(at)
}

/// What is shown must be the newest release of the ledger; what it withdrew must be withdrawn, and nothing else.
async fn shown(
    reader: &mut Reader,
    told: &Told,
    wrong: &mut Vec<String>,
) -> Result<Names, Failure> {
    let mut newest: BTreeMap<&str, u32> = BTreeMap::new();
    for (item, edition) in told.releases.keys() {
        newest.insert(item, *edition);
    }
    let mut names = Names(BTreeMap::new());
    for row in reader.all_standing().await? {
        let name = format!("{}（{}）", row.index_no, row.item);
        let is_withdrawn = told.withdrawals.contains_key(&row.item);
        let released = newest.remove(row.item.as_str());
        let state = match (is_withdrawn, released) {
            (true, _) => State::Withdrawn,
            (false, Some(_)) => State::Released,
            (false, None) => State::Draft,
        };
        if row.state != state.id() {
            wrong.push(format!("{name} 的状态与台账不符"));
        }
        if row.shown != released {
            wrong.push(format!("{name} 显示的不是台账最后公开的一版"));
        }
        let changed = told.newest.get(&row.item).copied().unwrap_or_default();
        if row.changed_seq != changed {
            wrong.push(format!(
                "{name} 记作由台账第 {} 条改过，台账里最后改它的是第 {changed} 条",
                row.changed_seq
            ));
        }
        names.0.insert(row.item, row.index_no);
    }
    for item in newest.keys() {
        wrong.push(format!("{item} 在台账里已经公开，登记里却没有"));
    }
    Ok(names)
}

/// Files that must be held, by the name space in which they are needed.
#[derive(Default)]
struct Needed {
    released: BTreeSet<Digest>,
    originals: BTreeSet<Digest>,
}

async fn releases(
    reader: &mut Reader,
    told: &Told,
    names: &Names,
    needed: &mut Needed,
    wrong: &mut Vec<String>,
) -> Result<u64, Failure> {
    let mut left = told.releases.clone();
    let mut n = 0;
    for (item, row) in reader.all_releases().await? {
        n += 1;
        let edition = row.edition;
        let name = format!("{} 第 {edition} 版", names.of(&item));
        match reader.release(&item, edition).await {
            Ok(Some(release)) => {
                let files = release.released.files().iter().map(|file| file.digest);
                needed.released.extend(files.clone());
                needed.originals.extend(files);
                let snapshot = release.released.into_snapshot();
                if (snapshot.item, snapshot.edition) != (item.clone(), edition)
                    || snapshot.released_at != row.released_at
                    || snapshot.change_note != row.change_note
                {
                    wrong.push(format!("{name} 旁边记的时间或者说明与它的内容不符"));
                }
            }
            Ok(None) => wrong.push(format!("{name} 不见了")),
            Err(error) => wrong.push(format!("{name} 不能打开：{}", cause(&error))),
        }
        if left.remove(&(item.clone(), edition)) != Some((row.seq, row.digest.to_string())) {
            wrong.push(format!("{name} 与台账所记的不是同一份"));
        }
    }
    for ((item, edition), (seq, _)) in left {
        wrong.push(format!(
            "台账第 {seq} 条公开的 {} 第 {edition} 版不见了",
            names.of(&item)
        ));
    }
    Ok(n)
}

/// The files of drafts are needed when these are released.
async fn drafts(
    reader: &mut Reader,
    names: &Names,
    needed: &mut Needed,
    wrong: &mut Vec<String>,
) -> Result<(), Failure> {
    for (item, edition) in reader.draft_editions().await? {
        let draft = reader.draft(&item, edition).await?;
        match draft.as_deref().and_then(Snapshot::from_bytes) {
            Some(snapshot) => {
                let files = snapshot.files.iter().map(|file| file.digest);
                needed.originals.extend(files);
            }
            None => wrong.push(format!("{} 第 {edition} 版的草稿不能打开", names.of(&item))),
        }
    }
    Ok(())
}

async fn withdrawals(
    reader: &mut Reader,
    told: &Told,
    names: &Names,
    wrong: &mut Vec<String>,
) -> Result<(), Failure> {
    let mut left = told.withdrawals.clone();
    for (item, seq) in reader.all_withdrawals().await? {
        if left.remove(&item) != Some(seq) {
            wrong.push(format!("{} 的撤回说明与台账不符", names.of(&item)));
        }
    }
    for (item, seq) in left {
        wrong.push(format!(
            "台账第 {seq} 条撤回 {} 的说明不见了",
            names.of(&item)
        ));
    }
    Ok(())
}

async fn reasons(reader: &mut Reader, told: &Told, wrong: &mut Vec<String>) -> Result<(), Failure> {
    let mut left = told.reasons.clone();
    for (seq, salt, words) in reader.remarks().await? {
        let commitment = Digest(proof::commitment::to(&salt, &words)).to_string();
        if left.remove(&seq) != Some(commitment) {
            wrong.push(format!("第 {seq} 条的理由与台账所记的校验码不符"));
        }
    }
    for seq in left.keys() {
        wrong.push(format!("第 {seq} 条的理由不见了"));
    }
    Ok(())
}

/// Who acted stands in an entry by an opaque id, which must lead to somebody. The name itself is bound by nothing.
async fn actors(reader: &mut Reader, told: &Told, wrong: &mut Vec<String>) -> Result<(), Failure> {
    let mut left = told.actors.clone();
    for actor in reader.actors().await? {
        if left.remove(&actor).is_none() {
            wrong.push(format!("经办人 {actor} 没有办过台账里的任何一件事"));
        }
    }
    for (actor, seq) in left {
        wrong.push(format!("台账第 {seq} 条的经办人 {actor} 不见了"));
    }
    Ok(())
}

async fn files(
    register: &Register,
    reader: &mut Reader,
    mut needed: Needed,
    wrong: &mut Vec<String>,
    at_step: &mut (dyn FnMut(Step) + Send),
) -> Result<u64, Failure> {
    let mut n = 0;
    let blobs = reader.blobs().await?;
    let total = blobs.len() as u64;
    for (space, digest, size) in blobs {
        at_step(Step {
            what: "文件",
            done: n,
            total,
        });
        n += 1;
        let space = if space == Space::Released.id() {
            needed.released.remove(&digest);
            Space::Released
        } else {
            needed.originals.remove(&digest);
            Space::Original
        };
        let length = reader.blob_length(&register.blobs, space, digest);
        match length.await {
            Ok(Some(length)) if length == size => {}
            Ok(Some(_)) => wrong.push(format!("文件 {digest} 的大小与登记的不符")),
            Ok(None) => wrong.push(format!("文件 {digest} 不见了")),
            Err(error) => wrong.push(format!("文件 {digest} 不能打开：{}", cause(&error))),
        }
    }
    for digest in needed.released {
        wrong.push(format!("公开的文件 {digest} 没有登记"));
    }
    for digest in needed.originals {
        wrong.push(format!("收到的文件 {digest} 没有登记"));
    }
    Ok(n)
}

/// Why something could not be opened; whoever reads this is verifying already.
fn cause(error: &store::Error) -> String {
    match error {
        store::Error::Damaged { says, .. } => says.clone(),
        other => other.to_string(),
    }
}

fn broken(found: &Break) -> String {
    match found {
        Break::Gap { expected, found } => format!("台账缺第 {expected} 条，下一条是第 {found} 条"),
        Break::Previous { seq } => format!("台账第 {seq} 条不接上一条"),
        Break::Entry { seq } => format!("台账第 {seq} 条的内容与校验码不符"),
    }
}

/// How many items there are in each state.
pub async fn states(register: &Register) -> Result<Vec<(String, u64)>, Failure> {
    let mut reader = register.store.read().await?;
    Ok(reader.states().await?)
}

/// The index number of an item by its id, whatever its state: for those who keep the register.
///
/// # Errors
/// [`Failure::NotFound`]
pub async fn index_no(register: &Register, item: &str) -> Result<String, Failure> {
    let mut reader = register.store.read().await?;
    let row = reader
        .find_item(store::item::By::Id(item))
        .await?
        .ok_or(Failure::NotFound)?;
    Ok(row.index_no.to_string())
}
