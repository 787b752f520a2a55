//! 无障碍说明 — what anyone can rely on, what does not conform yet, which browsers are the floor, and whom to tell.
//!
//! What it promises is what the journeys of `e2e` look at; the floor is reasoned in `docs/reference/browsers.md`.

use crate::extract::Visit;
use crate::page::{Answer, Channel, Frame, Page, answer};
use askama::Template;
use law::Date;

/// The day on which the statement was last gone through.
const REVIEWED: Date = Date::constant(2026, 11, 25);

#[derive(Debug, Template)]
#[template(path = "portal/accessibility.html")]
struct AccessibilityPage {
    frame: Frame,
}

impl Page for AccessibilityPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /accessibility
pub(crate) async fn show(visit: Visit) -> Answer {
    let frame = Frame::new(
        &visit.app,
        Channel::About,
        "page-accessibility",
        "无障碍说明",
    );
    answer(&AccessibilityPage { frame })
}
