//! The home page and lists of everything.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::cursor::List;
use crate::portal::lines::line;
use crate::view::{Home, Listing};
use law::Date;
use law::item::Column;
use store::Reader;
use store::listing::{Filter, Order};

/// How the list of everything is narrowed. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemsFilter {
    pub kind: Option<String>,
    /// A fixed column of the whole site; it names each work of law once, by its text of the day.
    pub column: Option<Column>,
    /// Days of publication, both ends included.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl ItemsFilter {
    /// What tells this list from others.
    pub(crate) fn parts(&self) -> Vec<String> {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![
            self.kind.clone().unwrap_or_default(),
            self.column.map(Column::id).unwrap_or_default().to_owned(),
            day(self.from),
            day(self.to),
        ]
    }

    pub(crate) fn of_store(&self, today: Date) -> Filter {
        Filter {
            kind: self.kind.clone(),
            column: self.column.map(|column| column.id().to_owned()),
            from: self.from,
            to: self.to,
            standing_on: self.column.map(|_| today),
            ..Filter::default()
        }
    }
}

impl Portal {
    pub async fn home(&self, today: Date) -> Result<Home, Failure> {
        let mut reader = self.register.store.read().await?;
        let agencies = self.all_agencies(&mut reader).await?;
        let latest = reader.listed(&Filter::default(), None, 10).await?;
        let each_once = Filter {
            standing_on: Some(today),
            ..Filter::default()
        };
        let counts = reader.counts(&each_once).await?;
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
            items: reader.count(&Filter::default()).await?,
            agencies: agencies.all.iter().filter(|agency| agency.is_own).count() as u64,
        })
    }

    /// Everything released, narrowed and ordered, a page of it.
    ///
    /// # Errors
    /// [`Failure::Invalid`] where `after` is not a place in this list.
    pub async fn items(
        &self,
        filter: &ItemsFilter,
        order: Order,
        after: Option<&str>,
        limit: u32,
        today: Date,
    ) -> Result<Listing, Failure> {
        let mut reader = self.register.store.read().await?;
        let mut parts = filter.parts();
        if order == Order::OldestFirst {
            parts.push("oldest".to_owned());
        }
        let parts: Vec<&str> = std::iter::once("items")
            .chain(parts.iter().map(String::as_str))
            .collect();
        let list = List::of(&parts);
        let filter = filter.of_store(today);
        let limit = limit.clamp(1, 500);
        self.listing_in(order, &mut reader, &list, &filter, after, limit, today)
            .await
    }

    /// A page of a list, newest first.
    pub(crate) async fn listing(
        &self,
        reader: &mut Reader,
        list: &List,
        filter: &Filter,
        after: Option<&str>,
        limit: u32,
        today: Date,
    ) -> Result<Listing, Failure> {
        let order = Order::NewestFirst;
        self.listing_in(order, reader, list, filter, after, limit, today)
            .await
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a list, its order, its place and its day"
    )]
    async fn listing_in(
        &self,
        order: Order,
        reader: &mut Reader,
        list: &List,
        filter: &Filter,
        after: Option<&str>,
        limit: u32,
        today: Date,
    ) -> Result<Listing, Failure> {
        let after = after.map(|cursor| list.open_item(cursor)).transpose()?;
        let agencies = self.all_agencies(reader).await?;
        let mut rows = reader
            .listed_in(order, filter, after.as_ref(), limit + 1)
            .await?;
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
