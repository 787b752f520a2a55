//! GET /api/v1/search — the search of the page, with the same parameters.

use super::types::Search as SearchOut;
use super::{Params, send};
use crate::extract::{Asked, Visit};
use crate::page::Answer;
use crate::portal::search::{ASKS, Search, facet_keys};
use axum::http::StatusCode;

/// Not kept: the index follows the register with a short delay of its own.
pub(crate) async fn show(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let portal = visit.app.portal();
    let mut known = ASKS.to_vec();
    known.extend(facet_keys(portal.kinds()));
    let pairs = params.only(&known)?;
    let search = Search::read(&pairs, portal.kinds())?;
    let found = portal.search(search.query, visit.today).await?;
    send(StatusCode::OK, &SearchOut::new(visit.app.links(), &found))
}
