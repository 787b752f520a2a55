//! GET /api/v1/search — the search of the page, with the same parameters, and a cursor for the next hits.

use super::types::Search as SearchOut;
use super::{Params, send};
use crate::error::Trouble;
use crate::extract::{Asked, Visit};
use crate::i18n::Phrase;
use crate::page::Answer;
use crate::portal::narrowing::facet_keys;
use crate::portal::search_address::Search;
use acts::search::{Counts, Turn};
use axum::http::StatusCode;

/// As the page has them, and the cursor.
pub(crate) const ASKS: &[&str] = &[
    "q", "kind", "agency", "validity", "year", "from", "to", "in_force", "sort", "page", "cursor",
    "facets",
];

/// What `facets` may say: they are counted unless it says otherwise. Who reads on from page to page has them already.
pub(crate) const FACETS: [&str; 2] = ["all", "none"];

/// Not kept: the index follows the register with a short delay of its own.
pub(crate) async fn show(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let portal = visit.app.portal();
    let facets = facet_keys(portal.kinds());
    let mut known = ASKS.to_vec();
    known.extend(&facets);
    let pairs = params.only_with_many(&known, &facets)?;
    let mut search = Search::read(&pairs, portal.kinds())?;
    search.query.counts = match pairs.one("facets") {
        None | Some("all") => Counts::Facets,
        Some("none") => Counts::Skip,
        Some(other) => {
            let says = Phrase::of("应当是 all 或 none，您填的是“{}”").with(other);
            return Err(Trouble::asked("facets", says));
        }
    };
    if let Some(cursor) = pairs.cursor("cursor")? {
        if pairs.one("page").is_some() {
            let says = "与 page 只能写一个：cursor 已经说明从哪里接着看";
            return Err(Trouble::asked("cursor", says));
        }
        let after = search.opened(&cursor).ok_or_else(|| {
            let says = "翻页的位置不是这次搜索的，请从第一页重新翻起";
            Trouble::asked("cursor", says)
        })?;
        search.query.turn = Turn::After(after);
    }
    let asked = search.clone();
    let found = portal.search(search.query, visit.today).await?;
    let next = found.next.map(|next| asked.sealed(next));
    send(
        StatusCode::OK,
        &SearchOut::new(visit.app.links(), &found, next),
    )
}
