//! 按日期看 — what was published on a day, in a week, in a month, and in which months there is anything.
//!
//! The day of an item is that by which it is listed: the day of publication that the source states, else of promulgation
//! or writing. Only released items count.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::agencies::PAGE;
use crate::portal::cursor::List;
use crate::view::{Published, PublishedMonth, PublishedMonths};
use law::{Date, Period};
use std::collections::{BTreeMap, HashMap};
use store::listing::Filter;

impl Portal {
    /// What was published in a period: how many on each of its days, and a page of the list.
    ///
    /// # Errors
    /// [`Failure::Invalid`] where `after` is not a place in this list.
    pub async fn published(
        &self,
        period: Period,
        after: Option<&str>,
        today: Date,
    ) -> Result<Published, Failure> {
        let mut reader = self.register.store.read().await?;
        let (from, to) = (period.first(), period.last());
        let counted: HashMap<Date, u64> = reader.by_day(from, to).await?.into_iter().collect();
        let around = reader.published_around(from, to).await?;
        let filter = Filter {
            from: Some(from),
            to: Some(to),
            ..Filter::default()
        };
        let list = List::of(&["published", &period.to_string()]);
        let listing = self
            .listing(&mut reader, &list, &filter, after, PAGE, today)
            .await?;
        let count = |day: Date| (day, counted.get(&day).copied().unwrap_or_default());
        Ok(Published {
            period,
            days: period.days().map(count).collect(),
            first: around.map(|around| around.first),
            last: around.map(|around| around.last),
            before: around.and_then(|around| around.before),
            after: around.and_then(|around| around.after),
            listing,
        })
    }

    /// Every month of the years in which something was published, newest first, also those without anything that have
    /// come; and how much there is for today, this week and month.
    pub async fn published_months(&self, today: Date) -> Result<PublishedMonths, Failure> {
        let mut reader = self.register.store.read().await?;
        let mut counted: BTreeMap<Date, u64> = BTreeMap::new();
        for (month, items) in reader.by_month().await? {
            let period = Period::parse(&month)
                .ok_or_else(|| Failure::Bug(format!("没有“{month}”这个月")))?;
            let first = period.first();
            for month in 1..=12 {
                let first = Date::new(first.year(), month, 1).ok();
                if let Some(first) = first.filter(|first| *first <= today) {
                    counted.entry(first).or_default();
                }
            }
            counted.insert(first, items);
        }
        let months = counted
            .into_iter()
            .rev()
            .map(|(first, items)| PublishedMonth {
                period: Period::month_of(first),
                items,
            });
        let months = months.collect();
        let mut now = Vec::new();
        for period in [
            Period::Day(today),
            Period::week_of(today),
            Period::month_of(today),
        ] {
            let days = reader.by_day(period.first(), period.last()).await?;
            now.push(PublishedMonth {
                period,
                items: days.iter().map(|(_, n)| n).sum(),
            });
        }
        Ok(PublishedMonths { now, months })
    }
}
