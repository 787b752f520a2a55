//! 网站地图 — every channel, column, kind and agency on one page, and the ways for programs.

use crate::extract::Visit;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::portal::home::leads_to;
use acts::view::AgencyLine;
use askama::Template;
use law::agency::AgencyKind;
use law::item::{Column, KindDef};

#[derive(Debug, Template)]
#[template(path = "portal/site_map.html")]
struct SiteMapPage {
    frame: Frame,
    columns: Vec<(Column, String)>,
    kinds: Vec<KindDef>,
    /// In the order of the tree: bodies above before those below. Of very many only the governments.
    agencies: Vec<AgencyLine>,
    is_shortened: bool,
}

impl Page for SiteMapPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// How many agencies one page can show with use.
const MOST: usize = 400;

/// GET /site-map
pub(crate) async fn show(visit: Visit) -> Answer {
    let portal = visit.app.portal();
    let agencies = portal.agencies(visit.today).await?.into_iter();
    let agencies = agencies.map(|(_, line)| line).filter(|line| line.is_own);
    let mut agencies: Vec<AgencyLine> = agencies.collect();
    let is_shortened = MOST < agencies.len();
    if is_shortened {
        agencies.retain(|line| line.kind == AgencyKind::Government && line.is_current);
    }
    let frame = Frame::new(&visit.app, Channel::About, "page-site-map", "网站地图");
    let columns = Column::ALL
        .into_iter()
        .map(|column| (column, leads_to(&frame, portal.kinds(), column)));
    answer(&SiteMapPage {
        columns: columns.collect(),
        kinds: portal.kinds().iter().copied().collect(),
        agencies,
        is_shortened,
        frame,
    })
}
