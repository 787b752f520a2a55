//! 网站检查 — what the register says about the health of the site: columns, items, agencies, interpretations.
//!
//! Decides what of the register [`law::site_health`] is given to judge. Pages are looked at by whoever serves them; how a
//! place is written as an address is told by the caller.

use crate::Failure;
use crate::desk::Register;
use crate::portal::lines::{Agencies, address, standing};
use crate::view::Address;
use law::Date;
use law::item::kind::Lifecycle;
use law::item::{Column, Relation};
use law::site_health::{AgencySeen, ColumnSeen, InterpretationSeen, ItemSeen, Observed, Pace};
use std::collections::{BTreeSet, HashMap};
use store::Reader;
use store::agency::Agency;
use store::item::{ItemRow, State};
use store::listing::{Filter, Listed};

/// A place of the site that a finding may name.
#[derive(Clone, Copy, Debug)]
pub enum Spot<'a> {
    Item(&'a Address),
    Agency(&'a str),
    Column(&'a str, Column),
}

/// How a place is written.
pub type Written<'a> = &'a (dyn Fn(Spot<'_>) -> String + Sync);

/// How many items are read at a time.
const STEP: u32 = 500;

/// The kind whose items are annual reports, and the field that names their year.
const REPORT: (&str, &str) = ("annual_report", "report_year");

/// Everything that the register says, as it is on one day; no page has been looked at.
///
/// # Errors
/// Where the register cannot be read.
pub async fn observe(
    register: &Register,
    today: Date,
    written: Written<'_>,
) -> Result<Observed, Failure> {
    let mut reader = register.store.read().await?;
    let agencies = Agencies::new(reader.agencies().await?);
    let mut observed = Observed::default();
    let mut reports: HashMap<String, BTreeSet<i16>> = HashMap::new();
    let mut cursor = None;
    loop {
        let page = reader
            .listed(&Filter::default(), cursor.as_ref(), STEP)
            .await?;
        let Some(last) = page.last() else { break };
        cursor = Some(last.place());
        for listed in &page {
            let seen = item(register, &agencies, listed, today, written);
            observed.items.push(seen);
            if listed.item.kind == REPORT.0 {
                let years = reports.entry(listed.item.agency.clone()).or_default();
                years.extend(report_year(&mut reader, listed).await?);
            }
        }
    }
    let here = agencies.all.iter().filter(|agency| is_here(agency, today));
    for agency in here {
        let own = agencies.own(&agency.code);
        let years = own.iter().filter_map(|code| reports.get(code)).flatten();
        observed.agencies.push(AgencySeen {
            address: written(Spot::Agency(&agency.code)),
            name: agency.name.clone(),
            kind: agency.kind,
            level: agency.level,
            valid_from: agency.valid_from,
            reports: years.copied().collect(),
        });
        // The request column is a way in, not a list.
        for column in Column::ALL
            .into_iter()
            .filter(|it| *it != Column::OnRequest)
        {
            let subtree = agencies.subtree(&agency.code);
            let is_first = agency
                .admin_parent
                .as_deref()
                .is_none_or(|up| agencies.get(up).is_none());
            let seen = columns(&mut reader, agency, is_first, subtree, column, written).await?;
            observed.columns.push(seen);
        }
    }
    observed.interpretations = interpretations(&mut reader, written).await?;
    Ok(observed)
}

/// Whether it is an agency of this site that exists on the day.
fn is_here(agency: &Agency, today: Date) -> bool {
    agency.is_own
        && agency.valid_from.is_none_or(|from| from <= today)
        && agency.valid_to.is_none_or(|to| today <= to)
}

fn item(
    register: &Register,
    agencies: &Agencies,
    listed: &Listed,
    today: Date,
    written: Written<'_>,
) -> ItemSeen {
    let row = &listed.item;
    let kinds = register.kinds();
    let is_law = kinds
        .get(&row.kind)
        .is_some_and(|kind| kind.lifecycle == Lifecycle::LegalText);
    let is_own = agencies.get(&row.agency).is_some_and(|it| it.is_own);
    ItemSeen {
        address: written(Spot::Item(&address(row))),
        title: row.title.clone(),
        doc_no: row.doc_no.clone(),
        is_own_document: is_own && !is_law,
        is_law,
        written_on: row.written_on,
        published_on: row.published_on,
        status: standing(kinds, &row.kind, listed.facts.as_ref(), today).map(|it| it.status),
    }
}

async fn report_year(reader: &mut Reader, listed: &Listed) -> Result<Option<i16>, Failure> {
    let Some(edition) = listed.item.released_edition else {
        return Ok(None);
    };
    let release = reader.release(&listed.item.id, edition).await?;
    let year = release.and_then(|release| {
        let year = release.released.fields().text(REPORT.1)?;
        year.trim_end_matches('年').parse().ok()
    });
    Ok(year)
}

async fn columns(
    reader: &mut Reader,
    agency: &Agency,
    is_first: bool,
    subtree: Vec<String>,
    column: Column,
    written: Written<'_>,
) -> Result<ColumnSeen, Failure> {
    let filter = Filter {
        agencies: Some(subtree),
        column: Some(column.id().into()),
        ..Filter::default()
    };
    let newest = reader.listed(&filter, None, 1).await?;
    Ok(ColumnSeen {
        address: written(Spot::Column(&agency.code, column)),
        name: format!("{} · {}", agency.name, column.zh()),
        pace: match column {
            Column::Statutory if is_first => Pace::Policy,
            Column::Statutory => Pace::Below,
            Column::Guide => Pace::Guide,
            Column::Policy | Column::AnnualReport | Column::OnRequest => Pace::Free,
        },
        items: reader.count(&filter).await?,
        newest: newest.first().map(|listed| listed.item.published_on),
    })
}

async fn interpretations(
    reader: &mut Reader,
    written: Written<'_>,
) -> Result<Vec<InterpretationSeen>, Failure> {
    let stated = reader.relations_by(Relation::Interprets).await?;
    let ends = stated
        .iter()
        .flat_map(|row| [Some(&row.item), row.other.as_ref()]);
    let mut ends: Vec<String> = ends.flatten().cloned().collect();
    ends.sort_unstable();
    ends.dedup();
    let held = reader.items(&ends).await?;
    let held = held.iter().map(|listed| &listed.item);
    let held = held.filter(|item| item.state == State::Released);
    let held: HashMap<&str, &ItemRow> = held.map(|item| (item.id.as_str(), item)).collect();
    let seen = stated.iter().filter_map(|row| {
        let item = held.get(row.item.as_str())?;
        let policy = held.get(row.other.as_deref()?)?;
        Some(InterpretationSeen {
            address: written(Spot::Item(&address(item))),
            title: item.title.clone(),
            published_on: item.published_on,
            policy: policy.title.clone(),
            policy_published_on: policy.published_on,
        })
    });
    Ok(seen.collect())
}
