//! GET /api/v1/laws/{work} — a work of law, its versions, and the text of a day.

use super::types::Law;
use super::{Params, answer};
use crate::extract::{Asked, At, Visit, Work};
use crate::page::Answer;

pub(crate) async fn show(
    visit: Visit,
    At(Work(work)): At<Work>,
    Asked(params): Asked<Params>,
) -> Answer {
    let on = params.only(&["on"])?.date("on")?.unwrap_or(visit.today);
    let law = visit.app.portal().law(&work, on, visit.today).await?;
    answer(&Law::new(visit.app.links(), law))
}
