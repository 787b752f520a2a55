//! Agencies: the tree, and one agency with its five fixed columns.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::cursor::{List, foreign};
use crate::portal::library::has_words;
use crate::portal::lines::{Agencies, address, line};
use crate::view::{
    AgencyDirectory, AgencyGroup, AgencyLine, AgencyView, ColumnView, Listing, Profile, Whose,
};
use law::Date;
use law::agency::{AgencyKind, AgencyLevel};
use law::item::{Column, profile};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};
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
        Self::under(reader, &Filter::default()).await
    }

    /// As columns count: each work of law once, by its text of the day.
    async fn of_columns(reader: &mut Reader, today: Date) -> Result<Self, Failure> {
        let each_once = Filter {
            standing_on: Some(today),
            ..Filter::default()
        };
        Self::under(reader, &each_once).await
    }

    async fn under(reader: &mut Reader, filter: &Filter) -> Result<Self, Failure> {
        let mut counts: HashMap<String, HashMap<String, u64>> = HashMap::new();
        for (agency, column, n) in reader.counts(filter).await? {
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

    /// Of several agencies, in all columns.
    fn of_all(&self, agencies: &[String]) -> u64 {
        agencies.iter().map(|agency| self.of(agency)).sum()
    }

    /// Of several agencies, in one column.
    fn in_column(&self, agencies: &[String], column: Column) -> u64 {
        let columns = agencies.iter().filter_map(|agency| self.0.get(agency));
        columns.filter_map(|columns| columns.get(column.id())).sum()
    }
}

fn agency_line(agencies: &Agencies, agency: &Agency, counts: &Counts, today: Date) -> AgencyLine {
    let successor = agency.successor.as_deref();
    AgencyLine {
        ended_on: agency.valid_to,
        successor: successor.and_then(|code| agencies.link(code)),
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
    /// All agencies as of what is read. They are kept as of the entry that changed pages last: every list names some of
    /// them, and each row that is read anew costs more than all the rest of a search.
    pub(crate) async fn all_agencies(&self, reader: &mut Reader) -> Result<Arc<Agencies>, Failure> {
        let shown = reader.newest_shown().await?.seq;
        self.agencies_as_of(reader, shown).await
    }

    /// The same where the newest entry that changes pages is known already.
    pub(crate) async fn agencies_as_of(
        &self,
        reader: &mut Reader,
        shown: u64,
    ) -> Result<Arc<Agencies>, Failure> {
        let kept = self.directory.lock();
        let kept = kept.unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((seq, agencies)) = kept
            && seq == shown
        {
            return Ok(agencies);
        }
        let agencies = Arc::new(Agencies::new(reader.agencies().await?));
        let mut kept = self
            .directory
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = Some((shown, Arc::clone(&agencies)));
        Ok(agencies)
    }

    /// All agencies of the site, the territorial tree in order: each with its depth. Bodies whose texts are only
    /// reprinted here come last, at depth 0.
    pub async fn agencies(&self, today: Date) -> Result<Vec<(u8, AgencyLine)>, Failure> {
        let mut reader = self.register.store.read().await?;
        let agencies = self.all_agencies(&mut reader).await?;
        let counts = Counts::read(&mut reader).await?;
        let line = |agency: &Agency| agency_line(&agencies, agency, &counts, today);
        let tree = in_order(&agencies).into_iter();
        let own = tree.map(|(depth, agency)| (depth, line(agency)));
        let others = agencies.all.iter().filter(|agency| !agency.is_own);
        let reprinted = others.map(|agency| (0, line(agency)));
        let reprinted = reprinted.filter(|(_, line)| 0 < line.items);
        Ok(own.chain(reprinted).collect())
    }

    /// 机构名录, narrowed, a page of it.
    ///
    /// # Errors
    /// [`Failure::Invalid`] where `after` is not a place in it.
    pub async fn directory(
        &self,
        filter: &AgenciesFilter,
        after: Option<&str>,
        limit: usize,
        today: Date,
    ) -> Result<AgencyDirectory, Failure> {
        let list = List::of(&[
            "directory",
            filter.words.as_deref().unwrap_or_default(),
            filter.level.map(AgencyLevel::id).unwrap_or_default(),
            filter.kind.map(AgencyKind::id).unwrap_or_default(),
        ]);
        let all = self.agencies(today).await?;
        let mut lines: Vec<(AgencyGroup, AgencyLine)> = all
            .into_iter()
            .map(|(_, line)| (group_of(&line), line))
            .collect();
        let all = lines.len() as u64;
        let count = |is: &dyn Fn(&AgencyLine) -> bool| {
            let there = lines.iter();
            let there =
                there.filter(|(group, line)| matches!(group, AgencyGroup::Of(_)) && is(line));
            there.count() as u64
        };
        let levels = AgencyLevel::ALL.map(|level| (level, count(&|line| line.level == level)));
        let kinds = AgencyKind::ALL.map(|kind| (kind, count(&|line| line.kind == kind)));
        lines.retain(|(_, line)| filter.leaves(line));
        lines.sort_by_key(|(group, _)| *group);
        let total = lines.len() as u64;
        if let Some(cursor) = after {
            let code = list.open(cursor)?;
            let place = lines.iter().position(|(_, line)| line.code == code);
            lines.drain(..=place.ok_or_else(foreign)?);
        }
        let more = limit < lines.len();
        lines.truncate(limit);
        let end = lines.last().filter(|_| more);
        Ok(AgencyDirectory {
            total,
            all,
            levels: levels.into_iter().filter(|(_, n)| 0 < *n).collect(),
            kinds: kinds.into_iter().filter(|(_, n)| 0 < *n).collect(),
            next: end.map(|(_, line)| list.seal(&line.code)),
            lines,
        })
    }

    /// Every column of an agency under which something stands, its own or that of a body below it.
    pub async fn columns_held(&self, today: Date) -> Result<Vec<(String, Column)>, Failure> {
        let mut reader = self.register.store.read().await?;
        let agencies = self.all_agencies(&mut reader).await?;
        let counts = Counts::of_columns(&mut reader, today).await?;
        let mut held: BTreeSet<(String, Column)> = BTreeSet::new();
        for (agency, columns) in counts.0 {
            let columns: Vec<Column> = columns
                .keys()
                .filter_map(|id| Column::from_id(id))
                .collect();
            for code in agencies.above(&agency) {
                held.extend(columns.iter().map(|column| (code.clone(), *column)));
            }
        }
        Ok(held.into_iter().collect())
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
        let agencies = self.all_agencies(reader).await?;
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
                .map(|agency| agency_line(&agencies, agency, &counts, today))
                .collect()
        };
        let (own, all) = (agencies.own(code), agencies.subtree(code));
        let in_columns = Counts::of_columns(reader, today).await?;
        let mut columns = Vec::with_capacity(Column::ALL.len());
        for column in Column::ALL {
            let filter = Filter {
                agencies: Some(all.clone()),
                column: Some(column.id().into()),
                standing_on: Some(today),
                ..Filter::default()
            };
            let latest = reader.listed(&filter, None, SHOWN).await?;
            let latest = latest
                .iter()
                .map(|listed| line(listed, &agencies, self.kinds(), today))
                .collect();
            let of_own = in_columns.in_column(&own, column);
            columns.push(ColumnView {
                column,
                own: of_own,
                below: in_columns.in_column(&all, column) - of_own,
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
            line: agency_line(&agencies, agency, &counts, today),
            items: counts.of_all(&all),
            items_below: counts.of_all(&all) - counts.of_all(&own),
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
        let agencies = self.all_agencies(&mut reader).await?;
        let (of, named) = match whose {
            Whose::All => (agencies.subtree(code), "all"),
            Whose::Own => (agencies.own(code), "own"),
        };
        let filter = Filter {
            agencies: Some(of),
            column: Some(column.id().into()),
            standing_on: Some(today),
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

/// How the directory is narrowed. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgenciesFilter {
    /// Words of the name.
    pub words: Option<String>,
    pub level: Option<AgencyLevel>,
    pub kind: Option<AgencyKind>,
}

impl AgenciesFilter {
    /// Of a body whose texts are only reprinted neither level nor kind is known.
    fn leaves(&self, line: &AgencyLine) -> bool {
        has_words(&line.name.to_lowercase(), self.words.as_deref())
            && self
                .level
                .is_none_or(|level| line.is_own && line.level == level)
            && self
                .kind
                .is_none_or(|kind| line.is_own && line.kind == kind)
    }
}

fn group_of(line: &AgencyLine) -> AgencyGroup {
    match (line.is_own, line.is_current) {
        (false, _) => AgencyGroup::Reprinted,
        (true, true) => AgencyGroup::Of(line.level),
        (true, false) => AgencyGroup::Former,
    }
}

/// The agencies of the site as the territorial tree goes, each with its depth.
pub(crate) fn in_order(agencies: &Agencies) -> Vec<(u8, &Agency)> {
    let mut below: HashMap<&str, Vec<&Agency>> = HashMap::new();
    let mut open: Vec<(u8, &Agency)> = Vec::new();
    for agency in &agencies.all {
        match agency
            .admin_parent
            .as_deref()
            .filter(|parent| agencies.get(parent).is_some())
        {
            Some(parent) => below.entry(parent).or_default().push(agency),
            None if agency.is_own => open.push((0, agency)),
            None => {}
        }
    }
    open.reverse();
    let mut out = Vec::with_capacity(agencies.all.len());
    while let Some((depth, agency)) = open.pop() {
        out.push((depth, agency));
        let next = below.remove(agency.code.as_str()).unwrap_or_default();
        let next = next
            .into_iter()
            .rev()
            .map(|below| (depth.saturating_add(1), below));
        open.extend(next);
    }
    out
}
