//! 网站地图 — every channel, column, kind and agency on one page, and the ways for programs.

use crate::extract::Visit;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::portal::home::leads_to;
use acts::view::AgencyLine;
use askama::Template;
use law::item::{Column, KindDef};

#[derive(Debug, Template)]
#[template(path = "portal/site_map.html")]
struct SiteMapPage {
    frame: Frame,
    columns: Vec<(Column, String)>,
    kinds: Vec<KindDef>,
    /// In the order of the tree: bodies above before those below.
    agencies: Vec<AgencyLine>,
}

impl Page for SiteMapPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /site-map
pub(crate) async fn show(visit: Visit) -> Answer {
    let portal = visit.app.portal();
    let agencies = portal.agencies(visit.today).await?;
    let frame = Frame::new(&visit.app, Channel::About, "page-site-map", "网站地图");
    let columns = Column::ALL
        .into_iter()
        .map(|column| (column, leads_to(&frame, portal.kinds(), column)));
    answer(&SiteMapPage {
        columns: columns.collect(),
        kinds: portal.kinds().iter().copied().collect(),
        agencies: agencies
            .into_iter()
            .map(|(_, line)| line)
            .filter(|line| line.is_own && line.is_current)
            .collect(),
        frame,
    })
}
