//! One item: a document, or one version of a text of law. Its former editions stand under a banner.

use crate::body::Piece;
use crate::error::{Trouble, moved_to};
use crate::extract::{Asked, At, Pairs, Question, Visit};
use crate::machines::described;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::portal::law::LawPage;
use crate::portal::reading::{FactValue, Reading};
use crate::portal::tombstone;
use acts::view::{Address, Found, ItemView};
use askama::Template;

#[derive(Debug, Template)]
#[template(path = "portal/document.html")]
struct DocumentPage {
    frame: Frame,
    reading: Reading,
}

impl Page for DocumentPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Which edition is asked for; the current one where none is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edition(pub(crate) Option<u32>);

impl Question for Edition {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        pairs.number("edition").map(Self)
    }
}

/// GET /documents/{code}/{tail} and /laws/{work}/{version}
pub(crate) async fn show(
    visit: Visit,
    At(address): At<Address>,
    Asked(Edition(edition)): Asked<Edition>,
) -> Answer {
    match visit
        .app
        .portal()
        .item(&address, edition, visit.today)
        .await?
    {
        Found::Released(view) => page(&visit, *view).await,
        Found::Withdrawn(stone) => tombstone::gone(&visit.app, stone),
        Found::Moved(to) => Ok(moved_to(&visit.app.links().item(&to))),
    }
}

async fn page(visit: &Visit, view: ItemView) -> Answer {
    if let Address::Law { work, .. } = &view.address {
        let law = visit
            .app
            .portal()
            .law(work, visit.today, visit.today)
            .await?;
        return answer(&LawPage::version(visit, law, view));
    }
    let reading = Reading::new(&visit.app, view);
    let title = reading.released().title().to_owned();
    let mut frame = Frame::new(&visit.app, Channel::Documents, "page-document", title)
        .article(reading.tags(&visit.app))
        .describing([described::item(&visit.app, &reading.view)]);
    if let Some(kind) = reading.kind {
        frame = frame.in_column(kind.column);
    }
    if reading.former.is_some() {
        frame = frame.unlisted();
    }
    answer(&DocumentPage { frame, reading })
}
