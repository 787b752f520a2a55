//! 机构 — all bodies of the site as a tree by place.

use crate::extract::Visit;
use crate::page::{Answer, Channel, Frame, Page, answer};
use acts::view::AgencyLine;
use askama::Template;

#[derive(Debug, Template)]
#[template(path = "portal/agencies.html")]
struct AgenciesPage {
    frame: Frame,
    rows: Vec<Row>,
}

/// An agency and how the nested lists open and close around it.
#[derive(Debug)]
struct Row {
    line: AgencyLine,
    /// Whether a list opens before this row.
    opens: bool,
    /// How many lists close before this row, after the item before it.
    closes: u8,
    is_first: bool,
}

impl AgenciesPage {
    /// How many lists are open at the end.
    fn open_at_end(&self) -> u8 {
        let opened = self.rows.iter().filter(|row| row.opens).count() as u8;
        let closed = self
            .rows
            .iter()
            .fold(0u8, |sum, row| sum.saturating_add(row.closes));
        opened.saturating_sub(closed)
    }
}

impl Page for AgenciesPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /agencies
pub(crate) async fn show(visit: Visit) -> Answer {
    let lines = visit.app.portal().agencies(visit.today).await?;
    let frame = Frame::new(&visit.app, Channel::Agencies, "page-agencies", "机构与栏目");
    answer(&AgenciesPage {
        frame,
        rows: rows(lines),
    })
}

/// A row may go one step deeper than the row before it; a leap is shown as one step.
fn rows(lines: Vec<(u8, AgencyLine)>) -> Vec<Row> {
    let mut open: Vec<u8> = Vec::new();
    lines
        .into_iter()
        .enumerate()
        .map(|(i, (depth, line))| {
            let mut closes = 0;
            while open.last().is_some_and(|last| depth < *last) && 1 < open.len() {
                open.pop();
                closes += 1;
            }
            let opens = open.last().is_none_or(|last| *last < depth);
            if opens {
                open.push(depth);
            }
            Row {
                line,
                opens,
                closes,
                is_first: i == 0,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::agency::{AgencyKind, AgencyLevel};

    #[test]
    fn lists_open_and_close_as_the_tree_goes() {
        let line = AgencyLine {
            code: "XT-0001".into(),
            name: "示例县人民政府".into(),
            level: AgencyLevel::County,
            kind: AgencyKind::Government,
            items: 0,
            is_current: true,
            is_own: true,
        };
        let rows = rows(
            [0, 1, 2, 2, 0, 1]
                .map(|depth| (depth, line.clone()))
                .to_vec(),
        );
        let shape: Vec<(bool, u8)> = rows.iter().map(|row| (row.opens, row.closes)).collect();
        assert_eq!(
            shape,
            [
                (true, 0),
                (true, 0),
                (true, 0),
                (false, 0),
                (false, 2),
                (true, 0)
            ]
        );
    }
}
