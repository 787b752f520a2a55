//! GET /api/v1/laws — works of law; GET /api/v1/laws/{work} — one with its versions, its history, and the text of a day.

use super::law_types::{Law, Laws};
use super::{Params, answer};
use crate::extract::{Asked, At, Visit, Work};
use crate::page::Answer;
use crate::portal::documents::known;
use crate::portal::laws::List;

/// Works on one page.
const PAGE: usize = 100;

/// Queries of the list: those of the page, and the cursor.
pub(crate) const ASKS: &[&str] = &["kind", "validity", "q", "issuer", "year", "sort", "cursor"];

/// GET /api/v1/laws
pub(crate) async fn list(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let pairs = params.only(ASKS)?;
    let portal = visit.app.portal();
    known(portal.kinds(), pairs.one("kind"))?;
    let list = List::read(&pairs)?;
    let cursor = pairs.cursor("cursor")?;
    let works = portal
        .works(
            &list.filter,
            list.sort,
            cursor.as_deref(),
            PAGE,
            visit.today,
        )
        .await?;
    answer(&Laws::new(visit.app.links(), &works, visit.today))
}

/// GET /api/v1/laws/{work}
pub(crate) async fn show(
    visit: Visit,
    At(Work(work)): At<Work>,
    Asked(params): Asked<Params>,
) -> Answer {
    let on = params.only(&["on"])?.date("on")?.unwrap_or(visit.today);
    let law = visit.app.portal().law(&work, on, visit.today).await?;
    answer(&Law::new(visit.app.links(), law))
}
