//! The home page and lists of everything.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::cursor::List;
use crate::portal::lines::line;
use crate::view::{Home, Listing};
use law::Date;
use law::item::Column;
use store::Reader;
use store::listing::Filter;

impl Portal {
    pub async fn home(&self, today: Date) -> Result<Home, Failure> {
        let mut reader = self.register.store.read().await?;
        let agencies = Self::all_agencies(&mut reader).await?;
        let latest = reader.listed(&Filter::default(), None, 10).await?;
        let counts = reader.counts().await?;
        let of = |column: Column| {
            counts
                .iter()
                .filter(|(_, id, _)| id == column.id())
                .map(|(_, _, n)| n)
                .sum()
        };
        Ok(Home {
            columns: Column::ALL
                .into_iter()
                .map(|column| (column, of(column)))
                .collect(),
            latest: latest
                .iter()
                .map(|listed| line(listed, &agencies, self.kinds(), today))
                .collect(),
            laws: reader.count_works().await?,
            today: reader
                .by_day(today, today)
                .await?
                .iter()
                .map(|(_, n)| n)
                .sum(),
            items: counts.iter().map(|(_, _, n)| n).sum(),
            agencies: agencies.all.iter().filter(|agency| agency.is_own).count() as u64,
        })
    }

    /// Everything released, newest first; one kind or all.
    ///
    /// # Errors
    /// [`Failure::Invalid`] where `after` is not a place in this list.
    pub async fn latest(
        &self,
        kind: Option<&str>,
        after: Option<&str>,
        limit: u32,
        today: Date,
    ) -> Result<Listing, Failure> {
        let mut reader = self.register.store.read().await?;
        let filter = Filter {
            kind: kind.map(str::to_owned),
            ..Filter::default()
        };
        let list = List::of(&["items", kind.unwrap_or_default()]);
        self.listing(
            &mut reader,
            &list,
            &filter,
            after,
            limit.clamp(1, 500),
            today,
        )
        .await
    }

    pub(crate) async fn listing(
        &self,
        reader: &mut Reader,
        list: &List,
        filter: &Filter,
        after: Option<&str>,
        limit: u32,
        today: Date,
    ) -> Result<Listing, Failure> {
        let after = after.map(|cursor| list.open_item(cursor)).transpose()?;
        let agencies = Self::all_agencies(reader).await?;
        let mut rows = reader.listed(filter, after.as_ref(), limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        Ok(Listing {
            total: reader.count(filter).await?,
            next: rows
                .last()
                .filter(|_| more)
                .map(|row| list.seal_item(&row.place())),
            lines: rows
                .iter()
                .map(|listed| line(listed, &agencies, self.kinds(), today))
                .collect(),
        })
    }
}
