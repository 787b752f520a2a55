//! Agencies: the tree, and one agency with its five fixed columns.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::lines::{Agencies, line};
use crate::view::{AgencyLine, AgencyView, ColumnView, Listing};
use law::Date;
use law::item::Column;
use std::collections::HashMap;
use store::Reader;
use store::agency::Agency;
use store::listing::Filter;

/// How many lines a column shows before “more”.
const SHOWN: u32 = 5;
/// How many lines a page of a list has.
pub(crate) const PAGE: u32 = 20;

type Counts = HashMap<String, u64>;

async fn counts(reader: &mut Reader) -> Result<Counts, Failure> {
    let mut counts = Counts::new();
    for (agency, _, n) in reader.counts().await? {
        *counts.entry(agency).or_default() += n;
    }
    Ok(counts)
}

fn agency_line(agency: &Agency, counts: &Counts, today: Date) -> AgencyLine {
    AgencyLine {
        code: agency.code.clone(),
        name: agency.name.clone(),
        level: agency.level,
        kind: agency.kind,
        items: counts.get(&agency.code).copied().unwrap_or(0),
        is_current: agency.valid_from.is_none_or(|from| from <= today)
            && agency.valid_to.is_none_or(|to| today <= to),
    }
}

impl Portal {
    pub(crate) async fn all_agencies(reader: &mut Reader) -> Result<Agencies, Failure> {
        Ok(Agencies::new(reader.agencies().await?))
    }

    /// All agencies of the site, the territorial tree in order: each with its depth. Bodies whose texts are only
    /// reprinted here come last, at depth 0.
    pub async fn agencies(&self, today: Date) -> Result<Vec<(u8, AgencyLine)>, Failure> {
        let mut reader = self.register.store.read().await?;
        let agencies = Self::all_agencies(&mut reader).await?;
        let counts = counts(&mut reader).await?;
        let mut out = Vec::with_capacity(agencies.all.len());
        let roots = agencies.all.iter().filter(|agency| {
            agency.is_own
                && agency
                    .admin_parent
                    .as_deref()
                    .is_none_or(|parent| agencies.get(parent).is_none())
        });
        for root in roots {
            descend(&agencies, root, 0, &counts, today, &mut out);
        }
        for agency in agencies.all.iter().filter(|agency| !agency.is_own) {
            let line = agency_line(agency, &counts, today);
            if line.items > 0 {
                out.push((0, line));
            }
        }
        Ok(out)
    }

    /// One agency, its place in both trees, and its five fixed columns.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn agency(&self, code: &str, today: Date) -> Result<AgencyView, Failure> {
        let mut reader = self.register.store.read().await?;
        self.agency_view(&mut reader, code, today).await
    }

    async fn agency_view(
        &self,
        reader: &mut Reader,
        code: &str,
        today: Date,
    ) -> Result<AgencyView, Failure> {
        let agencies = Self::all_agencies(reader).await?;
        let counts = counts(reader).await?;
        // A publisher that only drafts name is as if it were not there.
        let agency = agencies
            .get(code)
            .filter(|agency| agency.is_own || counts.contains_key(&agency.code))
            .ok_or(Failure::NotFound)?;
        let lines = |keep: &dyn Fn(&&Agency) -> bool| -> Vec<AgencyLine> {
            agencies
                .all
                .iter()
                .filter(keep)
                .map(|agency| agency_line(agency, &counts, today))
                .collect()
        };
        let mut columns = Vec::with_capacity(Column::ALL.len());
        for column in Column::ALL {
            let filter = Filter {
                agencies: Some(agencies.subtree(code)),
                column: Some(column.id().into()),
                kind: None,
            };
            let total = reader.count(&filter).await?;
            let latest = reader.listed(&filter, None, SHOWN).await?;
            let latest = latest
                .iter()
                .map(|listed| line(listed, &agencies, self.kinds(), today))
                .collect();
            columns.push(ColumnView {
                column,
                total,
                latest,
            });
        }
        let mut admin_path: Vec<_> = agencies
            .path(code)
            .into_iter()
            .skip(1)
            .filter_map(|a| agencies.link(&a.code))
            .collect();
        admin_path.reverse();
        Ok(AgencyView {
            line: agency_line(agency, &counts, today),
            address: agency.address.clone(),
            phone: agency.phone.clone(),
            valid_from: agency.valid_from,
            valid_to: agency.valid_to,
            admin_path,
            system_parent: agency
                .system_parent
                .as_deref()
                .and_then(|code| agencies.link(code)),
            below: lines(&|a| a.admin_parent.as_deref() == Some(code)),
            system_below: lines(&|a| a.system_parent.as_deref() == Some(code)),
            predecessors: agencies
                .all
                .iter()
                .filter(|a| a.successor.as_deref() == Some(code))
                .filter_map(|a| agencies.link(&a.code))
                .collect(),
            successor: agency
                .successor
                .as_deref()
                .and_then(|code| agencies.link(code)),
            columns,
        })
    }

    /// One column of an agency, its own items and those of bodies below it, newest first.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn column(
        &self,
        code: &str,
        column: Column,
        after: Option<&str>,
        today: Date,
    ) -> Result<(AgencyView, Listing), Failure> {
        let mut reader = self.register.store.read().await?;
        let view = self.agency_view(&mut reader, code, today).await?;
        let agencies = Self::all_agencies(&mut reader).await?;
        let filter = Filter {
            agencies: Some(agencies.subtree(code)),
            column: Some(column.id().into()),
            kind: None,
        };
        let listing = self
            .listing(&mut reader, &filter, after, PAGE, today)
            .await?;
        Ok((view, listing))
    }
}

fn descend(
    agencies: &Agencies,
    agency: &Agency,
    depth: u8,
    counts: &Counts,
    today: Date,
    out: &mut Vec<(u8, AgencyLine)>,
) {
    if depth > 16 {
        return;
    }
    out.push((depth, agency_line(agency, counts, today)));
    for below in agencies
        .all
        .iter()
        .filter(|below| below.admin_parent.as_deref() == Some(&agency.code))
    {
        descend(agencies, below, depth + 1, counts, today, out);
    }
}
