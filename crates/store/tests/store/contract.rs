//! What a register does, whichever engine holds it.

pub(crate) mod blobs;
pub(crate) mod carried;
pub(crate) mod changes;
pub(crate) mod items;
pub(crate) mod ledger;
pub(crate) mod lists;
pub(crate) mod register;
pub(crate) mod relations;
pub(crate) mod releases;
pub(crate) mod seals;
pub(crate) mod site_errors;
pub(crate) mod unfound;
pub(crate) mod works;
