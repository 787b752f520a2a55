//! Agencies: the tree, and one agency with its five fixed columns.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::cursor::{List, foreign};
use crate::portal::lines::{Agencies, address, line};
use crate::view::{AgencyLine, AgencyView, ColumnView, Listing, Profile, Whose};
use law::Date;
use law::item::{Column, profile};
use std::collections::HashMap;
use store::Reader;
use store::agency::Agency;
use store::listing::Filter;

/// How many lines a column shows before “more”.
const SHOWN: u32 = 5;
/// How many lines a page of a list has.
pub(crate) const PAGE: u32 = 20;

/// Released items by agency and column.
struct Counts(HashMap<String, HashMap<String, u64>>);

impl Counts {
    async fn read(reader: &mut Reader) -> Result<Self, Failure> {
        let mut counts: HashMap<String, HashMap<String, u64>> = HashMap::new();
        for (agency, column, n) in reader.counts().await? {
            counts.entry(agency).or_default().insert(column, n);
        }
        Ok(Self(counts))
    }

    /// Of one agency, in all columns.
    fn of(&self, agency: &str) -> u64 {
        self.0
            .get(agency)
            .map_or(0, |columns| columns.values().sum())
    }

    /// Of several agencies, in one column.
    fn in_column(&self, agencies: &[String], column: Column) -> u64 {
        let columns = agencies.iter().filter_map(|agency| self.0.get(agency));
        columns.filter_map(|columns| columns.get(column.id())).sum()
    }
}

fn agency_line(agency: &Agency, counts: &Counts, today: Date) -> AgencyLine {
    AgencyLine {
        code: agency.code.clone(),
        name: agency.name.clone(),
        level: agency.level,
        kind: agency.kind,
        items: counts.of(&agency.code),
        is_own: agency.is_own,
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
        let counts = Counts::read(&mut reader).await?;
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
        let counts = Counts::read(reader).await?;
        // A publisher that only drafts name is as if it were not there.
        let agency = agencies
            .get(code)
            .filter(|agency| agency.is_own || 0 < counts.of(&agency.code))
            .ok_or(Failure::NotFound)?;
        let lines = |keep: &dyn Fn(&&Agency) -> bool| -> Vec<AgencyLine> {
            agencies
                .all
                .iter()
                .filter(keep)
                .map(|agency| agency_line(agency, &counts, today))
                .collect()
        };
        let (own, all) = (agencies.own(code), agencies.subtree(code));
        let mut columns = Vec::with_capacity(Column::ALL.len());
        for column in Column::ALL {
            let filter = Filter {
                agencies: Some(all.clone()),
                column: Some(column.id().into()),
                kind: None,
                ..Filter::default()
            };
            let latest = reader.listed(&filter, None, SHOWN).await?;
            let latest = latest
                .iter()
                .map(|listed| line(listed, &agencies, self.kinds(), today))
                .collect();
            let of_own = counts.in_column(&own, column);
            columns.push(ColumnView {
                column,
                own: of_own,
                below: counts.in_column(&all, column) - of_own,
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
            profile: self.profile(reader, code).await?,
        })
    }

    /// What an agency says of itself: its newest released profile.
    async fn profile(&self, reader: &mut Reader, code: &str) -> Result<Option<Profile>, Failure> {
        let Some(kind) = self.kinds().get(profile::KIND) else {
            return Ok(None);
        };
        let filter = Filter {
            agencies: Some(vec![code.to_owned()]),
            kind: Some(kind.id.into()),
            ..Filter::default()
        };
        let Some(newest) = reader.listed(&filter, None, 1).await?.pop() else {
            return Ok(None);
        };
        let text = reader.shown(std::slice::from_ref(&newest.item.id)).await?;
        Ok(text.first().map(|released| Profile {
            address: address(&newest.item),
            title: released.title().to_owned(),
            published_on: newest.item.published_on,
            six: profile::six(kind, released.fields()),
        }))
    }

    /// One column of an agency, newest first: its own items, and those of bodies below it where they are wanted too.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; [`Failure::Invalid`] where `after` is not a place in this list.
    pub async fn column(
        &self,
        code: &str,
        column: Column,
        whose: Whose,
        after: Option<&str>,
        today: Date,
    ) -> Result<(AgencyView, Listing), Failure> {
        let mut reader = self.register.store.read().await?;
        let view = self.agency_view(&mut reader, code, today).await?;
        let agencies = Self::all_agencies(&mut reader).await?;
        let (of, named) = match whose {
            Whose::All => (agencies.subtree(code), "all"),
            Whose::Own => (agencies.own(code), "own"),
        };
        let filter = Filter {
            agencies: Some(of),
            column: Some(column.id().into()),
            kind: None,
            ..Filter::default()
        };
        let list = List::of(&["column", code, column.id(), named]);
        let listing = self
            .listing(&mut reader, &list, &filter, after, PAGE, today)
            .await?;
        Ok((view, listing))
    }
}

/// A page of the list of agencies.
#[derive(Clone, Debug)]
pub struct AgencyPage {
    pub total: u64,
    /// Each with its depth.
    pub lines: Vec<(u8, AgencyLine)>,
    /// Give this back to get the next page; `None` at the end.
    pub next: Option<String>,
}

impl Portal {
    /// The list of [`Portal::agencies`], page by page.
    ///
    /// # Errors
    /// [`Failure::Invalid`] where `after` is not a place in it.
    pub async fn agencies_from(
        &self,
        after: Option<&str>,
        limit: usize,
        today: Date,
    ) -> Result<AgencyPage, Failure> {
        let list = List::of(&["agencies"]);
        let mut all = self.agencies(today).await?;
        let total = all.len() as u64;
        if let Some(cursor) = after {
            let code = list.open(cursor)?;
            let place = all.iter().position(|(_, line)| line.code == code);
            all.drain(..=place.ok_or_else(foreign)?);
        }
        let more = limit < all.len();
        all.truncate(limit);
        let end = all.last().filter(|_| more);
        Ok(AgencyPage {
            total,
            next: end.map(|(_, line)| list.seal(&line.code)),
            lines: all,
        })
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
