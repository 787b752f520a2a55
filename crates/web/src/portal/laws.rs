//! 法律法规规章 — the list of works, narrowed by kind, standing and words of the title.

use crate::error::Trouble;
use crate::extract::{Asked, Pairs, Question, Visit};
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::Place;
use crate::portal::documents::known;
use crate::portal::search::known_validity;
use acts::portal::WorksFilter;
use acts::view::Works;
use askama::Template;
use law::item::kind::Lifecycle;
use law::item::validity::{facet_values, facet_zh};
use law::item::{KindDef, Kinds};

#[derive(Debug, Template)]
#[template(path = "portal/laws.html")]
struct LawsPage {
    frame: Frame,
    kinds: Vec<KindDef>,
    filter: WorksFilter,
    works: Works,
    is_further: bool,
    first: String,
    next: Option<String>,
}

impl LawsPage {
    fn is_kind(&self, kind: &KindDef) -> bool {
        self.filter.kind.as_deref() == Some(kind.id)
    }

    fn words(&self) -> &str {
        self.filter.words.as_deref().unwrap_or_default()
    }

    fn validities(&self) -> Vec<(String, String, bool)> {
        facet_values()
            .into_iter()
            .map(|id| {
                let chosen = self.filter.validity.as_deref() == Some(id.as_str());
                (facet_zh(&id), id, chosen)
            })
            .map(|(zh, id, chosen)| (id, zh, chosen))
            .collect()
    }

    fn kind_zh<'a>(&'a self, id: &'a str) -> &'a str {
        self.kinds
            .iter()
            .find(|kind| kind.id == id)
            .map_or(id, |kind| kind.zh)
    }

    fn is_narrowed(&self) -> bool {
        self.filter != WorksFilter::default()
    }
}

impl Page for LawsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

#[derive(Debug)]
pub(crate) struct Which {
    filter: WorksFilter,
    after: Option<String>,
}

impl Question for Which {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        let own = |key: &str| pairs.one(key).map(str::to_owned);
        let validity = own("validity");
        if let Some(asked) = &validity {
            known_validity(asked)?;
        }
        let filter = WorksFilter {
            kind: own("kind"),
            validity,
            words: own("q"),
        };
        Ok(Self {
            filter,
            after: pairs.cursor("after")?,
        })
    }
}

fn of_law(kinds: &Kinds) -> Vec<KindDef> {
    kinds
        .iter()
        .filter(|kind| kind.lifecycle == Lifecycle::LegalText)
        .copied()
        .collect()
}

/// GET /laws
pub(crate) async fn show(visit: Visit, Asked(which): Asked<Which>) -> Answer {
    let portal = visit.app.portal();
    known(portal.kinds(), which.filter.kind.as_deref())?;
    let works = portal
        .works(&which.filter, which.after.as_deref(), visit.today)
        .await?;
    let frame = Frame::new(&visit.app, Channel::Laws, "page-laws", "法律法规规章");
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    let at = |after: &str| {
        let filter = &which.filter;
        let (kind, validity, title) = (
            part(&filter.kind),
            part(&filter.validity),
            part(&filter.words),
        );
        let pairs = [
            ("kind", &*kind),
            ("validity", &*validity),
            ("q", &*title),
            ("after", after),
        ];
        frame.links().with(&Place::Laws, &pairs)
    };
    let (first, next) = (at(""), works.next.as_deref().map(at));
    let kinds = of_law(portal.kinds());
    let is_further = which.after.is_some();
    answer(&LawsPage {
        frame,
        kinds,
        filter: which.filter,
        works,
        is_further,
        first,
        next,
    })
}
