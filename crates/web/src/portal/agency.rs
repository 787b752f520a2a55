//! 一个机构 — what it says of itself (条例第二十条第二项), its place among others, and its five fixed columns (DOMAIN §2.1).

use crate::extract::{Agency, At, Visit};
use crate::machines::described;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::Stream;
use crate::portal::documents::Which;
use acts::view::AgencyView;
use askama::Template;

#[derive(Debug, Template)]
#[template(path = "portal/agency.html")]
struct AgencyPage {
    frame: Frame,
    agency: AgencyView,
}

impl AgencyPage {
    /// Whether the profile says this one of the six.
    fn says(&self, id: &str) -> bool {
        let profile = self.agency.profile.as_ref();
        profile.is_some_and(|profile| profile.says(id))
    }

    /// The names of those that the profile leaves out.
    fn missing(&self) -> String {
        let six = self.agency.profile.iter().flat_map(|profile| &profile.six);
        let missing = six.filter(|said| said.value.is_none());
        let names = missing.map(|said| self.name(said.field.zh));
        names.collect::<Vec<_>>().join("、")
    }
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
        .followed_by(&Stream::Agency(code), &Which::default(), title)
        .describing([described::agency(&visit.app, &agency)]);
    answer(&AgencyPage { frame, agency })
}
