//! One of the five fixed columns of an agency: what stands in it, newest first, page by page.

use crate::error::Trouble;
use crate::extract::{AgencyColumn, Asked, At, Pairs, Question, Visit};
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::Place;
use acts::view::{AgencyView, Listing};
use askama::Template;
use law::item::Column;

#[derive(Debug, Template)]
#[template(path = "portal/column.html")]
struct ColumnPage {
    frame: Frame,
    agency: AgencyView,
    column: Column,
    listing: Listing,
    /// Whether this is not the first page.
    is_further: bool,
    next: Option<String>,
}

impl ColumnPage {
    fn first(&self) -> String {
        self.frame
            .links()
            .column(&self.agency.line.code, self.column)
    }
}

impl Page for ColumnPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Where in a list to go on.
#[derive(Debug)]
pub(crate) struct Further(pub(crate) Option<String>);

impl Question for Further {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        pairs.cursor("after").map(Self)
    }
}

/// GET /agencies/{code}/{column}
pub(crate) async fn show(
    visit: Visit,
    At(AgencyColumn(code, column)): At<AgencyColumn>,
    Asked(Further(after)): Asked<Further>,
) -> Answer {
    let (agency, listing) = visit
        .app
        .portal()
        .column(&code, column, after.as_deref(), visit.today)
        .await?;
    let title = format!("{} - {}", column.zh(), agency.line.name);
    let frame = Frame::new(&visit.app, Channel::Agencies, "page-column", title).in_column(column);
    let next = listing.next.as_deref().map(|cursor| {
        frame.links().with(
            &Place::Column(agency.line.code.clone(), column),
            &[("after", cursor)],
        )
    });
    answer(&ColumnPage {
        frame,
        agency,
        column,
        listing,
        is_further: after.is_some(),
        next,
    })
}
