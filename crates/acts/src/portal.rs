//! 门户 — every look-up a visitor can make, each one function.

use crate::Failure;
use crate::view::{
    Address, AgencyLine, AgencyView, FileBytes, Found, Home, LawView, Listing, SearchPage, Site, Tombstone, Works,
};
use law::Date;
use law::item::{Column, Kinds};

/// The reading side of a site. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Portal {
    site: std::sync::Arc<Site>,
    kinds: std::sync::Arc<Kinds>,
}

/// What stands behind a file address.
#[derive(Clone, Debug)]
pub enum FileFound {
    Released(FileBytes),
    Withdrawn(Tombstone),
}

/// How the list of works is narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorksFilter {
    pub kind: Option<String>,
    /// A facet value of validity.
    pub validity: Option<String>,
    /// Words of the title.
    pub words: Option<String>,
}

impl Portal {
    pub fn site(&self) -> &Site {
        &self.site
    }

    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// The sequence number of the newest ledger entry seen; everything shown belongs to it or before.
    pub async fn revision(&self) -> Result<u64, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    pub async fn home(&self, _today: Date) -> Result<Home, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    /// All agencies, the territorial tree in order: each with its depth.
    pub async fn agencies(&self, _today: Date) -> Result<Vec<(u8, AgencyLine)>, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    pub async fn agency(&self, _code: &str, _today: Date) -> Result<AgencyView, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    /// One column of an agency, its own items and those of bodies below it, newest first.
    pub async fn column(
        &self,
        _code: &str,
        _column: Column,
        _after: Option<&str>,
        _today: Date,
    ) -> Result<(AgencyView, Listing), Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    /// Everything released, newest first; one kind or all.
    pub async fn latest(
        &self,
        _kind: Option<&str>,
        _after: Option<&str>,
        _limit: u32,
        _today: Date,
    ) -> Result<Listing, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    /// What stands at an address; `edition` asks for a former one.
    pub async fn item(
        &self,
        _address: &Address,
        _edition: Option<u32>,
        _today: Date,
    ) -> Result<Found, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    /// Where an address of a former system, or a stated index number, is found now.
    pub async fn moved(&self, _path: &str) -> Result<Option<Address>, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    pub async fn works(
        &self,
        _filter: &WorksFilter,
        _after: Option<&str>,
        _today: Date,
    ) -> Result<Works, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    /// A work of law with its text on a day.
    pub async fn law(&self, _work: &str, _on: Date, _today: Date) -> Result<LawView, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    pub async fn search(&self, _query: search::Query, _today: Date) -> Result<SearchPage, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    /// A file of an item as released, by its name.
    pub async fn file(
        &self,
        _address: &Address,
        _edition: Option<u32>,
        _name: &str,
    ) -> Result<FileFound, Failure> {
        Err(Failure::Unavailable(String::new()))
    }

    /// Whether the register can be reached and followers are not behind: what `/readyz` says.
    pub async fn ready(&self) -> Result<(), Failure> {
        Err(Failure::Unavailable(String::new()))
    }
}
