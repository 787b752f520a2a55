//! GET /api/v1/kinds — the kinds of the site with their fields, as `law` defines them.

use super::types::Kind;
use super::{Params, answer};
use crate::extract::{Asked, Visit};
use crate::page::Answer;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct KindsOut {
    kinds: Vec<Kind>,
}

pub(crate) async fn show(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    params.only(&[])?;
    let kinds = visit.app.portal().kinds().iter().map(Kind::from).collect();
    answer(&KindsOut { kinds })
}
