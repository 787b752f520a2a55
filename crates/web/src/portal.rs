//! The public pages, one file a page, named by what the visitor opens.

pub(crate) mod about;
pub(crate) mod accessibility;
pub(crate) mod agencies;
pub(crate) mod agency;
mod bodies;
pub(crate) mod column;
pub(crate) mod compare;
pub(crate) mod document;
pub(crate) mod documents;
pub(crate) mod error_report;
pub(crate) mod home;
pub(crate) mod law;
pub(crate) mod laws;
pub(crate) mod laws_table;
pub(crate) mod machines;
pub(crate) mod narrowing;
pub(crate) mod privacy;
pub(crate) mod published;
mod range;
pub(crate) mod reading;
pub(crate) mod search;
pub(crate) mod search_address;
pub(crate) mod site_map;
pub(crate) mod take;
pub(crate) mod tombstone;
pub(crate) mod topics;
mod turning;
