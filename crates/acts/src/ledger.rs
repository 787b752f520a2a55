//! 记账 — what every act appends, and in which order things are written.
//!
//! Decides the form of an entry (ADR 0006): canonical JSON of strings and integers, version 1, without personal data and
//! without titles. A person stands by an opaque id, a reason by a salted commitment. The head row is locked last and
//! moves once for all entries of an act.

use crate::Failure;
use crate::desk::Desk;
use law::item::released::Snapshot;
use law::{Digest, canon};
use serde_json::{Map, Value, json};
use store::Tx;

/// One act, prepared: everything but its number is known.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub act: &'static str,
    pub subject: String,
    /// What the entry says besides who, when and what: digests, ids, editions.
    pub says: Map<String, Value>,
    /// Free text; the entry commits to it.
    pub reason: String,
    /// A release to be written under the number.
    pub release: Option<(Snapshot, Vec<u8>, Digest)>,
    /// A withdrawal to be written under the number: by which agency.
    pub withdrawal: Option<String>,
    /// Whether `subject` is an item whose row notes the number.
    pub is_item: bool,
}

impl Prepared {
    pub(crate) fn new(act: &'static str, subject: impl Into<String>, reason: &str) -> Self {
        Self {
            act,
            subject: subject.into(),
            says: Map::new(),
            reason: reason.trim().to_owned(),
            release: None,
            withdrawal: None,
            is_item: true,
        }
    }

    pub(crate) fn say(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.says.insert(key.to_owned(), value.into());
        self
    }
}

/// Writes prepared acts and their entries, then commits. Gives the number of the last.
pub(crate) async fn finish(desk: &Desk, mut tx: Tx, acts: Vec<Prepared>) -> Result<u64, Failure> {
    let new_id = desk.new_id();
    let actor = tx
        .actor(&desk.actor.name, &desk.actor.identified_by, &new_id)
        .await?;
    let head = tx.lock_head().await?;
    let mut previous = head.hash;
    let mut entries = Vec::with_capacity(acts.len());
    for (i, act) in acts.iter().enumerate() {
        let seq = head.seq + 1 + i as u64;
        let salt = Desk::salt();
        if !act.reason.is_empty() {
            tx.remark(seq, &salt, &act.reason).await?;
        }
        let bytes = entry(desk, act, seq, &actor, &salt);
        let hash = Digest(proof::chain::link(previous.as_bytes(), &bytes));
        previous = hash;
        if let Some((snapshot, released, digest)) = &act.release {
            tx.insert_release(seq, snapshot, released.clone(), *digest)
                .await?;
        }
        if let Some(agency) = &act.withdrawal {
            tx.insert_withdrawal(&act.subject, seq, desk.now, agency, &act.reason)
                .await?;
        }
        if act.is_item {
            tx.touch_item(&act.subject, seq).await?;
        }
        entries.push((bytes, hash));
    }
    let rows: Vec<store::ledger::Entry<'_>> = acts
        .iter()
        .zip(entries)
        .map(|(act, (bytes, hash))| store::ledger::Entry {
            recorded_at: desk.now,
            act: act.act,
            subject: &act.subject,
            bytes,
            hash,
        })
        .collect();
    let head = tx.append(head, &rows).await?;
    tx.commit().await?;
    Ok(head.seq)
}

fn entry(desk: &Desk, act: &Prepared, seq: u64, actor: &str, salt: &[u8]) -> Vec<u8> {
    let mut value = json!({
        "v": 1,
        "seq": seq,
        "at": desk.now,
        "actor": actor,
        "act": act.act,
        "subject": act.subject,
    });
    if let Some(map) = value.as_object_mut() {
        map.extend(act.says.clone());
        if !act.reason.is_empty() {
            let commitment = Digest(proof::commitment::to(salt, &act.reason));
            map.insert("reason".into(), json!(commitment.to_string()));
        }
    }
    canon::to_bytes(&value)
}
