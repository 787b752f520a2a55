//! From rows to lines: the shape every list shares.

use crate::view::{Address, AgencyRef, Line};
use law::Date;
use law::item::Kinds;
use law::item::kind::Lifecycle;
use law::item::validity::{Facts, Standing, standing_on};
use std::collections::HashMap;
use store::agency::Agency;
use store::item::ItemRow;
use store::listing::Listed;

/// All agencies of the register, by code and in order.
pub(crate) struct Agencies {
    pub all: Vec<Agency>,
    by_code: HashMap<String, usize>,
}

impl Agencies {
    pub(crate) fn new(all: Vec<Agency>) -> Self {
        let by_code = all
            .iter()
            .enumerate()
            .map(|(i, agency)| (agency.code.clone(), i))
            .collect();
        Self { all, by_code }
    }

    pub(crate) fn get(&self, code: &str) -> Option<&Agency> {
        self.by_code.get(code).and_then(|i| self.all.get(*i))
    }

    pub(crate) fn link(&self, code: &str) -> Option<AgencyRef> {
        self.get(code).map(|agency| AgencyRef {
            code: agency.code.clone(),
            name: agency.name.clone(),
        })
    }

    /// The agency and everything above it in the territorial tree, itself first.
    pub(crate) fn path(&self, code: &str) -> Vec<&Agency> {
        let mut path = Vec::new();
        let mut at = self.get(code);
        while let Some(agency) = at {
            if path.len() > 64 {
                break;
            }
            path.push(agency);
            at = agency
                .admin_parent
                .as_deref()
                .and_then(|code| self.get(code));
        }
        path
    }

    /// The codes of an agency, of what it was before, and of everything below it in the territorial tree.
    pub(crate) fn subtree(&self, code: &str) -> Vec<String> {
        closure(code, |code| {
            let follows = self.all.iter().filter(move |agency| {
                agency.admin_parent.as_deref() == Some(code)
                    || agency.successor.as_deref() == Some(code)
            });
            follows.map(|agency| agency.code.as_str()).collect()
        })
    }

    /// The codes of an agency and of what it was before.
    pub(crate) fn own(&self, code: &str) -> Vec<String> {
        closure(code, |code| {
            let before = self.all.iter();
            let before = before.filter(move |agency| agency.successor.as_deref() == Some(code));
            before.map(|agency| agency.code.as_str()).collect()
        })
    }

    /// The codes of every agency in whose [`subtree`](Self::subtree) this one is.
    pub(crate) fn above(&self, code: &str) -> Vec<String> {
        closure(code, |code| {
            let agency = self.get(code);
            let up = agency.map(|agency| [&agency.admin_parent, &agency.successor]);
            let up = up.into_iter().flatten();
            up.filter_map(Option::as_deref).collect()
        })
    }

    /// The body of today that an agency became, at the end of its successors.
    pub(crate) fn today(&self, code: &str) -> Option<&Agency> {
        let mut at = self.get(code)?;
        for _ in 0..64 {
            match at.successor.as_deref().and_then(|code| self.get(code)) {
                Some(next) => at = next,
                None => break,
            }
        }
        Some(at)
    }
}

/// `code` and all that `next` leads to, however often, each once.
fn closure<'a>(code: &str, next: impl Fn(&str) -> Vec<&'a str>) -> Vec<String> {
    let mut found = vec![code.to_owned()];
    let mut at = 0;
    while let Some(code) = found.get(at).cloned() {
        at += 1;
        for code in next(&code) {
            if !found.iter().any(|known| known == code) {
                found.push(code.to_owned());
            }
        }
    }
    found
}

/// Where an item is found.
pub(crate) fn address(item: &ItemRow) -> Address {
    match &item.work {
        Some(work) => Address::Law {
            work: work.work.clone(),
            version: work.version.clone(),
        },
        None => Address::Document {
            code: item.index_no.code.clone(),
            tail: item.index_no.tail(),
        },
    }
}

/// Whether an item holds on a day; `None` for kinds and documents that have no validity.
pub(crate) fn standing(
    kinds: &Kinds,
    kind: &str,
    facts: Option<&Facts>,
    today: Date,
) -> Option<Standing> {
    let is_law = kinds
        .get(kind)
        .is_some_and(|kind| kind.lifecycle == Lifecycle::LegalText);
    match facts {
        Some(facts) => Some(standing_on(facts, today)),
        None if is_law => Some(standing_on(&Facts::default(), today)),
        None => None,
    }
}

pub(crate) fn line(listed: &Listed, agencies: &Agencies, kinds: &Kinds, today: Date) -> Line {
    let item = &listed.item;
    Line {
        address: address(item),
        kind: item.kind.clone(),
        title: item.title.clone(),
        doc_no: item.doc_no.clone(),
        agency_code: item.agency.clone(),
        agency_name: agencies
            .get(&item.agency)
            .map_or_else(|| item.agency.clone(), |agency| agency.name.clone()),
        published_on: item.published_on,
        written_on: item.written_on,
        standing: standing(kinds, &item.kind, listed.facts.as_ref(), today),
    }
}
