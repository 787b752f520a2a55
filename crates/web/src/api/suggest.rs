//! GET /api/v1/suggest — what somebody may mean who has begun to type a name.

use super::types::Suggestions;
use super::{Params, send};
use crate::extract::{Asked, Visit};
use crate::machines::suggest::{ASKS, meant};
use crate::page::Answer;
use axum::http::StatusCode;

/// Not kept: the index follows the register with a short delay of its own.
pub(crate) async fn show(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let pairs = params.only(ASKS)?;
    let found = meant(&visit, pairs.one("q").unwrap_or_default()).await?;
    send(StatusCode::OK, &Suggestions::new(visit.app.links(), &found))
}
