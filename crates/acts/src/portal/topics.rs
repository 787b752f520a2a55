//! 主题 — which subjects the released items have, and what stands under each.
//!
//! The classes are counted and listed by the search index, which follows the register; every item of a list is checked
//! against the register before it is shown. Where the index is behind, the answer says so.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::agencies::PAGE;
use crate::portal::lines::line;
use crate::view::{TopicLine, TopicView, Topics};
use law::Date;
use law::item::topic::{TOPICS, Topic, class_with, id_of, named};
use search::{Counts, Query, Sort};
use store::Reader;
use store::item::State;
use store::listing::Listed;

/// The field whose first level is the subject.
const FIELD: &str = "theme_class";

impl Portal {
    /// The subjects that there are: those of the State Council's list in its order, then those that sources name.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where the index or the register cannot be read.
    pub async fn topics(&self) -> Result<Topics, Failure> {
        let query = Query {
            counts: Counts::Facets,
            limit: 1,
            ..Query::default()
        };
        let (answer, seen) = self.asked(query).await?;
        let counted = answer.facets.into_iter().find(|facet| facet.key == FIELD);
        let counted = counted.map(|facet| facet.values).unwrap_or_default();
        let count = |class: &str| {
            let found = counted.iter().find(|(value, _)| value == class);
            found.map_or(0, |(_, items)| *items)
        };
        let of_list = |topic: &Topic| TopicLine {
            id: topic.id.to_owned(),
            name: topic.zh.to_owned(),
            says: topic.says,
            items: count(topic.zh),
        };
        let own = counted.iter().filter(|(class, _)| named(class).is_none());
        let own = own.map(|(class, items)| TopicLine {
            id: id_of(class).to_owned(),
            name: class.clone(),
            says: "",
            items: *items,
        });
        let listed = TOPICS.iter().map(of_list);
        let mut reader = self.register.store.read().await?;
        Ok(Topics {
            listed: listed.filter(|topic| 0 < topic.items).collect(),
            own: own.collect(),
            empty: TOPICS
                .iter()
                .filter(|topic| count(topic.zh) == 0)
                .copied()
                .collect(),
            is_behind: seen < reader.newest_shown().await?.seq,
        })
    }

    /// What stands under a subject, newest first, a page at a time.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where it is neither of the list nor named by any item; [`Failure::Unavailable`].
    pub async fn topic(&self, id: &str, page: u32, today: Date) -> Result<TopicView, Failure> {
        let class = class_with(id);
        let place = page.max(1) as usize - 1;
        let found = self.of_topic(class, place, PAGE as usize).await?;
        let mut reader = self.register.store.read().await?;
        let agencies = self.all_agencies(&mut reader).await?;
        let released = found.released(&mut reader).await?;
        let pages = found.reachable().div_ceil(PAGE as usize);
        Ok(TopicView {
            topic: TopicLine {
                id: id_of(class).to_owned(),
                name: class.to_owned(),
                says: named(class).map_or("", |topic| topic.says),
                items: found.total,
            },
            lines: released
                .iter()
                .map(|held| line(held, &agencies, self.kinds(), today))
                .collect(),
            next: (place + 1 < pages).then_some(page + 1),
            is_behind: found.seen < reader.newest_shown().await?.seq,
        })
    }

    /// A page, counted from 0, of what stands under a class.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where the class is neither of the list nor named by any item; [`Failure::Unavailable`].
    pub(crate) async fn of_topic(
        &self,
        class: &str,
        page: usize,
        limit: usize,
    ) -> Result<Found, Failure> {
        let query = Query {
            sort: Sort::Newest,
            offset: page.saturating_mul(limit).min(Query::DEEPEST),
            limit,
            ..Query::default()
        };
        let (answer, seen) = self.asked(query.within(FIELD, class)).await?;
        if named(class).is_none() && answer.total == 0 {
            return Err(Failure::NotFound);
        }
        Ok(Found {
            name: class.to_owned(),
            total: answer.total,
            ids: answer.hits.into_iter().map(|hit| hit.item).collect(),
            seen,
        })
    }

    /// A page, counted from 0, of what a search finds, newest first.
    ///
    /// # Errors
    /// [`Failure::Unavailable`]
    pub(crate) async fn of_search(
        &self,
        query: &Query,
        page: usize,
        limit: usize,
    ) -> Result<Found, Failure> {
        let query = Query {
            sort: Sort::Newest,
            counts: search::Counts::Skip,
            offset: page.saturating_mul(limit).min(Query::DEEPEST),
            turn: search::Turn::First,
            limit,
            ..query.clone()
        };
        let name = query.words.clone();
        let (mut answer, seen) = self.asked(query).await?;
        // What only comes close to a question is no news of it.
        if answer.mode == search::Mode::Question {
            answer = search::Answer::default();
        }
        Ok(Found {
            name,
            total: answer.total,
            ids: answer.hits.into_iter().map(|hit| hit.item).collect(),
            seen,
        })
    }

    /// The answer, and up to which entry it is sure to hold everything: an index that is made anew goes back, so what it
    /// had followed to before counts as well as after.
    async fn asked(&self, query: Query) -> Result<(search::Answer, u64), Failure> {
        let index = self.index.clone();
        let seen = index.cursor();
        let turn = self.searching.acquire().await;
        let asked = tokio::task::spawn_blocking(move || index.search(&query)).await;
        drop(turn);
        let answer = asked.map_err(|error| Failure::Bug(error.to_string()))??;
        Ok((answer, seen.min(self.index.cursor())))
    }
}

/// What the index holds under a class or finds for a search, newest first.
pub(crate) struct Found {
    /// The class, or the words of the search.
    pub(crate) name: String,
    pub(crate) total: u64,
    ids: Vec<String>,
    /// The entry of the ledger up to which the index followed.
    pub(crate) seen: u64,
}

impl Found {
    /// How many can be come to page by page.
    pub(crate) fn reachable(&self) -> usize {
        usize::try_from(self.total).map_or(Query::DEEPEST, |total| total.min(Query::DEEPEST))
    }

    /// Those that are released now, in order.
    pub(crate) async fn released(&self, reader: &mut Reader) -> Result<Vec<Listed>, Failure> {
        let mut held = reader.items(&self.ids).await?;
        held.retain(|held| held.item.state == State::Released);
        let place = |id: &String| self.ids.iter().position(|listed| listed == id);
        held.sort_by_key(|held| place(&held.item.id));
        Ok(held)
    }
}
