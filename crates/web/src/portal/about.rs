//! About the site: who runs it, how to find, what the words mean, how to ask for what is not there.

use crate::extract::Visit;
use crate::page::{Answer, Channel, Frame, Page, answer};
use askama::Template;

#[derive(Debug, Template)]
#[template(path = "portal/about.html")]
struct AboutPage {
    frame: Frame,
}

impl Page for AboutPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /about
pub(crate) async fn show(visit: Visit) -> Answer {
    let frame = Frame::new(&visit.app, Channel::About, "page-about", "关于本站");
    answer(&AboutPage { frame })
}
