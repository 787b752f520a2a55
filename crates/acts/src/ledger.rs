//! 记账 — what every act appends, and in which order things are written.
//!
//! Decides the form of an entry (ADR 0006): canonical JSON of strings and integers, without personal data and without
//! titles. A person stands by an opaque id, a reason by a salted commitment, and so do the rows that the act wrote. The
//! head row is locked last and moves once for all entries of an act. Each entry says which is the newest, up to itself, that
//! changed what pages show (`kind.rs`). An act with a key names it in its first entry ([`again`](crate::again)).
//!
//! Invariant: whatever an act writes is bound by its entries; the store notes every write by itself.

pub(crate) mod kind;
pub(crate) mod order;

use crate::Failure;
use crate::again::key::{ASKED, KEY, Key};
use crate::desk::Desk;
use crate::log::{self, Done, KeyChange, NewCopy};
pub(crate) use kind::{EntryKind, changes_pages};
use law::item::released::Snapshot;
use law::{Digest, canon};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Tx;
use store::item::NewRelease;
use store::log::DerivativeRow;
use store::seal::Part;

/// The form of an entry. Those of the first form bind no rows but what was released.
pub(crate) const VERSION: u64 = 2;

/// One act, prepared: everything but its number is known.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub kind: EntryKind,
    pub subject: String,
    /// What the entry says besides who, when and what: digests, ids, editions.
    pub says: Map<String, Value>,
    /// Free text; the entry commits to it.
    pub reason: String,
    /// A release to be written under the number.
    pub release: Option<(Snapshot, Vec<u8>, Digest)>,
    /// A withdrawal to be written under the number: by which agency.
    pub withdrawal: Option<String>,
    /// Copies to be registered under the number, all of one edition of one item.
    pub copies: Vec<NewCopy>,
    /// Whether `subject` is an item whose row notes the number.
    pub is_item: bool,
}

impl Prepared {
    pub(crate) fn new(kind: EntryKind, subject: impl Into<String>, reason: &str) -> Self {
        Self {
            kind,
            subject: subject.into(),
            says: Map::new(),
            reason: reason.trim().to_owned(),
            release: None,
            withdrawal: None,
            copies: Vec::new(),
            is_item: true,
        }
    }

    pub(crate) fn say(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.says.insert(key.to_owned(), value.into());
        self
    }

    /// What the log says of it.
    fn done(&self, desk: &Desk, seq: u64, link: Digest) -> Done {
        let text = |key: &str| {
            self.says
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let mut done = Done {
            seq,
            at: desk.now,
            act: self.kind.id().to_owned(),
            subject: self.subject.clone(),
            link: link.0,
            content: None,
            takes_down: false,
            keys: KeyChange::said(text),
        };
        if let Some((snapshot, bytes, digest)) = &self.release {
            let parts = log::parts_of_release(snapshot, *digest, bytes.len());
            done.content = Some((snapshot.edition, parts));
            done.takes_down = log::takes_down(snapshot);
        } else if let Some(copy) = self.copies.first() {
            done.subject.clone_from(&copy.item);
            let copies: Vec<DerivativeRow> = log::copies_of(seq, &self.copies).collect();
            done.content = Some((copy.edition, log::parts_of_copies(&copies)));
        }
        done
    }
}

/// Writes prepared acts and their entries, then commits. Gives the number of the last.
pub(crate) async fn finish(
    desk: &Desk,
    mut tx: Tx,
    mut acts: Vec<Prepared>,
) -> Result<u64, Failure> {
    let touched = tx.touched();
    acts.extend(unsaid(&touched, &acts));
    let new_id = desk.new_id();
    let actor = tx
        .actor(&desk.actor.name, &desk.actor.identified_by, &new_id)
        .await?;
    let head = tx.lock_head().await?;
    // An act that says why the clock went back is the one that may.
    if acts.iter().all(|act| act.kind != EntryKind::AdjustClock) {
        order::in_order(&mut tx, desk.now, head.seq).await?;
    }
    let mut salts = Vec::with_capacity(acts.len());
    let (mut releases, mut changed) = (Vec::new(), Vec::new());
    for (seq, act) in (head.seq + 1..).zip(&acts) {
        let salt = Desk::salt();
        if !act.reason.is_empty() {
            tx.remark(seq, &salt, &act.reason).await?;
        }
        if let Some((snapshot, bytes, digest)) = &act.release {
            releases.push(NewRelease {
                seq,
                snapshot,
                bytes,
                digest: *digest,
            });
        }
        if let Some(agency) = &act.withdrawal {
            tx.insert_withdrawal(&act.subject, seq, desk.now, agency, &act.reason)
                .await?;
        }
        if act.is_item {
            changed.push((act.subject.as_str(), seq));
        }
        salts.push(salt);
    }
    tx.insert_releases(&releases).await?;
    tx.touch_items(&changed).await?;
    let seals = seals(&mut tx, &acts, &salts).await?;
    let copies: Vec<DerivativeRow> = (head.seq + 1..)
        .zip(&acts)
        .flat_map(|(seq, act)| log::copies_of(seq, &act.copies))
        .collect();
    tx.insert_derivatives(&copies).await?;
    let mut shown = tx.newest_shown().await?.seq;
    let mut previous = head.hash;
    let mut rows = Vec::with_capacity(acts.len());
    let mut done = Vec::with_capacity(acts.len());
    // The first entry is that of what was asked for.
    let mut key = desk.key.as_ref();
    for (((seq, act), salt), bound) in (head.seq + 1..).zip(&acts).zip(&salts).zip(seals) {
        let key = key.take();
        if changes_pages(act.kind.id(), bound.keys()) {
            shown = seq;
        }
        let bytes = entry(desk, act, (seq, shown), &actor, salt, (&bound, key));
        let hash = Digest(proof::chain::link(previous.as_bytes(), &bytes));
        previous = hash;
        done.push(act.done(desk, seq, hash));
        rows.push(store::ledger::Entry {
            recorded_at: desk.now,
            act: act.kind.id(),
            subject: &act.subject,
            shown,
            bytes,
            salt: (!bound.is_empty() || key.is_some()).then(|| salt.to_vec()),
            key: key.map(|key| key.name),
            hash,
        });
    }
    let step = log::Step {
        after: head.seq,
        to: head.seq + rows.len() as u64,
    };
    log::grow(&mut tx, step, &done).await?;
    let head = tx.append(head, &rows).await?;
    tx.commit().await?;
    Ok(head.seq)
}

/// Entries for what was written on the way to an act about something else: a publisher whose texts are reprinted, an item
/// whose relation found its other end.
fn unsaid(touched: &BTreeSet<(Part, String)>, acts: &[Prepared]) -> Vec<Prepared> {
    let said: BTreeSet<&str> = acts.iter().map(|act| act.subject.as_str()).collect();
    let mut unsaid = BTreeMap::new();
    for (part, owner) in touched {
        if said.contains(owner.as_str()) {
            continue;
        }
        let kind = match part {
            Part::Agency => EntryKind::RegisterAgency,
            Part::Relations => EntryKind::CompleteRelation,
            part if part.is_of_item() => EntryKind::ChangeItem,
            _ => continue,
        };
        let mut prepared = Prepared::new(kind, owner, "");
        prepared.is_item = part.is_of_item();
        unsaid.insert(owner, prepared);
    }
    unsaid.into_values().collect()
}

/// What each entry is bound to: for every part that was written, a commitment to the rows as they are now.
///
/// Each stands in the last entry about its owner; what no entry is about, in that of the text that brought it, else in the
/// last.
async fn seals(
    tx: &mut Tx,
    acts: &[Prepared],
    salts: &[[u8; 16]],
) -> Result<Vec<Map<String, Value>>, Failure> {
    let mut seals = vec![Map::new(); acts.len()];
    let mut about: HashMap<&str, usize> = HashMap::new();
    for (n, act) in acts.iter().enumerate() {
        if let Some((snapshot, ..)) = &act.release
            && let Some(work) = &snapshot.work
        {
            about.entry(&work.work).or_insert(n);
        }
        about.insert(&act.subject, n);
    }
    // The withdrawal of an item is written with its number.
    let touched = tx.touched();
    for part in Part::ALL {
        let of_part = touched.iter().filter(|(of, _)| *of == part);
        let owners: Vec<String> = of_part.map(|(_, owner)| owner.clone()).collect();
        let mut rows = tx.sealed(part, &owners).await?;
        for owner in owners {
            let n = about.get(owner.as_str()).copied();
            let n = n.unwrap_or(acts.len().saturating_sub(1));
            let bytes = rows.remove(&owner).unwrap_or_else(|| part.empty(&owner));
            if let (Some(map), Some(salt)) = (seals.get_mut(n), salts.get(n)) {
                let name = format!("{}/{owner}", part.id());
                map.insert(name, json!(commitment(salt, &bytes).to_string()));
            }
        }
    }
    Ok(seals)
}

/// The commitment to the canonical bytes of rows.
pub(crate) fn commitment(salt: &[u8], rows: &[u8]) -> Digest {
    Digest(proof::commitment::to(salt, rows))
}

fn entry(
    desk: &Desk,
    act: &Prepared,
    (seq, shown): (u64, u64),
    actor: &str,
    salt: &[u8],
    (rows, key): (&Map<String, Value>, Option<&Key>),
) -> Vec<u8> {
    let mut value = json!({
        "v": VERSION,
        "seq": seq,
        "shown": shown,
        "at": desk.now,
        "actor": actor,
        "act": act.kind.id(),
        "subject": act.subject,
        "rows": rows,
    });
    if let Some(map) = value.as_object_mut() {
        map.extend(act.says.clone());
        if let Some(key) = key {
            map.insert(KEY.into(), json!(key.name.to_string()));
            map.insert(ASKED.into(), json!(key.commitment(salt).to_string()));
        }
        if !act.reason.is_empty() {
            let commitment = Digest(proof::commitment::to(salt, &act.reason));
            map.insert("reason".into(), json!(commitment.to_string()));
        }
    }
    canon::to_bytes(&value)
}
