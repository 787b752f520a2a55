//! Items: the list by cursor, and one item with its text.

use super::types::{Item, Items};
use super::{Params, answer, gone};
use crate::error::moved_to;
use crate::extract::{Asked, At, Visit};
use crate::page::Answer;
use crate::paths::Place;
use crate::portal::documents::known;
use acts::portal::{ItemsFilter, Order};
use acts::view::{Address, Found};

/// Items on one page.
const PAGE: u32 = 100;

/// GET /api/v1/items
pub(crate) async fn list(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let pairs = params.only(&["kind", "cursor"])?;
    let portal = visit.app.portal();
    let kind = known(portal.kinds(), pairs.one("kind"))?;
    let filter = ItemsFilter {
        kind: kind.map(|kind| kind.id.to_owned()),
        ..ItemsFilter::default()
    };
    let cursor = pairs.cursor("cursor")?;
    let order = Order::NewestFirst;
    let listing = portal
        .items(&filter, order, cursor.as_deref(), PAGE, visit.today)
        .await?;
    answer(&Items::new(visit.app.links(), &listing))
}

/// GET /api/v1/items/{code}/{tail}
pub(crate) async fn show(
    visit: Visit,
    At(address): At<Address>,
    Asked(params): Asked<Params>,
) -> Answer {
    let edition = params.only(&["edition"])?.number("edition")?;
    let links = visit.app.links();
    match visit
        .app
        .portal()
        .item(&address, edition, visit.today)
        .await?
    {
        Found::Released(view) => answer(&Item::new(links, &view)),
        Found::Withdrawn(stone) => gone(stone),
        Found::Moved(to) => Ok(moved_to(&match to {
            Address::Document { code, tail } => links.to(&Place::ApiItem(code, tail)),
            Address::Law { work, .. } => links.to(&Place::ApiLaw(work)),
        })),
    }
}
