//! Agencies: the list by cursor, the territorial tree in order, and one agency with its columns.

use super::{Params, answer};
use crate::app::App;
use crate::extract::{Agency, Asked, At, Visit};
use crate::page::Answer;
use crate::paths::Place;
use acts::view::{AgencyLine, AgencyRef, AgencyView};
use serde::Serialize;

/// Agencies on one page.
const PAGE: usize = 100;

#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the open API"
)]
struct Agencies {
    total: u64,
    agencies: Vec<Listed>,
    next: Option<String>,
}

/// An agency in the tree.
#[derive(Debug, Serialize)]
struct Listed {
    /// How many stand above it.
    depth: u8,
    #[serde(flatten)]
    agency: Line,
}

#[derive(Debug, Serialize)]
struct Line {
    code: String,
    name: String,
    address: String,
    api: String,
    level: &'static str,
    kind: &'static str,
    is_own: bool,
    is_current: bool,
    /// Released items of itself.
    items: u64,
}

#[derive(Debug, Serialize)]
struct One {
    #[serde(flatten)]
    agency: Line,
    office: String,
    phone: String,
    valid_from: Option<String>,
    valid_to: Option<String>,
    above: Vec<Named>,
    guided_by: Option<Named>,
    below: Vec<Line>,
    guides: Vec<Line>,
    predecessors: Vec<Named>,
    successor: Option<Named>,
    columns: Vec<Column>,
}

#[derive(Debug, Serialize)]
struct Named {
    code: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct Column {
    id: &'static str,
    name: &'static str,
    address: String,
    own: u64,
    below: u64,
}

/// GET /api/v1/agencies
pub(crate) async fn list(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let cursor = params.only(&["cursor"])?.cursor("cursor")?;
    let app = &visit.app;
    let page = app
        .portal()
        .agencies_from(cursor.as_deref(), PAGE, visit.today)
        .await?;
    answer(&Agencies {
        total: page.total,
        agencies: page
            .lines
            .iter()
            .map(|(depth, line)| Listed {
                depth: *depth,
                agency: Line::new(app, line),
            })
            .collect(),
        next: page.next,
    })
}

/// GET /api/v1/agencies/{code}
pub(crate) async fn show(
    visit: Visit,
    At(Agency(code)): At<Agency>,
    Asked(params): Asked<Params>,
) -> Answer {
    params.only(&[])?;
    let view = visit.app.portal().agency(&code, visit.today).await?;
    answer(&One::new(&visit.app, &view))
}

impl Line {
    fn new(app: &App, line: &AgencyLine) -> Self {
        let links = app.links();
        Self {
            code: line.code.clone(),
            name: line.name.clone(),
            address: links.agency(&line.code),
            api: links.to(&Place::ApiAgency(line.code.clone())),
            level: line.level.id(),
            kind: line.kind.id(),
            is_own: line.is_own,
            is_current: line.is_current,
            items: line.items,
        }
    }
}

impl One {
    fn new(app: &App, view: &AgencyView) -> Self {
        let lines = |lines: &[AgencyLine]| lines.iter().map(|line| Line::new(app, line)).collect();
        let columns = view.columns.iter().map(|column| Column {
            id: column.column.id(),
            name: column.column.zh(),
            address: app.links().column(&view.line.code, column.column),
            own: column.own,
            below: column.below,
        });
        Self {
            agency: Line::new(app, &view.line),
            office: view.address.clone(),
            phone: view.phone.clone(),
            valid_from: view.valid_from.map(|day| day.to_string()),
            valid_to: view.valid_to.map(|day| day.to_string()),
            above: view.admin_path.iter().map(Named::from).collect(),
            guided_by: view.system_parent.as_ref().map(Named::from),
            below: lines(&view.below),
            guides: lines(&view.system_below),
            predecessors: view.predecessors.iter().map(Named::from).collect(),
            successor: view.successor.as_ref().map(Named::from),
            columns: columns.collect(),
        }
    }
}

impl From<&AgencyRef> for Named {
    fn from(agency: &AgencyRef) -> Self {
        Self {
            code: agency.code.clone(),
            name: agency.name.clone(),
        }
    }
}
