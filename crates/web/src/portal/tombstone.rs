//! 撤回 — the page that a withdrawn item leaves: when, by whom, why; never what it said (DECISIONS 3).

use crate::app::App;
use crate::i18n::Said;
use crate::page::{Answer, Channel, Frame, Page, answer};
use acts::view::Tombstone;
use askama::Template;
use axum::http::StatusCode;

#[derive(Debug, Template)]
#[template(path = "portal/tombstone.html")]
pub(crate) struct TombstonePage {
    frame: Frame,
    stone: Tombstone,
}

impl Page for TombstonePage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn status(&self) -> StatusCode {
        StatusCode::GONE
    }

    fn t(&self, zh: &'static str) -> Said {
        crate::i18n::say(self.frame.lang, zh)
    }
}

/// 410 with the page of the withdrawn item; the same for its files and downloads.
pub(crate) fn gone(app: &App, stone: Tombstone) -> Answer {
    let frame = Frame::new(app, Channel::Documents, "page-tombstone", "已撤回").unlisted();
    answer(&TombstonePage { frame, stone })
}
