//! What stands at an address: the item, its tombstone, its files and its other forms.
//!
//! One function decides for the page, every form and every file, so that no exit can forget the rule.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::lines::{Agencies, address, line, standing};
use crate::view::{
    Address, EditionLine, FileBytes, FileLine, Found, ItemView, RelationLine, Tombstone,
};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use law::item::indexno::IndexNo;
use law::item::validity::Facts;
use law::{Date, Digest};
use store::blob::Held;
use store::item::{By, ItemRow, State};
use store::released::Release;
use store::{Reader, Space};

/// What stands behind a file address.
#[derive(Clone, Debug)]
pub enum FileFound<F> {
    Released(F),
    Withdrawn(Tombstone),
}

/// The bytes of a file, small ones whole, large ones as they come.
pub type Pieces = BoxStream<'static, Result<bytes::Bytes, store::Error>>;

/// The forms in which every item can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Txt,
    Markdown,
    Json,
}

impl Form {
    pub const ALL: [Self; 3] = [Self::Txt, Self::Markdown, Self::Json];

    pub const fn extension(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Markdown => "md",
            Self::Json => "json",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Txt => "text/plain; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Txt => "纯文本",
            Self::Markdown => "Markdown",
            Self::Json => "JSON 数据",
        }
    }

    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|form| form.extension() == extension)
    }
}

/// An item that may be seen, or what it left.
enum Visible {
    Item(Box<ItemRow>, Box<Release>),
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
            Visible::Item(item, _) if address(&item) != *at => Ok(Found::Moved(address(&item))),
            Visible::Item(item, release) => {
                let view = self.view(&mut reader, *item, *release, today).await?;
                Ok(Found::Released(Box::new(view)))
            }
        }
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

    /// A file of an item as released, by its name; nothing of it is read.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn file(
        &self,
        at: &Address,
        edition: Option<u32>,
        name: &str,
    ) -> Result<FileFound<FileLine>, Failure> {
        let mut reader = self.register.store.read().await?;
        let (_, release) = match visible(&mut reader, at, edition).await? {
            Visible::Gone(tombstone) => return Ok(FileFound::Withdrawn(tombstone)),
            Visible::Item(item, release) => (item, release),
        };
        let file = release
            .released
            .files()
            .iter()
            .find(|file| file.name == name)
            .ok_or(Failure::NotFound)?;
        Ok(FileFound::Released(FileLine {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            digest: file.digest,
        }))
    }

    /// The bytes of a file that was just found. A large one comes from the object store piece by piece, and no connection
    /// to the database is held meanwhile; it breaks off before its end where it does not have its hash.
    ///
    /// # Errors
    /// [`Failure::Bug`] where the file is not held, or a small one does not have its hash.
    pub async fn pieces(&self, file: &FileLine) -> Result<Pieces, Failure> {
        let mut reader = self.register.store.read().await?;
        let held = reader.held(Space::Released, file.digest).await?;
        drop(reader);
        match held {
            Some(Held::Here(bytes)) => Ok(stream::once(async { Ok(bytes) }).boxed()),
            Some(Held::Large) => {
                let blobs = &self.register.blobs;
                Ok(blobs.pieces(Space::Released, file.digest).await?)
            }
            None => Err(Failure::Bug(format!("公开的文件 {} 没有登记", file.digest))),
        }
    }

    /// An item in one of the forms in which it can be taken away. `url` is the address that the copy names.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn form(
        &self,
        at: &Address,
        edition: Option<u32>,
        form: Form,
        url: &str,
    ) -> Result<FileFound<FileBytes>, Failure> {
        let mut reader = self.register.store.read().await?;
        let (item, release) = match visible(&mut reader, at, edition).await? {
            Visible::Gone(tombstone) => return Ok(FileFound::Withdrawn(tombstone)),
            Visible::Item(item, release) => (item, release),
        };
        let kind = self.kinds().get(&item.kind);
        let kind = kind.ok_or_else(|| Failure::Bug(format!("没有“{}”这一种信息", item.kind)))?;
        let print = match form {
            Form::Txt => press::txt::render,
            Form::Markdown => press::markdown::render,
            Form::Json => press::json::render,
        };
        let bytes = print(&release.released, kind, url);
        Ok(FileFound::Released(FileBytes {
            name: format!(
                "{}.{}",
                file_name(release.released.title()),
                form.extension()
            ),
            media_type: form.media_type().to_owned(),
            digest: Digest::of(&bytes),
            bytes: bytes.into(),
        }))
    }

    async fn view(
        &self,
        reader: &mut Reader,
        item: ItemRow,
        release: Release,
        today: Date,
    ) -> Result<ItemView, Failure> {
        let agencies = Self::all_agencies(reader).await?;
        let facts = facts(reader, &item.id).await?;
        let current = item.released_edition;
        let readable_from = match current {
            Some(edition) if edition != release.released.edition() => {
                let current = reader.release(&item.id, edition).await?;
                current.map_or(1, |current| current.released.readable_from())
            }
            _ => release.released.readable_from(),
        };
        let editions = reader.releases(&item.id).await?.into_iter().map(|row| {
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
            is_own: agencies
                .get(&item.agency)
                .is_some_and(|agency| agency.is_own),
            seq: release.seq,
            released: release.released,
        })
    }

    pub(crate) async fn view_of(
        &self,
        reader: &mut Reader,
        item: ItemRow,
        today: Date,
    ) -> Result<ItemView, Failure> {
        let edition = item.released_edition.ok_or(Failure::NotFound)?;
        let release = reader
            .release(&item.id, edition)
            .await?
            .ok_or(Failure::NotFound)?;
        self.view(reader, item, release, today).await
    }

    async fn relation_lines(
        &self,
        reader: &mut Reader,
        item: &ItemRow,
        agencies: &Agencies,
        today: Date,
    ) -> Result<Vec<RelationLine>, Failure> {
        let rows = reader.relations(&item.id).await?;
        let others: Vec<String> = rows
            .iter()
            .filter_map(|row| {
                if row.item == item.id {
                    row.other.clone()
                } else {
                    Some(row.item.clone())
                }
            })
            .collect();
        let held = reader.items(&others).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let is_stated_here = row.item == item.id;
            let other = if is_stated_here {
                row.other.as_ref()
            } else {
                Some(&row.item)
            };
            let other = other.and_then(|id| held.iter().find(|held| held.item.id == *id));
            let released = other.filter(|held| held.item.state == State::Released);
            // An end that is not released says nothing about itself, also not from the other side, nor its number.
            let is_number = other.is_some_and(|held| held.item.index_no.to_string() == row.says);
            if released.is_none() && (!is_stated_here || is_number) {
                continue;
            }
            lines.push(RelationLine {
                relation: row.relation,
                is_stated_here,
                other: released.map(|held| line(held, agencies, self.kinds(), today)),
                says: row.says,
            });
        }
        Ok(lines)
    }
}

async fn facts(reader: &mut Reader, item: &str) -> Result<Option<Facts>, Failure> {
    Ok(reader
        .items(&[item.to_owned()])
        .await?
        .into_iter()
        .next()
        .and_then(|listed| listed.facts))
}

/// The one rule of every exit: released is shown, withdrawn or taken down leaves its tombstone, a draft is not there.
async fn visible(
    reader: &mut Reader,
    at: &Address,
    edition: Option<u32>,
) -> Result<Visible, Failure> {
    let item = row_at(reader, at).await?.ok_or(Failure::NotFound)?;
    match item.state {
        State::Draft => Err(Failure::NotFound),
        State::Withdrawn => Ok(Visible::Gone(tombstone(reader, &item).await?)),
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
                        taken_down(reader, &item, readable_from).await?,
                    ));
                }
            }
            Ok(Visible::Item(Box::new(item), Box::new(release)))
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

async fn row_at(reader: &mut Reader, at: &Address) -> Result<Option<ItemRow>, Failure> {
    match at {
        Address::Law { work, version } => Ok(reader.find_item(By::Work { work, version }).await?),
        Address::Document { code, tail } => {
            let Some(number) = IndexNo::parse(&format!("{code}/{tail}")) else {
                return Ok(None);
            };
            Ok(reader.find_item(By::IndexNo(&number)).await?)
        }
    }
}

pub(crate) async fn tombstone(reader: &mut Reader, item: &ItemRow) -> Result<Tombstone, Failure> {
    let withdrawal = reader.withdrawal(&item.id).await?;
    let withdrawal =
        withdrawal.ok_or_else(|| Failure::Bug(format!("{} 的撤回说明不见了", item.id)))?;
    let agencies = Portal::all_agencies(reader).await?;
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

/// A title as a file name: no character that a file system minds, at most 80 of them.
fn file_name(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|c| !c.is_control() && !r#"/\:*?"<>|"#.contains(*c));
    kept.take(80).collect()
}
