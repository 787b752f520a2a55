//! The index against what is released: whatever it holds can be made again, but until then people find by it.

use crate::Failure;
use crate::desk::Register;
use std::collections::BTreeSet;
use store::listing::Filter;

const STEP: u32 = 500;

/// How the index was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundIndex {
    /// How many items are in it.
    pub items: u64,
    /// Entries of the ledger that it has not followed yet; what they are about is not compared.
    pub behind: u64,
    pub wrong: Vec<String>,
}

/// Compares an index with the register.
///
/// # Errors
/// Where the register or the index cannot be read.
pub async fn index(register: &Register, index: &search::Index) -> Result<FoundIndex, Failure> {
    let mut found = FoundIndex {
        items: index.count(),
        ..FoundIndex::default()
    };
    if index.is_damaged()? {
        found.wrong.push("检索索引的文件损坏".into());
    }
    let cursor = index.cursor();
    let mut reader = register.store.read().await?;
    let head = reader.head().await?.seq;
    if head < cursor {
        found.wrong.push(format!(
            "检索索引跟到台账第 {cursor} 条，台账只有 {head} 条"
        ));
        return Ok(found);
    }
    found.behind = head - cursor;
    let mut moving = BTreeSet::new();
    let mut at = cursor;
    loop {
        let (subjects, last) = reader.changed_after(at, STEP).await?;
        if subjects.is_empty() {
            break;
        }
        moving.extend(subjects);
        at = last;
    }
    let (mut after, mut released) = (None, 0);
    loop {
        let page = reader
            .listed(&Filter::default(), after.as_ref(), STEP)
            .await?;
        let Some(last) = page.last() else { break };
        after = Some(last.place());
        released += page.len() as u64;
        let items: Vec<String> = page
            .iter()
            .map(|listed| listed.item.id.clone())
            .filter(|item| !moving.contains(item))
            .collect();
        for shown in reader.shown(&items).await? {
            if !index.holds(&shown)? {
                let number = shown.index_no();
                found
                    .wrong
                    .push(format!("检索索引里的 {number} 与公开的不符"));
            }
        }
    }
    if moving.is_empty() && found.items != released {
        found.wrong.push(format!(
            "检索索引有 {} 条信息，公开的有 {released} 条",
            found.items
        ));
    }
    Ok(found)
}
