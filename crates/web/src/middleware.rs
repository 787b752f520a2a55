//! What happens to every request and every answer, whatever the page.
//!
//! From outside in: [`request_id`] numbers it, [`headers`] sets what a browser may do and refuses what is too long,
//! [`base`] takes the sub-path off, then errors are dressed ([`crate::error::dress`]) and [`cache`] answers what is kept; what is not
//! is made [`apart`], and what takes long only at its [`pace`].

pub(crate) mod apart;
pub(crate) mod base;
pub(crate) mod cache;
pub(crate) mod headers;
pub(crate) mod pace;
pub(crate) mod request_id;
