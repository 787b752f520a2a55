//! 隐私说明 — what is kept about a visitor, how long, by which law, and what is not kept at all.

use crate::extract::Visit;
use crate::page::{Answer, Channel, Frame, Page, answer};
use askama::Template;

#[derive(Debug, Template)]
#[template(path = "portal/privacy.html")]
struct PrivacyPage {
    frame: Frame,
    /// Days for which a report is kept after it is closed.
    keep_days: u32,
    /// Months for which words are kept that were not found; 0 where they are not counted.
    unfound_months: u32,
}

impl Page for PrivacyPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /privacy
pub(crate) async fn show(visit: Visit) -> Answer {
    let frame = Frame::new(&visit.app, Channel::About, "page-privacy", "隐私说明");
    let keep_days = visit.app.forms().says.keep_days;
    answer(&PrivacyPage {
        frame,
        keep_days,
        unfound_months: visit.app.portal().unfound().months(),
    })
}
