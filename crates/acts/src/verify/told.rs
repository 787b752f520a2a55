//! What the entries say that can be compared with the register.

use crate::again::key::KEY;
use crate::ledger::{EntryKind, VERSION};
use law::Digest;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::ledger::Stored;
use store::seal::Part;

/// The newest word of the ledger on everything.
#[derive(Default)]
pub(super) struct Told {
    /// Item and edition of every release, with its number and digest.
    pub(super) releases: BTreeMap<(String, u32), (u64, String)>,
    /// Items withdrawn, with the number of the withdrawal.
    pub(super) withdrawals: BTreeMap<String, u64>,
    /// Reports of readers that were erased.
    pub(super) erased: BTreeSet<String>,
    /// Commitments to reasons by number.
    pub(super) reasons: BTreeMap<u64, String>,
    /// Who acted, with the number of the first act.
    pub(super) actors: BTreeMap<String, u64>,
    /// Files that came in and are kept beside what is offered.
    pub(super) originals: BTreeSet<Digest>,
    /// The first entry about each subject, and the newest.
    pub(super) first: BTreeMap<String, u64>,
    pub(super) newest: BTreeMap<String, u64>,
    /// How many entries are of the first form; they come before all others.
    pub(super) early: u64,
    pub(super) seals: BTreeMap<(Part, String), Sealed>,
}

/// A commitment to rows.
pub(super) struct Sealed {
    pub(super) seq: u64,
    pub(super) commitment: Digest,
    pub(super) salt: Vec<u8>,
}

impl Told {
    /// Notes what an entry says; whether the columns beside its bytes say the same.
    pub(super) fn note(&mut self, entry: &Stored) -> bool {
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
        match EntryKind::from_id(&entry.act) {
            Some(EntryKind::Withdraw) => {
                self.withdrawals.insert(entry.subject.clone(), entry.seq);
            }
            Some(EntryKind::EraseSiteError) => {
                self.erased.insert(entry.subject.clone());
            }
            _ => {}
        }
        if let Some(commitment) = text("reason") {
            self.reasons.insert(entry.seq, commitment);
        }
        if let Some(actor) = text("actor") {
            self.actors.entry(actor).or_insert(entry.seq);
        }
        let originals = value.get("originals").and_then(Value::as_array);
        let originals = originals.into_iter().flatten().filter_map(Value::as_str);
        self.originals.extend(originals.filter_map(Digest::parse));
        self.first.entry(entry.subject.clone()).or_insert(entry.seq);
        self.newest.insert(entry.subject.clone(), entry.seq);
        if number("v") < Some(VERSION) {
            self.early += 1;
        }
        number("seq") == Some(entry.seq)
            && value.get("at").and_then(Value::as_i64) == Some(entry.recorded_at)
            && text("act").as_ref() == Some(&entry.act)
            && text("subject").as_ref() == Some(&entry.subject)
            && number("shown") == entry.shown
            && (EntryKind::from_id(&entry.act) != Some(EntryKind::RecordCopies)
                || entry.salt.is_none())
            && text(KEY) == entry.key.as_deref().map(hex)
            && self.note_rows(&value, entry)
    }

    fn note_rows(&mut self, value: &Value, entry: &Stored) -> bool {
        let Some(rows) = value.get("rows").and_then(Value::as_object) else {
            return true;
        };
        for (name, commitment) in rows {
            let place = name.split_once('/');
            let part = place.and_then(|(part, _)| Part::from_id(part));
            let commitment = commitment.as_str().and_then(Digest::parse);
            let (Some((_, owner)), Some(part), Some(commitment)) = (place, part, commitment) else {
                return false;
            };
            let sealed = Sealed {
                seq: entry.seq,
                commitment,
                salt: entry.salt.clone().unwrap_or_default(),
            };
            self.seals.insert((part, owner.to_owned()), sealed);
        }
        true
    }
}

/// A hash as entries write it; what is none is like nothing that an entry says.
fn hex(bytes: &[u8]) -> String {
    <[u8; 32]>::try_from(bytes).map_or_else(|_| String::new(), |bytes| Digest(bytes).to_string())
}
