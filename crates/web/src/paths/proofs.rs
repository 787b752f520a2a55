//! Where the proofs of an item are.

use super::{Links, Place, form_of, segment, text_file};
use acts::portal::Form;
use acts::view::Address;

/// What a proof is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofOf {
    Release,
    Text(Form),
    File(String),
}

impl ProofOf {
    /// The release, or a form, by the last part of its address.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "release.json" => Some(Self::Release),
            file => form_of(file).map(Self::Text),
        }
    }

    pub(super) fn path(&self) -> String {
        match self {
            Self::Release => "release.json".into(),
            Self::Text(form) => text_file(*form),
            Self::File(name) => format!("files/{}", segment(name)),
        }
    }
}

impl Links {
    pub fn proofs(&self, address: &Address, edition: Option<u32>) -> String {
        self.of_edition(&Place::Proofs(address.clone()), edition)
    }

    pub fn proof(&self, address: &Address, of: ProofOf, edition: Option<u32>) -> String {
        self.of_edition(&Place::Proof(address.clone(), of), edition)
    }

    pub fn release(&self, address: &Address, edition: Option<u32>) -> String {
        self.of_edition(&Place::Release(address.clone()), edition)
    }

    fn of_edition(&self, place: &Place, edition: Option<u32>) -> String {
        let edition = edition.map(|n| n.to_string()).unwrap_or_default();
        self.with(place, &[("edition", &edition)])
    }
}
