//! 首页 — one question, one box; the five fixed columns; what is new.

use crate::extract::Visit;
use crate::machines::described;
use crate::page::{Answer, Channel, Frame, Page, answer, fresh};
use crate::paths::Place;
use acts::view::{Home, TopicLine};
use askama::Template;
use law::item::{Column, Kinds};
use law::{Date, Period};

#[derive(Debug, Template)]
#[template(path = "portal/home.html")]
struct HomePage {
    frame: Frame,
    home: Home,
    columns: Vec<ColumnLink>,
    /// Those with most under them, in the order of the list.
    topics: Vec<TopicLine>,
    today: Date,
}

/// A fixed column with where it leads: what stands in it on the whole site.
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
    // The front page stands also where the index cannot be read; the page of the subjects says so.
    let topics = visit.app.portal().topics().await.unwrap_or_default();
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
    let is_behind = topics.is_behind;
    let page = HomePage {
        frame,
        home,
        columns,
        topics: most(topics.listed),
        today: visit.today,
    };
    if is_behind {
        fresh(&page)
    } else {
        answer(&page)
    }
}

/// How many subjects the front page shows.
const TOPICS: usize = 8;

/// The subjects with most under them, in the order in which they came.
fn most(topics: Vec<TopicLine>) -> Vec<TopicLine> {
    let mut counts: Vec<u64> = topics.iter().map(|topic| topic.items).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let least = counts.get(TOPICS - 1).copied().unwrap_or_default();
    let kept = topics.into_iter().filter(|topic| least <= topic.items);
    kept.take(TOPICS).collect()
}

/// Where a column of the whole site is found.
pub(crate) fn leads_to(frame: &Frame, kinds: &Kinds, column: Column) -> String {
    if kinds.iter().any(|kind| kind.column == column) {
        let query = [("column", column.id())];
        frame.links().with(&Place::Documents, &query)
    } else {
        format!("{}#{}", frame.links().about(), column.id())
    }
}
