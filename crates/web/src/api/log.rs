//! GET /api/v1/log and /api/v1/log/consistency — the public log, for programs that do not read its tiles.

use super::{Params, send};
use crate::error::Trouble;
use crate::extract::{Asked, Visit};
use crate::page::Answer;
use axum::http::StatusCode;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct LogOut {
    name: Option<String>,
    key: Option<String>,
    size: u64,
    /// SHA-256 (or SM3), in hexadecimal.
    root: String,
    /// How many entries the newest checkpoint has, and the checkpoint itself.
    signed: Option<u64>,
    checkpoint: Option<String>,
    /// Since when there are entries that no checkpoint holds.
    unsigned_since: Option<String>,
}

#[derive(Debug, Serialize)]
struct ConsistencyOut {
    old: u64,
    new: u64,
    /// RFC 6962 §2.1.2, in hexadecimal.
    hashes: Vec<String>,
}

pub(crate) async fn show(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    params.only(&[])?;
    let stands = visit.app.portal().log(None, 0).await?.stands;
    send(
        StatusCode::OK,
        &LogOut {
            name: stands.name,
            key: stands.key,
            size: stands.size,
            root: law::Digest(stands.root).to_string(),
            signed: stands.signed,
            checkpoint: stands.checkpoint,
            unsigned_since: stands.unsigned_since.map(law::date::utc),
        },
    )
}

/// The queries of [`consistency`].
pub(crate) const ASKS: &[&str] = &["old", "new"];

pub(crate) async fn consistency(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let pairs = params.only(ASKS)?;
    let old = pairs.number("old")?.map_or(0, u64::from);
    let new = pairs.number("new")?.map(u64::from);
    let proof = visit.app.portal().consistency(old, new).await?;
    let (new, hashes) =
        proof.ok_or_else(|| Trouble::asked("new", "不能多于日志现有的条数，也不能少于 old"))?;
    let hashes = hashes.into_iter().map(|hash| law::Digest(hash).to_string());
    send(
        StatusCode::OK,
        &ConsistencyOut {
            old,
            new,
            hashes: hashes.collect(),
        },
    )
}
