//! Search: every hit is checked against the register before it is shown, so a withdrawal leaves at once.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::lines::line;
use crate::view::{SearchHit, SearchPage};
use law::Date;
use store::item::State;

impl Portal {
    /// # Errors
    /// [`Failure::Unavailable`] where the index or the register cannot be read.
    pub async fn search(&self, query: search::Query, today: Date) -> Result<SearchPage, Failure> {
        let index = self.index.clone();
        let asked = tokio::task::spawn_blocking(move || index.search(&query)).await;
        let answer = asked.map_err(|error| Failure::Bug(error.to_string()))??;
        let mut reader = self.register.store.read().await?;
        let ids: Vec<String> = answer.hits.iter().map(|hit| hit.item.clone()).collect();
        let held = reader.items(&ids).await?;
        let agencies = Self::all_agencies(&mut reader).await?;
        let newest = reader.newest_shown().await?.seq;
        let mut hits = Vec::with_capacity(answer.hits.len());
        for hit in answer.hits {
            let released = held
                .iter()
                .find(|held| held.item.id == hit.item && held.item.state == State::Released);
            if let Some(released) = released {
                hits.push(SearchHit {
                    line: line(released, &agencies, self.kinds(), today),
                    hit,
                });
            }
        }
        Ok(SearchPage {
            answer_mode: answer.mode,
            total: answer.total,
            hits,
            next: answer.next,
            facets: answer.facets,
            terms: answer.terms,
            near: answer.near,
            without_filters: answer.without_filters,
            is_behind: self.index.cursor() < newest,
        })
    }
}
