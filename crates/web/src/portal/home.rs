//! 首页 — one question, one box; the five fixed columns; what is new.

use crate::extract::Visit;
use crate::machines::described;
use crate::page::{Answer, Channel, Frame, Page, answer};
use acts::view::Home;
use askama::Template;
use law::item::{Column, Kinds};

#[derive(Debug, Template)]
#[template(path = "portal/home.html")]
struct HomePage {
    frame: Frame,
    home: Home,
    columns: Vec<ColumnLink>,
}

/// A fixed column with where it leads: its kinds, searched over the whole site.
#[derive(Debug)]
struct ColumnLink {
    column: Column,
    total: u64,
    href: String,
}

impl HomePage {
    /// A number that there is, to show what can be typed.
    fn example(&self) -> Option<&str> {
        self.home
            .latest
            .iter()
            .find_map(|line| line.doc_no.as_deref())
    }
}

impl Page for HomePage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /
pub(crate) async fn show(visit: Visit) -> Answer {
    let home = visit.app.portal().home(visit.today).await?;
    let frame = Frame::new(&visit.app, Channel::Home, "page-home", "首页")
        .own_search()
        .describing(described::site(&visit.app));
    let columns = home
        .columns
        .iter()
        .map(|(column, total)| ColumnLink {
            column: *column,
            total: *total,
            href: leads_to(&frame, visit.app.portal().kinds(), *column),
        })
        .collect();
    answer(&HomePage {
        frame,
        home,
        columns,
    })
}

fn leads_to(frame: &Frame, kinds: &Kinds, column: Column) -> String {
    let of_column: Vec<(&str, &str)> = kinds
        .iter()
        .filter(|kind| kind.column == column)
        .map(|kind| ("kind", kind.id))
        .collect();
    if of_column.is_empty() {
        return format!("{}#{}", frame.links().about(), column.id());
    }
    frame.links().with(&crate::paths::Place::Search, &of_column)
}
