//! 核对 — the chain, every released text and every file against their hashes, and the register against its ledger.
//!
//! Recomputes and compares; changes nothing. Every difference is named. What stands in the register as released,
//! withdrawn or said as a reason must be what the ledger has an entry for, and the other way round: a text that was
//! changed together with its own hash still differs from its entry.

use crate::Failure;
use crate::desk::Register;
use law::Digest;
use proof::chain::{Break, GENESIS, Stored, step};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::item::State;
use store::{Reader, Space};

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub entries: u64,
    pub releases: u64,
    pub files: u64,
    /// The newest link of the chain as recomputed.
    pub head: Digest,
    pub wrong: Vec<String>,
}

const STEP: u32 = 1000;

/// What the entries say that can be compared with the register.
#[derive(Default)]
struct Told {
    /// Item and edition of every release, with its number and digest.
    releases: BTreeMap<(String, u32), (u64, String)>,
    /// Items withdrawn, with the number of the withdrawal.
    withdrawals: BTreeMap<String, u64>,
    /// Commitments to reasons by number.
    reasons: BTreeMap<u64, String>,
}

/// Compares everything with everything.
///
/// # Errors
/// Only where the register cannot be read at all.
pub async fn verify(register: &Register) -> Result<Found, Failure> {
    let mut reader = register.store.read().await?;
    let mut wrong = Vec::new();
    let mut told = Told::default();
    let at = chain(&mut reader, &mut told, &mut wrong).await?;
    let mut needed = BTreeSet::new();
    let releases = releases(&mut reader, &told, &mut needed, &mut wrong).await?;
    shown(&mut reader, &told, &mut wrong).await?;
    reasons(&mut reader, &told, &mut wrong).await?;
    let files = files(register, &mut reader, needed, &mut wrong).await?;
    Ok(Found {
        entries: at.0,
        releases,
        files,
        head: Digest(at.1),
        wrong,
    })
}

async fn chain(
    reader: &mut Reader,
    told: &mut Told,
    wrong: &mut Vec<String>,
) -> Result<(u64, proof::Hash), Failure> {
    let mut at = (0, GENESIS);
    loop {
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
    let head = reader.head().await?;
    if (head.seq, head.hash.0) != at {
        wrong.push(format!("链首记作第 {} 条，台账到第 {} 条", head.seq, at.0));
    }
    Ok(at)
}

impl Told {
    /// Notes what an entry says; whether the columns beside its bytes say the same.
    fn note(&mut self, entry: &store::ledger::Stored) -> bool {
        let Ok(value) = serde_json::from_slice::<Value>(&entry.bytes) else {
            return false;
        };
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let number = |key: &str| value.get(key).and_then(Value::as_u64);
        if let (Some(digest), Some(edition)) = (text("digest"), number("edition")) {
            let edition = u32::try_from(edition).unwrap_or_default();
            let key = (entry.subject.clone(), edition);
            self.releases.insert(key, (entry.seq, digest));
        }
        if entry.act == "withdraw" {
            self.withdrawals.insert(entry.subject.clone(), entry.seq);
        }
        if let Some(commitment) = text("reason") {
            self.reasons.insert(entry.seq, commitment);
        }
        number("seq") == Some(entry.seq)
            && value.get("at").and_then(Value::as_i64) == Some(entry.recorded_at)
            && text("act").as_ref() == Some(&entry.act)
            && text("subject").as_ref() == Some(&entry.subject)
    }
}

async fn releases(
    reader: &mut Reader,
    told: &Told,
    needed: &mut BTreeSet<Digest>,
    wrong: &mut Vec<String>,
) -> Result<u64, Failure> {
    let mut left = told.releases.clone();
    let mut n = 0;
    for (item, row) in reader.all_releases().await? {
        n += 1;
        let edition = row.edition;
        match reader.release(&item, edition).await {
            Ok(Some(release)) => {
                needed.extend(release.released.files().iter().map(|file| file.digest));
            }
            Ok(None) => wrong.push(format!("{item} 第 {edition} 版不见了")),
            Err(error) => wrong.push(error.to_string()),
        }
        if left.remove(&(item.clone(), edition)) != Some((row.seq, row.digest.to_string())) {
            wrong.push(format!("{item} 第 {edition} 版与台账所记的不是同一份"));
        }
    }
    for ((item, edition), (seq, _)) in left {
        wrong.push(format!(
            "台账第 {seq} 条公开的 {item} 第 {edition} 版不见了"
        ));
    }
    Ok(n)
}

/// What is shown must be the newest release of the ledger; what it withdrew must be withdrawn, and nothing else.
async fn shown(reader: &mut Reader, told: &Told, wrong: &mut Vec<String>) -> Result<(), Failure> {
    let mut newest: BTreeMap<&str, u32> = BTreeMap::new();
    for (item, edition) in told.releases.keys() {
        newest.insert(item, *edition);
    }
    for (item, state, edition) in reader.all_shown().await? {
        let withdrawn = told.withdrawals.contains_key(&item);
        if (state == State::Withdrawn) != withdrawn {
            wrong.push(format!("{item} 的状态与台账不符"));
        }
        if newest.remove(item.as_str()) != edition {
            wrong.push(format!("{item} 显示的不是台账最后公开的一版"));
        }
    }
    for item in newest.keys() {
        wrong.push(format!("{item} 在台账里已经公开，登记里却没有"));
    }
    let rows: BTreeMap<String, u64> = reader.all_withdrawals().await?.into_iter().collect();
    if rows != told.withdrawals {
        wrong.push("撤回的记录与台账不符".into());
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

async fn files(
    register: &Register,
    reader: &mut Reader,
    mut needed: BTreeSet<Digest>,
    wrong: &mut Vec<String>,
) -> Result<u64, Failure> {
    let mut n = 0;
    for (space, digest, _) in reader.blobs().await? {
        n += 1;
        let space = if space == Space::Released.id() {
            needed.remove(&digest);
            Space::Released
        } else {
            Space::Original
        };
        match reader.blob(&register.blobs, space, digest).await {
            Ok(Some(_)) => {}
            Ok(None) => wrong.push(format!("文件 {digest} 不见了")),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    for digest in needed {
        wrong.push(format!("公开的文件 {digest} 没有登记"));
    }
    Ok(n)
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
