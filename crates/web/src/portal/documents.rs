//! Everything released, newest first; all kinds or one.

use crate::error::Trouble;
use crate::extract::{Asked, Pairs, Question, Visit};
use crate::i18n::Phrase;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::{Place, Stream};
use acts::view::Listing;
use askama::Template;
use law::item::{KindDef, Kinds};

/// Items on one page of a list.
pub(crate) const PAGE: u32 = 20;

#[derive(Debug, Template)]
#[template(path = "portal/documents.html")]
struct DocumentsPage {
    frame: Frame,
    kinds: Kinds,
    kind: Option<KindDef>,
    listing: Listing,
    is_further: bool,
    first: String,
    next: Option<String>,
}

impl DocumentsPage {
    fn is_kind(&self, kind: &KindDef) -> bool {
        self.kind.is_some_and(|chosen| chosen.id == kind.id)
    }
}

impl Page for DocumentsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

#[derive(Debug)]
pub(crate) struct Which {
    pub(crate) kind: Option<String>,
    pub(crate) after: Option<String>,
}

impl Question for Which {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        Ok(Self {
            kind: pairs.one("kind").map(str::to_owned),
            after: pairs.cursor("after")?,
        })
    }
}

/// The kind of that id, or a refusal that says what there is.
pub(crate) fn known(kinds: &Kinds, id: Option<&str>) -> Result<Option<KindDef>, Trouble> {
    let Some(id) = id else { return Ok(None) };
    kinds.get(id).copied().map(Some).ok_or_else(|| {
        let ids: Vec<&str> = kinds.iter().map(|kind| kind.id).collect();
        Trouble::asked(
            "kind",
            Phrase::of("没有“{}”这个种类，可以是 {}")
                .with(id)
                .with(ids.join(", ")),
        )
    })
}

/// GET /documents
pub(crate) async fn show(visit: Visit, Asked(which): Asked<Which>) -> Answer {
    let kinds = visit.app.portal().kinds().clone();
    let kind = known(&kinds, which.kind.as_deref())?;
    let id = kind.map(|kind| kind.id);
    let listing = visit
        .app
        .portal()
        .latest(id, which.after.as_deref(), PAGE, visit.today)
        .await?;
    let title = kind.map_or("公开的信息", |kind| kind.zh);
    let mut frame = Frame::new(&visit.app, Channel::Documents, "page-documents", title);
    if let Some(kind) = kind {
        frame = frame.in_column(kind.column);
        frame = frame.followed_by(&Stream::Site, id, kind.zh);
    }
    let at = |after: &str| {
        frame.links().with(
            &Place::Documents,
            &[("kind", id.unwrap_or_default()), ("after", after)],
        )
    };
    let (first, next) = (at(""), listing.next.as_deref().map(at));
    answer(&DocumentsPage {
        frame,
        kinds,
        kind,
        listing,
        is_further: which.after.is_some(),
        first,
        next,
    })
}
