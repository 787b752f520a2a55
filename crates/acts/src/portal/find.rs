//! What stands at an address: the item, or its tombstone.
//!
//! One function decides for the page, every form and every file, so that no exit can forget the rule.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::lines::{Agencies, address, line, standing};
use crate::view::{Address, EditionLine, Found, ItemView, RelationLine, Tombstone};
use law::Date;
use law::item::indexno::IndexNo;
use std::collections::{BTreeSet, HashMap};
use store::Reader;
use store::item::{By, ItemRow, State};
use store::listing::Listed;
use store::released::{Release, ReleaseRow};

/// An item that may be seen, or what it left.
pub(super) enum Visible {
    Item(Box<Listed>, Box<Release>),
    Gone(Tombstone),
}

impl Portal {
    /// What stands at an address; `edition` asks for a former one.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is nothing, or only a draft.
    pub async fn item(
        &self,
        at: &Address,
        edition: Option<u32>,
        today: Date,
    ) -> Result<Found, Failure> {
        let mut reader = self.register.store.read().await?;
        match visible(&mut reader, at, edition).await? {
            Visible::Gone(tombstone) => Ok(Found::Withdrawn(tombstone)),
            Visible::Item(held, _) if address(&held.item) != *at => {
                Ok(Found::Moved(address(&held.item)))
            }
            Visible::Item(held, release) => {
                let view = self.view(&mut reader, *held, *release, today).await?;
                Ok(Found::Released(Box::new(view)))
            }
        }
    }

    /// From which edition on each of these items can be read; `None` where it cannot be read at all.
    pub(crate) async fn readable_from(
        &self,
        items: Vec<String>,
    ) -> Result<Vec<(String, Option<u32>)>, Failure> {
        let mut reader = self.register.store.read().await?;
        let held = reader.items(&items).await?;
        let mut known = Vec::with_capacity(items.len());
        for item in items {
            let row = held
                .iter()
                .map(|held| &held.item)
                .find(|row| row.id == item);
            let edition = row.filter(|row| row.state == State::Released);
            let release = match edition.and_then(|row| row.released_edition) {
                Some(edition) => reader.release(&item, edition).await?,
                None => None,
            };
            known.push((
                item,
                release.map(|release| release.released.readable_from()),
            ));
        }
        Ok(known)
    }

    /// Where an address of a former system, or an index number that a source stated, is found now.
    ///
    /// `written` are the ways in which the address may have been registered, the most exact first. A source may have named
    /// it whole: a site that keeps its domain keeps these addresses too.
    pub async fn moved<S: AsRef<str>>(&self, written: &[S]) -> Result<Option<Address>, Failure> {
        let site = self.site();
        let mut reader = self.register.store.read().await?;
        for path in written.iter().map(AsRef::as_ref) {
            let whole = ["http", "https"].map(|scheme| format!("{scheme}://{}{path}", site.domain));
            let [http, https] = &whole;
            let mut names = vec![("address", path), ("index_no", path), ("url", path)];
            if !site.domain.is_empty() {
                names.extend([("url", http.as_str()), ("url", https.as_str())]);
            }
            for (kind, value) in names {
                if let Some(item) = reader.find_item(By::Alias { kind, value }).await?
                    && item.state != State::Draft
                {
                    return Ok(Some(address(&item)));
                }
            }
        }
        Ok(None)
    }

    async fn view(
        &self,
        reader: &mut Reader,
        held: Listed,
        release: Release,
        today: Date,
    ) -> Result<ItemView, Failure> {
        let Listed { item, facts } = held;
        let agencies = self.all_agencies(reader).await?;
        let current = item.released_edition;
        let readable_from = match current {
            Some(edition) if edition != release.released.edition() => {
                let current = reader.release(&item.id, edition).await?;
                current.map_or(1, |current| current.released.readable_from())
            }
            _ => release.released.readable_from(),
        };
        let editions = Self::editions(reader, &item, &release).await?;
        let editions = editions.into_iter().map(|row| {
            let is_readable = readable_from <= row.edition;
            EditionLine {
                edition: row.edition,
                released_at: row.released_at,
                // The note of an edition that was taken down may say what must not be said.
                change_note: if is_readable {
                    row.change_note
                } else {
                    String::new()
                },
                is_current: Some(row.edition) == current,
                is_readable,
            }
        });
        let editions = editions.collect();
        let today_agency = agencies
            .today(&item.agency)
            .filter(|agency| agency.code != item.agency);
        Ok(ItemView {
            address: address(&item),
            standing: standing(self.kinds(), &item.kind, facts.as_ref(), today),
            agency_today: today_agency.and_then(|agency| agencies.link(&agency.code)),
            relations: self.relation_lines(reader, &item, &agencies, today).await?,
            cited: Self::cited(reader, &item, &release.released).await?,
            editions,
            sources: reader.sources(&item.id).await?,
            is_own: is_own(&agencies, &item.agency),
            seq: release.seq,
            released: release.released,
        })
    }

    /// Every edition of an item, the newest first. Of most there is one, and that has been read.
    async fn editions(
        reader: &mut Reader,
        item: &ItemRow,
        release: &Release,
    ) -> Result<Vec<ReleaseRow>, Failure> {
        let released = &release.released;
        if item.released_edition != Some(1) || released.edition() != 1 {
            return Ok(reader.releases(&item.id).await?);
        }
        Ok(vec![ReleaseRow {
            edition: 1,
            seq: release.seq,
            released_at: released.released_at(),
            change_note: released.change_note().to_owned(),
            digest: released.digest(),
        }])
    }

    pub(crate) async fn view_of(
        &self,
        reader: &mut Reader,
        held: Listed,
        today: Date,
    ) -> Result<ItemView, Failure> {
        let item = &held.item;
        let edition = item.released_edition.ok_or(Failure::NotFound)?;
        let release = reader
            .release(&item.id, edition)
            .await?
            .ok_or(Failure::NotFound)?;
        self.view(reader, held, release, today).await
    }

    async fn relation_lines(
        &self,
        reader: &mut Reader,
        item: &ItemRow,
        agencies: &Agencies,
        today: Date,
    ) -> Result<Vec<RelationLine>, Failure> {
        let of = [item.id.clone()];
        let mut lines = self.relations_of(reader, &of, agencies, today).await?;
        Ok(lines.remove(&item.id).unwrap_or_default())
    }

    /// What several items stand in relation to, each from its own end.
    pub(crate) async fn relations_of(
        &self,
        reader: &mut Reader,
        items: &[String],
        agencies: &Agencies,
        today: Date,
    ) -> Result<HashMap<String, Vec<RelationLine>>, Failure> {
        let rows = reader.relations_of(items).await?;
        let ends = rows
            .iter()
            .flat_map(|row| [Some(&row.item), row.other.as_ref()]);
        let ends: BTreeSet<&String> = ends.flatten().collect();
        let ends: Vec<String> = ends.into_iter().cloned().collect();
        let held = reader.items(&ends).await?;
        let held: HashMap<&str, &Listed> = held.iter().map(|held| (&*held.item.id, held)).collect();
        let mut lines: HashMap<String, Vec<RelationLine>> = HashMap::new();
        for row in &rows {
            let ends = [
                (Some(&row.item), row.other.as_ref()),
                (row.other.as_ref(), Some(&row.item)),
            ];
            for (n, (this, other)) in ends.into_iter().enumerate() {
                let is_stated_here = n == 0;
                let Some(this) = this.filter(|this| items.contains(this)) else {
                    continue;
                };
                let other = other.and_then(|id| held.get(id.as_str()).copied());
                let released = other.filter(|held| held.item.state == State::Released);
                // An end that is not released says nothing about itself, also not from the other side, nor its number.
                let is_number =
                    other.is_some_and(|held| held.item.index_no.to_string() == row.says);
                if released.is_none() && (!is_stated_here || is_number) {
                    continue;
                }
                lines.entry(this.clone()).or_default().push(RelationLine {
                    relation: row.relation,
                    is_stated_here,
                    other: released.map(|held| line(held, agencies, self.kinds(), today)),
                    says: row.says.clone(),
                });
            }
        }
        Ok(lines)
    }
}

/// The one rule of every exit: released is shown, withdrawn or taken down leaves its tombstone, a draft is not there.
pub(super) async fn visible(
    reader: &mut Reader,
    at: &Address,
    edition: Option<u32>,
) -> Result<Visible, Failure> {
    let held = row_at(reader, at).await?.ok_or(Failure::NotFound)?;
    let item = &held.item;
    match item.state {
        State::Draft => Err(Failure::NotFound),
        State::Withdrawn => Ok(Visible::Gone(tombstone(reader, item).await?)),
        State::Released => {
            let current = item.released_edition.ok_or(Failure::NotFound)?;
            let edition = edition.unwrap_or(current);
            let release = reader
                .release(&item.id, edition)
                .await?
                .ok_or(Failure::NotFound)?;
            if edition != current {
                let newest = reader.release(&item.id, current).await?;
                let newest = newest.ok_or(Failure::NotFound)?;
                let readable_from = newest.released.readable_from();
                if edition < readable_from {
                    return Ok(Visible::Gone(
                        taken_down(reader, item, readable_from).await?,
                    ));
                }
            }
            Ok(Visible::Item(Box::new(held), Box::new(release)))
        }
    }
}

/// What an edition leaves that was taken down by the correction which made the edition `by`.
async fn taken_down(reader: &mut Reader, item: &ItemRow, by: u32) -> Result<Tombstone, Failure> {
    let release = reader.release(&item.id, by).await?;
    let released = release.ok_or(Failure::NotFound)?.released;
    Ok(Tombstone {
        index_no: item.index_no.to_string(),
        agency_name: released.agency_name().to_owned(),
        withdrawn_at: released.released_at(),
        by: released.agency_name().to_owned(),
        reason: released.change_note().to_owned(),
        now: Some(address(item)),
    })
}

async fn row_at(reader: &mut Reader, at: &Address) -> Result<Option<Listed>, Failure> {
    match at {
        Address::Law { work, version } => {
            Ok(reader.find_listed(By::Work { work, version }).await?)
        }
        Address::Document { code, tail } => {
            let Some(number) = IndexNo::exact(&format!("{code}/{tail}")) else {
                return Ok(None);
            };
            Ok(reader.find_listed(By::IndexNo(&number)).await?)
        }
    }
}

pub(crate) async fn tombstone(reader: &mut Reader, item: &ItemRow) -> Result<Tombstone, Failure> {
    let withdrawal = reader.withdrawal(&item.id).await?;
    let withdrawal =
        withdrawal.ok_or_else(|| Failure::Bug(format!("{} 的撤回说明不见了", item.id)))?;
    let agencies = Agencies::new(reader.agencies().await?);
    Ok(Tombstone {
        index_no: item.index_no.to_string(),
        agency_name: agencies
            .get(&item.agency)
            .map_or_else(String::new, |agency| agency.name.clone()),
        withdrawn_at: withdrawal.withdrawn_at,
        by: withdrawal.by_agency,
        reason: withdrawal.reason,
        now: None,
    })
}

/// Whether a publisher is an agency of this site.
pub(super) fn is_own(agencies: &Agencies, code: &str) -> bool {
    agencies.get(code).is_some_and(|agency| agency.is_own)
}
