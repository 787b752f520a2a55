//! About the site: who runs it, how to find, what the words mean, how to ask for what is not there.

use crate::extract::Visit;
use crate::page::{Answer, Channel, Frame, Page, answer};
use askama::Template;
use law::item::validity::Status;

#[derive(Debug, Template)]
#[template(path = "portal/about.html")]
struct AboutPage {
    frame: Frame,
}

impl AboutPage {
    /// What a status means to a reader.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass by reference"
    )]
    fn meaning(status: &Status) -> &'static str {
        match status {
            Status::InForce => "有日期或者名单为证，当天有效",
            Status::NotYetEffective => "施行日期还没有到",
            Status::Amended => "已经由新的文本代替",
            Status::Repealed => "已经废止，并写明自哪一天起",
            Status::Expired => "有效期已满",
            Status::Unknown => "来源没有载明，本站不作判断",
        }
    }
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
