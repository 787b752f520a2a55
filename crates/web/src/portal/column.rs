//! One of the five fixed columns of an agency: what stands in it, newest first, page by page.
//!
//! A column holds what the agency and the bodies below it released, and says how many are whose; `whose=own` leaves the
//! bodies below out.

use crate::error::Trouble;
use crate::extract::{AgencyColumn, Asked, At, Pairs, Question, Visit};
use crate::i18n::{self, Phrase};
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::{Links, Place, Stream};
use crate::portal::documents::Which;
use acts::view::{AgencyView, ColumnView, Listing, Whose};
use askama::Template;
use law::item::Column;

#[derive(Debug, Template)]
#[template(path = "portal/column.html")]
struct ColumnPage {
    frame: Frame,
    agency: AgencyView,
    column: Column,
    whose: Whose,
    listing: Listing,
    /// Whether this is not the first page.
    is_further: bool,
    next: Option<String>,
}

impl ColumnPage {
    fn first(&self) -> String {
        self.to(self.column, self.whose)
    }

    fn to(&self, column: Column, whose: Whose) -> String {
        address(
            self.frame.links(),
            &self.agency.line.code,
            column,
            whose,
            "",
        )
    }

    /// The same column in its other extent, where there is a difference.
    fn other_extent(&self) -> Option<String> {
        let other = match self.whose {
            Whose::All => Whose::Own,
            Whose::Own => Whose::All,
        };
        let both = self.is_own() || 0 < self.own();
        (both && 0 < self.below()).then(|| self.to(self.column, other))
    }

    fn is_own(&self) -> bool {
        self.whose == Whose::Own
    }

    fn here(&self) -> Option<&ColumnView> {
        let mut columns = self.agency.columns.iter();
        columns.find(|view| view.column == self.column)
    }

    fn own(&self) -> u64 {
        self.here().map_or(0, |view| view.own)
    }

    /// Items of this column that bodies below released.
    fn below(&self) -> u64 {
        self.here().map_or(0, |view| view.below)
    }

    fn count_of(&self, view: &ColumnView) -> u64 {
        match self.whose {
            Whose::All => view.total(),
            Whose::Own => view.own,
        }
    }
}

impl Page for ColumnPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// What a column is asked: whose items, and from where on.
#[derive(Debug)]
pub(crate) struct Extent {
    whose: Whose,
    after: Option<String>,
}

impl Question for Extent {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        let whose = match pairs.one("whose") {
            None => Whose::All,
            Some("own") => Whose::Own,
            Some(other) => {
                let says = Phrase::of("应当是 own，您填的是“{}”").with(other);
                return Err(Trouble::asked("whose", says));
            }
        };
        let after = pairs.cursor("after")?;
        Ok(Self { whose, after })
    }
}

fn address(links: &Links, code: &str, column: Column, whose: Whose, after: &str) -> String {
    let whose = match whose {
        Whose::All => "",
        Whose::Own => "own",
    };
    let place = Place::Column(code.to_owned(), column);
    links.with(&place, &[("whose", whose), ("after", after)])
}

/// GET /agencies/{code}/{column}
pub(crate) async fn show(
    visit: Visit,
    At(AgencyColumn(code, column)): At<AgencyColumn>,
    Asked(Extent { whose, after }): Asked<Extent>,
) -> Answer {
    let (agency, listing) = visit
        .app
        .portal()
        .column(&code, column, whose, after.as_deref(), visit.today)
        .await?;
    let lang = visit.app.variant().lang;
    let title = format!("{} - {}", i18n::name(lang, column.zh()), agency.line.name);
    let stream = Stream::Column(agency.line.code.clone(), column);
    let frame = Frame::new(&visit.app, Channel::Agencies, "page-column", &title)
        .in_column(column)
        .followed_by(&stream, &Which::default(), title);
    let code = agency.line.code.as_str();
    let next = listing.next.as_deref();
    let next = next.map(|after| address(frame.links(), code, column, whose, after));
    answer(&ColumnPage {
        frame,
        agency,
        column,
        whose,
        listing,
        is_further: after.is_some(),
        next,
    })
}
