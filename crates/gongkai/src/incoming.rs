//! 来源 — files and collections as they come, each document on its way to the register.
//!
//! Decides how a source's own words map to kinds and fields; the texts themselves are read by reader processes.

mod children;
pub(crate) mod corpus;
mod follow;
pub(crate) mod front;
pub(crate) mod laws;
pub(crate) mod lines;
pub(crate) mod pages;
pub(crate) mod pictures;
pub(crate) mod policies;
pub(crate) mod run;
pub(crate) mod shape;
pub(crate) mod shelf;

use acts::item::Then;
use law::item::{Fields, KindDef};

/// How the documents of an import are taken.
#[derive(Clone, Debug)]
pub(crate) struct How {
    pub(crate) then: Then,
    /// What readers are told of where a document comes from, where it does not say so itself.
    pub(crate) source_name: Option<String>,
}

impl How {
    /// Sets the source that readers are told of, unless the document states one.
    pub(crate) fn name_source(&self, fields: &mut Fields, kind: &KindDef) {
        if let Some(name) = &self.source_name
            && !fields.contains(CONTENT_SOURCE)
        {
            set(fields, kind, CONTENT_SOURCE, name);
        }
    }
}

/// As which source pages are registered.
pub(crate) const PAGES: &str = "pages";

/// 信息来源
pub(crate) const CONTENT_SOURCE: &str = "content_source";

/// Sets a field where the kind has it; what a kind has no place for is left out.
pub(crate) fn set(fields: &mut Fields, kind: &KindDef, id: &str, value: &str) {
    let value = value.trim();
    if !value.is_empty() && kind.field(id).is_some() {
        match kind.field(id).map(|field| field.ty) {
            Some(law::item::FieldType::List) => {
                fields.set_list(
                    id,
                    value.split('、').map(|one| one.trim().to_owned()).collect(),
                );
            }
            _ => fields.set(id, value),
        }
    }
}

/// Keeps the fields that a kind has.
pub(crate) fn fitting(fields: &Fields, kind: &KindDef) -> Fields {
    let mut kept = Fields::new();
    for (id, value) in fields.iter().filter(|(id, _)| kind.field(id).is_some()) {
        kept.insert(id, value.clone());
    }
    kept
}
