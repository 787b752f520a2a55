//! What changed last, for who follows the site or a part of it; and whole lists for who counts pages.
//!
//! Decides that news goes by the ledger: what was released or corrected last comes first, whatever day the source states.
//! What is withdrawn is no news any more; its page says when and why. A subject is known to the search index, and so is
//! what a search finds: such news goes as the page does, by the day of publication, and says when the index is behind.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::cursor::{List, foreign};
use crate::portal::lines::{Agencies, line};
use crate::portal::lists::ItemsFilter;
use crate::view::{Line, RelationLine};
use law::Date;
use law::item::topic::class_with;
use law::item::{Column, Released};
use store::Reader;
use store::listing::{Filter, Listed};

/// What is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// Everything, or a part of it.
    Site(ItemsFilter),
    /// An agency and the bodies below it.
    Agency(String),
    /// One of the five fixed columns of an agency, as its page shows it.
    Column(String, Column),
    /// A subject, by its id.
    Topic(String),
    /// What a search finds.
    Search(Box<search::Query>),
}

/// An item in a list together with everything that was released of it.
#[derive(Clone, Debug)]
pub struct Whole {
    pub line: Line,
    pub released: Released,
}

/// The same with what it stands in relation to.
#[derive(Clone, Debug)]
pub struct Related {
    pub whole: Whole,
    pub relations: Vec<RelationLine>,
}

/// A change: when, and of what.
#[derive(Clone, Debug)]
pub struct Change {
    pub at: i64,
    pub whole: Whole,
}

/// Where a page of news begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    First,
    /// Give this back to get the page.
    After(String),
}

/// A page of news, newest first.
#[derive(Clone, Debug)]
pub struct News {
    /// The name of the agency or subject that is followed; of a search, its words.
    pub name: Option<String>,
    pub changes: Vec<Change>,
    /// When the newest of them happened, or something of the list was last withdrawn, whichever came later, so that it never
    /// goes back; of an empty page, when anything last happened on the site.
    pub changed_at: i64,
    /// The page with what is newer, where this is not the first.
    pub previous: Option<Page>,
    /// The page with the oldest.
    pub last: Page,
    /// Give this back to get the next page; `None` at the end.
    pub next: Option<String>,
    /// Whether the index that was asked had not seen the newest entries.
    pub is_behind: bool,
}

/// A page of a list whose pages are counted.
#[derive(Clone, Debug)]
pub struct Numbered {
    pub total: u64,
    pub lines: Vec<Related>,
}

/// How a numbered list is narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// An agency and the bodies below it.
    pub agency: Option<String>,
    pub column: Option<Column>,
    pub kind: Option<String>,
}

impl Followed {
    fn list(&self) -> List {
        match self {
            Self::Site(filter) => {
                let parts = filter.parts();
                let parts = parts.iter().map(String::as_str);
                List::of(
                    &["news", "site"]
                        .into_iter()
                        .chain(parts)
                        .collect::<Vec<_>>(),
                )
            }
            Self::Agency(code) => List::of(&["news", "agency", code]),
            Self::Column(code, column) => List::of(&["news", "column", code, column.id()]),
            Self::Topic(id) => List::of(&["news", "topic", id]),
            Self::Search(query) => List::of(&["news", "search", &format!("{query:?}")]),
        }
    }

    fn agency(&self) -> Option<&str> {
        match self {
            Self::Site(_) | Self::Topic(_) | Self::Search(_) => None,
            Self::Agency(code) | Self::Column(code, _) => Some(code),
        }
    }

    fn filter(&self, agencies: &Agencies, today: Date) -> Filter {
        let filter = match self {
            Self::Site(filter) => filter.clone(),
            Self::Column(_, column) => ItemsFilter {
                column: Some(*column),
                ..ItemsFilter::default()
            },
            Self::Agency(_) | Self::Topic(_) | Self::Search(_) => ItemsFilter::default(),
        };
        Filter {
            agencies: self.agency().map(|code| agencies.subtree(code)),
            ..filter.of_store(today)
        }
    }
}

impl Portal {
    /// What changed last of what is followed.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is no such agency; [`Failure::Invalid`] where `after` is not a place in this list.
    pub async fn news(
        &self,
        followed: &Followed,
        after: Option<&str>,
        limit: u32,
        today: Date,
    ) -> Result<News, Failure> {
        if matches!(followed, Followed::Topic(_) | Followed::Search(_)) {
            return self.found_news(followed, after, limit, today).await;
        }
        let mut reader = self.register.store.read().await?;
        let agencies = self.all_agencies(&mut reader).await?;
        let name = match followed.agency() {
            Some(code) => Some(shown(&mut reader, &agencies, code).await?),
            None => None,
        };
        let list = followed.list();
        let before = after.map(|cursor| list.open(cursor)).transpose()?;
        let before = before.map(|seq| seq.parse::<u64>().map_err(|_| foreign()));
        let before = before.transpose()?;
        let filter = followed.filter(&agencies, today);
        let mut rows = reader.changed_before(&filter, before, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let newest = rows.first().map(|row| row.changed_at);
        let changed_at = match newest {
            Some(at) => at.max(reader.last_withdrawn(&filter).await?.unwrap_or_default()),
            None => last_entry(&mut reader).await?,
        };
        let place = |seq: Option<u64>| {
            seq.map_or(Page::First, |seq| Page::After(list.seal(&seq.to_string())))
        };
        let previous = match before {
            None => None,
            Some(before) => Some(place(reader.change_above(&filter, before, limit).await?)),
        };
        // The last page holds what is left over, so that the way from either end meets the same pages.
        let total = reader.count(&filter).await?;
        let left = total.saturating_sub(1) % u64::from(limit) + 1;
        let oldest = if total <= u64::from(limit) {
            Page::First
        } else {
            place(reader.change_above(&filter, 0, left as u32).await?)
        };
        let next = rows.last().filter(|_| more);
        let next = next.map(|row| list.seal(&row.listed.item.changed_seq.to_string()));
        let rows = rows.into_iter().map(|row| (row.changed_at, row.listed));
        Ok(News {
            name,
            changes: self
                .changes(&mut reader, rows.collect(), &agencies, today)
                .await?,
            changed_at,
            previous,
            last: oldest,
            next,
            is_behind: false,
        })
    }

    /// News of what the index is asked for.
    async fn found_news(
        &self,
        followed: &Followed,
        after: Option<&str>,
        limit: u32,
        today: Date,
    ) -> Result<News, Failure> {
        let list = followed.list();
        let page = after.map(|cursor| list.open(cursor)).transpose()?;
        let page = page.map(|page| page.parse().map_err(|_| foreign()));
        let page: usize = page.transpose()?.unwrap_or_default();
        let found = match followed {
            Followed::Topic(id) => self.of_topic(class_with(id), page, limit as usize).await?,
            Followed::Search(query) => self.of_search(query, page, limit as usize).await?,
            _ => return Err(Failure::Bug("this list is not asked of the index".into())),
        };
        let mut reader = self.register.store.read().await?;
        let agencies = self.all_agencies(&mut reader).await?;
        let mut rows = Vec::new();
        for row in found.released(&mut reader).await? {
            let at = reader.recorded_at(row.item.changed_seq).await?;
            rows.push((at.unwrap_or_default(), row));
        }
        let changed_at = match rows.iter().map(|(at, _)| *at).max() {
            Some(at) => {
                let withdrawn = reader.last_withdrawn(&Filter::default()).await?;
                at.max(withdrawn.unwrap_or_default())
            }
            None => last_entry(&mut reader).await?,
        };
        let has_more = ((page + 1) * limit as usize) < found.reachable();
        let place = |page: usize| match page {
            0 => Page::First,
            page => Page::After(list.seal(&page.to_string())),
        };
        Ok(News {
            name: Some(found.name.clone()),
            changes: self.changes(&mut reader, rows, &agencies, today).await?,
            changed_at,
            previous: page.checked_sub(1).map(place),
            last: place(found.reachable().saturating_sub(1) / limit as usize),
            next: has_more.then(|| list.seal(&(page + 1).to_string())),
            is_behind: found.seen < reader.newest_shown().await?.seq,
        })
    }

    /// A page of a list by its number, counted from 1, newest first.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is no such agency.
    pub async fn numbered(
        &self,
        narrowed: &Narrowed,
        page: u32,
        limit: u32,
        today: Date,
    ) -> Result<Numbered, Failure> {
        let mut reader = self.register.store.read().await?;
        let agencies = self.all_agencies(&mut reader).await?;
        if let Some(code) = &narrowed.agency {
            shown(&mut reader, &agencies, code).await?;
        }
        let of = narrowed.agency.as_deref();
        let filter = Filter {
            agencies: of.map(|code| agencies.subtree(code)),
            column: narrowed.column.map(|column| column.id().to_owned()),
            kind: narrowed.kind.clone(),
            standing_on: narrowed.column.map(|_| today),
            ..Filter::default()
        };
        let total = reader.count(&filter).await?;
        let skip = u64::from(page.saturating_sub(1)) * u64::from(limit);
        let listed = if skip < total {
            reader.listed_from(&filter, skip, limit).await?
        } else {
            Vec::new()
        };
        let ids: Vec<String> = listed.iter().map(|row| row.item.id.clone()).collect();
        let mut relations = self
            .relations_of(&mut reader, &ids, &agencies, today)
            .await?;
        let wholes = self.wholes(&mut reader, &listed, &agencies, today).await?;
        let lines = ids.iter().zip(wholes).map(|(id, whole)| Related {
            whole,
            relations: relations.remove(id).unwrap_or_default(),
        });
        Ok(Numbered {
            total,
            lines: lines.collect(),
        })
    }

    /// These items, each with when it changed and what was released of it.
    async fn changes(
        &self,
        reader: &mut Reader,
        rows: Vec<(i64, Listed)>,
        agencies: &Agencies,
        today: Date,
    ) -> Result<Vec<Change>, Failure> {
        let (times, listed): (Vec<i64>, Vec<Listed>) = rows.into_iter().unzip();
        let wholes = self.wholes(reader, &listed, agencies, today).await?;
        let changes = times.into_iter().zip(wholes);
        Ok(changes.map(|(at, whole)| Change { at, whole }).collect())
    }

    /// These items with what was released of each; the lists that ask name released items only.
    async fn wholes(
        &self,
        reader: &mut Reader,
        listed: &[Listed],
        agencies: &Agencies,
        today: Date,
    ) -> Result<Vec<Whole>, Failure> {
        let ids: Vec<String> = listed.iter().map(|row| row.item.id.clone()).collect();
        let mut releases = reader.releases_of(&ids).await?;
        listed
            .iter()
            .map(|row| {
                let release = releases.remove(&row.item.id);
                let release = release
                    .ok_or_else(|| Failure::Bug(format!("{} 没有公开的文本", row.item.id)))?;
                Ok(Whole {
                    line: line(row, agencies, self.kinds(), today),
                    released: release.released,
                })
            })
            .collect()
    }
}

/// The name of an agency that may be seen: one of this site, or one of which something is released here.
async fn shown(reader: &mut Reader, agencies: &Agencies, code: &str) -> Result<String, Failure> {
    let agency = agencies.get(code).ok_or(Failure::NotFound)?;
    if !agency.is_own {
        let of_it = Filter {
            agencies: Some(vec![code.to_owned()]),
            ..Filter::default()
        };
        if reader.count(&of_it).await? == 0 {
            return Err(Failure::NotFound);
        }
    }
    Ok(agency.name.clone())
}

async fn last_entry(reader: &mut Reader) -> Result<i64, Failure> {
    Ok(reader.newest_shown().await?.recorded_at.unwrap_or_default())
}
