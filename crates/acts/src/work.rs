//! 法规编码 — the short code by which a work of law is addressed.
//!
//! Decides DECISIONS 1: minted from the key of the work, so that the same work gets the same code on every site and in
//! every rerun; eight characters, longer where two works would meet.

use crate::Failure;
use crate::item::incoming::IncomingWork;
use crate::ledger::{EntryKind, Prepared};
use law::item::released::WorkVersion;
use law::item::validity::Facts;
use law::{Date, Digest};
use store::Tx;
use store::item::ItemRow;
use store::work::Work;

const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstvwxyz0123456789";

/// The version of an incoming text, its work made where there is none.
pub(crate) async fn version(
    tx: &mut Tx,
    work: &IncomingWork,
    kind: &str,
) -> Result<WorkVersion, Failure> {
    let code = if let Some(known) = tx.work_by_key(&work.key).await? {
        known.code
    } else {
        let code = free_code(tx, work).await?;
        tx.insert_work(&Work {
            code: code.clone(),
            key: work.key.clone(),
            title: work.title.clone(),
            kind: kind.to_owned(),
        })
        .await?;
        code
    };
    Ok(WorkVersion {
        work: code,
        version: work.version.clone(),
    })
}

/// Lets each version of a work end where the next begins, unless an earlier end is stated. Drafts do not count.
///
/// Gives an entry for every other item whose validity that changes; none where `new` is no text of law.
pub(crate) async fn link_versions(tx: &mut Tx, new: &ItemRow) -> Result<Vec<Prepared>, Failure> {
    let Some(WorkVersion { work, .. }) = &new.work else {
        return Ok(Vec::new());
    };
    let mut versions = Vec::new();
    for (item, version) in tx.versions_of(work).await? {
        let facts = tx.facts(&item).await?.unwrap_or_default();
        let dated = version.get(..10).and_then(|day| day.parse::<Date>().ok());
        if let Some(starts) = facts.effective.or(dated) {
            versions.push((starts, item, facts));
        }
    }
    versions.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut acts = Vec::new();
    for pair in versions.windows(2) {
        let [(_, item, facts), (next, ..)] = pair else {
            continue;
        };
        if facts.amended_from.is_some_and(|end| end <= *next) {
            continue;
        }
        let facts = Facts {
            amended_from: Some(*next),
            ..facts.clone()
        };
        tx.put_facts(item, &facts).await?;
        if *item != new.id {
            let act = Prepared::new(EntryKind::ChangeValidity, item.clone(), "")
                .say("by", new.id.clone())
                .say("since", next.to_string());
            acts.push(act.say("relation", "amends"));
        }
    }
    Ok(acts)
}

async fn free_code(tx: &mut Tx, work: &IncomingWork) -> Result<String, Failure> {
    if let Some(code) = &work.code
        && tx.work(code).await?.is_none()
    {
        return Ok(code.clone());
    }
    for length in 8..=32 {
        let code = minted(&work.key, length);
        if tx.work(&code).await?.is_none() {
            return Ok(code);
        }
    }
    Err(Failure::Bug(format!("“{}”没有可用的法规编码", work.key)))
}

/// The first `length` characters of the code of a key: a letter, then letters and digits.
fn minted(key: &str, length: usize) -> String {
    let digest = Digest::of(format!("gongkai/work/1\n{key}").as_bytes());
    let of = |(i, byte): (usize, &u8)| {
        let letters = if i == 0 { 22 } else { ALPHABET.len() };
        char::from(*ALPHABET.get(usize::from(*byte) % letters).unwrap_or(&b'a'))
    };
    digest
        .as_bytes()
        .iter()
        .take(length)
        .enumerate()
        .map(of)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::minted;

    #[test]
    fn a_key_always_mints_the_same_code_and_a_longer_one_continues_it() {
        let code = minted("政府信息公开条例", 8);
        assert_eq!(code, minted("政府信息公开条例", 8));
        assert!(minted("政府信息公开条例", 12).starts_with(&code));
        assert!(code.starts_with(|c: char| c.is_ascii_lowercase()));
        assert_ne!(code, minted("保守国家秘密法", 8));
    }
}
