//! 一个机构 — its place among others, how to reach it, and its five fixed columns (DOMAIN §2.1).

use crate::extract::{Agency, At, Visit};
use crate::machines::described;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::Stream;
use acts::view::AgencyView;
use askama::Template;

#[derive(Debug, Template)]
#[template(path = "portal/agency.html")]
struct AgencyPage {
    frame: Frame,
    agency: AgencyView,
}

impl Page for AgencyPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /agencies/{code}
pub(crate) async fn show(visit: Visit, At(Agency(code)): At<Agency>) -> Answer {
    let agency = visit.app.portal().agency(&code, visit.today).await?;
    let title = agency.line.name.clone();
    let frame = Frame::new(&visit.app, Channel::Agencies, "page-agency", &title)
        .followed_by(&Stream::Agency(code), None, title)
        .describing([described::agency(&visit.app, &agency)]);
    answer(&AgencyPage { frame, agency })
}
