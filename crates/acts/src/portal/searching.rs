//! Search: every hit is checked against the register before it is shown, so a withdrawal leaves at once.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::agencies::in_order;
use crate::portal::lines::{Agencies, line};
use crate::view::{BodyFound, SearchHit, SearchPage};
use law::Date;
use search::FacetCounts;
use std::collections::{HashMap, HashSet};
use store::item::State;

impl Portal {
    /// # Errors
    /// [`Failure::Unavailable`] where the index or the register cannot be read.
    pub async fn search(&self, query: search::Query, today: Date) -> Result<SearchPage, Failure> {
        let index = self.index.clone();
        let chosen = query
            .filters
            .iter()
            .filter(|(key, _)| key == FacetCounts::AGENCY);
        let chosen: Vec<String> = chosen.map(|(_, code)| code.clone()).collect();
        let asked = tokio::task::spawn_blocking(move || index.search(&query)).await;
        let answer = asked.map_err(|error| Failure::Bug(error.to_string()))??;
        let mut reader = self.register.store.read().await?;
        let ids: Vec<String> = answer.hits.iter().map(|hit| hit.item.clone()).collect();
        let held = reader.items(&ids).await?;
        let agencies = Self::all_agencies(&mut reader).await?;
        let newest = reader.newest_shown().await?.seq;
        let mut facets = answer.facets;
        let bodies = bodies(&agencies, &facets, &chosen);
        for facet in &mut facets {
            facet.values.truncate(FacetCounts::MOST);
        }
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
            ahead: answer.ahead,
            previous: answer.previous,
            next: answer.next,
            facets,
            bodies,
            terms: answer.terms,
            near: answer.near,
            without_filters: answer.without_filters,
            is_behind: self.index.cursor() < newest,
        })
    }
}

/// The bodies under which something was found, and those that were chosen, as the territorial tree goes.
fn bodies(agencies: &Agencies, facets: &[FacetCounts], chosen: &[String]) -> Vec<BodyFound> {
    let counts = facets.iter().find(|facet| facet.key == FacetCounts::AGENCY);
    let counts = counts.into_iter().flat_map(|facet| &facet.values);
    let counts: HashMap<&str, u64> = counts.map(|(code, n)| (code.as_str(), *n)).collect();
    if counts.is_empty() && chosen.is_empty() {
        return Vec::new();
    }
    let parents = agencies.all.iter();
    let parents: HashSet<&str> = parents.filter_map(|a| a.admin_parent.as_deref()).collect();
    let tree = in_order(agencies).into_iter().map(|(_, agency)| agency);
    let reprinted = agencies.all.iter().filter(|agency| !agency.is_own);
    let mut seen = HashSet::new();
    tree.chain(reprinted)
        .filter(|agency| seen.insert(agency.code.as_str()))
        .filter_map(|agency| {
            let found = counts.get(agency.code.as_str()).copied();
            let is_shown = found.is_some() || chosen.contains(&agency.code);
            is_shown.then(|| BodyFound {
                code: agency.code.clone(),
                name: agency.name.clone(),
                parent: agency.admin_parent.clone(),
                has_below: parents.contains(agency.code.as_str()),
                found: found.unwrap_or_default(),
            })
        })
        .collect()
}
