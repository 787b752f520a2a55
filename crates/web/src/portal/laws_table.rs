//! GET /laws.csv and /laws.xlsx — the whole list of works, narrowed and sorted as the page is, as a spreadsheet.
//!
//! Column heads and states are in Chinese whatever the page was shown in: a file has one form for all.

use crate::app::App;
use crate::error::Trouble;
use crate::extract::{Asked, Pairs, Question, Visit};
use crate::middleware::cache::Keep;
use crate::page::Answer;
use crate::paths::segment;
use crate::portal::documents::known;
use crate::portal::laws::List;
use acts::press::table::{Cell, Table, TableForm};
use acts::view::WorkLine;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;

/// Queries of a table.
pub(crate) const ASKS: &[&str] = &["kind", "validity", "q", "issuer", "year", "sort"];

const NAME: &str = "法律法规规章";

/// Column heads with their widths.
const HEADS: [(&str, u8); 13] = [
    ("名称", 48),
    ("文号", 24),
    ("种类", 12),
    ("制定机关", 32),
    ("首次公布或通过", 14),
    ("这个文本公布", 14),
    ("经", 8),
    ("施行", 12),
    ("效力", 24),
    ("效力依据", 36),
    ("文本数", 8),
    ("法规编码", 12),
    ("网址", 48),
];

#[derive(Debug)]
pub(crate) struct Which(List);

impl Question for Which {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        List::read(pairs).map(Self)
    }
}

/// GET /laws.csv
pub(crate) async fn csv(visit: Visit, asked: Asked<Which>) -> Answer {
    table(TableForm::Csv, visit, asked).await
}

/// GET /laws.xlsx
pub(crate) async fn xlsx(visit: Visit, asked: Asked<Which>) -> Answer {
    table(TableForm::Xlsx, visit, asked).await
}

async fn table(form: TableForm, visit: Visit, Asked(Which(list)): Asked<Which>) -> Answer {
    let portal = visit.app.portal();
    known(portal.kinds(), list.filter.kind.as_deref())?;
    // The addresses in it are those of this way of showing.
    let here = visit.app.absolute(&visit.app.links().laws());
    let (filter, sort) = (format!("{:?}", list.filter), list.sort.id());
    let (app, today) = (visit.app.clone(), visit.today);
    let table = async move {
        let portal = app.portal();
        let works = portal.all_works(&list.filter, list.sort, today).await?;
        Ok(Table {
            name: NAME.into(),
            heads: HEADS.map(|(head, width)| (head.to_owned(), width)).into(),
            rows: works.iter().map(|line| row(&app, line)).collect(),
        })
    };
    let bytes = portal
        .spreadsheet(&[&here, &filter, &sort], form, today, Box::pin(table))
        .await?;
    let name = format!("{NAME}-{}.{}", visit.today, form.extension());
    let disposition = format!(
        "attachment; filename=\"laws-{}.{}\"; filename*=UTF-8''{}",
        visit.today,
        form.extension(),
        segment(&name)
    );
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(form.media_type()),
    );
    let disposition = HeaderValue::from_str(&disposition)
        .map_err(|error| Trouble::bug(format!("disposition: {error}")))?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    response.extensions_mut().insert(Keep);
    Ok(response)
}

fn row(app: &App, line: &WorkLine) -> Vec<Cell> {
    let kind = app.portal().kinds().get(&line.kind);
    let act = line.act().map_or("", law::item::enactment::Act::zh);
    vec![
        Cell::from(line.title.as_str()),
        Cell::from(line.number.as_deref().unwrap_or_default()),
        Cell::from(kind.map_or(line.kind.as_str(), |kind| kind.zh)),
        Cell::from(line.issuer.as_str()),
        Cell::day(line.first_promulgated),
        Cell::day(line.made_on()),
        Cell::from(act),
        Cell::day(line.effective),
        Cell::from(line.standing.zh().as_str()),
        Cell::from(line.standing.basis.as_str()),
        Cell::Number(u64::from(line.versions)),
        Cell::from(line.work.as_str()),
        Cell::from(app.absolute(&app.links().work_line(line)).as_str()),
    ]
}
